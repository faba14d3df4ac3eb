/** What a changed record is called, what of it changed, and what the mails of before and after say of it. Pure. */
import type { CheckHour } from './buckets.ts'
import type { Outcomes } from './rates.ts'

export interface Changed {
  domain: string
  name: string
  type: string
  before: string[]
  after: string[]
}

const says = ({ before, after }: Changed, begin: string): boolean =>
  [...before, ...after].some((value) => value.startsWith(begin))

/** "SPF", "DMARC", "DKIM key s1": the name people have for it, with the name in DNS where it is not the domain's own. */
export function nameOfRecord(changed: Changed): string {
  const { domain, name, type } = changed
  const below = (label: string): boolean => name.startsWith(`${label}.`)
  if (below('_dmarc')) return called('DMARC', name.slice('_dmarc.'.length), domain)
  if (below('_mta-sts')) return called('MTA-STS', name.slice('_mta-sts.'.length), domain)
  if (below('_smtp._tls')) return called('TLS reporting', name.slice('_smtp._tls.'.length), domain)
  const [selector, keysOf] = name.split('._domainkey.')
  if (selector && keysOf) return called(`DKIM key ${selector}`, keysOf, domain)
  if (type === 'TXT' && says(changed, 'v=spf1')) return called('SPF', name, domain)
  return called(type, name, domain)
}

const called = (what: string, name: string, domain: string): string => (name === domain ? what : `${what} of ${name}`)

/** The check of mails that such a record decides; null where mails tell nothing of it. */
export function checkOfRecord(changed: Changed): string | null {
  if (changed.name === `_dmarc.${changed.domain}`) return 'dmarc-result'
  if (changed.name.endsWith(`._domainkey.${changed.domain}`)) return 'dkim-signature'
  return changed.type === 'TXT' && changed.name === changed.domain && says(changed, 'v=spf1') ? 'spf-result' : null
}

/** When a change was seen, and the look before; in milliseconds. */
export interface Seen {
  at: number
  /** Null when no look before is known. */
  lookedBefore: number | null
}

export interface Effect {
  before: Outcomes
  after: Outcomes
  /** `same`: what is between them may be chance. */
  turn: 'fell' | 'rose' | 'same'
}

const hourMs = 3_600_000
/** Mails on either side of a change are looked at for so long. */
const windowMs = 7 * 24 * hourMs
/** Fewer mails on a side say nothing. */
export const leastMails = 20
/** A difference below five points, or one that chance brings once in a hundred times (2.58 standard errors), is none. */
const leastDifference = 0.05
const leastErrors = 2.58

/**
 * How the mails of a check turned out before and after a change of its record. The record changed between two looks, so what came in those hours
 * belongs to neither side; another change of the same record ends a side. Null when one of them has too few mails.
 */
export function effectOf(hours: CheckHour[], { at, lookedBefore }: Seen, others: Seen[]): Effect | null {
  const end = lookedBefore ?? at
  const earlier = others.map((one) => one.at).filter((time) => time <= end && time < at)
  const later = others.filter((one) => one.at > at).map((one) => one.lookedBefore ?? one.at)
  const [begin, until] = [Math.max(end - windowMs, ...earlier), Math.min(at + windowMs, ...later)]
  const [before, after] = [sum(within(hours, begin, end)), sum(within(hours, at, until))]
  if (before.looked < leastMails || after.looked < leastMails) return null
  return { before, after, turn: turnOf(before, after) }
}

/** Whole hours of a span, found by their text, which is in order, too: a page has thousands of them, and many changes. */
function within(hours: CheckHour[], begin: number, end: number): CheckHour[] {
  const first = new Date(begin).toISOString()
  const last = new Date(end - hourMs).toISOString()
  return hours.filter(({ hour }) => hour >= first && hour <= last)
}

function sum(hours: CheckHour[]): Outcomes {
  const counted = hours.filter(({ verdict }) => verdict === 'pass' || verdict === 'warn' || verdict === 'fail')
  const of = (rows: CheckHour[]): number => rows.reduce((all, { count }) => all + count, 0)
  return { pass: of(counted.filter(({ verdict }) => verdict === 'pass')), looked: of(counted) }
}

/** A test of two proportions. */
function turnOf(before: Outcomes, after: Outcomes): Effect['turn'] {
  const difference = after.pass / after.looked - before.pass / before.looked
  const pooled = (before.pass + after.pass) / (before.looked + after.looked)
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / before.looked + 1 / after.looked))
  if (Math.abs(difference) < leastDifference || Math.abs(difference) < leastErrors * error) return 'same'
  return difference < 0 ? 'fell' : 'rose'
}

export interface Part {
  text: string
  /** Came, went, or stayed. */
  kind: 'come' | 'gone' | 'kept'
}

/** More words than these are not laid beside each other. */
const mostWords = 400

/** A record before and after, word by word: what went stands before what came. Null when they are too long for that. */
export function diffOf(before: string, after: string): Part[] | null {
  const [old, young] = [before, after].map((text) => text.split(/(?<=\s)|(?<=;)(?!\s)/).filter(Boolean)) as [string[], string[]]
  if (old.length > mostWords || young.length > mostWords) return null
  const common = lengths(old, young)
  const parts: Part[] = []
  let [left, right] = [0, 0]
  while (left < old.length || right < young.length) {
    const [gone, come] = [old[left], young[right]]
    if (gone !== undefined && come !== undefined && gone.trim() === come.trim()) {
      parts.push({ text: come, kind: 'kept' })
      left++
      right++
    } else if (
      gone !== undefined &&
      (come === undefined || lengthAt(common, left + 1, right) >= lengthAt(common, left, right + 1))
    ) {
      parts.push({ text: gone, kind: 'gone' })
      left++
    } else {
      parts.push({ text: come ?? '', kind: 'come' })
      right++
    }
  }
  return parts
}

const lengthAt = (table: number[][], left: number, right: number): number => table[left]?.[right] ?? 0

/** How many words the rests from two places on have in common. */
function lengths(old: string[], young: string[]): number[][] {
  const table = Array.from({ length: old.length + 1 }, () => new Array<number>(young.length + 1).fill(0))
  for (let left = old.length - 1; left >= 0; left--) {
    const row = table[left]
    for (let right = young.length - 1; row && right >= 0; right--) {
      const isSame = old[left]?.trim() === young[right]?.trim()
      row[right] = isSame
        ? lengthAt(table, left + 1, right + 1) + 1
        : Math.max(lengthAt(table, left + 1, right), lengthAt(table, left, right + 1))
    }
  }
  return table
}
