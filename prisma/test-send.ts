/**
 * Test sends: mails that we hand to a team's relay ourselves, every conversation with it, and what became of them. Postgres decides who
 * speaks: an attempt is begun here, for one worker, before anything is said, and ended here before anything else is done.
 */
import { prisma } from './client.ts'
import { Prisma } from './generated/client.ts'
import { isId, newId } from './id.ts'
import { daysMs, keepingOf } from './kept-days.ts'
import { inReach } from './reach.ts'
import { storable } from './text.ts'

/** `accepted`: by the relay, and nothing more is known. `arrived`: our own receiver has it. `bounced`: it came back to our Return-Path. */
export type TestSendStatus = 'waiting' | 'accepted' | 'arrived' | 'bounced' | 'refused' | 'expired'

export interface TestSendView {
  id: string
  teamId: string
  projectId: string | null
  relayId: string
  relayName: string
  /** From as the reader of the mail sees it. */
  fromHeader: string
  /** The reverse-path; '' for <>. */
  mailFrom: string
  recipient: string
  messageId: string
  subjectHeader: string
  status: TestSendStatus
  requestedAt: Date
  nextAttemptAt: Date | null
  expiresAt: Date
  endedAt: Date | null
  keptUntil: Date
}

/** A line of a conversation; milliseconds since we began to connect. */
export interface SpokenLine {
  milliseconds: number
  from: 'client' | 'server' | 'note'
  secure: boolean
  line: string
}

export interface AttemptView {
  id: string
  at: Date
  /** Milliseconds. */
  took: number
  /** '' while it goes on, and for good when the worker ended in the middle of it. */
  phase: string
  reply: string
  /** Why there was no reply; '' when there was one. */
  trouble: string
  transcript: SpokenLine[]
}

/** As long as one attempt may take (net/relay.ts) and a little more: until then nobody else begins another. */
const leaseMs = 300_000

const viewed = {
  ...{
    id: true,
    teamId: true,
    projectId: true,
    relayId: true,
    fromHeader: true,
    mailFrom: true,
    recipient: true,
    messageId: true,
  },
  ...{
    subjectHeader: true,
    status: true,
    requestedAt: true,
    nextAttemptAt: true,
    expiresAt: true,
    endedAt: true,
    keptUntil: true,
  },
  relay: { select: { name: true } },
} as const

/** What makes the Return-Path of one test send its own: `<seed>+<this>@…`. */
export const returnLabel = (id: string): string => `send-${id.slice(-12)}`

export interface TestSendToCreate {
  id: string
  teamId: string
  /** Of the address it goes to. */
  projectId?: string | null
  relayId: string
  fromHeader: string
  mailFrom: string
  recipient: string
  messageId: string
  subjectHeader: string
  /** The whole mail; every attempt sends the same. */
  octets: Buffer
  /** Milliseconds from now after which no attempt begins. */
  triesForMs: number
}

/** Notes that a team wants a mail handed to one of its relays. It is due at once. */
export async function createTestSend({ octets, triesForMs, ...rest }: TestSendToCreate): Promise<TestSendView> {
  const now = Date.now()
  const rawId = newId(now)
  const { days } = await keepingOf(rest)
  const times = {
    ...{ requestedAt: new Date(now), nextAttemptAt: new Date(now) },
    ...{ expiresAt: new Date(now + triesForMs), keptUntil: new Date(now + triesForMs + daysMs(days)) },
  }
  const [, row] = await prisma.$transaction([
    prisma.mailRaw.create({ data: { id: rawId, bytes: new Uint8Array(octets) } }),
    prisma.testSend.create({ data: { ...storable(rest), ...times, rawId }, select: viewed }),
  ])
  return view(row)
}

/** A team's test sends, newest first; `projects`: only of these. `before`: only those older than the one with this id. */
export async function testSendsOf({
  teamId,
  projects = null,
  before,
  take,
}: {
  teamId: string
  projects?: string[] | null
  before?: string
  take: number
}): Promise<TestSendView[]> {
  if (before !== undefined && !isId(before)) return []
  const kept = { ...inReach({ teamId, projects }), keptUntil: { gt: new Date() } }
  const where = { ...kept, ...(before ? { id: { lt: before } } : {}) }
  const rows = await prisma.testSend.findMany({ where, orderBy: { id: 'desc' }, take, select: viewed })
  return rows.map(view)
}

/** How many a team asked for since a moment. */
export async function testSendsSince({ teamId, since }: { teamId: string; since: Date }): Promise<number> {
  return prisma.testSend.count({ where: { teamId, requestedAt: { gte: since } } })
}

/** One test send of a team with its attempts, oldest first. Null for an id that is malformed, unknown or another's. */
export async function testSendOf({
  id,
  teamId,
}: {
  id: string
  teamId: string
}): Promise<(TestSendView & { attempts: AttemptView[] }) | null> {
  if (!isId(id)) return null
  const row = await prisma.testSend.findFirst({ where: { id, teamId, keptUntil: { gt: new Date() } }, select: viewed })
  if (!row) return null
  const attempts = await prisma.testSendAttempt.findMany({ where: { testSendId: id }, orderBy: { id: 'asc' } })
  return {
    ...view(row),
    attempts: attempts.map(({ testSendId: _, ...attempt }) => ({
      ...attempt,
      transcript: attempt.transcript as unknown as SpokenLine[],
    })),
  }
}

/** The mails that tell what became of a test send: itself, and the first that says it came back. */
export async function mailsOfTestSend({ id, teamId }: { id: string; teamId: string }): Promise<{
  arrived: { id: string; receivedAt: Date; score: number | null } | null
  returned: { id: string; receivedAt: Date; diagnostic: string } | null
}> {
  if (!isId(id)) return { arrived: null, returned: null }
  const [arrived] = await prisma.$queryRaw<{ id: string; receivedAt: Date; score: number | null }[]>`
    SELECT mail.id, mail."receivedAt", mail.score FROM "TestSend" AS send
    JOIN "Mail" AS mail ON ${isTheMail}
    WHERE send.id = ${id}::uuid AND send."teamId" = ${teamId}::uuid
    ORDER BY mail.id LIMIT 1`
  const [returned] = await prisma.$queryRaw<{ id: string; receivedAt: Date; diagnostic: string }[]>`
    SELECT mail.id, mail."receivedAt", bounce.diagnostic FROM "TestSend" AS send
    JOIN "Bounce" AS bounce ON ${isItsBounce}
    JOIN "Mail" AS mail ON ${cameToItsReturnPath}
    WHERE send.id = ${id}::uuid AND send."teamId" = ${teamId}::uuid
    ORDER BY mail.id LIMIT 1`
  return { arrived: arrived ?? null, returned: returned ?? null }
}

const isTheMail = Prisma.sql`mail."teamId" = send."teamId" AND mail.id > send.id
  AND mail."messageId" IN (send."messageId", send."relayMessageId")`
const isItsBounce = Prisma.sql`bounce."teamId" = send."teamId" AND bounce.source = 'mail' AND bounce.at >= send."requestedAt"`
const cameToItsReturnPath = Prisma.sql`mail.id = bounce."mailId" AND mail.label = 'send-' || right(send.id::text, 12)`

/**
 * Test sends whose end is not known are held against the mails that came: did the mail itself arrive, or a bounce to its Return-Path that
 * says it failed for good (RFC 3464 §2.3.4; 4.4.7: tried for too long)? All of a team or one of them; or everybody's, with what came `since`.
 * Returns how many ended.
 */
export async function settleTestSends(which: { teamId: string; id?: string } | { since: Date }): Promise<number> {
  const open = Prisma.sql`send.status IN ('waiting', 'accepted') AND ${narrowed(which)}`
  const arrived = await prisma.$executeRaw`
    UPDATE "TestSend" AS send SET status = 'arrived', "endedAt" = mail."receivedAt", "nextAttemptAt" = NULL
    FROM "Mail" AS mail WHERE ${open} AND ${isTheMail}`
  const bounced = await prisma.$executeRaw`
    UPDATE "TestSend" AS send SET status = 'bounced', "endedAt" = bounce.at, "nextAttemptAt" = NULL
    FROM "Bounce" AS bounce, "Mail" AS mail
    WHERE ${open} AND ${isItsBounce} AND ${cameToItsReturnPath} AND (bounce.status LIKE '5%' OR bounce.status = '4.4.7')`
  return arrived + bounced
}

function narrowed(which: { teamId: string; id?: string } | { since: Date }): Prisma.Sql {
  if ('since' in which)
    return Prisma.sql`mail.id >= ${`${newId(which.since.getTime()).slice(0, 13)}-0000-0000-000000000000`}::uuid`
  const { teamId, id } = which
  const own = Prisma.sql`send."teamId" = ${teamId}::uuid`
  return id !== undefined && isId(id) ? Prisma.sql`${own} AND send.id = ${id}::uuid` : own
}

/** An attempt that has begun, and all it needs. */
export interface BegunAttempt {
  id: string
  /** From 1. */
  number: number
  send: TestSendView
  octets: Buffer
}

/**
 * Begins an attempt of a test send that is due, for this worker alone: until it has ended, or its time is over, nobody else gets one. Null when
 * it is not due, has ended, or is gone.
 */
export async function beginAttempt({ sendId, now }: { sendId: string; now: Date }): Promise<BegunAttempt | null> {
  if (!isId(sendId)) return null
  return prisma.$transaction(async (db) => {
    const { count } = await db.testSend.updateMany({
      where: { id: sendId, status: 'waiting', nextAttemptAt: { lte: now } },
      data: { nextAttemptAt: new Date(now.getTime() + leaseMs) },
    })
    if (count === 0) return null
    const row = await db.testSend.findUniqueOrThrow({ where: { id: sendId }, select: { ...viewed, rawId: true } })
    const raw = await db.mailRaw.findUniqueOrThrow({ where: { id: row.rawId } })
    const before = await db.testSendAttempt.count({ where: { testSendId: sendId } })
    const begun = { id: newId(), testSendId: sendId, at: now, took: 0, phase: '', reply: '', transcript: [] }
    await db.testSendAttempt.create({ data: begun })
    return { id: begun.id, number: before + 1, send: view(row), octets: Buffer.from(raw.bytes) }
  })
}

/** What came of an attempt. */
export interface EndedAttempt {
  attempt: BegunAttempt
  now: Date
  took: number
  phase: string
  reply: string
  trouble: string
  transcript: SpokenLine[]
  relayMessageId: string | null
  /** `waiting`: tried again at `nextAttemptAt`. */
  status: Extract<TestSendStatus, 'waiting' | 'accepted' | 'refused' | 'expired'>
  nextAttemptAt: Date | null
  /** What the reply means, when it is about the mail. */
  refusal: Refused | null
}

export interface Refused {
  status: string
  replyCode: number | null
  class: string
  label: string
  provider: string
  rule: string
}

/**
 * Keeps what came of an attempt, all of it or nothing. A test send that was seen to arrive meanwhile stays so.
 */
export async function endAttempt(ended: EndedAttempt): Promise<void> {
  const { attempt, now, took, phase, reply, trouble, transcript, relayMessageId, status, nextAttemptAt, refusal } = ended
  const { id: sendId, teamId, projectId, recipient } = attempt.send
  await prisma.$transaction(async (db) => {
    const said = {
      took,
      phase,
      reply: storable(reply),
      trouble,
      transcript: storable(transcript) as unknown as Prisma.InputJsonArray,
    }
    const { count } = await db.testSendAttempt.updateMany({ where: { id: attempt.id }, data: said })
    // Deleted while it went on.
    if (count === 0) return
    const endedAt = status === 'waiting' ? null : now
    await db.testSend.updateMany({
      where: { id: sendId, status: 'waiting' },
      data: { status, nextAttemptAt, endedAt, ...(relayMessageId === null ? {} : { relayMessageId }) },
    })
    if (!refusal) return
    const told = { source: 'test_send', mailId: sendId, line: attempt.number, diagnostic: storable(reply), at: now } as const
    await db.bounce.create({ data: { id: newId(), teamId, projectId, recipient, ...told, ...storable(refusal) } })
  })
}

/** Test sends that are due, fair between teams as `waitingMails`. */
export async function waitingTestSends({ now, take }: { now: Date; take: number }): Promise<{ id: string }[]> {
  return prisma.$queryRaw`
    SELECT id FROM (
      SELECT id, row_number() OVER (PARTITION BY "teamId" ORDER BY id) AS turn
      FROM "TestSend" WHERE status = 'waiting' AND "nextAttemptAt" <= ${now}
    ) AS waiting
    ORDER BY turn, id
    LIMIT ${take}`
}

/** Deletes one test send with all that is known of it. What it brought to a seed address stays there. False when there is none. */
export async function deleteTestSend({ id, teamId }: { id: string; teamId: string }): Promise<boolean> {
  if (!isId(id)) return false
  return prisma.$transaction(async (db) => (await deleteTestSendsOf(db, { id, teamId })) > 0)
}

/** Deletes test sends whose time is over, at most `take`. Returns how many went. */
export async function deleteExpiredTestSends({ now, take }: { now: Date; take: number }): Promise<number> {
  return prisma.$transaction((db) => deleteTestSendsOf(db, { keptUntil: { lte: now } }, take))
}

/** Deletes these test sends with their octets and bounces. Returns how many went. */
export async function deleteTestSendsOf(
  db: Prisma.TransactionClient,
  where: Prisma.TestSendWhereInput,
  take = 10_000,
): Promise<number> {
  const sends = await db.testSend.findMany({ where, take, select: { id: true, rawId: true } })
  const ids = sends.map(({ id }) => id)
  if (ids.length === 0) return 0
  await db.testSend.deleteMany({ where: { id: { in: ids } } })
  await db.mailRaw.deleteMany({ where: { id: { in: sends.map(({ rawId }) => rawId) } } })
  await db.bounce.deleteMany({ where: { mailId: { in: ids }, source: 'test_send' } })
  return ids.length
}

function view({ relay, status, ...row }: Prisma.TestSendGetPayload<{ select: typeof viewed }>): TestSendView {
  return { ...row, status: status as TestSendStatus, relayName: relay.name }
}
