/** The charts of mails, of a team or of one of its domains. */
import { CheckChart } from './check-chart.tsx'
import { DelayChart } from './delay-chart.tsx'
import type { Charts } from './figures.server.ts'
import { HeatMap } from './heat-map.tsx'
import type { Place } from './place.ts'
import { RateChart } from './rate-chart.tsx'
import type { RecordMark } from './records.server.ts'
import { ScoreChart } from './score-chart.tsx'

export function MailCharts({
  charts,
  marks,
  tests,
  place,
  marksTold = false,
}: {
  charts: Charts
  marks: RecordMark[]
  tests: number
  place: Place
  /** Are the changes listed elsewhere on the page? */
  marksTold?: boolean
}) {
  return (
    <>
      <RateChart figure={charts.rates} place={place} />
      <ScoreChart figure={charts.scores} marks={marks} place={place} marksTold={marksTold} />
      <CheckChart charts={charts} tests={tests} place={place} />
      <DelayChart figure={charts.delay} place={place} />
      <div className="min-w-0 lg:col-span-2">
        <HeatMap figure={charts.heat} place={place} />
      </div>
    </>
  )
}
