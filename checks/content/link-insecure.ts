import { type Check, type Fix, info, pass, say, warn } from '../check.ts'
import { few } from '../facts/few.ts'
import { linksOf, sawLinks } from '../facts/links.ts'
import { linksAreCut } from '../facts/unread.ts'
import type { TestMail } from '../subject.ts'

/** Do the links lead to encrypted pages? */
export const linkInsecure: Check<TestMail> = {
  id: 'link-insecure',
  title: 'Links without encryption',
  reference: 'RFC 9110 §4.2.2',

  async run(mail) {
    const links = linksOf(mail)
    const plain = links.filter(({ url }) => url?.protocol === 'http:')
    const [first] = plain
    if (first)
      return warn('http', {
        evidence: few(sawLinks(plain)),
        explanation: say`${plain.length} of ${links.length} links are http, without encryption.`,
        fix,
      })
    const cut = linksAreCut(mail)
    if (cut) return cut
    if (links.length === 0)
      return info('none', { evidence: [{ where: 'body', what: 'no links' }], explanation: say`The mail has no links.` })
    return pass('https', {
      evidence: [{ where: 'body', what: `${links.length} links` }],
      explanation: say`No link is plain http.`,
    })
  },
}

const fix: Fix = {
  who: 'message',
  say: say`Write the addresses with https://, also those of your click counter.`,
  why: say`Browsers warn of such pages, and everybody on the way can read and change them.`,
}
