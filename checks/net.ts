/**
 * A window on the world, as a check sees it. The live windows are in `net/`, the fake world of the tests in `test/helpers/zone.ts`.
 *
 * Absence is an answer, silence is not: NXDOMAIN and NODATA come back as an `Answer`; timeout, SERVFAIL, REFUSED and everything
 * else that leaves us without an answer is thrown as `Unreachable` and becomes `unknown` in one place (`run.ts`).
 */

import type { PortState, Probe } from './net-ports.ts'

export type * from './net-ports.ts'

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
  SRV: { priority: number; weight: number; port: number; target: string }
  /** RFC 8659 §4.1. `tag` in lower case. */
  CAA: { critical: boolean; tag: string; value: string }
  /** RFC 4034 §5. `digest` in lower-case hex. */
  DS: { keyTag: number; algorithm: number; digestType: number; digest: string }
  /** RFC 4034 §2. `key` in base64; `keyTag` is computed (appendix B). */
  DNSKEY: { flags: number; algorithm: number; key: string; keyTag: number }
  /** RFC 6698 §2.1. `data` in lower-case hex. */
  TLSA: { usage: number; selector: number; matchingType: number; data: string }
  /** RFC 5155 §4. `salt` in lower-case hex, '' for none. */
  NSEC3PARAM: { algorithm: number; flags: number; iterations: number; salt: string }
  /** RFC 4034 §4. The types at a name; the way back from "no data" to "no such name" (RFC 9824 §3). */
  NSEC: { next: string; types: string[] }
  /** RFC 4034 §3, without the signature itself. Times in seconds since 1970. */
  RRSIG: {
    covers: string
    algorithm: number
    labels: number
    inception: number
    expiration: number
    keyTag: number
    signer: string
  }
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
  /** AA bit: a server of the zone itself said so, so that the TTL is whole. A resolver counts it down. */
  authoritative?: boolean
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
 * `bogus`: SERVFAIL, and an answer once the resolver does not check signatures: DNSSEC of the name is broken (RFC 4035 §3.2.2, §5.5).
 * `closed`: the connection was closed in our face. `private`: the address is not public, so it is not asked from here.
 * `blocked`: no port like this one can be reached from here, whoever is asked. `not-given`: it is no part of what we were given to look at.
 */
export type Silence =
  | 'timeout'
  | 'servfail'
  | 'bogus'
  | 'refused'
  | 'network'
  | 'budget'
  | 'malformed'
  | 'alias-loop'
  | 'bad-name'
  | 'closed'
  | 'private'
  | 'blocked'
  | 'not-given'

/** Which window was silent. */
export type Over = 'dns' | 'https' | 'smtp' | 'file'

const oursIs: ReadonlySet<Silence> = new Set(['budget', 'network', 'blocked', 'not-given'])

/** Thrown by every window when the world was silent. Never means "missing". */
export class Unreachable extends Error {
  readonly target: string
  readonly reason: Silence
  /** Whose side the trouble is on: ours (no network, budget spent) or theirs. */
  readonly side: 'ours' | 'theirs'
  readonly server: string | undefined
  readonly over: Over

  /** `target` says what was asked, as shown to people: `example.com TXT`, `https://example.com/x`, `mail.example.com:25`. */
  constructor(target: string, reason: Silence, server?: string, over: Over = 'dns') {
    // Silence is ordinary and nobody reads where in our code it was met, but finding that out costs more than most checks.
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    super(`${target}: ${reason}${server ? ` (${server})` : ''}`)
    Error.stackTraceLimit = stackTraceLimit
    this.name = 'Unreachable'
    this.target = target
    this.reason = reason
    this.side = oursIs.has(reason) ? 'ours' : 'theirs'
    this.server = server
    this.over = over
  }
}

/**
 * A question as it is kept in the report: enough to show it, and for DNS enough to answer it again without a network.
 * Of `GET` the name is the URL, of `SMTP` and `PORT` it is `host:port`.
 */
export interface Question {
  name: string
  type: RecordType | 'AXFR' | 'GET' | 'SMTP' | 'PORT'
  /** Of a direct question `name (address)`. */
  server: string
  at: string
  milliseconds: number
  outcome: AnswerStatus | Silence | DirectOutcome | Fetched['outcome'] | SmtpLook['starttls']['state'] | PortState
  /** Asked of one name server itself, not of the resolver. */
  direct?: true
  /** Asked with CD=1. */
  unchecked?: true
  /** Of `GET`: the SHA-256 of what came, in hex. */
  digest?: string
  ttl?: number
  authenticated?: boolean
  records?: RecordData[RecordType][]
  aliases?: { name: string; target: string }[]
}

export interface ResolveOptions {
  /** CD=1: the resolver gives the answer even where its signatures are wrong (RFC 4035 §3.2.2). */
  unchecked?: boolean
  /** Milliseconds: an answer that another report of this process got no longer ago will do. Only for what is no part of the subject. */
  keptMs?: number
}

export interface Dns {
  /**
   * Asks the resolver. Identical questions within one report are asked once.
   * @throws {Unreachable} when there was no answer
   */
  resolve<T extends RecordType>(name: string, type: T, options?: ResolveOptions): Promise<Answer<T>>
  /**
   * Asks one authoritative server itself, without recursion. What the server does is data, also when it refuses or is silent, because that is
   * what checks of a zone want to know; `silenceOf` tells which outcomes are silence. Identical questions are asked once.
   * @throws {Unreachable} when we did not ask: the budget is spent, the name cannot be asked, the address is not public
   */
  ask<T extends RecordType>(server: ServerAddress, name: string, type: T, options?: AskOptions): Promise<Direct<T>>
  /**
   * Asks one server for the whole zone and stops after the first message (RFC 5936). `records`: how many it gave away.
   * @throws {Unreachable} as `ask`
   */
  transfer(server: ServerAddress, zone: string): Promise<{ outcome: 'given' | DirectOutcome; records: number }>
  /** Resolvers open to everybody, to be asked with recursion. Empty when nobody may be asked. */
  publicResolvers: readonly ServerAddress[]
}

/** One address of one name server. */
export interface ServerAddress {
  name: string
  address: string
  /** Of a resolver that our own settings name; everybody else is at the port of DNS. */
  port?: number
}

export interface AskOptions {
  /** Over TCP only. Else UDP first, and TCP when the answer did not fit. */
  tcp?: boolean
  /** False: without EDNS. Else with, and only with. */
  edns?: boolean
  /** DO=1: signatures come too. */
  dnssec?: boolean
  /** RD=1: shall it look elsewhere for us? A server that does is open to everybody. */
  recursion?: boolean
}

/**
 * What a server did. `referral`: it named other name servers and no answer. `lame`: REFUSED. `error`: another RCODE, see `rcode`.
 * `unreachable`: no way from here to this address, for example no IPv6. `closed`: nobody listens there.
 */
export type DirectOutcome =
  | AnswerStatus
  | 'referral'
  | 'servfail'
  | 'lame'
  | 'error'
  | 'timeout'
  | 'malformed'
  | 'closed'
  | 'unreachable'

export interface Direct<T extends RecordType = RecordType> {
  name: string
  type: T
  server: ServerAddress
  outcome: DirectOutcome
  /** By its IANA name, '' when nothing came. */
  rcode: string
  /** AA, RA and AD of the answer; false when nothing came. */
  authoritative: boolean
  recursionAvailable: boolean
  authenticated: boolean
  /** Did the answer carry OPT (RFC 6891 §7)? */
  edns: boolean
  /** The records of the type asked at this name or at the end of its aliases, and the TTL of each. */
  records: RecordData[T][]
  ttls: number[]
  aliases: { name: string; target: string }[]
  /** Signatures over what was asked, when `dnssec` was. */
  signatures: RecordData['RRSIG'][]
  /** Name servers named in the authority section, for which zone, and the addresses of them given along (glue). */
  delegation: { zone: string; names: string[]; glue: ServerAddress[] }
  /** SOA of the authority section, of an absence. */
  soa: { name: string; ttl: number; data: RecordData['SOA'] } | undefined
  /** What carried the answer. `truncated`: UDP said TC, whatever came of TCP then. */
  over: 'udp' | 'tcp'
  truncated: boolean
  size: number
  at: string
  milliseconds: number
}

/** Why this is no answer; undefined when it is one, also when it is a bad one. */
export function silenceOf({ outcome }: { outcome: DirectOutcome | 'given' }): Silence | undefined {
  if (outcome === 'unreachable') return 'network'
  return outcome === 'timeout' || outcome === 'malformed' || outcome === 'closed' || outcome === 'servfail' ? outcome : undefined
}

/** The TLS a server spoke. Nothing of it is believed: what it means is for the checks to say. */
export interface TlsSeen {
  /** `TLSv1.3`. */
  version: string
  /** By its IANA name, `TLS_AES_256_GCM_SHA384`. */
  cipher: string
  /** Bits of an ephemeral finite-field Diffie-Hellman group, undefined for every other key exchange. */
  dhBits: number | undefined
  /** DER, the server's own first, as it sent them. Empty for an anonymous cipher. */
  chain: Uint8Array[]
  /** Do they lead to a root we know? Dates and names aside. */
  trusted: boolean
  /** Why not, in OpenSSL's word: `DEPTH_ZERO_SELF_SIGNED_CERT`. '' when trusted. */
  distrust: string
}

export interface GetOptions {
  /** Octets of the body kept; what is longer is cut and `truncated`. */
  maxBytes: number
  /** Milliseconds for everything together, redirects too. */
  timeoutMs: number
  /** How many redirects to follow: 0 where the RFC forbids it. */
  redirects: number
  /** Milliseconds: as of `ResolveOptions`. */
  keptMs?: number
  /** GET when not given. To a HEAD there is no body. */
  method?: 'HEAD'
  /** Only the first `maxBytes` octets are asked for (RFC 9110 §14.2). */
  ranged?: true
  /** `http:` too. */
  plain?: true
  /** Nothing is requested: TLS is spoken, the certificate looked at, the connection closed. The status is 0. */
  handshake?: true
  /** A person asked for it: it has all the time of the report, and takes none of what the other questions have. */
  patient?: true
}

interface Got {
  /** The last one asked. */
  url: string
  /** URLs that redirected, first to last. */
  redirects: string[]
  at: string
  milliseconds: number
}

/**
 * What came of it. `answered`: with this status, certificate in order. `bad-certificate`: a browser would have stopped; `problem` says why.
 * `no-tls`: the server refused the handshake. `no-host`: there is no such name or it has no address. `closed`: every address refuses.
 */
export type Fetched = Got &
  (
    | {
        outcome: 'answered'
        address: string
        status: number
        /** Names in lower case. */
        headers: Record<string, string>
        /** Lower case, without parameters; '' when there is none. */
        mediaType: string
        body: Uint8Array
        truncated: boolean
      }
    | {
        outcome: 'bad-certificate'
        address: string
        tls: TlsSeen
        problem: 'expired' | 'not-yet-valid' | 'wrong-name' | 'untrusted'
      }
    | { outcome: 'no-tls'; address: string; reason: string }
    | { outcome: 'no-host'; status: 'nodata' | 'nxdomain' }
    | { outcome: 'closed' }
  )

export interface Https {
  /**
   * Fetches over HTTPS, from a public address only, and exactly the one that was looked up and judged. Identical requests are made once.
   * `dns`: where the host is looked up, when that is not this window itself.
   * @throws {Unreachable} when there was no answer: timeout, network, silent name servers, private address, budget
   */
  get(url: string, options: GetOptions, dns?: Dns): Promise<Fetched>
}

/** A reply of an SMTP server; `lines` without code and line end, safe to store. */
export interface SmtpReply {
  code: number
  lines: string[]
}

export interface LookOptions {
  /** Only these versions are offered; TLS 1.2 and 1.3 when not given. */
  minVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'
  maxVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'
  /** An OpenSSL cipher list for TLS 1.2 and older. */
  ciphers?: string
  /** Send a command together with STARTTLS, before the handshake (RFC 3207 §4.2). */
  inject?: boolean
  /** Name these recipients, of a mail that is not sent, instead of STARTTLS. Only with the consent of whoever runs the domain. */
  recipients?: readonly string[]
}

export interface SmtpLook {
  host: string
  address: string
  port: number
  greeting: SmtpReply
  /** The last EHLO (or HELO) reply before TLS. */
  ehlo: SmtpReply
  /** `absent`: not offered. `refused`: the command was answered with this reply. `failed`: the handshake was, in OpenSSL's words. */
  starttls:
    | { state: 'absent' }
    | { state: 'refused'; reply: SmtpReply }
    | { state: 'failed'; reason: string }
    | { state: 'done'; tls: TlsSeen; injected: boolean | undefined }
  /** The reply to each recipient that was to be named; that to MAIL FROM where it was no yes. `starttls` was not asked for then. */
  recipients?: SmtpReply[]
  at: string
  milliseconds: number
}

export interface Smtp {
  /**
   * Looks at port 25 of this address: greeting, EHLO, STARTTLS, and a polite QUIT. `host` is the name the certificate is asked for.
   * Identical looks are made once; all looks of one report together have a time of their own.
   * @throws {Unreachable} when there was no conversation: timeout, refused or closed connection, blocked port, private address, budget
   */
  look(host: string, address: string, options?: LookOptions): Promise<SmtpLook>
}

/** A rule that a filter found to hold, with the points it gives for it. */
export interface FilterRule {
  name: string
  points: number
  description: string
}

/** What a spam filter of ours says of a mail. */
export interface Filtered {
  score: number
  /** From here on it is spam. */
  required: number
  /** Of rspamd, in its words: `no action`, `greylist`, `add header` … '' of SpamAssassin. */
  action: string
  /** The heaviest first. */
  rules: FilterRule[]
}

/** How a mail came: what a filter wants to know beside its octets. */
export interface FilterEnvelope {
  mailFrom: string
  rcptTo: string
  peerAddress: string
  helo: string
  receiverName: string
  /** ISO 8601. */
  receivedAt: string
}

/** Spam filters that this Seedbed was given. Undefined: not installed. */
export interface Engines {
  /** @throws {Unreachable} when it did not answer */
  spamassassin?: (raw: Uint8Array, envelope: FilterEnvelope) => Promise<Filtered>
  /** @throws {Unreachable} when it did not answer */
  rspamd?: (raw: Uint8Array, envelope: FilterEnvelope) => Promise<Filtered>
}

export interface Net {
  dns: Dns
  https: Https
  smtp: Smtp
  probe: Probe
  engines: Engines
  /** Every question asked so far, in the order asked. */
  questions(): Question[]
}
