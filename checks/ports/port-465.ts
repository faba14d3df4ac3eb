import { type Check, fail, info, pass, say } from '../check.ts'
import { whereOf } from '../facts/port-looks.ts'
import { Unreachable } from '../net.ts'
import type { ProbedHost } from '../subject.ts'
import { atPort, onServer, silentLook } from './of-port.ts'

/** Does submission with TLS from the first octet work? */
export const port465: Check<ProbedHost> = {
  id: 'port-465',
  title: 'Port 465, submission inside TLS',
  reference: 'RFC 8314 §3.3, §7.3',
  silence: 'prober-blocked',

  async run(subject, net) {
    const { open, looks, gap, evidence } = await atPort(465, subject, net)
    const broken = open.find(({ tls }) => tls.state === 'failed')
    if (broken) {
      const plain = broken.greeting !== undefined && broken.greeting !== 'foreign'
      const explanation = plain
        ? say`${whereOf(broken)} speaks without encryption, where mail programs expect TLS from the start.`
        : say`${whereOf(broken)} is open, but TLS does not come about.`
      const fix = onServer(
        say`Turn on TLS for port ${465} of ${broken.host}, with a certificate and the key that belongs to it.`,
        say`No mail program can send through this port as it is.`,
        [say`In Postfix's master.cf, at ${'submissions'}: ${'-o smtpd_tls_wrappermode=yes'}.`],
      )
      return fail(plain ? 'plaintext' : 'handshake-failed', { evidence, explanation, fix })
    }
    const silent = gap ?? silentLook(looks)
    if (silent) throw silent
    const odd = open.find(({ greeting }) => greeting === 'foreign')
    if (odd) throw new Unreachable(`${odd.host}:465`, 'malformed', odd.address, 'smtp')
    if (open.length > 0)
      return pass('open', { evidence, explanation: say`${open[0]?.host ?? ''} takes mail from mail programs inside TLS.` })
    return info('closed', { evidence, explanation: say`Port ${465} of ${subject.host} is closed.` })
  },
}
