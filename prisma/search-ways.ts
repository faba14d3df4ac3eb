/**
 * The ways to what a search may find. Each goes through an index from the newest to the oldest, so that no page reads more than a few thousand
 * rows, however deep it lies and however little fits.
 */
import { prisma } from './client.ts'
import { Prisma } from './generated/client.ts'
import { leastId, timeOfId } from './id.ts'

/** The part of a history that is looked at: ids from `since` on and before `before`. */
export interface Stretch {
  since?: Date | undefined
  until?: Date | undefined
  before?: string | undefined
}

export interface Way {
  /** SQL of a table `mail` or `scan`: the newest `most` rows of this way, and no others. */
  rows(most: number): Prisma.Sql
  /** The id from which on those are all there are; null when they are all of the stretch. */
  end(most: number): Promise<string | null>
}

export const joined = (parts: Prisma.Sql[]): Prisma.Sql => Prisma.join(parts, ' AND ')

/** Conditions on the ids of a stretch. `id`: SQL of the column. */
export function within(id: Prisma.Sql, { since, until, before }: Stretch): Prisma.Sql[] {
  return [
    ...(since ? [Prisma.sql`${id} >= ${leastId(since.getTime())}::uuid`] : []),
    ...(until ? [Prisma.sql`${id} < ${leastId(until.getTime())}::uuid`] : []),
    ...(before ? [Prisma.sql`${id} < ${before}::uuid`] : []),
  ]
}

const tables = { mail: Prisma.sql`"Mail" AS mail`, scan: Prisma.sql`"Scan" AS scan` }
const ids = { mail: Prisma.sql`mail.id`, scan: Prisma.sql`scan.id` }

/** Through rows that are equal in something, by an index that ends with the id. */
export function wayOfEqual(table: 'mail' | 'scan', conditions: Prisma.Sql[], stretch: Stretch): Way {
  const [from, id] = [tables[table], ids[table]]
  const where = joined([...conditions, ...within(id, stretch)])
  return {
    rows: (most) => Prisma.sql`(SELECT * FROM ${from} WHERE ${where} ORDER BY ${id} DESC LIMIT ${most}) AS ${Prisma.raw(table)}`,
    end: (most) => onlyId(Prisma.sql`SELECT ${id} FROM ${from} WHERE ${where} ORDER BY ${id} DESC OFFSET ${most - 1} LIMIT 1`),
  }
}

/**
 * The same for several values of a column, each through its part of the index, and of all of them together the newest. Ids are looked for first: they
 * are all in that index, so PostgreSQL is not tempted to go through everything for a value that is never there.
 */
export function wayOfAny(
  table: 'mail' | 'scan',
  { column, values, conditions }: { column: Prisma.Sql; values: Prisma.Sql; conditions: Prisma.Sql[] },
  stretch: Stretch,
): Way {
  const [from, id, name] = [tables[table], ids[table], Prisma.raw(table)]
  const where = joined([...conditions, Prisma.sql`${column} = list.value`, ...within(id, stretch)])
  const newest = (most: number) => Prisma.sql`
    SELECT one.id FROM unnest(${values}) AS list(value)
    CROSS JOIN LATERAL (SELECT ${id} FROM ${from} WHERE ${where} ORDER BY ${id} DESC LIMIT ${most}) AS one ORDER BY one.id DESC`
  return {
    rows: (most) => Prisma.sql`
      (${newest(most)} LIMIT ${most}) AS newest CROSS JOIN LATERAL (SELECT * FROM ${from} WHERE ${id} = newest.id LIMIT 1) AS ${name}`,
    end: (most) => onlyId(Prisma.sql`${newest(most)} OFFSET ${most - 1} LIMIT 1`),
  }
}

/** What is looked for among findings: at least one of them. */
export interface Finding {
  check?: string | undefined
  code?: string | undefined
  verdict?: Verdict | undefined
}

export const verdicts = ['fail', 'warn', 'unknown'] as const
export type Verdict = (typeof verdicts)[number]

/** Conditions on a finding `found`. */
export const findingConditions = ({ check, code, verdict }: Finding): Prisma.Sql[] => [
  ...(check ? [Prisma.sql`found."checkId" = ${check}`] : []),
  ...(code ? [Prisma.sql`found.code = ${code}`] : []),
  ...(verdict ? [Prisma.sql`found.verdict = ${verdict}`] : []),
]

/** Ids of mails are drawn within this time after the moment that the ids of their findings tell, milliseconds. */
const slackMs = 1000
/** Of many lists, each has at least so many. */
const leastOfList = 100

/** Mails through their findings: for each check that may be meant and each outcome that is asked for, the newest. */
export async function wayOfFinding(teamId: string, finding: Finding, stretch: Stretch): Promise<Way> {
  const { check, code, verdict } = finding
  const checks = check ? [check] : await usedChecks({ teamId })
  const outcomes: string[] = code ? [code] : verdict ? [verdict] : [...verdicts]
  const lists = checks.flatMap((one) => outcomes.map((outcome) => ({ check: one, outcome })))
  const outcome = code ? Prisma.sql`found.code` : Prisma.sql`found.verdict`
  // The moment of a finding is that of its mail or a little earlier.
  const earlier = stretch.since && new Date(stretch.since.getTime() - slackMs)
  const before = stretch.before && leastId(timeOfId(stretch.before) + 1)
  const where = joined([
    Prisma.sql`found."teamId" = ${teamId}::uuid AND found."checkId" = list.check AND ${outcome} = list.outcome`,
    ...within(Prisma.sql`found.id`, { since: earlier, until: stretch.until, before }),
  ])
  const each = (most: number) => Math.max(leastOfList, Math.ceil(most / Math.max(1, lists.length)))
  const of = (rows: Prisma.Sql) => Prisma.sql`
    unnest(${lists.map((one) => one.check)}::text[], ${lists.map((one) => one.outcome)}::text[]) AS list("check", outcome) CROSS JOIN LATERAL (
      SELECT found.id, found."mailId", found.verdict FROM "Finding" AS found WHERE ${where} ORDER BY found.id DESC ${rows}) AS found`
  const kept = joined([
    Prisma.sql`found."mailId" IS NOT NULL`,
    ...(code && verdict ? [Prisma.sql`found.verdict = ${verdict}`] : []),
  ])
  return {
    // One mail after the other, by its id: joined, PostgreSQL may think it better to go through all mails.
    rows: (most) => Prisma.sql`
      (SELECT DISTINCT "mailId" FROM ${of(Prisma.sql`LIMIT ${each(most)}`)} WHERE ${kept}) AS found
      CROSS JOIN LATERAL (SELECT * FROM "Mail" WHERE id = found."mailId" LIMIT 1) AS mail`,
    end: async (most) => {
      const id = await onlyId(
        Prisma.sql`SELECT found.id FROM ${of(Prisma.sql`OFFSET ${each(most) - 1} LIMIT 1`)} ORDER BY found.id DESC LIMIT 1`,
      )
      return id && leastId(timeOfId(id) + slackMs)
    },
  }
}

/** A mail or scan that has such a finding. Where its findings lie is known from its time: without that, every month would be looked into. */
export const hasFinding = (table: 'mail' | 'scan', finding: Finding): Prisma.Sql => Prisma.sql`
  EXISTS (SELECT FROM "Finding" AS found WHERE ${ofRow[table]} AND ${joined(findingConditions(finding))}
    AND found.id >= (${moment[table]} || '-0000-0000-000000000000')::uuid AND found.id <= (${moment[table]} || '-ffff-ffff-ffffffffffff')::uuid)`
const ofRow = { mail: Prisma.sql`found."mailId" = mail.id`, scan: Prisma.sql`found."scanId" = scan.id` }

/** The first 48 bits of ids of a millisecond, as they are written. */
const bitsOf = (time: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`overlay(lpad(to_hex((extract(epoch FROM ${time}) * 1000)::bigint), 12, '0') PLACING '-' FROM 9 FOR 0)`
const moment = { mail: bitsOf(Prisma.sql`mail."receivedAt"`), scan: bitsOf(Prisma.sql`scan."requestedAt"`) }

/** Rows that are known by their ids. */
export const wayOfIds = (known: string[]): Way => ({
  rows: () => Prisma.sql`(SELECT * FROM "Mail" WHERE id = ANY(${known}::uuid[])) AS mail`,
  end: async () => null,
})

async function onlyId(query: Prisma.Sql): Promise<string | null> {
  const [row] = await prisma.$queryRaw<{ id: string }[]>(query)
  return row?.id ?? null
}

const mostChecks = 300
const mostDomains = 200

/** The checks that found something in a team's mails or scans, from one to the next through their index. */
export const usedChecks = ({ teamId }: { teamId: string }): Promise<string[]> =>
  used(Prisma.sql`"checkId"`, Prisma.sql`"Finding" WHERE "teamId" = ${teamId}::uuid`, mostChecks)

/** The From domains of a team's mails, in their order. */
export const usedDomains = ({ teamId }: { teamId: string }): Promise<string[]> =>
  used(Prisma.sql`"fromDomain"`, Prisma.sql`"Mail" WHERE "teamId" = ${teamId}::uuid AND "fromDomain" <> ''`, mostDomains)

async function used(column: Prisma.Sql, from: Prisma.Sql, most: number): Promise<string[]> {
  const rows = await prisma.$queryRaw<{ value: string }[]>`
    WITH RECURSIVE used(value) AS (
      (SELECT ${column} FROM ${from} ORDER BY ${column} LIMIT 1)
      UNION ALL
      SELECT (SELECT ${column} FROM ${from} AND ${column} > used.value ORDER BY ${column} LIMIT 1) FROM used WHERE used.value IS NOT NULL
    ) SELECT value FROM used WHERE value IS NOT NULL LIMIT ${most}`
  return rows.map(({ value }) => value)
}
