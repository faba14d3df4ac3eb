import { type Check, fail, type Fix, pass, say, warn } from '../check.ts'
import { decodedOctets } from '../facts/octets.ts'
import { noHtml } from '../facts/unread.ts'
import type { TestMail } from '../subject.ts'

/** Octets. Gmail cuts near 102 KiB; nobody has published the exact place. */
const cut = 104_448
const near = 90 * 1024

/** Is the HTML shown whole? Gmail cuts long mails, and with the end go the unsubscribe link and the counting picture. */
export const htmlSize: Check<TestMail> = {
  id: 'html-size',
  title: 'Size of the HTML',
  reference: 'practice of Gmail',

  async run(mail) {
    const leaf = mail.structure.leaves.find(({ type, attached }) => type === 'text/html' && !attached)
    if (!leaf) return noHtml(mail)
    const size = decodedOctets(mail, leaf).length
    const evidence = [{ where: 'HTML, decoded', what: `${size} bytes` }]
    const kib = Math.round(size / 1024)
    if (size > cut)
      return fail('clipped', {
        evidence,
        explanation: say`Gmail cuts the mail: its HTML has ${kib} KiB, and 102 are shown.`,
        fix,
      })
    if (size >= near)
      return warn('near', { evidence, explanation: say`The HTML has ${kib} KiB, close to the 102 that Gmail shows.`, fix })
    return pass('small', { evidence, explanation: say`The HTML has ${kib} KiB, so Gmail shows all of it.` })
  },
}

const fix: Fix = {
  who: 'message',
  say: say`Bring the HTML below 90 KiB: take out comments and white space, move repeated styles into one style element, and shorten tracking addresses.`,
  why: say`What is cut off is the end, where the unsubscribe link stands.`,
}
