import { type Check, fail, info, pass, say, warn } from '../check.ts'
import { evaluateDmarc } from '../facts/dmarc-evaluation.ts'
import { noSignature, signatureThatCounts } from '../facts/signature-that-counts.ts'
import type { TestMail } from '../subject.ts'

const day = 86_400

/** Was the signature within its time when the mail came? It is compared with the moment of reception, never with now. */
export const dkimSignatureExpired: Check<TestMail> = {
  id: 'dkim-signature-expired',
  title: 'DKIM signature time',
  reference: 'RFC 6376 §3.5',

  async run(mail, net) {
    const { dkim } = await evaluateDmarc(mail, net)
    const signature = signatureThatCounts(dkim.signatures)
    if (!signature) return noSignature()
    const { signedAt, expiresAt, domain } = signature
    const evidence = [
      {
        where: `DKIM-Signature d=${domain}`,
        what: [signedAt && `t=${signedAt}`, expiresAt && `x=${expiresAt}`].filter(Boolean).join('; ') || 'neither t= nor x=',
      },
      { where: 'received', what: mail.receivedAt },
    ]
    const received = Date.parse(mail.receivedAt) / 1000
    const fix = {
      who: 'mail-server' as const,
      say: say`Sign with x= at least seven days after t=, or without x=, and set the signer's clock by NTP.`,
      why: say`Mail waits in queues. A signature that ended on the way counts like none.`,
    }
    if (expiresAt !== undefined && signedAt !== undefined && expiresAt <= signedAt) {
      const explanation = say`The signature ends before it begins.`
      return fail('inverted', { evidence, explanation, fix, cause: 'dkim-invalid' })
    }
    if (expiresAt !== undefined && expiresAt < received) {
      const explanation = say`The signature had ended at ${{ time: moment(expiresAt) }}, before the mail came.`
      return fail('expired', { evidence, explanation, fix, cause: 'dkim-invalid' })
    }
    if (signedAt !== undefined && signedAt > received + 300) {
      return warn('future', { evidence, explanation: say`The signature is dated ahead, at ${{ time: moment(signedAt) }}.`, fix })
    }
    if (expiresAt !== undefined && signedAt !== undefined && expiresAt - signedAt < 3 * day) {
      return info('short', { evidence, explanation: say`The signature ends less than three days after it was made.` })
    }
    return pass('current', { evidence, explanation: say`The signature was within its time when the mail came.` })
  },
}

/** Seconds as ISO 8601; past what a date can hold, the last moment it can. */
function moment(seconds: number): string {
  return new Date(Math.min(seconds * 1000, 8.64e15)).toISOString()
}
