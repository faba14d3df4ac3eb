import { type Check, info, pass, say, unknown, type Value } from '../check.ts'
import { saidThen } from '../facts/earlier.ts'
import { few } from '../facts/few.ts'
import { mailRecords, mailValues, sawAnswer, versionOf } from '../facts/mail-records.ts'
import { silenceOfProbe } from '../facts/name-servers.ts'
import { forgottenAt, type Heard, resolverAnswers, settled } from '../facts/resolver-answers.ts'
import { Unreachable } from '../net.ts'
import type { Domain } from '../subject.ts'
import { nobodyAnswered, noDomain, noZone } from './evidence.ts'

/**
 * Have the resolvers of the world the records that the zone's own servers give now? Each keeps what it knows for its TTL. An answer is
 * `stale` when an earlier look saw the resolver have it, its time has run out since, and the zone's own servers had another one already then.
 */
export const zonePropagation: Check<Domain> = {
  id: 'zone-propagation',
  title: 'Propagation',
  reference: 'RFC 1034 §3.6; RFC 2308; RFC 8767',

  async run({ domain, selectors, earlier }, net) {
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
    const outlived = old.filter((one) => isStale(one, earlier))
    if (old.length > 0 && outlived.length === old.length) {
      const explanation = say`${namesOf(outlived)} still has an answer for ${firstName(outlived)} that should have been forgotten. That is the resolver's doing, not the owner's.`
      return info('stale', { evidence, explanation })
    }
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

/** Did an earlier look see the resolver have this answer, until a time that is over, when no server of the zone had it any more? */
function isStale({ answer, record }: Heard, earlier: Domain['earlier']): boolean {
  const { name, type, server } = answer
  const version = JSON.stringify(mailValues(answer).sort())
  const isSame = (records: Heard['answer']['records']) => JSON.stringify(mailValues({ ...answer, records }).sort()) === version
  const own = new Set(record.answers.map((one) => `${one.server.name} (${one.server.address})`))
  return (earlier?.looks ?? []).some((look) => {
    const said = saidThen(look, name, type)
    const then = said.find((one) => one.server === `${server.name} (${server.address})` && isSame(one.records))
    const served = said.filter((one) => own.has(one.server))
    if (!then || served.length === 0 || served.some((one) => isSame(one.records))) return false
    return Date.parse(then.at) + then.ttl * 1000 < Date.now()
  })
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
