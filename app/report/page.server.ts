/** What a mail's page needs from the table, and its buttons. */
import type { MailKind, Report, Terms } from '#checks/report.ts'
import { deleteMail, mailRaw, type MailView, requestNewAnalysis } from '#prisma/mail.ts'
import { analysesOfMail, type AnalysisView, reportOfMail } from '#prisma/report.ts'
import { sessionOfMail } from '#prisma/session.ts'
import { requestAnalysis } from '#worker/queue.ts'
import { tokenOfAddress } from '../address.server.ts'
import { readableMail } from '../api.server.ts'
import type { SinceLastPassing } from '../compare/last.ts'
import { changedSince } from '../compare/last.server.ts'
import { fieldOf, formOf } from '../form.server.ts'
import { noteOpened } from '../mail-view/opened.server.ts'
import { mailTab, type MailTab, pressedLoad } from '../mail-view/page.server.ts'
import { lineOf, type QuestionLine } from '#checks/published.ts'
import type { Action } from '../roles.ts'
import { type AcceptAbout, acceptAbout } from '../watch/accept.server.ts'
import { notYourRole, whoAsks } from '../who.server.ts'
import { mailHead, type MailHead } from './mail.server.ts'
import { readSource, type Source } from './source.server.ts'

export type Tab = (typeof tabs)[number]

const tabs = ['report', 'mail', 'decided', 'session', 'source'] as const

/** A session as its tab shows it; times ISO 8601. */
export interface SessionTab {
  peerAddress: string
  peerPort: number
  helo: string
  extended: boolean
  tlsVersion: string | null
  tlsCipher: string | null
  startedAt: string
  endedAt: string | null
  ending: string | null
  transcript: { at: string; from: 'client' | 'server'; line: string }[]
}

/** A report of this mail; the time ISO 8601. */
export interface AnalysisLine {
  analysis: number
  at: string
  score: number | null
}

export interface MailPage {
  mail: MailHead
  tab: Tab
  /** Its reports, newest first, and which of them is shown; null for the newest. */
  analyses: AnalysisLine[]
  picked: number | null
  /** Of the live page of its address, when this browser took that address. */
  token: string | null
  report: Report | null
  /** What was asked, for the tab that tells how it was decided. */
  questions: QuestionLine[]
  /** What changed since the last mail that passed; null where none did, and for who may not know of it. */
  since: SinceLastPassing | null
  look: MailTab | null
  session: SessionTab | null
  source: Source | null
  /** Of a mail from a domain that the reader's team keeps. */
  accept: AcceptAbout | null
}

/** A mail that the asker may read, or do more with. @throws {Response} 404, the same for an unknown and a foreign mail; 403 */
export async function mailBehind(request: Request, id: string | undefined, action: Action = 'read'): Promise<MailView> {
  const mail = await readableMail(id, request)
  if (mail && action !== 'read' && !(await readableMail(id, request, action))) throw notYourRole()
  if (mail) return mail
  throw new Response(
    'There is no report behind this link. It may have been deleted, or be private: ask the person who ran the test.',
    {
      status: 404,
    },
  )
}

function tabOf(request: Request): Tab {
  const asked = new URL(request.url).searchParams.get('tab')
  return tabs.find((tab) => tab === asked) ?? 'report'
}

/** The report that was picked among several. @throws {Response} 404 when the mail has no such report */
function pickedIn(request: Request, analyses: AnalysisLine[]): number | null {
  const asked = new URL(request.url).searchParams.get('analysis')
  if (asked === null) return null
  const found = analyses.find(({ analysis }) => String(analysis) === asked)
  if (found) return found.analysis
  throw new Response('This mail has no such report.', { status: 404 })
}

export async function mailPage(request: Request, mail: MailView): Promise<MailPage> {
  const tab = tabOf(request)
  const analyses = (await analysesOfMail({ mailId: mail.id })).map(analysisLine)
  const picked = pickedIn(request, analyses)
  const [token, report, look, session, source] = await Promise.all([
    tokenOfAddress(await whoAsks(request), mail.addressId),
    tab === 'report' || tab === 'decided' ? reportToShow(mail, picked) : null,
    tab === 'mail' ? mailTab(request, mail) : null,
    tab === 'session' || tab === 'decided' ? sessionTab(mail) : null,
    tab === 'source' ? sourceTab(request, mail) : null,
  ])
  const questions = tab === 'decided' ? (report?.questions ?? []).map(lineOf) : []
  // What was asked is told by its own tab, in lines; elsewhere it would only make the page heavy.
  const shown = report && { ...report, questions: [] }
  const since = report && tab === 'report' ? await changedSince(request, mail, report) : null
  const accept = report && tab === 'report' ? await acceptIn(request, mail, report) : null
  return { mail: mailHead(mail), tab, analyses, picked, token, report: shown, questions, since, look, session, source, accept }
}

async function acceptIn(request: Request, { id, teamId, fromDomain }: MailView, report: Report): Promise<AcceptAbout | null> {
  return fromDomain ? acceptAbout(request, { teamId, domain: fromDomain, report, back: `/mail/${id}` }) : null
}

/** The one that was picked; else the newest, unless a newer one is on its way. */
async function reportToShow(mail: MailView, picked: number | null): Promise<Report | null> {
  if (picked !== null) return reportOfMail({ mailId: mail.id, analysis: picked })
  return mail.status === 'reported' ? reportOfMail({ mailId: mail.id }) : null
}

const analysisLine = ({ analysis, createdAt, score }: AnalysisView): AnalysisLine => ({
  analysis,
  at: createdAt.toISOString(),
  score,
})

/** Null of a mail that came in none, as one that was a file. */
export async function sessionTab(mail: MailView): Promise<SessionTab | null> {
  const session = await sessionOfMail(mail)
  if (!session) return null
  const { peerAddress, peerPort, helo, extended, tlsVersion, tlsCipher, ending, transcript } = session
  return {
    ...{ peerAddress, peerPort, helo, extended, tlsVersion, tlsCipher, ending, transcript },
    startedAt: session.startedAt.toISOString(),
    endedAt: session.endedAt?.toISOString() ?? null,
  }
}

async function sourceTab(request: Request, mail: MailView): Promise<Source | null> {
  const [octets] = await Promise.all([mailRaw({ mailId: mail.id }), noteOpened(request, mail)])
  return octets && readSource(octets)
}

/** The buttons. Returns where to go next. */
export async function press(request: Request, mail: MailView): Promise<string> {
  const intent = await fieldOf(request, 'intent')
  if (intent === 'check-again') return analyseAgain(mail)
  if (intent === 'judge-as') return analyseAgain(mail, { ...standing(mail), ...(await decided(request)) })
  if (intent === 'check-links') return analyseAgain(mail, { ...standing(mail), links: true })
  if (intent === 'check-images') return analyseAgain(mail, { ...standing(mail), images: true })
  if (intent === 'real-one') return analyseAgain(mail, { ...standing(mail), real: true })
  if (intent === 'load-images') return pressedLoad(mail, await formOf(request))
  if (intent !== 'delete') throw new Response('There is no such button.', { status: 400 })
  const token = await tokenOfAddress(await whoAsks(request), mail.addressId)
  await deleteMail(mail)
  return token ? `/a/${token}` : '/history'
}

/** What was decided before and still holds: a press to fetch holds for one analysis. */
export function standing({ terms }: MailView): Terms {
  const { links: _links, images: _images, ...kept } = terms ?? {}
  return kept
}

async function analyseAgain({ id, teamId }: MailView, terms?: Terms): Promise<string> {
  const analysis = await requestNewAnalysis({ mailId: id, teamId, ...(terms && { terms }) })
  if (analysis !== null) requestAnalysis(id, analysis)
  return `/mail/${id}`
}

/** What the form says about the mail. @throws {Response} 400 when it says something else */
async function decided(request: Request): Promise<Terms> {
  const [kind, bulk] = [await fieldOf(request, 'kind'), await fieldOf(request, 'bulk')]
  const known = mailKinds.find((one) => one === kind)
  if (known && (bulk === 'yes' || bulk === 'no')) return { kind: known, bulk: bulk === 'yes' }
  throw new Response('A mail is judged as a newsletter, transactional or personal, and as bulk or not.', { status: 400 })
}

const mailKinds: MailKind[] = ['newsletter', 'transactional', 'personal']
