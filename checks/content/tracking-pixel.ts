import { type Check, info, pass, say } from '../check.ts'
import { few } from '../facts/few.ts'
import { pageOf } from '../facts/page.ts'
import { identifies, isPixel } from '../facts/pixels.ts'
import { notParsed, pageIsCut } from '../facts/unread.ts'
import type { TestMail } from '../subject.ts'

/** Does the mail count who opens it? */
export const trackingPixel: Check<TestMail> = {
  id: 'tracking-pixel',
  title: 'Tracking pixel',
  reference: 'Directive 2002/58/EC Art. 5(3)',

  async run(mail) {
    const page = pageOf(mail)
    if (!page && mail.notParsed) return notParsed(mail)
    const pixels = page?.images.filter((one) => (one.hidden || isPixel(one)) && identifies(one.src)) ?? []
    const hosts = [...new Set(pixels.map(({ src }) => URL.parse(src)?.hostname ?? ''))]
    const [host] = hosts
    if (host !== undefined) {
      const evidence = few(pixels.map(({ src, line }) => ({ where: `HTML, line ${line}`, what: src })))
      return info('present', {
        evidence,
        explanation: say`An invisible picture at ${hosts.slice(0, 5).join(', ')} counts who opens the mail.`,
      })
    }
    if (page?.cut) return pageIsCut(page)
    return pass('none', {
      evidence: [{ where: 'HTML', what: 'no invisible picture' }],
      explanation: say`No invisible picture counts who opens the mail.`,
    })
  },
}
