/**
 * One look at a mail server at a time, whoever asks and in whichever process, and not too many an hour. Counted and locked in Redis by address,
 * because many names can lead to one server.
 */
import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { env } from '#env'
import { redisOptions, retrySoon } from './news.ts'
import { bearable } from './queue.ts'

const hourMs = 3_600_000
/** A lock of a process that died is gone after so many milliseconds. */
const lockMs = 30_000
const renewMs = 10_000

export type Turn =
  | { given: true; end(): Promise<void> }
  | { given: false; reason: 'busy' }
  | { given: false; reason: 'too-often'; retryAt: Date }

/** Only what is still ours is held or let go. */
const hold = `if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end return redis.call('pexpire', KEYS[1], ARGV[2])`

let redis: Redis | undefined

/**
 * Takes the turn for all of these addresses, or for none. `end` must be called.
 * @throws when Redis is away
 */
export async function takeTurn(
  addresses: readonly string[],
  limits: Pick<typeof bearable, 'spacingMs' | 'perHour'> = bearable,
  now = Date.now(),
): Promise<Turn> {
  const client = connected()
  const mark = randomUUID()
  const taken: string[] = []
  const began = Date.now()
  /** From now on it lasts so many milliseconds; 0 and less let go (a time to live that is over deletes). */
  const last = (ms: number) => Promise.all(taken.map((key) => client.eval(hold, 1, key, mark, ms)))
  for (const address of [...new Set(addresses)].sort()) {
    const key = `${env.REDIS_PREFIX}:turn:${address}`
    if ((await client.set(key, mark, 'PX', lockMs, 'NX')) !== 'OK') {
      await last(0)
      return { given: false, reason: 'busy' }
    }
    taken.push(key)
  }
  const hour = Math.floor(now / hourMs)
  if (await isOver(client, addresses, hour, limits.perHour)) {
    await last(0)
    return { given: false, reason: 'too-often', retryAt: new Date((hour + 1) * hourMs) }
  }
  const renewing = setInterval(() => void last(lockMs).catch(() => {}), renewMs)
  return {
    given: true,
    async end() {
      clearInterval(renewing)
      await last(began + limits.spacingMs - Date.now()).catch(() => {})
    },
  }
}

/** Counts one more look at each. Was it one too many for any of them? */
async function isOver(client: Redis, addresses: readonly string[], hour: number, perHour: number): Promise<boolean> {
  const counts = await Promise.all(
    [...new Set(addresses)].map(async (address) => {
      const key = `${env.REDIS_PREFIX}:looked:${hour}:${address}`
      const count = await client.incr(key)
      if (count === 1) await client.expire(key, hourMs / 1000)
      return count
    }),
  )
  return counts.some((count) => count > perHour)
}

function connected(): Redis {
  if (redis) return redis
  const made = new Redis({ ...redisOptions(), retryStrategy: retrySoon, maxRetriesPerRequest: 1, commandTimeout: 2000 })
  // Without a listener an error would end the process; a command that fails says so itself.
  made.on('error', () => {})
  redis = made
  return made
}

export function closeTurns(): void {
  redis?.disconnect()
  redis = undefined
}
