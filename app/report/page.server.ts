/** What a mail's page needs from the table, and its buttons. */
import type { Report } from '#checks/report.ts'
import { deleteMail, mailRaw, type MailView, requestNewAnalysis } from '#prisma/mail.ts'
import { reportOfMail } from '#prisma/report.ts'
import { sessionOfMail } from '#prisma/session.ts'
import { requestAnalysis } from '#worker/queue.ts'
import { tokenOfAddress } from '../address.server.ts'
import { readableMail } from '../api.server.ts'
import { whoAsks } from '../who.server.ts'
import { mailHead, type MailHead } from './mail.server.ts'
import { readSource, type Source } from './source.server.ts'

export type Tab = 'report' | 'session' | 'source'

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

export interface MailPage {
  mail: MailHead
  tab: Tab
  /** Of the live page of its address, when this browser took that address. */
  token: string | null
  report: Report | null
  session: SessionTab | null
  source: Source | null
}

/** A mail that the asker may read. @throws {Response} 404, the same for an unknown and a foreign mail */
export async function mailBehind(request: Request, id: string | undefined): Promise<MailView> {
  const mail = await readableMail(id, request)
  if (mail) return mail
  throw new Response(
    'There is no report behind this link. It may have been deleted, or be private: ask the person who ran the test.',
    {
      status: 404,
    },
  )
}

export function tabOf(request: Request): Tab {
  const tab = new URL(request.url).searchParams.get('tab')
  return tab === 'session' || tab === 'source' ? tab : 'report'
}

export async function mailPage(request: Request, mail: MailView): Promise<MailPage> {
  const tab = tabOf(request)
  const [token, report, session, source] = await Promise.all([
    tokenOfAddress(await whoAsks(request), mail.addressId),
    tab === 'report' && mail.status === 'reported' ? reportOfMail({ mailId: mail.id }) : null,
    tab === 'session' ? sessionTab(mail) : null,
    tab === 'source' ? sourceTab(mail) : null,
  ])
  return { mail: mailHead(mail), tab, token, report, session, source }
}

async function sessionTab(mail: MailView): Promise<SessionTab | null> {
  const session = await sessionOfMail(mail)
  if (!session) return null
  const { peerAddress, peerPort, helo, extended, tlsVersion, tlsCipher, ending, transcript } = session
  return {
    ...{ peerAddress, peerPort, helo, extended, tlsVersion, tlsCipher, ending, transcript },
    startedAt: session.startedAt.toISOString(),
    endedAt: session.endedAt?.toISOString() ?? null,
  }
}

async function sourceTab(mail: MailView): Promise<Source | null> {
  const octets = await mailRaw({ mailId: mail.id })
  return octets && readSource(octets)
}

/** The buttons. Returns where to go next. */
export async function press(intent: string, mail: MailView, request: Request): Promise<string> {
  if (intent === 'check-again') {
    const analysis = await requestNewAnalysis({ mailId: mail.id, teamId: mail.teamId })
    if (analysis !== null) requestAnalysis(mail.id, analysis)
    return `/mail/${mail.id}`
  }
  if (intent !== 'delete') throw new Response('There is no such button.', { status: 400 })
  const token = await tokenOfAddress(await whoAsks(request), mail.addressId)
  await deleteMail(mail)
  return token ? `/a/${token}` : '/history'
}
