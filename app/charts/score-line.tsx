/** The drawing of scores, with the library of charts: loaded when there is one to draw. */
import { useContext } from 'react'
import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { axisTimes, dayAndTime } from '../ui/clock.ts'
import { points } from '../ui/count.ts'
import { useZone } from '../ui/hydrated.ts'
import { Moment } from '../ui/time.tsx'
import type { Scored } from './score-chart.tsx'

export function ScoreLine({ judged }: { judged: Scored[] }) {
  const zone = useZone(useContext(Moment).zone)
  const times = new Map(judged.map(({ mailId, at }) => [mailId, Date.parse(at)]))
  const label = axisTimes([...times.values()], zone)
  const timeOf = (id: string): string => label(times.get(id) ?? 0)
  const axis = { stroke: 'var(--line-strong)', tick: { fill: 'var(--muted)' }, tickLine: false } as const
  return (
    <ResponsiveContainer width="100%" height="100%">
      <LineChart data={judged} margin={{ top: 8, right: 12, bottom: 0, left: 0 }} title="Score of each mail, 0 to 10">
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis dataKey="mailId" tickFormatter={timeOf} {...axis} minTickGap={28} />
        <YAxis domain={[0, 10]} ticks={[0, 2, 4, 6, 8, 10]} {...axis} axisLine={false} width={34} />
        <Tooltip
          content={({ active, label }) =>
            active ? <Tip point={judged.find(({ mailId }) => mailId === label)} zone={zone} /> : null
          }
        />
        <Line
          dataKey="score"
          type="linear"
          stroke="var(--accent)"
          strokeWidth={2}
          dot={{ r: 4, fill: 'var(--surface)', stroke: 'var(--accent)', strokeWidth: 2 }}
          activeDot={{ r: 6, fill: 'var(--accent)', stroke: 'var(--surface)' }}
          isAnimationActive={false}
        />
      </LineChart>
    </ResponsiveContainer>
  )
}

function Tip({ point, zone }: { point: Scored | undefined; zone: string }) {
  if (!point) return null
  return (
    <div className="card max-w-64 px-3 py-2 text-sm shadow-lg">
      <p className="font-semibold tabular-nums">{points(point.score)} of 10</p>
      <p className="truncate">
        <bdi>{point.subjectHeader || '(no subject)'}</bdi>
      </p>
      <p className="text-muted">{dayAndTime(Date.parse(point.at), zone)}</p>
    </div>
  )
}
