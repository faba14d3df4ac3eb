import { type Check, fail, type Finding, type Fix, info, pass, say, warn } from '../check.ts'
import { perhapsOnlyInTest } from '../facts/test-send.ts'
import { fieldsNamed } from '../records/headers.ts'
import { readListUnsubscribe } from '../records/list-unsubscribe.ts'
import type { TestMail } from '../subject.ts'

/** Can a reader leave the list with the mail program's own button? Who cannot presses "spam" instead. */
export const listUnsubscribe: Check<TestMail> = {
  id: 'list-unsubscribe',
  title: 'List-Unsubscribe',
  reference: 'RFC 2369 §3.2',

  async run(mail) {
    return perhapsOnlyInTest(mail, judge(mail))
  },
}

function judge({ headers, bulk }: TestMail): Finding {
  const values = fieldsNamed(headers, 'list-unsubscribe').map(({ value }) => value)
  const evidence =
    values.length > 0
      ? values.map((what) => ({ where: 'List-Unsubscribe', what }))
      : [{ where: 'List-Unsubscribe', what: 'no such field' }]
  if (values.length === 0 && !bulk)
    return info('not-needed', { evidence, explanation: say`This is not bulk mail, so it needs no way to unsubscribe.` })
  if (values.length === 0) {
    return fail('missing', {
      evidence,
      explanation: say`This looks like bulk mail, and mail programs cannot offer to unsubscribe.`,
      fix,
      cause: 'no-unsubscribe',
    })
  }
  const { https, http, mailto, malformed } = readListUnsubscribe(values)
  if (malformed.length > 0 || https.length + http.length + mailto.length === 0) {
    return fail('malformed', {
      evidence,
      explanation: say`The List-Unsubscribe field cannot be read: ${malformed[0] ?? 'it is empty'}.`,
      fix,
      cause: 'no-unsubscribe',
    })
  }
  if (https.length + mailto.length === 0)
    return warn('http-only', { evidence, explanation: say`The unsubscribe address is http, not https.`, fix })
  return pass('valid', { evidence, explanation: say`Mail programs can offer to unsubscribe.` })
}

const fix: Fix = {
  who: 'sending-service',
  say: say`Switch on the List-Unsubscribe header in your sending service: an https address, and a mailto address beside it, each in angle brackets.`,
  why: say`Gmail, Yahoo and Outlook.com ask bulk senders for it. Readers who find no way out report spam.`,
}
