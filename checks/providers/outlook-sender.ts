import type { Check } from '../check.ts'
import { isRefused, type JudgedMail, profile } from './outcome.ts'

/** Does the mail meet what Outlook.com asks for? SPF, DKIM and DMARC it demands of who sends over 5,000 mails a day. */
export const outlookSender: Check<JudgedMail> = {
  id: 'outlook-sender',
  title: 'Outlook.com',
  reference: 'Microsoft Tech Community (2025-08); Outlook.com policies and error codes (2026-06)',

  async run(mail) {
    const enforced = (row: Parameters<typeof isRefused>[0]) => isRefused(row) && (mail.bulk || !row.bulk)
    return profile(mail, { receiver: 'outlook', enforced })
  },
}
