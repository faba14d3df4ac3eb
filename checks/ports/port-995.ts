import { type Check, fail, info, pass, say } from '../check.ts'
import { whereOf } from '../facts/port-looks.ts'
import type { ProbedHost } from '../subject.ts'
import { atPort, onServer, silentLook } from './of-port.ts'

/** Can mailboxes be read with POP3 inside TLS? */
export const port995: Check<ProbedHost> = {
  id: 'port-995',
  title: 'Port 995, POP3 inside TLS',
  reference: 'RFC 8314 §3.1',
  silence: 'prober-blocked',

  async run(subject, net) {
    const { open, looks, gap, evidence } = await atPort(995, subject, net)
    const broken = open.find(({ tls, greeting }) => tls.state === 'failed' || greeting === 'foreign')
    if (broken) {
      return fail('broken', {
        evidence,
        explanation: say`${whereOf(broken)} is open, but no mailbox can be read there: ${broken.tls.state === 'failed' ? 'TLS does not come about' : 'what answers is no mail server'}.`,
        fix: onServer(
          say`Let POP3 with TLS listen on port ${995} of ${broken.host}, with a certificate and the key that belongs to it; or close the port.`,
          say`Mail programs try this port first.`,
        ),
      })
    }
    const silent = gap ?? silentLook(looks)
    if (silent) throw silent
    if (open.length > 0)
      return pass('open', { evidence, explanation: say`Mailboxes at ${open[0]?.host ?? ''} can be read with POP3 inside TLS.` })
    return info('closed', { evidence, explanation: say`Port ${995} of ${subject.host} is closed.` })
  },
}
