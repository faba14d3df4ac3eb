import { type Check, fail, type Fix, info, pass, say } from '../check.ts'
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
    const { dkim, spf, from } = await evaluateDmarc(mail, net)
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
        fix: signIt(from, spf.proven === true),
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

/** Where nothing else proves the mail either it may be somebody else's, and then there is nothing to turn on. */
function signIt(from: string, proven: boolean): Fix {
  const domain = from || 'your domain'
  const turnOn = say`Turn on DKIM for ${domain} at the service that sends the mail. It shows you the record to publish.`
  const fix = {
    who: 'sending-service' as const,
    why: say`A signature shows that the mail is from you and unchanged, also after it was forwarded. Large receivers ask for it.`,
  }
  if (proven) return { ...fix, say: turnOn }
  return {
    ...fix,
    say: say`If you sent this, turn on DKIM for ${domain} at the service that sends the mail.`,
    asks: [
      {
        question: say`Did you send this?`,
        answers: [
          { answer: say`With a service`, say: turnOn },
          {
            answer: say`From our own server`,
            say: say`Let its mail program sign (in Postfix with OpenDKIM or Rspamd), and publish the record it shows for ${domain}.`,
          },
          { answer: say`No`, say: say`There is nothing to sign. That nothing proves this mail is how receivers can tell.` },
        ],
      },
    ],
  }
}
