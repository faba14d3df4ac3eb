/** What mail programs change in folders: flags, copies, moves, expunges, mails put there. Each change is one transaction under the folder's lock. */
import type pg from 'pg'
import { newId } from './id.ts'
import { deleteMailsOf } from './mail.ts'
import { trash } from './folder.ts'
import { verdictKeywords, within } from './mailbox.ts'

export interface FlagChange {
  uids: number[]
  how: 'replace' | 'add' | 'remove'
  /** Verdict keywords among them are left out. */
  flags: string[]
  /** Only entries that did not change after this modseq (RFC 7162 §3.1.3). */
  unchangedSince?: number
}

/** An entry after a change. */
export interface Flagged {
  uid: number
  flags: string[]
  modseq: number
  /** Was it left alone because it had changed since? */
  refused: boolean
}

const isVerdict = (flag: string): boolean => verdictKeywords.some((one) => one.toLowerCase() === flag.toLowerCase())

const after: Record<FlagChange['how'], string> = {
  add: `ARRAY(SELECT unnest(flags) UNION SELECT unnest($3::text[]) ORDER BY 1)`,
  remove: `ARRAY(SELECT unnest(flags) EXCEPT SELECT unnest($3::text[]) ORDER BY 1)`,
  replace: `ARRAY(SELECT f FROM unnest(flags) AS f WHERE f = ANY(ARRAY['$Pass','$Warn','$Fail']) UNION SELECT unnest($3::text[]) ORDER BY 1)`,
}

/** Changes flags, and returns what the entries have now: all of those asked for that are still there. Committed when it resolves. */
export async function changeFlags(pool: pg.Pool, folderId: string, change: FlagChange): Promise<Flagged[]> {
  const { uids, how, unchangedSince = Number.MAX_SAFE_INTEGER } = change
  const flags = change.flags.filter((flag) => !isVerdict(flag))
  return within(pool, async (db) => {
    const modseq = await nextModseq(db, folderId)
    const { rows: before } = await db.query<{ uid: number; refused: boolean }>(
      `SELECT uid, modseq > $3 AS refused FROM "MailboxEntry" WHERE "mailboxId" = $1 AND uid = ANY($2::int[]) AND "expungedAt" IS NULL`,
      [folderId, uids, unchangedSince],
    )
    const refused = new Set(before.filter((row) => row.refused).map((row) => row.uid))
    const free = before.flatMap((row) => (row.refused ? [] : [row.uid]))
    const changed = await db.query(
      `UPDATE "MailboxEntry" SET flags = ${after[how]}, modseq = $4::bigint
       WHERE "mailboxId" = $1 AND uid = ANY($2::int[]) AND NOT (flags @> ${after[how]} AND flags <@ ${after[how]})`,
      [folderId, free, flags, modseq],
    )
    if (changed.rowCount) await setModseq(db, folderId, modseq)
    const { rows } = await db.query<Omit<Flagged, 'refused'>>(
      `SELECT uid, flags, modseq::float8 AS modseq FROM "MailboxEntry" WHERE "mailboxId" = $1 AND uid = ANY($2::int[])
         AND "expungedAt" IS NULL ORDER BY uid`,
      [folderId, uids],
    )
    return rows.map((row) => ({ ...row, refused: refused.has(row.uid) }))
  })
}

/**
 * Copies mails to another folder, or moves them, with their flags. Returns the UIDs before and after, in order. `only`: those of `uids` that
 * are still there.
 */
export async function copyEntries(
  pool: pg.Pool,
  { from, to, uids, move }: { from: string; to: string; uids: number[]; move: boolean },
): Promise<[before: number, after: number][]> {
  return within(pool, async (db) => {
    // In one order for everybody, so that two never wait for each other in a circle.
    await db.query(`SELECT FROM "Mailbox" WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE`, [[from, to]])
    const modseq = await nextModseq(db, to)
    const { rows } = await db.query<{ before: number; after: number }>(
      `WITH chosen AS (
         SELECT e.*, f."uidNext" - 1 + row_number() OVER (ORDER BY e.uid) AS given
         FROM "MailboxEntry" e, "Mailbox" f WHERE e."mailboxId" = $1 AND e.uid = ANY($3::int[]) AND e."expungedAt" IS NULL AND f.id = $2
       ), put AS (
         INSERT INTO "MailboxEntry" ("mailboxId", uid, "mailId", flags, zone, modseq, envelope, structure)
         SELECT $2, given, "mailId", flags, zone, $4::bigint, envelope, structure FROM chosen
       )
       SELECT uid AS before, given::int AS after FROM chosen ORDER BY uid`,
      [from, to, uids, modseq],
    )
    await db.query(`UPDATE "Mailbox" SET "uidNext" = "uidNext" + $2 WHERE id = $1`, [to, rows.length])
    await setModseq(db, to, modseq)
    if (move)
      await takeOut(
        db,
        from,
        rows.map((row) => row.before),
      )
    return rows.map(({ before, after }) => [before, after])
  })
}

/**
 * Expunges entries with \Deleted; with `uids` only these. A mail that is in no folder any more is deleted, with its reports, as on the page.
 * Returns the UIDs that went.
 */
export async function expunge(
  pool: pg.Pool,
  { folderId, teamId, uids }: { folderId: string; teamId: string; uids?: number[] },
): Promise<number[]> {
  const gone = await within(pool, async (db) => {
    await nextModseq(db, folderId)
    const { rows } = await db.query<{ uid: number; mailId: string }>(
      `SELECT uid, "mailId" FROM "MailboxEntry" WHERE "mailboxId" = $1 AND "expungedAt" IS NULL AND '\\Deleted' = ANY(flags)
         AND ($2::int[] IS NULL OR uid = ANY($2)) ORDER BY uid`,
      [folderId, uids ?? null],
    )
    await takeOut(
      db,
      folderId,
      rows.map((row) => row.uid),
    )
    return rows
  })
  const mailIds = gone.map((row) => row.mailId)
  if (mailIds.length > 0) await deleteMailsOf({ ids: await inNoFolder(pool, mailIds), teamId })
  return gone.map((row) => row.uid)
}

/** Of these mails, those that no folder of their address has or will have. */
async function inNoFolder(pool: pg.Pool, mailIds: string[]): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT m.id FROM "Mail" m WHERE m.id = ANY($1::uuid[])
       AND NOT EXISTS (SELECT FROM "MailboxEntry" e WHERE e."mailId" = m.id AND e."expungedAt" IS NULL)
       AND EXISTS (SELECT FROM "MailboxEntry" e JOIN "Mailbox" f ON f.id = e."mailboxId" WHERE e."mailId" = m.id AND f.name = 'INBOX')
       AND (m.label IS NULL OR EXISTS (SELECT FROM "MailboxEntry" e JOIN "Mailbox" f ON f.id = e."mailboxId"
         WHERE e."mailId" = m.id AND f.name = m.label))`,
    [mailIds],
  )
  return rows.map((row) => row.id)
}

/** Puts a mail into a folder, as a file that somebody brought: it is analysed like any other. Returns its id and UID; null when the folder is gone. */
export async function appendMail(
  pool: pg.Pool,
  asked: { folderId: string; addressId: string; teamId: string; octets: Buffer; flags: string[]; receivedAt: Date; zone: number },
): Promise<{ mailId: string; uid: number } | null> {
  const { folderId, addressId, teamId, octets, receivedAt, zone } = asked
  const flags = asked.flags.filter((flag) => !isVerdict(flag))
  const [mailId, rawId] = [newId(), newId()]
  return within(pool, async (db) => {
    const modseq = await nextModseq(db, folderId)
    const { rows } = await db.query<{ uid: number }>(
      `UPDATE "Mailbox" SET "uidNext" = "uidNext" + 1, "highestModseq" = $2 WHERE id = $1 RETURNING "uidNext" - 1 AS uid`,
      [folderId, modseq],
    )
    const owner = await db.query<{ email: string; projectId: string | null }>(
      `SELECT seed || '@' || domain AS email, "projectId" FROM "Address" WHERE id = $1 FOR KEY SHARE`,
      [addressId],
    )
    const [uid, address] = [rows[0]?.uid, owner.rows[0]]
    if (uid === undefined || !address) return null
    await db.query(`INSERT INTO "MailRaw" (id, bytes) VALUES ($1, $2)`, [rawId, octets])
    await db.query(
      `INSERT INTO "Mail" (id, source, "addressId", "teamId", "projectId", "rawId", transaction, "receivedAt", "mailFrom", recipient, size,
         "peerAddress", helo, extended, "tlsOffered")
       VALUES ($1, 'file', $2, $3, $4, $5, 0, $6, '', '', $7, '', '', true, 'none')`,
      [mailId, addressId, teamId, address.projectId, rawId, receivedAt, octets.length],
    )
    await db.query(
      `INSERT INTO "MailboxEntry" ("mailboxId", uid, "mailId", flags, zone, modseq) VALUES ($1, $2, $3, $4, $5, $6)`,
      [...[folderId, uid, mailId, flags, zone, modseq]],
    )
    return { mailId, uid }
  })
}

/** Gives a folder, and those below it, another name. False when the name is taken. */
export async function renameFolder(
  pool: pg.Pool,
  { addressId, name, to }: { addressId: string; name: string; to: string },
): Promise<boolean> {
  return within(pool, async (db) => {
    const taken = await db.query(`SELECT FROM "Mailbox" WHERE "addressId" = $1 AND name = $2`, [addressId, to])
    if (taken.rows.length > 0) return false
    await db.query(
      `UPDATE "Mailbox" SET name = $3 || substr(name, length($2) + 1) WHERE "addressId" = $1 AND (name = $2 OR starts_with(name, $2 || '/'))`,
      [addressId, name, to],
    )
    return true
  })
}

/**
 * Takes a folder away; its mails stay where else they are, and what is nowhere else goes to Trash. Waits until a folder made from now on has
 * another UIDVALIDITY, which counts seconds.
 */
export async function removeFolder(pool: pg.Pool, { folderId, trashId }: { folderId: string; trashId: string }): Promise<void> {
  const { rows } = await pool.query<{ uid: number }>(
    `SELECT max(e.uid) AS uid FROM "MailboxEntry" e WHERE e."mailboxId" = $1 AND e."expungedAt" IS NULL AND NOT EXISTS (
       SELECT FROM "MailboxEntry" other WHERE other."mailId" = e."mailId" AND other."mailboxId" <> $1 AND other."expungedAt" IS NULL)
     GROUP BY e."mailId"`,
    [folderId],
  )
  if (rows.length > 0) await copyEntries(pool, { from: folderId, to: trashId, uids: rows.map((row) => row.uid), move: true })
  await pool.query(
    `SELECT pg_sleep(greatest(0, "uidValidity" + 1 - extract(epoch FROM clock_timestamp()))) FROM "Mailbox" WHERE id = $1`,
    [folderId],
  )
  await pool.query(`DELETE FROM "Mailbox" WHERE id = $1 AND name <> '${trash}'`, [folderId])
}

async function takeOut(db: pg.PoolClient, folderId: string, uids: number[]): Promise<void> {
  if (uids.length === 0) return
  const modseq = await nextModseq(db, folderId)
  await db.query(
    `UPDATE "MailboxEntry" SET "expungedAt" = now(), modseq = $3::bigint, envelope = NULL, structure = NULL
     WHERE "mailboxId" = $1 AND uid = ANY($2::int[]) AND "expungedAt" IS NULL`,
    [folderId, uids, modseq],
  )
  await setModseq(db, folderId, modseq)
}

/** Locks the folder. */
async function nextModseq(db: pg.PoolClient, folderId: string): Promise<string> {
  const { rows } = await db.query<{ modseq: string }>(
    `SELECT "highestModseq" + 1 AS modseq FROM "Mailbox" WHERE id = $1 FOR UPDATE`,
    [folderId],
  )
  return rows[0]?.modseq ?? '0'
}

async function setModseq(db: pg.PoolClient, folderId: string, modseq: string): Promise<void> {
  await db.query(`UPDATE "Mailbox" SET "highestModseq" = $2 WHERE id = $1`, [folderId, modseq])
}
