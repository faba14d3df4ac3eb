import { type Check, type Evidence, fail, type Fix, info, pass, saw, say, warn } from '../check.ts'
import { dnssec } from '../facts/dnssec.ts'
import { few } from '../facts/few.ts'
import { authorities, nameServers, silenceOfProbe } from '../facts/name-servers.ts'
import { type Direct, type RecordData, silenceOf, Unreachable } from '../net.ts'
import type { Domain } from '../subject.ts'
import { nobodyAnswered, noDomain, noZone } from './evidence.ts'

type Signature = RecordData['RRSIG']

const hour = 3600
const day = 24 * hour
/** Servers asked: one that stopped copying the zone shows old signatures while the others are in order. */
const mostServers = 4

/** Are the signatures renewed in time? Once they expire, the domain is gone for every receiver that checks them. */
export const dnssecExpiry: Check<Domain> = {
  id: 'dnssec-expiry',
  title: 'Age of the signatures',
  reference: 'RFC 4034 §3.1.5; RFC 6781 §4.4.2',

  async run({ domain }, net) {
    if (!domain) return noDomain()
    const found = await nameServers(domain, net)
    const { zone, cut } = found
    if (!zone) return noZone(cut)
    const { keys } = await dnssec(zone, net)
    if (keys.records.length === 0) return info('unsigned', { evidence: saw(keys), explanation: say`${zone} is not signed.` })
    const servers = authorities(found).slice(0, mostServers)
    const keysAsked = await Promise.all(servers.map(({ server }) => net.dns.ask(server, zone, 'DNSKEY', { dnssec: true })))
    const asked: Direct[] = [...servers.flatMap(({ soa }) => (soa instanceof Unreachable ? [] : [soa])), ...keysAsked]
    const rows = asked.flatMap(latest)
    const [soonest] = rows.toSorted((one, other) => one.signature.expiration - other.signature.expiration)
    const silent = asked.find((one) => silenceOf(one))
    if (!soonest) {
      if (servers.length === 0) throw nobodyAnswered(found, silenceOfProbe)
      throw new Unreachable(`${zone} RRSIG`, (silent && silenceOf(silent)) ?? 'refused', servers[0]?.server.address)
    }
    const evidence = few(rows.map(sawSignature))
    const { signature, now } = soonest
    const left = signature.expiration - now
    const age = now - signature.inception
    if ((left > 0 && left < 12 * hour && age > day) || (left > 0 && left < 3 * day && age > 7 * day)) {
      return warn('soon', {
        evidence,
        explanation: say`The signature over ${zone} ${signature.covers} expires at ${at(signature.expiration)}, and nobody has renewed it for ${Math.floor(age / day)} days.`,
        fix: resign(zone),
      })
    }
    if (left <= 0) {
      return fail('expired', {
        evidence,
        explanation: say`The signature over ${zone} ${signature.covers} expired at ${at(signature.expiration)}. Receivers that check it find nothing.`,
        fix: resign(zone),
      })
    }
    if (silent) throw new Unreachable(`${zone} ${silent.type}`, silenceOf(silent) ?? 'timeout', silent.server.address)
    return pass('fresh', { evidence, explanation: say`The signatures of ${zone} are renewed in time.` })
  },
}

interface Row {
  direct: Direct
  signature: Signature
  /** When this server said so, in seconds since 1970. */
  now: number
}

/** Of several signatures over one set, one that holds is enough (RFC 4035 §5.3.3): the one that holds longest. */
function latest(direct: Direct): Row[] {
  const [last] = direct.signatures
    .filter(({ covers }) => covers === direct.type)
    .toSorted((one, other) => other.expiration - one.expiration)
  return last ? [{ direct, signature: last, now: Math.floor(Date.parse(direct.at) / 1000) }] : []
}

function sawSignature({ direct: { server }, signature: { covers, inception, expiration, signer } }: Row): Evidence {
  const what = `${covers}, from ${at(inception).time} to ${at(expiration).time}`
  return { where: `${signer} RRSIG at ${server.name} (${server.address})`, what }
}

function at(seconds: number): { time: string } {
  return { time: new Date(seconds * 1000).toISOString() }
}

function resign(zone: string): Fix {
  return {
    who: 'dns',
    say: say`Sign ${zone} again now, and mend what should have renewed the signatures.`,
    why: say`With expired signatures, the domain does not exist for receivers that check them.`,
  }
}
