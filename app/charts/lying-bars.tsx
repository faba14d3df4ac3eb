/** The drawing of bars lying down, with the library of charts: loaded when there is one to draw. */
import { useNavigate } from '@remix-run/react'
import { Bar, BarChart, type BarShapeProps, ResponsiveContainer, XAxis, YAxis } from 'recharts'
import { Patterns } from './fills.tsx'
import type { RankRow } from './ranks.tsx'

const longest = 34
const short = (name: string): string => (name.length > longest ? `${name.slice(0, longest - 1).trimEnd()}…` : name)

export function LyingBars({ rows, title }: { rows: RankRow[]; title: string }) {
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
