import { type Check, type Fix, info, pass, say, warn } from '../check.ts'
import { few } from '../facts/few.ts'
import { linksOf, webLinks } from '../facts/links.ts'
import { linksAreCut } from '../facts/unread.ts'
import type { TestMail } from '../subject.ts'

const mostHosts = 10
const mostLinks = 100

/** Are there more links, or links to more places, than one mail needs? */
export const linkCount: Check<TestMail> = {
  id: 'link-count',
  title: 'Number of links',
  reference: 'practice',

  async run(mail) {
    const links = linksOf(mail)
    const hosts = [...Map.groupBy(webLinks(mail), ({ url }) => url.hostname)].sort(([, a], [, b]) => b.length - a.length)
    const evidence = few(hosts.map(([host, some]) => ({ where: host, what: `${some.length} links` })))
    if (hosts.length > mostHosts || links.length > mostLinks) {
      return warn('many', { evidence, explanation: say`The mail has ${links.length} links to ${hosts.length} hosts.`, fix })
    }
    const cut = linksAreCut(mail)
    if (cut) return cut
    if (links.length === 0)
      return info('none', { evidence: [{ where: 'body', what: 'no links' }], explanation: say`The mail has no links.` })
    return pass('normal', {
      evidence: evidence.length > 0 ? evidence : [{ where: 'body', what: `${links.length} links` }],
      explanation: say`The mail has ${links.length} links to ${hosts.length} hosts.`,
    })
  },
}

const fix: Fix = {
  who: 'message',
  say: say`Leave only the links the reader needs, and as few foreign hosts as you can.`,
  why: say`Each foreign host brings its own reputation into your mail, and one bad one is enough.`,
}
