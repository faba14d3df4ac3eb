/**
 * Checks by days: which failed when. A drawing of ours, because there is none in recharts. One link lies on one cell, goes along with the arrow
 * keys or the pointer, says what the cell holds, and leads to that check; the table under it says the same.
 */
import { eachOf } from './buckets.ts'
import { Link } from '@remix-run/react'
import { type KeyboardEvent, useId, useState } from 'react'
import { percent } from '../ui/count.ts'
import { Figure, Table } from './figure.tsx'
import type { HeatFigure } from './figures.server.ts'
import { type Fill, Patterns, Swatch } from './fills.tsx'
import { fileOf, linkTo, type Place } from './place.ts'
import { useWidth } from './width.ts'
import type { Outcomes, RatedOverTime } from './rates.ts'

const title = 'Checks by days'

/** By how many of 100 passed, the best first. */
const steps: { least: number; name: string; fill: Fill }[] = [
  { least: 1, name: 'all passed', fill: { id: 'heat-all', colour: 'var(--chart-pass)', pattern: 'solid' } },
  { least: 0.9, name: '90 % and more', fill: { id: 'heat-most', colour: 'var(--chart-pass)', pattern: 'dots' } },
  { least: 0.5, name: '50 % and more', fill: { id: 'heat-some', colour: 'var(--chart-warn)', pattern: 'stripes' } },
  { least: 0, name: 'fewer', fill: { id: 'heat-few', colour: 'var(--chart-fail)', pattern: 'cross' } },
]

const stepOf = ({ pass, looked }: Outcomes) => steps.find(({ least }) => pass / looked >= least)

export function HeatMap({ figure, place }: { figure: HeatFigure; place: Place }) {
  const { rows, bars, per } = figure
  const [worst] = rows
  return (
    <Figure
      title={title}
      unit={`how many of a check’s looks passed, ${eachOf(per)}; the checks that fail most`}
      words={
        worst?.rate === undefined || worst.rate === null
          ? 'Everything that was looked at passed, or nothing was.'
          : `Least passed: ${worst.name}, ${percent(worst.rate)} of ${worst.looked}.`
      }
      empty={rows.length === 0 && 'Nothing failed in this time.'}
      csv={fileOf(place, 'heat')}
      isTall
      chart={<Drawing figure={figure} place={place} />}
      table={
        <Table
          heads={['Check', ...bars.map(({ label }) => label)]}
          rows={rows.map(({ key, name, values }) => ({
            key,
            cells: [
              <Link key={key} className="link" to={linkTo(place, { check: key })} preventScrollReset>
                {name}
              </Link>,
              ...values.map(({ pass, looked }) => (looked === 0 ? '–' : `${pass}/${looked}`)),
            ],
          }))}
        />
      }
    />
  )
}

const rowHeight = 22
const names = 172
const foot = 20
const gap = 2
const mostLabels = 8

function Drawing({ figure: { rows, bars }, place }: { figure: HeatFigure; place: Place }) {
  const id = useId()
  const [cursor, setCursor] = useState({ row: 0, bar: bars.length - 1 })
  const [room, width] = useWidth<HTMLDivElement>()
  const cell = (width - names) / bars.length
  const height = rows.length * rowHeight + foot
  const chosen = rows[cursor.row]
  const said = chosen ? saidOf(chosen, cursor.bar, bars) : ''
  const every = Math.ceil(bars.length / mostLabels)
  return (
    <div className="relative">
      <div ref={room} className="overflow-x-auto">
        <svg width={width} height={height} className="block" aria-labelledby={id}>
          <title id={id}>{`${title}. The arrow keys go from cell to cell.`}</title>
          <Patterns fills={steps.map(({ fill }) => fill)} />
          {rows.map(({ key, name }, row) => (
            <text key={key} x={names - 8} y={row * rowHeight + 15} textAnchor="end" fontSize="12" fill="var(--muted)">
              {short(name)}
            </text>
          ))}
          {rows.map(({ key, values }, row) =>
            values.map((outcomes, bar) => (
              <rect
                key={`${key} ${bars[bar]?.at}`}
                x={names + bar * cell}
                y={row * rowHeight}
                width={Math.max(1, cell - gap)}
                height={rowHeight - gap}
                fill={outcomes.looked === 0 ? 'var(--sunken)' : `url(#${stepOf(outcomes)?.fill.id})`}
                onPointerEnter={() => setCursor({ row, bar })}
              />
            )),
          )}
          {bars.map(
            ({ at, label }, bar) =>
              bar % every === 0 && (
                <text key={at} x={names + bar * cell} y={height - 4} fontSize="12" fill="var(--muted)">
                  {label}
                </text>
              ),
          )}
          <Link
            to={linkTo(place, { check: chosen?.key ?? '' })}
            preventScrollReset
            aria-label={said}
            onKeyDown={(event) => move(event, rows.length, bars.length, setCursor)}
          >
            <rect
              x={names + cursor.bar * cell + 1}
              y={cursor.row * rowHeight + 1}
              width={Math.max(1, cell - gap - 2)}
              height={rowHeight - gap - 2}
              fill="transparent"
              stroke="var(--ink)"
              strokeWidth="2"
            />
          </Link>
        </svg>
      </div>
      <p className="mt-2 min-h-6 text-sm" aria-live="polite">
        {said}
      </p>
      <ul data-legend className="mt-1 flex flex-wrap gap-x-4 gap-y-1 text-sm text-muted">
        {steps.map(({ name, fill }) => (
          <li key={name} className="flex items-center gap-1.5">
            <Swatch fill={fill} />
            {name}
          </li>
        ))}
      </ul>
    </div>
  )
}

const longest = 23
const short = (name: string): string => (name.length > longest ? `${name.slice(0, longest - 1).trimEnd()}…` : name)

function saidOf({ name, values }: RatedOverTime, bar: number, bars: HeatFigure['bars']): string {
  const { pass, looked } = values[bar] ?? { pass: 0, looked: 0 }
  const when = bars[bar]?.label ?? ''
  return looked === 0
    ? `${name}, ${when}: not looked at`
    : `${name}, ${when}: ${pass} of ${looked} passed (${percent(pass / looked)})`
}

interface Cell {
  row: number
  bar: number
}

const ways: Record<string, (cell: Cell, rows: number, bars: number) => Cell> = {
  ArrowLeft: ({ row, bar }) => ({ row, bar: Math.max(0, bar - 1) }),
  ArrowRight: ({ row, bar }, _rows, bars) => ({ row, bar: Math.min(bars - 1, bar + 1) }),
  ArrowUp: ({ row, bar }) => ({ row: Math.max(0, row - 1), bar }),
  ArrowDown: ({ row, bar }, rows) => ({ row: Math.min(rows - 1, row + 1), bar }),
  Home: ({ row }) => ({ row, bar: 0 }),
  End: ({ row }, _rows, bars) => ({ row, bar: bars - 1 }),
}

function move(event: KeyboardEvent, rows: number, bars: number, set: (next: (cell: Cell) => Cell) => void): void {
  const way = ways[event.key]
  if (!way) return
  event.preventDefault()
  set((cell) => way(cell, rows, bars))
}
