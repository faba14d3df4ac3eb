/** Which bounces a page, a file or the API is asked for: from a query to a filter, and back to a link. */
export const ranges = [
  { days: 1, label: 'Last day' },
  { days: 7, label: '7 days' },
  { days: 30, label: '30 days' },
  { days: 90, label: '90 days' },
  { days: 365, label: 'A year' },
] as const

export const bounceClasses = ['hard', 'block', 'soft', 'unknown'] as const

/** In a query: what is no code, and no receiver we know. */
export const noCode = 'none'
export const noProvider = 'other'

/** Each can be asked alone; the names are those of the query. `domain`: of the recipient, lower case. */
export const narrowers = {
  code: /^(?:[245]\.\d{1,3}\.\d{1,3}|none)$/,
  label: /^[a-z][a-z-]{0,39}$/,
  class: /^(?:hard|block|soft|unknown)$/,
  provider: /^[a-z0-9][a-z0-9-]{0,39}$/,
  domain: /^[^\s@\p{Cc}]{1,255}$/u,
  project: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
}
export type Narrower = keyof typeof narrowers
export const narrowerNames = Object.keys(narrowers) as Narrower[]

export interface Asked extends Partial<Record<Narrower, string>> {
  days: number
  /** A bar of the chart: from then, and until then, instead of the days. ISO 8601. */
  from?: string
  until?: string
  /** What the bars are told apart by. */
  by: 'code' | 'label'
}

const isMoment = (text: string): boolean =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text) && !Number.isNaN(Date.parse(text))

/** Reads a query; what is not as it may be is as if it were not there. */
export function readAsked(params: URLSearchParams): Asked {
  const asked: Asked = {
    days: ranges.find(({ days }) => String(days) === params.get('days'))?.days ?? 30,
    by: params.get('by') === 'label' ? 'label' : 'code',
  }
  for (const name of narrowerNames) {
    const given = (params.get(name) ?? '').trim()
    const value = name === 'domain' ? given.toLowerCase() : given
    if (narrowers[name].test(value)) asked[name] = value
  }
  const [from, until] = [params.get('from') ?? '', params.get('until') ?? '']
  return isMoment(from) && isMoment(until) && from < until ? { ...asked, from, until } : asked
}

/** The query of what is asked, with some of it otherwise; undefined takes a part away. */
export function queryOf(asked: Asked, changes: Partial<Asked> = {}): string {
  const { days, by, ...rest } = { ...asked, ...changes }
  const said = { ...(days !== 30 && { days: String(days) }), ...(by !== 'code' && { by }), ...rest }
  const pairs = Object.entries(said).filter((pair): pair is [string, string] => pair[1] !== undefined)
  return new URLSearchParams(pairs).toString()
}

/** The page of these bounces. */
export function bouncesPath(asked: Asked, changes: Partial<Asked> = {}): string {
  const query = queryOf(asked, changes)
  return query === '' ? '/bounces' : `/bounces?${query}`
}

/** The same as a file; `chart`: the numbers of one chart instead of the list. */
export const csvPath = (asked: Asked, chart?: ChartName): string =>
  `/bounces.csv?${new URLSearchParams([...new URLSearchParams(queryOf(asked)), ...(chart ? [['chart', chart]] : [])])}`

export const chartNames = ['time', 'providers', 'classes', 'reasons'] as const
export type ChartName = (typeof chartNames)[number]
