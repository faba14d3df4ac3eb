import { type Check, fail, type Fix, pass, say, warn } from '../check.ts'
import { announcedUtf8 } from '../facts/smtputf8.ts'
import { headerIsCut, notParsed } from '../facts/unread.ts'
import type { TestMail } from '../subject.ts'

/** Octets of header that are looked through. */
const longest = 1024 * 1024

/** Is every line of the header a field or the continuation of one? Many programs take the first other line for the end of the header. */
export const headerSyntax: Check<TestMail> = {
  id: 'header-syntax',
  title: 'Form of the header',
  reference: 'RFC 5322 §2.2',

  async run(mail) {
    const lines = headerLines(mail.raw)
    const found = (bad: (line: string, index: number) => boolean) => {
      const at = lines.findIndex(bad)
      return at < 0 ? undefined : { where: `line ${at + 1} of the header`, what: lines[at] ?? '' }
    }
    const bare = found((line, index) => !/^[!-9;-~]+[ \t]*:/.test(line) && (index === 0 || !/^[ \t]/.test(line)))
    if (bare)
      return fail('no-colon', {
        evidence: [bare],
        explanation: say`A line of the header is no field. What follows may be taken for the text.`,
        fix,
      })
    const octets = announcedUtf8(mail) ? undefined : found((line) => /[\x80-\xff]/.test(line))
    if (octets) {
      const evidence = [{ ...octets, what: Buffer.from(octets.what, 'latin1').toString() }]
      const explanation = say`The header holds characters that are not encoded, and nothing announced them.`
      return warn('raw-8bit', { evidence, explanation, fix: encode, cause: '8bit-headers' })
    }
    const blank = found((line, index) => index > 0 && /^[ \t]+$/.test(line))
    if (blank)
      return warn('blank-fold', { evidence: [blank], explanation: say`A line of the header holds nothing but white space.`, fix })
    if (headerIsCut(mail)) return notParsed(mail)
    const evidence = [{ where: 'header', what: `${lines.length} lines` }]
    return pass('valid', { evidence, explanation: say`Every line of the header is well-formed.` })
  },
}

/** The lines before the empty one, one character an octet. */
function headerLines(raw: Uint8Array): string[] {
  const text = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, longest)).toString('latin1')
  const lines = text.split(/\r?\n/)
  const end = lines.indexOf('')
  return end < 0 ? lines : lines.slice(0, end)
}

const fix: Fix = {
  who: 'message',
  say: say`Mend the line shown. A long field goes on in the next line after a space.`,
  why: say`Gmail refuses mail with malformed fields, and other programs show half of the header as text.`,
}

const encode: Fix = {
  who: 'message',
  say: say`Encode what is not ASCII (RFC 2047). Mail libraries do it when they are given the text instead of a finished line.`,
  why: say`Gmail refuses such mail, and others show broken characters.`,
}
