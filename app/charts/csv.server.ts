/** The numbers of one chart as a file. Safe to open in a spreadsheet. */
import { writeTable } from '../bounce/csv.server.ts'
import type { Series } from './buckets.ts'
import type { Charts, ScoreFigure } from './figures.server.ts'
import type { HistoryPage } from './history.server.ts'
import type { RecordMark } from './records.server.ts'

export const chartNames = ['verdicts', 'rates', 'heat', 'delay', 'scores', 'replies', 'bounces', 'records'] as const
export type ChartName = (typeof chartNames)[number]

type Cells = (string | number | null)[]

/** What a page has to give; a chart that it has not is null. */
export type Given = { charts: Charts | null; marks: RecordMark[] } & Partial<Pick<HistoryPage, 'replies' | 'bounces' | 'scores'>>

/** The file of a chart; null where there is no such chart. Times are ISO 8601, delays in seconds, rates in per cent. */
export function chartFile(chart: ChartName | undefined, { charts, marks, replies, bounces, scores }: Given): Response | null {
  if (!chart) return null
  const tables: Record<ChartName, () => Cells[] | null> = {
    verdicts: () => charts && seriesRows(charts.checks),
    rates: () => charts && ratesRows(charts),
    heat: () => charts && heatRows(charts),
    delay: () => charts && delayRows(charts),
    scores: () => (charts ? scoreRows(charts.scores) : scores ? scoreRows(scores) : null),
    replies: () => (replies ? seriesRows(replies) : null),
    bounces: () => (bounces ? seriesRows(bounces) : null),
    records: () => recordRows(marks),
  }
  const rows = tables[chart]()
  return rows && fileOf(`${chart}.csv`, rows)
}

export function fileOf(name: string, rows: Cells[]): Response {
  const text = writeTable({ separator: ',', rows: rows.map((row) => row.map((cell) => String(cell ?? ''))) })
  // The mark of UTF-8: without it spreadsheets read another charset.
  return new Response(`\uFEFF${text}`, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${name}"`,
      'Cache-Control': 'no-store',
    },
  })
}

/** A series, a row for each bar. */
export function seriesRows({ buckets, totals }: Series): Cells[] {
  const keys = totals.map(({ key }) => key)
  return [['from', ...keys], ...buckets.map(({ at, counts }): Cells => [at, ...keys.map((key) => counts[key] ?? 0)])]
}

const tenths = (share: number | null): string => (share === null ? '' : (share * 100).toFixed(1))

function ratesRows({ rates: { rows, whole } }: Charts): Cells[] {
  const all = [...rows, ...(whole ? [{ ...whole, key: 'all' }] : [])]
  const body = all.map(
    ({ key, name, pass, looked, rate, before }): Cells => [key, name, pass, looked, tenths(rate), tenths(before)],
  )
  return [['key', 'name', 'passed', 'looked', 'percent', 'percent before'], ...body]
}

function heatRows({ heat: { bars, rows } }: Charts): Cells[] {
  const body = rows.flatMap(({ key, name, values }) =>
    values.map(({ pass, looked }, place): Cells => [key, name, bars[place]?.at ?? '', pass, looked]),
  )
  return [['check', 'name', 'from', 'passed', 'looked'], ...body]
}

const seconds = (milliseconds: number | null): string => (milliseconds === null ? '' : (milliseconds / 1000).toFixed(1))

const delayRows = ({ delay: { bars } }: Charts): Cells[] => [
  ['from', 'mails', 'half within seconds', '95 percent within seconds'],
  ...bars.map(({ at, mails, half, most }): Cells => [at, mails, seconds(half), seconds(most)]),
]

function scoreRows({ by, points }: ScoreFigure): Cells[] {
  if (by === 'mail')
    return [
      ['time', 'mail', 'subject', 'score'],
      ...points.map(({ at, key, subjectHeader = '', score }): Cells => [at, key, subjectHeader, score.toFixed(1)]),
    ]
  const body = points.map(({ at, mails = 0, score, least = score }): Cells => [at, mails, score.toFixed(2), least.toFixed(1)])
  return [[by, 'mails', 'mean', 'lowest'], ...body]
}

function recordRows(marks: RecordMark[]): Cells[] {
  const body = marks.map(({ at, lookedBefore, domain, name, type, what, before, after, effect }): Cells => {
    const rates = [effect?.before, effect?.after].map((side) => (side ? tenths(side.pass / side.looked) : ''))
    return [at, lookedBefore, domain, name, type, what, before.join('\n'), after.join('\n'), ...rates]
  })
  const heads = ['seen', 'look before', 'domain', 'name', 'type', 'record', 'before', 'after', 'percent before', 'percent after']
  return [heads, ...body]
}
