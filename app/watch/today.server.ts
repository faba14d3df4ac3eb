/** The first page of a team: what needs somebody and since when, what changed and broke nothing, what could not be checked. */
import type { ReportWords } from '#checks/report.ts'
import { alertsOf, type AlertView } from '#prisma/alert.ts'
import { type DomainState, type DomainView, domainsOf, type Ending } from '#prisma/domain.ts'
import { type MonitorKind, monitorsOf, type MonitorView } from '#prisma/monitor.ts'
import { type RecordMark, recordMarks } from '../charts/records.server.ts'
import { knownZone } from '../ui/clock.ts'
import { reachAsked } from '../nav/project.server.ts'
import { may } from '../roles.ts'
import { type Pulse, pulseCharts, pulseFile, pulseOf } from './pulse.server.ts'
import { pathOf } from '../scan/subject.server.ts'
import { notThere, teamBehind } from '../who.server.ts'
import { alertRow, type AlertRow } from './alerts.server.ts'
import type { Reach } from '#prisma/reach.ts'

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

/** What stands there for who sees so much of a team. */
interface Found<Alert> {
  domains: number
  watched: number
  /** Open alerts, newest first. */
  alerts: Alert[]
  /** What has a problem that no alert tells of: it was there before they were watched, or they are not. */
  problems: StandingLine[]
  /** Of the last week. */
  recovered: Alert[]
  changes: RecordMark[]
  unknown: StandingLine[]
  expiring: StandingLine[]
  /** Null for who looks at a part of the team: sums are of all of it. */
  pulse: Pulse | null
}

export interface TodayPage extends Found<AlertRow> {
  team: { slug: string; name: string }
  may: { domains: boolean; members: boolean; monitors: boolean }
}

const dayMs = 86_400_000
const shown = 20

export async function todayPage(request: Request, slug: string | undefined, now = Date.now()): Promise<TodayPage> {
  const insider = await teamBehind(request, slug)
  const { team, role } = insider
  const looked = { ...reachAsked(insider, request), slug: team.slug, zone: knownZone(insider.zone), now }
  const { alerts, recovered, ...found } = await todayOf(looked)
  return {
    ...{ team: { slug: team.slug, name: team.name }, ...found },
    may: {
      ...{ domains: may(role, 'domains'), monitors: may(role, 'monitors') },
      members: may(role, 'members') && team.kind !== 'personal',
    },
    ...{ alerts: alerts.map(alertRow), recovered: recovered.map(alertRow) },
  }
}

interface Looked extends Reach {
  slug: string
  /** Whose days the charts count. */
  zone: string
  now: number
}

export async function todayOf({ slug, zone, now, ...reach }: Looked): Promise<Found<AlertView>> {
  const { teamId } = reach
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
    isWhole ? pulseOf(teamId, now, zone) : null,
  ])
  const told = new Set(open.map(({ subjectKind, subject }) => `${subjectKind} ${subject}`))
  // Domains stand here whether they are watched or not, the others because they are.
  const others = monitors.filter(({ kind }) => kind !== 'domain')
  const standing = (state: DomainState, leftOut: ReadonlySet<string> = new Set()): StandingLine[] =>
    [
      ...domains.filter((one) => one.state === state).map(lineOf(slug)),
      ...others.filter((one) => one.state === state).map(watchedLine),
    ]
      .filter(({ kind, name }) => !leftOut.has(`${kind} ${name}`))
      .slice(0, shown)
  return {
    ...{ domains: domains.length, watched: monitors.length, alerts: open, changes, pulse },
    problems: standing('problems', told),
    recovered: over.filter(({ recoveredAt, kind }) => recoveredAt && recoveredAt >= week && kind !== 'record-changed'),
    unknown: standing('unknown'),
    expiring: domains
      .filter(({ nextExpiry }) => nextExpiry && nextExpiry.getTime() - now < 30 * dayMs)
      .sort((a, b) => Number(a.nextExpiry) - Number(b.nextExpiry))
      .slice(0, shown)
      .map((one) => ({
        ...lineOf(slug)(one),
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

/** The numbers of one of its charts as a file. @throws {Response} as the page */
export async function todayFile(request: Request, slug: string | undefined, now = Date.now()): Promise<Response> {
  const insider = await teamBehind(request, slug)
  if (reachAsked(insider, request).projects !== null) throw notThere()
  const chart = pulseCharts.find((one) => one === new URL(request.url).searchParams.get('chart'))
  if (!chart) throw new Response('There is no such chart here.', { status: 404 })
  return pulseFile(chart, await pulseOf(insider.teamId, now, knownZone(insider.zone)))
}
