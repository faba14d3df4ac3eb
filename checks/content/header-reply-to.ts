import { type Check, fail, info, pass, say } from '../check.ts'
import { mailExchange } from '../facts/mail-exchange.ts'
import { readAddresses } from '../records/addresses.ts'
import { fieldsNamed } from '../records/headers.ts'
import type { TestMail } from '../subject.ts'
import { headerIsCut, notParsed } from '../facts/unread.ts'

/** Can the reader answer? Where there is no Reply-To, answers go to From. */
export const headerReplyTo: Check<TestMail> = {
  id: 'header-reply-to',
  title: 'Reply-To',
  reference: 'RFC 5322 §3.6.2',
  silence: 'not-parsed',

  async run(mail, net) {
    const fields = fieldsNamed(mail.headers, 'reply-to')
    const [field, second] = fields
    if (!field) {
      if (headerIsCut(mail)) return notParsed(mail)
      return pass('absent', {
        evidence: [{ where: 'Reply-To', what: 'no such field' }],
        explanation: say`Answers go to the From address.`,
      })
    }
    const evidence = fields.map(({ value }) => ({ where: 'Reply-To', what: value }))
    const fix = {
      who: 'message' as const,
      say: say`Write one Reply-To with an address at ${mail.domain || 'your domain'} that somebody reads, or none.`,
      why: say`An answer that comes back is a lost customer, and receivers count answers in your favour.`,
    }
    const addresses = readAddresses(field.value)
    if (second) return fail('invalid', { evidence, explanation: say`The mail has ${fields.length} Reply-To fields.`, fix })
    const [first] = addresses
    if (!first?.domain) return fail('invalid', { evidence, explanation: say`Reply-To holds no address that can be read.`, fix })
    const { kind } = await mailExchange(first.domain, net)
    if (kind !== 'mx' && kind !== 'implicit')
      return fail('undeliverable', {
        evidence,
        explanation: say`Answers cannot arrive: ${first.domain} does not take mail.`,
        fix,
      })
    if (/^(?:no|do-?not|dont)[._-]?reply(?:$|[+._-])/i.test(first.address.slice(0, first.address.lastIndexOf('@'))))
      return info('no-reply', { evidence, explanation: say`The mail asks its readers not to answer.` })
    return pass('valid', { evidence, explanation: say`Answers go to ${first.address}.` })
  },
}
