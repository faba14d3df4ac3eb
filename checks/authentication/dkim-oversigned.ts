import { type Check, info, pass, say } from '../check.ts'
import { evaluateDmarc } from '../facts/dmarc-evaluation.ts'
import { noSignature, signatureThatCounts } from '../facts/signature-that-counts.ts'
import { fieldsNamed } from '../records/headers.ts'
import type { TestMail } from '../subject.ts'

/** Could somebody add a second From or Subject? Listed once more than it occurs, a field cannot be added without breaking the signature. */
export const dkimOversigned: Check<TestMail> = {
  id: 'dkim-oversigned',
  title: 'Over-signed fields',
  reference: 'RFC 6376 §8.15',

  async run(mail, net) {
    const { dkim } = await evaluateDmarc(mail, net)
    const signature = signatureThatCounts(dkim.signatures)
    if (!signature) return noSignature()
    const listed = (name: string) => signature.signedHeaders.filter((one) => one === name).length
    const present = (name: string) => fieldsNamed(mail.headers, name).length
    const evidence = ['from', 'subject'].map((name) => ({
      where: `DKIM-Signature d=${signature.domain}`,
      what: `${name}: listed ${listed(name)} times, present ${present(name)} times`,
    }))
    if (listed('from') > present('from'))
      return pass('yes', { evidence, explanation: say`Nobody can add a second From without breaking the signature.` })
    return info('no', { evidence, explanation: say`A second From could be added and the signature would still hold.` })
  },
}
