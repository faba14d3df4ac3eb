import { type Check, info, pass, say } from '../check.ts'
import { pageOf } from '../facts/page.ts'
import { notParsed, pageIsCut } from '../facts/unread.ts'
import { fieldsNamed } from '../records/headers.ts'
import { languageOf } from '../records/languages.ts'
import type { TestMail } from '../subject.ts'

/** Does the mail say in which language it is, and is that so? Screen readers and translations stand on it. */
export const language: Check<TestMail> = {
  id: 'language',
  title: 'Language',
  reference: 'WHATWG HTML §3.2.6.2; RFC 3282',

  async run(mail) {
    const page = pageOf(mail)
    const text = page?.text || mail.text
    if (text === undefined && mail.notParsed) return notParsed(mail)
    const field = fieldsNamed(mail.headers, 'content-language')[0]?.value.trim() ?? ''
    const declared = page?.lang || (field.split(',')[0]?.trim() ?? '')
    const found = languageOf(text ?? '')
    const where = page?.lang ? 'lang' : 'Content-Language'
    const evidence = [
      { where: declared ? where : 'lang, Content-Language', what: declared || 'nothing' },
      { where: 'text', what: found ? `looks like ${found}` : 'no language recognised' },
    ]
    if (declared === '') {
      if (page?.cut) return pageIsCut(page)
      return info('undeclared', { evidence, explanation: say`The mail does not say in which language it is.` })
    }
    if (found && primary(declared) !== found && !near(primary(declared), found)) {
      return info('mismatch', {
        evidence,
        explanation: say`The mail says it is in ${declared}, and its text looks like ${found}.`,
      })
    }
    return pass('declared', { evidence, explanation: say`The mail says it is in ${declared}.` })
  },
}

/** RFC 5646 §2.2.1. */
const primary = (tag: string): string => tag.toLowerCase().split(/[-_]/)[0] ?? ''

/** Languages that their commonest words do not tell apart. */
const alike = [
  ['nb', 'no', 'nn', 'da'],
  ['hr', 'bs', 'sr', 'sl'],
  ['cs', 'sk'],
  ['es', 'gl', 'ca'],
  ['id', 'ms'],
  ['nl', 'af'],
]
const near = (one: string, other: string): boolean => alike.some((group) => group.includes(one) && group.includes(other))
