/** Codes over time: the replies we gave, or the bounces that were reported to us. */
import type { ReactNode } from 'react'
import { count } from '../ui/count.ts'
import { Bars, type PathOf, type Stack } from './bars.tsx'
import { eachOf, type Series } from './buckets.ts'
import { Figure, Table } from './figure.tsx'
import { codeFill } from './fills.tsx'

interface CodeChartProps {
  series: Series
  title: string
  /** One of what is counted: "reply". */
  one: string
  many: string
  empty: string
  /** Beside the title: what can be chosen. */
  choice?: ReactNode
  /** Where a piece of a bar leads, and its number in the table. */
  pathOf?: PathOf
  csv?: string
  /** Said instead of the numbers of each code. */
  words?: string
  /** How many there were in the time before, and what that is called. */
  before?: { count: number; name: string }
}

/** The first digit of a code (RFC 5321 §4.2.1, RFC 3463 §3.1), and the classes of bounces, in words. */
const meanings: Record<string, string> = {
  '2': 'accepted',
  '4': 'try later',
  '5': 'refused',
  hard: 'address gone',
  soft: 'try later',
  block: 'refused because of the sender',
}

export function CodeChart({ series, title, one, many, empty, choice, pathOf, csv, before, words }: CodeChartProps) {
  const { per, buckets, totals } = series
  const all = totals.reduce((sum, total) => sum + total.count, 0)
  const stacks = totals.map(({ key }, place): Stack => ({ key, name: nameOf(key), fill: codeFill(one, key, place) }))
  return (
    <Figure
      title={title}
      unit={`${many} ${eachOf(per)}`}
      words={
        words ??
        (all === 0
          ? `None in this time${before && before.count > 0 ? `; ${before.count} in ${before.name}` : ''}.`
          : `${count(all, one, many)}${compared(all, before)}: ${totals.map(({ key, count }) => `${key} ×${count}`).join(' · ')}.`)
      }
      empty={all === 0 && empty}
      {...{ choice, csv }}
      chart={<Bars {...{ buckets, stacks, pathOf }} title={`${title}, ${many} ${eachOf(per)}`} />}
      table={
        <Table
          heads={[heads[per], ...totals.map(({ key }) => key)]}
          rows={buckets.map(({ at, label, counts }, place) => ({
            key: at,
            cells: [label, ...totals.map(({ key }) => numberOf(counts[key] ?? 0, pathOf?.(place, key)))],
          }))}
        />
      }
    />
  )
}

/** " (+12 against the 7 days before)" */
function compared(all: number, before: CodeChartProps['before']): string {
  if (!before) return ''
  const difference = all - before.count
  if (difference === 0) return ` (as many as in ${before.name})`
  return ` (${difference < 0 ? '−' : '+'}${Math.abs(difference).toLocaleString('en')} against ${before.name})`
}

const heads = { hour: 'Hour', day: 'Day', week: 'Week from' } as const

/** A plain link: a table of months has hundreds, and each that goes without loading the page costs the server much more. */
function numberOf(number: number, path: string | undefined): ReactNode {
  if (number === 0 || !path) return number
  return (
    <a className="link" href={path}>
      {number}
    </a>
  )
}

function nameOf(code: string): string {
  const meaning = meanings[code] ?? (/^\d/.test(code) ? meanings[code[0] ?? ''] : undefined)
  if (!meaning) return code
  return /^\d/.test(code) ? `${code} ${meaning}` : `${code}: ${meaning}`
}
