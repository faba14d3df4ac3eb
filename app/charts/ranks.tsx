/** How often each of a few things, as bars lying down, with the numbers beside them; each leads to what it counts. */
import { Link, useNavigate } from '@remix-run/react'
import { Bar, BarChart, type BarShapeProps, ResponsiveContainer, XAxis, YAxis } from 'recharts'
import { percent } from '../ui/count.ts'
import { Figure, Table } from './figure.tsx'
import { type Fill, Patterns } from './fills.tsx'

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
      chart={<Drawing rows={some.slice(0, mostDrawn)} title={`${title}, ${unit}`} />}
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

const longest = 34
const short = (name: string): string => (name.length > longest ? `${name.slice(0, longest - 1).trimEnd()}…` : name)

function Drawing({ rows, title }: { rows: RankRow[]; title: string }) {
  const navigate = useNavigate()
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart
        data={rows}
        layout="vertical"
        margin={{ top: 0, right: 8, bottom: 0, left: 0 }}
        title={title}
        barCategoryGap="22%"
      >
        <Patterns fills={rows.map(({ fill }) => fill)} />
        <XAxis type="number" hide allowDecimals={false} />
        <YAxis
          type="category"
          dataKey="key"
          width={150}
          interval={0}
          tickLine={false}
          axisLine={false}
          tick={{ fill: 'var(--muted)' }}
          tickFormatter={(key: string) => short(rows.find((row) => row.key === key)?.name ?? key)}
        />
        <Bar
          dataKey="count"
          isAnimationActive={false}
          maxBarSize={26}
          cursor="pointer"
          shape={Lying}
          onClick={(_bar, place) => {
            const path = rows[place]?.path
            if (path) navigate(path, { preventScrollReset: true })
          }}
        />
      </BarChart>
    </ResponsiveContainer>
  )
}

const Lying = ({ x, y, width, height, payload }: BarShapeProps) => (
  <rect x={x} y={y} width={width} height={height} rx={2} fill={`url(#${(payload as RankRow).fill.id})`} />
)
