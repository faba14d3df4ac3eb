/** What the page for those who are looked at says, from the settings. */
import { env } from '#env'
import { bearable } from '#worker/queue.ts'

export const probePromises = () => ({
  name: env.SMTP_NAME,
  seconds: bearable.spacingMs / 1000,
  perHour: bearable.perHour,
  longest: bearable.totalMs / 60_000,
})
