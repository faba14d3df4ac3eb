import { type Check, fail, pass, say } from '../check.ts'
import { dkimKey } from '../facts/dkim-key.ts'
import { evaluateDmarc } from '../facts/dmarc-evaluation.ts'
import { noSignature, signatureThatCounts } from '../facts/signature-that-counts.ts'
import { normalDomain } from '../records/names.ts'
import type { TestMail } from '../subject.ts'

/** Is the identity, `i=`, inside the signing domain, `d=`? Outside of it the signature must not be accepted. */
export const dkimIdentity: Check<TestMail> = {
  id: 'dkim-identity',
  title: 'DKIM identity',
  reference: 'RFC 6376 §3.5',

  async run(mail, net) {
    const { dkim } = await evaluateDmarc(mail, net)
    const signature = signatureThatCounts(dkim.signatures)
    if (!signature) return noSignature()
    const { domain, selector, identity } = signature
    const evidence = [{ where: 'DKIM-Signature', what: `d=${domain}${identity === undefined ? ', no i=' : `, i=${identity}`}` }]
    const within = pass('within', { evidence, explanation: say`The signature speaks for its own domain.` })
    if (identity === undefined) return within
    const fix = {
      who: 'mail-server' as const,
      say: say`Leave i= out, or set it to @${domain}.`,
      why: say`Receivers must not accept a signature that speaks for another domain.`,
    }
    const own = normalDomain(identity.slice(identity.lastIndexOf('@') + 1))
    if (own === domain) return within
    if (!own.endsWith(`.${domain}`)) {
      return fail('outside', {
        evidence,
        explanation: say`The signature of ${domain} speaks for ${identity}, which is not its own.`,
        fix,
        cause: 'dkim-invalid',
      })
    }
    const { record } = await dkimKey(domain, selector, net)
    if (!record?.strict) return within
    const explanation = say`The signature speaks for ${own}, and the key allows only ${domain} itself.`
    return fail('outside', {
      evidence: [...evidence, { where: `${selector}._domainkey.${domain} TXT`, what: record.text }],
      explanation,
      fix,
      cause: 'dkim-invalid',
    })
  },
}
