/** What a team shows everybody of one of its domains, if it wants to: a page and a badge, with the verdicts that it chose and nothing else. */
import type { ReportAnswer, Verdict } from '#checks/report.ts'
import { prisma } from './client.ts'
import { reportId } from './id.ts'
import { inReach, type Reach } from './reach.ts'
import { newToken } from './token.ts'

/** The three answers of a domain's report, and its score. */
export const shownParts = ['receiving', 'sending', 'forgery', 'score'] as const
export type ShownPart = (typeof shownParts)[number]

export interface StatusPageView {
  /** What stands in the link. */
  name: string
  shows: ShownPart[]
  isOn: boolean
}

const isPart = (text: string): text is ShownPart => shownParts.some((part) => part === text)
const view = ({ name, shows, isOn }: { name: string; shows: string[]; isOn: boolean }): StatusPageView => ({
  name,
  shows: shows.filter(isPart),
  isOn,
})

/** One that is chosen is as short as it likes to be. It never looks like a random one, which has 22 characters of both cases. */
const chosenName = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/

/** The status page of a domain; null when it has none yet, and for a domain out of reach. */
export async function statusPageOf({ teamId, projects }: Reach, domain: string): Promise<StatusPageView | null> {
  const within = { ...inReach({ teamId, projects }), name: domain }
  const row = await prisma.statusPage.findFirst({ where: { domain: within } })
  return row && view(row)
}

export interface StatusPageToSet {
  /** One that the team chose; the one of before, or a random one, when left out. */
  name?: string | undefined
  /** Gives it another random name: links of before lead nowhere. */
  isRenewed?: boolean
  shows: ShownPart[]
  isOn: boolean
  userId: string | null
}

/**
 * Says what is shown of a domain, and whether it is. `taken`: somebody's page has this name already. `unfit`: it is none (1 to 40 small
 * letters, digits and hyphens).
 */
export async function setStatusPage(
  { teamId, projects }: Reach,
  domain: string,
  { name: chosen, isRenewed = false, shows, isOn, userId }: StatusPageToSet,
): Promise<'set' | 'taken' | 'unfit' | 'not-there'> {
  if (chosen !== undefined && !chosenName.test(chosen)) return 'unfit'
  const row = await prisma.domain.findFirst({
    where: { ...inReach({ teamId, projects }), name: domain },
    select: { id: true, statusPage: { select: { name: true } } },
  })
  if (!row) return 'not-there'
  const domainId = row.id
  const name = chosen ?? (isRenewed ? newToken() : (row.statusPage?.name ?? newToken()))
  const other = await prisma.statusPage.findUnique({ where: { name }, select: { domainId: true } })
  if (other && other.domainId !== domainId) return 'taken'
  const data = { name, shows: [...new Set(shows)], isOn, changedAt: new Date(), changedBy: userId }
  await prisma.statusPage.upsert({ where: { domainId }, create: { domainId, ...data }, update: data })
  return 'set'
}

/** What everybody may know. */
export interface PublicStatus {
  domain: string
  /** Null when it was never looked at. */
  lookedAt: Date | null
  answers: { id: Exclude<ShownPart, 'score'>; verdict: Verdict }[]
  /** Null when it is not shown, or there is no number. */
  score: number | null
  showsScore: boolean
}

/** What is behind a link; null for one that never was, or is switched off. */
export async function publicStatus(name: string): Promise<PublicStatus | null> {
  if (!/^[\w-]{1,40}$/.test(name)) return null
  const page = await prisma.statusPage.findFirst({
    where: { name, isOn: true },
    select: { shows: true, domain: { select: { name: true, scanId: true, lookedAt: true } } },
  })
  if (!page) return null
  const { scanId, lookedAt } = page.domain
  const said = scanId === null ? null : await answersOf(scanId)
  const shows = page.shows.filter(isPart)
  const showsScore = shows.includes('score')
  return {
    ...{ domain: page.domain.name, lookedAt: said && lookedAt, showsScore },
    answers: (said?.answers ?? []).filter(({ id }) => shows.includes(id)).map(({ id, verdict }) => ({ id, verdict })),
    score: showsScore ? (said?.score ?? null) : null,
  }
}

/** Of a report no more than that. */
async function answersOf(scanId: string): Promise<{ answers: ReportAnswer[] | null; score: number | null } | null> {
  const rows = await prisma.$queryRaw<{ answers: ReportAnswer[] | null; score: number | null }[]>`
    SELECT document->'answers' AS answers, (document->>'score')::float8 AS score
    FROM "Report" WHERE id = ${reportId(scanId, 1)}::uuid`
  return rows[0] ?? null
}
