/**
 * The drawing of lines, with the library of charts: loaded when there is one to draw. Lines differ by stroke and marker as well as colour; the arrow
 * keys go along the points.
 */
import { CartesianGrid, Line, LineChart, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import type { LinesProps } from './lines.tsx'

interface Row {
  at: number
  place: number
  values: (number | null)[]
}

const look = { stroke: 'var(--line-strong)', tick: { fill: 'var(--muted)' }, tickLine: false } as const
const dashes = ['', '6 3', '2 3', '10 3 2 3', '8 2 2 2 2 2', '4 4']

export function DrawnLines({ title, at, lines, marks = [], label, write, axis, note }: LinesProps) {
  const rows = at.map((moment, place): Row => ({ at: moment, place, values: lines.map(({ values }) => values[place] ?? null) }))
  const times = [...at, ...marks.map((mark) => mark.at)]
  return (
    <div>
      <div className="h-56">
        <ResponsiveContainer width="100%" height="100%">
          <LineChart data={rows} margin={{ top: marks.length > 0 ? 18 : 8, right: 14, bottom: 0, left: 0 }} title={title}>
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis
              dataKey="at"
              type="number"
              scale="time"
              domain={[Math.min(...times), Math.max(...times)]}
              ticks={at}
              tickFormatter={label}
              {...look}
              minTickGap={28}
            />
            <YAxis
              domain={withRoom(axis)}
              ticks={axis.ticks}
              scale={axis.log ? 'log' : 'linear'}
              allowDataOverflow
              tickFormatter={(value: number) => unbroken(write(value))}
              {...look}
              axisLine={false}
              width={axis.width ?? 44}
            />
            <Tooltip
              content={({ active, payload }) =>
                active ? <Tip row={payload?.[0]?.payload} {...{ lines, label, write, note }} /> : null
              }
            />
            {marks.map((mark) => (
              <ReferenceLine
                key={mark.letter}
                x={mark.at}
                stroke="var(--ink)"
                strokeDasharray="3 3"
                label={{ value: mark.letter, position: 'top', fill: 'var(--ink)', fontWeight: 600 }}
              />
            ))}
            {lines.map(({ key, name }, index) => (
              <Line
                key={key}
                name={name}
                dataKey={(row: Row) => row.values[index]}
                type="linear"
                stroke={colourOf(index)}
                strokeWidth={2}
                strokeDasharray={dashes[index % dashes.length]}
                connectNulls
                dot={({ key: own, cx, cy }) => <Marker key={own} index={index} cx={cx} cy={cy} />}
                activeDot={{ r: 6, fill: colourOf(index), stroke: 'var(--surface)' }}
                isAnimationActive={false}
              />
            ))}
          </LineChart>
        </ResponsiveContainer>
      </div>
      {lines.length > 1 && <Legend lines={lines} />}
    </div>
  )
}

/** Above the axis, for the markers of what lies at its very top: they would be cut in half. */
const withRoom = ({ domain: [least, most], log }: LinesProps['axis']): [number, number] => [
  least,
  log ? most * 1.15 : most + (most - least) * 0.04,
]

/** A label on an axis is broken at its spaces where it is wide. */
const unbroken = (text: string): string => text.replaceAll(' ', '\u00a0')

const colourOf = (index: number): string => `var(--line-${(index % 6) + 1})`

const shapes = [
  'M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0',
  'M-3-3h6v6h-6z',
  'M0-4 4 0 0 4-4 0z',
  'M0-4 4 3h-8z',
  'M-4-3h8L0 4z',
  'M-3-3 3 3M3-3-3 3',
]

/** Nothing where nothing was counted. */
function Marker({ index, cx, cy }: { index: number; cx: number | undefined; cy: number | undefined }) {
  if (typeof cx !== 'number' || typeof cy !== 'number' || Number.isNaN(cy)) return null
  return (
    <path
      d={shapes[index % shapes.length]}
      transform={`translate(${cx} ${cy})`}
      fill="var(--surface)"
      stroke={colourOf(index)}
      strokeWidth="2"
    />
  )
}

function Legend({ lines }: Pick<LinesProps, 'lines'>) {
  return (
    <ul data-legend className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-sm text-muted">
      {lines.map(({ key, name }, index) => (
        <li key={key} className="flex items-center gap-1.5">
          <Stroke index={index} />
          <bdi>{name}</bdi>
        </li>
      ))}
    </ul>
  )
}

const Stroke = ({ index }: { index: number }) => (
  <svg viewBox="0 0 24 12" className="h-3 w-6 shrink-0" aria-hidden="true">
    <path d="M0 6h24" stroke={colourOf(index)} strokeWidth="2" strokeDasharray={dashes[index % dashes.length]} />
    <Marker index={index} cx={12} cy={6} />
  </svg>
)

function Tip({ row, lines, label, write, note }: Pick<LinesProps, 'lines' | 'label' | 'write' | 'note'> & { row?: Row }) {
  if (!row) return null
  return (
    <div className="card max-w-72 px-3 py-2 text-sm shadow-lg">
      <p className="font-medium">{label(row.at)}</p>
      {lines.map(({ key, name }, index) => {
        const value = row.values[index]
        return typeof value === 'number' ? (
          <p key={key} className="flex items-center gap-2 tabular-nums">
            <Stroke index={index} /> {write(value)} <bdi className="text-muted">{name}</bdi>
          </p>
        ) : null
      })}
      {note?.(row.place)}
    </div>
  )
}
