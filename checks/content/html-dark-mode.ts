import { type Check, info, pass, say } from '../check.ts'
import { pageOf } from '../facts/page.ts'
import { noHtml, pageIsCut } from '../facts/unread.ts'
import type { TestMail } from '../subject.ts'

/** Does the mail say how it looks on a dark screen? Else each program turns its colours around in its own way. */
export const htmlDarkMode: Check<TestMail> = {
  id: 'html-dark-mode',
  title: 'Dark mode',
  reference: 'CSS Color Adjustment 1 §2',

  async run(mail) {
    const page = pageOf(mail)
    if (!page) return noHtml(mail)
    if (page.colourScheme) {
      return pass('declared', {
        evidence: [{ where: 'HTML', what: 'color-scheme' }],
        explanation: say`The mail says which colour schemes it was made for.`,
      })
    }
    if (page.cut) return pageIsCut(page)
    return info('undeclared', {
      evidence: [{ where: 'HTML', what: 'no color-scheme' }],
      explanation: say`The mail does not say how it looks on a dark screen, so mail programs change its colours as they like.`,
    })
  },
}
