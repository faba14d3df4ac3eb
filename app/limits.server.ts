/** How much one client may ask for: addresses and scans an hour, counted in Redis for all web processes; open streams, counted in this one. */
import ipaddr from 'ipaddr.js'
import { Redis } from 'ioredis'
import { env } from '#env'
import { redisOptions, retrySoon } from '#worker/news.ts'

const hourMs = 3_600_000

/** May the client have one more? */
export type Leave =
  | { given: true }
  | { given: false; reason: 'too-many'; retryAt: Date }
  | { given: false; reason: 'members-only' }

let redis: Redis | undefined
/** Counted here while Redis is away. */
const counted = new Map<string, number>()

type Counted = 'addresses' | 'scans' | 'probes' | 'looks' | 'keeps' | 'sends' | 'relays'

/** Who asks: the address of the client (`context.client`), and the person when one is signed in. */
export interface Asker {
  client: string
  person?: { id: string } | null
}

/** Asks leave to take one address, and counts it. */
export const askForAddress = (asker: Asker, now = Date.now()): Promise<Leave> =>
  askFor('addresses', env.ADDRESSES_PER_HOUR, asker, now)

/** The same for a scan. */
export const askForScan = (asker: Asker, now = Date.now()): Promise<Leave> => askFor('scans', env.SCANS_PER_HOUR, asker, now)

/** The same for a look at the ports of a host. */
export const askForProbe = (asker: Asker, now = Date.now()): Promise<Leave> => askFor('probes', env.PROBES_PER_HOUR, asker, now)

/** The same for a mail that is handed to a relay. */
export const askForSend = (asker: Asker, now = Date.now()): Promise<Leave> => askFor('sends', env.SENDS_PER_HOUR, asker, now)

/** Relays that one network may add or try an hour: each may be a guess at somebody's password. */
const triesPerHour = 60

/** The same for a relay that is added, or tried. */
export const askForTry = (asker: Asker, now = Date.now()): Promise<Leave> => askFor('relays', triesPerHour, asker, now)

/** Domains that one network may have looked up an hour while it builds records: a few questions each, where a scan asks a hundred. */
const looksPerHour = 120

/** The same for a few questions about one domain. */
export const askForLook = (asker: Asker, now = Date.now()): Promise<Leave> => askFor('looks', looksPerHour, asker, now)

/** Replies, mails and exports that one network may keep an hour. */
const keepsPerHour = 60

/** The same for keeping what was brought to /bounce. */
export const askForKeep = (asker: Asker, now = Date.now()): Promise<Leave> => askFor('keeps', keepsPerHour, asker, now)

/** Pictures of mails that one network may have fetched an hour. */
const picturesPerHour = 1000

/** May the client have one more picture fetched? Whoever runs or uses this Seedbed: no cookie is read where pictures are. */
export const mayFetchPicture = async (client: string, now = Date.now()): Promise<boolean> =>
  (await countUp(`pictures:${networkOf(client)}`, hourMs, now)) <= picturesPerHour

/** Who has an account may ask for so many times as much, and is counted apart from the others of the same network. */
const memberFactor = 10

async function askFor(what: Counted, most: number, { client, person }: Asker, now: number): Promise<Leave> {
  if (env.ACCESS === 'members' && !person) return { given: false, reason: 'members-only' }
  const hour = Math.floor(now / hourMs)
  const one = person ? `person ${person.id}` : networkOf(client)
  const count = await countUp(`${what}:${one}`, hourMs, now)
  if (count <= most * (person ? memberFactor : 1)) return { given: true }
  return { given: false, reason: 'too-many', retryAt: new Date((hour + 1) * hourMs) }
}

/** Who counts as one: an IPv4 address, an IPv6 /56 (what a provider gives one customer). */
export function networkOf(client: string): string {
  if (!ipaddr.isValid(client)) return 'unknown'
  const address = ipaddr.process(client)
  if (address.kind() === 'ipv4') return address.toString()
  const bytes = address.toByteArray().map((byte, index) => (index < 7 ? byte : 0))
  return `${ipaddr.fromByteArray(bytes).toString()}/56`
}

/** Counts one more under a key, in the present window (milliseconds); in this process alone while Redis is away. Returns how many that makes. */
export async function countUp(key: string, windowMs: number, now = Date.now()): Promise<number> {
  const windowed = `${key}:${Math.floor(now / windowMs)}`
  return countInRedis(windowed, windowMs).catch(() => countHere(windowed))
}

/** Forgets what was counted under a key in the present window. */
export async function forget(key: string, windowMs: number, now = Date.now()): Promise<void> {
  const windowed = `${key}:${Math.floor(now / windowMs)}`
  counted.delete(windowed)
  try {
    await connected().del(`${env.REDIS_PREFIX}:${windowed}`)
  } catch {
    // It ends by itself with its window.
  }
}

async function countInRedis(key: string, windowMs: number): Promise<number> {
  // While it is away nobody waits for it.
  const answers = await connected()
    .multi()
    .incr(`${env.REDIS_PREFIX}:${key}`)
    .pexpire(`${env.REDIS_PREFIX}:${key}`, windowMs)
    .exec()
  const [error, count] = answers?.[0] ?? []
  if (error || typeof count !== 'number') throw error ?? new Error('Redis did not count')
  return count
}

/** Keys held here at most: then those of old windows go, with the others. */
const mostCounted = 50_000

function countHere(key: string): number {
  if (counted.size > mostCounted) counted.clear()
  const count = (counted.get(key) ?? 0) + 1
  counted.set(key, count)
  return count
}

/** @throws when Redis is away */
function connected(): Redis {
  redis ??= connect()
  if (redis.status === 'reconnecting' || redis.status === 'close') throw new Error('Redis is away')
  return redis
}

function connect(): Redis {
  const made = new Redis({
    ...redisOptions(),
    retryStrategy: retrySoon,
    maxRetriesPerRequest: 0,
    commandTimeout: 500,
    connectTimeout: 500,
  })
  made.on('error', () => {})
  return made
}

export function closeLimits(): void {
  redis?.disconnect()
  redis = undefined
}

const streamsPerToken = 6
const streamsPerNetwork = 30
const open = new Map<string, number>()

/** How many streams and long polls this process holds open. */
export const streams = { open: 0 }

/** A place for one stream or long poll; null when the client or the token has too many. Call the returned function at its end. */
export function takeStream(token: string, client: string): (() => void) | null {
  const keys = [`token ${token}`, `network ${networkOf(client)}`] as const
  const [ofToken, ofNetwork] = keys.map((key) => open.get(key) ?? 0)
  if ((ofToken ?? 0) >= streamsPerToken || (ofNetwork ?? 0) >= streamsPerNetwork) return null
  for (const key of keys) open.set(key, (open.get(key) ?? 0) + 1)
  streams.open += 1
  let released = false
  return () => {
    if (released) return
    released = true
    streams.open -= 1
    for (const key of keys) {
      const left = (open.get(key) ?? 1) - 1
      if (left > 0) open.set(key, left)
      else open.delete(key)
    }
  }
}
