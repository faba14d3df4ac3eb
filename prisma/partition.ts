/**
 * The monthly partitions of the tables that grow with mail and scans. Bounds are UUIDv7: the smallest id of a month (UTC), up to that of the next.
 * Last month to three months ahead always exist, so that no clock a little off can stop the intake.
 */
import pg from 'pg'
import { newId } from './id.ts'

const parents = ['Session', 'Mail', 'MailRaw', 'Scan', 'Report', 'Finding'] as const
/** Statements that lock a parent must not meet themselves in another process. */
const partitionLock = 1_712_044

/** Makes the partitions that are missing around a moment. Safe to call at any time, by anyone. */
export async function ensurePartitions(databaseUrl: string, now = new Date()): Promise<void> {
  await withPartitions(databaseUrl, async (client, existing) => {
    for (const offset of [-1, 0, 1, 2, 3]) {
      for (const parent of parents) {
        const { name, sql } = partition(parent, now, offset)
        if (!existing.includes(name)) await client.query(sql)
      }
    }
  })
}

/** Drops the partitions of months that ended before a moment: everything in them is older than the longest retention. */
export async function dropPartitions(databaseUrl: string, before: Date): Promise<void> {
  const month = before.toISOString().slice(0, 7).replace('-', '_')
  await withPartitions(databaseUrl, async (client, existing) => {
    for (const name of existing) if (name.slice(-7) < month) await client.query(`DROP TABLE "${name}"`)
  })
}

type Work = (client: pg.Client, existing: string[]) => Promise<void>

async function withPartitions(databaseUrl: string, work: Work): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [partitionLock])
    const { rows } = await client.query<{ relname: string }>(
      `SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent::regclass::text = ANY($1)`,
      [parents.map((parent) => `"${parent}"`)],
    )
    await work(
      client,
      rows.map((row) => row.relname),
    )
  } finally {
    await client.end()
  }
}

function partition(parent: string, now: Date, offset: number): { name: string; sql: string } {
  const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset))
  const next = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset + 1))
  const name = `${parent}_${first.toISOString().slice(0, 7).replace('-', '_')}`
  const sql = `CREATE TABLE IF NOT EXISTS "${name}" PARTITION OF "${parent}" FOR VALUES FROM ('${firstId(first)}') TO ('${firstId(next)}')`
  return { name, sql }
}

/** The smallest id, valid or not, of a moment: its 48 bits of time, then zeros. */
function firstId(moment: Date): string {
  return `${newId(moment.getTime()).slice(0, 13)}-0000-0000-000000000000`
}
