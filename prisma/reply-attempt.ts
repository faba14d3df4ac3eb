/**
 * Tries of recipients that asked for a reply of their own. What the next answer is follows from the tries before it, which all receivers
 * share here, so that a receiver may be killed between two of them.
 */
import type pg from 'pg'
import { prisma } from './client.ts'
import { newId } from './id.ts'
import { storable } from './text.ts'

/** Who tried what. `recipient` and `mailFrom` as the client named them, `mailFrom` without the angle brackets. */
export interface TriedRecipient {
  teamId: string
  addressId: string
  /** reply | defer | greylist | slow | drop | full */
  behaviour: string
  recipient: string
  mailFrom: string
  peerAddress: string
  at: Date
}

/** An earlier try of the same recipient by the same sender. */
export interface EarlierTry {
  at: Date
  accepted: boolean
  peerAddress: string
}

/** `reply`: '' when nothing was said. */
export interface Decision {
  reply: string
  accepted: boolean
}

const dayMs = 86_400_000

/**
 * Decides about a try and keeps it, one after the other for all tries of an address on all receivers. `decide` gets the earlier tries, the
 * newest first. Returns `too-many` when the address has had `most` of them within a day (then nothing is kept), `gone` when it was deleted.
 * @throws when PostgreSQL is away; then nothing is kept
 */
export async function tryRecipient(
  pool: pg.Pool,
  tried: TriedRecipient,
  { most, decide }: { most: number; decide(earlier: EarlierTry[]): Decision },
): Promise<Decision | 'too-many' | 'gone'> {
  const client = await pool.connect()
  let broken: Error | undefined
  // Of a connection that breaks between two statements the next one tells; without a listener it would end the process.
  const ignore = (): void => {}
  client.on('error', ignore)
  try {
    await client.query('BEGIN')
    const decided = await decideLocked(client, storable(tried), { most, decide })
    await client.query('COMMIT')
    return decided
  } catch (error) {
    broken = error instanceof Error ? error : new Error('the try could not be kept')
    throw error
  } finally {
    client.off('error', ignore)
    // One that failed in the middle is not used again: its transaction ends with it.
    client.release(broken)
  }
}

async function decideLocked(
  client: pg.PoolClient,
  tried: TriedRecipient,
  { most, decide }: { most: number; decide(earlier: EarlierTry[]): Decision },
): Promise<Decision | 'too-many' | 'gone'> {
  const { addressId, recipient, mailFrom, at } = tried
  // Mails are stored under a weaker lock of this row (see intake.ts), so they do not wait for this one.
  const locked = await client.query({
    name: 'reply-attempt-lock',
    text: 'SELECT 1 FROM "Address" WHERE id = $1 FOR NO KEY UPDATE',
    values: [addressId],
  })
  if (locked.rowCount === 0) return 'gone'
  const counted = await client.query<{ count: number }>({
    name: 'reply-attempts-since',
    text: `SELECT count(*)::int AS count FROM (SELECT 1 FROM "ReplyAttempt" WHERE "addressId" = $1 AND at > $2 LIMIT $3) AS tried`,
    values: [addressId, new Date(at.getTime() - dayMs), most],
  })
  if ((counted.rows[0]?.count ?? 0) >= most) return 'too-many'
  const earlier = await client.query<EarlierTry>({
    name: 'reply-attempts-before',
    text: `SELECT at, accepted, "peerAddress" FROM "ReplyAttempt"
      WHERE "addressId" = $1 AND recipient = $2 AND "mailFrom" = $3 ORDER BY at DESC, id DESC LIMIT $4`,
    values: [addressId, recipient, mailFrom, most],
  })
  const decision = decide(earlier.rows)
  await keep(client, { ...tried, at: after(at, earlier.rows[0]) }, decision)
  return decision
}

/** The order of tries is the order of decisions, also within a millisecond and where the clocks of two receivers differ. */
const after = (at: Date, before: EarlierTry | undefined): Date =>
  new Date(Math.max(at.getTime(), before ? before.at.getTime() + 1 : 0))

async function keep(client: pg.PoolClient, tried: TriedRecipient, { reply, accepted }: Decision): Promise<void> {
  const { teamId, addressId, behaviour, recipient, mailFrom, peerAddress, at } = tried
  await client.query({
    name: 'reply-attempt',
    text: `INSERT INTO "ReplyAttempt" (id, "teamId", "addressId", behaviour, recipient, "mailFrom", "peerAddress", reply, accepted, at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    values: [newId(at.getTime()), teamId, addressId, behaviour, recipient, mailFrom, peerAddress, reply, accepted, at],
  })
}

export interface AttemptView extends Decision {
  id: string
  behaviour: string
  recipient: string
  mailFrom: string
  peerAddress: string
  at: Date
}

const viewed = {
  id: true,
  behaviour: true,
  recipient: true,
  mailFrom: true,
  peerAddress: true,
  reply: true,
  accepted: true,
  at: true,
} as const

/** Tries of an address: the newest ones, the newest first; or those after one (its id), the oldest first. */
export async function attemptsOfAddress({
  addressId,
  take,
  after,
}: {
  addressId: string
  take: number
  /** '': from the first on. */
  after?: string
}): Promise<AttemptView[]> {
  return prisma.replyAttempt.findMany({
    where: { addressId, ...(after ? { id: { gt: after } } : {}) },
    orderBy: { id: after === undefined ? 'desc' : 'asc' },
    take,
    select: viewed,
  })
}

/** The newest tries of all addresses of a team since a moment, the newest first. */
export async function attemptsOfTeam({
  teamId,
  since,
  take,
}: {
  teamId: string
  since: Date
  take: number
}): Promise<AttemptView[]> {
  return prisma.replyAttempt.findMany({
    where: { teamId, at: { gte: since } },
    orderBy: { at: 'desc' },
    take,
    select: viewed,
  })
}

const mostBefore = 100

/** The tries that were refused before a mail was taken, oldest first; [] when it was taken at once. `until`: when the mail came. */
export async function refusedBefore({
  addressId,
  recipient,
  mailFrom,
  until,
}: {
  addressId: string
  recipient: string
  mailFrom: string
  until: Date
}): Promise<EarlierTry[]> {
  const rows = await prisma.replyAttempt.findMany({
    where: { addressId, recipient, mailFrom, at: { lte: until } },
    orderBy: { at: 'desc' },
    take: mostBefore,
    select: { at: true, accepted: true, peerAddress: true },
  })
  const [taken, ...before] = rows
  if (!taken?.accepted) return []
  const end = before.findIndex(({ accepted }) => accepted)
  return (end < 0 ? before : before.slice(0, end)).reverse()
}
