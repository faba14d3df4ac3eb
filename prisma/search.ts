/**
 * Searching a team's mails, however many: by domain, label, sending address, words, time, and by what was found of them. Pages go by id
 * (the time it came), so that the last costs what the first does.
 */
import { prisma } from './client.ts'
import type { Reach } from './domain.ts'
import { Prisma } from './generated/client.ts'
import { isId, leastId, timeOfId } from './id.ts'
import { type MailView, mailsByIds } from './mail.ts'

export interface MailFilter {
  projectId?: string | undefined
  /** The From domain. */
  domain?: string | undefined
  label?: string | undefined
  /** The id of the address it came to. */
  addressId?: string | undefined
  /** The address of the sending server. */
  address?: string | undefined
  /** Beginnings of words of subject, From and label; all of them. */
  words?: string | undefined
  since?: Date | undefined
  until?: Date | undefined
  /** Something that was found: a warning, a problem, or what could not be checked. */
  check?: string | undefined
  code?: string | undefined
  verdict?: 'warn' | 'fail' | 'unknown' | undefined
}

export interface Page {
  /** The last id of the page before. */
  before?: string | undefined
  take: number
}

/** The mails that fit, newest first. */
export async function searchMails(reach: Reach, filter: MailFilter, { before, take }: Page): Promise<MailView[]> {
  if (before !== undefined && !isId(before)) return []
  const query = queryOf(filter.words ?? '')
  const known = query ? await idsOfRareWords(reach, query) : null
  const words = known
    ? [Prisma.sql`mail.id = ANY(${known}::uuid[])`]
    : query
      ? [Prisma.sql`${wordsOfMail} @@ to_tsquery('simple', ${query})`]
      : []
  const where = Prisma.join([...conditions(reach, filter, before), ...words], ' AND ')
  const ids = await (filter.check ? idsByFinding(reach, filter, before, where, take) : idsByMail(where, take))
  return mailsByIds(ids)
}

async function idsByMail(where: Prisma.Sql, take: number): Promise<string[]> {
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    SELECT mail.id FROM "Mail" AS mail WHERE ${where} ORDER BY mail.id DESC LIMIT ${take}`
  return rows.map(({ id }) => id)
}

/** A mail analysed again has its findings again. */
const analysesOfOne = 4

/** Through the index of the findings, whose ids have the time of their mail. */
async function idsByFinding(
  { teamId }: Reach,
  { check, code, verdict }: MailFilter,
  before: string | undefined,
  where: Prisma.Sql,
  take: number,
): Promise<string[]> {
  const found = [
    Prisma.sql`found."teamId" = ${teamId}::uuid AND found."checkId" = ${check}`,
    ...(code ? [Prisma.sql`found.code = ${code}`] : []),
    ...(verdict ? [Prisma.sql`found.verdict = ${verdict}`] : []),
    ...(before ? [Prisma.sql`found.id < ${leastId(timeOfId(before) + 1)}::uuid`] : []),
  ]
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    SELECT mail.id FROM "Finding" AS found JOIN "Mail" AS mail ON mail.id = found."mailId"
    WHERE ${Prisma.join(found, ' AND ')} AND ${where}
    ORDER BY found.id DESC LIMIT ${take * analysesOfOne}`
  return [...new Set(rows.map(({ id }) => id))].sort().reverse().slice(0, take)
}

function conditions({ teamId, projects }: Reach, filter: MailFilter, before: string | undefined): Prisma.Sql[] {
  const { projectId, domain, label, addressId, address, since, until } = filter
  return [
    Prisma.sql`mail."teamId" = ${teamId}::uuid`,
    ...(projects ? [Prisma.sql`mail."projectId" = ANY(${projects}::uuid[])`] : []),
    ...(projectId && isId(projectId) ? [Prisma.sql`mail."projectId" = ${projectId}::uuid`] : []),
    ...(addressId && isId(addressId) ? [Prisma.sql`mail."addressId" = ${addressId}::uuid`] : []),
    ...(domain ? [Prisma.sql`mail."fromDomain" = ${domain}`] : []),
    ...(label ? [Prisma.sql`mail.label = ${label}`] : []),
    ...(address ? [Prisma.sql`mail."peerAddress" = ${address}`] : []),
    ...(since ? [Prisma.sql`mail.id >= ${leastId(since.getTime())}::uuid`] : []),
    ...(until ? [Prisma.sql`mail.id < ${leastId(until.getTime())}::uuid`] : []),
    ...(before ? [Prisma.sql`mail.id < ${before}::uuid`] : []),
  ]
}

/** To the letter the expression of the index "Mail_words_idx". */
const wordsOfMail = Prisma.sql`to_tsvector('simple', coalesce(mail."subjectHeader", '') || ' ' || coalesce(mail."fromHeader", '') || ' ' || coalesce(mail."label", ''))`

/** Mails up to which words are rare: then all that have them are taken from the index of words, and pages are cut from those. */
const rare = 5000

/**
 * All mails of a team that have the words, when they are few; null when they are many, and going through the newest mails finds a page of
 * them soon. PostgreSQL cannot tell the two apart, and for a rare word would go through a million mails.
 */
async function idsOfRareWords({ teamId }: Reach, query: string): Promise<string[] | null> {
  const rows = await prisma.$transaction(async (db) => {
    await db.$executeRaw`SET LOCAL enable_seqscan = off`
    // So written, the team is no reason to take another index.
    return db.$queryRaw<{ id: string }[]>`
      SELECT mail.id FROM "Mail" AS mail
      WHERE ${wordsOfMail} @@ to_tsquery('simple', ${query}) AND mail."teamId" IS NOT DISTINCT FROM ${teamId}::uuid
      LIMIT ${rare + 1}`
  })
  return rows.length > rare ? null : rows.map(({ id }) => id)
}

const mostWords = 8

/** `spr sale` → `'spr':* & 'sale':*`; nothing of what is typed is an operator. */
function queryOf(words: string): string {
  const plain = words.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return plain
    .slice(0, mostWords)
    .map((word) => `'${word.slice(0, 60)}':*`)
    .join(' & ')
}

/** Labels, domains and found codes in use, newest uses first, for choices. */
export async function choicesOf({
  teamId,
  since,
}: {
  teamId: string
  since: Date
}): Promise<{ domains: string[]; checks: string[] }> {
  const [domains, checks] = await Promise.all([
    prisma.dayCount.groupBy({ by: ['domain'], where: { teamId, day: { gte: since } }, orderBy: { domain: 'asc' }, take: 200 }),
    prisma.dayCount.groupBy({
      by: ['checkId'],
      where: { teamId, day: { gte: since }, verdict: { in: ['warn', 'fail', 'unknown'] } },
      orderBy: { checkId: 'asc' },
      take: 300,
    }),
  ])
  return { domains: domains.map(({ domain }) => domain), checks: checks.map(({ checkId }) => checkId) }
}
