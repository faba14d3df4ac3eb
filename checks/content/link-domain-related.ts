import { type Check, type Fix, info, pass, say, warn } from '../check.ts'
import { few } from '../facts/few.ts'
import { linkedHosts } from '../facts/linked-hosts.ts'
import { sawLinks, webLinks } from '../facts/links.ts'
import { linksAreCut } from '../facts/unread.ts'
import { sharedCounterOf } from '../records/link-hosts.ts'
import { sameOrganization } from '../records/names.ts'
import type { TestMail } from '../subject.ts'

/** Do the links belong to the sender? Then they share its reputation, good or bad. */
export const linkDomainRelated: Check<TestMail> = {
  id: 'link-domain-related',
  title: 'Whose hosts the links use',
  reference: 'practice of filters',

  async run(mail) {
    const links = webLinks(mail)
    const evidence = few(sawLinks(links))
    const cut = linksAreCut(mail)
    if (cut) return cut
    if (links.length === 0)
      return info('none', { evidence: [{ where: 'body', what: 'no links' }], explanation: say`The mail has no links to pages.` })
    const counters = links.map(({ url }) => sharedCounterOf(url.hostname))
    if (counters.every((counter) => counter !== undefined)) {
      const shared = [...new Set(counters)].slice(0, 3).join(' and ')
      return warn('shared-tracking', {
        evidence,
        explanation: say`All clicks go through ${shared}, which a sending service shares among its customers.`,
        fix: counting(mail.domain),
      })
    }
    if (linkedHosts(mail).some((host) => sameOrganization(host, mail.domain))) {
      return pass('own', { evidence, explanation: say`Links lead to hosts of ${mail.domain}.` })
    }
    return info('foreign', { evidence, explanation: say`No link or picture is at ${mail.domain || 'the sender'}.` })
  },
}

const counting = (domain: string): Fix => ({
  who: 'sending-service',
  say: say`Set up a click domain of your own in the sending service, such as ${domain ? `click.${domain}` : 'click under your domain'}, and publish the CNAME it gives you.`,
  why: say`A shared click domain carries the reputation of all who use it, and when one of them sends spam it is listed for everybody.`,
})
