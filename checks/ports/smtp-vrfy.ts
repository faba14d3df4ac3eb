import { type Check, type Evidence, fail, pass, say, warn } from '../check.ts'
import { verifiedNames, whereOf } from '../facts/port-looks.ts'
import { type PortLook, type SmtpReply, Unreachable } from '../net.ts'
import type { ProbedHost } from '../subject.ts'
import { notAsked, onServer, talking } from './of-port.ts'

/** Does the server tell strangers which mailboxes it has, or who is on a list? */
export const smtpVrfy: Check<ProbedHost> = {
  id: 'smtp-vrfy',
  title: 'VRFY and EXPN',
  reference: 'RFC 5321 §3.5.3, §7.3',
  silence: 'prober-blocked',

  async run(subject, net) {
    const found = await talking(subject, net)
    if ('nothing' in found) return found.nothing
    if (!subject.consents) return notAsked(say`${subject.host} was not asked for the names of mailboxes.`, found.evidence)
    const nobody = verifiedNames(subject, net).at(-1)
    const { looks } = found
    const evidence = looks.slice(0, 4).flatMap(sawAnswers)
    const fix = onServer(
      say`Turn VRFY and EXPN off on ${subject.host}.`,
      say`With them lists of addresses are made, to send spam to and to try passwords on.`,
      [say`In Postfix: ${'disable_vrfy_command = yes'}.`],
    )
    const expanding = looks.find((look) => tellsApart(look, 'expn', nobody))
    if (expanding) {
      return fail('expn-open', {
        evidence,
        explanation: say`${whereOf(expanding)} lists to strangers who gets mail for an address.`,
        fix,
      })
    }
    const telling = looks.find((look) => tellsApart(look, 'vrfy', nobody))
    if (telling) {
      return warn('vrfy-open', { evidence, explanation: say`${whereOf(telling)} tells strangers which mailboxes it has.`, fix })
    }
    const gone = looks.find(({ verified }) => verified.length === 0 || verified.some(({ vrfy, expn }) => !vrfy || !expn))
    if (gone) throw new Unreachable(`${gone.host}:25`, 'closed', gone.address, 'smtp')
    return pass('closed', { evidence, explanation: say`${subject.host} does not tell which mailboxes it has.` })
  },
}

/** Is one that exists answered with a name, and one that does not without? The same answer for all tells nothing. */
function tellsApart({ verified }: PortLook, how: 'vrfy' | 'expn', nobody: string | undefined): boolean {
  const none = verified.find(({ name }) => name === nobody)?.[how]
  if (none === undefined || names(none)) return false
  const others = verified.filter(({ name }) => name !== nobody).map((one) => one[how])
  return others.some((reply) => names(reply) || (reply?.code === 252 && denies(none)))
}

function names(reply: SmtpReply | undefined): boolean {
  return reply?.code === 250 || reply?.code === 251
}

/** 252 says neither yes nor no (RFC 5321 §3.5.3), unless whoever does not exist gets a no, as from Postfix. That it is not served here is none. */
function denies({ code, lines }: SmtpReply): boolean {
  return (code === 550 || code === 551 || code === 553) && !/relay/i.test(lines.join(' '))
}

function sawAnswers(look: PortLook): Evidence[] {
  const said = (reply: SmtpReply | undefined) => (reply ? `${reply.code} ${reply.lines.join(' ')}`.slice(0, 200) : 'not answered')
  return look.verified.flatMap(({ name, vrfy, expn }) => [
    { where: `${whereOf(look)}: VRFY ${name}`, what: said(vrfy) },
    { where: `${whereOf(look)}: EXPN ${name}`, what: said(expn) },
  ])
}
