import { type Check, fail, type Fix, pass, say, warn } from '../check.ts'
import { withoutComments } from '../records/date.ts'
import { fieldsNamed } from '../records/headers.ts'
import { isLocalName } from '../records/names.ts'
import type { TestMail } from '../subject.ts'

/** Gmail's limit; a longer one does not fit one line with its name (RFC 5322 §2.1.1). */
const longest = 500

/** Is there one valid Message-ID? It keeps answers together and copies apart. */
export const headerMessageId: Check<TestMail> = {
  id: 'header-message-id',
  title: 'Message-ID',
  reference: 'RFC 5322 §3.6.4',

  async run({ headers, domain, messageIdSeen }) {
    const fields = fieldsNamed(headers, 'message-id')
    const evidence =
      fields.length > 0
        ? fields.map(({ value }) => ({ where: 'Message-ID', what: value }))
        : [{ where: 'Message-ID', what: 'no such field' }]
    const [field, second] = fields
    const fix = fixFor(domain)
    if (!field) return fail('invalid', { evidence, explanation: say`The mail has no Message-ID.`, fix })
    if (second) return fail('invalid', { evidence, explanation: say`The mail has ${fields.length} Message-ID fields.`, fix })
    if (field.value.length > longest)
      return fail('invalid', { evidence, explanation: say`The Message-ID is longer than ${longest} characters.`, fix })
    const right = rightSide(field.value)
    if (right === undefined)
      return fail('invalid', { evidence, explanation: say`The Message-ID is not of the form <unique@domain>.`, fix })
    if (!right.startsWith('[') && isLocalName(right.toLowerCase())) {
      return warn('local-host', {
        evidence,
        explanation: say`The Message-ID names ${right}, a machine known only in its own network.`,
        fix,
      })
    }
    if (messageIdSeen)
      return warn('duplicate-seen', { evidence, explanation: say`Another mail came here with the same Message-ID.`, fix })
    return pass('valid', { evidence, explanation: say`The mail has one Message-ID.` })
  },
}

/** What stands behind the `@`: a domain, or an address in brackets. Undefined when the value is not one `<left@right>`. */
function rightSide(value: string): string | undefined {
  return /^\s*<[^\s<>@]+@(\[[^\s<>@\]]*\]|[^\s<>@[\]]+)>\s*$/.exec(withoutComments(value))?.[1]
}

function fixFor(domain: string): Fix {
  return {
    who: 'message',
    say: say`Let the sending program give each mail one Message-ID that ends in @${domain || 'your domain'}.`,
    why: say`Without a proper one mails are taken for copies of each other, and Gmail refuses some.`,
  }
}
