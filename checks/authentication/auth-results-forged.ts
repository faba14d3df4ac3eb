import { type Check, pass, say, warn } from '../check.ts'
import { fieldsNamed } from '../records/headers.ts'
import { normalDomain } from '../records/names.ts'
import type { TestMail } from '../subject.ts'

/** Does the mail bring Authentication-Results in our name? Only we write those, so whoever reads them below must not believe them. */
export const authResultsForged: Check<TestMail> = {
  id: 'auth-results-forged',
  title: 'Authentication-Results',
  reference: 'RFC 8601 §5',

  async run({ headers, receiverName }) {
    const fields = fieldsNamed(headers, 'authentication-results')
    // RFC 8601 §2.2: the value begins with the authserv-id, a token or a quoted string, and maybe a version.
    const named = fields.filter(
      ({ value }) => normalDomain(/^\s*"?([^\s;"]{1,255})/.exec(value)?.[1] ?? '') === receiverName.toLowerCase(),
    )
    const evidence =
      fields.length > 0
        ? fields.map(({ value }) => ({ where: 'Authentication-Results', what: value }))
        : [{ where: 'Authentication-Results', what: 'no such field' }]
    if (named.length === 0) return pass('none', { evidence, explanation: say`Nobody wrote results in the name of this server.` })
    return warn('forged', {
      evidence,
      explanation: say`The mail brought results in the name of ${receiverName}, which only this server writes.`,
      fix: {
        who: 'mail-server',
        say: say`Remove Authentication-Results of foreign hosts before sending.`,
        why: say`Receivers remove such lines, and some take them for a forgery.`,
      },
    })
  },
}
