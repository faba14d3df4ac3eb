import { type Check, fail, info, pass, say, warn } from '../check.ts'
import { whereOf } from '../facts/port-looks.ts'
import { type PortLook, Unreachable } from '../net.ts'
import type { ProbedHost } from '../subject.ts'
import { onServer, talking } from './of-port.ts'

const usual = ['SIZE', '8BITMIME', 'PIPELINING', 'STARTTLS', 'ENHANCEDSTATUSCODES']
/** Octets. Below it, mails with a picture or two do not fit. */
const smallSize = 10 * 1024 * 1024

/** Does the server know the extensions that senders count on? */
export const smtpEhlo: Check<ProbedHost> = {
  id: 'smtp-ehlo',
  title: 'Extensions',
  reference: 'RFC 5321 §4.1.1.1; RFC 1870; RFC 6152; RFC 2920',
  silence: 'prober-blocked',

  async run(subject, net) {
    const found = await talking(subject, net)
    if ('nothing' in found) return found.nothing
    const { looks, evidence: ports } = found
    const evidence = [
      ...ports.slice(0, 5),
      ...looks.slice(0, 5).map((look) => ({ where: `EHLO at ${whereOf(look)}`, what: listOf(look) })),
    ]
    const broken = looks.find(({ hello }) => hello === 'refused')
    if (broken) {
      return fail('broken', { evidence, explanation: say`${whereOf(broken)} refuses both EHLO and HELO.`, fix: update(broken) })
    }
    const old = looks.find(({ hello }) => hello === 'basic')
    if (old) {
      const explanation = say`${whereOf(old)} knows only HELO, so nobody can send to it encrypted or with accents in addresses.`
      return warn('helo-only', { evidence, explanation, fix: update(old) })
    }
    const small = looks.find((look) => sizeOf(look) > 0 && sizeOf(look) < smallSize)
    if (small) {
      return warn('small-size', {
        evidence,
        explanation: say`${whereOf(small)} takes no mail larger than ${sizeOf(small)} octets.`,
        fix: onServer(
          say`Let ${small.host} take mails of ten megabytes and more; twenty-five are usual.`,
          say`A mail with a few pictures is refused before it is sent.`,
          [say`In Postfix: ${'message_size_limit = 26214400'}.`],
        ),
      })
    }
    const unheard = looks.find(({ hello }) => hello === undefined)
    if (unheard) throw new Unreachable(`${unheard.host}:25`, 'timeout', unheard.address, 'smtp')
    const missing = usual.filter((word) => looks.some((look) => !offers(look, word)))
    if (missing.length > 0) {
      return info('basic', { evidence, explanation: say`${subject.host} does not offer ${missing.join(', ')}.` })
    }
    return pass('modern', { evidence, explanation: say`${subject.host} offers what senders count on.` })
  },
}

function listed({ clear = [], inside = [] }: PortLook): string[] {
  return [...new Set([...clear, ...inside])]
}

function listOf(look: PortLook): string {
  return listed(look).join(', ').slice(0, 500) || 'nothing'
}

function offers(look: PortLook, word: string): boolean {
  return listed(look).some((one) => one.toUpperCase().split(' ')[0] === word)
}

/** RFC 1870 §4: 0 is no limit, and so is none given. */
function sizeOf(look: PortLook): number {
  return Number(listed(look).flatMap((one) => /^SIZE (\d{1,15})$/i.exec(one)?.[1] ?? [])[0] ?? 0)
}

function update({ host }: PortLook) {
  return onServer(
    say`Let ${host} answer EHLO; if a firewall before it inspects SMTP, turn that off.`,
    say`Senders learn from EHLO how they may deliver, above all whether they can encrypt.`,
  )
}
