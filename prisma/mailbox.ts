/**
 * The mails in folders as mail programs see them (IMAP, POP3). INBOX has every mail of the address, a folder with the name of a label those
 * with the label, any other what was put there. A mail gets its UID when a folder is first looked at after it came: under a lock on the folder's
 * row, in the order of their ids, so that UIDs and UIDVALIDITY are the same for every process and after every restart. Every change counts
 * `highestModseq` up (RFC 7162); an expunged entry stays as a gap.
 *
 * Over pg rather than Prisma: these are short prepared statements, asked for each command of a session.
 */
import type pg from 'pg'
import type { Db } from './client.ts'
import { copyOctets } from './copy-out.ts'
import { noticeFolders } from './folder-notices.ts'
import { newId, timeOfId } from './id.ts'

/** One mail in a folder. */
export interface EntryRow {
  uid: number
  mailId: string
  rawId: string
  /** Octets as stored. */
  size: number
  /** Milliseconds since 1970. */
  receivedAt: number
  /** Minutes east of UTC in which that is told. */
  zone: number
  flags: string[]
  modseq: number
  expunged: boolean
}

/** Keywords that tell the verdict of the newest report. Nobody can set them. */
export const verdictKeywords = ['$Pass', '$Warn', '$Fail'] as const

const verdictOf = (mail: string): string => `CASE ${mail}.headline->>'kind'
  WHEN 'ready' THEN '$Pass' WHEN 'ready-with-advice' THEN '$Warn' WHEN 'fix-first' THEN '$Fail' WHEN 'refused' THEN '$Fail' END`
const keywords = `ARRAY['$Pass','$Warn','$Fail']`
/** Does a mail belong into a folder by itself? One of which not all is kept does not: what a mail program was shown never changes. */
const belongs = (mail: string, folder: string): string =>
  `${mail}."addressId" = ${folder}."addressId" AND ${mail}.kept = 'everything' AND (${folder}.name = 'INBOX' OR (${mail}.label = ${folder}.name AND ${folder}.name <> 'Trash'))`

/** A mail may be committed so much later than its id says. */
const settlesMs = 600_000

/**
 * Brings a folder up to date with the mails of its address: new ones get their UIDs, those deleted elsewhere go, verdicts become keywords.
 * `since`: look only at mails that came about then or later (milliseconds), and at `mailIds`; without it, at all. Returns the newest modseq;
 * null when there is no such folder any more.
 */
export async function bringUpToDate(
  pool: pg.Pool,
  { folderId, since, mailIds = [] }: { folderId: string; since?: number; mailIds?: string[] },
): Promise<number | null> {
  const least = since === undefined ? lowest : `${newId(since - settlesMs).slice(0, 13)}-7000-8000-000000000000`
  const asked = [folderId, least, mailIds]
  const { rows } = await pool.query<{ modseq: number; stale: boolean }>({
    name: since === undefined ? 'folder-stale' : 'folder-stale-since',
    text: `SELECT f."highestModseq"::float8 AS modseq, (${isStale} ${since === undefined ? `OR ${hasGone}` : ''}) AS stale
      FROM "Mailbox" f WHERE f.id = $1`,
    values: asked,
  })
  const [found] = rows
  if (!found?.stale) return found?.modseq ?? null
  return within(pool, async (db) => {
    const locked = await db.query<{ modseq: string }>(
      `SELECT "highestModseq" + 1 AS modseq FROM "Mailbox" WHERE id = $1 FOR UPDATE`,
      [folderId],
    )
    const modseq = locked.rows[0]?.modseq
    if (modseq === undefined) return null
    for (const text of [giveUids, tellVerdicts]) await db.query(text, [...asked, modseq])
    if (since === undefined) await db.query(takeGone, [folderId, modseq])
    await db.query(`UPDATE "Mailbox" SET "highestModseq" = $2 WHERE id = $1`, [folderId, modseq])
    return Number(modseq)
  })
}

const lowest = '00000000-0000-0000-0000-000000000000'
const isAsked = `(m.id >= $2::uuid OR m.id = ANY($3::uuid[]))`
const isNew = `NOT EXISTS (SELECT FROM "MailboxEntry" e WHERE e."mailboxId" = f.id AND e."mailId" = m.id)`
const hasOtherVerdict = `${verdictOf('m')} IS NOT NULL AND NOT ${verdictOf('m')} = ANY(e.flags)`

const isStale = `EXISTS (SELECT FROM "Mail" m WHERE ${belongs('m', 'f')} AND ${isAsked} AND ${isNew})
  OR EXISTS (SELECT FROM "Mail" m JOIN "MailboxEntry" e ON e."mailId" = m.id AND e."mailboxId" = f.id AND e."expungedAt" IS NULL
    WHERE m."addressId" = f."addressId" AND ${isAsked} AND ${hasOtherVerdict})`
const hasGone = `EXISTS (SELECT FROM "MailboxEntry" e WHERE e."mailboxId" = f.id AND e."expungedAt" IS NULL
    AND NOT EXISTS (SELECT FROM "Mail" m WHERE m.id = e."mailId" AND m."addressId" = f."addressId"))`

const giveUids = `WITH come AS (
    SELECT m.id, ${verdictOf('m')} AS verdict, f."uidNext" - 1 + row_number() OVER (ORDER BY m.id) AS uid
    FROM "Mailbox" f JOIN "Mail" m ON ${belongs('m', 'f')} AND ${isAsked} AND ${isNew} WHERE f.id = $1
  ), given AS (
    INSERT INTO "MailboxEntry" ("mailboxId", uid, "mailId", flags, modseq)
    SELECT $1, uid, id, array_remove(ARRAY[verdict], NULL), $4::bigint FROM come
  )
  UPDATE "Mailbox" SET "uidNext" = "uidNext" + (SELECT count(*)::int FROM come) WHERE id = $1`

const tellVerdicts = `UPDATE "MailboxEntry" e SET modseq = $4::bigint,
    flags = ARRAY(SELECT unnest(e.flags) EXCEPT SELECT unnest(${keywords})) || ${verdictOf('m')}
  FROM "Mail" m, "Mailbox" f
  WHERE f.id = $1 AND e."mailboxId" = f.id AND e."expungedAt" IS NULL AND m.id = e."mailId" AND m."addressId" = f."addressId"
    AND ${isAsked} AND ${hasOtherVerdict}`

const takeGone = `UPDATE "MailboxEntry" e SET "expungedAt" = now(), modseq = $2::bigint, envelope = NULL, structure = NULL
  FROM "Mailbox" f WHERE f.id = $1 AND e."mailboxId" = f.id AND e."expungedAt" IS NULL
    AND NOT EXISTS (SELECT FROM "Mail" m WHERE m.id = e."mailId" AND m."addressId" = f."addressId")`

type EntryColumns = [number, string, string | null, number | null, number | null, string[], number, boolean, number]

/** The entries that changed after a modseq, by UID; with `expunged` also those that went. */
export async function entriesSince(
  pool: pg.Pool,
  { folderId, modseq, expunged }: { folderId: string; modseq: number; expunged: boolean },
): Promise<EntryRow[]> {
  const { rows } = await pool.query<EntryColumns>({
    name: 'entries-since',
    rowMode: 'array',
    text: `SELECT e.uid, e."mailId", m."rawId", m.size, extract(epoch FROM m."receivedAt")::float8 * 1000, e.flags, e.modseq::float8,
        e."expungedAt" IS NOT NULL, e.zone
      FROM "MailboxEntry" e JOIN "Mailbox" f ON f.id = e."mailboxId"
      LEFT JOIN "Mail" m ON m.id = e."mailId" AND m."addressId" = f."addressId"
      WHERE e."mailboxId" = $1 AND e.modseq > $2 AND ($3 OR e."expungedAt" IS NULL) ORDER BY e.uid`,
    values: [folderId, modseq, expunged],
  })
  return rows.map(([uid, mailId, rawId, size, receivedAt, flags, changed, gone, zone]) => ({
    ...{ uid, mailId, rawId: rawId ?? '', size: size ?? 0, receivedAt: receivedAt ?? timeOfId(mailId), flags, modseq: changed },
    ...{ zone, expunged: gone || rawId === null },
  }))
}

export interface FolderCounts {
  mails: number
  unseen: number
  deleted: number
  /** Those that no session was told of. */
  recent: number
  /** As stored. */
  octets: number
}

/** Figures of a folder, for STATUS. */
export async function folderCounts(pool: pg.Pool, { folderId }: { folderId: string }): Promise<FolderCounts> {
  const { rows } = await pool.query<FolderCounts>({
    name: 'folder-counts',
    text: `SELECT count(*)::int AS mails, (count(*) FILTER (WHERE NOT '\\Seen' = ANY(e.flags)))::int AS unseen,
        (count(*) FILTER (WHERE '\\Deleted' = ANY(e.flags)))::int AS deleted,
        (count(*) FILTER (WHERE e.uid >= f."recentFrom"))::int AS recent, coalesce(sum(m.size), 0)::float8 AS octets
      FROM "MailboxEntry" e JOIN "Mailbox" f ON f.id = e."mailboxId"
      JOIN "Mail" m ON m.id = e."mailId" AND m."addressId" = f."addressId"
      WHERE e."mailboxId" = $1 AND e."expungedAt" IS NULL`,
    values: [folderId],
  })
  return rows[0] ?? { mails: 0, unseen: 0, deleted: 0, recent: 0, octets: 0 }
}

export interface Remembered {
  uid: number
  envelope: string
  structure: string
}

/** What is remembered of these mails, by UID. */
export async function rememberedOf(
  pool: pg.Pool,
  { folderId, uids, structure }: { folderId: string; uids: number[]; structure: boolean },
): Promise<[uid: number, envelope: string, structure: string | null][]> {
  const { rows } = await pool.query<[number, string, string | null]>({
    name: structure ? 'remembered' : 'remembered-envelopes',
    rowMode: 'array',
    text: `SELECT uid, envelope, ${structure ? 'structure' : 'NULL'} FROM "MailboxEntry"
      WHERE "mailboxId" = $1 AND uid BETWEEN $2 AND $3 AND uid = ANY($4::int[]) AND envelope IS NOT NULL`,
    values: [folderId, uids[0] ?? 0, uids.at(-1) ?? 0, uids],
  })
  return rows
}

/** Remembers it. */
export async function remember(pool: pg.Pool, { folderId, rows }: { folderId: string; rows: Remembered[] }): Promise<void> {
  await pool.query({
    name: 'remember',
    text: `UPDATE "MailboxEntry" e SET envelope = r.envelope, structure = r.structure
      FROM unnest($2::int[], $3::text[], $4::text[]) AS r(uid, envelope, structure)
      WHERE e."mailboxId" = $1 AND e.uid = r.uid AND e."expungedAt" IS NULL`,
    values: [folderId, rows.map(({ uid }) => uid), rows.map((row) => row.envelope), rows.map((row) => row.structure)],
  })
}

/** The octets of these mails, in this order; null where they are gone. `most`: no more than so many of each. `octets`: of all, about. */
export async function octetsOf(
  pool: pg.Pool,
  { rawIds, most, octets }: { rawIds: string[]; most?: number; octets?: number },
): Promise<(Buffer | null)[]> {
  if (rawIds.length === 0) return []
  if (most === undefined && rawIds.length > fewMails) {
    const found = await copyOctets(pool, rawIds, octets)
    return rawIds.map((id) => found.get(id) ?? null)
  }
  const { rows } = await pool.query<[id: string, bytes: Buffer]>({
    name: `octets-${most}`,
    rowMode: 'array',
    text: `SELECT id, ${most === undefined ? 'bytes' : `substr(bytes, 1, ${Math.trunc(most)})`} FROM "MailRaw" WHERE id = ANY($1::uuid[])`,
    values: [rawIds],
  })
  const found = new Map(rows)
  return rawIds.map((id) => found.get(id) ?? null)
}

/** As many are read sooner by a prepared statement. */
const fewMails = 2

/** Takes mails out of all folders, because they are deleted, and tells whoever has these open. */
export async function takeOutEverywhere(db: Db, mailIds: string[]): Promise<void> {
  const folders = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM "Mailbox" WHERE id IN (
      SELECT "mailboxId" FROM "MailboxEntry" WHERE "mailId" = ANY(${mailIds}::uuid[]) AND "expungedAt" IS NULL
    ) ORDER BY id FOR UPDATE`
  const ids = folders.map((folder) => folder.id)
  if (ids.length === 0) return
  await db.$executeRaw`UPDATE "Mailbox" SET "highestModseq" = "highestModseq" + 1 WHERE id = ANY(${ids}::uuid[])`
  await db.$executeRaw`
    UPDATE "MailboxEntry" e SET "expungedAt" = now(), modseq = f."highestModseq", envelope = NULL, structure = NULL
    FROM "Mailbox" f WHERE f.id = e."mailboxId" AND f.id = ANY(${ids}::uuid[]) AND e."mailId" = ANY(${mailIds}::uuid[]) AND e."expungedAt" IS NULL`
  await noticeFolders(db, ids)
}

/** Runs statements in one transaction. */
export async function within<Result>(pool: pg.Pool, work: (db: pg.PoolClient) => Promise<Result>): Promise<Result> {
  const db = await pool.connect()
  try {
    await db.query('BEGIN')
    const result = await work(db)
    await db.query('COMMIT')
    db.release()
    return result
  } catch (error) {
    // A connection in doubt is not used again.
    db.release(true)
    throw error
  }
}
