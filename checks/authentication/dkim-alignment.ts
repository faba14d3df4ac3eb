import { type Check, fail, type Fix, info, pass, say, warn } from '../check.ts'
import { brokenOwn, unalignedCause } from '../facts/dkim-cause.ts'
import { evaluateDmarc } from '../facts/dmarc-evaluation.ts'
import { isFreemail } from '../facts/freemail.ts'
import { sawSignatures } from '../facts/signature-that-counts.ts'
import { Unreachable } from '../net.ts'
import type { TestMail } from '../subject.ts'

/** Is a passing signature's domain aligned with the From domain? Anybody can sign; only a signature of the From domain proves it. */
export const dkimAlignment: Check<TestMail> = {
  id: 'dkim-alignment',
  title: 'DKIM alignment',
  reference: 'RFC 9989 §4.4.1',

  async run(mail, net) {
    const { dkim, spf, found, from } = await evaluateDmarc(mail, net)
    const evidence = [...sawSignatures(dkim.signatures), { where: 'From', what: from || 'no usable domain' }]
    const passing = dkim.signatures.filter(({ result }) => result === 'pass')
    const best =
      passing.find(({ aligned, alignment }) => aligned && alignment === 'strict') ?? passing.find(({ aligned }) => aligned)
    if (best) {
      return pass(best.alignment === 'strict' ? 'strict' : 'relaxed', {
        evidence,
        explanation: say`The signature is from ${best.domain} and stands for ${from}.`,
      })
    }
    const silence = dkim.signatures.map((one) => one.silence ?? one.alignment).find((one) => one instanceof Unreachable)
    if (dkim.proven === undefined && silence) throw silence
    const [first] = passing
    if (!first) return info('not-passed', { evidence, explanation: say`No signature holds, so none stands for anybody.` })
    const spfSilence = spf.evaluation?.silence ?? (spf.alignment instanceof Unreachable ? spf.alignment : undefined)
    if (spf.proven === undefined && spfSilence) throw spfSilence
    const strict = found?.record.adkim === 's' && first.alignment === 'relaxed'
    const said = {
      evidence,
      explanation: strict
        ? say`The signature is from ${first.domain}, and ${from} asks for exactly its own domain.`
        : say`The signature is from ${first.domain}, not ${from || 'the From domain'}.`,
      cause: await unalignedCause(mail, net, { dkim }),
      fix: fixOf(from, brokenOwn(dkim.signatures) !== undefined),
    }
    return spf.proven ? warn('spf-only', said) : fail('unaligned', said)
  },
}

function fixOf(from: string, signedAndBroken: boolean): Fix {
  const why = say`Receivers compare the signature's domain with the From address. Only a signature of your own domain counts.`
  if (signedAndBroken) {
    const say_ = say`The mail was signed by ${from} too, but that signature does not hold. Repair what the rows about it show.`
    return { who: 'sending-service', say: say_, why }
  }
  if (isFreemail(from)) {
    return { who: 'message', say: say`Send from an address at your own domain: only ${from} itself can sign for ${from}.`, why }
  }
  return {
    who: 'sending-service',
    say: say`In the service that sends the mail, turn on signing with your own domain, ${from || 'the one in From'}. It will show you records to publish.`,
    why,
  }
}
