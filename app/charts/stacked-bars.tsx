/** The drawing of stacked bars, with the library of charts: loaded when there is one to draw. */
import { useNavigate } from '@remix-run/react'
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import type { BarsProps, Stack } from './bars.tsx'
import { type Bucket, wholeTicks } from './buckets.ts'
import { Patterns, Swatch } from './fills.tsx'

const axis = { stroke: 'var(--line-strong)', tick: { fill: 'var(--muted)' }, tickLine: false } as const

/** "12K": what an axis has room for. */
const brief = new Intl.NumberFormat('en', { notation: 'compact' })

const sumOf = (amounts: number[]): number => amounts.reduce((sum, amount) => sum + amount, 0)

export function StackedBars({ buckets, stacks, title, pathOf }: BarsProps) {
  const navigate = useNavigate()
  const ticks = wholeTicks(Math.max(1, ...buckets.map(({ counts }) => sumOf(stacks.map(({ key }) => counts[key] ?? 0)))))
  const follow = (place: number, key: string) => {
    const path = pathOf?.(place, key)
    if (path) navigate(path, { preventScrollReset: true })
  }
  return (
    <div className="flex h-full flex-col">
      <div className="min-h-0 grow">
        <ResponsiveContainer width="100%" height="100%">
          <BarChart data={buckets} margin={{ top: 4, right: 4, bottom: 0, left: 0 }} barCategoryGap="18%" title={title}>
            <Patterns fills={stacks.map(({ fill }) => fill)} />
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis dataKey="label" {...axis} minTickGap={28} />
            <YAxis
              {...axis}
              axisLine={false}
              domain={[0, ticks.at(-1) ?? 1]}
              ticks={ticks}
              width={38}
              tickFormatter={(amount: number) => brief.format(amount)}
            />
            <Tooltip
              content={({ active, label }) =>
                active ? <Tip bucket={buckets.find((one) => one.label === label)} stacks={stacks} /> : null
              }
              cursor={{ fill: 'var(--sunken)' }}
            />
            {stacks.map(({ key, name, fill }) => (
              <Bar
                key={key}
                dataKey={(bucket: Bucket) => bucket.counts[key] ?? 0}
                name={name}
                stackId="all"
                fill={`url(#${fill.id})`}
                stroke="var(--surface)"
                strokeWidth={1}
                isAnimationActive={false}
                maxBarSize={38}
                {...(pathOf && { cursor: 'pointer', onClick: (_bar, place) => follow(place, key) })}
              />
            ))}
          </BarChart>
        </ResponsiveContainer>
      </div>
      <ul data-legend className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-sm text-muted">
        {stacks.map(({ key, name, fill }) => (
          <li key={key} className="flex items-center gap-1.5">
            <Swatch fill={fill} />
            <bdi>{name}</bdi>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Tip({ bucket, stacks }: { bucket: Bucket | undefined; stacks: Stack[] }) {
  if (!bucket) return null
  return (
    <div className="card px-3 py-2 text-sm shadow-lg">
      <p className="font-medium">{bucket.label}</p>
      {stacks
        .filter(({ key }) => bucket.counts[key])
        .map(({ key, name, fill }) => (
          <p key={key} className="flex items-center gap-2 tabular-nums">
            <Swatch fill={fill} /> {bucket.counts[key]} <bdi className="text-muted">{name}</bdi>
          </p>
        ))}
    </div>
  )
}
