/** How often each of a few things, as bars lying down, with the numbers beside them; each leads to what it counts. */
import { Link } from '@remix-run/react'
import { lazy, Suspense } from 'react'
import { percent } from '../ui/count.ts'
import { Figure, Table } from './figure.tsx'
import type { Fill } from './fills.tsx'

const LyingBars = lazy(async () => ({ default: (await import('./lying-bars.tsx')).LyingBars }))

export interface RankRow {
  key: string
  name: string
  count: number
  /** 0 to 1. */
  share: number
  fill: Fill
  /** What is counted, as a page. */
  path: string
}

interface RanksProps {
  title: string
  /** What is counted: "bounces". */
  unit: string
  /** The head of the names in the table. */
  head: string
  rows: RankRow[]
  empty: string
  csv: string
}

export function Ranks({ title, unit, head, rows, empty, csv }: RanksProps) {
  const some = rows.filter(({ count }) => count > 0)
  return (
    <Figure
      title={title}
      unit={unit}
      words={<Numbers rows={some} />}
      empty={some.length === 0 && empty}
      chart={
        <Suspense>
          <LyingBars rows={some.slice(0, mostDrawn)} title={`${title}, ${unit}`} />
        </Suspense>
      }
      csv={csv}
      table={
        <Table
          heads={[head, 'Bounces', 'Share']}
          rows={rows.map(({ key, name, count, share, path }) => ({
            key,
            cells: [name, count > 0 ? <Count key={key} path={path} count={count} /> : 0, percent(share)],
          }))}
        />
      }
    />
  )
}

const Count = ({ path, count }: { path: string; count: number }) => (
  <Link className="link" to={path}>
    {count.toLocaleString('en')}
  </Link>
)

function Numbers({ rows }: { rows: RankRow[] }) {
  return (
    <span className="flex flex-wrap gap-x-4 gap-y-0.5">
      {rows.slice(0, 4).map(({ key, name, count, share, path }) => (
        <span key={key}>
          {name.replace(/\.$/, '')} <Count path={path} count={count} /> ({percent(share)})
        </span>
      ))}
    </span>
  )
}

/** More names than these would stand on one another; the table has all. */
const mostDrawn = 6
