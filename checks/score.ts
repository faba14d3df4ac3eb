/**
 * The score of a mail, rubric `message-1` (appendix D): how likely the large receivers are to take it and place it well.
 *
 *     bucket = what it is worth − what its findings take, at most all of it
 *     score  = Σ of the measured buckets, rescaled to 100, then the lowest ceiling
 *
 * Unknown is neither pass nor fail. A row that could not be looked at takes its weight out of its bucket, so what is known there counts for
 * more; its weight is the largest deduction it could have made. A bucket of which nothing is known leaves the score. Rows that do not apply
 * (`info`) weigh nothing. Coverage is the measured share; under 70 % there is no number.
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
  const measured = measure(own)
  const costs = charge(own, measured)
  const { raw, coverage } = total(measured, costs)
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

function placeOf({ id }: { id: string }): number {
  return places.get(id) ?? places.size
}

function isForeign(id: string, { foreign = [] }: Circumstances): boolean {
  const record = weights[id]?.record
  return record !== undefined && foreign.includes(record)
}

const isBad = ({ verdict }: Judged): boolean => verdict === 'fail' || verdict === 'warn'

interface Charge {
  id: string
  points: number
}

/** What each finding takes, after "one cause, one deduction" and the caps. */
function charge(findings: Judged[], measured: Measured[]): Map<string, number> {
  const groups = Map.groupBy(findings.filter(isBad), ({ id, cause }) => cause ?? `row ${id}`)
  return dearest([...groups].map(([cause, group]) => chargesOf(cause, group)), measured)
}

/** Who could pay for a cause: of each bucket or pool that it reaches into, the finding that takes most. */
function chargesOf(cause: string, group: Judged[]): Charge[] {
  const points = cause === 'forwarding' ? () => forwardingPoints(group) : ({ id, verdict, code }: Judged) => deductionOf(id, verdict, code)
  const apart = Map.groupBy(group, ({ id }) => weights[id]?.pool ?? weights[id]?.bucket)
  const largest = [...apart.values()].flatMap((rows) => rows.map((row) => ({ id: row.id, points: points(row) })).sort(byPoints).slice(0, 1))
  return largest.sort(byPoints)
}

function byPoints(a: Charge, b: Charge): number {
  return b.points - a.points || placeOf(a) - placeOf(b)
}

/**
 * Where a cause reaches into several buckets, it is paid where it costs most in all. Otherwise mending a row in a full bucket could move its
 * cause to one with room, and lower the score.
 */
function dearest(groups: Charge[][], measured: Measured[]): Map<string, number> {
  let choices: Charge[][] = [groups.filter((group) => group.length === 1).flat()]
  for (const group of groups.filter((one) => one.length > 1)) {
    choices = group.flatMap((charge) => choices.map((chosen) => [...chosen, charge]))
  }
  const left = (costs: Map<string, number>) => measured.reduce((sum, one) => sum + leftOf(one, costs), 0)
  return choices.map(capped).reduce((dearest, costs) => (left(costs) < left(dearest) ? costs : dearest))
}

function forwardingPoints(group: Judged[]): number {
  return group.some(({ id, verdict }) => id === 'dmarc-result' && verdict === 'fail') ? forwardingDeduction : 0
}

/** Pools and buckets lose no more than they are worth; the largest deduction is taken first. */
function capped(charges: Charge[]): Map<string, number> {
  const costs = new Map<string, number>()
  const room = new Map<string, number>()
  for (const { id, points } of charges.toSorted(byPoints)) {
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
    const known = group.filter(({ verdict }) => verdict !== 'unknown')
    return { bucket, of: buckets[bucket].of, share: weightOf(known) / weightOf(group) }
  })
}

/** What these rows could take together. Rows of one pool take its figure once, however many of them there are. */
function weightOf(rows: Judged[]): number {
  const pools = Map.groupBy(rows, ({ id }) => weights[id]?.pool ?? id)
  return [...pools.values()].reduce((sum, pool) => sum + Math.max(...pool.map(({ id }) => largestDeduction(id))), 0)
}

function total(measured: Measured[], costs: Map<string, number>): { raw: number; coverage: number } {
  let [left, known, covered, applicable] = [0, 0, 0, 0]
  for (const one of measured) {
    const { of, share } = one
    applicable += of
    covered += of * share
    known += share === 0 ? 0 : of
    left += leftOf(one, costs)
  }
  // A hair less than a half must not fall to the other side because of how it was added up.
  const raw = known === 0 ? 0 : Math.round((left / known) * 100 + 1e-9)
  return { raw, coverage: applicable === 0 ? 0 : covered / applicable }
}

/** What is left of a bucket: the share that its known rows leave of what they could take. */
function leftOf({ bucket, of, share }: Measured, costs: Map<string, number>): number {
  return share === 0 ? 0 : of * (1 - Math.min(1, lostIn(bucket, costs) / (of * share)))
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
