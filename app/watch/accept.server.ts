/** On a report: what the reader's team lives with, and whether the reader may say so. */
import { knownChecks } from '#checks/catalogue.ts'
import type { Report } from '#checks/report.ts'
import { acceptedOf } from '#prisma/accepted.ts'
import { domainOf } from '#prisma/domain.ts'
import { may } from '../roles.ts'
import { whoAsks } from '../who.server.ts'

/** A finding that is accepted; times ISO 8601. */
export interface AcceptedLine {
  id: string
  check: string
  code: string
  reason: string
  /** Null when that account is gone. */
  by: string | null
  at: string
  /** Null: until its code changes. */
  until: string | null
}

export interface AcceptAbout {
  /** Of the team's domains, where the buttons are pressed. */
  at: string
  domain: string
  /** Of the page they stand on. */
  back: string
  mayAccept: boolean
  /** Checks of the domain that found something. */
  checks: string[]
  accepted: AcceptedLine[]
}

const domainChecks: ReadonlySet<string> = new Set(
  knownChecks()
    .filter(({ asked }) => asked.some(({ subject }) => subject === 'domain'))
    .map(({ id }) => id),
)

interface Asked {
  /** Whose report it is. */
  teamId: string
  domain: string
  report: Pick<Report, 'kind' | 'findings' | 'authentication'>
  back: string
}

/** Null for who does not belong to that team, and for a domain that it does not keep, or out of the reader's reach. */
export async function acceptAbout(request: Request, { teamId, domain, report, back }: Asked): Promise<AcceptAbout | null> {
  const { memberships } = await whoAsks(request)
  const membership = memberships.find((one) => one.teamId === teamId)
  if (!membership || !(await domainOf({ teamId, projects: membership.projects }, domain))) return null
  return {
    ...{ at: `/team/${membership.slug}/domains`, domain, back, mayAccept: may(membership.role, 'domains') },
    checks: acceptable(domain, report),
    accepted: (await acceptedOf({ teamId, domain })).map(acceptedLine),
  }
}

/** In a mail's report stand findings about the mail, and SPF is that of its envelope: those are not the domain's. */
function acceptable(domain: string, { kind, findings, authentication }: Asked['report']): string[] {
  const isOwnSpf = kind === 'domain' || authentication?.spf.domain === domain
  return findings
    .filter(({ verdict }) => verdict === 'fail' || verdict === 'warn')
    .map(({ id }) => id)
    .filter((id) => domainChecks.has(id) && (isOwnSpf || !id.startsWith('spf-')))
}

export const acceptedLine = ({
  id,
  checkId,
  code,
  reason,
  by,
  createdAt,
  until,
}: Awaited<ReturnType<typeof acceptedOf>>[number]): AcceptedLine => ({
  ...{ id, check: checkId, code, reason, by },
  at: createdAt.toISOString(),
  until: until?.toISOString() ?? null,
})
