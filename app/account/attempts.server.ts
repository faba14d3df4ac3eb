/** Against guessing: how often something may be tried, by account and by network, counted before the try so that no two pass at once. */
import { createHash } from 'node:crypto'
import { countUp, forget, networkOf } from '../limits.server.ts'

interface Limit {
  /** Tries of one account from one network, of one account, and of one network, in a window. */
  pair: number
  account: number
  network: number
  minutes: number
}

const limits = {
  'sign-in': { pair: 10, account: 100, network: 100, minutes: 15 },
  'second-factor': { pair: 10, account: 20, network: 100, minutes: 15 },
  'sign-up': { pair: 5, account: 5, network: 20, minutes: 60 },
  'ask-reset': { pair: 3, account: 5, network: 20, minutes: 60 },
  invite: { pair: 50, account: 50, network: 100, minutes: 60 },
} satisfies Record<string, Limit>

export type Tried = keyof typeof limits

/** Null when it may be tried; else when it may be again. `account`: an address as typed, or an id. */
export async function refuseTry(
  what: Tried,
  { account, client }: { account: string; client: string },
  now = Date.now(),
): Promise<Date | null> {
  const { minutes, ...most } = limits[what]
  const windowMs = minutes * 60_000
  const keys = keysOf(what, account, client)
  const counts = await Promise.all(keys.map(({ key }) => countUp(key, windowMs, now)))
  const tooMany = keys.some(({ of }, index) => (counts[index] ?? 0) > most[of])
  return tooMany ? new Date((Math.floor(now / windowMs) + 1) * windowMs) : null
}

/** After a good try: this account has its tries from this network again. */
export async function forgetTries(
  what: Tried,
  { account, client }: { account: string; client: string },
  now = Date.now(),
): Promise<void> {
  const [pair] = keysOf(what, account, client)
  if (pair) await forget(pair.key, limits[what].minutes * 60_000, now)
}

function keysOf(what: Tried, account: string, client: string) {
  // An address is personal: Redis learns its digest.
  const one = createHash('sha256').update(account.trim().toLowerCase()).digest('base64url').slice(0, 22)
  const network = networkOf(client)
  return [
    { of: 'pair', key: `tries:${what}:${one}:${network}` },
    { of: 'account', key: `tries:${what}:${one}` },
    { of: 'network', key: `tries:${what}:${network}` },
  ] as const
}
