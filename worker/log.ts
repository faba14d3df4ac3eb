/** Logs: one JSON object a line on standard output. Never a token, a secret, or text of a mail. */
import { pino } from 'pino'
import { env } from '#env'

export const log = pino({ level: env.LOG_LEVEL, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime })
