import { type Check, info, pass, say, warn } from '../check.ts'
import { readAddresses } from '../records/addresses.ts'
import { fieldsNamed } from '../records/headers.ts'
import { sameOrganization } from '../records/names.ts'
import type { TestMail } from '../subject.ts'

/**
 * How do From, Return-Path, Sender and Reply-To relate? Who runs a name is told by the public suffix list here; what counts as proof is
 * DMARC's question and answered by its own rows.
 */
export const envelopeAlignment: Check<TestMail> = {
  id: 'envelope-alignment',
  title: 'Addresses of the mail',
  reference: 'RFC 5322 §3.6.2',

  async run(mail) {
    const from = mail.domain
    const domainOf = (name: string) => readAddresses(fieldsNamed(mail.headers, name)[0]?.value ?? '')[0]?.domain ?? ''
    const [sender, replyTo] = [domainOf('sender'), domainOf('reply-to')]
    const evidence = [
      { where: 'From', what: from || 'no usable domain' },
      { where: 'MAIL FROM', what: mail.envelope.mailFrom === null ? 'not known' : `<${mail.envelope.mailFrom}>` },
      ...(sender ? [{ where: 'Sender', what: sender }] : []),
      ...(replyTo ? [{ where: 'Reply-To', what: replyTo }] : []),
    ]
    if (replyTo && from && !sameOrganization(replyTo, from)) {
      return warn('reply-elsewhere', {
        evidence,
        explanation: say`Answers go to ${replyTo}, not to ${from}.`,
        fix: {
          who: 'message',
          say: say`Use a Reply-To address at ${from}.`,
          why: say`Answers that lead elsewhere are a mark of fraud, and filters weigh it.`,
        },
      })
    }
    if (mail.spfDomain && from && mail.envelope.mailFrom && !sameOrganization(mail.spfDomain, from)) {
      return info('bounce-elsewhere', {
        evidence,
        explanation: say`The bounce address is at another organization, ${mail.spfDomain}. With a sending service that is normal.`,
      })
    }
    if (sender && from && !sameOrganization(sender, from)) {
      return info('sender-differs', { evidence, explanation: say`The mail is marked as sent by ${sender} on behalf of ${from}.` })
    }
    return pass('one-organization', { evidence, explanation: say`All addresses of the mail are at one organization.` })
  },
}
