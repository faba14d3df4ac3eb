/**
 * Storing what arrived, before the 250. Mails that end at the same moment share one statement, and so one commit (group commit): one
 * commit takes as long for twenty mails as for one. Octets travel as binary parameters of a prepared multi-row INSERT … VALUES, everything
 * small beside them as one JSON document. Nothing here reads a mail.
 */
import type pg from 'pg'
import type { TranscriptLine } from './session.ts'
import { storable } from './text.ts'

/** A row of Session. Times are ISO 8601. */
export interface SessionRecord {
  id: string
  startedAt: string
  endedAt: string | null
  ending: string | null
  peerAddress: string
  peerPort: number
  helo: string
  extended: boolean
  tlsVersion: string | null
  tlsCipher: string | null
  tlsOffered: string
  listener: string
  transcript: TranscriptLine[]
}

export type Outcome = 'delivered' | 'refused' | 'abandoned' | 'near-miss'

/** A row of SessionAddress. */
export interface NamedRecord {
  addressId: string
  outcome: Outcome
  reply: string | null
  recipient: string
  at: string
}

/** A mail for one address; what it shares with its session is taken from there. */
export interface MailRecord {
  id: string
  addressId: string
  teamId: string
  transaction: number
  receivedAt: string
  mailFrom: string
  recipient: string
  /** In the sandbox all of them. */
  recipients?: string[]
  label: string | null
}

/** What is stored together or not at all. */
export interface Entry {
  session: SessionRecord
  /** The session's row was stored before. If it has been deleted since, completing it does not bring it back. */
  completes: boolean
  addresses: NamedRecord[]
  mails: MailRecord[]
  /** The octets of `mails`; null when there are none. */
  raw: { id: string; bytes: Buffer } | null
}

export interface Intake {
  /**
   * Resolves when the entry is committed, with the ids of the mails stored: not those whose address was deleted meanwhile.
   * @throws when PostgreSQL is away or refuses; then nothing of the entry is stored
   */
  store(entry: Entry): Promise<ReadonlySet<string>>
  /** How many entries wait or are being stored. */
  pending(): number
}

interface Waiting {
  entry: Entry
  resolve(stored: ReadonlySet<string>): void
  reject(error: unknown): void
}

/** More in one statement gains nothing, and each number of rows is a statement to prepare. */
const batchRows = 32
const batchBytes = 8 * 1024 ** 2
/** A statement beside one that is running must be worth it: most of its cost does not depend on how many mails it carries. */
const wellFilled = 16

/** `flushers`: how many statements may run at once; three is the knee of the curve (bench/). */
export function openIntake(pool: pg.Pool, { flushers = 3 }: { flushers?: number } = {}): Intake {
  const waiting: Waiting[] = []
  let running = 0
  let scheduled = false

  function worthAStatement(): boolean {
    return running < flushers && waiting.length >= (running === 0 ? 1 : wellFilled)
  }
  function schedule(): void {
    if (scheduled || !worthAStatement()) return
    scheduled = true
    // Whatever else ends in this turn of the event loop comes along.
    setImmediate(() => {
      scheduled = false
      while (worthAStatement()) void flush(takeBatch(waiting))
    })
  }

  async function flush(batch: Waiting[]): Promise<void> {
    running++
    try {
      await write(pool, batch)
    } finally {
      running--
      schedule()
    }
  }

  return {
    store: (entry) =>
      new Promise((resolve, reject) => {
        waiting.push({ entry, resolve, reject })
        schedule()
      }),
    pending: () => waiting.length + running,
  }
}

/** The oldest entries, as many as fit. One session appears once in a statement: its row can be written only once there. */
function takeBatch(waiting: Waiting[]): Waiting[] {
  const sessions = new Set<string>()
  let bytes = 0
  let count = 0
  for (const { entry } of waiting) {
    bytes += entry.raw?.bytes.length ?? 0
    if (count === batchRows || (count > 0 && bytes > batchBytes) || sessions.has(entry.session.id)) break
    sessions.add(entry.session.id)
    count++
  }
  return waiting.splice(0, count)
}

async function write(pool: pg.Pool, batch: Waiting[]): Promise<void> {
  try {
    const stored = await insert(
      pool,
      batch.map(({ entry }) => entry),
    )
    for (const { resolve } of batch) resolve(stored)
  } catch (error) {
    // A row that PostgreSQL will not have must not take its neighbours with it.
    if (batch.length > 1 && isAboutARow(error)) for (const one of batch) await write(pool, [one])
    else for (const { reject } of batch) reject(error)
  }
}

/** SQLSTATE classes: data exception, integrity constraint violation, program limit exceeded. */
function isAboutARow(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(22|23|54)/.test(String(error.code))
}

async function insert(pool: pg.Pool, entries: Entry[]): Promise<ReadonlySet<string>> {
  const raws = entries.flatMap(({ raw }) => (raw ? [raw] : []))
  const { rows } = await pool.query<{ id: string }>({
    name: `intake-${raws.length}`,
    text: statement(raws.length),
    values: [...documentsOf(entries), ...raws.flatMap(({ id, bytes }) => [id, bytes])],
  })
  return new Set(rows.map(({ id }) => id))
}

/** The first parameters: sessions, addresses and mails as JSON, and the ids of the addresses. */
function documentsOf(entries: Entry[]): [string, string, string, string[]] {
  const sessions = entries.map(({ session, completes }) => ({ ...session, completes }))
  const addresses = entries.flatMap((entry) => entry.addresses.map((row) => ({ ...row, sessionId: entry.session.id })))
  const mails = entries.flatMap(({ session, raw, ...entry }) =>
    entry.mails.map((row) => ({ ...row, sessionId: session.id, rawId: raw?.id, size: raw?.bytes.length })),
  )
  const ids = [...new Set(addresses.map(({ addressId }) => addressId))]
  return [jsonb(sessions), jsonb(addresses), jsonb(mails), ids]
}

/** JSON that jsonb takes. Looking for the escapes of what it does not take is cheaper than looking at every string. */
function jsonb(rows: object[]): string {
  const text = JSON.stringify(rows)
  return /\\u(0000|d[89a-f])/.test(text) ? JSON.stringify(storable(rows)) : text
}

const statements = new Map<number, string>()

/** The statement for a number of raws: the table `"MailRaw"` gets its rows as parameters, the others theirs from the document. */
function statement(raws: number): string {
  const known = statements.get(raws)
  if (known) return known
  const values = Array.from({ length: raws }, (_, index) => `($${2 * index + 5}::uuid, $${2 * index + 6}::bytea)`)
  const text = sql(values.length > 0 ? `VALUES ${values.join(', ')}` : 'SELECT NULL::uuid, NULL::bytea WHERE false')
  statements.set(raws, text)
  return text
}

const sessionColumns = `"startedAt", "endedAt", ending, "peerAddress", "peerPort", helo, extended, "tlsVersion", "tlsCipher",
  "tlsOffered", listener, transcript`

/**
 * The addresses are locked against deletion until the commit: what is stored always has an owner who can delete it. They are locked in a
 * query of their own, because a lock copies every other row of its query.
 */
const sql = (raws: string): string => `
WITH held AS MATERIALIZED (
  SELECT id, "projectId", "deletedAt" FROM "Address" WHERE id = ANY($4::uuid[]) ORDER BY id FOR KEY SHARE
),
session AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS s(id uuid, "startedAt" timestamptz, "endedAt" timestamptz,
    ending text, "peerAddress" text, "peerPort" int, helo text, extended boolean, "tlsVersion" text, "tlsCipher" text,
    "tlsOffered" text, listener text, transcript jsonb, completes boolean)
),
named AS MATERIALIZED (
  SELECT n.* FROM jsonb_to_recordset($2::jsonb) AS n("addressId" uuid, "sessionId" uuid, outcome text, reply text, recipient text,
    at timestamptz)
  WHERE "addressId" IN (SELECT id FROM held)
),
mail AS MATERIALIZED (
  SELECT m.*, held."projectId", (CASE WHEN s.listener = 'lmtp' THEN 'lmtp' WHEN s.listener IN ('submission', 'submissions', 'sandbox') THEN 'submission'
    ELSE 'smtp' END)::"MailSource" AS source, s."peerAddress", s.helo, s.extended, s."tlsVersion", s."tlsCipher", s."tlsOffered"
  FROM jsonb_to_recordset($3::jsonb) AS m(id uuid, "addressId" uuid, "teamId" uuid, "sessionId" uuid, "rawId" uuid,
    transaction int, "receivedAt" timestamptz, "mailFrom" text, recipient text, recipients text[], label text, size int), session s, held
  WHERE s.id = m."sessionId" AND m."addressId" = held.id AND held."deletedAt" IS NULL
),
raws AS (
  INSERT INTO "MailRaw" (id, bytes)
  SELECT r.id, r.bytes FROM (${raws}) AS r(id, bytes) WHERE r.id IN (SELECT "rawId" FROM mail)
),
begun AS (
  INSERT INTO "Session" (id, ${sessionColumns})
  SELECT id, ${sessionColumns} FROM session WHERE NOT completes AND id IN (SELECT "sessionId" FROM named)
  ON CONFLICT (id) DO UPDATE SET "endedAt" = excluded."endedAt", ending = excluded.ending, transcript = excluded.transcript
),
completed AS (
  UPDATE "Session" t SET "endedAt" = s."endedAt", ending = s.ending, transcript = s.transcript
  FROM session s WHERE s.completes AND t.id = s.id
),
addresses AS (
  INSERT INTO "SessionAddress" ("addressId", "sessionId", outcome, reply, recipient, at)
  SELECT "addressId", "sessionId", outcome, reply, recipient, at FROM named
  ON CONFLICT ("addressId", "sessionId") DO UPDATE
  SET outcome = excluded.outcome, reply = excluded.reply, recipient = excluded.recipient, at = excluded.at
)
INSERT INTO "Mail" (id, source, "addressId", "teamId", "projectId", "sessionId", "rawId", transaction, "receivedAt", "mailFrom", recipient, recipients, label, size,
  "peerAddress", helo, extended, "tlsVersion", "tlsCipher", "tlsOffered")
SELECT id, source, "addressId", "teamId", "projectId", "sessionId", "rawId", transaction, "receivedAt", "mailFrom", recipient, coalesce(recipients, '{}'), label, size,
  "peerAddress", helo, extended, "tlsVersion", "tlsCipher", "tlsOffered" FROM mail
RETURNING id`

/** Replies to add to ReplyCount. `hour`: the hour (UTC), ISO 8601. */
export interface ReplyRecord {
  teamId: string
  reply: string
  hour: string
  count: number
}

/** Adds to ReplyCount. The rows are written in one order by everybody, so that two receivers never wait for each other in a circle. */
export async function addReplyCounts(pool: pg.Pool, counts: ReplyRecord[]): Promise<void> {
  await pool.query({
    name: 'reply-counts',
    text: `
      INSERT INTO "ReplyCount" ("teamId", reply, hour, count)
      SELECT "teamId", reply, hour, count
      FROM jsonb_to_recordset($1::jsonb) AS r("teamId" uuid, reply text, hour timestamptz, count int)
      ORDER BY "teamId", hour, reply
      ON CONFLICT ("teamId", hour, reply) DO UPDATE SET count = "ReplyCount".count + excluded.count`,
    values: [JSON.stringify(storable(counts))],
  })
}

/** Says how and when sessions ended whose rows are otherwise complete (the earlier parts of a long connection). */
export async function endSessions(pool: pg.Pool, ids: string[], endedAt: string, ending: string): Promise<void> {
  await pool.query({
    name: 'end-sessions',
    text: 'UPDATE "Session" SET "endedAt" = $2, ending = $3 WHERE id = ANY($1::uuid[])',
    values: [ids, endedAt, ending],
  })
}
