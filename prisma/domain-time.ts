/** What happened to a domain of a team in a span of time: looks at it, and at the ports of its servers. Rows without their reports. */
import { prisma } from './client.ts'
import { Prisma } from './generated/client.ts'
import { inReach } from './reach.ts'
import type { ScanStatus } from './scan.ts'

export interface DomainSpan {
  teamId: string
  /** Only of these; null for all. */
  projects: string[] | null
  domain: string
  since: Date
  until: Date
  /** The newest so many. */
  take: number
}

export interface Look {
  id: string
  subject: string
  status: ScanStatus
  at: Date
  score: number | null
  warnings: number
  problems: number
}

const columns = { id: true, subject: true, status: true, requestedAt: true, score: true, warnings: true, problems: true } as const

/** What every look has: it is of the team, in reach, of that time, and no rehearsal. */
const within = ({ teamId, projects, since, until }: DomainSpan) => ({
  ...inReach({ teamId, projects }),
  ...{ requestedAt: { gte: since, lt: until }, changes: { equals: Prisma.DbNull } },
})

/** Looks at a domain that have ended, oldest first. */
export async function looksAt(span: DomainSpan): Promise<Look[]> {
  const where = { ...within(span), kind: 'domain' as const, subject: span.domain, status: { in: ended } }
  return looks(where, span.take)
}

const ended: ScanStatus[] = ['reported', 'failed']

/** Looks at the ports of a domain's mail servers that have ended, oldest first. */
export async function probesOf(span: DomainSpan): Promise<Look[]> {
  const { domain } = span
  const ofIt = [{ subject: domain }, { options: { path: ['domain'], equals: domain } }]
  return looks({ ...within(span), kind: 'host', status: { in: ended }, OR: ofIt }, span.take)
}

async function looks(where: Prisma.ScanWhereInput, take: number): Promise<Look[]> {
  const rows = await prisma.scan.findMany({ where, orderBy: { id: 'desc' }, take, select: columns })
  return rows.map(({ requestedAt: at, ...row }) => ({ ...row, at })).reverse()
}
