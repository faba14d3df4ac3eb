/** Ports of the fake world. */
import {
  type Egress,
  type PortLook,
  type PortOptions,
  type Silence,
  type SmtpReply,
  type TlsSeen,
  Unreachable,
} from '#checks/net.ts'
import { isImplicit, protocolAt } from '#net/dialects.ts'

/** A port that is open: what differs from a modern server in order. `tls` is what TLS comes to, or what is seen of it. */
export interface FakePort extends Partial<Omit<PortLook, 'tls'>> {
  tls?: PortLook['tls'] | Partial<TlsSeen>
  /** Does it speak TLS 1.0 or 1.1 too? */
  old?: boolean
  /** What it answers to a whole line, or to its verb; a text is the whole reply, '' hangs up. 250 to MAIL, 550 5.7.1 to RCPT, 252 to VRFY, 502 to EXPN. */
  says?: Record<string, string>
  /** The same once these milliseconds have passed since the first try. */
  later?: { afterMs: number; says: Record<string, string> }
}

/** By `host:port` or `address:port`; what is not listed refuses the connection. */
export type FakePorts = Record<string, FakePort | Silence | 'refused' | 'filtered' | 'reset'>

const usual: Record<string, string> = {
  MAIL: '250 2.1.0 ok',
  RCPT: '550 5.7.1 relaying denied',
  VRFY: '252 2.0.0 try',
  EXPN: '502 5.5.1 no',
}
const modern = ['SIZE 52428800', '8BITMIME', 'PIPELINING', 'ENHANCEDSTATUSCODES']
const greetings = { smtp: '220 mx.example.com ESMTP', imap: '* OK ready', pop3: '+OK ready', other: '' }
const clear = {
  smtp: [...modern, 'STARTTLS'],
  imap: ['IMAP4rev1', 'STARTTLS', 'LOGINDISABLED'],
  pop3: ['STLS', 'TOP'],
  other: [],
}
const inside = { smtp: modern, imap: ['IMAP4rev1', 'AUTH=PLAIN'], pop3: ['TOP', 'USER', 'SASL PLAIN'], other: [] }

const waited = new WeakMap<FakePort, number>()

/** Answers a look from this world. @throws {Unreachable} */
export function fakePort(ports: FakePorts, host: string, address: string, port: number, options: PortOptions): PortLook {
  const found = ports[`${host}:${port}`] ?? ports[`${address}:${port}`] ?? 'refused'
  if (typeof found === 'string' && !isState(found)) throw new Unreachable(`${host}:${port}`, found, address, 'smtp')
  const protocol = protocolAt(port)
  const empty = { host, address, port, protocol, implicit: isImplicit(port), transcript: [], at: '', milliseconds: 0 }
  const nothing = { connectMs: undefined, greetingMs: undefined, waitedMs: undefined, banner: undefined, greeting: undefined }
  const unseen = {
    ...nothing,
    hello: undefined,
    clear: undefined,
    inside: undefined,
    verified: [],
    envelopes: [],
    smuggled: undefined,
  }
  if (typeof found === 'string') return { ...empty, ...unseen, state: found, tls: { state: 'none' } }
  const { tls, old, says, later, ...given } = found
  if (options.minVersion) return { ...empty, ...unseen, state: 'open', tls: old ? done({ version: 'TLSv1.1' }) : failed }
  const passed = (waited.get(found) ?? 0) + (options.afterMs ?? 0)
  waited.set(found, passed)
  const words = { ...usual, ...says, ...(later && passed >= later.afterMs ? later.says : {}) }
  return {
    ...empty,
    state: 'open',
    connectMs: 1,
    greetingMs: 2,
    waitedMs: undefined,
    banner: [greetings[protocol]],
    greeting: 'ok',
    hello: protocol === 'smtp' ? 'extended' : undefined,
    clear: isImplicit(port) ? undefined : clear[protocol],
    inside: inside[protocol],
    tls: tls && 'state' in tls ? tls : done(tls),
    verified: (options.verify ?? []).map((name) => ({
      name,
      vrfy: reply(words, `VRFY ${name}`),
      expn: reply(words, `EXPN ${name}`),
    })),
    envelopes: (options.envelopes ?? []).map(({ from, to }) => {
      const mail = reply(words, `MAIL FROM:<${from}>`)
      return { mail, rcpt: mail?.code === 250 ? reply(words, `RCPT TO:<${to}>`) : undefined }
    }),
    smuggled: options.smuggle ? false : undefined,
    ...given,
  }
}

const failed = { state: 'failed', reason: 'tlsv1 alert protocol version' } as const

function done(seen: Partial<TlsSeen> = {}): PortLook['tls'] {
  const tls = { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', dhBits: undefined, chain: [], trusted: true, distrust: '' }
  return { state: 'done', milliseconds: 3, tls: { ...tls, ...seen } }
}

function isState(found: string): found is 'refused' | 'filtered' | 'reset' {
  return found === 'refused' || found === 'filtered' || found === 'reset'
}

function reply(words: Record<string, string>, line: string): SmtpReply | undefined {
  const text = words[line] ?? words[line.split(' ')[0] ?? ''] ?? '500 5.5.1 what?'
  return text === '' ? undefined : { code: Number(text.slice(0, 3)), lines: [text.slice(4)] }
}

/** Our own way out: open when nothing is said. */
export type FakeEgress = Partial<Record<number, Egress>>
