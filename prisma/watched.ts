/** What a team watches, with how each of it is by the newest look. */
import { prisma } from './client.ts'
import { byState, type DomainState } from './domain.ts'
import { type MonitorKind, monitorsOf, type MonitorView } from './monitor.ts'
import type { Reach } from './reach.ts'

export interface WatchedFilter {
  kind?: MonitorKind | undefined
  projectId?: string | undefined
  /** A part of the subject. */
  text?: string | undefined
}

/** What needs somebody first, then by name. */
export async function watchedOf(reach: Reach, { kind, projectId, text = '' }: WatchedFilter = {}): Promise<MonitorView[]> {
  const monitors = await monitorsOf(reach)
  const asked = monitors.filter(
    (one) =>
      (kind === undefined || one.kind === kind) &&
      (projectId === undefined || one.projectId === projectId) &&
      one.subject.includes(text),
  )
  return (await withStates(reach, asked)).sort((a, b) => byState(a, b) || (a.subject < b.subject ? -1 : 1))
}

/** With what is known of domains, which stands in their own rows: there counts what the team accepts of them, too. */
export async function withStates({ teamId }: Pick<Reach, 'teamId'>, monitors: MonitorView[]): Promise<MonitorView[]> {
  const names = monitors.filter(({ kind }) => kind === 'domain').map(({ subject }) => subject)
  if (names.length === 0) return monitors
  const rows = await prisma.domain.findMany({
    where: { teamId, name: { in: names } },
    select: { name: true, state: true, stateSince: true, lookedAt: true },
  })
  const known = new Map(rows.map(({ name, state, ...times }) => [name, { ...times, state: state as DomainState }]))
  return monitors.map((one) => (one.kind === 'domain' ? { ...one, ...known.get(one.subject) } : one))
}
