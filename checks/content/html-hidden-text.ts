import { type Check, type Fix, pass, say, warn } from '../check.ts'
import { few } from '../facts/few.ts'
import { pageOf } from '../facts/page.ts'
import { notParsed, pageIsCut } from '../facts/unread.ts'
import type { TestMail } from '../subject.ts'

/** Characters: beyond this it is more than a preheader. */
const much = 200
/** Zero-width characters in a row. */
const longestRun = 300

/** Is there text that the reader does not see and the filter does? */
export const htmlHiddenText: Check<TestMail> = {
  id: 'html-hidden-text',
  title: 'Hidden text',
  reference: 'Google 81126, "hidden content"',

  async run(mail) {
    const page = pageOf(mail)
    if (!page && mail.notParsed) return notParsed(mail)
    const hidden = page?.hidden ?? []
    const size = hidden.reduce((sum, { text }) => sum + text.length, 0)
    const evidence = few(
      hidden.map(({ text, why, line }) => ({ where: `HTML, line ${line}, hidden by ${why}`, what: text.slice(0, 200) })),
    )
    if (size > much)
      return warn('much', { evidence, explanation: say`${size} characters of text are hidden from the reader.`, fix })
    const padding = page?.padding ?? 0
    if (padding > longestRun) {
      const row = { where: 'HTML', what: `${padding} characters without width in a row` }
      return warn('padding', {
        evidence: [row, ...evidence],
        explanation: say`The text holds ${padding} invisible characters in a row.`,
        fix,
      })
    }
    if (page?.cut) return pageIsCut(page)
    const said = evidence.length > 0 ? say`Only a short preview text is hidden.` : say`No text is hidden from the reader.`
    return pass('none', {
      evidence: evidence.length > 0 ? evidence : [{ where: 'HTML', what: 'no hidden text' }],
      explanation: said,
    })
  },
}

const fix: Fix = {
  who: 'message',
  say: say`Take the hidden text out. A preview text of up to 150 characters is fine.`,
  why: say`Spam hides text to mislead filters, so Gmail treats hidden content as a sign of it.`,
}
