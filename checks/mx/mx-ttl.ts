import { type Check, type Finding, info, pass, say } from '../check.ts'
import { mailExchange } from '../facts/mail-exchange.ts'
import { mailRecords } from '../facts/mail-records.ts'
import { type Net, Unreachable } from '../net.ts'
import type { Domain } from '../subject.ts'
import { noMx } from './change.ts'

/** How long do senders keep the MX? Only the zone's own servers say the whole time: a resolver says what is left of it. */
export const mxTtl: Check<Domain> = {
  id: 'mx-ttl',
  title: 'Lifetime of the MX',
  reference: 'RFC 1912 §2.2',

  async run(subject, net) {
    const { domain } = subject
    if (!domain) return noMx('no-mx', undefined)
    const found = await mailExchange(domain, net)
    if (found.kind !== 'mx') return noMx('no-mx', found)
    const [resolved] = found.answers
    const own = await ownTtl(subject, resolved?.aliases.at(-1)?.target ?? domain, net)
    if (own) return judge(domain, own.ttl, own.where)
    // What is left of it can be too long already, but not too short.
    if (resolved && (resolved.authoritative || resolved.ttl > 86_400)) return judge(domain, resolved.ttl, `${domain} MX`)
    throw new Unreachable(`${domain} MX`, 'network')
  },
}

/** Of an alias, the servers of the name that it leads to. */
async function ownTtl(subject: Domain, at: string, net: Net): Promise<{ ttl: number; where: string } | undefined> {
  const { records } = await mailRecords(at === subject.domain ? subject : { domain: at, selectors: [] }, net)
  const answer = records.find(({ type }) => type === 'MX')?.answers.find(({ ttls }) => ttls.length > 0)
  return (
    answer && { ttl: Math.min(...answer.ttls), where: `${answer.name} MX at ${answer.server.name} (${answer.server.address})` }
  )
}

function judge(domain: string, ttl: number, where: string): Finding {
  const evidence = [{ where, what: `TTL ${ttl}` }]
  if (ttl < 300) {
    return info('short', {
      evidence,
      explanation: say`Senders keep the MX of ${domain} for ${ttl} seconds only. Useful around a change, costly otherwise.`,
    })
  }
  if (ttl > 86_400) {
    return info('long', {
      evidence,
      explanation: say`Senders keep the MX of ${domain} for ${ttl} seconds: a change takes that long to reach everybody.`,
    })
  }
  return pass('normal', { evidence, explanation: say`Senders keep the MX of ${domain} for ${ttl} seconds.` })
}
