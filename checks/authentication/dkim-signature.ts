import { type Check, fail, info, pass, say } from '../check.ts'
import { dkimCause } from '../facts/dkim-cause.ts'
import { evaluateDmarc } from '../facts/dmarc-evaluation.ts'
import { forwarding } from '../facts/forwarding.ts'
import { sawSignatures, signatureThatCounts } from '../facts/signature-that-counts.ts'
import { Unreachable } from '../net.ts'
import type { TestMail } from '../subject.ts'

/** Does at least one DKIM signature verify? It shows which domain vouches for the mail, and that nobody changed it on the way. */
export const dkimSignature: Check<TestMail> = {
  id: 'dkim-signature',
  title: 'DKIM signature',
  reference: 'RFC 6376 §6.1',
  silence: 'temperror',

  async run(mail, net) {
    const { dkim, from } = await evaluateDmarc(mail, net)
    const { signatures } = dkim
    const evidence = sawSignatures(signatures)
    const forwarded = (await forwarding(mail, net)) && { cause: 'forwarding' }
    const counting = signatureThatCounts(signatures)
    if (!counting) {
      return fail('missing', {
        evidence,
        explanation: say`The mail is not signed.`,
        cause: 'dkim-missing',
        ...forwarded,
        fix: {
          who: 'sending-service',
          say: say`Turn on DKIM for ${from || 'your domain'} at the service that sends the mail. It shows you the record to publish.`,
          why: say`A signature shows that the mail is from you and unchanged, also after it was forwarded. Large receivers ask for it.`,
        },
      })
    }
    if (dkim.proven)
      return pass('aligned', { evidence, explanation: say`The mail is signed by ${counting.domain}, and the signature holds.` })
    const silence = signatures.map((one) => one.silence ?? one.alignment).find((one) => one instanceof Unreachable)
    if (dkim.proven === undefined && silence) throw silence
    const other = signatures.find(({ result }) => result === 'pass')
    if (other) {
      return info('third-party', {
        evidence,
        explanation: say`A signature holds, but it is from ${other.domain}, not from ${from || 'the From domain'}.`,
      })
    }
    const silent = signatures.find((one) => one.silence)?.silence
    if (silent) throw silent
    return fail('invalid', {
      evidence,
      explanation: say`The mail is signed, but the signature of ${counting.domain || 'an unnamed domain'} does not hold.`,
      cause: await dkimCause(counting, net),
      ...forwarded,
      fix: {
        who: 'sending-service',
        say: say`Repair what the signature rows below show: ${counting.reason || counting.result}.`,
        why: say`A signature that does not hold counts like none.`,
      },
    })
  },
}
