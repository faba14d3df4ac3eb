import { type Check, fail, info, pass, say, warn } from '../check.ts'
import { whereOf } from '../facts/port-looks.ts'
import type { PortLook } from '../net.ts'
import type { ProbedHost } from '../subject.ts'
import { atPort, bareWords, onServer, plainMechanisms, silentLook, unlisted, withoutTls } from './of-port.ts'

/** Is the port where POP3 begins in the clear safe? */
export const port110: Check<ProbedHost> = {
  id: 'port-110',
  title: 'Port 110, POP3',
  reference: 'RFC 2595 §4; RFC 8314 §4.1',
  silence: 'prober-blocked',

  async run(subject, net) {
    const { open, looks, gap, evidence } = await atPort(110, subject, net)
    const bare = open.find(withoutTls)
    if (bare) {
      return fail('no-stls', { evidence, explanation: bareWords(bare), fix: secure(bare) })
    }
    const early = open.find(
      ({ clear = [] }) => clear.some((one) => one.toUpperCase() === 'USER') || plainMechanisms(clear).length > 0,
    )
    if (early) {
      const explanation = say`${whereOf(early)} lets people sign in before the connection is encrypted.`
      return warn('login-plain', { evidence, explanation, fix: secure(early) })
    }
    const silent = gap ?? silentLook(looks) ?? unlisted(open)
    if (silent) throw silent
    if (open.length === 0) return pass('closed', { evidence, explanation: say`Port ${110} of ${subject.host} is closed.` })
    return info('stls', { evidence, explanation: say`${open[0]?.host ?? ''} offers POP3 that encrypts before anybody signs in.` })
  },
}

function secure({ host }: PortLook) {
  return onServer(
    say`Demand encryption before signing in to POP3 on ${host}, or close port ${110} and offer ${995} alone.`,
    say`A mail program that is set up wrongly hands the password to everybody on the way.`,
    [say`In Dovecot: ${'ssl = required'}.`],
  )
}
