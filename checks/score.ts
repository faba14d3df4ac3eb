/**
 * The score (appendix D). Of a mail, rubric `message-1`: how likely the large receivers are to take it and place it well. Of a domain, rubric
 * `domain-1`: how well it is set up.
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
import { leastCoverage } from './coverage.ts'
import {
  deductionOf,
  follows,
  forwardingDeduction,
  largestDeduction,
  messageRubric,
  type Rubric,
  rubricOf,
  type Weight,
} from './weights.ts'

export interface Judged {
  id: string
  verdict: 'pass' | 'warn' | 'fail' | 'info' | 'unknown'
  code: string
  cause?: string | undefined
}

export interface Circumstances {
  /** Of a mail, when not given. */
  rubric?: Rubric
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
  return scoreIn(frameOf(findings, about), findings)
}

/** The score, and what to do first. */
export function scoreAndFixes(findings: Judged[], about: Circumstances): { scored: Score; first: FirstFix[] } {
  const frame = frameOf(findings, about)
  return { scored: scoreIn(frame, findings), first: fixesIn(frame, findings) }
}

function scoreIn(frame: Frame, findings: Judged[]): Score {
  const { score, coverage, limit, costs } = weigh(frame, findings.filter(isBad))
  return { score, coverage, limit, sections: sectionsOf(frame, costs), costs }
}

/** What stays the same whichever of the findings are mended: a row that was bad and now passes weighs what it did. */
interface Frame {
  rubric: Rubric
  about: Circumstances
  /** Rows of the rubric that judge something of the sender's. */
  own: Judged[]
  measured: Measured[]
  /** Do rows that are not bad say that the mail was forwarded? */
  forwarded: boolean
}

function frameOf(findings: Judged[], about: Circumstances): Frame {
  const rubric = withEngines(about.rubric ?? messageRubric, findings)
  const own = findings.filter((one) => isOwn(one, about, rubric))
  const forwarded = own.some((one) => one.cause === 'forwarding' && !isBad(one))
  return { rubric, about, own, measured: measure(own, rubric), forwarded }
}

function isOwn({ id }: Judged, about: Circumstances, rubric: Rubric): boolean {
  return rubric.places.has(id) && !isForeign(id, about)
}

type Weighed = Pick<Score, 'score' | 'coverage' | 'limit' | 'costs'>

/** The score when of the findings these are bad. */
function weigh({ rubric, about, measured, forwarded }: Frame, bad: Judged[]): Weighed {
  const place = placeIn(rubric)
  const own = bad.filter((one) => isOwn(one, about, rubric)).sort((a, b) => place(a) - place(b))
  const costs = charge(own, measured, rubric)
  const { raw, coverage } = total(measured, costs, rubric)
  const isForwarded = forwarded || own.some(({ cause }) => cause === 'forwarding')
  const ceiling = ceilingOver({ findings: own, bulk: about.bulk, forwarded: isForwarded, rubric })
  const known = coverage >= leastCoverage
  const limit =
    known && ceiling && ceiling.at < raw
      ? { score: ceiling.at / 10, by: ceiling.by, code: ceiling.code, say: ceiling.say }
      : undefined
  return {
    score: known ? (limit?.score ?? raw / 10) : null,
    coverage: Math.round(coverage * 1000 + 1e-9) / 1000,
    limit,
    costs,
  }
}

/**
 * A filter that judges the whole mail says again what the rows about its form and contents say, so where one was asked it takes half of their
 * place. Which place depends only on its having answered, not on what it said.
 */
function withEngines(rubric: Rubric, findings: Judged[]): Rubric {
  const engines = findings.filter(({ id }) => rubric.engines.has(id))
  const known = engines.filter(({ verdict }) => verdict !== 'info' && verdict !== 'unknown')
  const answering = new Set(known.map(({ id }) => rubric.weights[id]?.bucket ?? ''))
  const replaced = [...answering].flatMap((bucket) => Object.entries(rubric.buckets[bucket]?.replaces ?? {}))
  if (replaced.length === 0) return rubric
  const buckets = { ...rubric.buckets }
  for (const [name, of] of replaced) {
    const bucket = buckets[name]
    if (bucket) buckets[name] = { ...bucket, of }
  }
  return rubricOf(rubric.id, buckets, rubric.weights)
}

function placeIn({ places }: Rubric): (row: { id: string }) => number {
  return ({ id }) => places.get(id) ?? places.size
}

/** Does this row judge a record that is not the sender's to change? */
export function isForeign(id: string, { foreign = [], rubric = messageRubric }: Circumstances): boolean {
  const record = rubric.weights[id]?.record
  return record !== undefined && foreign.includes(record)
}

const isBad = ({ verdict }: Judged): boolean => verdict === 'fail' || verdict === 'warn'

interface Charge {
  id: string
  points: number
}

/** What each bad finding takes, after "one cause, one deduction" and the caps. */
function charge(findings: Judged[], measured: Measured[], rubric: Rubric): Map<string, number> {
  const groups = Map.groupBy(findings, ({ id, cause }) => cause ?? `row ${id}`)
  const inOrder = [...groups].sort(([a], [b]) => (a < b ? -1 : 1))
  const charges = inOrder.map(([cause, group]) => chargesOf(cause, group, rubric))
  return dearest(charges, measured, rubric)
}

/** Who could pay for a cause: of each bucket or pool that it reaches into, the finding that takes most. */
function chargesOf(cause: string, group: Judged[], rubric: Rubric): Charge[] {
  const { weights } = rubric
  const own = ({ id, verdict, code }: Judged) => deductionOf(id, verdict, code, rubric)
  const points = cause === 'forwarding' ? () => forwardingPoints(group) : own
  const byPoints = dearestFirst(rubric)
  const apart = Map.groupBy(group, ({ id }) => weights[id]?.pool ?? weights[id]?.bucket)
  const largest = [...apart.values()].flatMap((rows) =>
    rows
      .map((row) => ({ id: row.id, points: points(row) }))
      .sort(byPoints)
      .slice(0, 1),
  )
  return largest.sort(byPoints)
}

function dearestFirst(rubric: Rubric): (a: Charge, b: Charge) => number {
  const place = placeIn(rubric)
  return (a, b) => b.points - a.points || place(a) - place(b)
}

/**
 * Where a cause reaches into several buckets, it is paid where it costs most in all. Otherwise mending a row in a full bucket could move its
 * cause to one with room, and lower the score.
 */
function dearest(groups: Charge[][], measured: Measured[], rubric: Rubric): Map<string, number> {
  let choices: Charge[][] = [groups.filter((group) => group.length === 1).flat()]
  for (const group of groups.filter((one) => one.length > 1)) {
    choices = group.flatMap((charge) => choices.map((chosen) => [...chosen, charge]))
  }
  const left = (costs: Map<string, number>) => measured.reduce((sum, one) => sum + leftOf(one, costs, rubric), 0)
  return (
    choices
      .map((charges) => capped(charges, rubric))
      // What differs by less was only added up in another order.
      .reduce((dearest, costs) => (left(costs) < left(dearest) - 1e-9 ? costs : dearest))
  )
}

function forwardingPoints(group: Judged[]): number {
  return group.some(({ id, verdict }) => id === 'dmarc-result' && verdict === 'fail') ? forwardingDeduction : 0
}

/** Pools and buckets lose no more than they are worth; the largest deduction is taken first. */
function capped(charges: Charge[], rubric: Rubric): Map<string, number> {
  const costs = new Map<string, number>()
  const room = new Map<string, number>()
  for (const { id, points } of charges.toSorted(dearestFirst(rubric))) {
    const weight = rubric.weights[id]
    if (!weight) continue
    const { bucket, pool } = weight
    const inBucket = room.get(bucket) ?? worthOf(bucket, rubric)
    const inPool = pool ? (room.get(`pool ${pool}`) ?? weight.fail ?? 0) : Number.POSITIVE_INFINITY
    const taken = Math.min(points, inBucket, inPool)
    if (taken <= 0) continue
    costs.set(id, taken)
    room.set(bucket, inBucket - taken)
    if (pool) room.set(`pool ${pool}`, inPool - taken)
  }
  return costs
}

function worthOf(bucket: string, { buckets }: Rubric): number {
  return buckets[bucket]?.of ?? 0
}

interface Measured {
  bucket: string
  of: number
  /** How much of the bucket's weight could be looked at. */
  share: number
}

function measure(own: Judged[], rubric: Rubric): Measured[] {
  const groups = new Map<string, Tally>()
  for (const { id, verdict } of own) {
    const largest = verdict === 'info' ? 0 : largestDeduction(id, rubric)
    if (largest === 0) continue
    const { bucket = '', pool } = rubric.weights[id] ?? {}
    const group = groups.get(bucket) ?? { all: 0, known: 0, pools: new Map() }
    groups.set(bucket, group)
    const known = verdict === 'unknown' ? 0 : largest
    if (pool) addToPool(group.pools, pool, largest, known)
    else {
      group.all += largest
      group.known += known
    }
  }
  return [...groups].map(([bucket, group]) => ({
    bucket,
    of: worthOf(bucket, rubric),
    share: together(group, 'known') / together(group, 'all'),
  }))
}

/** What rows could take together, all and those that could be looked at. Rows of one pool take its figure once, however many there are. */
interface Tally {
  all: number
  known: number
  pools: Map<string, { all: number; known: number }>
}

function addToPool(pools: Tally['pools'], pool: string, all: number, known: number): void {
  const before = pools.get(pool) ?? { all: 0, known: 0 }
  pools.set(pool, { all: Math.max(all, before.all), known: Math.max(known, before.known) })
}

function together(tally: Tally, which: 'all' | 'known'): number {
  return tally.pools.values().reduce((sum, one) => sum + one[which], tally[which])
}

function total(measured: Measured[], costs: Map<string, number>, rubric: Rubric): { raw: number; coverage: number } {
  let [left, known, covered, applicable] = [0, 0, 0, 0]
  for (const one of measured) {
    const { of, share } = one
    applicable += of
    covered += of * share
    known += share === 0 ? 0 : of
    left += leftOf(one, costs, rubric)
  }
  // A hair less than a half must not fall to the other side because of how it was added up.
  const raw = known === 0 ? 0 : Math.round((left / known) * 100 + 1e-9)
  return { raw, coverage: applicable === 0 ? 0 : covered / applicable }
}

/** What is left of a bucket: the share that its known rows leave of what they could take. */
function leftOf({ bucket, of, share }: Measured, costs: Map<string, number>, rubric: Rubric): number {
  return share === 0 ? 0 : of * (1 - Math.min(1, lostIn(bucket, costs, rubric) / (of * share)))
}

function lostIn(bucket: string, costs: Map<string, number>, { weights }: Rubric): number {
  return [...costs].reduce((sum, [id, points]) => (weights[id]?.bucket === bucket ? sum + points : sum), 0)
}

/** A bucket that several sections share is worth the same in each of them; what is lost is counted where the finding stands. */
function sectionsOf({ own, measured, rubric: { weights, buckets } }: Frame, costs: Map<string, number>): Score['sections'] {
  const worth = new Map(measured.map(({ bucket, of }) => [bucket, of]))
  const sections = new Map<string, { of: number; lost: number; counted: Set<string> }>()
  for (const { id } of own) {
    const weight = weights[id]
    const of = worth.get(weight?.bucket ?? '')
    if (!weight || of === undefined) continue
    const name = weight.section ?? buckets[weight.bucket]?.section ?? ''
    const section = sections.get(name) ?? { of: 0, lost: 0, counted: new Set() }
    sections.set(name, section)
    if (!section.counted.has(weight.bucket)) section.of += of
    section.counted.add(weight.bucket)
    section.lost += costs.get(id) ?? 0
  }
  return new Map([...sections].map(([name, { of, lost }]) => [name, { of, lost }]))
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
  return fixesIn(frameOf(findings, about), findings)
}

function fixesIn(frame: Frame, findings: Judged[]): FirstFix[] {
  const fixes: FirstFix[] = []
  let left = findings.filter(isBad)
  let now = weigh(frame, left)
  while (now.score !== null && fixes.length < mostFixes) {
    const best = bestFix(frame, left, now)
    if (!best) break
    fixes.push({ id: best.id, before: now.score, after: best.after })
    left = best.left
    now = best.weighed
  }
  // A fix that gains nothing is worth doing only on the way to one that does.
  const last = fixes.findLastIndex((fix) => fix.after > fix.before)
  return fixes.slice(0, last + 1)
}

function bestFix(frame: Frame, bad: Judged[], now: Weighed) {
  const place = placeIn(frame.rubric)
  const candidates = candidatesIn(frame, bad).map((finding) => {
    const left = withFixed(bad, finding)
    const weighed = weigh(frame, left)
    const points = now.costs.get(finding.id) ?? 0
    return { id: finding.id, left, weighed, after: weighed.score ?? now.score ?? 0, points, place: place(finding) }
  })
  return candidates.sort((a, b) => b.after - a.after || b.points - a.points || a.place - b.place)[0]
}

/** One finding a cause: the one that can be acted on. What forwarding broke, the sender cannot mend. */
function candidatesIn({ about, rubric }: Frame, all: Judged[]): Judged[] {
  const place = placeIn(rubric)
  const bad = all.filter((one) => isOwn(one, about, rubric))
  const fails = bad.some(({ id, verdict }) => id === 'dmarc-result' && verdict === 'fail')
  const actable = bad.filter(({ id, code, cause }) => {
    // A stricter rule while the mail itself fails would only have more of it refused.
    if (id === 'dmarc-policy' && fails) return false
    if (cause === 'forwarding') return false
    return !leadersOf({ id, code }).some((leader) => bad.some((one) => one.verdict === 'fail' && isNamed(one, leader)))
  })
  const groups = Map.groupBy(actable, ({ id, cause }) => cause ?? `row ${id}`)
  return [...groups.values()].flatMap((group) => [...group].sort((a, b) => place(a) - place(b)).slice(0, 1))
}

/** What is still bad when this one is mended. */
function withFixed(bad: Judged[], fixed: Judged): Judged[] {
  const isSame = (one: Judged) => one.id === fixed.id || (fixed.cause !== undefined && one.cause === fixed.cause)
  const mended = bad.filter((one) => isSame(one) && one.verdict === 'fail')
  return bad.filter((one) => !isSame(one) && !leadersOf(one).some((leader) => mended.some((other) => isNamed(other, leader))))
}

function leadersOf({ id, code }: Pick<Judged, 'id' | 'code'>): string[] {
  return follows[id] ?? follows[`${id} ${code}`] ?? []
}

const isNamed = ({ id, code }: Judged, leader: string): boolean => leader === id || leader === `${id} ${code}`
