/** What everybody is told of a domain whose team wants that: a page and a badge, the same for whoever asks. */
import type { Verdict } from '#checks/report.ts'
import { type PublicStatus, publicStatus, type ShownPart } from '#prisma/status-page.ts'

export interface ShownLine {
  part: string
  verdict: Verdict
  word: string
}

/** What is shown; times ISO 8601. */
export interface ShownStatus {
  domain: string
  /** Null when it was never looked at. */
  lookedAt: string | null
  /** The worst of what is shown. */
  worst: Verdict
  say: string
  lines: ShownLine[]
  /** With one decimal; null when it is not shown, or there is none. */
  score: string | null
}

export const partWords: Record<ShownPart, string> = {
  receiving: 'Receiving mail',
  sending: 'Sending mail',
  forgery: 'Safe from forgery',
  score: 'Score',
}

const shownWords: Record<Verdict, string> = {
  pass: 'In order',
  warn: 'In order, with a warning',
  fail: 'Problem',
  info: 'Not used',
  unknown: 'Could not check',
}

/** A look this old (milliseconds) says nothing of today; the calmest watch looks once a week. */
const tooOldMs = 8 * 86_400_000
/** Seconds for which anybody may keep the answer. */
const keptFor = 300

/** Null for a link that never was, or is switched off. */
export async function shownStatus(name: string | undefined, now = Date.now()): Promise<ShownStatus | null> {
  const status = await publicStatus(name ?? '')
  return status && shown(status, now)
}

function shown({ domain, lookedAt, answers, score, showsScore }: PublicStatus, now: number): ShownStatus {
  const isOld = !lookedAt || now - lookedAt.getTime() > tooOldMs
  const lines = answers.map(({ id, verdict: seen }) => {
    const verdict = isOld ? 'unknown' : seen
    return { part: partWords[id], verdict, word: shownWords[verdict] }
  })
  const worst = isOld ? 'unknown' : (gravest(lines.map(({ verdict }) => verdict)) ?? (score === null ? 'unknown' : 'info'))
  return {
    ...{ domain, lookedAt: lookedAt?.toISOString() ?? null, worst, lines },
    say: isOld ? 'Nobody has looked for too long to say.' : headlines[worst],
    score: isOld || !showsScore || score === null ? null : score.toFixed(1),
  }
}

const headlines: Record<Verdict, string> = {
  pass: 'All that is shown here is in order.',
  warn: 'In order, with a warning.',
  fail: 'There is a problem.',
  info: 'As of the last look.',
  unknown: 'Some of it could not be checked.',
}

const gravity: readonly Verdict[] = ['fail', 'warn', 'unknown', 'pass', 'info']
const gravest = (verdicts: Verdict[]): Verdict | undefined => gravity.find((one) => verdicts.includes(one))

/**
 * The headers of both: the same for everybody, so that caches may keep it. Other sites may show the badge, and nothing in an answer of ours
 * asks for anything there.
 */
export function statusHeaders(type: string, policy: string): Record<string, string> {
  return {
    'Content-Type': type,
    'Cache-Control': `public, max-age=${keptFor}`,
    'Content-Security-Policy': policy,
    'Cross-Origin-Resource-Policy': 'cross-origin',
  }
}

/** The same for what never was and what is switched off. */
export const noStatus = (): Response =>
  new Response('There is no status page behind this link. It may have been switched off.', {
    status: 404,
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' },
  })
