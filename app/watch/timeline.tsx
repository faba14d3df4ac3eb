/**
 * All that happened to a domain on one time line. In the drawing one link lies on one mark, goes along with the arrow keys or the pointer, says
 * what happened, and leads there; the list under it says the same.
 */
import { Link } from '@remix-run/react'
import { Figure } from '../charts/figure.tsx'
import { count } from '../ui/count.ts'
import { Time } from '../ui/time.tsx'
import { VerdictIcon } from '../ui/verdict.tsx'
import type { Happening } from './happenings.ts'
import { Drawing, laneNames, Said, type TimelineProps } from './timeline-drawing.tsx'

export function Timeline({ line, csv }: { line: TimelineProps; csv: string }) {
  const { happenings, mails } = line
  const all = mails.reduce((sum, day) => sum + day.mails, 0)
  return (
    <Figure
      title="Time line"
      unit="a mark for each thing that happened, and the mails of each day"
      words={`${count(happenings.length, 'thing')} happened${all > 0 ? `, and ${count(all, 'mail')} came` : ''}.`}
      empty={happenings.length === 0 && all === 0 && 'Nothing happened in this time.'}
      isTall
      csv={csv}
      chart={<Drawing line={line} />}
      table={<List happenings={happenings} />}
    />
  )
}

function List({ happenings }: { happenings: Happening[] }) {
  return (
    <table className="w-full border-collapse" id="all">
      <thead>
        <tr className="border-b border-line text-muted">
          {['When', 'What', 'Report'].map((head) => (
            <th key={head} scope="col" className="py-1.5 pe-4 text-start font-medium">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {happenings.map((happening, index) => (
          <tr key={`${happening.at} ${index}`} className="border-b border-line align-top last:border-b-0">
            <th scope="row" className="py-1.5 pe-4 text-start font-normal whitespace-nowrap">
              <Time at={happening.at} />
            </th>
            <td className="py-1.5 pe-4">
              <span className="flex items-start gap-2">
                <VerdictIcon verdict={happening.verdict} className="mt-0.5 size-4" />
                <span>
                  <span className="text-muted">{laneNames[happening.lane]}:</span> <Said happening={happening} />
                  {happening.until && (
                    <span className="text-muted">
                      {' '}
                      until <Time at={happening.until} />
                    </span>
                  )}
                </span>
              </span>
            </td>
            <td className="py-1.5">
              {happening.path && (
                <Link className="link" to={happening.path}>
                  Scan<span className="sr-only"> of {happening.at}</span>
                </Link>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
