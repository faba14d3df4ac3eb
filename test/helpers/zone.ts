/**
 * The fake world: a zone literal seen through the same window as the live one (memory, aliases, limits, recorded questions).
 *
 * 1. A key is `name TYPE`; a value is a record in presentation form, or a list of records (for TXT, a list inside the list is one record
 *    of several strings). TXT values are plain text, without quotes.
 * 2. A name that has another type, or only names below it, answers "no data". Every other name is NXDOMAIN.
 * 3. `silent` is a timeout, `servfail` and `refused` are what they say: all three arrive as `Unreachable`, never as an answer.
 * 4. `name DNSSEC` with `signed`, `unsigned` or `bogus` says what a validating resolver makes of the name and all below.
 * 5. `direct` is what single name servers say when asked themselves, by address or else by name: a zone of its own, or one with the manner
 *    of the server. Without `direct` every server answers from the zone; with it a server that is not listed is silent.
 */
import { type AskOptions, type Engines, type Net, type ServerAddress, type Silence, Unreachable } from '#checks/net.ts'
import type { DirectReply } from '#net/direct.ts'
import type { Ask } from '#net/dns.ts'
import { emptyReply, type Reply, type WireQuestion } from '#net/message.ts'
import type { Manner } from '#net/name-server.ts'
import { defaultLimits, type Limits, type Outside, windowOn } from '#net/window.ts'
import { type Found, readZone, type Zone, zoneSoa } from '#net/zone.ts'
import { type Hush, hushed } from './hush.ts'
import { type FakeMailServer, type FakeSite, fakeGet, fakeLook } from './outside.ts'
import { type FakeEgress, type FakePorts, fakePort } from './ports.ts'

export { delegated, lasting, refused, servfail, silent, type Zone } from '#net/zone.ts'

/** A name server of the fake world. */
export type FakeServer = Zone | (Manner & { zone: Zone })

export interface World {
  /** How many questions may be asked. */
  budget?: number
  direct?: Record<string, FakeServer>
  /** Public resolvers by address; what they say stands in `direct`. */
  publicResolvers?: string[]
  /** Web servers by URL, mail servers by host or address. */
  https?: Record<string, FakeSite>
  smtp?: Record<string, FakeMailServer | Silence>
  /** Ports by `host:port` or `address:port`, and our own way out by port. */
  ports?: FakePorts
  egress?: FakeEgress
  /** Spam filters; none when not given. */
  engines?: Engines
  /** Silence instead of an answer, whatever stands in the zone. */
  hush?: Hush
  /** Waited for before every answer. */
  before?: () => Promise<void>
}

/** The world as this zone describes it. */
export function netOf(
  zone: Zone,
  {
    budget = defaultLimits.budget,
    direct,
    publicResolvers = [],
    https = {},
    smtp = {},
    ports = {},
    egress = {},
    engines = {},
    hush,
    before,
  }: World = {},
): Net {
  const serverOf = ({ name, address }: ServerAddress) => (direct ? (direct[address] ?? direct[name]) : zone)
  const outside: Outside = {
    ...nameServers(serverOf),
    publicResolvers: publicResolvers.map((address) => ({ name: `resolver ${address}`, address })),
    engines,
    get: (url, options, dns) => fakeGet(https, url, options, dns),
    look: async (host, address, options) => fakeLook(smtp, host, address, options),
    ports: {
      name: 'seedbed.example',
      look: async (host, address, port, options) => fakePort(ports, host, address, port, options),
      egress: async (_, port) => egress[port] ?? 'open',
    },
  }
  const limits = { ...defaultLimits, budget }
  if (before) return windowOn(...waitedFor(askZone(zone), limits, outside, before))
  if (!hush) return windowOn(askZone(zone), limits, outside)
  const quiet = hushed(askZone(zone), outside, hush)
  return windowOn(quiet.ask, limits, quiet.outside)
}

/** The same world, in which everything takes a while. */
function waitedFor(ask: Ask, limits: Limits, outside: Outside, before: () => Promise<void>): [Ask, Limits, Outside] {
  const after =
    <Given extends unknown[], Got>(work: (...given: Given) => Promise<Got>) =>
    async (...given: Given) => {
      await before()
      return await work(...given)
    }
  const late = { askServer: after(outside.askServer), transfer: after(outside.transfer) }
  return [after(ask), limits, { ...outside, ...late, get: after(outside.get), look: after(outside.look) }]
}

const finders = new WeakMap<Zone, ReturnType<typeof readZone>>()

/** Each literal is read once. */
function finder(zone: Zone): ReturnType<typeof readZone> {
  const find = finders.get(zone) ?? readZone(zone)
  finders.set(zone, find)
  return find
}

export function askZone(zone: Zone): Ask {
  const find = finder(zone)
  return async (question) => {
    const found = find(question.name, question.type)
    const { behaviour } = found
    const target = `${question.name} ${question.type}`
    if (behaviour?.does === 'silent') throw new Unreachable(target, 'timeout', 'zone')
    if (behaviour?.does === 'servfail' || behaviour?.does === 'refused') throw new Unreachable(target, behaviour.does, 'zone')
    if (found.signing === 'bogus' && !question.unchecked) throw new Unreachable(target, 'servfail', 'zone')
    return { reply: { ...replyOf(found), authenticated: found.signing === 'signed' }, server: 'zone' }
  }
}

function replyOf({ status, records, delegation, glue }: Found): Reply {
  const soa = { name: 'zone.invalid', type: 'SOA' as const, ttl: zoneSoa.minimum, data: zoneSoa }
  return {
    ...emptyReply(status === 'nxdomain' ? 'NXDOMAIN' : 'NOERROR'),
    answers: records,
    authority: delegation.length > 0 ? delegation : status === 'records' ? [] : [soa],
    additional: glue,
    size: 100,
  }
}

function nameServers(serverOf: (server: ServerAddress) => FakeServer | undefined): Pick<Outside, 'askServer' | 'transfer'> {
  const mannerOf = (server: FakeServer): Manner => (isMannered(server) ? server : {})
  return {
    async askServer(address, question, options) {
      const server = serverOf(address)
      if (!server) return silence('timeout', options)
      const find = finder(isMannered(server) ? server.zone : server)
      const found = find(question.name, question.type)
      const signatures = options.dnssec ? find(question.name, 'RRSIG').records : []
      return directReply({ ...found, records: [...found.records, ...signatures] }, mannerOf(server), question, options)
    },
    async transfer(address) {
      const server = serverOf(address)
      if (!server) return { outcome: 'timeout', records: 0 }
      return mannerOf(server).transfer ? { outcome: 'given', records: 2 } : { outcome: 'lame', records: 0 }
    },
  }
}

function isMannered(server: FakeServer): server is Manner & { zone: Zone } {
  return 'zone' in server
}

function silence(outcome: 'timeout' | 'network', { tcp }: AskOptions): DirectReply {
  return { outcome: { silence: outcome, closed: outcome === 'network' }, over: tcp ? 'tcp' : 'udp', truncated: false }
}

function directReply(found: Found, manner: Manner, question: WireQuestion, { tcp, edns = true }: AskOptions): DirectReply {
  const { behaviour, delegation } = found
  if (behaviour?.does === 'silent') return silence('timeout', { tcp: tcp ?? false })
  if (tcp && manner.tcp === false) return silence('network', { tcp })
  const over = tcp || behaviour?.does === 'truncated' ? ('tcp' as const) : ('udp' as const)
  const truncated = behaviour?.does === 'truncated' && !tcp
  if (truncated && manner.tcp === false) return { ...silence('network', { tcp: true }), truncated }
  const rcode = rcodeOf(found, manner, edns)
  const answer: Reply = {
    ...(rcode === 'NOERROR' || rcode === 'NXDOMAIN' ? replyOf(found) : emptyReply(rcode)),
    authoritative: manner.authoritative !== false && delegation.length === 0,
    recursionAvailable: manner.recursion === true,
    edns: edns && manner.edns !== false,
    ...(behaviour?.does === 'referral' ? elsewhere(question.name) : {}),
  }
  return { outcome: { reply: answer }, over, truncated }
}

function rcodeOf({ behaviour, status }: Found, manner: Manner, edns: boolean): string {
  if (behaviour?.does === 'servfail') return 'SERVFAIL'
  if (behaviour?.does === 'refused') return 'REFUSED'
  if (edns && (behaviour?.does === 'no-edns' || manner.edns === false)) return 'FORMERR'
  return status === 'nxdomain' ? 'NXDOMAIN' : 'NOERROR'
}

function elsewhere(name: string): Pick<Reply, 'answers' | 'authority' | 'authoritative'> {
  const ns = { name, type: 'NS' as const, ttl: 60, data: { name: 'ns.elsewhere.invalid' } }
  return { answers: [], authority: [ns], authoritative: false }
}
