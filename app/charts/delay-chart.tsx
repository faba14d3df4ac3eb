/** How long mails were under way: half of them within, and 95 of 100 within. */
import { eachOf } from './buckets.ts'
import { useContext } from 'react'
import { axisTimes, duration } from '../ui/clock.ts'
import { count } from '../ui/count.ts'
import { useZone } from '../ui/hydrated.ts'
import { Moment } from '../ui/time.tsx'
import { Figure, Table } from './figure.tsx'
import type { DelayFigure } from './figures.server.ts'
import { Lines } from './lines.tsx'
import { fileOf, type Place } from './place.ts'

const title = 'Time on the way'
/** Milliseconds: from a second to a week, where ticks are told in one word. */
const ticks = [1000, 10_000, 60_000, 600_000, 3_600_000, 21_600_000, 86_400_000, 604_800_000]
/** Fewer mails than these have no 95th of 100. */
const leastMails = 20
const leastBars = 3

export function DelayChart({ figure, place }: { figure: DelayFigure; place: Place }) {
  const { bars, per } = figure
  const known = bars.filter(({ mails }) => mails > 0)
  const zone = useZone(useContext(Moment).zone)
  const at = known.map((bar) => Date.parse(bar.at))
  const most = Math.max(...known.map((bar) => bar.most ?? 0))
  const shown = ticks.slice(0, ticks.findIndex((tick) => tick >= most) + 1 || ticks.length)
  return (
    <Figure
      title={title}
      unit={`from the first server that tells, or the Date of the mail, to us; ${eachOf(per)}`}
      words={<Said figure={figure} before={place.range.before} />}
      empty={known.length < leastBars && `A chart appears after three ${per === 'hour' ? 'day' : per}s with mails.`}
      isTall
      csv={fileOf(place, 'delay')}
      chart={
        <Lines
          title={title}
          at={at}
          lines={[
            { key: 'half', name: 'half came within', values: known.map(({ half }) => half) },
            { key: 'most', name: '95 of 100 came within', values: known.map((bar) => bar.most) },
          ]}
          label={axisTimes(at, zone)}
          write={duration}
          axis={{ domain: [1000, shown.at(-1) ?? 1000], ticks: shown, log: true, width: 78 }}
          note={(index) => <p className="text-muted">of {count(known[index]?.mails ?? 0, 'mail')}</p>}
        />
      }
      table={
        <Table
          heads={[per === 'week' ? 'Week from' : 'Day', 'Mails', 'Half within', '95 of 100 within']}
          rows={known.map((bar) => ({ key: bar.at, cells: [bar.label, bar.mails, lasting(bar.half), lasting(bar.most)] }))}
        />
      }
    />
  )
}

const lasting = (milliseconds: number | null): string => (milliseconds === null ? '–' : duration(milliseconds))

function Said({ figure: { whole, before }, before: name }: { figure: DelayFigure; before: string }) {
  if (whole.half === null) return 'Of no mail is it known how long it was under way.'
  const past = before.mails >= leastMails && whole.mails >= leastMails ? before.half : null
  return (
    <>
      Half of {count(whole.mails, 'mail')} came within {duration(whole.half)}
      {whole.mails >= leastMails && `, 95 of 100 within ${lasting(whole.most)}`}.
      {past !== null && ` In ${name}, half within ${duration(past)}.`}
    </>
  )
}
