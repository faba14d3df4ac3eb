import { type Check, fail, type Fix, info, pass, say, warn } from '../check.ts'
import { readAddresses } from '../records/addresses.ts'
import { fieldsNamed } from '../records/headers.ts'
import type { TestMail } from '../subject.ts'
import { headerIsCut, notParsed } from '../facts/unread.ts'

const mostVisible = 20

/** Does the mail name who it is for? Mail to nobody in particular looks like spam, and a long list of addresses shows each to all others. */
export const headerTo: Check<TestMail> = {
  id: 'header-to',
  title: 'To',
  reference: 'RFC 5322 §3.6.3',

  async run(mail) {
    const [to, cc] = ['to', 'cc'].map((name) => fieldsNamed(mail.headers, name)) as [typeof mail.headers, typeof mail.headers]
    const fields = [...to, ...cc]
    const evidence =
      fields.length > 0
        ? fields.map(({ name, value }) => ({ where: name, what: value }))
        : [{ where: 'To', what: 'no such field' }]
    if (to.length > 1 || cc.length > 1)
      return fail('invalid', { evidence, explanation: say`The mail has To or Cc more than once.`, fix })
    const addresses = fields.flatMap(({ value }) => readAddresses(value)).filter(({ domain }) => domain !== '')
    const group = fields.some(({ value }) => /:\s*;/.test(value))
    if (fields.length > 0 && addresses.length === 0 && !group && fields.some(({ value }) => value.trim() !== ''))
      return fail('invalid', { evidence, explanation: say`To holds no address that can be read.`, fix })
    if (to.length === 0 && headerIsCut(mail)) return notParsed(mail, evidence)
    if (to.length === 0 || addresses.length === 0)
      return warn('undisclosed', { evidence, explanation: say`The mail does not name who it is for.`, fix })
    if (addresses.length > mostVisible) {
      const explanation = say`The mail shows ${addresses.length} addresses to each of its readers.`
      return warn('many', { evidence, explanation, fix })
    }
    const recipient = mail.envelope.rcptTo?.toLowerCase()
    if (recipient !== undefined && !addresses.some(({ address }) => address.toLowerCase() === recipient))
      return info('bcc', { evidence, explanation: say`The mail names others, not the address it was sent to.` })
    return pass('named', { evidence, explanation: say`The mail names who it is for.` })
  },
}

const fix: Fix = {
  who: 'message',
  say: say`Write one To field with the reader's address, and send bulk mail to each reader in a mail of its own.`,
  why: say`Filters distrust mail that does not name its reader, and readers mind seeing everybody's address.`,
}
