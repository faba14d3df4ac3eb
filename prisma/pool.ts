/** Connections to PostgreSQL beside Prisma's, for the receiver: prepared statements and binary parameters, and failure within seconds. */
import pg from 'pg'

/** How long the receiver waits for PostgreSQL before it answers 451: to connect, and for one statement when not told otherwise. */
const connectMs = 2000
const shortMs = 4000

/** A pool that outlives the database: a connection that breaks while idle is dropped, and the next query makes a new one. */
export function openPool({
  databaseUrl,
  max,
  statementMs = shortMs,
}: {
  databaseUrl: string
  max: number
  statementMs?: number
}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max,
    connectionTimeoutMillis: connectMs,
    statement_timeout: statementMs,
    // A little later than the server's own, so that a statement given up here has not been committed there.
    query_timeout: statementMs + 500,
    idleTimeoutMillis: 30_000,
    allowExitOnIdle: true,
    keepAlive: true,
  })
  // Without a listener a broken idle connection would end the process.
  pool.on('error', () => {})
  return pool
}
