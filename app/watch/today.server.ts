/** The first page of a team: what needs somebody and since when, what changed and broke nothing, what could not be checked. */
import type { ReportWords } from '#checks/report.ts'
import { alertsOf } from '#prisma/alert.ts'
import { type DomainView, domainsOf, type Ending } from '#prisma/domain.ts'
import { monitorsOf } from '#prisma/monitor.ts'
import { type RecordMark, recordMarks } from '../charts/records.server.ts'
import { knownZone } from '../ui/clock.ts'
import { reachAsked } from '../nav/project.server.ts'
import { may } from '../roles.ts'
import { type Pulse, pulseOf } from './pulse.server.ts'
import { teamBehind } from '../who.server.ts'
import { alertRow, type AlertRow } from './alerts.server.ts'

/** Times ISO 8601. */
export interface DomainLine {
  name: string
  say: ReportWords | null
  since: string | null
  /** Of what ends. */
  ending?: Ending | null
}

export interface TodayPage {
  team: { slug: string; name: string }
  domains: number
  watched: number
  may: { domains: boolean; members: boolean }
  /** Open alerts, newest first. */
  alerts: AlertRow[]
  /** Domains with a problem that no alert tells of: it was there before they were watched, or they are not. */
  problems: DomainLine[]
  /** Of the last week. */
  recovered: AlertRow[]
  changes: RecordMark[]
  unknown: DomainLine[]
  expiring: DomainLine[]
  /** Null for who looks at a part of the team: sums are of all of it. */
  pulse: Pulse | null
}

const dayMs = 86_400_000
const shown = 20

export async function todayPage(request: Request, slug: string | undefined, now = Date.now()): Promise<TodayPage> {
  const insider = await teamBehind(request, slug)
  const { teamId, team } = insider
  const reach = reachAsked(insider, request)
  const week = new Date(now - 7 * dayMs)
  const [domains, monitors, open, over] = await Promise.all([
    domainsOf(reach),
    monitorsOf(reach),
    alertsOf(reach, { list: 'open', take: shown }),
    alertsOf(reach, { list: 'recovered', take: shown }),
  ])
  const names = domains.map(({ name }) => name)
  const isWhole = reach.projects === null
  const [changes, pulse] = await Promise.all([
    recordMarks({ teamId, domains: names, since: week, told: isWhole }),
    isWhole ? pulseOf(teamId, now, knownZone(insider.zone)) : null,
  ])
  const told = new Set(open.map(({ subject }) => subject))
  return {
    ...{ team: { slug: team.slug, name: team.name }, domains: domains.length, watched: monitors.length },
    may: { domains: may(insider.role, 'domains'), members: may(insider.role, 'members') && team.kind !== 'personal' },
    alerts: open.map(alertRow),
    problems: domains
      .filter(({ state, name }) => state === 'problems' && !told.has(name))
      .slice(0, shown)
      .map(lineOf),
    recovered: over
      .filter(({ recoveredAt, kind }) => recoveredAt && recoveredAt >= week && kind !== 'record-changed')
      .map(alertRow),
    ...{ changes, pulse },
    unknown: domains
      .filter(({ state }) => state === 'unknown')
      .slice(0, shown)
      .map(lineOf),
    expiring: domains
      .filter(({ nextExpiry }) => nextExpiry && nextExpiry.getTime() - now < 30 * dayMs)
      .slice(0, shown)
      .map(({ name, nextExpiry, nextExpiryOf: ending }) => ({
        name,
        say: null,
        since: nextExpiry?.toISOString() ?? null,
        ending,
      })),
  }
}

const lineOf = ({ name, changed, stateSince }: DomainView): DomainLine => ({
  name,
  say: changed,
  since: stateSince?.toISOString() ?? null,
})
