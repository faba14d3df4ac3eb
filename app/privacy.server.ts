/** What the privacy page promises, from the settings. */
import { env } from '#env'

export const promises = () => ({ receivesHours: env.ADDRESS_TTL_HOURS, keptDays: env.RETENTION_DAYS })
