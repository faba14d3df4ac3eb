/**
 * A window on the world, as a check sees it. The live windows are in `net/`, the fake world of the tests in `test/helpers/zone.ts`.
 *
 * Absence is an answer, silence is not: NXDOMAIN and NODATA come back as an `Answer`; timeout, SERVFAIL, REFUSED and everything
 * else that leaves us without an answer is thrown as `Unreachable` and becomes `unknown` in one place (`run.ts`).
 */

/** What each record type holds. Names are lower case, without the final dot; the root is `.`. */
export interface RecordData {
  A: { address: string }
  AAAA: { address: string }
  MX: { preference: number; exchange: string }
  /** `strings` as published; `text` is them joined without a space (RFC 7208 §3.3, RFC 6376 §3.6.2.2). */
  TXT: { strings: string[]; text: string }
  SPF: { strings: string[]; text: string }
  PTR: { name: string }
  CNAME: { name: string }
  NS: { name: string }
  SOA: { mname: string; rname: string; serial: number; refresh: number; retry: number; expire: number; minimum: number }
}
export type RecordType = keyof RecordData

/** How the question was answered. `nodata`: the name exists (or may exist), but not with this type. `nxdomain`: no such name. */
export type AnswerStatus = 'records' | 'nodata' | 'nxdomain'

export interface Answer<T extends RecordType = RecordType> {
  name: string
  type: T
  status: AnswerStatus
  /** Records of the type asked, at the end of the alias chain. Empty unless `status` is `records`. */
  records: RecordData[T][]
  /** The CNAMEs followed, first to last. */
  aliases: { name: string; target: string }[]
  /** Seconds the answer may be kept: the smallest TTL of the chain; for absence min(SOA TTL, SOA minimum), RFC 2308 §5. */
  ttl: number
  /** AD bit: the resolver asked says it validated the answer (RFC 4035 §3.2.3). */
  authenticated: boolean
  /** Octets of the answer on the wire. */
  size: number
  /** Who answered: `ip` or `ip:port`. */
  server: string
  /** ISO 8601, when the answer came. */
  at: string
  milliseconds: number
}

/**
 * Why there was no answer. `budget`: this report may ask no more. `malformed`: what came back cannot be read.
 * `alias-loop`: the CNAME chain is a loop or longer than 16 links. `bad-name`: no such question can be asked in DNS.
 */
export type Silence = 'timeout' | 'servfail' | 'refused' | 'network' | 'budget' | 'malformed' | 'alias-loop' | 'bad-name'

/** Thrown by every window when the world was silent. Never means "missing". */
export class Unreachable extends Error {
  readonly target: string
  readonly reason: Silence
  /** Whose side the trouble is on: ours (no network, budget spent) or theirs. */
  readonly side: 'ours' | 'theirs'
  readonly server: string | undefined

  /** `target` says what was asked, as shown to people: `example.com TXT`. */
  constructor(target: string, reason: Silence, server?: string) {
    super(`${target}: ${reason}${server ? ` (${server})` : ''}`)
    this.name = 'Unreachable'
    this.target = target
    this.reason = reason
    this.side = reason === 'budget' || reason === 'network' ? 'ours' : 'theirs'
    this.server = server
  }
}

/** A question as it is kept in the report: enough to show it, and enough to answer it again without a network. */
export interface Question {
  name: string
  type: RecordType
  server: string
  at: string
  milliseconds: number
  outcome: AnswerStatus | Silence
  ttl?: number
  authenticated?: boolean
  records?: RecordData[RecordType][]
  aliases?: { name: string; target: string }[]
}

export interface Dns {
  /**
   * Asks the resolver. Identical questions within one report are asked once.
   * @throws {Unreachable} when there was no answer
   */
  resolve<T extends RecordType>(name: string, type: T): Promise<Answer<T>>
}

export interface Net {
  dns: Dns
  /** Every question asked so far, in the order asked. */
  questions(): Question[]
}
