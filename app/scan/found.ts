/** What a scan that is on its way has found so far. The server sends it in pieces, and the page puts them together. */
import type { ReportFound } from '#checks/report.ts'

export interface SoFar {
  /** In the order of the report. */
  sections: { id: string; title: string }[]
  /** How many are asked in all; 0 when that is not known yet. */
  checks: number
  /** In the order in which they came. */
  found: ReportFound[]
}

export const noneFound: SoFar = { sections: [], checks: 0, found: [] }

/** With what came since. The same piece may come twice. */
export function addFound(soFar: SoFar, { sections, checks, found }: SoFar): SoFar {
  const known = new Set(soFar.found.map(({ id }) => id))
  return { sections, checks, found: [...soFar.found, ...found.filter(({ id }) => !known.has(id))] }
}
