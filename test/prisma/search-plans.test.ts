/** What a search reads does not grow with what lies there: each statement it makes goes through an index that fits. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { prisma } from '#prisma/client.ts'
import { leastId } from '#prisma/id.ts'
import { sandboxMails } from '#prisma/sandbox.ts'
import { choicesOf, type MailFilter, searchMails } from '#prisma/search.ts'
import { type ScanFilter, searchScans } from '#prisma/search-scans.ts'
import { newTeam } from '../helpers/people.ts'
import { readingOf, statementsOf } from '../helpers/statements.ts'

const mails = 4000
/** Of two checks each; far fewer than there are rows, and enough for the first look. */
const mostRows = 1800
let [teamId, otherId] = ['', '']
const client = new pg.Client({ connectionString: process.env.DATABASE_URL })

before(async () => {
  await client.connect()
  ;[{ teamId }, { teamId: otherId }] = await Promise.all([newTeam(), newTeam()])
  for (const id of [teamId, otherId]) await seed(id)
  for (const table of ['Mail', 'Finding', 'Scan']) await prisma.$executeRawUnsafe(`ANALYZE "${table}"`)
  // So little PostgreSQL would rather read whole and sort, whatever indexes there are.
  await client.query('SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off')
})
after(() => client.end())

/** The last mails of an hour; what is called rare is so among them. */
async function seed(id: string): Promise<void> {
  const times = `(SELECT i, (${Date.now() - 3_600_000} + i * 500)::bigint AS ms, md5('${id}' || i) AS salt FROM generate_series(0, ${mails - 1}) AS i) AS one`
  const madeId = (salt: string) =>
    `(lpad(to_hex(ms), 12, '0') || '7' || substr(${salt}, 1, 3) || '8' || substr(${salt}, 4, 15))::uuid`
  const rare = (value: string, common: string) => `CASE WHEN i % 1000 = 7 THEN '${value}' ELSE '${common}' END`
  const at = 'to_timestamp(ms / 1000.0)'
  await prisma.$executeRawUnsafe(`
    INSERT INTO "Mail" (id, "addressId", "teamId", "projectId", "sessionId", "rawId", transaction, "receivedAt", "mailFrom", recipient, label, size, "peerAddress",
      helo, extended, "tlsOffered", "subjectHeader", "fromHeader", "fromDomain", status)
    SELECT ${madeId('salt')}, '${leastId(1)}', '${id}', ${rare(leastId(2), leastId(3))}::uuid, '${id}', ${madeId('salt')}, 1, ${at}, '', '', ${rare('seldom', 'often')}, 1,
      ${rare('192.0.2.1', '192.0.2.2')}, '', true, '', ${rare('needle', 'hay')}, '', ${rare('rare.example', 'common.example')}, 'reported' FROM ${times}`)
  await prisma.$executeRawUnsafe(`
    INSERT INTO "Finding" (id, "reportId", "mailId", "teamId", domain, "checkId", code, verdict, "createdAt")
    SELECT ${madeId('md5(salt || n)')}, '${id}', ${madeId('salt')}, '${id}', 'a.example', 'check-' || n, ${rare('rare-code', 'code')}, ${rare('unknown', 'fail')}, ${at}
    FROM ${times}, generate_series(1, 2) AS n`)
  await prisma.$executeRawUnsafe(`
    INSERT INTO "Scan" (id, "teamId", kind, subject, status, "requestedAt", "keptUntil")
    SELECT ${madeId('salt')}, '${id}', ${rare('host', 'domain')}::"ScanKind", ${rare('rare.example', 'common.example')}, 'reported', ${at}, now() + interval '1 day'
    FROM ${times}`)
}

async function rowsRead(work: () => Promise<unknown>): Promise<void> {
  const statements = await statementsOf(work)
  assert.ok(statements.length > 0)
  for (const statement of statements) {
    const { rows, whole } = await readingOf(client, statement)
    assert.deepEqual([...whole], [], statement.text)
    assert.ok(rows <= mostRows, `${rows} rows for ${statement.text}`)
  }
}

describe('few rows are read for mails', () => {
  const rows: [title: string, filter: MailFilter][] = [
    ['of a team', {}],
    ['of a rare domain', { domain: 'rare.example' }],
    ['with a rare label', { label: 'seldom' }],
    ['from a rare address', { address: '192.0.2.1' }],
    ['of a small project', { projectId: leastId(2) }],
    ['of a time', { since: new Date(Date.now() - 3_000_000), until: new Date(Date.now() - 2_990_000) }],
    ['with a finding', { check: 'check-1' }],
    ['with a rare code', { check: 'check-1', code: 'rare-code' }],
    ['with a rare verdict', { check: 'check-1', verdict: 'unknown' }],
    ['with a rare code of any check', { code: 'rare-code' }],
    ['with a rare verdict of any check', { verdict: 'unknown' }],
    ['with a finding and a rare domain', { check: 'check-1', domain: 'rare.example' }],
  ]
  for (const [title, filter] of rows) {
    for (const [where, before] of [
      ['', undefined],
      [', far back', leastId(Date.now() - 1_800_000)],
    ] as const)
      test(`${title}${where}`, () => rowsRead(() => searchMails({ teamId, projects: null }, filter, { take: 20, before })))
  }
  test('of projects somebody is limited to', () =>
    rowsRead(() => searchMails({ teamId, projects: [leastId(2), leastId(4)] }, {}, { take: 20 })))
  test('of a sandbox, where a team has few', () =>
    rowsRead(() =>
      sandboxMails({
        scopes: [
          { teamId, projects: null },
          { teamId, projects: [leastId(2)] },
        ],
      }),
    ))
  test('and for what there is to choose from', () => rowsRead(() => choicesOf({ teamId })))
})

describe('few rows are read for scans', () => {
  const rows: [title: string, filter: ScanFilter][] = [
    ['of a team', {}],
    ['of hosts', { kind: 'host' }],
    ['of a rare domain', { subject: 'rare.example' }],
  ]
  for (const [title, filter] of rows)
    test(title, () => rowsRead(() => searchScans({ teamId, projects: null }, filter, { take: 20 })))
})
