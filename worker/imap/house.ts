/** What all sessions of one process share. */
import type { SecureContext } from 'node:tls'
import { type Opened, openWith, stillOpens } from '#prisma/credential.ts'
import type pg from 'pg'
import type { Guard } from '../mailbox/guard.ts'
import type { Post } from '../mailbox/mailboxes.ts'
import type { Limits } from './limits.ts'

export interface House {
  name: string
  limits: Limits
  post: Post
  guard: Guard
  secureContext(): SecureContext
  openWith(given: { username: string; password: string }): Promise<Opened | null>
  stillOpens(pool: pg.Pool, opened: Opened, since: Date): Promise<boolean>
  /** A session of an address begins: what to call at its end; null when it has as many as it may. */
  enter(addressId: string): (() => void) | null
}

interface Shared {
  name: string
  limits: Limits
  post: Post
  guard: Guard
  secureContext(): SecureContext
}

export function openHouse(shared: Shared): House {
  const open = new Map<string, number>()
  return {
    ...shared,
    openWith: (given) => openWith(shared.post.pool, given),
    // While PostgreSQL is away nobody is sent away: no command can do anything then.
    stillOpens: (pool, opened, since) => stillOpens(pool, opened, since).catch(() => true),
    enter(addressId) {
      const count = open.get(addressId) ?? 0
      if (count >= shared.limits.sessionsPerAddress) return null
      open.set(addressId, count + 1)
      return () => {
        const left = (open.get(addressId) ?? 1) - 1
        if (left > 0) open.set(addressId, left)
        else open.delete(addressId)
      }
    },
  }
}
