/**
 * Fills one team of a database with its history: mails, findings, bounces and scans of ninety days, their hourly counts, and sums by day of two
 * years, which stay when the mails are gone: the longest range, and what it is compared with. Each month of mails and of
 * findings is filled without indexes and then attached, which gives it every index and constraint that the product has; a month that is
 * there already is left as it is, so that what was stopped goes on.
 */
import type pg from 'pg'
import { mailSections } from '#checks/index.ts'
import { allDomains } from '#prisma/counted-as.ts'

export interface Amounts {
  mails: number
  days: number
  /** The end of the history, milliseconds since 1970. */
  until: number
}

export const findingsOfMail = 20
/** Sums by day are of so many days: of the longest range that can be asked for, and of the time before. */
const daysOfSums = 2 * 731
const checksOf = 80
const bouncesOf = 100_000
const scansOf = 100_000
const dayMs = 86_400_000

type Connect = () => Promise<pg.Client>
/** A table and what fills it. */
type Step = [table: string, text: string]

/** Seeds all of it, on two connections at a time. `tell` hears what has been done. */
export async function seedHistory(
  connect: Connect,
  teamId: string,
  amounts: Amounts,
  tell: (line: string) => void,
): Promise<void> {
  const sql = await connect()
  await sql.query(`INSERT INTO "Team" (id, kind) SELECT id, 'team' FROM unnest($1::uuid[]) AS id ON CONFLICT DO NOTHING`, [
    otherTeams,
  ])
  const months = await emptyMonths(sql, amounts)
  const works = [
    ...months.map((month) => () => fillMonth(connect, teamId, month, tell)),
    ...tables(teamId, amounts).map((step) => () => oneStep(connect, step, tell)),
  ]
  const worker = async () => {
    for (let work = works.shift(); work; work = works.shift()) await work()
  }
  await Promise.all([worker(), worker()])
  if (months.length > 0) await sql.query('VACUUM ANALYZE')
  await sql.end()
}

interface Month {
  parent: 'Mail' | 'Finding' | 'Scan'
  partition: string
  bound: string
  /** SQL of a table `one`: the number, the millisecond and some salt of each mail or scan. */
  times: string
}

/** The partitions that are to be filled and are empty, each with a table beside it that takes its place once it is full. */
async function emptyMonths(sql: pg.Client, amounts: Amounts): Promise<Month[]> {
  const { rows } = await sql.query<Omit<Month, 'times'>>(`
    SELECT parent.relname AS parent, child.relname AS partition, pg_get_expr(child.relpartbound, child.oid) AS bound
    FROM pg_inherits JOIN pg_class parent ON parent.oid = inhparent JOIN pg_class child ON child.oid = inhrelid
    WHERE parent.relname IN ('Mail', 'Finding', 'Scan') AND child.relkind = 'r' ORDER BY parent.relname, child.relname`)
  const months: Month[] = []
  for (const { parent, partition, bound } of rows) {
    const times = timesWithin(bound, amounts, parent === 'Scan' ? scansOf : amounts.mails)
    const { rowCount } = await sql.query(`SELECT FROM "${partition}" LIMIT 1`)
    if (!times || rowCount) continue
    await sql.query(`DROP TABLE IF EXISTS "fresh_${partition}"`)
    await sql.query(`CREATE TABLE "fresh_${partition}" (LIKE "${parent}" INCLUDING DEFAULTS INCLUDING CONSTRAINTS)`)
    months.push({ parent, partition, bound, times })
  }
  return months
}

/** Of `count` moments, evenly over the days, those within the bounds of a partition; null when there are none. */
function timesWithin(bound: string, { days, until }: Amounts, count: number): string | null {
  const [from = 0, to = 0] = [...bound.matchAll(/'([0-9a-f]{8})-([0-9a-f]{4})-/g)].map(([, head, tail]) =>
    Number.parseInt(`${head}${tail}`, 16),
  )
  const [begin, apart] = [until - days * dayMs, (days * dayMs) / count]
  const first = Math.max(0, Math.ceil((from - begin) / apart))
  const last = Math.min(count, Math.ceil((to - begin) / apart)) - 1
  if (first > last) return null
  return `(SELECT i, (${begin}::float8 + ${apart}::float8 * i)::bigint AS ms, md5(i::text) AS salt FROM generate_series(${first}, ${last}) AS i) AS one`
}

/** What takes the lock of a parent waits here for its turn, or two would wait for each other. */
let turn: Promise<unknown> = Promise.resolve()

async function fillMonth(
  connect: Connect,
  teamId: string,
  { parent, partition, bound, times }: Month,
  tell: (line: string) => void,
) {
  const sql = await connect()
  const begun = performance.now()
  await sql.query(`INSERT INTO "fresh_${partition}" ${columnsOf[parent]} ${rowsOf[parent](teamId, times)}`)
  tell(`${partition}: rows in ${seconds(begun)}`)
  const attach = async () => {
    const filled = performance.now()
    await sql.query(`SET maintenance_work_mem = '512MB'`)
    await sql.query('BEGIN')
    await sql.query(`DROP TABLE "${partition}"`)
    await sql.query(`ALTER TABLE "fresh_${partition}" RENAME TO "${partition}"`)
    await sql.query(`ALTER TABLE "${parent}" ATTACH PARTITION "${partition}" ${bound}`)
    await sql.query('COMMIT')
    tell(`${partition}: indexes in ${seconds(filled)}`)
  }
  turn = turn.then(attach)
  await turn
  await sql.end()
}

const seconds = (from: number, to = performance.now()): string => `${((to - from) / 1000).toFixed(1)} s`

/** One statement, unless the table has rows of before. */
async function oneStep(connect: Connect, [table, text]: Step, tell: (line: string) => void): Promise<void> {
  const sql = await connect()
  const { rowCount } = await sql.query(`SELECT FROM "${table}" LIMIT 1`)
  const begun = performance.now()
  if (rowCount === 0) {
    await sql.query(text)
    tell(`${table}: ${seconds(begun)}`)
  }
  await sql.end()
}

/** `digits`: SQL of two hexadecimal digits at the end, to tell ids of one moment apart. */
const idOf = (digits?: string) => {
  const end = digits ? `substr(salt, 4, 13) || ${digits}` : 'substr(salt, 4, 15)'
  return `(lpad(to_hex(ms), 12, '0') || '7' || substr(salt, 1, 3) || '8' || ${end})::uuid`
}
const mailId = idOf()
/** Ten domains of every tenth mail, and one that is rare. */
const fromDomain = `CASE WHEN i % 20000 = 11 THEN 'rare.example' ELSE 'd' || i % 10 || '.example' END`

const columnsOf: Record<Month['parent'], string> = {
  Mail: `(id, "addressId", "teamId", "projectId", "sessionId", "rawId", transaction, "receivedAt", "mailFrom", recipient, label, size, "peerAddress",
    helo, extended, "tlsOffered", "subjectHeader", "fromHeader", "fromDomain", "messageId", status, score, headline, warnings, problems)`,
  Finding: `(id, "reportId", "mailId", "teamId", domain, "checkId", code, verdict, "createdAt")`,
  Scan: `(id, "teamId", kind, subject, status, "requestedAt", "finishedAt", "keptUntil", score, headline, warnings, problems)`,
}
const at = 'to_timestamp(ms / 1000.0)'
const headline = `'{"kind":"ready","say":{"text":"Ready to send.","strings":["Ready to send."],"values":[]}}'::jsonb`

/** The id of one of a team's things, made from its number. */
const numbered = (what: string, number: string) => `md5('${what} ' || (${number}))::uuid`

const rowsOf: Record<Month['parent'], (teamId: string, times: string) => string> = {
  // Subjects: one of three beginnings, a word of five thousand (the first ones are common), a number. Every thousandth speaks of a needle.
  Mail: (teamId, times) => `
    SELECT ${mailId}, ${numbered('address', 'i % 50')}, '${teamId}', ${numbered('project', 'i % 5')}, ${mailId}, ${mailId}, 1, ${at},
      'bounce@d' || i % 10 || '.example', 'seed' || i % 50 || '@bench.example', CASE WHEN i % 5000 = 3 THEN 'seldom' WHEN i % 2 = 0 THEN 'label-' || i % 20 END,
      2000 + i % 9000, CASE WHEN i % 30000 = 5 THEN '198.51.100.9' ELSE '192.0.2.' || i % 200 END, 'mx' || i % 200 || '.d.example', true, 'starttls',
      (ARRAY['Spring sale', 'Your invoice', 'News of the week'])[1 + i % 3] || CASE WHEN i % 1000 = 7 THEN ' needle' ELSE '' END
        || ' word' || floor(5000 * power(('x' || substr(salt, 1, 6))::bit(24)::int / 16777216.0, 3)) || ' ' || i,
      'Shop ' || i % 100 || ' <a@d' || i % 10 || '.example>', ${fromDomain}, '<' || i || '@d.example>', 'reported', 5 + i % 50 / 10.0, ${headline}, 14, 6
    FROM ${times}`,
  // Every hundredth mail could not be checked in one row; one code is rare.
  Finding: (teamId, times) => `
    SELECT ${idOf('to_hex(15 + n)')}, ${mailId}, ${mailId}, '${teamId}', ${fromDomain}, 'check-' || n,
      CASE WHEN n = 4 AND i % 10000 = 9 THEN 'rare-code' ELSE 'code-' || i % 3 END,
      CASE WHEN n = 7 AND i % 100 = 0 THEN 'unknown' WHEN n % 3 = 0 THEN 'fail' ELSE 'warn' END, ${at}
    FROM ${times}, generate_series(1, ${findingsOfMail}) AS n`,
  // Every fourth is of one of the ten domains that send.
  Scan: (teamId, times) => `
    SELECT ${mailId}, '${teamId}', (ARRAY['domain', 'domain', 'domain', 'host', 'address'])[1 + i % 5]::"ScanKind", ${keptDomain('CASE WHEN i % 4 = 0 THEN i / 20 % 10 ELSE i / 4 % 300 END')}, 'reported', ${at}, ${at},
      now() + interval '300 days', 8, ${headline}, 3, i % 2
    FROM ${times}`,
}

const hours = ({ days, until }: Amounts) =>
  `generate_series(date_trunc('hour', to_timestamp(${until / 1000})) - interval '${days} days', to_timestamp(${until / 1000}), interval '1 hour') AS hour`

/** Of the checks of a mail, by its number, from 1. */
const checkOf = (number: string): string => {
  const ids = mailSections.flatMap(({ checks }) => checks.map(({ id }) => `'${id}'`)).slice(0, checksOf)
  return `(ARRAY[${ids.join(', ')}])[${number}]`
}
const badVerdict = `CASE WHEN n % 3 = 0 THEN 'fail' ELSE 'warn' END`

/** Eighty checks of ten domains pass in every hour, and twenty of them also fail or warn. */
const checkCounts = (teamId: string, amounts: Amounts): string => `
  INSERT INTO "CheckCount" ("teamId", domain, "checkId", code, verdict, hour, count)
  SELECT '${teamId}', 'd' || d || '.example', ${checkOf('n')}, code, CASE WHEN code = 'good' THEN 'pass' ELSE ${badVerdict} END, hour, 5
  FROM ${hours(amounts)}, generate_series(0, 9) AS d, generate_series(1, ${checksOf}) AS n,
    unnest(CASE WHEN n <= ${findingsOfMail} THEN ARRAY['good', 'code-0'] ELSE ARRAY['good'] END) AS code
  ORDER BY hour, d, n`

/** The same by day, of each domain and of all ten together. */
function sums(teamId: string, { days, mails, until }: Amounts): Step[] {
  const ofDay = Math.round(mails / days / 10)
  const each = `generate_series(0, ${daysOfSums - 1}) AS back, generate_series(0, 10) AS d`
  const day = `(to_timestamp(${until / 1000}) AT TIME ZONE 'UTC')::date - back`
  const domain = `CASE WHEN d = 10 THEN '${allDomains}' ELSE 'd' || d || '.example' END`
  const times = `CASE WHEN d = 10 THEN 10 ELSE 1 END`
  return [
    [
      'DayCount',
      `INSERT INTO "DayCount" ("teamId", domain, "checkId", verdict, day, count)
       SELECT '${teamId}', ${domain}, ${checkOf('n')}, verdict, ${day}, 24 * 5 * ${times}
       FROM ${each}, generate_series(1, ${checksOf}) AS n,
         unnest(CASE WHEN n <= ${findingsOfMail} THEN ARRAY['pass', ${badVerdict}] ELSE ARRAY['pass'] END) AS verdict
       ORDER BY back DESC, d, n`,
    ],
    [
      'MailDay',
      `INSERT INTO "MailDay" ("teamId", domain, day, mails, ready, scored, "scoreSum", "scoreLeast")
       SELECT '${teamId}', ${domain}, ${day}, ${ofDay} * ${times}, ${ofDay} * ${times}, ${ofDay} * ${times}, 7.5 * ${ofDay} * ${times}, 5
       FROM ${each} ORDER BY back DESC, d`,
    ],
    [
      'DelayCount',
      `INSERT INTO "DelayCount" ("teamId", domain, day, step, count)
       SELECT '${teamId}', ${domain}, ${day}, step, ceil(${ofDay} / 31.0) * ${times} FROM ${each}, generate_series(0, 30) AS step ORDER BY back DESC, d`,
    ],
  ]
}

/** The domains that the team keeps, by their number: of the first ten there are mails. */
const keptDomain = (number: string): string => `(CASE WHEN ${number} < 10 THEN 'd' ELSE 's' END || (${number}) || '.example')`

/** Each of these has as much of what is listed and counted from its rows: what is found must be found among theirs. */
const otherTeams = [1, 2, 3].map((number) => `00000000-0000-7000-8000-00000000000${number}`)

/** What is small beside mails. */
function tables(teamId: string, amounts: Amounts): Step[] {
  const { days, until } = amounts
  const teams = `unnest('{${[teamId, ...otherTeams]}}'::uuid[]) AS team`
  const spread = (count: number) =>
    `(SELECT i, team, md5(i || ' ' || team) AS salt, (${until - days * dayMs}::float8 + ${(days * dayMs) / count}::float8 * i)::bigint AS ms
      FROM generate_series(0, ${count - 1}) AS i, ${teams}) AS one`
  return [
    ['CheckCount', checkCounts(teamId, amounts)],
    ...sums(teamId, amounts),
    [
      'Project',
      `INSERT INTO "Project" (id, "teamId", name) SELECT ${numbered('project', 'i')}, '${teamId}', 'Client ' || i FROM generate_series(0, 4) AS i`,
    ],
    [
      'Bounce',
      `INSERT INTO "Bounce" (id, "teamId", source, "mailId", recipient, status, "replyCode", diagnostic, class, label, provider, rule, at)
       SELECT ${mailId}, team, 'mail', ${mailId}, 'p' || i || '@r' || i % 40 || '.example', '5.' || i % 3 || '.' || i % 7, 550, 'smtp; 550 no',
         (ARRAY['hard', 'soft', 'block', 'unknown'])[1 + i % 4], (ARRAY['mailbox-unknown', 'mailbox-full', 'blocked', 'refused'])[1 + i % 4],
         (ARRAY['gmail', 'microsoft', 'yahoo', ''])[1 + i % 4], '', ${at}
       FROM ${spread(bouncesOf)}`,
    ],
    [
      'ReplyCount',
      `INSERT INTO "ReplyCount" ("teamId", reply, hour, count)
       SELECT team, reply, hour, 50 FROM ${hours(amounts)}, ${teams}, unnest(ARRAY['250 2.0.0', '550 5.1.1', '451 4.7.1', '452 4.2.2', '554 5.7.1']) AS reply`,
    ],
    [
      'Domain',
      `INSERT INTO "Domain" (id, "teamId", name, state, "stateSince", "nextExpiry")
       SELECT ${numbered('domain', 'i')}, '${teamId}', ${keptDomain('i')}, (ARRAY['in-order', 'warnings', 'problems', 'unknown'])[1 + i % 4], now(), now() + interval '20 days'
       FROM generate_series(0, 299) AS i`,
    ],
    [
      'Monitor',
      `INSERT INTO "Monitor" (id, "teamId", kind, subject, preset, "everyMinutes", "nextDueAt")
       SELECT ${numbered('monitor', 'i')}, '${teamId}', 'domain', ${keptDomain('i')}, 'usual', 60, now() + interval '1 day' FROM generate_series(0, 299) AS i`,
    ],
    [
      'Alert',
      `INSERT INTO "Alert" (id, "teamId", kind, subject, "checkId", says, since, "openedAt", "recoveredAt")
       SELECT ${mailId}, team, 'failing', ${keptDomain('i % 300')}, 'check-1', '{"what":{"text":"It fails.","strings":["It fails."],"values":[]}}', ${at}, ${at},
         CASE WHEN i % 100 > 0 THEN ${at} END
       FROM ${spread(20_000)}`,
    ],
    [
      'RecordEvent',
      `INSERT INTO "RecordEvent" (id, "teamId", domain, name, type, before, after, "scanId", at)
       SELECT ${mailId}, team, ${keptDomain('i % 300')}, ${keptDomain('i % 300')}, 'TXT', ARRAY['v=spf1 -all'], ARRAY['v=spf1 ~all'], ${mailId}, ${at}
       FROM ${spread(20_000)}`,
    ],
    [
      'KnownSender',
      `INSERT INTO "KnownSender" (id, "teamId", domain, service, address, helo, "mailFromDomain", selector, "firstSeenAt", "lastSeenAt", passes)
       SELECT ${numbered('sender', 'i')}, '${teamId}', ${keptDomain('i % 300')}, '', '192.0.2.' || i % 200, 'mx', 'd.example', 's' || i, now(), now(), true
       FROM generate_series(0, 2999) AS i`,
    ],
  ]
}
