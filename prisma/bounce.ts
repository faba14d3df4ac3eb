/** Bounces: refusals, wherever they were told. All of one team; a list goes on after the time and the id of its last row. */
import { prisma } from './client.ts'
import { type BounceSource, Prisma } from './generated/client.ts'
import { type Counted, isLong, spread } from './history.ts'
import { isId, newId } from './id.ts'
import { inReach } from './reach.ts'
import { storable } from './text.ts'

export interface BounceView {
  id: string
  projectId: string | null
  source: BounceSource
  /** The mail, scan or test send that tells it; of a file what was kept together. */
  mailId: string
  recipient: string
  status: string
  replyCode: number | null
  diagnostic: string
  class: string
  label: string
  provider: string
  rule: string
  at: Date
}

/** Whose bounces: of a team, and of these projects in it when the asker is limited to some; null when not. */
export interface BounceOwner {
  teamId: string
  projects: string[] | null
}

/** Which bounces: of one owner, from `since` on, and as much narrower as is said. */
export interface BounceFilter extends BounceOwner {
  since: Date
  /** Not itself. */
  until?: Date
  projectId?: string
  status?: string
  label?: string
  class?: string
  /** '' for receivers that are not recognised. */
  provider?: string
  /** Of the recipient, lower case. */
  domain?: string
}

/** Where a list goes on: after this bounce, towards the older. */
export type BounceCursor = Pick<BounceView, 'at' | 'id'>

const domainOf = Prisma.sql`lower(split_part(recipient, '@', -1))`

/** One alone is said as itself: its part of the index is in the order of the list. */
const within = (projects: string[]): Prisma.Sql =>
  projects.length === 1 ? Prisma.sql`"projectId" = ${projects[0]}::uuid` : Prisma.sql`"projectId" = ANY(${projects}::uuid[])`

/** What bounces are told apart by. */
const words = {
  status: Prisma.sql`status`,
  class: Prisma.sql`class`,
  label: Prisma.sql`label`,
  provider: Prisma.sql`provider`,
}
type Word = keyof typeof words
const allWords: Word[] = ['status', 'class', 'label', 'provider']

function matching({ teamId, projects, since, until, projectId, domain, ...exact }: BounceFilter): Prisma.Sql {
  const named = allWords.flatMap((name) => {
    const value = exact[name]
    return value === undefined ? [] : [Prisma.sql`${words[name]} = ${value}`]
  })
  const parts = [
    Prisma.sql`"teamId" = ${teamId}::uuid AND at >= ${since}`,
    ...(until ? [Prisma.sql`at < ${until}`] : []),
    ...(projects === null ? [] : [within(projects)]),
    ...(projectId === undefined ? [] : [Prisma.sql`"projectId" = ${projectId}::uuid`]),
    ...(domain === undefined ? [] : [Prisma.sql`${domainOf} = ${domain}`]),
    ...named,
  ]
  return Prisma.join(parts, ' AND ')
}

/** The query of `bouncesOf`, apart from it so that a test can ask which index it takes. */
export function bouncesQuery({ after, take, ...filter }: BounceFilter & { after?: BounceCursor; take: number }): Prisma.Sql {
  const older = after ? Prisma.sql`AND (at, id) < (${after.at}, ${after.id}::uuid)` : Prisma.empty
  return Prisma.sql`
    SELECT id, "projectId", source::text, "mailId", recipient, status, "replyCode", diagnostic, class, label, provider, rule, at
    FROM "Bounce" WHERE ${matching(filter)} ${older}
    ORDER BY at DESC, id DESC LIMIT ${take}`
}

/** Bounces, newest first, at most `take`, older than `after`. */
export async function bouncesOf(asked: BounceFilter & { after?: BounceCursor; take: number }): Promise<BounceView[]> {
  return prisma.$queryRaw<BounceView[]>(bouncesQuery(asked))
}

/** One bounce. Null for an id that is malformed, unknown, or another's. */
export async function bounceOf({ teamId, projects, id }: BounceOwner & { id: string }): Promise<BounceView | null> {
  if (!isId(id)) return null
  const where = { id, ...inReach({ teamId, projects }) }
  return prisma.bounce.findFirst({ where, omit: { teamId: true, line: true } })
}

export interface BounceCount {
  /** Of a long time a day (UTC), said of its noon, or of the present as long as that is to come. */
  hour: Date
  status: string
  class: string
  label: string
  provider: string
  count: number
}

/** Seconds to the noon of a day. */
const toNoon = 43_200

/** The query of `countBounces`, as `bouncesQuery`. Sorted after counting (OFFSET 0): before it, all bounces would be. */
export function countQuery(filter: BounceFilter, by: Word[] = allWords): Prisma.Sql {
  const [step, middle] = isLong(filter) ? ['1 day', toNoon] : ['1 hour', 0]
  const named = Prisma.join(by.map((name) => words[name]))
  return Prisma.sql`
    SELECT ${named}, json_agg(least(extract(epoch FROM begin)::int + ${middle}::int, extract(epoch FROM now())::int) ORDER BY begin) AS times,
      json_agg(count ORDER BY begin) AS counts
    FROM (
      SELECT date_bin(${step}::interval, at, '2000-01-01T00:00:00Z') AS begin, ${named}, count(*)::int AS count
      FROM "Bounce" WHERE ${matching(filter)}
      GROUP BY begin, ${named} OFFSET 0
    ) AS counted GROUP BY ${named} ORDER BY ${named}`
}

/** How many bounces, by hour (UTC; of more than two weeks by day), enhanced status code, class, label and provider. */
export async function countBounces(filter: BounceFilter): Promise<BounceCount[]> {
  return spread(await prisma.$queryRaw<(Record<Word, string> & Counted)[]>(countQuery(filter)))
}

/** The same by one of these alone. */
export async function countBouncesBy(filter: BounceFilter, by: Word): Promise<{ hour: Date; key: string; count: number }[]> {
  const rows = await prisma.$queryRaw<(Partial<Record<Word, string>> & Counted)[]>(countQuery(filter, [by]))
  return spread(rows.map(({ [by]: key = '', times, counts }) => ({ key, times, counts })))
}

/** How many bounces in all. */
export async function bounceTotal(filter: BounceFilter): Promise<number> {
  const [row] = await prisma.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM "Bounce" WHERE ${matching(filter)}`
  return row?.count ?? 0
}

/** The domains with the most bounces, the most first. Bounces that name nobody have none. */
export async function domainsOfBounces({
  take,
  ...filter
}: BounceFilter & { take: number }): Promise<{ domain: string; count: number }[]> {
  return prisma.$queryRaw`
    SELECT ${domainOf} AS domain, count(*)::int AS count
    FROM "Bounce" WHERE ${matching(filter)} AND recipient LIKE '%@%'
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${take}`
}

/** Test sends of a team that have ended since, and how many of them came back. */
export async function endedSends({
  teamId,
  projects,
  since,
}: BounceOwner & { since: Date }): Promise<{ sent: number; back: number }> {
  const ended = { ...inReach({ teamId, projects }), requestedAt: { gte: since }, endedAt: { not: null } }
  const [sent, back] = await Promise.all([
    prisma.testSend.count({ where: ended }),
    prisma.testSend.count({ where: { ...ended, status: { in: ['bounced', 'refused'] } } }),
  ])
  return { sent, back }
}

/** Bounces of one team that were brought and kept. */
export const mostKept = 100_000
const atATime = 1000

export type BounceToKeep = Omit<BounceView, 'id' | 'projectId' | 'source' | 'mailId'> & {
  /** The row of the file, from 1; 0 of a reply or a mail. */
  line: number
}

/**
 * Keeps bounces that somebody brought in a project. `as`: what they are kept under (`keptId`); keeping the same once more changes nothing.
 * Null when the team has as many as it may; then nothing is kept.
 */
export async function keepBounces({
  teamId,
  projectId,
  as: mailId,
  bounces,
}: {
  teamId: string
  projectId: string
  as: string
  bounces: BounceToKeep[]
}): Promise<{ kept: number } | null> {
  const others = await prisma.bounce.count({ where: { teamId, source: 'file', mailId: { not: mailId } } })
  if (others + bounces.length > mostKept) return null
  for (let start = 0; start < bounces.length; start += atATime) {
    const data = bounces.slice(start, start + atATime).map((bounce) => {
      return { ...storable(bounce), id: newId(), teamId, projectId, mailId, source: 'file' as const }
    })
    await prisma.bounce.createMany({ data, skipDuplicates: true })
  }
  return { kept: await keptWith({ teamId, projects: [projectId], as: mailId }) }
}

/** Keeps what a server said to the recipient of a probe, once. */
export async function keepProbeBounce({
  scan,
  bounce,
}: {
  scan: { id: string; teamId: string; projectId: string | null }
  bounce: BounceToKeep
}): Promise<void> {
  const { id: mailId, teamId, projectId } = scan
  const data = { ...storable(bounce), id: newId(), teamId, projectId, mailId, source: 'probe' as const }
  await prisma.bounce.createMany({ data, skipDuplicates: true })
}

interface Together extends BounceOwner {
  /** What they are kept under. */
  as: string
}

const keptTogether = ({ teamId, projects, as: mailId }: Together) =>
  ({ ...inReach({ teamId, projects }), mailId, source: 'file' }) as const

/** How many are kept together. */
export async function keptWith(together: Together): Promise<number> {
  return isId(together.as) ? prisma.bounce.count({ where: keptTogether(together) }) : 0
}

/** Deletes what was kept together. Returns how many went. */
export async function deleteKept(together: Together): Promise<number> {
  return isId(together.as) ? (await prisma.bounce.deleteMany({ where: keptTogether(together) })).count : 0
}
