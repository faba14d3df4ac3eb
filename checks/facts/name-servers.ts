/**
 * The name servers of a domain's zone, as the zone above lists them (the delegation, with glue where it is needed) and as the zone itself
 * does, and what each of their addresses says when it is asked itself (RFC 1034 §4.2.2). Every check of the area `zone` reads these rows.
 *
 * A server that does not answer the first question is asked nothing more, so that a dead one costs its time once.
 */
import { type Answer, type Direct, type Net, type ServerAddress, silenceOf, Unreachable } from '../net.ts'
import { answered, answeredBy, circularAlias } from './answered.ts'
import { remember } from './remember.ts'
import { type CutStep, type ZoneCut, zoneCut } from './zone-cut.ts'

/** Root and large top-level domains have thirteen. */
const mostNames = 13
/** Addresses asked themselves. */
const mostAddresses = 16
/** Addresses of the zone above that are asked. One would do; a second stands in when it is silent. */
const mostParents = 2

/** What the servers of the zone above say. */
export interface Delegation {
  /** The zone above. */
  parent: string
  asked: Direct<'NS'>
  /** `own`: they serve this zone too, so there is no referral to see. `none`: the name is there, without name servers. */
  kind: 'referral' | 'own' | 'none' | 'no-such-name'
  names: string[]
  glue: ServerAddress[]
}

/** One name of a name server. */
export interface NameServer {
  name: string
  a: Answer<'A'> | Unreachable
  aaaa: Answer<'AAAA'> | Unreachable
  aliases: { name: string; target: string }[]
  /** By the resolver; by the glue, when the resolver was silent. */
  addresses: string[]
}

/** One address of a name server, asked for the SOA of the zone with EDNS and DO=1 (`soa`), and without EDNS (`plain`). */
export interface Probe {
  server: ServerAddress
  soa: Direct<'SOA'> | Unreachable
  plain: Direct<'SOA'> | Unreachable
}

export interface NameServers {
  cut: ZoneCut
  /** Where the zone begins; '' when that is not known. */
  zone: string
  delegation: Delegation | Unreachable
  /** As the zone itself lists them, by the resolver. */
  listed: string[]
  /** How many there are, by the zone or by the zone above. */
  count: number
  /** There are more than we look at. */
  more: Unreachable | undefined
  servers: NameServer[]
  probes: Probe[]
}

/** The name servers of the zone of `domain`, which must not be empty. Never throws for silence: it stands where an answer would. */
export function nameServers(domain: string, net: Net): Promise<NameServers> {
  return remember(net, `name-servers ${domain}`, async () => {
    const cut = await zoneCut(domain, net)
    const listed = namesOf(cut.zone)
    const wanted = cut.zone?.name ?? (cut.silence ? domain : cut.registered)
    const knowing = addressesOf(listed.slice(0, mostNames), net)
    // Where the zone is known its servers are asked at once; those that only the zone above names follow.
    const probing = knowing.then((known) => (cut.zone ? probeAll(inTurn(known), cut.zone.name, net) : []))
    const [delegation, known, first] = await Promise.all([delegationOf(wanted, cut.parent, net), knowing, probing])
    const inZone = new Set(listed)
    const named = delegation instanceof Unreachable ? [] : delegation.names
    const unlisted = named.filter((name) => !inZone.has(name)).slice(0, mostNames)
    const servers = withGlue([...known, ...(await addressesOf(unlisted, net))], delegation)
    const count = new Set([...listed, ...named]).size
    const zone = cut.zone?.name ?? (delegation instanceof Unreachable ? '' : delegation.asked.delegation.zone)
    const left = inTurn(servers).filter(({ address }) => !first.some(({ server }) => server.address === address))
    const rest = zone === '' ? [] : await probeAll(left.slice(0, Math.max(0, mostAddresses - first.length)), zone, net)
    const more = count > servers.length ? new Unreachable(`${zone || domain} NS`, 'budget') : undefined
    return { cut, zone, delegation, listed, count, more, servers, probes: [...first, ...rest] }
  })
}

/** A server that nobody heard serve the zone, at any of its addresses. */
export function unheard(found: NameServers): NameServer | undefined {
  return unheardIn(found)[0]
}

function unheardIn(found: NameServers): NameServer[] {
  const heard = new Set(authorities(found).map(({ server }) => server.address))
  return found.servers.filter(({ addresses }) => !addresses.some((address) => heard.has(address)))
}

/** Why a server that may serve the zone was not heard. One that said that it does not, or that is nowhere, has no version of it to compare. */
export function silenceIn(found: NameServers): Unreachable | undefined {
  const silences = unheardIn(found).map(({ name, a, aaaa, addresses }) => {
    const probes = found.probes.filter(({ server }) => addresses.includes(server.address))
    if (addresses.length > probes.length) return new Unreachable(`${found.zone} SOA`, 'budget', name)
    return [a, aaaa].find((one) => one instanceof Unreachable) ?? probes.map(silenceOfProbe).find((one) => one !== undefined)
  })
  return silences.find((one) => one !== undefined)
}

/** The addresses that answered for the zone with authority: the ones to ask for more. */
export function authorities({ probes }: NameServers): Probe[] {
  return probes.filter(isAuthoritative)
}

/** AA and an answer, with EDNS or without. */
export function isAuthoritative(probe: Probe): boolean {
  return answersOf(probe).some(({ authoritative, outcome }) => authoritative && outcome === 'records')
}

/** The answers of a server that said anything, whatever it was. SERVFAIL is something: the server is there and does not have the zone. */
export function answersOf({ soa, plain }: Probe): Direct<'SOA'>[] {
  return [soa, plain]
    .filter((one) => !(one instanceof Unreachable))
    .filter(({ outcome }) => outcome === 'servfail' || !silenceOf({ outcome }))
}

/** The SOA of every server that serves the zone. */
export function soasOf(found: NameServers): Direct<'SOA'>[] {
  const first = ({ soa, plain }: Probe) =>
    [soa, plain]
      .filter((one) => !(one instanceof Unreachable))
      .filter(({ records }) => records.length > 0)
      .slice(0, 1)
  return authorities(found).flatMap(first)
}

/** The versions of the zone that its servers have. */
export function serialsOf(found: NameServers): Set<number> {
  return new Set(soasOf(found).flatMap(({ records }) => records.map(({ serial }) => serial)))
}

/** Why nothing came from this address; undefined when anything did. */
export function silenceOfProbe(probe: Probe): Unreachable | undefined {
  if (answersOf(probe).length > 0) return undefined
  const { soa, server } = probe
  if (soa instanceof Unreachable) return soa
  return new Unreachable(`${soa.name} SOA`, silenceOf(soa) ?? 'timeout', `${server.name} ${server.address}`)
}

function namesOf(step: CutStep | undefined): string[] {
  return !step || step.ns instanceof Unreachable ? [] : [...new Set(step.ns.records.map(({ name }) => name))]
}

async function delegationOf(zone: string, parent: CutStep | undefined, net: Net): Promise<Delegation | Unreachable> {
  if (!parent) return new Unreachable(`${zone} NS`, 'network')
  const servers = await addressesOf(namesOf(parent).slice(0, 3), net)
  const asked = await Promise.all(
    inTurn(servers)
      .slice(0, mostParents)
      .map((server) => answeredBy(server, zone, 'NS', net)),
  )
  const replies = asked.filter((one): one is Direct<'NS'> => !(one instanceof Unreachable))
  for (const reply of replies) {
    const kind = kindOf(reply, zone)
    if (kind === 'own') return { parent: parent.name, asked: reply, kind, names: reply.records.map(({ name }) => name), glue: [] }
    if (kind)
      return { parent: parent.name, asked: reply, kind, names: [...new Set(reply.delegation.names)], glue: reply.delegation.glue }
  }
  const silence = asked.find((one) => one instanceof Unreachable)
  const [reply] = replies
  return silence ?? new Unreachable(`${zone} NS`, (reply ? silenceOf(reply) : 'network') ?? 'refused', reply?.server.address)
}

/** Undefined when this server can say nothing about the delegation. */
function kindOf({ outcome, authoritative, delegation }: Direct<'NS'>, zone: string): Delegation['kind'] | undefined {
  const within = zone === delegation.zone || zone.endsWith(`.${delegation.zone}`)
  if (outcome === 'referral') return within && delegation.names.length > 0 ? 'referral' : undefined
  if (!authoritative) return undefined
  if (outcome === 'records') return 'own'
  if (outcome === 'nxdomain') return 'no-such-name'
  return outcome === 'nodata' ? 'none' : undefined
}

function addressesOf(names: string[], net: Net): Promise<NameServer[]> {
  return Promise.all(
    names.map(async (name) => {
      const [a, aaaa] = await Promise.all([answered(name, 'A', net), answered(name, 'AAAA', net)])
      const answers = [a, aaaa].filter((one): one is Answer<'A'> | Answer<'AAAA'> => !(one instanceof Unreachable))
      const silence = [a, aaaa].find((one) => one instanceof Unreachable)
      const aliases = answers.find((one) => one.aliases.length > 0)?.aliases ?? (await circularAlias(name, silence, net))
      return { name, a, aaaa, aliases, addresses: answers.flatMap(({ records }) => records.map(({ address }) => address)) }
    }),
  )
}

/** Glue stands in where the resolver does not know the address: a server inside a zone that nobody serves. */
function withGlue(servers: NameServer[], delegation: Delegation | Unreachable): NameServer[] {
  if (delegation instanceof Unreachable) return servers
  return servers.map((server) => {
    if (server.addresses.length > 0) return server
    return { ...server, addresses: delegation.glue.filter(({ name }) => name === server.name).map(({ address }) => address) }
  })
}

/** Each address once: of every server the first, then the second, so that all are heard even where one has many. */
function inTurn(servers: NameServer[]): ServerAddress[] {
  const rows = servers.flatMap(({ name, addresses }) => addresses.slice(0, 8).map((address, turn) => ({ name, address, turn })))
  const sorted = rows.sort((one, other) => one.turn - other.turn)
  const seen = new Set<string>()
  const once = sorted.filter(({ address }) => !seen.has(address) && seen.add(address))
  return once.slice(0, mostAddresses).map(({ name, address }) => ({ name, address }))
}

function probeAll(servers: ServerAddress[], zone: string, net: Net): Promise<Probe[]> {
  return Promise.all(
    servers.map(async (server) => {
      const [soa, plain] = await Promise.all([
        answeredBy(server, zone, 'SOA', net, { dnssec: true }),
        answeredBy(server, zone, 'SOA', net, { edns: false }),
      ])
      return { server, soa, plain }
    }),
  )
}
