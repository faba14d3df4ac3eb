import { type Check, type Fix, pass, say, warn } from '../check.ts'
import { few } from '../facts/few.ts'
import { sawLinks, webLinks } from '../facts/links.ts'
import { linksAreCut } from '../facts/unread.ts'
import { shortenerOf } from '../records/link-hosts.ts'
import type { TestMail } from '../subject.ts'

/** Do links hide where they lead behind a public shortener? */
export const linkShortener: Check<TestMail> = {
  id: 'link-shortener',
  title: 'Shortened links',
  reference: 'SURBL and Spamhaus DBL, advice on redirectors',

  async run(mail) {
    const short = webLinks(mail).filter(({ url }) => shortenerOf(url.hostname) !== undefined)
    const names = [...new Set(short.map(({ url }) => shortenerOf(url.hostname) ?? ''))]
    if (names.length > 0) {
      return warn('used', {
        evidence: few(sawLinks(short)),
        explanation: say`Links go through ${names.slice(0, 5).join(', ')}, where anybody can hide anything.`,
        fix,
      })
    }
    const cut = linksAreCut(mail)
    if (cut) return cut
    return pass('none', {
      evidence: [{ where: 'body', what: 'no public shortener' }],
      explanation: say`No link goes through a public shortener.`,
    })
  },
}

const fix: Fix = {
  who: 'message',
  say: say`Link to the full address, or to a short one under your own domain.`,
  why: say`Spammers use public shorteners, so their domains are on blocklists time and again, and the reader cannot see where a link leads.`,
}
