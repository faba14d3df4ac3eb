/** What all sessions of one process share. */
import type { SecureContext } from 'node:tls'
import { noteRead } from '#prisma/audit.ts'
import { appStillOpens, openApp } from '#prisma/app-password.ts'
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
  /** `addressId`: of the folder that is open; null for none. */
  stillOpens(opened: Opened, addressId: string | null): Promise<boolean>
  /** A session begins: what to call at its end; null when the address, or the app password, has as many as it may. */
  enter(opened: Opened): (() => void) | null
  /** The text of mails goes out: noted for the team, once a day. */
  noteRead(opened: Opened): Promise<void>
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
  const noted = new Set<string>()
  const { pool } = shared.post
  return {
    ...shared,
    openWith: async (given) => (await openApp(pool, given)) ?? openWith(pool, given),
    // While PostgreSQL is away nobody is sent away: no command can do anything then.
    stillOpens: (opened, addressId) => stillOpensAny(pool, opened, addressId).catch(() => true),
    enter({ addressId, credentialId }) {
      const key = addressId ?? credentialId
      const count = open.get(key) ?? 0
      if (count >= shared.limits.sessionsPerAddress) return null
      open.set(key, count + 1)
      return () => {
        const left = (open.get(key) ?? 1) - 1
        if (left > 0) open.set(key, left)
        else open.delete(key)
      }
    },
    async noteRead({ credentialId: id, teamId, userId, username: subject }) {
      const [now, day] = [new Date(), new Date().toISOString().slice(0, 10)]
      if (noted.has(`${day} ${id}`)) return
      await noteRead({ teamId, userId, action: 'mails.read', id, subject, now })
      for (const one of noted) if (!one.startsWith(day)) noted.delete(one)
      noted.add(`${day} ${id}`)
    },
  }
}

async function stillOpensAny(pool: pg.Pool, opened: Opened, addressId: string | null): Promise<boolean> {
  const { credentialId, issuedAt, projectId, teamId } = opened
  if (opened.addressId !== null) return stillOpens(pool, opened, issuedAt)
  // The INBOX of all folders belongs to no address.
  const ofNone = addressId === (projectId ?? teamId)
  return appStillOpens(pool, { credentialId, addressId: ofNone ? null : addressId }, issuedAt)
}
