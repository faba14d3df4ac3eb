/** What happened to a domain, as points on one time line. Pure. */
import type { ReportWords, Verdict } from '#checks/report.ts'

export const lanes = ['scans', 'records', 'alerts', 'senders', 'probes', 'certificates'] as const
export type Lane = (typeof lanes)[number]

export interface Happening {
  lane: Lane
  /** ISO 8601. */
  at: string
  /** Of an alert that is over. */
  until?: string
  verdict: Verdict
  /** What happened: our words, or those of a report. */
  say: string | ReportWords
  path?: string
}

/** Newest first. */
export const byTime = (a: Happening, b: Happening): number => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)

export interface Looked {
  id: string
  subject: string
  status: string
  at: Date
  score: number | null
  warnings: number
  problems: number
}

const outcomeOf = ({ status, score, warnings, problems }: Looked): string =>
  `${status} ${score?.toFixed(1)} ${warnings} ${problems}`

/** Of looks at the same subject, oldest first, those that came out otherwise than the one before: an hourly look that changes nothing is no news. */
export function turns(looks: Looked[]): Looked[] {
  const last = new Map<string, string>()
  return looks.filter((look) => {
    const outcome = outcomeOf(look)
    if (last.get(look.subject) === outcome) return false
    last.set(look.subject, outcome)
    return true
  })
}

/** The points of a line that its ends and bends need; what lies on a level between two of the same is left out. */
export function bends<Point extends { score: number }>(points: Point[]): Point[] {
  return points.filter(({ score }, place) => points[place - 1]?.score !== score || points[place + 1]?.score !== score)
}

/** The worst that a look found. */
export function verdictOf({ status, score, warnings, problems }: Looked): Verdict {
  if (status !== 'reported') return 'unknown'
  if (problems > 0) return 'fail'
  if (warnings > 0) return 'warn'
  return score === null ? 'unknown' : 'pass'
}
