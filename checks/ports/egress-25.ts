import { type Check, info, pass, say } from '../check.ts'
import { placesOf, portLooks } from '../facts/port-looks.ts'
import { publicAddress } from '../facts/public-address.ts'
import { type Net, Unreachable } from '../net.ts'
import type { ProbedHost } from '../subject.ts'

/** Can we reach port 25 of anybody? Most clouds and homes close it on the way out, and then every mail server looks dead. */
export const egress25: Check<ProbedHost> = {
  id: 'egress-25',
  title: 'Our own way out on port 25',
  reference: 'practice',
  silence: 'prober-blocked',

  async run(subject, net) {
    const where = 'port 25, from this Seedbed'
    const { found, outside } = await egressFor(subject, net)
    if (found === 'blocked') {
      return info('blocked', {
        evidence: [{ where, what: 'mail servers that always answer cannot be reached' }],
        explanation: say`This Seedbed's network lets nothing out on port ${25}, so nothing can be said about that port here.`,
      })
    }
    if (found === 'hijacked') {
      return info('hijacked', {
        evidence: [{ where, what: 'the greeting of a known mail server is not its own' }],
        explanation: say`Something in this Seedbed's network answers on port ${25} in place of the server, so nothing can be said about it here.`,
      })
    }
    if (found === 'open') {
      const evidence = [{ where, what: 'a mail server outside answers' }]
      return pass('open', { evidence, explanation: say`This Seedbed can reach port ${25}.` })
    }
    if (!outside) throw new Unreachable(`${subject.host}:25`, 'private', undefined, 'smtp')
    throw new Unreachable('any mail server of others', 'network', undefined, 'smtp')
  },
}

async function egressFor(subject: ProbedHost, net: Net) {
  const addresses = (await placesOf(subject, net)).flatMap((place) => place.addresses)
  const outside = addresses.find(publicAddress)
  const judged = outside ? await net.probe.egress(outside, 25) : 'not-judged'
  if (judged !== 'not-judged') return { found: judged, outside }
  // Where nobody outside could be asked, the host itself shows it.
  const rows = await portLooks(subject, net, [25])
  const answers = rows.some(({ looked }) => !(looked instanceof Unreachable) && looked.banner !== undefined)
  return { found: answers ? ('open' as const) : judged, outside }
}
