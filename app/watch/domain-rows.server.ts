/** The table of a team's domains, for its page, its file and the API. */
import { type DomainFilter, domainOf, domainsOf, type DomainView } from '#prisma/domain.ts'
import { servicesSeen } from '#prisma/known-sender.ts'
import { monitorsOf, type Preset } from '#prisma/monitor.ts'
import { namedProjects } from '#prisma/project.ts'
import { fileOf } from '../charts/csv.server.ts'
import type { Reach } from '#prisma/reach.ts'

export interface FoundDomain extends DomainView {
  /** Services seen sending with its name and passing, by name, '' for servers of none that is known; null for who is limited to projects. */
  services: string[] | null
  /** How it is watched; null when it is not. */
  watched: Preset | null
}

export interface TableFilter extends DomainFilter {
  /** Seen sending. */
  service?: string | undefined
}

/** Those that a filter leaves, the neediest first. `services`: seen sending for any of them, before they are asked for one. */
export async function foundDomains(
  reach: Reach,
  { service, ...filter }: TableFilter,
): Promise<{ found: FoundDomain[]; services: string[] }> {
  const all = await withSeen(reach, await domainsOf(reach, filter))
  return {
    found: all.filter(({ services }) => service === undefined || services?.includes(service)),
    services: [...new Set(all.flatMap(({ services }) => services ?? []))],
  }
}

/** One of them; null when it is not kept, or out of reach. */
export async function foundDomain(reach: Reach, name: string): Promise<FoundDomain | null> {
  const domain = await domainOf(reach, name)
  const [found = null] = domain ? await withSeen(reach, [domain]) : []
  return found
}

async function withSeen(reach: Reach, domains: DomainView[]): Promise<FoundDomain[]> {
  const names = domains.map(({ name }) => name)
  const [monitors, seen] = await Promise.all([
    monitorsOf(reach),
    reach.projects === null ? servicesSeen({ teamId: reach.teamId, domains: names }) : null,
  ])
  const watched = new Map(monitors.filter(({ kind }) => kind === 'domain').map(({ subject, preset }) => [subject, preset]))
  return domains.map((domain) => ({
    ...domain,
    services: seen && (seen.get(domain.name) ?? []),
    watched: watched.get(domain.name) ?? null,
  }))
}

/** The table as a file: pasted, or sent to the API, somewhere else, it brings the same domains with their clients and tags. */
export async function domainsCsv(reach: Reach, filter: TableFilter): Promise<Response> {
  const [{ found }, projects] = await Promise.all([foundDomains(reach, filter), namedProjects(reach)])
  const clients = new Map(projects.map(({ id, name }) => [id, name]))
  const day = (at: Date | null) => at?.toISOString() ?? ''
  const rows = found.map((row) => [
    ...[clients.get(row.projectId ?? '') ?? '', row.name, row.tags.join(' '), row.state, day(row.stateSince), row.policy],
    ...[(row.services ?? []).map((one) => one || 'other servers').join(', '), day(row.nextExpiry), row.nextExpiryOf, row.watched],
    ...[day(row.lookedAt), day(row.changedAt), row.changed?.text ?? '', row.notes],
  ])
  return fileOf('domains.csv', [heads, ...rows])
}

const heads = [
  ...['client', 'domain', 'tags', 'state', 'since', 'dmarc', 'seen sending', 'ends next', 'what ends', 'watched', 'looked at'],
  ...['changed at', 'changed', 'notes'],
]
