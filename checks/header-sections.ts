/** The sections of a mail of which only the header was given: without the checks that read the body. */
import { bodyChecks } from './content-index.ts'
import { mailSections, type Section } from './index.ts'

/** They look at the header first. */
const alsoOfHeader = new Set(['list-unsubscribe', 'list-unsubscribe-one-click'])

const ofBody = new Set([
  ...bodyChecks.map(({ id }) => id).filter((id) => !alsoOfHeader.has(id)),
  'mime-structure',
  'mime-type-mismatch',
  'charset',
  'transfer-encoding',
  'line-length',
  'line-endings',
  'blocklist-domain-link',
])

export const headerSections: Section[] = mailSections.map((section) => ({
  ...section,
  checks: section.checks.filter(({ id }) => !ofBody.has(id)),
}))
