/** Who runs this Seedbed, as far as a request alone tells: it comes from this very machine, or brings METRICS_TOKEN. */
import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { env, isLoopback } from '#env'
import { ourOrigin, type Sender } from './sender.ts'

/** Loopback without a proxy in between, or the bearer of METRICS_TOKEN. */
export function isOperators({ headers, socket }: IncomingMessage, { client, direct, host }: Sender): boolean {
  const given = Buffer.from(/^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '')
  const wanted = Buffer.from(env.METRICS_TOKEN ?? '')
  if (wanted.length > 0 && given.length === wanted.length && timingSafeEqual(given, wanted)) return true
  return (
    direct &&
    isLoopback(client) &&
    isLoopback(new URL(ourOrigin(host, socket) ?? 'http://elsewhere.invalid').hostname.replace(/[[\]]/g, ''))
  )
}
