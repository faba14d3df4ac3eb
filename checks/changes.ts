/**
 * What to publish: all changes that the fixes of one report make to one record, joined into one change, before → after.
 *
 * Several findings may ask for another text of one record: an SPF record with too many look-ups that also ends in `?all`. Each fix knows only
 * its own edit, so the edits are laid one after the other over the record as published, the dearest first; one that would spoil the record
 * is left to the next report. Then the checks are asked again as if all of it were published, and a change names only what it mends. So
 * nobody is sent to publish a text that does not help, nor one that mends one thing and breaks another.
 */
import type { Fix, RecordChange, Words } from './check.ts'
import type { Net } from './net.ts'
import { isDmarc, readDmarc } from './records/dmarc.ts'
import { isSpf, readSpf } from './records/spf.ts'
import type { ReportFinding, ReportJoinedChange } from './report.ts'

/** A window as it would be with these changes published. */
export type Rehearse = (net: Net, changes: RecordChange[]) => Net

/** What a text in DNS can break: checks whose fail nobody may be sent to publish. */
const breakable = [
  ...['mx-record', 'null-mx-conflict', 'spf-record', 'spf-all', 'dmarc-record', 'dmarc-multiple', 'dmarc-psd'],
  ...['mta-sts-mx-mismatch', 'mta-sts-mx-cert'],
]

interface Wish {
  id: string
  change: RecordChange
  careful: Words | undefined
}

type Joined = ReportJoinedChange & RecordChange

/** The joined changes of a report, by gravity. `rehearse` gives what these checks would find with these changes published. */
export async function publishable(
  findings: ReportFinding[],
  rehearse: (changes: RecordChange[], checks: Set<string>) => Promise<{ id: string; verdict: string }[]>,
): Promise<ReportJoinedChange[]> {
  const watched = findings.filter(({ id, verdict }) => breakable.includes(id) && verdict !== 'fail').map(({ id }) => id)
  const broken = async (some: RecordChange[]) =>
    (await rehearse(some, new Set(watched))).some(({ id, verdict }) => verdict === 'fail' && watched.includes(id))
  let changes = joined(findings)
  if (changes.length > 0 && (await broken(changes))) {
    const alone = await Promise.all(changes.map(async (one) => !(await broken([one]))))
    changes = changes.filter((_, index) => alone[index])
    if (changes.length > 0 && (await broken(changes))) return []
  }
  // A change that mends nothing is taken out; the others may have leant on it, so they are tried again.
  while (changes.length > 0) {
    const after = await rehearse(changes, new Set(changes.flatMap(({ mends }) => mends)))
    const passes = new Set(after.filter(({ verdict }) => verdict === 'pass').map(({ id }) => id))
    const useful = changes
      .map((one) => ({ ...one, mends: one.mends.filter((id) => passes.has(id)) }))
      .filter(({ mends }) => mends.length > 0)
    const settled = useful.length === changes.length
    changes = useful
    if (settled) break
  }
  return changes
}

/** One change a record over all findings whose fix needs no answer first. */
export function joined(findings: ReportFinding[]): Joined[] {
  const bad = findings.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn')
  const heaviest = bad.sort((a, b) => b.costs - a.costs || Number(b.verdict === 'fail') - Number(a.verdict === 'fail'))
  const wishes = heaviest.flatMap(({ id, fix }) => wishesOf(id, fix as Fix | undefined))
  const records = Map.groupBy(wishes, ({ change }) => recordOf(change))
  return oneOfAKind([...records.values()].map(join).filter(({ action, was, value }) => action !== 'replace' || was !== value))
}

function wishesOf(id: string, fix: Fix | undefined): Wish[] {
  return (fix?.records ?? []).map((change) => ({ id, change, careful: fix?.careful }))
}

/** Which record a change is about: one that stands, or a new one of its kind. */
function recordOf({ action, name, type, was, value }: RecordChange): string {
  return [name.toLowerCase(), type, action === 'add' ? `new ${kindOf(value) ?? value}` : `was ${was ?? value}`].join('\n')
}

/** Texts of which a name may have only one: what stands before the first space or semicolon, `v=spf1`, `v=dmarc1`. */
function kindOf(value: string): string | undefined {
  return /^v=[a-z0-9]+/i.exec(value)?.[0].toLowerCase()
}

function join(wishes: Wish[]): Joined {
  const [first, ...rest] = wishes as [Wish, ...Wish[]]
  const change = { ...first.change }
  const taken = [first]
  for (const wish of rest) {
    const value = both(change, wish.change)
    if (value === undefined) continue
    change.value = value
    taken.push(wish)
  }
  const careful = [...new Map(taken.flatMap((wish) => (wish.careful ? [[wish.careful.text, wish.careful]] : []))).values()]
  return { ...change, mends: [...new Set(taken.map(({ id }) => id))], ...(careful.length > 0 && { careful }) }
}

/** The value that both changes want; undefined when they cannot be had together. */
function both(one: RecordChange, other: RecordChange): string | undefined {
  if (one.action === other.action && one.value === other.value) return one.value
  if (one.action !== 'replace' || other.action !== 'replace' || one.was === undefined) return undefined
  const split = isSpf(one.was) ? spf : isDmarc(one.was) ? dmarc : undefined
  if (!split) return undefined
  const [was, now, wanted] = [one.was, one.value, other.value].map(split.parts) as [string[], string[], string[]]
  if (Math.max(was.length, now.length, wanted.length) > mostParts) return undefined
  const value = withEdit(now, edit(was, wanted)).join(split.glue)
  return split.holds(value) ? value : undefined
}

/** Records of more terms are not merged: comparing them takes the square of their number. */
const mostParts = 200

interface Grammar {
  parts(text: string): string[]
  glue: string
  holds(text: string): boolean
}

const spf: Grammar = {
  parts: (text) => text.split(' ').filter(Boolean),
  glue: ' ',
  holds: (text) => {
    const { valid, terms } = readSpf(text)
    return valid && terms.filter(({ name }) => name === 'all').length <= 1
  },
}

const dmarc: Grammar = {
  parts: (text) =>
    text
      .split(';')
      .map((tag) => tag.trim())
      .filter(Boolean),
  glue: '; ',
  holds: (text) => {
    const { processed, problems } = readDmarc(text)
    return processed && problems.every(({ problem }) => problem === 'unknown-tag' || problem === 'policy-not-second')
  },
}

interface Edit {
  removed: string[]
  /** New parts, each with what stands before it. */
  added: { part: string; after: string | undefined }[]
}

/** What was taken away and what came in, by the longest common subsequence. */
function edit(was: string[], wanted: string[]): Edit {
  const lengths = commonLengths(was, wanted)
  const found: Edit = { removed: [], added: [] }
  for (let i = 0, j = 0; i < was.length || j < wanted.length; ) {
    if (i < was.length && was[i] === wanted[j]) {
      i++
      j++
    } else if (j >= wanted.length || (i < was.length && (lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0))) {
      found.removed.push(was[i++] ?? '')
    } else {
      found.added.push({ part: wanted[j] ?? '', after: wanted[j - 1] })
      j++
    }
  }
  return found
}

/** `[i][j]`: how many parts `one` from i and `other` from j have in common, in order. */
function commonLengths(one: string[], other: string[]): number[][] {
  const lengths = Array.from({ length: one.length + 1 }, () => new Array<number>(other.length + 1).fill(0))
  for (let i = one.length - 1; i >= 0; i--) {
    for (let j = other.length - 1; j >= 0; j--) {
      const row = lengths[i] as number[]
      row[j] = one[i] === other[j] ? (lengths[i + 1]?.[j + 1] ?? 0) + 1 : Math.max(lengths[i + 1]?.[j] ?? 0, row[j + 1] ?? 0)
    }
  }
  return lengths
}

function withEdit(parts: string[], { removed, added }: Edit): string[] {
  const result = [...parts]
  for (const part of removed) {
    const at = result.indexOf(part)
    if (at >= 0) result.splice(at, 1)
  }
  for (const { part, after } of added) {
    if (result.includes(part)) continue
    const before = after === undefined ? -1 : result.lastIndexOf(after)
    result.splice(before >= 0 ? before + 1 : endOf(result), 0, part)
  }
  return result
}

/** The end, but before the `all` of an SPF record: what stands behind it is never read. */
function endOf(parts: string[]): number {
  return /^[+~?-]?all$/i.test(parts.at(-1) ?? '') ? parts.length - 1 : parts.length
}

/** No name is given a second text of a kind of which it may have only one. */
function oneOfAKind(changes: Joined[]): Joined[] {
  const seen = new Set<string>()
  return changes.filter(({ action, name, type, value }) => {
    const kind = action === 'delete' || type !== 'TXT' ? undefined : kindOf(value)
    if (!kind) return true
    const key = `${name.toLowerCase()} ${kind}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}
