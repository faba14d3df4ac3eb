import { type Check, type Evidence, type Fix, info, pass, saw, say, warn } from '../check.ts'
import { dmarcWalk, type FoundDmarc, organizationalDomain } from '../facts/organizational-domain.ts'
import { wildcard } from '../facts/wildcard.ts'
import type { Answer, Net } from '../net.ts'
import type { Domain } from '../subject.ts'
import { noRecord, records, sawRecord, withTags } from './change.ts'

/** Is mail from invented names below the domain covered (`np`)? Where a wildcard answers, no name is missing and `np` never applies. */
export const dmarcNonexistentPolicy: Check<Domain> = {
  id: 'dmarc-nonexistent-policy',
  title: 'DMARC policy for invented names',
  reference: 'RFC 9989 §4.7, §3.2.13',

  async run({ domain }, net) {
    if (!domain) return noRecord(undefined)
    const walk = await dmarcWalk(domain, net)
    const { found } = walk
    if (!found?.record.processed) return noRecord(walk)
    if (found.how === 'own' && (await organizationalDomain(domain, net)) !== domain) {
      const explanation = say`Names below ${domain} follow the record of their organization, so ${'np='} has no effect here.`
      return info('ignored', { evidence: sawRecord(walk, found), explanation })
    }
    const answering = await wildcardAnswers(found.domain, net)
    const evidence: Evidence[] = [...sawRecord(walk, found), ...answering.flatMap(saw)]
    const { p = 'none', sp = p, np = sp, onlyMonitors } = found.record
    const policy = onlyMonitors ? 'none' : answering.length > 0 ? sp : np
    if (policy !== 'none') {
      return pass('covered', {
        evidence,
        explanation: say`Receivers are asked to act on mail from invented names below ${found.domain}.`,
      })
    }
    if (p !== 'none' && !onlyMonitors) {
      const explanation = say`Mail from invented names below ${found.domain} is only watched, while ${found.domain} itself is protected.`
      // Without `np`, or where it never applies, it is `sp` that lets these names go, and dmarc-subdomain-policy says so.
      const cause = policy === found.record.sp ? { cause: 'dmarc-below' } : {}
      return warn('open', { evidence, explanation, ...cause, fix: cover(found, answering.length > 0) })
    }
    const explanation = say`Mail from invented names below ${found.domain} is only watched, like that of ${found.domain} itself.`
    return info('monitoring', { evidence, explanation })
  },
}

/** The answers for a name that nobody made; none without a wildcard. */
async function wildcardAnswers(domain: string, net: Net): Promise<Answer[]> {
  const { mx, txt, a, aaaa } = await wildcard(domain, net)
  return [mx, txt, a, aaaa].filter(({ status }) => status === 'records')
}

function cover(found: FoundDmarc, wild: boolean): Fix {
  const why = say`Nobody sends real mail from a name that does not exist, and forgers like such names.`
  const own = found.how !== 'from-psd'
  if (!wild) {
    const change = own ? withTags(found, { np: 'reject' }) : undefined
    return { who: 'dns', say: say`Add ${'np=reject'} to the record at ${`_dmarc.${found.domain}`}.`, why, ...records(change) }
  }
  return {
    who: 'dns',
    say: say`Take the wildcard below ${found.domain} away, or let ${'sp='} cover every name below it.`,
    why,
    asks: [
      {
        question: say`Have the reports shown that everything you send from names below ${found.domain} passes?`,
        answers: [
          {
            answer: say`Yes, or nothing is sent from there`,
            say: say`Ask receivers to refuse the rest.`,
            ...records(own ? withTags(found, { sp: 'reject' }) : undefined),
          },
          { answer: say`No, or not known`, say: say`Leave it as it is. Fix first what does not pass.` },
        ],
      },
    ],
  }
}
