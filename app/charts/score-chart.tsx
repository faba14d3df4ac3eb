/** Scores over time, mail by mail or day by day, and where records changed. */
import { Link } from '@remix-run/react'
import { useContext } from 'react'
import { axisTimes, dayAndTime } from '../ui/clock.ts'
import { count, points } from '../ui/count.ts'
import { useZone } from '../ui/hydrated.ts'
import { Moment, Time } from '../ui/time.tsx'
import { Figure, Table } from './figure.tsx'
import type { ScoreFigure } from './figures.server.ts'
import { Lines } from './lines.tsx'
import { MarkList } from './marks.tsx'
import { fileOf, type Place } from './place.ts'
import type { RecordMark } from './records.server.ts'

interface ScoreChartProps {
  figure: ScoreFigure
  marks: RecordMark[]
  place: Place
  /** Are the changes listed elsewhere on the page? */
  marksTold: boolean
}

export function ScoreChart({ figure, marks, place, marksTold }: ScoreChartProps) {
  const { by, points: all } = figure
  const title = by === 'mail' ? 'Score of each mail' : `Score by ${by}`
  return (
    <Figure
      title={marks.length > 0 ? `${title}, and records that changed` : title}
      unit="0 to 10"
      words={<Said figure={figure} before={place.range.before} />}
      empty={all.length < 3 && `A chart appears after three ${by === 'mail' ? 'test' : by}s.`}
      isTall
      csv={fileOf(place, 'scores')}
      chart={<Drawing figure={figure} marks={marks} title={title} />}
      below={marks.length > 0 && !marksTold && <MarkList marks={marks} />}
      table={by === 'mail' ? <MailTable figure={figure} /> : <DayTable figure={figure} />}
    />
  )
}

function Drawing({ figure: { by, points: all }, marks, title }: Pick<ScoreChartProps, 'figure' | 'marks'> & { title: string }) {
  const zone = useZone(useContext(Moment).zone)
  const at = all.map((point) => Date.parse(point.at))
  const score = { key: 'score', name: by === 'mail' ? 'score' : 'mean', values: all.map((point) => point.score) }
  const least = { key: 'least', name: 'lowest', values: all.map((point) => point.least ?? null) }
  return (
    <Lines
      title={title}
      at={at}
      lines={by === 'mail' ? [score] : [score, least]}
      marks={marks.map((mark) => ({ letter: mark.letter, at: Date.parse(mark.at) }))}
      label={axisTimes(at, zone)}
      write={points}
      axis={{ domain: [0, 10], ticks: [0, 2, 4, 6, 8, 10], width: 34 }}
      note={(index) => {
        const point = all[index]
        if (!point) return null
        if (by !== 'mail') return <p className="text-muted">{count(point.mails ?? 0, 'mail')}</p>
        return (
          <>
            <p className="truncate">
              <bdi>{point.subjectHeader || '(no subject)'}</bdi>
            </p>
            <p className="text-muted">{dayAndTime(Date.parse(point.at), zone)}</p>
          </>
        )
      }}
    />
  )
}

const MailTable = ({ figure }: { figure: ScoreFigure }) => (
  <Table
    heads={['Mail', 'When', 'Score']}
    rows={figure.points.toReversed().map(({ key, at, score, subjectHeader }) => ({
      key,
      cells: [
        <Link key="mail" to={`/mail/${key}`} className="link">
          <bdi>{subjectHeader || '(no subject)'}</bdi>
        </Link>,
        <Time key="when" at={at} form="day" />,
        points(score),
      ],
    }))}
  />
)

const DayTable = ({ figure }: { figure: ScoreFigure }) => (
  <Table
    heads={[figure.by === 'week' ? 'Week from' : 'Day', 'Mails', 'Mean', 'Lowest']}
    rows={figure.points.toReversed().map(({ key, at, mails = 0, score, least = score }) => ({
      key,
      cells: [<Time key="when" at={at} form="day" />, mails, points(score), points(least)],
    }))}
  />
)

function Said({ figure: { points: all, mean, meanBefore, without, by }, before }: { figure: ScoreFigure; before: string }) {
  const latest = all.at(-1)
  if (!latest || mean === null) return 'No mail has a score yet.'
  const lowest = Math.min(...all.map(({ score, least = score }) => least))
  return (
    <>
      {by === 'mail' ? `Last ${points(latest.score)}, mean` : 'Mean'} {points(mean)}
      {meanBefore !== null && ` (${points(meanBefore)} in ${before})`}, lowest {points(lowest)}.
      {without > 0 && ` ${count(without, 'mail')} without a score.`}
    </>
  )
}
