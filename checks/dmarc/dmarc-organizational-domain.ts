import { getDomain } from 'tldts'
import { type Check, type Fix, info, pass, say, warn } from '../check.ts'
import { dmarcWalk, type DmarcWalk, organizationalDomain } from '../facts/organizational-domain.ts'
import type { Domain } from '../subject.ts'
import { noRecord, records, sawWalk, withTags } from './change.ts'

/**
 * Do old and new receivers agree on what organization the domain belongs to? New ones find it by walking up the names, old ones in the public
 * suffix list. It decides which domain may prove mail for which other.
 */
export const dmarcOrganizationalDomain: Check<Domain> = {
  id: 'dmarc-organizational-domain',
  title: 'Organization of the domain',
  reference: 'RFC 9989 §4.10.2, App. A.5',

  async run({ domain }, net) {
    if (!domain) return noRecord(undefined)
    const [walk, organization] = await Promise.all([dmarcWalk(domain, net), organizationalDomain(domain, net)])
    const evidence = sawWalk(walk)
    const listed = [getDomain(domain), getDomain(domain, { allowPrivateDomains: true })].map((name) => name ?? domain)
    const [byList = domain] = listed
    evidence.push({
      where: `${domain}, organizational domain`,
      what: `by the tree walk ${organization}, by the public suffix list ${byList}`,
    })
    if (walk.steps.every(({ record }) => !record)) {
      const explanation = say`Without a DMARC record above it, ${domain} is an organization of its own to newer receivers.`
      return info('unconfirmed', { evidence, explanation })
    }
    const own = walk.steps.find((step) => step.domain === organization)?.record
    if (!listed.includes(organization) && own?.psd === 'n') {
      const explanation = say`${organization} stands for itself (${'psd=n'}); older receivers count it to ${byList}.`
      return info('split-by-psd-n', { evidence, explanation })
    }
    if (!listed.includes(organization)) {
      const explanation = say`Newer receivers count ${domain} to ${organization}, older ones to ${byList}.`
      return warn('differs-psl', { evidence, explanation, fix: decide(walk, organization, byList) })
    }
    return pass('expected', {
      evidence,
      explanation: say`${domain} belongs to ${organization}, for older and newer receivers alike.`,
    })
  },
}

function decide(walk: DmarcWalk, organization: string, byList: string): Fix {
  const own = walk.steps.find((step) => step.domain === organization)
  const above = walk.steps.find((step) => step.domain === byList)
  const empty = above !== undefined && above.answer.status !== 'records'
  const split = own?.record && withTags({ domain: organization, record: own.record, how: 'own' }, { psd: 'n' })
  return {
    who: 'dns',
    say: say`Say in DNS whether ${organization} belongs to ${byList}.`,
    why: say`A signature of one can stand for mail of the other with some receivers, and not with others.`,
    asks: [
      {
        question: say`Should ${byList} and ${organization} count as one organization?`,
        answers: [
          {
            answer: say`Yes`,
            say: say`Publish a DMARC record at ${`_dmarc.${byList}`}. This one only watches, and changes nothing for your mail.`,
            ...(empty
              ? { records: [{ action: 'add', name: `_dmarc.${byList}`, type: 'TXT', value: 'v=DMARC1; p=none', ttl: 3600 }] }
              : {}),
          },
          { answer: say`No`, say: say`Say that ${organization} stands for itself.`, ...records(split) },
        ],
      },
    ],
  }
}
