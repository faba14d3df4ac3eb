import { type Check, fail, type Fix, info, pass, say, warn } from '../check.ts'
import { readDate } from '../records/date.ts'
import { fieldsNamed } from '../records/headers.ts'
import type { TestMail } from '../subject.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Is there one valid Date, close to the time the mail came? Mail programs sort by it, and filters distrust the future and the past. */
export const headerDate: Check<TestMail> = {
  id: 'header-date',
  title: 'Date',
  reference: 'RFC 5322 §3.6.1',

  async run({ headers, receivedAt }) {
    const fields = fieldsNamed(headers, 'date')
    const seen =
      fields.length > 0 ? fields.map(({ value }) => ({ where: 'Date', what: value })) : [{ where: 'Date', what: 'no such field' }]
    const evidence = [...seen, { where: 'received', what: receivedAt }]
    const [field, second] = fields
    if (!field) return fail('invalid', { evidence, explanation: say`The mail has no Date.`, fix: write })
    if (second) return fail('invalid', { evidence, explanation: say`The mail has ${fields.length} Date fields.`, fix })
    const date = readDate(field.value)
    if (!date) return fail('invalid', { evidence, explanation: say`The Date cannot be read.`, fix })
    const age = Date.parse(receivedAt) - date.time
    if (age < -10 * minute)
      return warn('skewed', {
        evidence,
        explanation: say`The mail is dated ahead, at ${{ time: new Date(date.time).toISOString() }}.`,
        fix,
      })
    if (age > 7 * day)
      return warn('skewed', { evidence, explanation: say`The mail is dated more than a week before it came.`, fix })
    if (date.obsolete)
      return warn('obsolete-syntax', { evidence, explanation: say`The Date is written in a form that is out of use.`, fix })
    if (age > hour) return info('old', { evidence, explanation: say`The mail was written more than an hour before it came.` })
    return pass('valid', { evidence, explanation: say`The Date fits the time the mail came.` })
  },
}

const fix: Fix = {
  who: 'message',
  say: say`Set the sending machine's clock by NTP, and write one Date with a numeric zone, such as Sat, 21 Nov 2026 09:55:06 +0000.`,
  why: say`Mail with a date out of range is sorted out of sight, and some receivers refuse it.`,
}

const write: Fix = {
  who: 'message',
  say: say`Let the sending program write one Date with a numeric zone, such as Sat, 21 Nov 2026 09:55:06 +0000.`,
  why: say`Every mail must have a Date. Without one, receivers write in their own or refuse the mail.`,
}
