/** Retry timing: when senders came back after a chosen reply. */
import { lazy, Suspense } from 'react'
import { lasting, saidTo, type Series } from '../live/tries.ts'
import { count } from '../ui/count.ts'
import { Figure, Table } from './figure.tsx'

/** Drawn in the browser only, and only where there is something to draw. */
const RetryChart = lazy(async () => ({ default: (await import('./retry-chart.tsx')).RetryChart }))

export function Retries({ series, empty }: { series: Series[]; empty: string }) {
  const tries = series.reduce((sum, one) => sum + one.tries.length, 0)
  const accepted = series.filter((one) => one.accepted).length
  return (
    <Figure
      title="When senders came back"
      unit="time since the first try; each line is one sender and one recipient, numbered as in the table"
      words={
        tries === 0
          ? 'No try yet.'
          : `${count(tries, 'try', 'tries')} in ${series.length} series, ${accepted} accepted in the end.`
      }
      empty={tries === 0 && empty}
      chart={
        <Suspense>
          <RetryChart series={series} />
        </Suspense>
      }
      table={
        <Table
          heads={['Series', 'Try', 'After', 'Since the one before', 'To', 'Answer']}
          rows={series.flatMap((one, index) =>
            one.tries.map((each, place) => ({
              key: each.id,
              cells: [
                ...[index + 1, place + 1, lasting(each.after), each.pause === null ? '–' : lasting(each.pause)],
                <bdi key="to">{one.recipient}</bdi>,
                <bdi key="answer">{saidTo(each)}</bdi>,
              ],
            })),
          )}
        />
      }
    />
  )
}
