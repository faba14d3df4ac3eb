import { type Check, fail, type Fix, info, pass, say, warn } from '../check.ts'
import { nameListings, sawLists } from '../facts/blocklists.ts'
import { endHostsOf } from '../facts/fetched.ts'
import { few } from '../facts/few.ts'
import { linkedHosts } from '../facts/linked-hosts.ts'
import { registrableDomain } from '../records/names.ts'
import type { TestMail } from '../subject.ts'
import { isConclusive, type Listed, listedAs, notAnswered } from './outcome.ts'

/** Hosts looked at, of different owners first: each is a handful of questions to lists that count them. */
const mostHosts = 10

/** Is a domain linked in the message on a list? What a link redirects to is looked at when a person has had the links requested. */
export const blocklistDomainLink: Check<TestMail> = {
  id: 'blocklist-domain-link',
  title: 'Blocklists: linked domains',
  reference: 'RFC 5782 §3; Spamhaus DBL, SURBL, URIBL',
  silence: 'not-answered',

  async run(mail, net) {
    const hosts = [...new Set([...linkedHosts(mail), ...(await endHostsOf(mail, net))])]
    if (hosts.length === 0)
      return info('no-links', { evidence: [{ where: 'body', what: 'no links' }], explanation: say`The mail has no links.` })
    const owners = new Map(hosts.toReversed().map((host) => [registrableDomain(host), host]))
    const chosen = [...new Set([...[...owners.values()].reverse(), ...hosts])].slice(0, mostHosts)
    const answers = (await Promise.all(chosen.map((host) => nameListings(host, net)))).flat()
    const evidence = few(sawLists(answers))
    const [listed] = listedAs(answers, 'listed', 'abused')
    if (listed) {
      return fail('listed', {
        evidence,
        explanation: say`The message links to ${listed.about}, which is on ${listed.list.name}. Most receivers refuse such mail.`,
        fix: replace(listed),
      })
    }
    const [redirector] = listedAs(answers, 'redirector')
    if (redirector) {
      return warn('redirector', {
        evidence,
        explanation: say`The message links through ${redirector.about}, a redirector that spammers abuse.`,
        fix: replace(redirector),
      })
    }
    if (!isConclusive(answers)) return notAnswered(answers)
    const explanation = say`No domain that the message links to is on a list that answered (${chosen.length} hosts).`
    return pass('clear', { evidence, explanation })
  },
}

function replace({ about }: Listed): Fix {
  return {
    who: 'message',
    say: say`Take the link to ${about} out, or link to your own domain straight.`,
    why: say`Receivers look up every domain that a message names, and hold a listed one against the whole message.`,
  }
}
