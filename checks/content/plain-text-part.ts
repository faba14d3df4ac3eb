import { type Check, type Fix, info, pass, say, unknown, warn } from '../check.ts'
import type { TestMail } from '../subject.ts'
import { textOfHtml, wordsOf } from './html-text.ts'

/** Can the mail be read without HTML? Filters distrust HTML-only mail, and some people prefer text. */
export const plainTextPart: Check<TestMail> = {
  id: 'plain-text-part',
  title: 'Plain-text part',
  reference: 'RFC 2046 §5.1.4',

  async run({ text, html, leafTypes, notParsed }) {
    const evidence = [{ where: 'body', what: leafTypes.slice(0, 50).join(', ') || 'no parts' }]
    if (text === undefined && html === undefined && notParsed) {
      return unknown('not-parsed', {
        side: 'ours',
        evidence: [...evidence, { where: 'body', what: notParsed }],
        explanation: say`The mail's parts could not be read.`,
      })
    }
    if (text === undefined) {
      const explanation = html === undefined ? say`The mail has no text to read.` : say`The mail has only an HTML part.`
      return warn('missing', { evidence, explanation, fix })
    }
    if (html !== undefined && leafTypes.indexOf('text/plain') > leafTypes.indexOf('text/html')) {
      return warn('order', {
        evidence,
        explanation: say`The plain text comes after the HTML, so mail programs show the text.`,
        fix: { ...fix, say: say`Put the text/plain part before the text/html part.` },
      })
    }
    if (isStub(text)) {
      const explanation =
        html === undefined ? say`The mail's text is empty.` : say`The plain text says nothing of what the HTML says.`
      return warn('empty', {
        evidence: [...evidence, { where: 'text/plain', what: text.trim().slice(0, 200) || '(empty)' }],
        explanation,
        fix,
      })
    }
    if (html === undefined) return pass('text-only', { evidence, explanation: say`The mail is plain text.` })
    if (overlap(text, html) < 0.3)
      return info('differs', { evidence, explanation: say`The plain text and the HTML share few words.` })
    return pass('present', { evidence, explanation: say`The mail can be read as plain text.` })
  },
}

const fix: Fix = {
  who: 'message',
  say: say`Send multipart/alternative with a text/plain part first that says the same as the HTML.`,
  why: say`Some people and some filters read only text.`,
}

/** Nothing, or only the sentence that asks for another mail program. */
function isStub(text: string): boolean {
  const words = text.trim()
  return (
    words === '' ||
    (words.length < 300 &&
      /\b(?:html|view (?:it|this|the) .{0,30}(?:browser|online))\b/i.test(words) &&
      /support|enable|display|browser|viewer|client/i.test(words))
  )
}

/** Share of the smaller vocabulary that the other has too; few words say nothing. */
function overlap(text: string, html: string): number {
  const [one, other] = [wordsOf(text), wordsOf(textOfHtml(html))]
  const smaller = one.size < other.size ? one : other
  const larger = smaller === one ? other : one
  if (smaller.size < 5) return 1
  return [...smaller].filter((word) => larger.has(word)).length / smaller.size
}
