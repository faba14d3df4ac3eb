import { type Check, type Fix, info, pass, saw, say, warn } from '../check.ts'
import { dnssec } from '../facts/dnssec.ts'
import { few } from '../facts/few.ts'
import { zoneCut } from '../facts/zone-cut.ts'
import type { RecordData } from '../net.ts'
import type { Domain } from '../subject.ts'
import { noDomain, noZone } from './evidence.ts'

/** Are names hashed once and without salt? More costs every resolver work and hides nothing. */
export const dnssecNsec3: Check<Domain> = {
  id: 'dnssec-nsec3',
  title: 'NSEC3 parameters',
  reference: 'RFC 9276 §3.1, §3.2',

  async run({ domain }, net) {
    if (!domain) return noDomain()
    const cut = await zoneCut(domain, net)
    if (!cut.zone) return noZone(cut)
    const zone = cut.zone.name
    const { keys, status } = await dnssec(zone, net)
    if (keys.records.length === 0) return info('unsigned', { evidence: saw(keys), explanation: say`${zone} is not signed.` })
    const answer = await net.dns.resolve(zone, 'NSEC3PARAM', { unchecked: status === 'bogus' })
    const evidence = few(saw(answer))
    const [worst] = answer.records.toSorted((one, other) => other.iterations - one.iterations)
    if (!worst) return pass('good', { evidence, explanation: say`${zone} does not hash its names.` })
    if (worst.iterations > 0 && worst.iterations <= 50) {
      const explanation = say`The names of ${zone} are hashed ${worst.iterations} times more than needed.`
      return warn('iterations', { evidence, explanation, fix: settle(zone, worst) })
    }
    if (worst.iterations > 50) {
      const explanation = say`The names of ${zone} are hashed ${worst.iterations} times more than needed; many resolvers then treat the zone as unsigned.`
      return warn('too-many', { evidence, explanation, fix: settle(zone, worst) })
    }
    const salted = answer.records.find(({ salt }) => salt !== '')
    if (salted)
      return info('salt', { evidence, explanation: say`The names of ${zone} are hashed with a salt, which is of no use.` })
    return pass('good', { evidence, explanation: say`The names of ${zone} are hashed once, without salt.` })
  },
}

function settle(zone: string, { algorithm, flags, iterations, salt }: RecordData['NSEC3PARAM']): Fix {
  const was = `${algorithm} ${flags} ${iterations} ${salt || '-'}`
  return {
    who: 'dns',
    say: say`Set the signer of ${zone} to 0 further iterations and no salt.`,
    why: say`Resolvers limit the work they do for one zone, and lose the proof that a name does not exist.`,
    records: [{ action: 'replace', name: zone, type: 'NSEC3PARAM', was, value: '1 0 0 -', ttl: 3600 }],
    careful: say`The signer writes this record; change it there, not by hand.`,
  }
}
