import { type Check, type Evidence, fail, type Finding, type Fix, pass, say, warn } from '../check.ts'
import { few } from '../facts/few.ts'
import { linksOf } from '../facts/links.ts'
import { pageOf } from '../facts/page.ts'
import { greetingOf, perhapsOnlyInTest } from '../facts/test-send.ts'
import { linksAreCut } from '../facts/unread.ts'
import { mergeTagsIn } from '../records/merge-tags.ts'
import type { TestMail } from '../subject.ts'

/** Did the template get its data? */
export const mergeTags: Check<TestMail> = {
  id: 'merge-tags',
  title: 'Placeholders in the mail',
  reference: 'practice of sending services',

  async run(mail) {
    return perhapsOnlyInTest(mail, judge(mail))
  },
}

function judge(mail: TestMail): Finding {
  const page = pageOf(mail)
  const text = withoutCode(withoutQuotes(mail.text ?? ''))
  const inText = [...new Set([...mergeTagsIn(page?.prose ?? ''), ...mergeTagsIn(text)])]
  const inLinks = linksOf(mail).flatMap(({ address }) => [...tagsOfAddress(address)].map((tag) => ({ tag, address })))
  const evidence: Evidence[] = few([
    ...inText.map((tag) => ({ where: 'text', what: tag })),
    ...inLinks.map(({ tag, address }) => ({ where: `link ${address.slice(0, 300)}`, what: tag })),
  ])
  const [first] = [...inText, ...inLinks.map(({ tag }) => tag)]
  if (first !== undefined)
    return fail('found', { evidence, explanation: say`The mail shows ${first}, which nobody filled in.`, fix })
  const suspect = suspicious(mail, page?.prose || text)
  if (suspect)
    return warn('suspect', { evidence: [suspect], explanation: say`A value seems to be missing in the ${suspect.where}.`, fix })
  return (
    linksAreCut(mail) ??
    pass('none', { evidence: [{ where: 'body', what: 'no placeholders' }], explanation: say`Every placeholder was filled in.` })
  )
}

/** Placeholders in an address, written plainly or percent-encoded. `%C3%A9` is neither. */
function tagsOfAddress(address: string): Set<string> {
  const plain = address.slice(0, 2000)
  const decoded = plain.replace(/%(7[BD]|5[BD]|3[CE]|24|2A|7C|25)/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  const isName = (tag: string) => !/^%[0-9a-f]{2}/i.test(tag) || /^%[A-Z][A-Z_]{3,}%$/.test(tag)
  return new Set([...mergeTagsIn(plain), ...mergeTagsIn(decoded)].filter(isName))
}

/** What an answer quotes was written by somebody else (RFC 3676 §4.5). */
const withoutQuotes = (text: string): string => (/^>/m.test(text) ? text.replace(/^>[^\n]*$/gm, '') : text)

/** Samples of code show placeholders on purpose: indented, between fences, or between backticks in a line. */
function withoutCode(text: string): string {
  if (!/`|^(?: {4}|\t)/m.test(text)) return text
  let fenced = false
  return text
    .split('\n')
    .filter((line) => {
      const isFence = /^\s*```/.test(line)
      if (isFence) fenced = !fenced
      return !isFence && !fenced && !/^(?: {4}|\t)/.test(line)
    })
    .map((line) => line.replace(/`[^`]{1,500}`/g, ' '))
    .join('\n')
}

const nothing = '(?:undefined|null|NaN|\\[object Object\\])'
const someNothing = new RegExp(nothing)
const inGreeting = new RegExp(`^\\p{L}+(?:\\s\\p{L}+){0,2}?\\s+${nothing}(?![\\p{L}])`, 'u')
const emptyGreeting =
  /^(?:dear|hi|hey|hello|hallo|liebe[rs]?|sehr geehrte[rs]?|bonjour|cher|chère|hola|estimad[oa]|querid[oa]|olá|prezad[oa]|ciao|gentile|beste|hej|hei|witaj|merhaba|sayın|уважаемый)\s+[,!.:;]/iu
const inPrice = new RegExp(
  `(?:[$€£¥₹]\\s?|\\b(?:EUR|USD|GBP|CHF)\\s?)${nothing}\\b|\\b${nothing}\\s?(?:[$€£¥₹]|(?:EUR|USD|GBP|CHF)\\b)`,
)
const inAddress = /[=/](?:undefined|null|NaN|\[object(?: |%20|\+)Object\])(?=[&/#?]|$)/

function suspicious(mail: TestMail, text: string): Evidence | undefined {
  const greeting = greetingOf(mail)
  if (greeting && (emptyGreeting.test(greeting) || inGreeting.test(greeting))) return { where: 'greeting', what: greeting }
  const looked = text.slice(0, 200_000)
  const price = someNothing.test(looked) ? inPrice.exec(looked)?.[0] : undefined
  if (price !== undefined) return { where: 'text', what: price }
  const link = linksOf(mail).find(({ address }) => inAddress.test(address.slice(0, 2000)))
  return link && { where: 'link', what: link.address.slice(0, 300) }
}

const fix: Fix = {
  who: 'message',
  say: say`Look at the template's data, and give each placeholder a value for readers of whom you know nothing, such as "Dear customer".`,
  why: say`Every reader would see it, and filters take such mail for spam made in haste.`,
}
