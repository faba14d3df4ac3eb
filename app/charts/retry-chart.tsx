/** When a sender came back: a line for each series of tries, a dot for each try. */
import { CartesianGrid, ResponsiveContainer, Scatter, ScatterChart, Tooltip, XAxis, YAxis } from 'recharts'
import { lasting, saidTo, type Series } from '../live/tries.ts'

interface Dot {
  row: number
  after: number
  said: string
  recipient: string
}

const axis = { stroke: 'var(--line-strong)', tick: { fill: 'var(--muted)' }, tickLine: false } as const

/** Rows are numbered as in the list. */
export function RetryChart({ series }: { series: Series[] }) {
  const lines = series.map(({ tries, recipient }, index) =>
    tries.map((one): Dot & { accepted: boolean } => ({
      ...{ row: index + 1, after: one.after, said: saidTo(one), recipient, accepted: one.accepted },
    })),
  )
  const dots = lines.flat()
  return (
    <div className="flex h-full flex-col">
      <div className="min-h-0 grow">
        <ResponsiveContainer width="100%" height="100%">
          <ScatterChart margin={{ top: 8, right: 16, bottom: 0, left: 0 }} title="Tries, by the time since the first">
            <CartesianGrid stroke="var(--line)" />
            <XAxis
              dataKey="after"
              type="number"
              domain={[0, 'dataMax']}
              tickFormatter={lasting}
              {...axis}
              minTickGap={32}
              padding={{ left: 12 }}
            />
            <YAxis
              dataKey="row"
              type="number"
              domain={[0.5, series.length + 0.5]}
              ticks={series.map((_one, index) => index + 1)}
              interval={0}
              reversed
              {...axis}
              axisLine={false}
              width={28}
            />
            <Tooltip content={({ active, payload }) => (active ? <Tip dot={payload?.[0]?.payload} /> : null)} />
            {lines.map((line, index) => (
              <Scatter
                key={series[index]?.key}
                data={line}
                line={{ stroke: 'var(--line-strong)' }}
                shape={() => null}
                isAnimationActive={false}
                tooltipType="none"
              />
            ))}
            <Scatter data={dots.filter(({ accepted }) => !accepted)} shape={Refused} isAnimationActive={false} />
            <Scatter data={dots.filter(({ accepted }) => accepted)} shape={Accepted} isAnimationActive={false} />
          </ScatterChart>
        </ResponsiveContainer>
      </div>
      <ul data-legend className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-sm text-muted">
        <li className="flex items-center gap-1.5">
          <svg viewBox="0 0 12 12" className="size-3" aria-hidden="true">
            <Refused cx={6} cy={6} />
          </svg>
          put off or refused
        </li>
        <li className="flex items-center gap-1.5">
          <svg viewBox="0 0 12 12" className="size-3" aria-hidden="true">
            <Accepted cx={6} cy={6} />
          </svg>
          accepted
        </li>
      </ul>
    </div>
  )
}

/** Told apart by form as well as colour. */
const Refused = ({ cx = 0, cy = 0 }: { cx?: number; cy?: number }) => (
  <path d={`M${cx - 4} ${cy - 4}l8 8m0-8-8 8`} stroke="var(--fail)" strokeWidth="2.5" strokeLinecap="round" fill="none" />
)
const Accepted = ({ cx = 0, cy = 0 }: { cx?: number; cy?: number }) => (
  <circle cx={cx} cy={cy} r="5" fill="var(--chart-pass)" stroke="var(--surface)" />
)

function Tip({ dot }: { dot: Dot | undefined }) {
  if (!dot) return null
  return (
    <div className="card max-w-72 px-3 py-2 text-sm shadow-lg">
      <p className="font-medium tabular-nums">After {lasting(dot.after)}</p>
      <p className="truncate">
        <bdi>{dot.recipient}</bdi>
      </p>
      <p className="text-muted">
        <bdi>{dot.said}</bdi>
      </p>
    </div>
  )
}
