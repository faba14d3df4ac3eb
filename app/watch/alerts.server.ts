/** The alerts of a team, and what a person does about one: take note, put it off, or live with its finding. */
import type { ReportWords } from '#checks/report.ts'
import { acknowledge, type AlertList, alertsOf, type AlertView, openAlerts, snooze } from '#prisma/alert.ts'
import { isId } from '#prisma/id.ts'
import { type MonitorKind, monitorsOf } from '#prisma/monitor.ts'
import { fieldsOf } from '../account/form.server.ts'
import { go } from '../go.server.ts'
import { reachAsked } from '../nav/project.server.ts'
import { may } from '../roles.ts'
import { pathOf } from '../scan/subject.server.ts'
import { mustBe, teamBehind } from '../who.server.ts'
import { watchedWords } from './words.ts'

/** Times ISO 8601. */
export interface AlertRow {
  id: string
  kind: string
  subjectKind: MonitorKind
  subject: string
  /** Of the port that it is about. */
  port: number | null
  /** The page of what it is about: of a domain the look that found it, where there is one. */
  path: string
  what: ReportWords
  cause: ReportWords | null
  step: ReportWords | null
  since: string
  openedAt: string
  recoveredAt: string | null
  snoozedUntil: string | null
  isAcknowledged: boolean
  scanId: string | null
}

export interface AlertsPage {
  team: { slug: string; name: string }
  list: AlertList
  rows: AlertRow[]
  next: string | null
  open: number
  /** In words: 40 domains and 2 hosts; '' for nothing. */
  watched: string
  lastLookAt: string | null
  mayPress: boolean
}

const lists: readonly AlertList[] = ['open', 'acknowledged', 'snoozed', 'recovered']
const page = 50

export async function alertsPage(request: Request, slug: string | undefined): Promise<AlertsPage> {
  const insider = await teamBehind(request, slug)
  const { team, role } = insider
  const { searchParams } = new URL(request.url)
  const list = lists.find((one) => one === searchParams.get('list')) ?? 'open'
  const before = searchParams.get('before') ?? ''
  const reach = reachAsked(insider, request)
  const [rows, open, monitors] = await Promise.all([
    alertsOf(reach, { list, take: page + 1, ...(isId(before) && { before }) }),
    openAlerts(reach),
    monitorsOf(reach),
  ])
  const looks = monitors.flatMap(({ lastRunAt }) => lastRunAt?.getTime() ?? [])
  return {
    ...{
      list,
      open,
      team: { slug: team.slug, name: team.name },
      watched: watchedWords(monitors),
      mayPress: may(role, 'monitors'),
    },
    rows: rows.slice(0, page).map(alertRow),
    next: rows.length > page ? (rows[page - 1]?.id ?? null) : null,
    lastLookAt: looks.length > 0 ? new Date(Math.max(...looks)).toISOString() : null,
  }
}

export const alertRow = ({
  id,
  kind,
  subjectKind,
  subject,
  checkId,
  says,
  since,
  openedAt,
  recoveredAt,
  snoozedUntil,
  acknowledgedAt,
  scanId,
}: AlertView): AlertRow => ({
  ...{ id, kind, subjectKind, subject, scanId, port: Number(/^port-(\d+)$/.exec(checkId)?.[1]) || null },
  path: subjectKind === 'domain' && scanId ? `/scan/${scanId}` : pathOf({ kind: subjectKind, subject, id }),
  ...{ what: says.what, cause: says.cause ?? null, step: says.step ?? null },
  since: since.toISOString(),
  openedAt: openedAt.toISOString(),
  recoveredAt: recoveredAt?.toISOString() ?? null,
  snoozedUntil: snoozedUntil?.toISOString() ?? null,
  isAcknowledged: acknowledgedAt !== null,
})

const hourMs = 3_600_000

/** @throws {Response} 403 for who only reads, 404 for an alert that is not there */
export async function pressAlerts(request: Request, slug: string | undefined): Promise<Response> {
  const insider = await teamBehind(request, slug)
  mustBe(insider, 'monitors')
  const { teamId, projects, person, team } = insider
  const field = await fieldsOf(request)
  const [id, hours] = [field('id'), Number(field('hours'))]
  const reach = { teamId, projects }
  const until = new Date(Date.now() + (hours >= 1 && hours <= 720 ? hours : 24) * hourMs)
  const work = { acknowledge: () => acknowledge(reach, { id, userId: person.id }), snooze: () => snooze(reach, { id, until }) }
  const intent = field('intent')
  if (intent !== 'acknowledge' && intent !== 'snooze') throw new Response('There is no such button.', { status: 400 })
  if (!isId(id) || !(await work[intent]())) throw new Response('There is no such alert.', { status: 404 })
  return go(`/team/${team.slug}/alerts`)
}
