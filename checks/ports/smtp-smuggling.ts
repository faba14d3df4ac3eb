import { type Check, fail, info, pass, say } from '../check.ts'
import { whereOf } from '../facts/port-looks.ts'
import { Unreachable } from '../net.ts'
import type { ProbedHost } from '../subject.ts'
import { onServer, talking } from './of-port.ts'

/** Is a mail over only at the end that RFC 5321 gives it? Else a second one can be smuggled behind the first, past every check of its sender. */
export const smtpSmuggling: Check<ProbedHost> = {
  id: 'smtp-smuggling',
  title: 'End of a mail',
  reference: 'RFC 5321 §2.3.8, §4.1.1.4; CVE-2023-51764',
  silence: 'prober-blocked',

  async run(subject, net) {
    const found = await talking(subject, net)
    if ('nothing' in found) return found.nothing
    const { looks, evidence } = found
    if (!subject.smuggles || !subject.recipient) {
      const explanation = say`The end of a mail was not tried at ${subject.host}: that takes a mail to a mailbox of one's own.`
      return info('not-tested', { evidence, explanation })
    }
    const tried = looks.filter(({ smuggled }) => smuggled !== undefined)
    const told = tried.map((look) => ({
      where: `${whereOf(look)}: LF . LF`,
      what: look.smuggled ? 'ends the mail' : 'does not end the mail',
    }))
    const lenient = tried.find(({ smuggled }) => smuggled)
    if (lenient) {
      return fail('lenient', {
        evidence: told,
        explanation: say`${whereOf(lenient)} takes a dot between two bare line feeds for the end of a mail, so mails can be smuggled in behind others.`,
        fix: onServer(
          say`Update the mail service on ${lenient.host}, and let it refuse or repair bare line feeds.`,
          say`Whoever can send through a server that is trusted can write in the name of everybody there.`,
          [say`In Postfix: ${'smtpd_forbid_bare_newline = normalize'}, the default since 3.9. Exim 4.97.1, Sendmail 8.18.1.`],
        ),
      })
    }
    const [first] = looks
    if (tried.length === 0) throw new Unreachable(`${subject.host}:25`, 'refused', first?.address, 'smtp')
    return pass('strict', { evidence: told, explanation: say`${subject.host} ends a mail only where it ends.` })
  },
}
