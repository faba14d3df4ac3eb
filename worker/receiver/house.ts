/** What all conversations of one receiver share. */
import type pg from 'pg'
import { type Intake, openIntake } from '#prisma/intake.ts'
import { openPool } from '#prisma/pool.ts'
import { type KnownAddress, ledDomains, mailsSince, nearestAddress, openAddressLookup, roleAddress } from '#prisma/recipient.ts'
import { type ChosenReplies, type Clock, openChosenReplies } from './chosen.ts'
import { type Clients, openClients } from './clients.ts'
import { type Counts, openCounts } from './counts.ts'
import { openGuard } from '../mailbox/guard.ts'
import type { Limits } from './limits.ts'
import { type IntakeMemory, openMemory } from './memory.ts'
import type { Register } from './recipient.ts'
import { openSandboxes, type Sandbox } from './sandbox.ts'

export interface House {
  name: string
  seedDomains: readonly string[]
  limits: Limits
  clients: Clients
  memory: IntakeMemory
  counts: Counts
  /** For short questions; what arrives has connections of its own. */
  pool: pg.Pool
  intake: Intake
  register: Register & { nearest(typed: string): Promise<KnownAddress | null>; tookOne(addressId: string): void }
  chosen: ChosenReplies
  sandbox: Sandbox
  /** Work that goes on after a connection has closed. */
  after(work: Promise<unknown>): void
  /** True from the moment we were asked to stop. */
  closing(): boolean
  close(): Promise<void>
}

/** Statements at once. */
const flushers = 3
const askers = 4
/** Tries of one address wait for each other, and must not keep others from asking. */
const choosers = 2
/** A mail of the largest size on a slow disk takes longer than any question. */
const flushMs = 20_000

interface HouseOptions {
  name: string
  seedDomains: readonly string[]
  limits: Limits
  databaseUrl: string
  clock: Clock
}

export function openHouse({ clock, ...options }: HouseOptions): House {
  const { limits, databaseUrl } = options
  const pool = openPool({ databaseUrl, max: askers })
  const intakePool = openPool({ databaseUrl, max: flushers, statementMs: flushMs })
  const chosenPool = openPool({ databaseUrl, max: choosers })
  const counts = openCounts(pool)
  const guard = openGuard(limits.wrongPasswords)
  const works = new Set<Promise<unknown>>()
  let closing = false
  return {
    ...options,
    pool,
    counts,
    clients: openClients(limits),
    memory: openMemory(limits.intakeBytes),
    intake: openIntake(intakePool, { flushers }),
    register: openRegister(pool, limits.mailsPerAddressDay),
    chosen: openChosenReplies(chosenPool, { limits, clock }),
    sandbox: openSandboxes(pool, guard, limits),
    after(work) {
      works.add(work)
      work.finally(() => works.delete(work)).catch(() => {})
    },
    closing: () => closing,
    async close() {
      closing = true
      while (works.size > 0) await Promise.allSettled(works)
      await counts.close()
      guard.close()
      await Promise.all([pool.end(), intakePool.end(), chosenPool.end()])
    },
  }
}

const dayMs = 86_400_000
/** How long a count of an address's mails is believed; what we store meanwhile is added to it. */
const believedMs = 60_000
const mostCounts = 10_000

function openRegister(pool: pg.Pool, mailsPerDay: number): House['register'] {
  const taken = new Map<string, { count: number; until: number }>()
  return {
    addressesBySeed: openAddressLookup(pool),
    roleAddress: (role) => roleAddress(pool, role),
    nearest: (typed) => nearestAddress(pool, typed),
    teamDomain: openTeamDomains(pool),
    async isFull(addressId, most = mailsPerDay) {
      const now = Date.now()
      const known = taken.get(addressId)
      if (known && known.until > now) return known.count >= most
      const count = await mailsSince(pool, { addressId, since: new Date(now - dayMs), most })
      if (taken.size >= mostCounts) taken.clear()
      taken.set(addressId, { count, until: now + believedMs })
      return count >= most
    },
    tookOne(addressId) {
      const known = taken.get(addressId)
      if (known) known.count++
    },
  }
}

/** How long the list of teams' seed domains is believed. Whoever asks for any domain at all asks the database no more often. */
const domainsBelievedMs = 10_000

function openTeamDomains(pool: pg.Pool): Register['teamDomain'] {
  let known: Promise<Map<string, string>> | undefined
  let until = 0
  return async (domain) => {
    if (!known || until < Date.now()) {
      until = Date.now() + domainsBelievedMs
      known = ledDomains(pool)
      known.catch(() => {
        known = undefined
      })
    }
    const teams = await known
    for (let name = domain; name !== ''; name = name.slice(name.indexOf('.') + 1)) {
      const teamId = teams.get(name)
      if (teamId !== undefined) return { name, teamId }
      if (!name.includes('.')) return null
    }
    return null
  }
}
