/** Findings that a team lives with: they stay in report and score, and leave alerts. They return when their code changes. */
import { prisma } from './client.ts'
import { newId } from './id.ts'

export interface AcceptedView {
  id: string
  domain: string
  checkId: string
  code: string
  reason: string
  userId: string | null
  createdAt: Date
  until: Date | null
}

export interface ToAccept {
  teamId: string
  domain: string
  checkId: string
  code: string
  reason: string
  userId: string | null
  until: Date | null
}

const shown = { id: true, domain: true, checkId: true, code: true, reason: true, userId: true, createdAt: true, until: true }

/** Accepts a finding; who accepted it before is forgotten. */
export async function acceptFinding({ teamId, domain, checkId, ...rest }: ToAccept): Promise<void> {
  const key = { teamId, domain, checkId }
  const data = { ...rest, createdAt: new Date() }
  await prisma.accepted.upsert({ where: { teamId_domain_checkId: key }, create: { id: newId(), ...key, ...data }, update: data })
}

/** Takes it back. */
export async function unacceptFinding({ teamId, id }: { teamId: string; id: string }): Promise<void> {
  await prisma.accepted.deleteMany({ where: { teamId, id } })
}

/** What a team accepts of a domain at this moment. */
export async function acceptedOf({
  teamId,
  domain,
  now,
}: {
  teamId: string
  domain: string
  now: Date
}): Promise<AcceptedView[]> {
  return prisma.accepted.findMany({
    where: { teamId, domain, OR: [{ until: null }, { until: { gt: now } }] },
    orderBy: { createdAt: 'desc' },
    select: shown,
  })
}
