/**
 * A team's own mail server, to which a mail is handed or whose door is only tried. Its name is looked up once, every address judged by the
 * guard, and the connection goes to the very address that was judged; nodemailer never sees the name but to hold the certificate against it.
 */
import { isIP, type Socket } from 'node:net'
import { type Dns, type SpokenAt, Unreachable } from '#checks/net.ts'
import { NoConnection } from './connect.ts'
import { egressBlocked } from './egress.ts'
import { mayReach, portFor } from './guard.ts'
import { callerOf, type OpenOptions, openNet } from './open.ts'
import { type Ended, type Parcel, type RelayPhase, type TalkOptions, type TalkTrouble, talkOver } from './relay-talk.ts'
import { type Caller, reach } from './smtp.ts'

export type { Parcel, RelayPhase } from './relay-talk.ts'

export interface RelayServer {
  /** A domain name (A-labels) or an IP address. */
  host: string
  port: number
  tls: 'starttls' | 'implicit' | 'none'
  /** '' for none. */
  username: string
  password: string
}

/** Why a relay was not reached, or a conversation ended without a reply. `private`: no address of it may be connected to from here. */
export type RelayTrouble =
  | TalkTrouble
  | 'no-host'
  | 'no-dns'
  | 'private'
  | 'blocked'
  | 'connection-refused'
  | 'no-answer'
  | 'no-network'

export interface RelayOutcome extends Omit<Ended, 'trouble' | 'phase'> {
  phase: RelayPhase
  trouble: RelayTrouble | ''
  /** Not accepted, but another time it may be (RFC 5321 §4.2.1: 4yz; or nobody said no). */
  again: boolean
  transcript: SpokenAt[]
  /** Milliseconds. */
  took: number
}

/** Milliseconds: to connect; and for each reply and the whole conversation, when a mail is handed over and when a person waits. */
const connectMs = 10_000
const handing = { replyMs: 120_000, totalMs: 230_000 }
const trying = { replyMs: 15_000, totalMs: 20_000 }

/** As the transcript says it. */
const words: Record<RelayTrouble, string> = {
  timeout: 'no answer in time',
  closed: 'the relay closed the connection',
  garbled: 'this is no reply',
  'tls-name': 'the certificate is for another name',
  'tls-dates': 'the certificate has run out, or is not valid yet',
  'tls-untrusted': 'the certificate leads to no root that we know',
  'tls-failed': 'TLS could not begin',
  'no-auth': 'the relay asks nobody who they are: AUTH is not offered',
  'no-smtputf8': 'the relay does not offer SMTPUTF8',
  'no-host': 'no such name, or no address',
  'no-dns': 'the name servers did not answer',
  private: 'not a public address',
  blocked: 'this port cannot be reached from here, whoever is asked',
  'connection-refused': 'connection refused',
  'no-answer': 'no answer to the connection',
  'no-network': 'no way to this address from here',
}

/** Addresses of one name that are tried. */
const mostAddresses = 4

/** Hands a mail to a relay, once: what came of it, after four minutes at most. Never throws for what the relay does. */
export function handOver(relay: RelayServer, parcel: Parcel, options: OpenOptions = {}): Promise<RelayOutcome> {
  return meet(relay, handing, options, parcel)
}

/** Connects, says EHLO, STARTTLS and AUTH as `relay` has them, and goodbye. No mail is sent. */
export function tryRelay(relay: RelayServer, options: OpenOptions = {}): Promise<RelayOutcome> {
  return meet(relay, trying, options)
}

async function meet(
  relay: RelayServer,
  patience: Pick<TalkOptions, 'replyMs' | 'totalMs'>,
  options: OpenOptions,
  parcel?: Parcel,
): Promise<RelayOutcome> {
  const started = performance.now()
  const now = () => Math.round((performance.now() - started) * 10) / 10
  const transcript: SpokenAt[] = []
  const note = (line: string) => transcript.push({ milliseconds: now(), from: 'note', secure: false, line })
  const caller = callerOf(options)
  const { dns } = openNet(options)
  const found = await connected(relay, caller, dns, note)
  if (typeof found === 'string') {
    if (transcript.length === 0) note(`${words[found]}: ${relay.host}`)
    return { ...unmet(found), transcript, took: Math.round(now()) }
  }
  const talk = { ...relay, ...patience, name: caller.name, ca: caller.ca }
  const ended = await talkOver(found, talk, { transcript, now }, parcel)
  if (ended.trouble) note(words[ended.trouble])
  return { ...ended, again: isPassing(ended), transcript, took: Math.round(now()) }
}

function unmet(trouble: RelayTrouble): Omit<RelayOutcome, 'transcript' | 'took'> {
  return { accepted: false, phase: 'connect', reply: '', trouble, again: passing.has(trouble), relayMessageId: null }
}

const passing: ReadonlySet<RelayTrouble> = new Set([
  'timeout',
  'closed',
  'garbled',
  'no-dns',
  'blocked',
  'connection-refused',
  'no-answer',
  'no-network',
])

function isPassing({ accepted, reply, trouble }: Pick<Ended, 'accepted' | 'reply' | 'trouble'>): boolean {
  if (accepted) return false
  return trouble === '' ? reply.startsWith('4') : passing.has(trouble)
}

/** A connection to the first address that takes it, or why there is none. */
async function connected(
  { host, port }: RelayServer,
  { targets }: Caller,
  dns: Dns,
  note: (line: string) => void,
): Promise<Socket | RelayTrouble> {
  const addresses = await addressesOf(host, dns)
  if (typeof addresses === 'string') return addresses
  const reachable = addresses.filter((address) => mayReach(address, targets))
  if (reachable.length === 0) return addresses.length === 0 ? 'no-host' : 'private'
  let trouble: RelayTrouble = 'no-answer'
  for (const address of reachable.slice(0, mostAddresses)) {
    const isBlocked = () => egressBlocked(address, dns, targets, port)
    const socket = await reach(address, portFor(port, targets), connectMs, isBlocked).catch(troubleWith)
    note(`${typeof socket === 'string' ? words[socket] : 'connected'}: ${address}, port ${port}`)
    if (typeof socket !== 'string') return socket
    trouble = socket
  }
  return trouble
}

/** @throws what is no NoConnection */
function troubleWith(error: unknown): RelayTrouble {
  if (!(error instanceof NoConnection)) throw error
  return ({ closed: 'connection-refused', timeout: 'no-answer', network: 'no-network' } as const)[error.silence]
}

/** Every address of a host, IPv4 first; empty when it has none. */
async function addressesOf(host: string, dns: Dns): Promise<string[] | 'no-dns'> {
  if (isIP(host)) return [host]
  const asked = await Promise.allSettled([dns.resolve(host, 'A'), dns.resolve(host, 'AAAA')])
  const addresses = asked.flatMap((one) => (one.status === 'fulfilled' ? one.value.records.map(({ address }) => address) : []))
  if (addresses.length > 0) return addresses
  const silent = asked.find((one) => one.status === 'rejected')
  if (!silent) return []
  if (!(silent.reason instanceof Unreachable)) throw silent.reason
  return silent.reason.reason === 'bad-name' ? [] : 'no-dns'
}
