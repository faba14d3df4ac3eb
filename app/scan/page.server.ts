/** What the pages of a domain, an address and a scan need from the table, and their buttons. */
import { isIP } from 'node:net'
import type { LoaderFunctionArgs } from '@remix-run/server-runtime'
import { registrableDomain } from '#checks/records/names.ts'
import type { Report } from '#checks/report.ts'
import { reportOfScan } from '#prisma/report.ts'
import { deleteScan, type ScanView, scanById, scansOf } from '#prisma/scan.ts'
import { foundSoFar } from '#worker/news.ts'
import { watchScan } from '../live.server.ts'
import { type ProbeAbout, probeAbout } from '../probe/about.server.ts'
import { type Action, may } from '../roles.ts'
import { mayTouch, notYourRole, whoAsks } from '../who.server.ts'
import { type Asked, readableScan, startScanFor } from './ask.server.ts'
import { compare, type Comparison } from '#checks/compare.ts'
import { addFound, noneFound, type SoFar } from './found.ts'
import { listedSince, ownMails, type OwnMails } from './own.server.ts'
import { lineOf, type PublishedRecords, publishedRecords, type QuestionLine } from '#checks/published.ts'
import { type AcceptAbout, acceptAbout } from '../watch/accept.server.ts'
import type { WatchAbout } from '../watch/press.server.ts'
import { pathOf, type Subject } from './subject.server.ts'
import { unicodeForm } from './typed.server.ts'

/** Times ISO 8601. */
export interface ScanHead {
  id: string
  kind: ScanView['kind']
  subject: string
  /** Of the page that shows the newest scan of this subject. */
  path: string
  /** The domain in its own script, when that is another form. */
  unicode: string | null
  status: ScanView['status']
  requestedAt: string
  keptUntil: string
  nextAttemptAt: string | null
  /** DKIM selectors named by hand. */
  selectors: string[]
  /** Of a name below the domain that was registered: that domain. */
  above: string | null
}

export interface EarlierScan {
  id: string
  at: string
  score: number | null
  problems: number
  warnings: number
}

/** An earlier scan, and what changed since. */
export interface ComparedScan extends Comparison {
  at: string
}

export interface ScanPage {
  scan: ScanHead
  /** Without its questions, which come as lines. */
  report: Report | null
  /** Of a scan on its way: what it has found so far, as far as that is known. */
  soFar: SoFar | null
  questions: QuestionLine[]
  records: PublishedRecords[]
  earlier: EarlierScan[]
  /** Of an address: what the reader's own mails tell, and since when earlier scans saw it on a list (by its zone). */
  own: OwnMails | null
  listedSince: Record<string, string>
  /** Of a host. */
  probe: ProbeAbout | null
  /** Of a domain that the reader's team keeps. */
  accept: AcceptAbout | null
  /** Of the page that shows the newest scan, for who belongs to a team. */
  watch: WatchAbout | null
}

type Context = LoaderFunctionArgs['context']

/** A scan this young is still the answer: DNS keeps its own answers longer. */
const freshMs = 5 * 60_000
/** A whole scan takes about a second, so the page waits this long before it says that it is looking. */
const patienceMs = 1200
const earlierShown = 5

/** The scan that answers for a domain or an address now: one of the last minutes in this browser, or a new one. */
export async function presentScan(
  request: Request,
  context: Context,
  subject: string,
  kind: Subject['kind'] = 'domain',
): Promise<Asked> {
  const fresh = await freshScan(request, { kind, subject })
  if (fresh) return { given: true, scan: fresh }
  if (isForeignPart(request)) throw new Response('Open this page itself: it is no part of another.', { status: 403 })
  return newScan(request, context, { kind, subject })
}

/** Is this asked by a page elsewhere for something in it, an image say? That must not use up the scans of whoever reads it. */
export function isForeignPart({ headers }: Request): boolean {
  return headers.get('sec-fetch-site') === 'cross-site' && headers.get('sec-fetch-mode') !== 'navigate'
}

/** The same for "Check again": only one that is still on its way is not doubled. */
export async function scanAgain(request: Request, context: Context, subject: Subject): Promise<Asked> {
  const fresh = await freshScan(request, subject)
  if (fresh && fresh.status !== 'reported') return { given: true, scan: fresh }
  return newScan(request, context, subject)
}

/** A new scan for certain. Without `selectors`, with those that were named for the last one. */
export async function newScan(
  request: Request,
  context: Context,
  { kind, subject }: Subject,
  selectors?: string[],
): Promise<Asked> {
  const named = selectors ?? (kind === 'domain' ? await namedBefore(request, subject) : [])
  return startScanFor(request, context.client, subject, { kind, ...(named.length > 0 && { selectors: named }) })
}

async function namedBefore(request: Request, subject: string): Promise<string[]> {
  const { teamId, projects } = await whoAsks(request)
  const [last] = teamId ? await scansOf({ teamId, projects, subject, take: 1 }) : []
  return last?.selectors ?? []
}

async function freshScan(request: Request, { kind, subject }: Subject): Promise<ScanView | undefined> {
  const { teamId, projects, role } = await whoAsks(request)
  if (!teamId) return undefined
  // Who only reads gets no new one, so any is the answer.
  const recent = may(role, 'test') ? { since: new Date(Date.now() - freshMs) } : {}
  const [newest] = await scansOf({ teamId, projects, kind, subject, ...recent, take: 1 })
  return newest && !isGivenUp(newest) ? newest : undefined
}

const isGivenUp = ({ status, nextAttemptAt }: ScanView): boolean => status === 'failed' && nextAttemptAt === null

/** The scan as it is after a moment of waiting for its report. */
export async function settled(request: Request, context: Context, asked: ScanView): Promise<ScanView> {
  const signal = AbortSignal.any([request.signal, context.closing, AbortSignal.timeout(patienceMs)])
  const isOver = (scan: ScanView) => scan.status === 'reported' || isGivenUp(scan)
  const look = async () => {
    const scan = await scanById(asked.id)
    return scan && isOver(scan) ? scan : undefined
  }
  return isOver(asked) ? asked : ((await watchScan(asked.id, { look, signal })) ?? asked)
}

/** The page of a scan; of one that is on its way after a moment of waiting for it. `isNew`: the reader asked for it just now. */
export async function scanPage(
  request: Request,
  context: Context,
  asked: ScanView,
  { isNew = false }: { isNew?: boolean } = {},
): Promise<ScanPage> {
  const scan = await settled(request, context, asked)
  const { id, kind, subject, teamId, status } = scan
  // The id of a scan opens it, so those of earlier ones are for the browser that asked for them.
  const isOwn = mayTouch(await whoAsks(request), { teamId })
  const [report, soFar, scans, own] = await Promise.all([
    status === 'reported' ? reportOfScan({ scanId: id }) : null,
    status === 'reported' ? null : soFarOf(id),
    kind === 'mail' || !isOwn ? [] : scansOf({ teamId, kind, subject, take: earlierShown + 1 }),
    kind === 'address' ? ownMails(request, subject) : null,
  ])
  const before = scans.filter((one) => one.id < id && one.status === 'reported')
  return {
    ...{ scan: headOf(scan), soFar, own, watch: null },
    listedSince: kind === 'address' ? await listedSince(before) : {},
    probe: kind === 'host' ? probeAbout(scan, isOwn || isNew) : null,
    report: report && { ...report, questions: [] },
    questions: report?.questions.map(lineOf) ?? [],
    records: report ? publishedRecords(report) : [],
    earlier: before.map(earlierOf),
    accept:
      report && kind === 'domain' ? await acceptAbout(request, { teamId, domain: subject, report, back: backTo(request) }) : null,
  }
}

/** The page that is read, to come back to it. */
const backTo = (request: Request): string => new URL(request.url).pathname

async function soFarOf(scanId: string): Promise<SoFar | null> {
  const pieces = await foundSoFar(scanId)
  return pieces.length > 0 ? pieces.reduce<SoFar>(addFound, noneFound) : null
}

export function headOf(scan: ScanView): ScanHead {
  const { id, kind, subject, status, requestedAt, keptUntil, nextAttemptAt, selectors } = scan
  return {
    ...{ id, kind, subject, status, selectors },
    path: pathOf(scan),
    above: kind === 'domain' ? registeredAbove(subject) : null,
    unicode: kind === 'address' || isIP(subject) !== 0 ? null : unicodeForm(subject),
    requestedAt: requestedAt.toISOString(),
    keptUntil: keptUntil.toISOString(),
    nextAttemptAt: nextAttemptAt?.toISOString() ?? null,
  }
}

function registeredAbove(domain: string): string | null {
  const registered = registrableDomain(domain)
  return registered === domain ? null : registered
}

function earlierOf({ id, requestedAt, score, problems, warnings }: ScanView): EarlierScan {
  return { id, at: requestedAt.toISOString(), score, problems, warnings }
}

/** A scan that the asker may read, or do more with. @throws {Response} 404, the same for an unknown and a foreign scan; 403 */
export async function scanBehind(request: Request, id: string | undefined, action: Action = 'read'): Promise<ScanView> {
  const scan = await readableScan(id, request)
  if (scan && action !== 'read' && !(await readableScan(id, request, action))) throw notYourRole()
  if (scan) return scan
  throw new Response('There is no scan behind this link. It may have been deleted, or its time may be over.', { status: 404 })
}

/** The button of a scan's own page. Returns where to go next. */
export async function pressOn(scan: ScanView, intent: string): Promise<string> {
  if (intent !== 'delete') throw new Response('There is no such button.', { status: 400 })
  await deleteScan(scan)
  return '/check'
}

/** What changed since the scan that `?since=` names: one of the same subject that the asker may read, with its report. Else null. */
export async function comparedScan(request: Request, { scan, ...page }: ScanPage): Promise<ComparedScan | null> {
  const since = await readableScan(new URL(request.url).searchParams.get('since') ?? undefined, request)
  if (!since || since.subject !== scan.subject || since.changes || !page.report) return null
  const [before, after] = await Promise.all([reportOfScan({ scanId: since.id }), reportOfScan({ scanId: scan.id })])
  return before && after && { at: before.analysedAt, ...compare(before, after) }
}
