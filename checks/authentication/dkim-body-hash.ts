import { type Check, type Evidence, fail, type Fix, pass, say } from '../check.ts'
import { isPosted, leaveAlone } from '../facts/mailing-list.ts'
import { bodyChange } from '../facts/body-repair.ts'
import { type AlignedSignature, evaluateDmarc } from '../facts/dmarc-evaluation.ts'
import { forwarding } from '../facts/forwarding.ts'
import { noSignature, signatureThatCounts } from '../facts/signature-that-counts.ts'
import type { TestMail } from '../subject.ts'

/** Is the body still what was signed? Any change on the way, down to a line end, breaks the hash. */
export const dkimBodyHash: Check<TestMail> = {
  id: 'dkim-body-hash',
  title: 'DKIM body hash',
  reference: 'RFC 6376 §3.7',

  async run(mail, net) {
    const { dkim } = await evaluateDmarc(mail, net)
    const signature = signatureThatCounts(dkim.signatures)
    if (!signature || signature.computedBodyHash === '') return noSignature()
    const evidence = sawHashes(signature)
    if (signature.bodyHash === signature.computedBodyHash) {
      return pass('match', { evidence, explanation: say`The body is as it was signed.` })
    }
    const cause = (await forwarding(mail, net)) ? 'forwarding' : 'dkim-invalid'
    const change = bodyChange(mail, signature)
    if (change.kind === 'newline') {
      return fail('mismatch-newline', {
        evidence: [...evidence, { where: 'body', what: change.what }],
        explanation: say`Line ends of the body changed after the mail was signed: ${change.what}.`,
        cause,
        fix: { ...signLast, say: say`Sign with c=relaxed/relaxed, and let the last server sign.` },
      })
    }
    if (change.kind === 'footer') {
      return fail('mismatch-footer', {
        evidence: [...evidence, { where: 'body', what: `matches without its last ${change.lines} lines` }],
        explanation: say`Something added lines after the mail was signed.`,
        cause,
        fix: isPosted(mail)
          ? leaveAlone
          : { ...signLast, say: say`Usually a gateway adds a footer. Let the server behind it sign, or turn the footer off.` },
      })
    }
    return fail('mismatch', { evidence, explanation: say`The body changed after the mail was signed.`, cause, fix: signLast })
  },
}

const signLast: Fix = {
  who: 'mail-server',
  say: say`Find what changes the body after signing (a footer, link rewriting, a virus scanner, line wrapping), and sign after it.`,
  why: say`A signature over a body that changed does not hold, and counts like none.`,
}

function sawHashes({ domain, selector, bodyHash, computedBodyHash }: AlignedSignature): Evidence[] {
  return [
    { where: `DKIM-Signature d=${domain} s=${selector}`, what: `bh=${bodyHash}` },
    { where: 'body as received', what: computedBodyHash },
  ]
}
