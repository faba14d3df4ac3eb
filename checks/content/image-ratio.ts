import { type Check, type Evidence, fail, type Fix, info, pass, say, warn } from '../check.ts'
import { pageOf } from '../facts/page.ts'
import { isPixel } from '../facts/pixels.ts'
import { notParsed, pageIsCut } from '../facts/unread.ts'
import type { TestMail } from '../subject.ts'

/** Characters of text: with these, any number of pictures is fine. */
const enough = 500
const perImage = 200
const least = 50

/**
 * Is there text, or only pictures? Filters cannot read pictures, and many readers see none. One picture beside text is a logo, however
 * short the text: the catalogue asks for 200 characters there, and a password link has fewer.
 */
export const imageRatio: Check<TestMail> = {
  id: 'image-ratio',
  title: 'Pictures and text',
  reference: 'SpamAssassin HTML_IMAGE_ONLY, HTML_IMAGE_RATIO',

  async run(mail) {
    const page = pageOf(mail)
    if (!page && mail.notParsed) return notParsed(mail)
    const images = page?.images.filter((one) => !one.hidden && !isPixel(one)).length ?? 0
    const text = page?.text.replace(/\s+/g, ' ').length ?? 0
    const evidence: Evidence[] = [
      { where: 'HTML', what: `${images} ${images === 1 ? 'picture' : 'pictures'}, ${text} characters of text` },
    ]
    if (images === 0) {
      if (page?.cut) return pageIsCut(page, evidence)
      return info('no-images', { evidence, explanation: say`The mail has no pictures.` })
    }
    if (text < least) {
      if (page?.cut) return pageIsCut(page, evidence)
      return fail('image-only', { evidence, explanation: say`The mail is all pictures and has hardly any text.`, fix })
    }
    if (text >= enough || images <= Math.max(1, text / perImage)) {
      return pass('balanced', { evidence, explanation: say`The mail has text beside its pictures.` })
    }
    return warn('heavy', {
      evidence,
      explanation: say`The mail has ${images} pictures and only ${text} characters of text.`,
      fix,
    })
  },
}

const fix: Fix = {
  who: 'message',
  say: say`Write what the pictures say as text, at least 500 characters of it.`,
  why: say`Spam hides its words in pictures, so filters distrust mail without text. Many programs do not load pictures at all.`,
}
