/** Where charts stand: what is chosen there stays chosen when one thing of it is changed. */
import type { RangeView } from './history.server.ts'
import { queryOfRange } from './range.ts'

export interface Place {
  /** The page, and its numbers as files. */
  path: string
  files: string
  range: RangeView
  /** What else is chosen; '' is nothing. */
  chosen: Record<string, string>
}

const written = (pairs: Record<string, string>): string =>
  new URLSearchParams(Object.entries(pairs).filter(([, value]) => value !== '')).toString()

/** The page, with some of it chosen otherwise. */
export const linkTo = ({ path, range, chosen }: Place, changes: Record<string, string> = {}): string =>
  `${path}?${written({ ...queryOfRange(range), ...chosen, ...changes })}`

/** The page over another time. */
export const rangeLink = ({ path, chosen }: Place, days: number): string =>
  `${path}?${written({ days: String(days), ...chosen })}`

/** The numbers of a chart as a file. */
export const fileOf = ({ files, range, chosen }: Place, chart: string): string =>
  `${files}?${written({ chart, ...queryOfRange(range), ...chosen })}`

/** What a form that chooses one thing carries along, as hidden fields. */
export const hidden = ({ range, chosen }: Place, name: string): [name: string, value: string][] =>
  Object.entries({ ...queryOfRange(range), ...chosen }).filter(([key, value]) => key !== name && value !== '')
