import { type Check, fail, info, pass, say, warn } from '../check.ts'
import { evaluateDmarc } from '../facts/dmarc-evaluation.ts'
import { forwarding } from '../facts/forwarding.ts'
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
      cause: (await forwarding(mail, net)) ? 'forwarding' : 'unaligned',
      fix: {
        who: 'sending-service' as const,
        say: say`In the service that sends the mail, turn on signing with your own domain, ${from || 'the one in From'}. It will show you records to publish.`,
        why: say`Receivers compare the signature's domain with the From address. Only a signature of your own domain counts.`,
      },
    }
    return spf.proven ? warn('spf-only', said) : fail('unaligned', said)
  },
}
