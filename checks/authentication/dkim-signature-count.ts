import { type Check, info, pass, say, warn } from '../check.ts'
import { evaluateDmarc } from '../facts/dmarc-evaluation.ts'
import { noSignature, sawSignatures } from '../facts/signature-that-counts.ts'
import type { TestMail } from '../subject.ts'

/** How many signatures are there? Verifiers look at the first few and may stop. */
export const dkimSignatureCount: Check<TestMail> = {
  id: 'dkim-signature-count',
  title: 'Number of signatures',
  reference: 'RFC 6376 §8.4',

  async run(mail, net) {
    const { dkim } = await evaluateDmarc(mail, net)
    if (dkim.count === 0) return noSignature()
    const evidence = [...sawSignatures(dkim.signatures), { where: 'DKIM-Signature fields', what: String(dkim.count) }]
    if (dkim.count > 5) {
      return warn('many', {
        evidence,
        explanation: say`The mail carries ${dkim.count} signatures; many receivers look at the first three.`,
        fix: {
          who: 'sending-service',
          say: say`Keep the signature of your own domain, on top, and at most one of the service.`,
          why: say`Receivers may stop before they come to yours.`,
        },
      })
    }
    if (dkim.count > 3) return info('several', { evidence, explanation: say`The mail carries ${dkim.count} signatures.` })
    return pass('normal', {
      evidence,
      explanation: dkim.count === 1 ? say`The mail carries one signature.` : say`The mail carries ${dkim.count} signatures.`,
    })
  },
}
