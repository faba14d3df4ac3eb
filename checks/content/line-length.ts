import { type Check, fail, type Fix, info, pass, say } from '../check.ts'
import { sourceOf } from '../facts/octets.ts'
import { notParsed } from '../facts/unread.ts'
import type { TestMail } from '../subject.ts'

/** RFC 5321 §4.5.3.1.6, without the line end. */
const longest = 998
const readable = 78

/** Is every line short enough for SMTP? Servers cut longer ones, and a cut line breaks the signature. */
export const lineLength: Check<TestMail> = {
  id: 'line-length',
  title: 'Length of lines',
  reference: 'RFC 5322 §2.1.1',

  async run(mail) {
    if (mail.raw.byteLength === 0) return notParsed(mail)
    const { length, line } = longestLine(mail.raw)
    const evidence = [{ where: `line ${line}`, what: `${length} octets` }]
    if (length > longest) {
      const explanation = say`Line ${line} has ${length} octets. SMTP carries ${longest}.`
      return fail('too-long', { evidence, explanation, fix })
    }
    const header = sourceOf(mail).slice(0, mail.structure.root.start).split(/\r?\n/)
    if (header.some((text) => text.length > readable))
      return info('over-78', { evidence, explanation: say`Some header lines have more than ${readable} characters.` })
    return pass('short', { evidence, explanation: say`Every line is short enough.` })
  },
}

/** Octets of the longest line, and which it is, from 1. */
function longestLine(raw: Uint8Array): { length: number; line: number } {
  let found = { length: 0, line: 1 }
  let line = 1
  for (let start = 0; start <= raw.length; line++) {
    const feed = raw.indexOf(10, start)
    const end = feed < 0 ? raw.length : feed
    const length = end - start - (raw[end - 1] === 13 && end > start ? 1 : 0)
    if (length > found.length) found = { length, line }
    if (feed < 0) break
    start = feed + 1
  }
  return found
}

const fix: Fix = {
  who: 'message',
  say: say`Encode the text as quoted-printable or base64, and fold header fields at ${readable} characters.`,
  why: say`Servers on the way cut or refuse longer lines, and a line that was cut breaks the signature.`,
}
