import { type Check, type Evidence, fail, type Finding, type Fix, info, pass, say } from '../check.ts'
import { type DmarcEvaluation, evaluateDmarc } from '../facts/dmarc-evaluation.ts'
import { isMail, observedMail } from '../facts/observed-mail.ts'
import { dmarcWalk, type DmarcWalk, type FoundDmarc } from '../facts/organizational-domain.ts'
import type { Domain } from '../subject.ts'
import { noRecord, records, sawRecord, withTags } from './change.ts'

/** Do strict modes of alignment fit the mail that was seen? They ask for exactly the From domain, where relaxed ones take its organization. */
export const dmarcAlignmentMode: Check<Domain> = {
  id: 'dmarc-alignment-mode',
  title: 'Strict DMARC alignment',
  reference: 'RFC 9989 §4.4, §4.7',

  async run(subject, net) {
    const { domain } = subject
    if (!domain) return noRecord(undefined)
    const walk = await dmarcWalk(domain, net)
    const { found } = walk
    if (!found?.record.processed) return noRecord(walk)
    const evidence = sawRecord(walk, found)
    const { adkim, aspf } = found.record
    if (adkim === 'r' && aspf === 'r') {
      return pass('relaxed', { evidence, explanation: say`Any domain of the same organization may stand for ${domain}.` })
    }
    if (isMail(subject)) return judge(await evaluateDmarc(subject, net), walk, found)
    const seen = (await observedMail(subject, found.record, net)).filter(({ proven }) => proven !== undefined)
    if (seen.some(({ proven, relaxed }) => !proven && relaxed)) return breaks(domain, found, evidence)
    if (seen.some(({ proven }) => !proven)) {
      const explanation = say`Mail seen of ${domain} is proven for no domain of this organization.`
      return info('strict-mixed', { evidence, explanation })
    }
    if (seen.length > 0) {
      return pass('strict-fits', { evidence, explanation: say`All mail seen of ${domain} is proven for exactly that domain.` })
    }
    const modes = adkim === 's' && aspf === 's' ? say`SPF and DKIM` : adkim === 's' ? say`DKIM` : say`SPF`
    const explanation = say`For ${modes} only exactly the From domain counts. Whether your mail fits is seen with a test mail.`
    return info('strict-unproven', { evidence, explanation })
  },
}

function judge(dmarc: DmarcEvaluation, walk: DmarcWalk, found: FoundDmarc): Finding {
  const evidence = sawRecord(walk, found)
  if (dmarc.result === 'temperror' && dmarc.silence) throw dmarc.silence
  if (dmarc.result === 'pass')
    return pass('strict-fits', { evidence, explanation: say`The mail is proven for exactly its From domain.` })
  const { spf, dkim } = dmarc
  const relaxed =
    (spf.evaluation?.result === 'pass' && spf.alignment === 'relaxed') ||
    dkim.signatures.some(({ result, alignment }) => result === 'pass' && alignment === 'relaxed')
  if (relaxed) return breaks(dmarc.from, found, evidence)
  return info('strict-mixed', { evidence, explanation: say`The mail is proven for no domain of this organization.` })
}

function breaks(from: string, found: FoundDmarc, evidence: Evidence[]): Finding {
  const explanation = say`The mail is proven for a domain of the same organization, but the DMARC record asks for exactly ${from}.`
  return fail('strict-breaks', { evidence, explanation, cause: 'unaligned', fix: relax(found) })
}

function relax(found: FoundDmarc): Fix {
  const change = found.how === 'from-psd' ? undefined : withTags(found, { adkim: undefined, aspf: undefined })
  return {
    who: 'dns',
    say: say`Take ${'adkim=s'} and ${'aspf=s'} out of the record, or make every service use exactly the From domain.`,
    why: say`With strict modes a signature of a name above or below the From domain does not count.`,
    ...records(change),
  }
}
