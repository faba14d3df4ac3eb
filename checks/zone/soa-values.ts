import { type Check, type Evidence, type Fix, info, pass, say, warn } from '../check.ts'
import { nameServers, soasOf } from '../facts/name-servers.ts'
import { type RecordData, Unreachable } from '../net.ts'
import type { Domain } from '../subject.ts'
import { noDomain, noZone } from './evidence.ts'

type Soa = RecordData['SOA']

/** Are the times in the SOA reasonable: how often copies are refreshed, how long they last, how long an absence is remembered? */
export const soaValues: Check<Domain> = {
  id: 'soa-values',
  title: 'Times of the zone',
  reference: 'RFC 1912 §2.2; RFC 2308 §5',

  async run({ domain }, net) {
    if (!domain) return noDomain()
    const found = await nameServers(domain, net)
    const { zone, cut } = found
    if (!zone) return noZone(cut)
    const [own] = soasOf(found)
    const resolved = cut.zone?.soa
    if (!own && resolved instanceof Unreachable) throw resolved
    const soa = own?.records[0] ?? (resolved instanceof Unreachable ? undefined : resolved?.records[0])
    if (!soa) throw new Unreachable(`${zone} SOA`, 'network')
    // A resolver counts its TTL down, so what it says is only the least that it can be.
    const ttl = Math.min(...(own?.ttls ?? [resolved && !(resolved instanceof Unreachable) ? resolved.ttl : 0]))
    const { refresh, retry, expire, minimum } = soa
    const evidence: Evidence[] = [
      { where: `${zone} SOA`, what: `refresh ${refresh}, retry ${retry}, expire ${expire}, minimum ${minimum}, TTL ${ttl}` },
    ]
    if (expire < refresh + retry) {
      return warn('expire-short', {
        evidence,
        explanation: say`Copies of ${zone} expire after ${expire} seconds, before a second attempt to refresh them.`,
        fix: settle(zone, soa, say`The secondary servers drop the zone at the first outage of the primary.`),
      })
    }
    if (Math.min(ttl, minimum) > 86_400) {
      return warn('minimum-long', {
        evidence,
        explanation: say`Resolvers remember for ${Math.min(ttl, minimum)} seconds that a name of ${zone} does not exist.`,
        fix: settle(zone, soa, say`A name that is new stays unknown for that long wherever it was asked too early.`),
      })
    }
    if (isUnusual(soa)) {
      const explanation = say`The times of ${zone} are unusual. It does no harm where the operator copies the zone by other means.`
      return info('unusual', { evidence, explanation })
    }
    return pass('reasonable', { evidence, explanation: say`The times of ${zone} are reasonable.` })
  },
}

function isUnusual({ refresh, retry, expire, minimum }: Soa): boolean {
  const within = (value: number, least: number, most: number) => value >= least && value <= most
  return !(within(refresh, 1200, 86_400) && retry < refresh && within(expire, 604_800, 4_838_400) && within(minimum, 60, 86_400))
}

function settle(zone: string, soa: Soa, why: Fix['why']): Fix {
  const fix: Fix = {
    who: 'dns',
    say: say`Set the SOA to refresh ${7200}, retry ${3600}, expire ${1_209_600} and minimum ${3600}.`,
    why,
    careful: say`Where the DNS service sets these times itself, ask it to.`,
  }
  const plain = [soa.mname, soa.rname].every((name) => /^[\w.-]+$/.test(name))
  const written = ({ mname, rname, serial, refresh, retry, expire, minimum }: Soa) =>
    `${mname}. ${rname}. ${serial} ${refresh} ${retry} ${expire} ${minimum}`
  const better = { ...soa, serial: soa.serial + 1, refresh: 7200, retry: 3600, expire: 1_209_600, minimum: 3600 }
  // A serial at its end goes on from zero (RFC 1982 §3).
  const serial = better.serial % 2 ** 32
  const value = written({ ...better, serial })
  return plain ? { ...fix, records: [{ action: 'replace', name: zone, type: 'SOA', was: written(soa), value, ttl: 3600 }] } : fix
}
