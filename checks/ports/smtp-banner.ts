import { type Check, fail, info, pass, say, unknown, warn } from '../check.ts'
import { few } from '../facts/few.ts'
import { sawPort, whereOf } from '../facts/port-looks.ts'
import type { PortLook } from '../net.ts'
import type { ProbedHost } from '../subject.ts'
import { atPort, notApplicable, onServer } from './of-port.ts'

/** Does the server greet as RFC 5321 wants: 220, and its full name? */
export const smtpBanner: Check<ProbedHost> = {
  id: 'smtp-banner',
  title: 'Greeting',
  reference: 'RFC 5321 §3.1, §4.2, §4.3.1',

  async run(subject, net) {
    const { looks } = await atPort(25, subject, net)
    const greeting = looks.filter((look) => look.banner !== undefined && look.greeting !== 'foreign')
    const evidence = few((greeting.length > 0 ? greeting : looks).map(sawPort))
    if (greeting.length === 0) return notApplicable(evidence, subject)
    const refusing = greeting.find((look) => look.greeting === 'refusing')
    if (refusing) {
      return fail('refuses', {
        evidence,
        explanation: say`${whereOf(refusing)} says that it takes no mail.`,
        fix: onServer(
          say`If ${refusing.host} is to take mail, see in its log why it greets with ${refusing.banner?.[0]?.slice(0, 3) ?? ''}; else take it out of the MX records.`,
          say`Whoever delivers here gets every mail back at once.`,
        ),
      })
    }
    const short = greeting.find((look) => look.greeting === 'ok' && !isMasked(look) && !isFullName(greetingName(look)))
    if (short) {
      return warn('not-fqdn', {
        evidence,
        explanation: say`${whereOf(short)} greets as ${greetingName(short) || 'nobody'}, which is no full name.`,
        fix: onServer(
          say`Let ${short.host} greet with its full name.`,
          say`The name in the greeting is how other servers write down where a mail went.`,
          [say`In Postfix: ${'smtpd_banner = $myhostname ESMTP'}, and ${'myhostname'} the full name.`],
        ),
      })
    }
    const deferring = greeting.find((look) => look.greeting === 'deferring')
    if (deferring) {
      const explanation = say`${whereOf(deferring)} does not talk to this Seedbed just now.`
      return unknown('defers', { side: 'theirs', evidence, explanation })
    }
    const masked = greeting.find(isMasked)
    if (masked) {
      return info('masked', {
        evidence,
        explanation: say`Something before ${masked.host} paints over its greeting. Such an inspection of SMTP often breaks encryption too, and is best turned off.`,
      })
    }
    return pass('valid', { evidence, explanation: say`${greeting[0]?.host ?? ''} greets with its full name.` })
  },
}

/** The first word after the code (RFC 5321 §4.2), without a final dot. */
export function greetingName({ banner = [] }: PortLook): string {
  return (/^220[ -](\S+)/.exec(banner[0] ?? '')?.[1] ?? '').replace(/\.$/, '').toLowerCase()
}

function isMasked({ banner = [] }: PortLook): boolean {
  return /^220[ -]\*{2,}/.test(banner[0] ?? '')
}

/** An address in brackets will do (RFC 5321 §4.1.3). */
export function isFullName(name: string): boolean {
  if (/^\[[0-9a-f:.]+\]$|^\[ipv6:[0-9a-f:.]+\]$/.test(name)) return true
  return (
    /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/.test(name) &&
    !/(?:^|\.)local(?:host|domain)$/.test(name)
  )
}
