/**
 * The score of a mail, rubric `message-1` (appendix D): how likely the large receivers are to take it and place it well.
 *
 *     bucket = what it is worth − what its findings take, at most all of it
 *     score  = Σ of the measured buckets, rescaled to 100, then the lowest ceiling
 *
 * Unknown is neither pass nor fail. A row that could not be looked at takes its weight out of its bucket, so what is known counts for more;
 * its weight is the largest deduction it could have made. Rows that do not apply (`info`) weigh nothing. Coverage is the measured share; under
 * 70 % there is no number.
 */
import { ceilingOver } from './ceilings.ts'
import type { Words } from './check.ts'
import {
  type Bucket, buckets, deductionOf, follows, forwardingDeduction, largestDeduction, leastCoverage, places, type Weight, weights,
} from './weights.ts'

export interface Judged {
  id: string
  verdict: 'pass' | 'warn' | 'fail' | 'info' | 'unknown'
  code: string
  cause?: string | undefined
}

export interface Circumstances {
  /** Large receivers ask more of bulk mail. */
  bulk: boolean
  /** Whose records are not the sender's to change: their rows take nothing. */
  foreign?: readonly NonNullable<Weight['record']>[]
}

export interface Score {
  /** 0.0 to 10.0; null when too little could be looked at. */
  score: number | null
  /** 0 to 1. */
  coverage: number
  limit: { score: number; by: string; code: string; say: Words } | undefined
  /** Points of 100, by section. */
  sections: Map<string, { of: number; lost: number }>
  /** Points of 100 each finding takes after shared causes and caps; only those that take some. */
  costs: Map<string, number>
}

/** Scores findings. Their order does not matter. */
export function score(findings: Judged[], about: Circumstances): Score {
  const sorted = findings.filter(({ id }) => places.has(id)).sort((a, b) => placeOf(a) - placeOf(b))
  const own = sorted.filter(({ id }) => !isForeign(id, about))
  const costs = charge(own)
  const measured = measure(sorted)
  let [worth, left, applicable] = [0, 0, 0]
  for (const { of, share, lost } of bucketsOf(measured, costs)) {
    applicable += of
    worth += of * share
    left += of * share - Math.min(of * share, lost)
  }
  const coverage = applicable === 0 ? 0 : worth / applicable
  const raw = worth === 0 ? 0 : Math.round((left / worth) * 100)
  const forwarded = own.some(({ cause }) => cause === 'forwarding')
  const ceiling = ceilingOver({ findings: own, bulk: about.bulk, forwarded })
  const known = coverage >= leastCoverage
  const limit = known && ceiling && ceiling.at < raw ? { score: ceiling.at / 10, by: ceiling.by, code: ceiling.code, say: ceiling.say } : undefined
  return {
    score: known ? (limit?.score ?? raw / 10) : null,
    coverage: Math.round(coverage * 1000) / 1000,
    limit,
    sections: sectionsOf(measured, costs),
    costs,
  }
}

function placeOf({ id }: Judged): number {
  return places.get(id) ?? places.size
}

function isForeign(id: string, { foreign = [] }: Circumstances): boolean {
  const record = weights[id]?.record
  return record !== undefined && foreign.includes(record)
}

const isBad = ({ verdict }: Judged): boolean => verdict === 'fail' || verdict === 'warn'

/** What each finding takes, after "one cause, one deduction" and the caps. */
function charge(findings: Judged[]): Map<string, number> {
  const groups = Map.groupBy(findings.filter(isBad), ({ id, cause }) => cause ?? `row ${id}`)
  const charged = [...groups].map(([cause, group]) => {
    const [largest, ...others] = [...group].sort((a, b) => pointsOf(b) - pointsOf(a))
    if (!largest) return []
    const points = cause === 'forwarding' ? forwardingPoints(group) : pointsOf(largest)
    return [{ id: largest.id, points }, ...others.map(({ id }) => ({ id, points: 0 }))]
  })
  return capped(charged.flat().filter(({ points }) => points > 0))
}

function pointsOf({ id, verdict, code }: Judged): number {
  return deductionOf(id, verdict, code)
}

function forwardingPoints(group: Judged[]): number {
  return group.some(({ id, verdict }) => id === 'dmarc-result' && verdict === 'fail') ? forwardingDeduction : 0
}

/** Pools and buckets lose no more than they are worth; the largest deduction is taken first. */
function capped(charges: { id: string; points: number }[]): Map<string, number> {
  const costs = new Map<string, number>()
  const room = new Map<string, number>()
  for (const { id, points } of charges.sort((a, b) => b.points - a.points || (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0))) {
    const weight = weights[id]
    if (!weight) continue
    const { bucket, pool } = weight
    const inBucket = room.get(bucket) ?? buckets[bucket].of
    const inPool = pool ? (room.get(`pool ${pool}`) ?? (weight.fail ?? 0)) : Number.POSITIVE_INFINITY
    const taken = Math.min(points, inBucket, inPool)
    if (taken <= 0) continue
    costs.set(id, taken)
    room.set(bucket, inBucket - taken)
    if (pool) room.set(`pool ${pool}`, inPool - taken)
  }
  return costs
}

interface Measured {
  bucket: Bucket
  of: number
  /** How much of the bucket's weight could be looked at. */
  share: number
}

function measure(findings: Judged[]): Measured[] {
  const counting = findings.filter(({ id, verdict }) => verdict !== 'info' && largestDeduction(id) > 0)
  const groups = Map.groupBy(counting, ({ id }) => weights[id]?.bucket as Bucket)
  return [...groups].map(([bucket, group]) => {
    const weight = (rows: Judged[]) => rows.reduce((sum, { id }) => sum + largestDeduction(id), 0)
    return { bucket, of: buckets[bucket].of, share: weight(group.filter(({ verdict }) => verdict !== 'unknown')) / weight(group) }
  })
}

function bucketsOf(measured: Measured[], costs: Map<string, number>): (Measured & { lost: number })[] {
  return measured.map((one) => ({ ...one, lost: lostIn(one.bucket, costs) }))
}

function lostIn(bucket: Bucket, costs: Map<string, number>): number {
  return [...costs].reduce((sum, [id, points]) => (weights[id]?.bucket === bucket ? sum + points : sum), 0)
}

function sectionsOf(measured: Measured[], costs: Map<string, number>): Score['sections'] {
  const sections: Score['sections'] = new Map()
  for (const { bucket, of } of measured) {
    const { section } = buckets[bucket]
    const known = sections.get(section) ?? { of: 0, lost: 0 }
    sections.set(section, { of: known.of + of, lost: known.lost + lostIn(bucket, costs) })
  }
  return sections
}

export interface FirstFix {
  id: string
  before: number
  after: number
}

/** Fixes offered; more than these nobody reads before sending again. */
const mostFixes = 10

/**
 * What to do first: at each step the finding whose fix gains most, with the whole score computed again as if it were done.
 * A fix takes away everything with the same cause, and what follows from it. None when there is no number.
 */
export function firstFixes(findings: Judged[], about: Circumstances): FirstFix[] {
  const fixes: FirstFix[] = []
  let left = findings
  let before = score(left, about).score
  while (before !== null && fixes.length < mostFixes) {
    const best = bestFix(left, about, before)
    if (!best) break
    fixes.push({ id: best.id, before, after: best.after })
    left = best.left
    before = best.after
  }
  // A fix that gains nothing is worth doing only on the way to one that does.
  const last = fixes.findLastIndex((fix) => fix.after > fix.before)
  return fixes.slice(0, last + 1)
}

function bestFix(findings: Judged[], about: Circumstances, before: number) {
  const { costs } = score(findings, about)
  const candidates = candidatesIn(findings, about).map((finding) => {
    const left = withFixed(findings, finding)
    return { id: finding.id, left, after: score(left, about).score ?? before, points: costs.get(finding.id) ?? 0, place: placeOf(finding) }
  })
  return candidates.sort((a, b) => b.after - a.after || b.points - a.points || a.place - b.place)[0]
}

/** One finding a cause: the one that can be acted on. What forwarding broke, the sender cannot mend. */
function candidatesIn(findings: Judged[], about: Circumstances): Judged[] {
  const bad = findings.filter((one) => isBad(one) && places.has(one.id) && !isForeign(one.id, about))
  const fails = bad.some(({ id, verdict }) => id === 'dmarc-result' && verdict === 'fail')
  const actable = bad.filter(({ id, cause }) => {
    // A stricter rule while the mail itself fails would only have more of it refused.
    if (id === 'dmarc-policy' && fails) return false
    if (cause === 'forwarding') return false
    return !follows[id]?.some((other) => bad.some((one) => one.id === other))
  })
  const groups = Map.groupBy(actable, ({ id, cause }) => cause ?? `row ${id}`)
  return [...groups.values()].flatMap((group) => [...group].sort((a, b) => placeOf(a) - placeOf(b)).slice(0, 1))
}

function withFixed(findings: Judged[], fixed: Judged): Judged[] {
  return findings.map((one) => {
    const same = one.id === fixed.id || (fixed.cause !== undefined && one.cause === fixed.cause)
    const follower = follows[one.id]?.includes(fixed.id)
    return isBad(one) && (same || follower) ? { id: one.id, verdict: 'pass', code: 'fixed' } : one
  })
}
