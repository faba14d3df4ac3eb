import type { Check } from '../check.ts'
import { isRefused, type JudgedMail, profile } from './outcome.ts'

/** Does the mail meet what Apple asks for at iCloud? Its list is for bulk mail; other mail is measured by the rows that hold for all. */
export const appleSender: Check<JudgedMail> = {
  id: 'apple-sender',
  title: 'iCloud',
  reference: 'Apple 102322 (2025-02)',

  async run(mail) {
    const enforced = (row: Parameters<typeof isRefused>[0]) => isRefused(row) && (mail.bulk || !row.bulk)
    return profile(mail, { receiver: 'apple', enforced })
  },
}
