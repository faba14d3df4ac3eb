/**
 * Links that open one thing for five minutes. What a stranger wrote is shown without a cookie being read, so the link itself must say that it
 * was given out by us, for what, and until when.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { secret } from '../who.server.ts'

/** What a signature is for; one for something else never fits. */
export type Purpose = 'frame' | 'image' | 'load'

const lastsMs = 5 * 60_000

/** Query parameters that open this, from now on for five minutes. */
export function signed(purpose: Purpose, about: Record<string, string>, now = Date.now()): URLSearchParams {
  const until = String(now + lastsMs)
  return new URLSearchParams({ ...about, until, sig: signature(purpose, { ...about, until }) })
}

/** Does the query open this? `over`: it did, and its time is over. */
export function readSigned(
  purpose: Purpose,
  about: Record<string, string>,
  query: URLSearchParams,
  now = Date.now(),
): 'open' | 'over' | 'foreign' {
  const [until, sig] = [query.get('until') ?? '', query.get('sig') ?? '']
  const wanted = signature(purpose, { ...about, until })
  if (sig.length !== wanted.length || !timingSafeEqual(Buffer.from(sig), Buffer.from(wanted))) return 'foreign'
  return Number(until) > now ? 'open' : 'over'
}

function signature(purpose: Purpose, about: Record<string, string>): string {
  const words = Object.entries(about).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHmac('sha256', secret())
    .update(`${purpose} ${JSON.stringify(words)}`)
    .digest('base64url')
}
