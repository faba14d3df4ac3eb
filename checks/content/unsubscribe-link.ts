import { type Check, fail, type Finding, type Fix, info, pass, say, warn } from '../check.ts'
import { few } from '../facts/few.ts'
import { type MailLink, sawLinks, shownLinks } from '../facts/links.ts'
import { perhapsOnlyInTest } from '../facts/test-send.ts'
import { linksAreCut } from '../facts/unread.ts'
import type { TestMail } from '../subject.ts'

/** CSS pixels: smaller is not meant to be read. */
const smallest = 8

/** Can a reader see how to leave the list? */
export const unsubscribeLink: Check<TestMail> = {
  id: 'unsubscribe-link',
  title: 'Unsubscribe link in the mail',
  reference: 'Google 81126; CAN-SPAM §5(a)(3)',

  async run(mail) {
    return perhapsOnlyInTest(mail, judge(mail))
  },
}

function judge(mail: TestMail): Finding {
  const links = shownLinks(mail).filter(({ kind }) => kind === 'unsubscribe')
  const evidence = few(sawLinks(links))
  const hidden = (link: MailLink) => link.hidden !== undefined || link.fontSize < smallest
  if (links.some((link) => !hidden(link)))
    return pass('present', { evidence, explanation: say`The mail shows a link to unsubscribe.` })
  if (!mail.bulk)
    return info('not-needed', {
      evidence: [{ where: 'body', what: 'no unsubscribe link' }],
      explanation: say`This is not bulk mail, so it needs no unsubscribe link.`,
    })
  const [link] = links
  if (link) {
    const how = link.hidden ? say`hidden by ${link.hidden}` : say`set in ${Math.round(link.fontSize)} pixels`
    return warn('hidden', { evidence, explanation: say`The link to unsubscribe is ${how}, so readers do not find it.`, fix })
  }
  const cut = linksAreCut(mail)
  if (cut) return cut
  return fail('missing', {
    evidence: [{ where: 'body', what: 'no link that says unsubscribe' }],
    explanation: say`This looks like bulk mail, and nothing in it offers to unsubscribe.`,
    fix,
    cause: 'no-unsubscribe',
  })
}

const fix: Fix = {
  who: 'message',
  say: say`Put a link that says "Unsubscribe" at the end of the mail, in a size and colour that can be read.`,
  why: say`Gmail, Yahoo and the law of many countries ask for it. Readers who find no way out report spam.`,
}
