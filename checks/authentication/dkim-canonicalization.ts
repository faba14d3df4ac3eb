import { type Check, info, pass, say } from '../check.ts'
import { evaluateDmarc } from '../facts/dmarc-evaluation.ts'
import { noSignature, signatureThatCounts } from '../facts/signature-that-counts.ts'
import type { TestMail } from '../subject.ts'

/** Does the signature survive a header that is folded anew? With `simple` it does not. */
export const dkimCanonicalization: Check<TestMail> = {
  id: 'dkim-canonicalization',
  title: 'DKIM canonicalization',
  reference: 'RFC 6376 §3.4',

  async run(mail, net) {
    const { dkim } = await evaluateDmarc(mail, net)
    const signature = signatureThatCounts(dkim.signatures)
    if (!signature) return noSignature()
    const { header, body } = signature.canonicalization
    const evidence = [{ where: `DKIM-Signature d=${signature.domain}`, what: `c=${header}/${body}` }]
    if (header !== 'relaxed') {
      return info('simple-header', {
        evidence,
        explanation: say`The header is signed exactly as it is, so folding it anew breaks the signature.`,
      })
    }
    return pass('relaxed', { evidence, explanation: say`The signature survives a header that is folded anew.` })
  },
}
