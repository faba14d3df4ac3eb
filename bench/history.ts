/**
 * A team with a million mails, twenty findings each, and their counts: how long Today, the list of mails (its first page and its ten
 * thousandth), a search and the charts take at the server. The aim is a median of 150 ms on two cores, however deep.
 *
 *     node run.mjs --build && node run.mjs bench/history.ts [mails] [rounds]
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrate } from '#prisma/migrate.ts'
import { ensurePartitions } from '#prisma/partition.ts'
import { makeDatabase, startPostgres } from '../start/postgres.ts'
import { startRedis } from '../start/redis.ts'

const mails = Number(process.argv[2] ?? 1_000_000)
const rounds = Number(process.argv[3] ?? 15)
const findingsOfMail = 20
const days = 90
const dayMs = 86_400_000
/** Mails of one statement. */
const batch = 20_000

const folder = await mkdtemp(join(tmpdir(), 'seedbed-history-'))
const options = (name: string) => ({
  folder: join(folder, name),
  logFile: join(folder, `${name}.log`),
  durable: false,
  notify: console.error,
})
const postgres = await startPostgres(options('postgres'))
const redis = await startRedis(options('redis'))
const DATABASE_URL = await makeDatabase(postgres.url, 'bench')
const secret = 'a secret that only the bench knows, and everybody'
Object.assign(process.env, { DATABASE_URL, REDIS_URL: redis.url, DATA_DIR: folder, SESSION_SECRET: secret, LOG_LEVEL: 'silent' })
await migrate(DATABASE_URL)
const now = Date.now()
for (let back = 0; back <= days + 31; back += 28) await ensurePartitions(DATABASE_URL, new Date(now - back * dayMs))

const { newMember, newTeam } = await import('../test/helpers/people.ts')
const { startWeb } = await import('../app/server.ts')
const { closeLimits } = await import('../app/limits.server.ts')
const { teamId, slug } = await newTeam()
const { cookie } = await newMember(teamId, 'admin')

const sql = new pg.Client({ connectionString: DATABASE_URL })
await sql.connect()
const begun = performance.now()
await seed()
const seeded = (performance.now() - begun) / 1000

const web = await startWeb({ port: 0, host: '127.0.0.1' })
const deep = await idAt(Math.min(mails - 100, 10_000 * 50))
const pages: [title: string, path: string][] = [
  ['today', `/team/${slug}`],
  ['domains', `/team/${slug}/domains`],
  ['mails, page 1', `/team/${slug}/mails`],
  ['mails, page 10,000', `/team/${slug}/mails?before=${deep}`],
  ['mails with a finding, page 1', `/team/${slug}/mails?check=check-3&code=code-1`],
  ['mails with a finding, deep', `/team/${slug}/mails?check=check-3&code=code-1&before=${deep}`],
  ['mails with a rare word', `/team/${slug}/mails?words=needle`],
  ['mails of a domain with a common word', `/team/${slug}/mails?words=sale&domain=d3.example`],
  ['history, 7 days', '/history?days=7'],
  ['history, 90 days', '/history?days=90'],
]
const figures = []
for (const [title, path] of pages) figures.push({ page: title, ...(await measured(path)) })
console.log(JSON.stringify({ mails, findings: mails * findingsOfMail, seededSeconds: Math.round(seeded) }))
console.table(figures)

await web.close()
closeLimits()
await sql.end()
await Promise.all([postgres.stop(), redis.stop()])
await rm(folder, { recursive: true, force: true })
process.exit(0)

/** Mails evenly over the days, from ten domains; every thousandth speaks of a needle. */
async function seed(): Promise<void> {
  await sql.query(`CREATE FUNCTION id_at(ms bigint, salt text) RETURNS uuid IMMUTABLE LANGUAGE sql AS $$
    SELECT (lpad(to_hex(ms), 12, '0') || '7' || substr(md5(salt), 1, 3) || '8' || substr(md5(salt), 4, 15))::uuid $$`)
  for (let from = 0; from < mails; from += batch) {
    const to = Math.min(mails, from + batch) - 1
    const times = [now - days * dayMs, (days * dayMs) / mails, from, to]
    await sql.query(
      `INSERT INTO "Mail" (id, "addressId", "teamId", "sessionId", "rawId", transaction, "receivedAt", "mailFrom", recipient, size, "peerAddress",
         helo, extended, "tlsOffered", "subjectHeader", "fromHeader", "fromDomain", status, score, headline)
       SELECT id_at(ms, 'mail' || i), $1, $1, $1, $1, 1, to_timestamp(ms / 1000.0), 'a@b.example', 'seed@b.example', 2000,
         '192.0.2.' || i % 200, 'mx', true, 'starttls', CASE WHEN i % 1000 = 7 THEN 'A needle ' ELSE 'Spring sale ' END || i, 'Shop <a@d.example>',
         'd' || i % 10 || '.example', 'reported', 5 + i % 50 / 10.0,
         '{"kind":"ready","say":{"text":"Ready to send.","strings":["Ready to send."],"values":[]}}'
       FROM (SELECT i, ($2::float8 + $3::float8 * i)::bigint AS ms FROM generate_series($4::int, $5::int) AS i) AS times`,
      [teamId, ...times],
    )
    await sql.query(
      `INSERT INTO "Finding" (id, "reportId", "mailId", "teamId", domain, "checkId", code, verdict, "createdAt")
       SELECT id_at(ms, 'finding' || i || ' ' || n), $1, id_at(ms, 'mail' || i), $1, 'd' || i % 10 || '.example', 'check-' || n,
         'code-' || i % 3, CASE WHEN n % 3 = 0 THEN 'fail' ELSE 'warn' END, to_timestamp(ms / 1000.0)
       FROM (SELECT i, ($2::float8 + $3::float8 * i)::bigint AS ms FROM generate_series($4::int, $5::int) AS i) AS times, generate_series(1, ${findingsOfMail}) AS n`,
      [teamId, ...times],
    )
  }
  await sql.query(
    `INSERT INTO "CheckCount" ("teamId", domain, "checkId", code, verdict, hour, count)
     SELECT $1, 'd' || d || '.example', 'check-' || n, 'code', (ARRAY['pass', 'warn', 'fail'])[1 + n % 3], hour, 5
     FROM generate_series(date_trunc('hour', now()) - interval '${days} days', now(), interval '1 hour') AS hour, generate_series(0, 9) AS d, generate_series(1, 80) AS n`,
    [teamId],
  )
  await sql.query(
    `INSERT INTO "DayCount" ("teamId", domain, "checkId", verdict, day, count)
     SELECT "teamId", domain, "checkId", verdict, (hour AT TIME ZONE 'UTC')::date, sum(count) FROM "CheckCount" GROUP BY 1, 2, 3, 4, 5`,
  )
  await sql.query('ANALYZE')
}

async function idAt(offset: number): Promise<string> {
  const { rows } = await sql.query('SELECT id FROM "Mail" WHERE "teamId" = $1 ORDER BY id DESC OFFSET $2 LIMIT 1', [
    teamId,
    offset,
  ])
  return rows[0].id
}

/** Milliseconds from the request to its whole answer. */
async function measured(path: string): Promise<{ median: number; most: number }> {
  const took: number[] = []
  for (let round = -2; round < rounds; round++) {
    const at = performance.now()
    const answer = await fetch(`http://127.0.0.1:${web.port}${path}`, { headers: { cookie } })
    await answer.text()
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`)
    if (round >= 0) took.push(performance.now() - at)
  }
  took.sort((a, b) => a - b)
  return { median: Math.round(took[Math.floor(took.length / 2)] ?? 0), most: Math.round(took.at(-1) ?? 0) }
}
