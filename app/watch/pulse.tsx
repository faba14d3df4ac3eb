/** The charts of Today: mails that would arrive, and mails that came back. */
import { eachOf } from '../charts/buckets.ts'
import { Bars } from '../charts/bars.tsx'
import { CodeChart } from '../charts/code-chart.tsx'
import { Figure, Table } from '../charts/figure.tsx'
import { verdictFills } from '../charts/fills.tsx'
import { against, leastLooks } from '../charts/rates.ts'
import { count, percent } from '../ui/count.ts'
import type { Pulse } from './pulse.server.ts'

const stacks = [
  { key: 'ready', name: 'would arrive', fill: verdictFills.pass },
  { key: 'not', name: 'would not', fill: verdictFills.fail },
]
const heads = { hour: 'Hour', day: 'Day', week: 'Week from' } as const
const title = 'Mails that would arrive'

/** `files`: where their numbers are. */
export function PulseCharts({ pulse, files }: { pulse: Pulse; files: string }) {
  const { mails, bounces } = pulse
  return (
    <div className="grid gap-5 lg:grid-cols-2">
      <Figure
        title={title}
        unit={`mails ${eachOf(mails.per)}, of the last 30 days`}
        words={<Said pulse={pulse} />}
        empty={mails.buckets.length === 0 && 'No mail has come in 30 days. Send one to a test address.'}
        csv={`${files}?chart=mails`}
        chart={<Bars buckets={mails.buckets} stacks={stacks} title={title} />}
        table={
          <Table
            heads={[heads[mails.per], 'Would arrive', 'Would not']}
            rows={mails.buckets.map(({ at, label, counts }) => ({ key: at, cells: [label, counts.ready ?? 0, counts.not ?? 0] }))}
          />
        }
      />
      <CodeChart
        series={bounces}
        csv={`${files}?chart=bounces`}
        title="Bounces"
        words={`${count(pulse.week.bounces, 'bounce')} in the last 7 days, ${count(pulse.before.bounces, 'bounce')} in the 7 days before.`}
        one="bounce"
        many="bounces"
        empty="Nothing came back in 30 days."
      />
    </div>
  )
}

function Said({ pulse: { week, before } }: { pulse: Pulse }) {
  if (week.mails === 0) return 'No mail in the last 7 days.'
  const [rate, past] = [week.ready / week.mails, before.mails < leastLooks ? null : before.ready / before.mails]
  const difference = week.mails < leastLooks ? null : against(rate, past, 'the 7 days before')
  return `${percent(rate)} of ${count(week.mails, 'mail')} in the last 7 days${difference ? ` (${difference})` : ''}.`
}
