import { type Check, fail, pass, say, warn } from '../check.ts'
import { longestGreetingMs, whereOf } from '../facts/port-looks.ts'
import type { PortLook } from '../net.ts'
import type { ProbedHost } from '../subject.ts'
import { atPort, onServer, silentLook } from './of-port.ts'

/** Does every address of the mail server answer where other servers deliver? */
export const port25: Check<ProbedHost> = {
  id: 'port-25',
  title: 'Port 25, mail from other servers',
  reference: 'RFC 5321 §4.5.4.2, §5.1',
  silence: 'prober-blocked',

  async run(subject, net) {
    const { host } = subject
    const { looks, gap, evidence } = await atPort(25, subject, net)
    const foreign = looks.find(({ greeting }) => greeting === 'foreign')
    if (foreign) {
      return fail('not-smtp', {
        evidence,
        explanation: say`${whereOf(foreign)} is open, but what answers is no mail server.`,
        fix: onServer(
          say`Let the mail service listen on port ${25} of ${foreign.address}, and move what listens there now.`,
          say`Other servers deliver to this port and to no other.`,
        ),
      })
    }
    const closed = looks.filter(isClosed)
    const answering = looks.filter(({ banner }) => banner !== undefined)
    if (answering.length > 0 && closed.length > 0) {
      return warn('some-closed', {
        evidence,
        explanation: say`${closed[0]?.address ?? ''} does not answer on port ${25}, while another address of ${host} does.`,
        fix: onServer(
          say`Let the mail service listen on ${closed[0]?.address ?? ''} too, or take that address out of DNS.`,
          say`Servers that try this address first wait before they try the other; some give up.`,
        ),
      })
    }
    const silent = gap ?? silentLook(looks.filter((look) => !isClosed(look) && look.banner === undefined))
    if (silent) throw silent
    if (answering.length > 0) return pass('open', { evidence, explanation: say`Every address of ${host} answers on port ${25}.` })
    const refused = looks.find(({ state }) => state !== 'filtered' && state !== 'open')
    const fix = onServer(
      say`Start the mail service on ${host}, and open TCP port ${25} inbound in its firewall and in the security group of its network.`,
      say`Other servers deliver to this port and to no other. Until it answers they wait, and give up after some days.`,
    )
    if (refused) return fail('refused', { evidence, explanation: say`${host} refuses connections on port ${25}.`, fix })
    return fail('timeout', { evidence, explanation: say`${host} does not answer on port ${25}.`, fix })
  },
}

/** It said no, said nothing, or took the connection and then said nothing for as long as anybody waits. */
function isClosed({ state, banner, waitedMs = 0 }: PortLook): boolean {
  return state !== 'open' || (banner === undefined && waitedMs >= longestGreetingMs)
}
