import { type Check, fail, pass, say, unknown, warn } from '../check.ts'
import { noSession } from '../facts/witnessed.ts'
import type { TestMail } from '../subject.ts'

/** Did the mail travel encrypted to us? We offered it; whether the sending server took it is its setting. */
export const tlsSender: Check<TestMail> = {
  id: 'tls-sender',
  title: 'Encryption on the way',
  reference: 'RFC 3207',
  silence: 'not-observed',

  async run({ session }) {
    if (!session || session.told) return noSession('no-session')
    const { tls, tlsOffered } = session
    const evidence = [
      {
        where: 'session',
        what: tls ? `${tls.version}, ${tls.cipher}` : `no TLS; ${tlsOffered ? 'STARTTLS was offered' : 'none was offered'}`,
      },
    ]
    const fix = {
      who: 'mail-server' as const,
      say: say`Turn on TLS for outgoing mail, in Postfix smtp_tls_security_level = may.`,
      why: say`Without it everybody on the way can read the mail, and Gmail marks or refuses it.`,
    }
    if (!tls && !tlsOffered) {
      return unknown('not-observed', {
        side: 'ours',
        evidence,
        explanation: say`This Seedbed did not offer encryption, so the sending server could not use it.`,
      })
    }
    if (!tls)
      return fail('plaintext', {
        evidence,
        explanation: say`The mail travelled unencrypted, although we offered encryption.`,
        fix,
      })
    if (!/^TLSv1\.[23]$/i.test(tls.version)) {
      return warn('old', {
        evidence,
        explanation: say`The mail travelled with ${tls.version}, which is out of date.`,
        fix: { ...fix, say: say`Let the server use TLS 1.2 or newer for outgoing mail.` },
      })
    }
    return pass('modern', { evidence, explanation: say`The mail travelled encrypted, with ${tls.version}.` })
  },
}
