import { type Check, fail, type Fix, info, pass, say, warn } from '../check.ts'
import { headerIsCut, notParsed } from '../facts/unread.ts'
import type { HeaderField, TestMail } from '../subject.ts'

const KiB = 1024
/** Fields that may be as long as they like. */
const exempt = ['to', 'cc', 'references']

/** Is the header of a size that receivers take? The limits are those that Gmail tells (14016360). */
export const headerSize: Check<TestMail> = {
  id: 'header-size',
  title: 'Size of the header',
  reference: 'RFC 5322 §2.1.1',

  async run(mail) {
    const { headers } = mail
    if (headers.length === 0) return notParsed(mail)
    const octets = headers.reduce((sum, { raw }) => sum + raw.length + 2, 0)
    const evidence = [{ where: 'header', what: `${octets} octets in ${headers.length} fields` }]
    const large = headers.find(tooLarge)
    if (large) {
      const seen = [{ where: large.name, what: `${large.raw.length} octets` }, ...evidence]
      return fail('over-limit', { evidence: seen, explanation: say`The field ${large.name} is longer than Gmail takes.`, fix })
    }
    if (octets > 500 * 1000 || headers.length >= 5000 || headerIsCut(mail))
      return fail('over-limit', { evidence, explanation: say`The header is larger than Gmail takes.`, fix })
    if (octets > 100 * KiB || headers.length > 200)
      return warn('oversized', { evidence, explanation: say`The header is unusually large.`, fix })
    if (octets >= 32 * KiB) return info('large', { evidence, explanation: say`The header is large.` })
    return pass('normal', { evidence, explanation: say`The header is of usual size.` })
  },
}

function tooLarge({ name, raw, value }: HeaderField): boolean {
  const field = name.toLowerCase()
  if (field === 'subject') return value.length > 998
  if (field === 'message-id') return value.length > 500
  return raw.length > 32 * KiB && !exempt.includes(field)
}

const fix: Fix = {
  who: 'message',
  say: say`Leave out surplus fields, shorten Subject and Message-ID, and send to fewer people at once.`,
  why: say`Gmail refuses headers over its limits with 552 5.3.4, and others cut them.`,
}
