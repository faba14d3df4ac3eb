import type { Check } from '../check.ts'
import { isRefused, type JudgedMail, profile } from './outcome.ts'

/** Does the mail meet what Yahoo and AOL ask for? */
export const yahooSender: Check<JudgedMail> = {
  id: 'yahoo-sender',
  title: 'Yahoo and AOL',
  reference: 'Yahoo best practices (2025-04), FAQ (2025-08), error codes (2026-02)',

  async run(mail) {
    return profile(mail, { receiver: 'yahoo', rows: ({ bulk }) => mail.bulk || !bulk, enforced: isRefused })
  },
}
