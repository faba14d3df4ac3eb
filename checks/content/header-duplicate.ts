import { type Check, fail, type Fix, pass, say } from '../check.ts'
import type { TestMail } from '../subject.ts'
import { headerIsCut, notParsed } from '../facts/unread.ts'

const once = ['from', 'sender', 'reply-to', 'to', 'cc', 'bcc', 'message-id', 'in-reply-to', 'references', 'subject', 'date']
const onceOfMime = ['content-type', 'content-transfer-encoding', 'mime-version']

/** Does a field that may stand once stand twice? Then one program reads the first and another the last. */
export const headerDuplicate: Check<TestMail> = {
  id: 'header-duplicate',
  title: 'Fields that may stand once',
  reference: 'RFC 5322 §3.6',

  async run(mail) {
    const repeated = (names: string[]) =>
      names.filter((name) => mail.headers.filter((field) => field.name.toLowerCase() === name).length > 1)
    const [own, ofMime] = [repeated(once), repeated(onceOfMime)]
    const twice = [...own, ...ofMime]
    const evidence = mail.headers
      .filter(({ name }) => twice.includes(name.toLowerCase()))
      .map(({ name, value }) => ({ where: name, what: value }))
    const [first] = own
    if (first) {
      // A second From is judged as a From that nobody can read.
      const cause = own.length === 1 && first === 'from' ? { cause: 'from-unusable' } : {}
      return fail('repeated', {
        evidence,
        explanation: say`The field ${first} stands there more than once.`,
        fix: leave(first),
        ...cause,
      })
    }
    const [mime] = ofMime
    if (mime)
      return fail('mime-repeated', {
        evidence,
        explanation: say`The field ${mime} stands there more than once.`,
        fix: leave(mime),
      })
    if (headerIsCut(mail)) return notParsed(mail)
    const seen = [{ where: 'header', what: 'each of these fields at most once' }]
    return pass('none', { evidence: seen, explanation: say`No field stands there more often than it may.` })
  },
}

const leave = (name: string): Fix => ({
  who: 'message',
  say: say`Write the field ${name} once. Often a template writes it, and the program that sends adds its own.`,
  why: say`Gmail refuses mail with repeated fields, because filters and readers would see different ones.`,
})
