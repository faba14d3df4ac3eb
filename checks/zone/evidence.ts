/** What the checks of a zone show: a server's own answer, and why there is no zone to look at. */
import { type Evidence, type Finding, info, present, saw, say } from '../check.ts'
import { few } from '../facts/few.ts'
import type { NameServers, Probe } from '../facts/name-servers.ts'
import type { CutStep, ZoneCut } from '../facts/zone-cut.ts'
import { type Answer, type Direct, type DirectOutcome, Unreachable } from '../net.ts'

/** One server's answer: one row a record, or one row that says what it did instead. */
export function sawDirect(direct: Direct): Evidence[] {
  const { name, type, server, records, outcome, authoritative, milliseconds, ttls } = direct
  const where = `${name} ${type} at ${server.name} (${server.address})`
  const asked = { server: server.address, ttl: Math.min(...ttls, direct.soa?.ttl ?? Number.POSITIVE_INFINITY), milliseconds }
  const known = Number.isFinite(asked.ttl) ? { asked } : {}
  const manner = authoritative || records.length === 0 ? '' : ', not authoritative'
  if (outcome !== 'records') return [{ where, what: `${did[outcome]}${direct.rcode ? ` (${direct.rcode})` : ''}`, ...known }]
  return few(records.map((data) => ({ where, what: `${present(type, data)}${manner}`, ...known })))
}

const did: Record<DirectOutcome, string> = {
  records: 'records',
  nodata: 'no record of this type',
  nxdomain: 'no such name',
  referral: 'names other servers instead of answering',
  servfail: 'cannot answer',
  lame: 'refuses',
  error: 'answers with an error',
  timeout: 'no answer',
  malformed: 'an answer that cannot be read',
  closed: 'nobody listens there',
  unreachable: 'no way to this address from here',
}

/** What the server said to the first question, with EDNS or else without. */
export function sawProbe({ server, soa, plain }: Probe, zone: string): Evidence[] {
  const answer = [soa, plain].find((one): one is Direct<'SOA'> => !(one instanceof Unreachable))
  return answer ? sawDirect(answer) : [{ where: `${zone} SOA at ${server.name} (${server.address})`, what: 'not asked' }]
}

/** The name servers of the zone, as the resolver sees them. */
export function sawServers({ cut, zone, servers }: NameServers): Evidence[] {
  const listed = cut.zone && !(cut.zone.ns instanceof Unreachable) ? saw(cut.zone.ns) : []
  const names = listed.length > 0 ? listed : servers.map(({ name }) => ({ where: `${zone} NS`, what: name }))
  const addresses = servers
    .flatMap(({ a, aaaa }) => [a, aaaa])
    .filter((one): one is Answer<'A'> | Answer<'AAAA'> => !(one instanceof Unreachable))
  return [...few(names), ...few(addresses.filter(({ status }) => status === 'records').flatMap(saw))]
}

/** SOA and NS at a name. */
export function sawStep({ soa, ns }: CutStep): Evidence[] {
  return few([soa, ns].filter((one): one is Answer<'SOA'> | Answer<'NS'> => !(one instanceof Unreachable)).flatMap(saw))
}

/**
 * The answer of every check of the zone when the domain has none: `delegation` has said why.
 * @throws {Unreachable} when that is not known
 */
export function noZone({ domain, silence, steps }: ZoneCut): Finding {
  if (silence) throw silence
  const evidence = steps.slice(0, 1).flatMap(sawStep)
  return info('not-applicable', { evidence, explanation: say`${domain} lies in no zone of its owner.` })
}

/** The answer when there is not even a domain. */
export function noDomain(): Finding {
  return info('not-applicable', { evidence: [], explanation: say`There is no domain to look at.` })
}

/** The silence that leaves a question about the zone's own servers without an answer. */
export function nobodyAnswered(
  { delegation, probes, zone, cut }: NameServers,
  silenceOf: (probe: Probe) => Unreachable | undefined,
): Unreachable {
  const silence = probes.map(silenceOf).find((one) => one !== undefined) ?? cut.silence
  return silence ?? (delegation instanceof Unreachable ? delegation : new Unreachable(`${zone} SOA`, 'network'))
}
