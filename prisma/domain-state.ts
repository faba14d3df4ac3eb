/** How a domain is, in a word: what is worst of what the newest look at it found, without what its team lives with. */
import { leastCoverage, type Report } from '#checks/report.ts'
import { prisma } from './client.ts'
import { reportOfScan } from './report.ts'

export type DomainState = 'problems' | 'warnings' | 'unknown' | 'waiting' | 'in-order'

/** Codes that a team lives with, by check. They return when their code changes. */
export type AcceptedCodes = ReadonlyMap<string, string>

/** A look at a domain, a host or an address, in a word. A host never has a score: what counts there is how much could be looked at. */
export function stateOf(
  { kind, score, coverage, findings }: Pick<Report, 'kind' | 'score' | 'coverage' | 'findings'>,
  accepted: AcceptedCodes = new Map(),
): DomainState {
  const open = findings.filter(({ id, code }) => accepted.get(id) !== code)
  if (open.some(({ verdict }) => verdict === 'fail')) return 'problems'
  if (open.some(({ verdict }) => verdict === 'warn')) return 'warnings'
  const isKnown = kind === 'host' ? coverage >= leastCoverage : score !== null
  return isKnown ? 'in-order' : 'unknown'
}

/** The codes that a team accepts of a domain at this moment. */
export async function acceptedCodes({
  teamId,
  domain,
  now,
}: {
  teamId: string
  domain: string
  now: Date
}): Promise<AcceptedCodes> {
  const where = { teamId, domain, OR: [{ until: null }, { until: { gt: now } }] }
  const rows = await prisma.accepted.findMany({ where, select: { checkId: true, code: true } })
  return new Map(rows.map(({ checkId, code }) => [checkId, code]))
}

/** Says anew how a domain is, after what its team accepts has changed. */
export async function restate({ teamId, domain, now }: { teamId: string; domain: string; now: Date }): Promise<void> {
  const row = await prisma.domain.findUnique({
    where: { teamId_name: { teamId, name: domain } },
    select: { scanId: true, state: true },
  })
  const report = row?.scanId ? await reportOfScan({ scanId: row.scanId }) : null
  if (!row || !report) return
  const state = stateOf(report, await acceptedCodes({ teamId, domain, now }))
  if (state === row.state) return
  // Of a look that is noted meanwhile the newer word counts.
  await prisma.domain.updateMany({ where: { teamId, name: domain, scanId: row.scanId }, data: { state, stateSince: now } })
}
