/** The pass rate of each section, or of the checks of one, over time and beside the time before. */
import { eachOf } from './buckets.ts'
import { Link } from '@remix-run/react'
import { useContext } from 'react'
import { axisTimes } from '../ui/clock.ts'
import { count, percent } from '../ui/count.ts'
import { useZone } from '../ui/hydrated.ts'
import { Moment } from '../ui/time.tsx'
import { Choose } from './choose.tsx'
import { Figure, Table } from './figure.tsx'
import type { RateFigure } from './figures.server.ts'
import { Lines } from './lines.tsx'
import { fileOf, linkTo, type Place } from './place.ts'
import { against, allChecks, rateOf } from './rates.ts'

export function RateChart({ figure, place }: { figure: RateFigure; place: Place }) {
  const { rows, whole, section, sections, bars, lines, per } = figure
  const chosen = sections.find(({ id }) => id === section)?.title
  const title = chosen ? `Pass rate: ${chosen}` : 'Pass rate by section'
  const zone = useZone(useContext(Moment).zone)
  const at = bars.map((bar) => Date.parse(bar.at))
  const label = per === 'hour' ? (moment: number) => bars[at.indexOf(moment)]?.label ?? '' : axisTimes(at, zone)
  return (
    <Figure
      title={title}
      unit={`of 100 looks that passed, ${eachOf(per)}`}
      words={<Said figure={figure} before={place.range.before} />}
      empty={lines.length === 0 && 'Nothing was looked at in this time.'}
      choice={<Choose name="section" label="Section" all="All sections" choices={sections} chosen={section} place={place} />}
      isTall
      csv={fileOf(place, 'rates')}
      chart={
        <Lines
          title={title}
          at={at}
          lines={lines.map(({ key, name, values }) => ({ key, name, values: values.map(rateOf) }))}
          label={label}
          write={percent}
          axis={axisFrom(Math.min(...lines.flatMap(({ values }) => values.flatMap((value) => rateOf(value) ?? []))))}
        />
      }
      table={
        <Table
          heads={[chosen ? 'Check' : 'Section', 'Looked at', 'Passed', 'Rate', 'Before', 'Difference']}
          rows={[...rows, ...(whole ? [whole] : [])].map(({ key, name, looked, pass, rate, before }) => ({
            key: key || 'all',
            cells: [
              <Named key={key} id={key} name={name} isCheck={chosen !== undefined} place={place} />,
              looked,
              pass,
              written(rate),
              written(before),
              against(rate, before, place.range.before) ?? '–',
            ],
          }))}
        />
      }
    />
  )
}

/** Leads to the checks of a section, or the verdicts of a check. */
function Named({ id, name, isCheck, place }: { id: string; name: string; isCheck: boolean; place: Place }) {
  if (id === allChecks) return name
  return (
    <Link className="link" to={linkTo(place, isCheck ? { check: id } : { section: id })} preventScrollReset>
      {name}
    </Link>
  )
}

/** From a round number below the least: lines close to 100 would lie on one another. */
function axisFrom(least: number): { domain: [number, number]; ticks: number[] } {
  const from = [0.96, 0.8, 0.6].find((low) => low <= least) ?? 0
  return { domain: [from, 1], ticks: [0, 1, 2, 3, 4].map((step) => from + ((1 - from) * step) / 4) }
}

const written = (rate: number | null): string => (rate === null ? '–' : percent(rate))

function Said({ figure: { whole, rows }, before }: { figure: RateFigure; before: string }) {
  if (!whole || whole.rate === null) return 'Nothing was looked at in this time.'
  const difference = against(whole.rate, whole.before, before)
  const [worst] = rows
  return (
    <>
      {percent(whole.rate)} of {count(whole.looked, 'look')} passed{difference && ` (${difference})`}.
      {worst?.rate !== undefined && worst.rate !== null && worst.rate < 1 && ` Least: ${worst.name}, ${percent(worst.rate)}.`}
    </>
  )
}
