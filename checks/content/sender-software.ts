import { type Check, type Fix, info, pass, say, warn } from '../check.ts'
import { headerIsCut, notParsed } from '../facts/unread.ts'
import { fieldsNamed } from '../records/headers.ts'
import type { TestMail } from '../subject.ts'

const telling = ['x-mailer', 'user-agent', 'x-php-script', 'x-php-originating-script', 'x-newsreader', 'x-originating-host']
/** Programs whose name stands in mail of those who send spam with them. */
const ratware =
  /\b(?:super ?mail(?:er)?|mach ?10|dark ?mailer|send ?blaster|advanced mass sender|atomic mail(?: sender)?|gammadyne|leaf ?mailer|alexusmailer|wsomailer|priv8 mailer)\b/i

/** Does the mail tell what made it, and can that be true? */
export const senderSoftware: Check<TestMail> = {
  id: 'sender-software',
  title: 'The sending program',
  reference: 'SpamAssassin, forged-client rules',

  async run(mail) {
    const fields = telling.flatMap((name) => fieldsNamed(mail.headers, name)).filter(({ value }) => value.trim() !== '')
    const evidence =
      fields.length > 0
        ? fields.map(({ name, value }) => ({ where: name, what: value }))
        : [{ where: 'X-Mailer', what: 'no such field' }]
    const named = fields.map(({ value }) => value).join(' ')
    if (ratware.test(named.slice(0, 2000)))
      return warn('suspicious', { evidence, explanation: say`The mail names a program that spammers use.`, fix })
    if (pretendsOutlook(mail, named))
      return warn('suspicious', {
        evidence,
        explanation: say`The mail says it was written in Outlook Express, and lacks what that always writes.`,
        fix,
      })
    const [first] = fields
    if (first)
      return info('reveals', { evidence, explanation: say`The field ${first.name} tells readers which program sent the mail.` })
    if (headerIsCut(mail)) return notParsed(mail, evidence)
    return pass('neutral', { evidence, explanation: say`The mail does not tell which program sent it.` })
  },
}

/** Outlook Express, and Outlook up to 2003, always wrote X-MimeOLE too. */
const pretendsOutlook = ({ headers }: TestMail, named: string): boolean =>
  /^Microsoft Outlook Express \d|^Microsoft Office Outlook, Build 11\./i.test(named) &&
  fieldsNamed(headers, 'x-mimeole').length === 0

const fix: Fix = {
  who: 'message',
  say: say`Leave the field out, or let the program write its true name.`,
  why: say`Filters know which programs send spam, and which pretend to be another.`,
}
