import { type Check, fail, info, pass, say, warn } from '../check.ts'
import { whereOf } from '../facts/port-looks.ts'
import type { PortLook } from '../net.ts'
import type { ProbedHost } from '../subject.ts'
import { atPort, bareWords, onServer, plainMechanisms, silentLook, unlisted, withoutTls } from './of-port.ts'

/** Is the port where IMAP begins in the clear safe? */
export const port143: Check<ProbedHost> = {
  id: 'port-143',
  title: 'Port 143, IMAP',
  reference: 'RFC 9051 §6.2.1, §11.1; RFC 8314 §4.1',
  silence: 'prober-blocked',

  async run(subject, net) {
    const { open, looks, gap, evidence } = await atPort(143, subject, net)
    const bare = open.find(withoutTls)
    if (bare) {
      return fail('no-starttls', { evidence, explanation: bareWords(bare), fix: secure(bare) })
    }
    const early = open.find(({ clear }) => clear && signsInEarly(clear))
    if (early) {
      const explanation = say`${whereOf(early)} lets people sign in before the connection is encrypted.`
      return warn('login-plain', { evidence, explanation, fix: secure(early) })
    }
    const silent = gap ?? silentLook(looks) ?? unlisted(open)
    if (silent) throw silent
    if (open.length === 0) return pass('closed', { evidence, explanation: say`Port ${143} of ${subject.host} is closed.` })
    return info('starttls', {
      evidence,
      explanation: say`${open[0]?.host ?? ''} offers IMAP that encrypts before anybody signs in.`,
    })
  },
}

function signsInEarly(clear: readonly string[]): boolean {
  return !clear.some((one) => one.toUpperCase() === 'LOGINDISABLED') || plainMechanisms(clear).length > 0
}

function secure({ host }: PortLook) {
  return onServer(
    say`Demand encryption before signing in to IMAP on ${host}, or close port ${143} and offer ${993} alone.`,
    say`A mail program that is set up wrongly hands the password to everybody on the way.`,
    [say`In Dovecot: ${'ssl = required'}.`],
  )
}
