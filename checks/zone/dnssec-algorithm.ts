import { type Check, type Evidence, fail, type Fix, info, pass, saw, say, warn } from '../check.ts'
import { dnssec } from '../facts/dnssec.ts'
import { few } from '../facts/few.ts'
import { zoneCut } from '../facts/zone-cut.ts'
import type { RecordData } from '../net.ts'
import type { Domain } from '../subject.ts'
import { noDomain, noZone } from './evidence.ts'

const current = new Set([8, 13, 14, 15, 16])
const old = new Set([5, 7, 10])
const forbidden = new Set([1, 3, 6, 12])
const rsa = new Set([1, 5, 7, 8, 10])

/** Are the algorithms of the signatures still believed? Resolvers drop old ones, and the zone then counts as unsigned. */
export const dnssecAlgorithm: Check<Domain> = {
  id: 'dnssec-algorithm',
  title: 'DNSSEC algorithms',
  reference: 'RFC 9904; RFC 9905; RFC 9906',

  async run({ domain }, net) {
    if (!domain) return noDomain()
    const cut = await zoneCut(domain, net)
    if (!cut.zone) return noZone(cut)
    const zone = cut.zone.name
    const { ds, keys } = await dnssec(zone, net)
    if (keys.records.length === 0 && ds.records.length === 0) {
      return info('unsigned', { evidence: saw(keys), explanation: say`${zone} is not signed.` })
    }
    const algorithms = [...keys.records, ...ds.records].map(({ algorithm }) => algorithm)
    const digests = ds.records.map(({ digestType }) => digestType)
    const evidence = few([...keys.records.map((key) => sawKey(zone, key)), ...saw(ds)])
    const onlyDigest = (type: number) => digests.length > 0 && digests.every((digest) => digest === type)
    const short = keys.records.find((key) => rsa.has(key.algorithm) && rsaBits(key.key) < 2048)
    const aged = algorithms.find((algorithm) => old.has(algorithm))
    if (aged !== undefined || short || onlyDigest(1)) {
      const explanation =
        aged !== undefined
          ? say`${zone} is signed with algorithm ${aged}, which resolvers are giving up.`
          : short
            ? say`A key of ${zone} has only ${rsaBits(short.key)} bits.`
            : say`The DS of ${zone} has only the old digest (SHA-1).`
      return warn('old', { evidence, explanation, fix: roll(zone) })
    }
    const banned = algorithms.find((algorithm) => forbidden.has(algorithm))
    if (banned !== undefined || onlyDigest(3)) {
      const explanation =
        banned !== undefined
          ? say`${zone} is signed with algorithm ${banned}, which must not be used any more.`
          : say`The DS of ${zone} has only a digest that must not be used any more.`
      return fail('forbidden', { evidence, explanation, fix: roll(zone) })
    }
    const other = algorithms.find((algorithm) => !current.has(algorithm))
    if (other !== undefined) {
      return info('other', { evidence, explanation: say`${zone} is signed with algorithm ${other}, which few resolvers know.` })
    }
    return pass('current', { evidence, explanation: say`${zone} is signed with algorithms that are in use.` })
  },
}

function sawKey(zone: string, { flags, algorithm, key, keyTag }: RecordData['DNSKEY']): Evidence {
  const size = rsa.has(algorithm) ? `, ${rsaBits(key)} bits` : ''
  return { where: `${zone} DNSKEY`, what: `key ${keyTag}, flags ${flags}, algorithm ${algorithm}${size}` }
}

/** RFC 3110 §2: the length of the exponent, in one octet or in three, the exponent, and the modulus as the rest. */
function rsaBits(key: string): number {
  const octets = Buffer.from(key, 'base64')
  const short = octets[0] ?? 0
  const begin = short > 0 ? 1 + short : 3 + (octets.length >= 3 ? octets.readUInt16BE(1) : 0)
  const modulus = octets.subarray(begin)
  const first = modulus.findIndex((octet) => octet !== 0)
  return first < 0 ? 0 : (modulus.length - first) * 8 - Math.clz32(modulus[first] ?? 0) + 24
}

function roll(zone: string): Fix {
  return {
    who: 'dns',
    say: say`Roll the keys of ${zone} to algorithm 13 (ECDSAP256SHA256), and set a DS with digest 2 (SHA-256) at the registrar.`,
    why: say`A resolver that does not accept the algorithm takes the zone for unsigned, and some find nothing at all.`,
    careful: say`Let the DNS service do the roll: in the wrong order, the domain vanishes for a while.`,
  }
}
