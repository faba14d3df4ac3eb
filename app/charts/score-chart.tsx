/** The score of each mail, in the order they came. */
import { Link } from '@remix-run/react'
import { lazy, Suspense } from 'react'
import { count, points } from '../ui/count.ts'
import { Time } from '../ui/time.tsx'
import { Figure, Table } from './figure.tsx'
import type { ScorePoint } from './history.server.ts'

export type Scored = ScorePoint & { score: number }

const ScoreLine = lazy(async () => ({ default: (await import('./score-line.tsx')).ScoreLine }))

export function ScoreChart({ scores }: { scores: ScorePoint[] }) {
  const judged = scores.filter((point): point is Scored => point.score !== null)
  return (
    <Figure
      title="Score of each mail"
      unit="0 to 10"
      words={<Said judged={judged} all={scores.length} />}
      empty={judged.length < 3 && 'A chart appears after three tests.'}
      chart={
        <Suspense>
          <ScoreLine judged={judged} />
        </Suspense>
      }
      table={
        <Table
          heads={['Mail', 'When', 'Score']}
          rows={scores.toReversed().map(({ mailId, at, score, subjectHeader }) => ({
            key: mailId,
            cells: [
              <Link key="mail" to={`/mail/${mailId}`} className="link">
                <bdi>{subjectHeader || '(no subject)'}</bdi>
              </Link>,
              <Time key="when" at={at} form="day" />,
              score === null ? 'none' : points(score),
            ],
          }))}
        />
      }
    />
  )
}

function Said({ judged, all }: { judged: Scored[]; all: number }) {
  const latest = judged.at(-1)
  if (!latest) return 'No mail has a score yet.'
  const values = judged.map(({ score }) => score)
  const without = all - judged.length
  return (
    <>
      Last {points(latest.score)}, highest {points(Math.max(...values))}, lowest {points(Math.min(...values))}, over{' '}
      {count(judged.length, 'mail')}.{without > 0 && ` ${without} without a score.`}
    </>
  )
}
