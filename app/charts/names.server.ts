/** What the checks of a mail are called, and where they stand. */
import { mailSections } from '#checks/index.ts'
import type { CheckNames } from './rates.ts'

const titles = new Map<string, string>()
const places = new Map<string, string>()
for (const { id: section, checks } of mailSections) {
  for (const { id, title } of checks) {
    titles.set(id, title)
    places.set(id, section)
  }
}

export const checkNames: CheckNames = {
  title: (id) => titles.get(id) ?? id,
  section: (id) => places.get(id) ?? '',
}

/** The sections of a mail's report, in their order. */
export const sections: { id: string; title: string }[] = mailSections.map(({ id, title }) => ({ id, title }))
