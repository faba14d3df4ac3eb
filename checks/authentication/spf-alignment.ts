import { type Check, fail, type Fix, info, pass, say } from '../check.ts'
import { unalignedCause } from '../facts/dkim-cause.ts'
import { evaluateDmarc } from '../facts/dmarc-evaluation.ts'
import { isFreemail } from '../facts/freemail.ts'
import { notWitnessed } from '../facts/witnessed.ts'
import { Unreachable } from '../net.ts'
import type { TestMail } from '../subject.ts'

/** Is the SPF domain aligned with the From domain? Readers see From; SPF proves the bounce address, which they do not see. */
export const spfAlignment: Check<TestMail> = {
  id: 'spf-alignment',
  title: 'SPF alignment',
  reference: 'RFC 9989 §4.4.2',

  async run(mail, net) {
    const { spf, dkim, found, from } = await evaluateDmarc(mail, net)
    if (!spf.evaluation) return notWitnessed()
    const { domain, result, silence } = spf.evaluation
    if (silence) throw silence
    const evidence = [
      { where: spf.evaluation.identity === 'helo' ? 'HELO' : 'MAIL FROM', what: `${domain || '(no domain)'}: SPF ${result}` },
      { where: 'From', what: from || 'no usable domain' },
    ]
    if (result !== 'pass') return info('not-passed', { evidence, explanation: say`SPF did not pass, so it stands for nobody.` })
    if (spf.alignment instanceof Unreachable) throw spf.alignment
    if (spf.aligned) {
      const explanation = say`The bounce address is under ${from}, so the list of permitted servers stands for it.`
      return pass(spf.alignment === 'strict' ? 'strict' : 'relaxed', { evidence, explanation })
    }
    if (dkim.proven) {
      return info('esp-domain', {
        evidence,
        explanation: say`The bounce address belongs to your sending service. That is normal.`,
      })
    }
    const unproven = dkim.signatures.find((signature) => signature.silence)?.silence
    if (dkim.proven === undefined && unproven) throw unproven
    const strict = found?.record.aspf === 's' && spf.alignment === 'relaxed'
    return fail('unaligned', {
      evidence,
      explanation: strict
        ? say`The bounce address is at ${domain}, and ${from} asks for exactly its own domain.`
        : say`The bounce address is at ${domain}, not under ${from || 'the From domain'}, and no signature stands for it either.`,
      cause: from === '' ? 'from-unusable' : await unalignedCause(mail, net, { dkim }),
      fix: fixOf(from),
    })
  },
}

function fixOf(from: string): Fix {
  const why = say`Receivers compare the bounce address with the From address. Only a domain of yours counts as proof.`
  if (isFreemail(from))
    return { who: 'message', say: say`Send from an address at your own domain; ${from} permits only its own servers.`, why }
  return {
    who: 'sending-service',
    say: say`In your sending service, turn on a bounce address (Return-Path) under ${from || 'your own domain'}. It shows the records to publish.`,
    why,
  }
}
