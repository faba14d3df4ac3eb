/** The drawing of a domain's time line: a lane a kind, the mails of each day below. */
import { Link } from '@remix-run/react'
import { type KeyboardEvent, useContext, useId, useState } from 'react'
import type { Verdict } from '#checks/report.ts'
import { useWidth } from '../charts/width.ts'
import { axisTimes, dayAndTime } from '../ui/clock.ts'
import { useZone } from '../ui/hydrated.ts'
import { Moment, Time } from '../ui/time.tsx'
import { Words } from '../ui/words.tsx'
import type { DomainPage } from './domain.server.ts'
import { type Happening, type Lane, lanes } from './happenings.ts'

export const laneNames: Record<Lane, string> = {
  scans: 'Looks',
  records: 'Records',
  alerts: 'Alerts',
  senders: 'Senders',
  probes: 'Ports',
  certificates: 'Certificates',
}

export type TimelineProps = Pick<DomainPage, 'happenings' | 'mails' | 'begin' | 'end' | 'team'>

const names = 92
const laneHeight = 30
const mailHeight = 46
const foot = 22
const edge = 10

export function Drawing({ line: { happenings, mails, begin, end } }: { line: TimelineProps }) {
  const id = useId()
  const zone = useZone(useContext(Moment).zone)
  const [room, width] = useWidth<HTMLDivElement>()
  // Oldest first, as the arrow keys go.
  const marks = happenings.toReversed()
  const [cursor, setCursor] = useState(marks.length - 1)
  const [from, to] = [Date.parse(begin), Date.parse(end)]
  const placeOf = (at: string): number => {
    const share = (Math.min(to, Math.max(from, Date.parse(at))) - from) / Math.max(1, to - from)
    return names + edge + share * (width - names - 2 * edge)
  }
  const bottom = lanes.length * laneHeight + mailHeight
  const chosen = marks[cursor]
  return (
    <>
      <div ref={room} className="overflow-x-auto">
        <svg width={width} height={bottom + foot} className="block" aria-labelledby={id}>
          <title id={id}>Time line. The arrow keys go from mark to mark.</title>
          {lanes.map((lane, index) => (
            <g key={lane}>
              <text x={0} y={index * laneHeight + 20} fontSize="12" fill="var(--muted)">
                {laneNames[lane]}
              </text>
              <path d={`M${names} ${index * laneHeight + 15}H${width}`} stroke="var(--line)" />
            </g>
          ))}
          <Mails days={mails} placeOf={placeOf} top={lanes.length * laneHeight} width={width} />
          <Axis {...{ from, to, zone, placeOf }} y={bottom + 16} />
          {marks.map((mark, index) => (
            <g
              key={`${mark.lane} ${mark.at} ${index}`}
              onPointerEnter={() => setCursor(index)}
              transform={`translate(${placeOf(mark.at)} ${yOf(mark)})`}
            >
              {mark.lane === 'alerts' && (
                <path
                  d={`M0 0H${placeOf(mark.until ?? end) - placeOf(mark.at)}`}
                  stroke="var(--chart-fail)"
                  strokeWidth="4"
                  opacity="0.5"
                />
              )}
              <Mark verdict={mark.verdict} />
            </g>
          ))}
          {chosen && (
            <Link
              to={chosen.path ?? '#all'}
              aria-label={`${textOf(chosen)}, ${dayAndTime(Date.parse(chosen.at), zone)}`}
              onKeyDown={(event) => move(event, marks.length, setCursor)}
            >
              <circle cx={placeOf(chosen.at)} cy={yOf(chosen)} r="11" fill="transparent" stroke="var(--ink)" strokeWidth="2" />
            </Link>
          )}
        </svg>
      </div>
      <p className="mt-2 min-h-6 text-sm" aria-live="polite">
        {chosen && (
          <>
            <Time at={chosen.at} /> · <Said happening={chosen} />
          </>
        )}
      </p>
    </>
  )
}

const yOf = ({ lane }: Happening): number => lanes.indexOf(lane) * laneHeight + 15

const colours: Record<Verdict, string> = {
  pass: 'var(--chart-pass)',
  warn: 'var(--chart-warn)',
  fail: 'var(--chart-fail)',
  info: 'var(--accent)',
  unknown: 'var(--unknown)',
}
const shapes: Record<Verdict, string> = {
  pass: 'M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0',
  warn: 'M0-6 6 5h-12z',
  fail: 'M-3-6h6l3 3v6l-3 3h-6l-3-3v-6z',
  info: 'M0-6 6 0 0 6-6 0z',
  unknown: 'M-5-5h10v10h-10z',
}

const Mark = ({ verdict }: { verdict: Verdict }) => (
  <path
    d={shapes[verdict]}
    fill={verdict === 'unknown' ? 'var(--surface)' : colours[verdict]}
    stroke={verdict === 'unknown' ? colours.unknown : 'var(--surface)'}
    strokeWidth="1.5"
  />
)

interface MailsProps {
  days: TimelineProps['mails']
  placeOf: (at: string) => number
  top: number
  width: number
}

function Mails({ days, placeOf, top, width }: MailsProps) {
  const most = Math.max(1, ...days.map(({ mails }) => mails))
  const bar = Math.max(2, Math.min(14, (width - names) / Math.max(1, days.length) - 2))
  const high = (amount: number): number => (amount / most) * (mailHeight - 8)
  return (
    <g>
      <text x={0} y={top + mailHeight - 4} fontSize="12" fill="var(--muted)">
        Mails
      </text>
      {days.map(({ at, mails, ready }) => (
        <g key={at} transform={`translate(${placeOf(at) - bar / 2} ${top + mailHeight})`}>
          <rect y={-high(mails)} width={bar} height={high(mails)} fill="var(--chart-fail)" />
          <rect y={-high(ready)} width={bar} height={high(ready)} fill="var(--chart-pass)" />
        </g>
      ))}
      <path d={`M${names} ${top + mailHeight}H${width}`} stroke="var(--line-strong)" />
    </g>
  )
}

const mostTicks = 6

function Axis({
  from,
  to,
  zone,
  placeOf,
  y,
}: {
  from: number
  to: number
  zone: string
  placeOf: MailsProps['placeOf']
  y: number
}) {
  const ticks = Array.from({ length: mostTicks }, (_, index) => from + ((to - from) * index) / (mostTicks - 1))
  const label = axisTimes(ticks, zone)
  return ticks.map((at, index) => (
    <text
      key={at}
      x={placeOf(new Date(at).toISOString())}
      y={y}
      fontSize="12"
      fill="var(--muted)"
      textAnchor={index === 0 ? 'start' : index === mostTicks - 1 ? 'end' : 'middle'}
    >
      {label(at)}
    </text>
  ))
}

const ways: Record<string, (cursor: number, marks: number) => number> = {
  ArrowLeft: (cursor) => Math.max(0, cursor - 1),
  ArrowRight: (cursor, marks) => Math.min(marks - 1, cursor + 1),
  Home: () => 0,
  End: (_cursor, marks) => marks - 1,
}

function move(event: KeyboardEvent, marks: number, set: (next: (cursor: number) => number) => void): void {
  const way = ways[event.key]
  if (!way) return
  event.preventDefault()
  set((cursor) => way(cursor, marks))
}

const textOf = ({ lane, say }: Happening): string => `${laneNames[lane]}: ${typeof say === 'string' ? say : say.text}`

export const Said = ({ happening: { say } }: { happening: Happening }) =>
  typeof say === 'string' ? <bdi>{say}</bdi> : <Words say={say} />
