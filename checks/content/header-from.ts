import { type Check, fail, info, pass, say } from '../check.ts'
import { announcedUtf8 } from '../facts/smtputf8.ts'
import { fieldsNamed } from '../records/headers.ts'
import type { TestMail } from '../subject.ts'

/** Is the From field well-formed: one field, one address, a name in plain ASCII or encoded? */
export const headerFrom: Check<TestMail> = {
  id: 'header-from',
  title: 'From',
  reference: 'RFC 5322 §3.6.2',

  async run(mail) {
    const fields = fieldsNamed(mail.headers, 'from')
    const evidence =
      fields.length > 0 ? fields.map(({ value }) => ({ where: 'From', what: value })) : [{ where: 'From', what: 'no such field' }]
    const fix = {
      who: 'message' as const,
      say: say`Send with one From field and one address in it, and a name that is plain ASCII or encoded (RFC 2047).`,
      why: say`Gmail refuses mail whose From it cannot read without doubt.`,
    }
    const [field, second] = fields
    if (!field) return fail('invalid', { evidence, explanation: say`The mail has no From.`, fix, cause: 'from-unusable' })
    if (mail.from.length > 1 && !second) {
      return fail('several-addresses', {
        evidence,
        explanation: say`From holds ${mail.from.length} addresses.`,
        fix,
        cause: 'from-unusable',
      })
    }
    if (/[^\x00-\x7f]/.test(field.raw) && !announcedUtf8(mail)) {
      return fail('raw-8bit', {
        evidence,
        explanation: say`From holds characters that are not encoded.`,
        fix,
        cause: '8bit-headers',
      })
    }
    if (second)
      return fail('invalid', {
        evidence,
        explanation: say`The mail has ${fields.length} From fields.`,
        fix,
        cause: 'from-unusable',
      })
    const [only] = mail.from
    if (!only?.domain)
      return fail('invalid', { evidence, explanation: say`From holds no address that can be read.`, fix, cause: 'from-unusable' })
    if (only.name === '') return info('no-name', { evidence, explanation: say`From holds an address without a name.` })
    return pass('valid', { evidence, explanation: say`From holds one address with a name.` })
  },
}
