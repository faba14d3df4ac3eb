import { type Check, fail, info, pass, say, warn } from '../check.ts'
import { few } from '../facts/few.ts'
import { talks, whereOf } from '../facts/port-looks.ts'
import type { PortLook } from '../net.ts'
import type { ProbedHost } from '../subject.ts'
import { atPorts, mechanisms, notApplicable, onServer, plainMechanisms, silentLook, unlisted } from './of-port.ts'

/** Is anybody asked for a password before the connection is encrypted? */
export const smtpAuthPlain: Check<ProbedHost> = {
  id: 'smtp-auth-plain',
  title: 'Signing in before encryption',
  reference: 'RFC 4954 §4; RFC 8314 §4.1',
  silence: 'prober-blocked',

  async run(subject, net) {
    const { looks, gap, evidence: seen } = await atPorts([25, 465, 587], subject, net)
    const talking = looks.filter((look) => talks(look) && (!look.implicit || look.tls.state === 'done'))
    const evidence = few(talking.flatMap(sawMechanisms))
    const early = talking.find(({ clear = [] }) => plainMechanisms(clear).length > 0)
    if (early) {
      return fail('before-tls', {
        evidence: few([early, ...talking.filter((look) => look !== early)].flatMap(sawMechanisms)),
        explanation: say`${whereOf(early)} offers to take a password before the connection is encrypted.`,
        fix: onServer(
          say`Let ${early.host} offer AUTH only once the connection is encrypted${early.port === 25 ? ', and not at all on port 25' : ''}.`,
          say`A mail program that is set up wrongly hands the password to everybody on the way.`,
          [say`In Postfix: ${'smtpd_tls_auth_only = yes'}.`],
        ),
      })
    }
    const open = talking.find(({ port, inside = [], clear = [] }) => port === 25 && mechanisms([...inside, ...clear]).length > 0)
    if (open) {
      return warn('on-port-25', {
        evidence,
        explanation: say`${whereOf(open)} lets people sign in where only other servers come.`,
        fix: onServer(
          say`Turn AUTH off on port ${25} of ${open.host}; people sign in on ${465} or ${587}.`,
          say`Whoever guesses passwords tries port ${25} first.`,
          [say`In Postfix: ${'smtpd_sasl_auth_enable = no'}, and ${'yes'} only at submission in master.cf.`],
        ),
      })
    }
    if (talking.length === 0) {
      const silent = gap ?? silentLook(looks)
      if (silent) throw silent
      return notApplicable(seen, subject)
    }
    const silent = gap ?? unlisted(talking)
    if (silent) throw silent
    const weak = talking.find(({ inside = [], clear = [] }) =>
      mechanisms([...inside, ...clear]).some((one) => /^(?:CRAM|DIGEST)-MD5$/.test(one)),
    )
    if (weak) {
      const explanation = say`${whereOf(weak)} offers a way to sign in that is withdrawn: the server must keep passwords as they are for it.`
      return info('weak-mechanism', { evidence, explanation })
    }
    return pass('after-tls', {
      evidence,
      explanation: say`${subject.host} takes no password before the connection is encrypted.`,
    })
  },
}

function sawMechanisms(look: PortLook) {
  const at = whereOf(look)
  const row = (how: string, listed: readonly string[] | undefined) =>
    listed ? [{ where: `AUTH at ${at}, ${how}`, what: mechanisms(listed).join(' ') || 'not offered' }] : []
  return [...row('in the clear', look.clear), ...row('inside TLS', look.inside)]
}
