/** What is found by a few letters of its name, the newest first: a team's domains, addresses and reports. Mails: prisma/search.ts. */
import { emailOf } from './address.ts'
import { prisma } from './client.ts'
import type { DomainState } from './domain.ts'
import { Prisma } from './generated/client.ts'
import type { ScanKind } from './generated/enums.ts'
import type { Reach } from './reach.ts'
import { normalizeSeed, readSeed } from './seed.ts'

export interface FoundDomain {
  name: string
  state: DomainState
  stateSince: Date | null
}

/** A team's domains with this in their name: those that begin with it, then those that changed last. All when it is empty. */
export async function findDomains(reach: Reach, typed: string, take: number): Promise<FoundDomain[]> {
  const text = plain(typed)
  const { teamId, projects } = reach
  const within = projects ? Prisma.sql`AND "projectId" = ANY(${projects}::uuid[])` : Prisma.empty
  return prisma.$queryRaw<FoundDomain[]>`
    SELECT name, state, "stateSince" FROM "Domain"
    WHERE "teamId" = ${teamId}::uuid ${within} AND strpos(name, ${text}) > 0
    ORDER BY starts_with(name, ${text}) DESC, greatest("changedAt", "stateSince", "addedAt") DESC, name LIMIT ${take}`
}

export interface FoundAddress {
  id: string
  email: string
  name: string
  createdAt: Date
}

/** To the letter the expression of the index "Address_words_idx". */
const wordsOfAddress = Prisma.sql`(to_tsvector('simple', "name") || array_to_tsvector(ARRAY["seed"]))`

/** A team's addresses whose names have these words, or whose seed begins so, however it is written. None when nothing is asked for. */
export async function findAddresses(reach: Reach, typed: string, take: number): Promise<FoundAddress[]> {
  const query = queryOfAddress(typed)
  if (query === '') return []
  const { teamId, projects } = reach
  const within = projects ? Prisma.sql`AND "projectId" = ANY(${projects}::uuid[])` : Prisma.empty
  const rows = await prisma.$queryRaw<{ id: string; seed: string; domain: string; name: string; createdAt: Date }[]>`
    SELECT id, seed, domain, name, "createdAt" FROM "Address"
    WHERE ${wordsOfAddress} @@ ${query}::tsquery AND "teamId" = ${teamId}::uuid ${within}
      AND kind = 'seed' AND "deletedAt" IS NULL AND "keptUntil" > now()
    ORDER BY id DESC LIMIT ${take}`
  return rows.map(({ id, seed, domain, name, createdAt }) => ({ id, name, createdAt, email: emailOf({ seed, domain }) }))
}

const mostWords = 8
/** Fewer letters begin too many seeds. */
const leastOfSeed = 4

/** `Spring k7qm-2x…` → `'spring':* & 'k7qm':* & '2x':* | 'k7qm2x':*`; nothing of what is typed is an operator. */
function queryOfAddress(typed: string): string {
  const words = typed.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  const ofName = words.slice(0, mostWords).map((word) => `'${word.slice(0, 60)}':*`)
  const [local = ''] = typed.trim().split('@')
  const seeds = [normalizeSeed(local), ...readSeed(local).map(({ seed }) => seed)]
  const ofSeed = seeds.filter((seed) => /^[\da-z]+$/.test(seed) && seed.length >= leastOfSeed).map((seed) => `'${seed}':*`)
  return [ofName.join(' & '), ...new Set(ofSeed)].filter(Boolean).join(' | ')
}

export interface FoundScan {
  id: string
  kind: Exclude<ScanKind, 'mail'>
  subject: string
  requestedAt: Date
  score: number | null
}

/** Names that begin as typed, of which the newest reports are taken. */
const mostNames = 100

/** The newest report on each domain, address and host that begins so, of those that a team had looked at. None when nothing is asked for. */
export async function findScans({ teamId, projects }: Reach, typed: string, take: number): Promise<FoundScan[]> {
  const text = plain(typed)
  if (text === '') return []
  // To the letter the condition of the index "Scan_begins_idx".
  const ours = Prisma.sql`scan."teamId" = ${teamId}::uuid AND scan.kind <> 'mail' AND scan.changes IS NULL`
  const until = Prisma.sql`scan.subject COLLATE "C" < ${`${text}\u007f`}`
  const next = (after: Prisma.Sql) => Prisma.sql`
    SELECT scan.subject FROM "Scan" AS scan WHERE ${ours} AND ${after} AND ${until} ORDER BY scan.subject COLLATE "C" LIMIT 1`
  const within = projects ? Prisma.sql`AND scan."projectId" = ANY(${projects}::uuid[])` : Prisma.empty
  return prisma.$queryRaw<FoundScan[]>`
    WITH RECURSIVE begun AS (
      (${next(Prisma.sql`scan.subject COLLATE "C" >= ${text}`)})
      UNION ALL
      SELECT (${next(Prisma.sql`scan.subject COLLATE "C" > begun.subject COLLATE "C"`)}) FROM begun WHERE begun.subject IS NOT NULL
    )
    SELECT newest.* FROM (SELECT subject FROM begun WHERE subject IS NOT NULL LIMIT ${mostNames}) AS name
    CROSS JOIN LATERAL (
      SELECT scan.id, scan.kind::text AS kind, scan.subject, scan."requestedAt", scan.score FROM "Scan" AS scan
      WHERE ${ours} AND scan.subject COLLATE "C" = name.subject COLLATE "C" ${within} ORDER BY scan.id DESC LIMIT 1
    ) AS newest
    ORDER BY newest.id DESC LIMIT ${take}`
}

/** As names of domains and hosts are stored, and no longer than one. */
const plain = (typed: string): string => typed.replaceAll('\0', '').trim().toLowerCase().slice(0, 253)
