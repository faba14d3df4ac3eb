/**
 * Which folders lost mails that were deleted elsewhere, told by PostgreSQL itself: a notice leaves with the commit of the deletion, whichever process made
 * it, and reaches whoever listens. Like all news it is a hint: what is lost while a connection breaks is seen by the next look.
 */
import pg from 'pg'
import type { Db } from './client.ts'

const channel = 'seedbed_folder'
const againMs = 1000
const connectMs = 2000

/** Tells, when the transaction commits, that these folders changed. */
export async function noticeFolders(db: Db, folderIds: string[]): Promise<void> {
  await db.$queryRaw`SELECT pg_notify(${channel}, id)::text FROM unnest(${folderIds}::text[]) AS id`
}

/** Calls for each folder that changed, from now on, and connects again when the connection breaks. */
export function hearFolders(databaseUrl: string, heard: (folderId: string) => void): { close(): Promise<void> } {
  let client: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined
  let closed = false

  async function connect(): Promise<void> {
    const fresh = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: connectMs, keepAlive: true })
    client = fresh
    fresh.on('error', () => {})
    fresh.once('end', again)
    fresh.on('notification', ({ payload }) => {
      if (payload) heard(payload)
    })
    try {
      await fresh.connect()
      await fresh.query(`LISTEN ${channel}`)
    } catch {
      await fresh.end().catch(() => {})
      again()
    }
  }
  function again(): void {
    clearTimeout(timer)
    if (!closed) timer = setTimeout(connect, againMs).unref()
  }

  void connect()
  return {
    async close() {
      closed = true
      clearTimeout(timer)
      await client?.end().catch(() => {})
    },
  }
}
