import { type Check, fail, type Fix, info, pass, say, warn } from '../check.ts'
import { few } from '../facts/few.ts'
import { pageOf } from '../facts/page.ts'
import { notParsed, pageIsCut } from '../facts/unread.ts'
import type { TestMail } from '../subject.ts'

/** Characters of text for each picture, below which a mail lives from its pictures. */
const perImage = 200

/** Do the pictures have words for those who do not see them? */
export const imageAlt: Check<TestMail> = {
  id: 'image-alt',
  title: 'Alternative texts',
  reference: 'WCAG 2.2 SC 1.1.1',

  async run(mail) {
    const page = pageOf(mail)
    if (!page && mail.notParsed) return notParsed(mail)
    const images = page?.images ?? []
    const missing = images.filter(({ alt }) => alt === undefined)
    const evidence = few(missing.map(({ src, line }) => ({ where: `HTML, line ${line}`, what: `no alt: ${src.slice(0, 300)}` })))
    if (!page || images.length === 0) {
      if (page?.cut) return pageIsCut(page)
      return info('no-images', {
        evidence: [{ where: 'HTML', what: 'no pictures' }],
        explanation: say`The mail has no pictures.`,
      })
    }
    const heavy = page.text.length < 500 && images.length > page.text.length / perImage
    if (missing.length === images.length && heavy) {
      return fail('none', {
        evidence,
        explanation: say`The mail lives from its pictures, and none has an alternative text.`,
        fix,
      })
    }
    if (missing.length > 0) {
      return warn('some-missing', {
        evidence,
        explanation: say`${missing.length} of ${images.length} pictures have no alternative text.`,
        fix,
      })
    }
    if (page.cut) return pageIsCut(page)
    return pass('all', {
      evidence: [{ where: 'HTML', what: `${images.length} pictures, all with alt` }],
      explanation: say`Every picture has an alternative text.`,
    })
  },
}

const fix: Fix = {
  who: 'message',
  say: say`Give every img an alt attribute that says what the picture says, and an empty one, alt="", to decoration and invisible pictures.`,
  why: say`Readers without pictures, and those who have the mail read to them, get the words instead.`,
}
