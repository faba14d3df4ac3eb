/** What the pages about the checks and the score show, from the tables the score itself is made with. */
import { figures, type KnownCheck, knownChecks, mendedBy, type RubricTable, rubricTables } from '#checks/catalogue.ts'

export interface ScorePage {
  rubrics: RubricTable[]
  figures: typeof figures
}

export const scorePage = (): ScorePage => ({ rubrics: rubricTables(), figures })

export const checksPage = (): KnownCheck[] => knownChecks()

export interface CheckPage {
  check: KnownCheck
  /** What it takes, by rubric; empty of a check that is only shown. */
  weights: { rubric: RubricTable['id']; of: number; row: RubricTable['rows'][number] }[]
  /** Checks whose repair takes its findings away, too. */
  mendedBy: { id: string; title: string }[]
}

/** Null when there is no such check. */
export function checkPage(id: string | undefined): CheckPage | null {
  const known = knownChecks()
  const check = known.find((one) => one.id === id)
  if (!check) return null
  const weights = rubricTables().flatMap(({ id: rubric, rows, buckets }) => {
    const row = rows.find((one) => one.id === check.id)
    return row ? [{ rubric, row, of: buckets.find((bucket) => bucket.id === row.bucket)?.of ?? 0 }] : []
  })
  const by = mendedBy(check.id).flatMap((one) => known.find((other) => other.id === one) ?? [])
  return { check, weights, mendedBy: by.map(({ id: of, title }) => ({ id: of, title })) }
}
