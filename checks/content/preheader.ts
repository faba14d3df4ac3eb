import { type Check, info, pass, say } from '../check.ts'
import { pageOf, withoutSpacers } from '../facts/page.ts'
import { noHtml, pageIsCut } from '../facts/unread.ts'
import type { TestMail } from '../subject.ts'

/** Characters of the first text that are looked at: more than any inbox shows. */
const shown = 150

/** What stands beside the subject in the inbox: does it say something? */
export const preheader: Check<TestMail> = {
  id: 'preheader',
  title: 'Preview in the inbox',
  reference: 'practice of mail programs',

  async run(mail) {
    const page = pageOf(mail)
    if (!page) return noHtml(mail)
    const [first] = page.hidden.filter((one) => one.first)
    const text = [first?.text ?? '', withoutSpacers(page.text.slice(0, 2000))].filter(Boolean).join(' ').slice(0, shown)
    const image = page.images.find(({ alt, hidden }) => alt && !hidden)
    const evidence = [{ where: 'the first text', what: text || image?.alt || '(none)' }]
    if (text === '' && !image) {
      if (page.cut) return pageIsCut(page)
      return info('missing', { evidence, explanation: say`The inbox has no text to show beside the subject.` })
    }
    if (text === '' || isTechnical(text)) {
      return info('technical', {
        evidence,
        explanation: say`The inbox shows what the template begins with, and not what the mail is about.`,
      })
    }
    return pass('present', { evidence, explanation: say`The inbox shows the mail's first words beside the subject.` })
  },
}

const technical =
  /^(?:\W*)(?:https?:|www\.|view (?:this|it|the|in|email|online)|(?:can.?t|cannot|trouble|problems?) (?:see|view|read)|(?:is this|if this|if you).{0,40}(?:display|see|view|read|browser)|read online|web ?version|online version|im browser|wird diese|falls (?:diese|sie|der|die)|online.?(?:ansicht|version)|voir (?:la version|cet|en ligne)|si vous ne|version en ligne|ver (?:en el|en tu|online|este|no)|si no (?:puedes|ves)|visualizza|se non (?:visualizzi|vedi)|bekijk (?:de|deze|online)|logo\b|image\b|header\b)/i

/** What a template begins with, rather than the mail. */
const isTechnical = (text: string): boolean => technical.test(text.slice(0, 120)) || !/\p{L}{2,}/u.test(text)
