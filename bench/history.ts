/**
 * A team with a million mails, twenty findings each, and their counts: how long its pages take at the server, the first and the ten
 * thousandth alike, and how much of the database they read, which does not depend on what else the machine is doing. The aim is a median of
 * 150 ms on two cores, however deep. The anchor is a page that asks for nothing of the team: where the machine is busy it takes longer than its
 * least, and the others with it. `inWhole`: tables that were read from end to end, which no index led into.
 *
 *     node run.mjs --build && node run.mjs bench/history.ts [--mails 1000000] [--rounds 15] [--only TEXT] [--keep FOLDER] [--statements]
 *
 * `--keep`: the data stay in that folder (a million mails: 9 GB), and the next run with it begins with the pages. `--statements`: what each
 * page asks of the database.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { migrate } from '#prisma/migrate.ts'
import { ensurePartitions } from '#prisma/partition.ts'
import { makeDatabase, startPostgres } from '../start/postgres.ts'
import { startRedis } from '../start/redis.ts'
import { readingOf, statementsOf } from '../test/helpers/statements.ts'
import { findingsOfMail, seedHistory } from './history-seed.ts'

const { values: asked } = parseArgs({
  options: {
    mails: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '15' },
    only: { type: 'string', default: '' },
    keep: { type: 'string' },
    statements: { type: 'boolean', default: false },
  },
})
const [mails, rounds] = [Number(asked.mails), Number(asked.rounds)]
const days = 90
const dayMs = 86_400_000
/** Milliseconds. */
const aim = 150
/** Of fewer rows PostgreSQL reads a table sooner than its index. */
const smallTable = 1000

const folder = asked.keep ? resolve(asked.keep) : await mkdtemp(join(tmpdir(), 'seedbed-history-'))
await mkdir(folder, { recursive: true })
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

const { newMember, newTeam } = await import('../test/helpers/people.ts')
const { domainReport } = await import('../test/helpers/domain-report.ts')
const { prisma } = await import('#prisma/client.ts')
const { reportId } = await import('#prisma/id.ts')
const { startWeb } = await import('../app/server.ts')
const { writeCursor } = await import('../app/bounces/page.server.ts')
const { closeLimits } = await import('../app/limits.server.ts')

const { teamId, slug, until } = await place()
const { cookie } = await newMember(teamId, 'admin')
const sql = await connect()
const begun = performance.now()
for (let back = 0; back <= days + 31; back += 28) await ensurePartitions(DATABASE_URL, new Date(until - back * dayMs))
await seedHistory(connect, teamId, { mails, days, until }, console.error)
await newestReport()
const [{ size }] = (await sql.query('SELECT pg_size_pretty(pg_database_size(current_database())) AS size')).rows
const seeded = { mails, findings: mails * findingsOfMail, size, seconds: Math.round((performance.now() - begun) / 1000) }

const web = await startWeb({ port: 0, host: '127.0.0.1' })
const figures = []
for (const [title, path] of await pages())
  if (title.includes(asked.only)) figures.push({ page: title, ...(await measured(path)) })
console.log(JSON.stringify(seeded))
console.table(figures)
const slow = figures.filter(({ median }) => median > aim).map(({ page }) => page)
console.log(
  `${figures.length - slow.length} of ${figures.length} pages within ${aim} ms${slow.map((page) => `\nnot: ${page}`).join('')}`,
)

await web.close()
closeLimits()
await sql.end()
await Promise.all([postgres.stop(), redis.stop()])
if (!asked.keep) await rm(folder, { recursive: true, force: true })
process.exit(0)

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: DATABASE_URL })
  await client.connect()
  return client
}

/** Whose history it is and when it ends: of the run before, when its data were kept. */
async function place(): Promise<{ teamId: string; slug: string; until: number }> {
  const file = join(folder, 'history.json')
  const kept = await readFile(file, 'utf8').catch(() => null)
  if (kept) return JSON.parse(kept)
  const made = { ...(await newTeam()), until: Date.now() }
  await writeFile(file, JSON.stringify(made))
  return made
}

/** The newest mail has its report: pages take the titles of checks from there. */
async function newestReport(): Promise<void> {
  const { rows } = await sql.query('SELECT id FROM "Mail" WHERE "teamId" = $1 ORDER BY id DESC LIMIT 1', [teamId])
  const [mailId, document] = [rows[0].id, JSON.parse(JSON.stringify(domainReport()))]
  const row = { id: reportId(mailId, 1), mailId, teamId, analysis: 1, rubric: 'domain-1', score: 8, coverage: 1, document }
  await prisma.report.createMany({ data: [row], skipDuplicates: true })
}

async function pages(): Promise<[title: string, path: string][]> {
  const [team, list] = [`/team/${slug}`, `/team/${slug}/mails`]
  const from = `before=${await idAt(Math.min(mails - 100, 10_000 * 50))}`
  const day = new Date(until - 60 * dayMs).toISOString().slice(0, 10)
  const searches = {
    everything: '',
    'a domain': 'domain=d3.example',
    'a rare domain': 'domain=rare.example',
    'a label': 'label=label-4',
    'a rare label': 'label=seldom',
    'a sending address': 'address=192.0.2.7',
    'a time': `from=${day}&to=${day}`,
    'a finding': 'check=check-3',
    'a code': 'check=check-3&code=code-1',
    'a rare code': 'check=check-4&code=rare-code',
    'a code of any check': 'code=rare-code',
    'a verdict': 'verdict=fail',
    'a rare verdict': 'verdict=unknown',
    'a verdict of a check': 'check=check-7&verdict=unknown',
    'a verdict that never was': 'check=check-3&verdict=unknown',
    'a common word': 'words=sale',
    'a word': 'words=word17',
    'a rare word': 'words=needle',
    'a number': 'words=123456',
    'a domain and a common word': 'words=sale&domain=d3.example',
    'a check and a rare domain': 'check=check-3&domain=rare.example',
    'a check and a common word': 'check=check-3&words=invoice',
    'what fits no mail': 'label=label-4&domain=d3.example',
    'a label and an address': 'label=label-4&address=192.0.2.7',
  }
  const scans = {
    everything: '',
    'a domain': 'subject=s17.example',
    probes: 'kind=host',
    'a finding of none': 'check=check-3',
  }
  const lookedAt = Object.entries(scans).map(([what, query]): [string, string] => [`scans: ${what}`, `${team}/scans?${query}`])
  const found = Object.entries(searches).flatMap(([what, query]): [string, string][] => [
    [`mails: ${what}`, `${list}?${query}`],
    [`mails: ${what}, deep`, `${list}?${query}&${from}`],
  ])
  const one = `${team}/domains/d3.example`
  return [
    ['anchor', '/bounce'],
    ['today', team],
    ['domains', `${team}/domains`],
    ['alerts', `${team}/alerts`],
    ...ranged('history', '/history', [1, 7, 30, 90]),
    ['history, two years', `/history?${twoYears()}`],
    ['history: text', '/history?find=needle'],
    ['history: no such text', '/history?find=nothinglikethis'],
    ...ranged('bounces', '/bounces', [1, 7, 30, 90, 365]),
    ['bounces, deep', `/bounces?days=365&after=${await lastBounces()}`],
    ...ranged('a domain', one, [1, 7, 30, 90]),
    ['a domain, two years', `${one}?${twoYears()}`],
    ...found,
    ...lookedAt,
  ]
}

function ranged(title: string, path: string, ranges: number[]): [title: string, path: string][] {
  return ranges.map((range) => [`${title}, ${range} days`, `${path}?days=${range}`])
}

/** The longest range that can be typed. */
function twoYears(): string {
  const [from, to] = [until - 730 * dayMs, until].map((at) => new Date(at).toISOString().slice(0, 10))
  return `from=${from}&to=${to}`
}

/** Where the last page of bounces begins, as its own link says it. */
async function lastBounces(): Promise<string> {
  const { rows } = await sql.query('SELECT at, id FROM "Bounce" WHERE "teamId" = $1 ORDER BY at, id OFFSET 50 LIMIT 1', [teamId])
  return writeCursor(rows[0])
}

async function idAt(offset: number): Promise<string> {
  const text = 'SELECT id FROM "Mail" WHERE "teamId" = $1 ORDER BY id DESC OFFSET $2 LIMIT 1'
  const { rows } = await sql.query(text, [teamId, offset])
  return rows[0].id
}

interface Figure {
  /** Milliseconds from the request to its whole answer. */
  median: number
  least: number
  /** Milliseconds that our own process computed for one answer, with asking for it. */
  cpu: number
  statements: number
  blocks: number
  rows: number
  /** Milliseconds that PostgreSQL took for all of them, one after the other. */
  database: number
  inWhole: string
}

async function measured(path: string): Promise<Figure> {
  const took: number[] = []
  let before = process.cpuUsage()
  for (let round = -2; round < rounds; round++) {
    if (round === 0) before = process.cpuUsage()
    const at = performance.now()
    await answered(path)
    if (round >= 0) took.push(performance.now() - at)
  }
  const { user, system } = process.cpuUsage(before)
  took.sort((a, b) => a - b)
  const read = await readOf(path)
  return {
    median: Math.round(took[Math.floor(took.length / 2)] ?? 0),
    least: Math.round(took[0] ?? 0),
    cpu: Math.round((user + system) / 1000 / rounds),
    ...read,
  }
}

async function readOf(path: string): Promise<Pick<Figure, 'statements' | 'blocks' | 'rows' | 'database' | 'inWhole'>> {
  const statements = await statementsOf(() => answered(path))
  const read = { statements: statements.length, blocks: 0, rows: 0, database: 0 }
  const inWhole = new Set<string>()
  for (const statement of statements) {
    const { blocks, rows, milliseconds, whole } = await readingOf(sql, statement)
    if (rows >= smallTable) for (const table of whole) inWhole.add(table)
    read.blocks += blocks
    read.rows += rows
    read.database += milliseconds
    if (asked.statements) console.log(JSON.stringify({ blocks, rows, milliseconds, ...statement }))
  }
  return { ...read, rows: Math.round(read.rows), database: Math.round(read.database), inWhole: [...inWhole].join(' ') }
}

async function answered(path: string): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${web.port}${path}`, { headers: { cookie } })
  await answer.text()
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`)
}
