import { type Check, fail, info, pass, say, warn } from '../check.ts'
import { clientSettings } from '../facts/client-settings.ts'
import type { ProbedHost } from '../subject.ts'
import { atPort, atPorts, bareWords, onServer, silentLook, withoutTls } from './of-port.ts'

/** Does the port where people's mail programs hand in their mail speak TLS? */
export const port587: Check<ProbedHost> = {
  id: 'port-587',
  title: 'Port 587, submission with STARTTLS',
  reference: 'RFC 6409 §3.1; RFC 8314 §3.3',
  silence: 'prober-blocked',

  async run(subject, net) {
    const { open, looks, gap, evidence } = await atPort(587, subject, net)
    const bare = open.find(withoutTls)
    if (bare) {
      return fail('no-starttls', {
        evidence,
        explanation: bareWords(bare),
        fix: onServer(
          say`Turn on STARTTLS for submission on ${bare.host}, and demand it before anybody signs in.`,
          say`Mail programs either refuse to send, or send the password in the clear.`,
          [say`In Postfix's master.cf, at ${'submission'}: ${'-o smtpd_tls_security_level=encrypt'}.`],
        ),
      })
    }
    const silent = gap ?? silentLook(looks)
    if (silent) throw silent
    if (open.length > 0)
      return pass('open', { evidence, explanation: say`${open[0]?.host ?? ''} takes mail from mail programs, encrypted.` })
    // What mail programs are told is asked of web servers, which take their time.
    const { announced } = subject.hurried ? { announced: [] } : await clientSettings(subject, net)
    const other = subject.ports.includes(465) ? await atPorts([465], subject, net) : undefined
    const sends = announced.filter(({ service }) => service === 'submission' || service === 'submissions')
    if (other && other.open.length === 0 && !other.gap && sends.some(({ host }) => looks.some((look) => look.host === host))) {
      return warn('none-open', {
        evidence: [...evidence, ...other.evidence],
        explanation: say`${subject.domain} tells mail programs to send through ${looks[0]?.host ?? ''}, but neither port ${587} nor port ${465} is open there.`,
        fix: onServer(
          say`Open submission on ${looks[0]?.host ?? ''}: port ${465} with TLS, port ${587} with STARTTLS.`,
          say`Mail programs that set themselves up cannot send.`,
        ),
      })
    }
    return info('closed', { evidence, explanation: say`Port ${587} of ${subject.host} is closed.` })
  },
}
