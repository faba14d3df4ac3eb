/**
 * Wrong passwords, counted in Redis for all processes and here while it is away: after ten in a quarter of an hour of one network, or for one user
 * name, nobody may try from there, or for that name, until it is over.
 */
import { createHash } from 'node:crypto'
import ipaddr from 'ipaddr.js'
import { Redis } from 'ioredis'
import { env } from '#env'
import { redisOptions, retrySoon } from '../news.ts'

export interface Guard {
  mayTry(peerAddress: string, username: string): Promise<boolean>
  failed(peerAddress: string, username: string): Promise<void>
  close(): void
}

const windowSeconds = 900
const mostKeys = 100_000

export function openGuard(most: number, now: () => number = Date.now): Guard {
  const redis = new Redis({
    ...redisOptions(),
    retryStrategy: retrySoon,
    maxRetriesPerRequest: 0,
    commandTimeout: 500,
    connectTimeout: 500,
  })
  redis.on('error', () => {})
  const here = new Map<string, { count: number; until: number }>()

  function countHere(key: string): number {
    const known = here.get(key)
    return known && known.until > now() ? known.count : 0
  }
  function addHere(key: string): void {
    if (here.size >= mostKeys) here.clear()
    const count = countHere(key) + 1
    here.set(key, { count, until: count === 1 ? now() + windowSeconds * 1000 : (here.get(key)?.until ?? 0) })
  }

  return {
    async mayTry(peerAddress, username) {
      const keys = keysOf(peerAddress, username)
      const there = await redis.mget(keys).catch(() => [])
      return keys.every((key, index) => Math.max(Number(there[index] ?? 0), countHere(key)) < most)
    },
    async failed(peerAddress, username) {
      for (const key of keysOf(peerAddress, username)) {
        addHere(key)
        const counted = await redis.incr(key).catch(() => 0)
        if (counted === 1) await redis.expire(key, windowSeconds).catch(() => 0)
      }
    },
    close: () => redis.disconnect(),
  }
}

/** An IPv6 client is its /56, what a provider gives one customer. A user name is not kept as it was typed: it may be a password. */
function keysOf(peerAddress: string, username: string): string[] {
  const name = createHash('sha256').update(username.toLowerCase()).digest('base64url').slice(0, 22)
  return [`network:${networkOf(peerAddress)}`, `name:${name}`].map((key) => `${env.REDIS_PREFIX}:wrong-password:${key}`)
}

function networkOf(peerAddress: string): string {
  if (!ipaddr.isValid(peerAddress)) return 'unknown'
  const address = ipaddr.process(peerAddress)
  return address.kind() === 'ipv4' ? address.toString() : address.toByteArray().slice(0, 7).join('.')
}
