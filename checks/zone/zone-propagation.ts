import { type Check, info, pass, say, unknown, type Value } from '../check.ts'
import { few } from '../facts/few.ts'
import { mailRecords, sawAnswer, versionOf } from '../facts/mail-records.ts'
import { silenceOfProbe } from '../facts/name-servers.ts'
import { forgottenAt, type Heard, resolverAnswers, settled } from '../facts/resolver-answers.ts'
import { Unreachable } from '../net.ts'
import type { Domain } from '../subject.ts'
import { nobodyAnswered, noDomain, noZone } from './evidence.ts'

/**
 * Have the resolvers of the world the records that the zone's own servers give now? Each keeps what it knows for its TTL. `stale` needs a
 * second look after that time: a single one cannot tell an answer that is kept too long from one that is kept rightly.
 */
export const zonePropagation: Check<Domain> = {
  id: 'zone-propagation',
  title: 'Propagation',
  reference: 'RFC 1034 §3.6; RFC 2308; RFC 8767',

  async run({ domain, selectors }, net) {
    if (!domain) return noDomain()
    const { publicResolvers } = net.dns
    const { found, records } = await mailRecords({ domain, selectors }, net)
    const { zone, cut } = found
    if (!zone) return noZone(cut)
    if (publicResolvers.length === 0) {
      return unknown('lookup-failed', {
        side: 'ours',
        evidence: [],
        explanation: say`No public resolver was asked about ${domain}.`,
      })
    }
    const compared = settled(records)
    const [first] = compared
    if (!first) throw nobodyAnswered(found, silenceOfProbe)
    const heard = await resolverAnswers(domain, compared, net)
    if (heard.length === 0) throw new Unreachable(`${first.name} ${first.type}`, 'network')
    const late = heard.filter(({ answer, record }) => !record.answers.some((own) => versionOf(own) === versionOf(answer)))
    const evidence = few((late.length > 0 ? late : heard).map(({ answer }) => sawAnswer(answer)))
    const old = late.filter(({ answer }) => answer.outcome === 'records')
    if (old.length > 0) {
      const explanation = say`${namesOf(old)} still has an old answer for ${firstName(old)}. It is gone at ${last(old)} at the latest.`
      return info('in-progress', { evidence, explanation })
    }
    if (late.length > 0) {
      const explanation = say`${namesOf(late)} still remembers that ${firstName(late)} did not exist, until ${last(late)} at the latest.`
      return info('negative-cached', { evidence, explanation })
    }
    const resolvers = new Set(heard.map(({ answer }) => answer.server.address)).size
    return pass('settled', {
      evidence,
      explanation: say`${resolvers} public resolvers have the records of ${domain} as they are now.`,
    })
  },
}

function namesOf(heard: Heard[]): string {
  return [...new Set(heard.map(({ answer }) => answer.server.name))].slice(0, 3).join(', ')
}

function firstName([first]: Heard[]): string {
  return first ? `${first.answer.name} ${first.answer.type}` : ''
}

/** When the last of these answers is forgotten. */
function last(heard: Heard[]): Value {
  return { time: new Date(Math.max(...heard.map(({ answer }) => forgottenAt(answer)))).toISOString() }
}
