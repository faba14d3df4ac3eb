import { type Check, fail, info, pass, say, warn } from '../check.ts'
import { type ListAnswer, nameListings, sawLists } from '../facts/blocklists.ts'
import { few } from '../facts/few.ts'
import type { Domain } from '../subject.ts'
import { delist, isConclusive, listedAs, namesOf, notAnswered } from './outcome.ts'

/** Names looked at: of a mail there are a few, of a domain one. */
const mostNames = 6

/** Is one of the sender's own domains on a list? Receivers then refuse mail that names it anywhere. */
export const blocklistDomainOwn: Check<Domain> = {
  id: 'blocklist-domain-own',
  title: 'Domain blocklists',
  reference: 'RFC 5782 §3; Spamhaus DBL, SURBL, URIBL',
  silence: 'not-answered',

  async run({ domain, spfDomain, selectors }, net) {
    const names = [...new Set([domain, spfDomain, ...selectors.map((one) => one.domain)])].filter(Boolean).slice(0, mostNames)
    const answers: ListAnswer[] = (await Promise.all(names.map((name) => nameListings(name, net)))).flat()
    const evidence = few(sawLists(answers))
    const stop = say`Find the mail or the site that caused it, and mend that.`
    const listed = listedAs(answers, 'listed')
    if (listed.length > 0) {
      const explanation = say`${listed[0]?.about ?? domain} is on ${namesOf(listed)}. Most receivers refuse mail that names it.`
      return fail('listed', { evidence, explanation, fix: delist(listed, stop) })
    }
    const abused = listedAs(answers, 'abused', 'redirector')
    if (abused.length > 0) {
      const explanation = say`${abused[0]?.about ?? domain} is on ${namesOf(abused)} as a good domain that is being abused, often a hacked site.`
      return warn('abused', { evidence, explanation, fix: delist(abused, stop) })
    }
    if (!isConclusive(answers)) return notAnswered(answers)
    const grey = listedAs(answers, 'grey')
    if (grey.length > 0) {
      return info('grey', {
        evidence,
        explanation: say`${namesOf(grey)} has ${grey[0]?.about ?? domain} on its grey list, which hardly any receiver uses.`,
      })
    }
    return pass('clear', { evidence, explanation: say`${domain} is on none of the domain lists that answered.` })
  },
}
