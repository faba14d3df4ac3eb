/** The window on single ports of a mail host: what a probe may ask, and what it saw. Part of `net.ts`, which hands it on. */
import type { LookOptions, SmtpReply, TlsSeen } from './net.ts'

/** `refused`: it said no (RST). `filtered`: nothing came back at all. `reset`: it took the connection and dropped it without a word. */
export type PortState = 'open' | 'refused' | 'filtered' | 'reset'

/** A mail that is never sent: MAIL and one RCPT, then RSET. Paths without `<>`. */
export interface Envelope {
  from: string
  to: string
}

export interface PortOptions extends Pick<LookOptions, 'minVersion' | 'maxVersion' | 'ciphers'> {
  /** Milliseconds to wait for the greeting, 60,000 when not given. */
  greetingMs?: number
  /** Milliseconds to let pass before it begins: for a second try of what was put off. */
  afterMs?: number
  /** VRFY and EXPN each of these. Only with the consent of whoever runs the host, as with `envelopes`. */
  verify?: readonly string[]
  envelopes?: readonly Envelope[]
  /** Sends a mail of a few lines to this recipient, whose mailbox is the asker's own, and tries whether a bare LF ends it (CVE-2023-51764). */
  smuggle?: string
}

/** One line of the conversation. `note`: what happened beside it. */
export interface SpokenAt {
  /** Since we began to connect. */
  milliseconds: number
  from: 'client' | 'server' | 'note'
  /** Inside TLS. */
  secure: boolean
  line: string
}

export interface PortLook {
  host: string
  address: string
  /** The port asked for, wherever PORT_MAP found it. */
  port: number
  protocol: 'smtp' | 'imap' | 'pop3' | 'other'
  /** TLS is spoken from the first octet (RFC 8314 §3). */
  implicit: boolean
  state: PortState
  /** Undefined where it did not come to it. The greeting's time counts from the connection, or from the end of an implicit handshake. */
  connectMs: number | undefined
  greetingMs: number | undefined
  /** How long we waited for a greeting, when none came. */
  waitedMs: number | undefined
  /** The greeting as it was said; undefined when nothing came. On a port with implicit TLS that failed, what it says without. */
  banner: string[] | undefined
  /** `ok`: one that lets us go on. `refusing`, `deferring`: SMTP 5xx, 4xx. `foreign`: of no such protocol. */
  greeting: 'ok' | 'refusing' | 'deferring' | 'foreign' | undefined
  /** Of SMTP: EHLO understood, only HELO, neither. */
  hello: 'extended' | 'basic' | 'refused' | undefined
  /** What EHLO, CAPABILITY or CAPA listed in the clear, and inside TLS; undefined where it was not asked. */
  clear: string[] | undefined
  inside: string[] | undefined
  tls:
    | { state: 'none' }
    | { state: 'absent' }
    | { state: 'refused' | 'failed'; reason: string }
    | { state: 'done'; tls: TlsSeen; milliseconds: number }
  verified: { name: string; vrfy: SmtpReply | undefined; expn: SmtpReply | undefined }[]
  /** In the order asked. A reply is missing where the server had hung up. */
  envelopes: { mail: SmtpReply | undefined; rcpt: SmtpReply | undefined }[]
  /** Did a bare LF end the mail? Undefined: not tried, or it took no mail. */
  smuggled: boolean | undefined
  transcript: SpokenAt[]
  at: string
  milliseconds: number
}

/** `open`: control hosts answer. `blocked`: none of them can be reached. `hijacked`: another server answers in their place. */
export type Egress = 'open' | 'blocked' | 'hijacked' | 'not-judged'

export interface Probe {
  /** Who asks: our name in EHLO. */
  name: string
  /**
   * Looks at one port of one address: greeting, capabilities, STARTTLS or implicit TLS, what else `options` wants, and a polite goodbye. `host`
   * is the name the certificate is asked for. Identical looks are made once.
   * @throws {Unreachable} when we could not look: no way out on this port, no network, private address, no time left
   */
  look(host: string, address: string, port: number, options?: PortOptions): Promise<PortLook>
  /** Does this network let anything out on the port that `address` is asked at? Judged by servers that always answer, for public addresses only. */
  egress(address: string, port: number): Promise<Egress>
}
