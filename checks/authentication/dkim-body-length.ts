import { type Check, fail, pass, say, warn } from '../check.ts'
import { evaluateDmarc } from '../facts/dmarc-evaluation.ts'
import { noSignature, signatureThatCounts } from '../facts/signature-that-counts.ts'
import type { TestMail } from '../subject.ts'

/** Is the whole body signed? With `l=` only its first octets are, and anybody can put text below them. */
export const dkimBodyLength: Check<TestMail> = {
  id: 'dkim-body-length',
  title: 'DKIM body length',
  reference: 'RFC 6376 §8.2',

  async run(mail, net) {
    const { dkim } = await evaluateDmarc(mail, net)
    const signature = signatureThatCounts(dkim.signatures)
    if (!signature) return noSignature()
    const { bodyLength, bodyOctets, domain } = signature
    const all = bodyOctets ? `, canonical body ${bodyOctets.all} octets` : ''
    const evidence = [{ where: `DKIM-Signature d=${domain}`, what: bodyLength === undefined ? 'no l=' : `l=${bodyLength}${all}` }]
    if (bodyLength === undefined) return pass('absent', { evidence, explanation: say`The whole body is signed.` })
    const fix = {
      who: 'mail-server' as const,
      say: say`Turn off body length signing (l=).`,
      why: say`Anybody can put text below the signed part, and the signature still holds.`,
    }
    if (bodyLength === 0) return fail('zero', { evidence, explanation: say`Nothing of the body is signed.`, fix })
    if (bodyOctets && bodyOctets.all > bodyOctets.signed) {
      return fail('partial', {
        evidence,
        explanation: say`The last ${bodyOctets.all - bodyOctets.signed} octets of the body are not signed.`,
        fix,
      })
    }
    return warn('covers-all', { evidence, explanation: say`The whole body is signed, but text can be put below it.`, fix })
  },
}
