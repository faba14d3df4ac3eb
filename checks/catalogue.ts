/** Everything a score is made of, and every check there is, as tables for the pages that show them. */
import { addressSections } from './address-index.ts'
import { bounceSection } from './bounce-index.ts'
import { ceilingsOf } from './ceilings.ts'
import { leastCoverage } from './coverage.ts'
import { domainSections } from './domain-index.ts'
import { mailSections } from './index.ts'
import { receiversSection } from './providers-index.ts'
import { domainRubric, follows, forwardingDeduction, messageRubric, type Rubric } from './weights.ts'

/** What is looked at when a check is asked. */
export type Subject = 'mail' | 'domain' | 'address' | 'bounce'

/** What one check takes away in a rubric, of 100 points, in what it can say. `pool`: with others together no more than one of them. */
export interface WeighedRow {
  id: string
  title: string
  bucket: string
  fail: number
  warn: number
  /** Outcomes with a figure of their own. */
  codes: { code: string; takes: number }[]
  pooled: boolean
  /** A record that the sender does not run is shown without deduction. */
  ownRecordOnly: boolean
}

export interface RubricTable {
  id: Rubric['id']
  buckets: { id: string; of: number; fail: number; warn: number }[]
  ceilings: { at: number; say: string; proof: boolean }[]
  rows: WeighedRow[]
}

export interface KnownCheck {
  id: string
  title: string
  reference: string
  /** Where it is asked, in the words of the report. */
  asked: { subject: Subject; section: string }[]
}

interface AnySection {
  id: string
  title: string
  checks: readonly { id: string; title: string; reference: string }[]
}

const sectionsOf: Record<Subject, readonly AnySection[]> = {
  mail: [...mailSections, receiversSection],
  domain: domainSections,
  address: addressSections,
  bounce: [bounceSection],
}

const subjects = Object.keys(sectionsOf) as Subject[]

/** Every check once, in the order of the reports. */
export function knownChecks(): KnownCheck[] {
  const found = new Map<string, KnownCheck>()
  for (const subject of subjects) {
    for (const { title: section, checks } of sectionsOf[subject]) {
      for (const { id, title, reference } of checks) {
        const known = found.get(id) ?? { id, title, reference, asked: [] }
        found.set(id, { ...known, asked: [...known.asked, { subject, section }] })
      }
    }
  }
  return [...found.values()]
}

/** The rubrics of a mail and of a domain: what each section is worth, what each row takes, and what holds a score down. */
export function rubricTables(): RubricTable[] {
  const titles = new Map(knownChecks().map(({ id, title }) => [id, title]))
  return [messageRubric, domainRubric].map((rubric) => ({
    id: rubric.id,
    buckets: Object.entries(rubric.buckets).map(([id, { of, fail, warn }]) => ({ id, of, fail, warn })),
    ceilings: ceilingsOf(rubric.id).map(({ at, say, proof }) => ({ at, say: say.text, proof })),
    rows: Object.entries(rubric.weights).flatMap(([id, weight]) => {
      const bucket = rubric.buckets[weight.bucket]
      const title = titles.get(id)
      if (!bucket || title === undefined || weight.shown) return []
      return {
        ...{ id, title, bucket: weight.bucket, fail: weight.fail ?? bucket.fail, warn: weight.warn ?? bucket.warn },
        codes: Object.entries(weight.codes ?? {}).map(([code, takes]) => ({ code, takes })),
        pooled: weight.pool !== undefined,
        ownRecordOnly: weight.record !== undefined,
      }
    }),
  }))
}

/** What the rules of the score are, in figures. */
export const figures = { forwardingDeduction, leastCoverage }

/** The checks whose repair takes this one away, too; the codes are left out. */
export function mendedBy(id: string): string[] {
  const found = Object.entries(follows).flatMap(([what, by]) => (what.split(' ')[0] === id ? by : []))
  return [...new Set(found.map((one) => one.split(' ')[0] ?? one))]
}
