/** The folders of an address as mail programs see them: which there are, which are subscribed to, and which of their mails are recent. */
import type pg from 'pg'
import { newId } from './id.ts'

export const inbox = 'INBOX'
export const trash = 'Trash'

export interface FolderRow {
  id: string
  /** The address; of the INBOX of all folders of a project, the project or team. */
  addressId: string
  name: string
  uidValidity: number
  uidNext: number
  highestModseq: number
  /** From this UID on no session has been told. */
  recentFrom: number
}

const columns = `id, "addressId", name, "uidValidity", "uidNext", "highestModseq"::float8 AS "highestModseq", "recentFrom"`

/** As many folders of an address are listed; the sender chooses the labels. */
const mostFolders = 500
/** As many names stay subscribed to, or not, besides. */
const mostSubscriptions = 500

/** What an address has of folders. */
export interface FolderNames {
  addressId: string
  /** Labels of its mails, without order. */
  labels: string[]
  /** Folders that were made; a label may be among them. */
  made: string[]
  subscribed: string[]
  unsubscribed: string[]
}

/** The folders of these addresses, and what mail programs subscribed to there. */
export async function folderNames(pool: pg.Pool, { addressIds }: { addressIds: string[] }): Promise<FolderNames[]> {
  const { rows } = await pool.query<FolderNames>({
    name: 'folder-names',
    text: `SELECT a.id AS "addressId", a.subscribed, a.unsubscribed,
        ARRAY(SELECT f.name FROM "Mailbox" f WHERE f."addressId" = a.id LIMIT ${mostFolders}) AS made,
        ARRAY(SELECT DISTINCT m.label FROM "Mail" m WHERE m."addressId" = a.id AND m.label IS NOT NULL LIMIT ${mostFolders}) AS labels
      FROM "Address" a WHERE a.id = ANY($1::uuid[])`,
    values: [addressIds],
  })
  return rows
}

/** Remembers that mail programs subscribe to a name, or no more. False when there are too many such names. */
export async function subscribe(
  pool: pg.Pool,
  { addressId, name, on }: { addressId: string; name: string; on: boolean },
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `UPDATE "Address" SET
       subscribed = array_remove(subscribed, $2::text) || CASE WHEN $3::boolean THEN ARRAY[$2::text] ELSE '{}' END,
       unsubscribed = array_remove(unsubscribed, $2::text) || CASE WHEN $3::boolean THEN '{}' ELSE ARRAY[$2::text] END
     WHERE id = $1 AND cardinality(subscribed) + cardinality(unsubscribed) < ${mostSubscriptions}`,
    [addressId, name, on],
  )
  return rowCount === 1
}

/** A folder. Made when it is new and `make` says so. */
export async function folderOf(
  pool: pg.Pool,
  { addressId, name, make }: { addressId: string; name: string; make: boolean },
): Promise<FolderRow | null> {
  const find = { name: 'folder-of', text: `SELECT ${columns} FROM "Mailbox" WHERE "addressId" = $1 AND name = $2` }
  const found = await pool.query<FolderRow>({ ...find, values: [addressId, name] })
  if (found.rows[0] || !make) return found.rows[0] ?? null
  await pool.query(
    `INSERT INTO "Mailbox" (id, "addressId", name, "uidValidity") SELECT $1, $2, $3, extract(epoch FROM clock_timestamp())::int
     WHERE EXISTS (SELECT FROM "Address" WHERE id = $2) OR EXISTS (SELECT FROM "Project" WHERE id = $2)
       OR EXISTS (SELECT FROM "Team" WHERE id = $2) ON CONFLICT ("addressId", name) DO NOTHING`,
    [newId(), addressId, name],
  )
  const made = await pool.query<FolderRow>({ ...find, values: [addressId, name] })
  return made.rows[0] ?? null
}

/** A folder as it is now; null when it is gone. */
export async function folderById(pool: pg.Pool, { folderId }: { folderId: string }): Promise<FolderRow | null> {
  const { rows } = await pool.query<FolderRow>({
    name: 'folder-by-id',
    text: `SELECT ${columns} FROM "Mailbox" WHERE id = $1`,
    values: [folderId],
  })
  return rows[0] ?? null
}

/** Has the address mails with this label? */
export async function isLabel(pool: pg.Pool, { addressId, name }: { addressId: string; name: string }): Promise<boolean> {
  const { rows } = await pool.query(`SELECT FROM "Mail" WHERE "addressId" = $1 AND label = $2 LIMIT 1`, [addressId, name])
  return rows.length > 0
}

/** Tells one session of what no other was told. Returns the UIDs, from and to before; they are nobody else's. */
export async function takeRecent(pool: pg.Pool, { folderId }: { folderId: string }): Promise<[from: number, to: number]> {
  const { rows } = await pool.query<{ from: number; to: number }>({
    name: 'take-recent',
    text: `UPDATE "Mailbox" f SET "recentFrom" = f."uidNext"
      FROM (SELECT id, "recentFrom" FROM "Mailbox" WHERE id = $1 FOR UPDATE) was
      WHERE f.id = was.id RETURNING was."recentFrom" AS "from", f."uidNext" AS "to"`,
    values: [folderId],
  })
  return [rows[0]?.from ?? 0, rows[0]?.to ?? 0]
}
