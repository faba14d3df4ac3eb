import { type Check, info, pass, say } from '../check.ts'
import { evaluateDmarc } from '../facts/dmarc-evaluation.ts'
import { noSignature, signatureThatCounts } from '../facts/signature-that-counts.ts'
import type { TestMail } from '../subject.ts'

const fortnight = 14 * 86_400

/** Could this mail be sent on to others with its signature? A signed To and an end of the signature make that less useful. */
export const dkimReplayRisk: Check<TestMail> = {
  id: 'dkim-replay-risk',
  title: 'DKIM replay',
  reference: 'RFC 6376 §8.6',

  async run(mail, net) {
    const { dkim } = await evaluateDmarc(mail, net)
    const signature = signatureThatCounts(dkim.signatures)
    if (!signature) return noSignature()
    const { expiresAt, signedHeaders, domain } = signature
    const to = signedHeaders.includes('to')
    const ends = expiresAt !== undefined && expiresAt - Date.parse(mail.receivedAt) / 1000 <= fortnight
    const evidence = [
      {
        where: `DKIM-Signature d=${domain}`,
        what: `To ${to ? 'signed' : 'not signed'}, ${expiresAt === undefined ? 'no x=' : `x=${expiresAt}`}`,
      },
    ]
    if (to && ends) return pass('low', { evidence, explanation: say`The signature names its recipient and ends soon.` })
    return info('higher', { evidence, explanation: say`The signed mail could be sent on to others; most signed mail could.` })
  },
}
