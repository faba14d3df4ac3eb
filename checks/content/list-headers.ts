import { type Check, type Fix, info, pass, say, warn } from '../check.ts'
import { headerIsCut, notParsed } from '../facts/unread.ts'
import { fieldsNamed } from '../records/headers.ts'
import type { TestMail } from '../subject.ts'

/** Does bulk mail say which list it belongs to (RFC 2919)? Readers sort by it, and filters learn one list from another. */
export const listHeaders: Check<TestMail> = {
  id: 'list-headers',
  title: 'List-Id',
  reference: 'RFC 2919 §2',

  async run(mail) {
    const [field] = fieldsNamed(mail.headers, 'list-id')
    const feedback = fieldsNamed(mail.headers, 'feedback-id').length > 0
    const evidence = [
      { where: 'List-Id', what: field?.value ?? 'no such field' },
      { where: 'Feedback-ID', what: feedback ? 'present' : 'no such field' },
    ]
    if (field) {
      const [, id = ''] = /<([^<>\s]+)>\s*$/.exec(field.value.slice(0, 2000)) ?? []
      if (/^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)+$/i.test(id))
        return pass('present', { evidence, explanation: say`The mail belongs to the list ${id}.` })
      return warn('malformed', {
        evidence,
        explanation: say`The List-Id is not written as a name in angle brackets.`,
        fix: write(mail.domain),
      })
    }
    if (headerIsCut(mail)) return notParsed(mail, evidence)
    if (!mail.bulk) return info('not-needed', { evidence, explanation: say`This is not bulk mail, so it needs no List-Id.` })
    return info('missing', { evidence, explanation: say`The mail does not say which list it belongs to.` })
  },
}

const write = (domain: string): Fix => ({
  who: 'sending-service',
  say: say`Set List-Id to a name and, in angle brackets, an id such as ${`news.${domain || 'your domain'}`}.`,
  why: say`Readers sort their mail by it, and filters learn one list from another.`,
})
