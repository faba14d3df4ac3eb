/**
 * Searching a team's mails, however many: by domain, label, sending address, words, time, and by what was found of them. Pages go by id
 * (the time it came), so that the last costs what the first does; and each looks at so many mails at most, so that what is rare costs no more.
 */
import { prisma } from './client.ts'
import { Prisma } from './generated/client.ts'
import { isId } from './id.ts'
import { type MailView, mailsByIds } from './mail.ts'
import type { Reach } from './reach.ts'
import { few, type FoundIds, type Look, lookAt, many, type Ways, sparsest } from './search-page.ts'
import {
  type Stretch,
  usedChecks,
  usedDomains,
  type Verdict,
  wayOfAny,
  wayOfEqual,
  wayOfFinding,
  wayOfIds,
  within,
} from './search-ways.ts'

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
  verdict?: Verdict | undefined
  /** Only what applications wrote into a sandbox; without it none of that: it was never on its way. */
  isSandbox?: boolean | undefined
}

export interface Page {
  /** Where the page before said to go on. */
  before?: string | undefined
  take: number
}

export interface Found {
  /** At most `take`, the newest first. */
  mails: MailView[]
  /** Where to go on; null at the end. A page that is not full goes on as well, when enough was looked at for it. */
  next: string | null
}

/** How many mails are looked at where the words of each are. */
const manyWords = 2000

/** The mails that fit, newest first. */
export async function searchMails(reach: Reach, filter: MailFilter, page: Page): Promise<Found> {
  const ids = await searchIds(reach, filter, page)
  return { mails: await mailsByIds(ids.ids), next: ids.next }
}

async function searchIds(reach: Reach, filter: MailFilter, { before, take }: Page): Promise<FoundIds> {
  if (before !== undefined && !isId(before)) return { ids: [], next: null }
  const query = queryOf(filter.words ?? '')
  const stretch: Stretch = { since: filter.since, until: filter.until, before }
  const hasWords = query ? [Prisma.sql`${wordsOfMail} @@ to_tsquery('simple', ${query})`] : []
  const where = [...conditions(reach, filter), ...within(Prisma.sql`mail.id`, stretch), ...hasWords]
  const look: Look = { table: 'mail', where, finding: filter, before, take }
  const ways = await waysOf(reach, filter, stretch)
  const [first] = ways
  const soon = await lookAt(first, few, look)
  if (soon.isFull || soon.next === null) return soon
  const known = query ? await idsOfRareWords(reach, query) : null
  if (known) return lookAt({ way: wayOfIds(known), isOfFinding: false }, many, look)
  const most = query ? manyWords : many
  return lookAt(await sparsest(ways, most), most, look)
}

/** Every way to what is asked for: what was found goes first, and all mails of the team are the last resort. */
async function waysOf({ teamId, projects }: Reach, filter: MailFilter, stretch: Stretch): Promise<Ways> {
  const { check, code, verdict, domain, label, address, addressId, projectId } = filter
  const ofTeam = Prisma.sql`mail."teamId" = ${teamId}::uuid`
  const equals: Prisma.Sql[] = [
    ...(domain ? [Prisma.sql`mail."fromDomain" = ${domain}`] : []),
    ...(label ? [Prisma.sql`mail.label = ${label}`] : []),
    ...(address ? [Prisma.sql`mail."peerAddress" = ${address}`] : []),
    ...(addressId && isId(addressId) ? [Prisma.sql`mail."addressId" = ${addressId}::uuid`] : []),
    ...(projectId && isId(projectId) ? [Prisma.sql`mail."projectId" = ${projectId}::uuid`] : []),
  ]
  const ofProjects = { column: Prisma.sql`mail."projectId"`, values: Prisma.sql`${projects}::uuid[]`, conditions: [ofTeam] }
  const ways = [
    ...equals.map((one) => wayOfEqual('mail', [ofTeam, one], stretch)),
    ...(projects && !projectId ? [wayOfAny('mail', ofProjects, stretch)] : []),
  ]
  const rest = ways.map((way) => ({ way, isOfFinding: false }))
  if (check || code || verdict) {
    const finding = { check, code, verdict }
    return [{ way: await wayOfFinding(teamId, finding, stretch), isOfFinding: true }, ...rest]
  }
  const [first, ...others] = rest
  return first ? [first, ...others] : [{ way: wayOfEqual('mail', [ofTeam], stretch), isOfFinding: false }]
}

function conditions({ teamId, projects }: Reach, filter: MailFilter): Prisma.Sql[] {
  const { projectId, domain, label, addressId, address, isSandbox } = filter
  return [
    Prisma.sql`mail."teamId" = ${teamId}::uuid`,
    isSandbox ? Prisma.sql`mail.source = 'submission'` : Prisma.sql`mail.source <> 'submission'`,
    ...(projects ? [Prisma.sql`mail."projectId" = ANY(${projects}::uuid[])`] : []),
    ...(projectId && isId(projectId) ? [Prisma.sql`mail."projectId" = ${projectId}::uuid`] : []),
    ...(addressId && isId(addressId) ? [Prisma.sql`mail."addressId" = ${addressId}::uuid`] : []),
    ...(domain ? [Prisma.sql`mail."fromDomain" = ${domain}`] : []),
    ...(label ? [Prisma.sql`mail.label = ${label}`] : []),
    ...(address ? [Prisma.sql`mail."peerAddress" = ${address}`] : []),
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

/** Domains and checks in use, for choices. */
export async function choicesOf({ teamId }: { teamId: string }): Promise<{ domains: string[]; checks: string[] }> {
  const [domains, checks] = await Promise.all([usedDomains({ teamId }), usedChecks({ teamId })])
  return { domains, checks }
}
