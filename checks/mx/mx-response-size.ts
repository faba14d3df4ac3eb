import { type Check, type Evidence, fail, info, pass, say } from '../check.ts'
import { few } from '../facts/few.ts'
import { mailExchange } from '../facts/mail-exchange.ts'
import { mailRecords } from '../facts/mail-records.ts'
import { nameServers, silenceOfProbe } from '../facts/name-servers.ts'
import { type Direct, silenceOf, Unreachable } from '../net.ts'
import type { Domain } from '../subject.ts'
import { noMx } from './change.ts'

/** Octets of an answer that pass everywhere in one packet (RFC 9715 §3.2). */
const onePacket = 1232

/** Does the answer that lists the mail servers fit one packet? A longer one needs TCP, which some networks block. */
export const mxResponseSize: Check<Domain> = {
  id: 'mx-response-size',
  title: 'Size of the MX answer',
  reference: 'RFC 6891 §6.2.5; RFC 9715',

  async run(subject, net) {
    const { domain } = subject
    if (!domain) return noMx('no-mx', undefined)
    const found = await mailExchange(domain, net)
    if (found.kind !== 'mx') return noMx('no-mx', found)
    const { probes } = await nameServers(domain, net)
    const { records } = await mailRecords(subject, net)
    const asked = records.find(({ type }) => type === 'MX')
    const answers = asked?.answers ?? []
    const broken = asked?.unheard.find(({ truncated }) => truncated)
    if (broken) {
      return fail('tcp-broken', {
        evidence: [sawSize(broken)],
        explanation: say`The list of mail servers of ${domain} does not fit one packet, and ${broken.server.name} does not answer over TCP.`,
        fix: {
          who: 'dns',
          say: say`Open TCP port 53 at ${broken.server.name}, or name fewer mail servers.`,
          why: say`A resolver that asks this server gets half an answer and can do nothing with it.`,
        },
      })
    }
    const large = answers.find(({ size, truncated }) => truncated || size > onePacket)
    if (large) {
      const explanation = say`The list of mail servers of ${domain} has ${large.size} octets and does not fit one packet. Resolvers fetch it over TCP.`
      return info('large', { evidence: [sawSize(large)], explanation })
    }
    const [first] = answers
    if (!first) {
      // The same records are in the answer of the resolver: what fits there fits.
      const [resolved] = found.answers
      if (resolved && resolved.size <= onePacket) {
        const evidence = [{ where: `${domain} MX`, what: `${resolved.size} octets, by the resolver` }]
        return pass('fits', { evidence, explanation: say`The list of mail servers of ${domain} fits one packet.` })
      }
      const silence = asked?.silences[0] ?? probes.map(silenceOfProbe).find((one) => one !== undefined)
      throw silence ?? new Unreachable(`${domain} MX`, 'network')
    }
    return pass('fits', {
      evidence: few(answers.map(sawSize)),
      explanation: say`The list of mail servers of ${domain} fits one packet.`,
    })
  },
}

function sawSize(direct: Direct): Evidence {
  const { name, type, server, size, over, truncated } = direct
  const cut = truncated ? ', cut off over UDP' : ''
  const what = silenceOf(direct) ? `no answer over ${over}${cut}` : `${size} octets over ${over}${cut}`
  return { where: `${name} ${type} at ${server.name} (${server.address})`, what }
}
