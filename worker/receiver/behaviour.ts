/**
 * Chosen replies: an address answers as it is told by what stands before it, `defer-451-4.7.1-3x.<seed>@…`, so that a team sees how its
 * own sender treats each refusal.
 *
 *     [data-] word [-code] [-enhanced code] [-limit]
 *
 * Six words are reserved, alone or before a hyphen: `reply`, `defer`, `greylist`, `slow`, `drop`, `full`. Anything else before the dot is a
 * label as ever, and behind a plus everything is one. What begins with a reserved word and cannot be read is refused and told why: whoever
 * asked for a refusal must not take an ordinary 250 for the answer. With `data-` in front it happens at the end of the mail instead of at
 * its recipient. A limit is a number of tries (`3x`) or a time (`30s`, `10m`, `4h`, `2d`), after which the mail is taken.
 */
import ipaddr from 'ipaddr.js'
import type { Reply } from './reply.ts'

export type Word = 'reply' | 'defer' | 'greylist' | 'slow' | 'drop' | 'full'

export interface Behaviour {
  word: Word
  /** At the end of the mail, not at its recipient. */
  atData: boolean
  /** What is answered; null when nothing is refused (`slow`), or nothing said (`drop`). */
  reply: Reply | null
  /** After so many tries, or so long after the first (milliseconds), the mail is taken; null: never. Of `slow` how long a reply takes. */
  limit: { times: number } | { ms: number } | null
}

/** A try of the same recipient by the same sender. */
export interface Try {
  at: Date
  accepted: boolean
  peerAddress: string
}

/** What stands before the last dot of a local part, without what follows a plus: `a.b` of `a.b.<seed>+c`. */
export function prefixOf(localPart: string): string {
  const [head = ''] = localPart.split('+', 1)
  return head.slice(0, Math.max(0, head.lastIndexOf('.')))
}

const instruction = /^(data-)?(reply|defer|greylist|slow|drop|full)(?:-|$)/

/** Reads what stands before a seed, in lower case. Null when it is a label; a reply when it is meant as an instruction and is none. */
export function readBehaviour(prefix: string): Behaviour | Reply | null {
  const [begin, data, name] = instruction.exec(prefix) ?? []
  if (begin === undefined) return null
  const word = name as Word
  const words = prefix.length > begin.length ? prefix.slice(begin.length).split('-') : []
  if (prefix.endsWith('-')) return wrong.form
  const code = takeIf(words, /^\d{3}$/)
  const enhanced = takeIf(words, /^\d\.\d{1,3}\.\d{1,3}$/)
  const written = takeIf(words, /^[1-9]\d{0,5}[xsmhd]$/)
  if (words.length > 0) return wrong.form
  const reply = replyFor(word, code, enhanced)
  if (reply && 'wrong' in reply) return reply.wrong
  const limit = limitOf(word, written)
  return limit === undefined ? wrong.limit[word] : { word, atData: data !== undefined, reply, limit }
}

function takeIf(words: string[], pattern: RegExp): string | undefined {
  return pattern.test(words[0] ?? '') ? words.shift() : undefined
}

const no = (text: string): Reply => ({ code: 550, text: `5.1.3 ${text}` })

/** What is said to an instruction that cannot be followed; it repeats nothing of it. */
const wrong = {
  form: no('Not a chosen reply: it is word, code, enhanced code, limit, with hyphens; a label goes behind a plus sign'),
  needsCode: no('A chosen reply begins with its code, such as reply-550-5.1.1'),
  code: no('A code is from 400 to 459 or from 500 to 559'),
  enhanced: no('A 4xx code goes with 4.x.y and a 5xx code with 5.x.y, each number below 1000 and without leading zeros'),
  later: no('defer takes a 4xx code: a sender does not come back after a 5xx'),
  full: no('full is 452 or 552, with no enhanced code but x.2.2'),
  noCode: no('This word takes no code'),
  limit: {
    reply: no('reply has no limit; defer has one'),
    full: no('full has no limit; defer has one'),
    defer: no('A limit of defer is 1x to 100x, or 1s to 5d'),
    drop: no('A limit of drop is 1x to 100x, or 1s to 5d'),
    greylist: no('A limit of greylist is a time from 1s to 1d'),
    slow: no('A limit of slow is a time from 1s to 2m'),
  },
} as const

const anyCode = /^[45][0-5]\d$/
const anyEnhanced = /^[45](?:\.(?:0|[1-9]\d{0,2})){2}$/
const chosen = (code: string, enhanced: string, words: string): Reply => ({ code: Number(code), text: `${enhanced} ${words}` })

function replyFor(word: Word, code: string | undefined, enhanced: string | undefined): Reply | null | { wrong: Reply } {
  if (word === 'full') {
    const status = `${(code ?? '452')[0]}.2.2`
    const fits = /^[45]52$/.test(code ?? '452') && (enhanced ?? status) === status
    return fits ? chosen(code ?? '452', status, 'Mailbox full, as this address was asked to say') : { wrong: wrong.full }
  }
  if (word !== 'reply' && word !== 'defer') {
    if (code !== undefined || enhanced !== undefined) return { wrong: wrong.noCode }
    return word === 'greylist' ? chosen('451', '4.7.1', 'Greylisted, as this address was asked to: try again later') : null
  }
  const asked = code ?? (word === 'defer' && enhanced === undefined ? '451' : undefined)
  if (asked === undefined) return { wrong: wrong.needsCode }
  if (!anyCode.test(asked)) return { wrong: wrong.code }
  if (word === 'defer' && asked[0] !== '4') return { wrong: wrong.later }
  const usual = word === 'defer' && asked === '451' ? '4.7.1' : `${asked[0]}.0.0`
  const status = enhanced ?? usual
  if (!anyEnhanced.test(status) || status[0] !== asked[0]) return { wrong: wrong.enhanced }
  const words = word === 'defer' ? 'Try again later, as this address was asked to say' : 'Refused, as this address was asked to'
  return chosen(asked, status, words)
}

const units: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const mostTimes = 100
const longest = { defer: 5 * 86_400_000, drop: 5 * 86_400_000, greylist: 86_400_000, slow: 120_000 }

/** Undefined for one that the word does not take. */
function limitOf(word: Word, written: string | undefined): Behaviour['limit'] | undefined {
  if (word === 'reply' || word === 'full') return written === undefined ? null : undefined
  if (written === undefined) return usualLimits[word]
  const [amount, unit = ''] = [Number.parseInt(written, 10), written.at(-1)]
  if (unit === 'x') return (word === 'defer' || word === 'drop') && amount <= mostTimes ? { times: amount } : undefined
  const ms = amount * (units[unit] ?? 0)
  return ms <= longest[word] ? { ms } : undefined
}

const usualLimits = { defer: { times: 1 }, drop: null, greylist: { ms: 300_000 }, slow: { ms: 10_000 } } as const

/**
 * Is this try refused? `earlier`: those of the same recipient and sender, newest first. A try that is taken ends a series, and the next one
 * begins another; a greylist remembers whom it has taken once, as real ones do (RFC 6647 §2).
 */
export function refuses(
  { word, limit }: Behaviour,
  earlier: readonly Try[],
  { at, peerAddress }: Pick<Try, 'at' | 'peerAddress'>,
): boolean {
  if (word === 'slow') return false
  if (limit === null) return true
  const greylisted = word === 'greylist' ? earlier.filter((one) => networkOf(one.peerAddress) === networkOf(peerAddress)) : null
  if (greylisted?.some(({ accepted }) => accepted)) return false
  const taken = earlier.findIndex(({ accepted }) => accepted)
  const series = greylisted ?? (taken < 0 ? earlier : earlier.slice(0, taken))
  if ('times' in limit) return series.length < limit.times
  const first = series.at(-1)
  return first === undefined || at.getTime() - first.at.getTime() < limit.ms
}

/** A sender's next try often comes from a neighbour: IPv4 /24, IPv6 /64 (RFC 6647 §2.3). */
function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address
  const ip = ipaddr.process(address)
  return ip
    .toByteArray()
    .slice(0, ip.kind() === 'ipv6' ? 8 : 3)
    .join('.')
}

/** Does it decide about a whole mail, and so about every recipient of it? */
export const decidesAboutMail = ({ word, atData }: Behaviour): boolean => atData || word === 'drop'
