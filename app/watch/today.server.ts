/** The first page of a team: what needs somebody and since when, what changed and broke nothing, what could not be checked. */
import type { ReportWords } from '#checks/report.ts'
import { alertsOf } from '#prisma/alert.ts'
import { type DomainState, type DomainView, domainsOf, type Ending } from '#prisma/domain.ts'
import { type MonitorKind, monitorsOf, type MonitorView } from '#prisma/monitor.ts'
import { type RecordMark, recordMarks } from '../charts/records.server.ts'
import { knownZone } from '../ui/clock.ts'
import { reachAsked } from '../nav/project.server.ts'
import { may } from '../roles.ts'
import { type Pulse, pulseOf } from './pulse.server.ts'
import { pathOf } from '../scan/subject.server.ts'
import { teamBehind } from '../who.server.ts'
import { alertRow, type AlertRow } from './alerts.server.ts'

/** A domain, a host or an address; times ISO 8601. */
export interface StandingLine {
  kind: MonitorKind
  name: string
  path: string
  say: ReportWords | null
  since: string | null
  /** Of what ends. */
  ending?: Ending | null
}

export interface TodayPage {
  team: { slug: string; name: string }
  domains: number
  watched: number
  may: { domains: boolean; members: boolean; monitors: boolean }
  /** Open alerts, newest first. */
  alerts: AlertRow[]
  /** What has a problem that no alert tells of: it was there before they were watched, or they are not. */
  problems: StandingLine[]
  /** Of the last week. */
  recovered: AlertRow[]
  changes: RecordMark[]
  unknown: StandingLine[]
  expiring: StandingLine[]
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
  const told = new Set(open.map(({ subjectKind, subject }) => `${subjectKind} ${subject}`))
  // Domains stand here whether they are watched or not, the others because they are.
  const others = monitors.filter(({ kind }) => kind !== 'domain')
  const standing = (state: DomainState, leftOut: ReadonlySet<string> = new Set()): StandingLine[] =>
    [
      ...domains.filter((one) => one.state === state).map(lineOf(team.slug)),
      ...others.filter((one) => one.state === state).map(watchedLine),
    ]
      .filter(({ kind, name }) => !leftOut.has(`${kind} ${name}`))
      .slice(0, shown)
  return {
    ...{ team: { slug: team.slug, name: team.name }, domains: domains.length, watched: monitors.length },
    may: {
      ...{ domains: may(insider.role, 'domains'), monitors: may(insider.role, 'monitors') },
      members: may(insider.role, 'members') && team.kind !== 'personal',
    },
    alerts: open.map(alertRow),
    problems: standing('problems', told),
    recovered: over
      .filter(({ recoveredAt, kind }) => recoveredAt && recoveredAt >= week && kind !== 'record-changed')
      .map(alertRow),
    ...{ changes, pulse },
    unknown: standing('unknown'),
    expiring: domains
      .filter(({ nextExpiry }) => nextExpiry && nextExpiry.getTime() - now < 30 * dayMs)
      .sort((a, b) => Number(a.nextExpiry) - Number(b.nextExpiry))
      .slice(0, shown)
      .map((one) => ({
        ...lineOf(team.slug)(one),
        say: null,
        since: one.nextExpiry?.toISOString() ?? null,
        ending: one.nextExpiryOf,
      })),
  }
}

const lineOf =
  (slug: string) =>
  ({ name, changed, stateSince }: DomainView): StandingLine => ({
    ...{ kind: 'domain', name, path: `/team/${slug}/domains/${name}`, say: changed },
    since: stateSince?.toISOString() ?? null,
  })

const watchedLine = ({ id, kind, subject, stateSince }: MonitorView): StandingLine => ({
  ...{ kind, name: subject, path: pathOf({ kind, subject, id }), say: null },
  since: stateSince?.toISOString() ?? null,
})
