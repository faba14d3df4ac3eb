/** What the receiver asks about recipients, over the same connections as the intake: short questions, each one prepared statement. */
import { env } from '#env'
import type pg from 'pg'
import { newId } from './id.ts'
import { seedDistance } from './seed.ts'
import { noTokenHash } from './token.ts'

export interface KnownAddress {
  id: string
  teamId: string
  seed: string
  /** False once its time to receive is over. */
  receives: boolean
  /** Deleted while a sending service used it: mail for it is accepted, and only that it came is kept. */
  dropsBody: boolean
  /** Mails it takes in a day; null when nothing else was said than for all. */
  mailsPerDay: number | null
}

/**
 * The addresses with one of these seeds, in the order of the seeds. One query whatever was asked, also for none: an answer must not take
 * a different time for what does not exist.
 * @throws when PostgreSQL is away
 */
export async function addressesBySeed(pool: pg.Pool, seeds: string[]): Promise<KnownAddress[]> {
  const { rows } = await pool.query<KnownAddress>({
    name: 'addresses-by-seed',
    text: `SELECT id, "teamId", seed, "receivesUntil" > now() AS receives, "deletedAt" IS NOT NULL AS "dropsBody", "mailsPerDay" FROM "Address" WHERE seed = ANY($1::text[]) AND kind = 'seed'`,
    values: [seeds],
  })
  return seeds.flatMap((seed) => rows.filter((row) => row.seed === seed))
}

/** Asks for the addresses with one of these seeds; see `addressesBySeed`. */
export type AddressLookup = (seeds: string[]) => Promise<KnownAddress[]>

/**
 * The same for many askers at once: those of one turn of the event loop share a query, and whoever asks while one is on its way waits for
 * the next. Each still waits for exactly one query.
 */
export function openAddressLookup(pool: pg.Pool): AddressLookup {
  let asking: { seeds: string[]; answer: Promise<KnownAddress[]> } | undefined
  let before: Promise<unknown> = Promise.resolve()

  function ask(): { seeds: string[]; answer: Promise<KnownAddress[]> } {
    const seeds: string[] = []
    const answer = before.then(() => {
      asking = undefined
      return addressesBySeed(pool, seeds)
    })
    before = answer.catch(() => {})
    return { seeds, answer }
  }

  return async (seeds) => {
    asking ??= ask()
    asking.seeds.push(...seeds)
    const found = await asking.answer
    return seeds.flatMap((seed) => found.filter((address) => address.seed === seed))
  }
}

/** The seed under which an address with a chosen local part is kept: no seed of ours has an `@`. */
export const ownSeed = (localPart: string, domain: string): string => `${localPart}@${domain}`

const mostLed = 100_000

/** The teams of all domains whose mail is led here, for the receiver. @throws when PostgreSQL is away */
export async function ledDomains(pool: pg.Pool): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ name: string; teamId: string }>({
    name: 'led-domains',
    text: 'SELECT name, "teamId" FROM "SeedDomain" WHERE "verifiedAt" IS NOT NULL LIMIT $1',
    values: [mostLed],
  })
  return new Map(rows.map(({ name, teamId }) => [name, teamId]))
}

/** How many mails an address took since a moment, counted up to `most`. */
export async function mailsSince(
  pool: pg.Pool,
  { addressId, since, most }: { addressId: string; since: Date; most: number },
): Promise<number> {
  const { rows } = await pool.query<{ count: number }>({
    name: 'mails-since',
    text: `SELECT count(*)::int AS count FROM (SELECT 1 FROM "Mail" WHERE "addressId" = $1 AND id >= $2 LIMIT $3) AS taken`,
    values: [addressId, `${newId(since.getTime()).slice(0, 13)}-0000-0000-000000000000`, most],
  })
  return rows[0]?.count ?? 0
}

/** As many letters may be wrong for a refused recipient to count as meant for an address. */
const nearMiss = 2

/**
 * The active address that was probably meant by a text that is no seed of ours, at most two letters away. Two wrong letters leave one of
 * three parts of the seed whole (the first 5, the next 5, the last 6), each with an index; a letter too many or too few before the middle
 * part moves it.
 */
export async function nearestAddress(pool: pg.Pool, typed: string): Promise<KnownAddress | null> {
  const middles = [3, 4, 5, 6, 7].map((start) => typed.slice(start, start + 5))
  const { rows } = await pool.query<KnownAddress>({
    name: 'nearest-address',
    text: `SELECT id, "teamId", seed, true AS receives, false AS "dropsBody", "mailsPerDay" FROM "Address"
      WHERE (left(seed, 5) = $1 OR substr(seed, 6, 5) = ANY($2::text[]) OR right(seed, 6) = $3) AND "receivesUntil" > now()
        AND "deletedAt" IS NULL
      LIMIT 100`,
    values: [typed.slice(0, 5), middles, typed.slice(-6)],
  })
  const near = rows
    .map((row) => ({ row, distance: seedDistance(typed, row.seed) }))
    .filter(({ distance }) => distance <= nearMiss)
    .sort((a, b) => a.distance - b.distance)
  return near[0]?.row ?? null
}

/**
 * The team that owns what is sent to postmaster@ and abuse@ until the instance has an owner with an account. Its id is known everywhere
 * and opens nothing: no cookie and no token leads to a team of kind `team`.
 */
export const instanceTeam = '00000000-0000-7000-8000-000000000001'

/**
 * The address under which mail to postmaster@ or abuse@ is kept, made when first needed. One a month, so that such mail expires like any
 * other. Its seed is no seed (nobody can be given it), and nobody knows its token.
 */
export async function roleAddress(pool: pg.Pool, role: 'postmaster' | 'abuse', now = new Date()): Promise<KnownAddress> {
  const monthEnd = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1))
  const keptUntil = new Date(monthEnd.getTime() + env.RETENTION_DAYS * 86_400_000)
  const seed = `${role}-${now.toISOString().slice(0, 7)}`
  const [known] = await addressesBySeed(pool, [seed])
  if (known) return { ...known, receives: true }
  await pool.query(`INSERT INTO "Team" (id, kind) VALUES ($1, 'team') ON CONFLICT (id) DO NOTHING`, [instanceTeam])
  await pool.query(
    `INSERT INTO "Address" (id, "teamId", seed, domain, "tokenHash", "receivesUntil", "keptUntil")
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (seed) DO NOTHING`,
    [newId(), instanceTeam, seed, env.SEED_DOMAINS[0], noTokenHash(), monthEnd, keptUntil],
  )
  const [made] = await addressesBySeed(pool, [seed])
  if (!made) throw new Error(`the address of ${role} could not be made`)
  return { ...made, receives: true }
}
