import { type Check, fail, pass, say, warn } from '../check.ts'
import { evaluateDmarc } from '../facts/dmarc-evaluation.ts'
import { noSignature, sawSignature, signatureThatCounts } from '../facts/signature-that-counts.ts'
import type { TestMail } from '../subject.ts'

/** Is the algorithm one that receivers verify? Everybody does rsa-sha256; some do not know Ed25519, and nobody may accept SHA-1. */
export const dkimSignatureAlgorithm: Check<TestMail> = {
  id: 'dkim-signature-algorithm',
  title: 'DKIM algorithm',
  reference: 'RFC 8301 §3.1',

  async run(mail, net) {
    const { dkim } = await evaluateDmarc(mail, net)
    const counting = signatureThatCounts(dkim.signatures)
    if (!counting) return noSignature()
    // Two signatures of one domain are the rule's own advice: the RSA one is for those who do not know the other.
    const rsa = dkim.signatures.find(({ algorithm, domain }) => algorithm === 'rsa-sha256' && domain === counting.domain)
    const { algorithm } = rsa ?? counting
    const evidence = dkim.signatures.filter(({ domain }) => domain === counting.domain).map(sawSignature)
    const fix = {
      who: 'sending-service' as const,
      say: say`Sign with rsa-sha256 and a key of 2048 bits; an Ed25519 signature may stand beside it.`,
      why: say`It is the one algorithm that every receiver verifies.`,
    }
    if (algorithm === 'rsa-sha256') return pass('rsa-sha256', { evidence, explanation: say`The mail is signed with rsa-sha256.` })
    if (algorithm === 'rsa-sha1') {
      return fail('sha1', {
        evidence,
        explanation: say`The mail is signed with SHA-1, which receivers must not accept.`,
        fix,
        cause: 'dkim-invalid',
      })
    }
    if (algorithm !== 'ed25519-sha256') {
      const explanation = say`The signature's algorithm is ${algorithm || 'not named'}, which receivers do not know.`
      return fail('unknown-algorithm', { evidence, explanation, fix, cause: 'dkim-invalid' })
    }
    const explanation = say`The mail is signed with Ed25519 only. Gmail and Outlook.com do not verify it and see an unsigned mail.`
    return warn('ed25519-only', { evidence, explanation, fix })
  },
}
