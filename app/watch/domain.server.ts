/** One domain of a team on one time line: looks, verdicts, score, records, alerts, mails, senders, ports, certificates. */
import { alertsOf, type AlertView } from '#prisma/alert.ts'
import { domainOf, type DomainState, type DomainView, type Ending } from '#prisma/domain.ts'
import { looksAt, probesOf } from '#prisma/domain-time.ts'
import { type SenderRow, sendersOf } from '#prisma/known-sender.ts'
import { monitorOf, type Preset } from '#prisma/monitor.ts'
import { count, points } from '../ui/count.ts'
import { knownZone } from '../ui/clock.ts'
import { type Charts, chartsOf, type MailFigure } from '../charts/figures.server.ts'
import { calendarOf, type RangeView, rangeView } from '../charts/history.server.ts'
import { type Range, readRange } from '../charts/range.ts'
import { type RecordMark, recordMarks } from '../charts/records.server.ts'
import { notThere, teamBehind } from '../who.server.ts'
import { bends, byTime, type Happening, type Looked, turns, verdictOf } from './happenings.ts'
import type { Reach } from '#prisma/reach.ts'

/** Times ISO 8601. */
export interface DomainPage {
  team: { slug: string; name: string }
  name: string
  state: DomainState
  since: string | null
  lookedAt: string | null
  policy: string | null
  nextExpiry: string | null
  nextExpiryOf: Ending | null
  scanId: string | null
  watched: Preset | null
  range: RangeView
  /** When the range begins and ends. */
  begin: string
  end: string
  happenings: Happening[]
  marks: RecordMark[]
  /** Of the looks at the domain, where they turned. */
  looks: { at: string; score: number; scanId: string }[]
  mails: MailFigure['days']
  /** Null for who is limited to projects: its counts are of all of the team. */
  charts: Charts | null
  senders: SenderLine[] | null
}

export type SenderLine = Omit<SenderRow, 'firstSeenAt' | 'lastSeenAt'> & { firstSeenAt: string; lastSeenAt: string }

const mostLooks = 2500
const mostAlerts = 200
const mostSenders = 50
const mostHappenings = 200

/** @throws {Response} 404 for a domain that the team does not keep, or that is out of reach */
export async function domainPage(
  request: Request,
  slug: string | undefined,
  name: string,
  now = Date.now(),
): Promise<DomainPage> {
  const { teamId, projects, team, zone } = await teamBehind(request, slug)
  const asked = { teamId, projects, zone: knownZone(zone), params: new URL(request.url).searchParams, now }
  const [line, charts] = await Promise.all([domainLine(asked, name), domainCharts(asked, name)])
  if (!line) throw notThere()
  return { team: { slug: team.slug, name: team.name }, ...line, charts, mails: charts?.mails.days ?? [] }
}

export interface AskedOfDomain extends Reach {
  zone: string
  /** The query: the range, and what else is chosen. */
  params: URLSearchParams
  now: number
}

export type DomainLine = Omit<DomainPage, 'team' | 'charts' | 'mails'>

/** How a domain stands, and what happened in the range; null of one that is not kept, or out of reach. */
export async function domainLine(
  { teamId, projects, zone, params, now }: AskedOfDomain,
  name: string,
): Promise<DomainLine | null> {
  const domain = await domainOf({ teamId, projects }, name.toLowerCase())
  if (!domain) return null
  const range = readRange(params, now, zone)
  const until = new Date(range.until ?? now)
  const span = { teamId, projects, domain: domain.name, since: new Date(range.since), until, take: mostLooks }
  const seesAll = projects === null
  const [looks, probes, alerts, marks, senders, monitor] = await Promise.all([
    looksAt(span),
    probesOf({ ...span, take: mostAlerts }),
    alertsOf({ teamId, projects }, { subject: domain.name, take: mostAlerts }),
    recordMarks({ teamId, domains: [domain.name], since: span.since, until, told: seesAll }),
    seesAll ? sendersOf({ teamId, domain: domain.name, take: mostSenders }) : null,
    monitorOf({ teamId, kind: 'domain', subject: domain.name }),
  ])
  const happenings = [
    ...turns(looks).map((look) => lookOf(look, 'scans')),
    ...turns(probes).map((look) => lookOf(look, 'probes')),
    ...alerts.filter((alert) => isWithin(alert, range, until)).map(alertOf),
    ...marks.map(changeOf),
    ...(senders ?? []).filter(({ firstSeenAt: at }) => +at >= range.since && at < until).map(senderOf),
    ...certificateOf(domain, range, until),
  ]
  return {
    ...{ range: rangeView(range, now, zone), ...rowOf(domain), marks },
    ...{ watched: monitor?.preset ?? null, begin: span.since.toISOString(), end: until.toISOString() },
    happenings: happenings.sort(byTime).slice(0, mostHappenings),
    looks: bends(looks.flatMap(({ id, at, score }) => (score === null ? [] : [{ scanId: id, at: at.toISOString(), score }]))),
    senders: senders?.map(senderLine) ?? null,
  }
}

/** The charts of its mails; null for who is limited to projects: they are of all of the team. Whoever asks has made sure of the domain. */
export async function domainCharts({ teamId, projects, zone, params, now }: AskedOfDomain, name: string): Promise<Charts | null> {
  if (projects !== null) return null
  const chosen = (field: string) => (params.get(field) ?? '').slice(0, 64)
  const range = readRange(params, now, zone)
  const asked = { teamId, domain: name.toLowerCase(), range, now, calendar: calendarOf(zone) }
  return chartsOf({ ...asked, check: chosen('check'), section: chosen('section') })
}

const rowOf = ({ name, state, stateSince, lookedAt, policy, nextExpiry, nextExpiryOf, scanId }: DomainView) => ({
  ...{ name, state, policy, scanId, nextExpiryOf },
  since: stateSince?.toISOString() ?? null,
  lookedAt: lookedAt?.toISOString() ?? null,
  nextExpiry: nextExpiry?.toISOString() ?? null,
})

function lookOf(look: Looked, lane: 'scans' | 'probes'): Happening {
  const { id, at, score, warnings, problems, subject } = look
  const verdict = verdictOf(look)
  const found = [problems > 0 && count(problems, 'problem'), warnings > 0 && count(warnings, 'warning')].filter(Boolean)
  const result = verdict === 'unknown' ? 'could not be checked' : found.join(', ') || 'in order'
  const scored = lane === 'scans' && score !== null ? `, score ${points(score)}` : ''
  const say = lane === 'probes' ? `Ports of ${subject}: ${result}` : `Looked at: ${result}${scored}`
  return { lane, at: at.toISOString(), verdict, say, path: `/scan/${id}` }
}

const isWithin = ({ openedAt, recoveredAt }: AlertView, { since }: Range, until: Date): boolean =>
  openedAt < until && (recoveredAt === null || recoveredAt.getTime() >= since)

const alertOf = ({ openedAt, recoveredAt, says, scanId }: AlertView): Happening => ({
  ...{ lane: 'alerts', at: openedAt.toISOString(), verdict: 'fail', say: says.what },
  ...(recoveredAt && { until: recoveredAt.toISOString() }),
  ...(scanId && { path: `/scan/${scanId}` }),
})

const changeOf = ({ at, what, scanId }: RecordMark): Happening => ({
  ...{ lane: 'records', at, verdict: 'info', say: `${what} changed`, path: `/scan/${scanId}` },
})

const senderOf = ({ firstSeenAt, service, address, passes }: SenderRow): Happening => ({
  ...{ lane: 'senders', at: firstSeenAt.toISOString(), verdict: passes ? 'pass' : 'warn' },
  say: `A new sender: ${service || address}, ${passes ? 'passing' : 'not passing'}`,
})

/** Of one that ended in that time. What ends later stands at the head of the page. */
function certificateOf({ nextExpiry: at, nextExpiryOf }: DomainView, { since }: Range, until: Date): Happening[] {
  if (!at || at.getTime() < since || at >= until) return []
  return [
    {
      lane: 'certificates',
      at: at.toISOString(),
      verdict: 'fail',
      say: `${nextExpiryOf === 'registration' ? 'The registration' : 'A certificate'} ended`,
    },
  ]
}

const senderLine = ({ firstSeenAt, lastSeenAt, ...sender }: SenderRow): SenderLine => ({
  ...{ ...sender, firstSeenAt: firstSeenAt.toISOString(), lastSeenAt: lastSeenAt.toISOString() },
})
