/**
 * Wrong passwords, counted in Redis for all processes and here while it is away: after ten in a quarter of an hour for one user name from one
 * network, or five times as many from the network, nobody may try from there until it is over. A name alone locks nobody out: seeds are public.
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
/** A network may have so many times as much as one name of it. */
const networkShare = 5

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
  function addHere(key: string): null {
    if (here.size >= mostKeys) here.clear()
    const count = countHere(key) + 1
    here.set(key, { count, until: count === 1 ? now() + windowSeconds * 1000 : (here.get(key)?.until ?? 0) })
    return null
  }

  return {
    async mayTry(peerAddress, username) {
      const keys = keysOf(peerAddress, username)
      const counts = await redis.mget(keys).then(
        (there) => there.map(Number),
        () => keys.map(countHere),
      )
      return counts.every((count, index) => count < most * (index === 0 ? 1 : networkShare))
    },
    async failed(peerAddress, username) {
      for (const key of keysOf(peerAddress, username)) {
        const counted = await redis.incr(key).catch(() => addHere(key))
        if (counted === 1) await redis.expire(key, windowSeconds).catch(() => 0)
      }
    },
    close: () => redis.disconnect(),
  }
}

/** The name from the network, then the network. A user name is not kept as it was typed: it may be a password. */
function keysOf(peerAddress: string, username: string): string[] {
  const network = networkOf(peerAddress)
  const name = createHash('sha256').update(username.toLowerCase()).digest('base64url').slice(0, 22)
  return [`${network}:${name}`, network].map((key) => `${env.REDIS_PREFIX}:wrong-password:${key}`)
}

/** An IPv6 client is its /56, what a provider gives one customer. */
function networkOf(peerAddress: string): string {
  if (!ipaddr.isValid(peerAddress)) return 'unknown'
  const address = ipaddr.process(peerAddress)
  return address.kind() === 'ipv4' ? address.toString() : address.toByteArray().slice(0, 7).join('.')
}
