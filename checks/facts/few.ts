import type { Evidence } from '../check.ts'

/** Rows of evidence one finding shows of a list whose length somebody else decides. */
const mostRows = 20

/** The first rows, and one that says how many more there are. */
export function few(rows: Evidence[]): Evidence[] {
  const first = rows.slice(0, mostRows)
  const last = first.at(-1)
  return last && rows.length > mostRows ? [...first, { where: last.where, what: `and ${rows.length - mostRows} more` }] : first
}
