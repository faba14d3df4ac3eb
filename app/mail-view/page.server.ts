/** What the tab *Mail* shows, and its one button. */
import { decodeWords } from 'postal-mime'
import type { ReportExtracted } from '#checks/report.ts'
import { readAddresses } from '#checks/records/addresses.ts'
import { type MailView, mailRaw } from '#prisma/mail.ts'
import { reportOfMail } from '#prisma/report.ts'
import type { Scheme } from './css.server.ts'
import { noteOpened } from './opened.server.ts'
import { frameLink, lookAt } from './frame.server.ts'
import { partRows, type PartRow, takeApart, type TakenApart, textOfType, fieldOf } from './parts.server.ts'
import { readSigned, signed } from './signed.server.ts'
import { visible } from './visible.server.ts'

export type Width = 'phone' | 'desktop'

export interface MailTab {
  width: Width
  scheme: Scheme
  /** Of the link that loads images, once somebody pressed for it; '' when they are blocked. */
  load: string
  html: {
    frame: string
    size: number
    /** What stands below Gmail's line; null when all is above it. */
    below: { links: number; texts: string[] } | null
    cut: string | undefined
    /** Images elsewhere, and images of the mail that cannot be shown. */
    remote: number
    missing: number
  } | null
  inbox: { name: string; subject: string; beginning: string }
  text: { shown: string; more: boolean } | null
  files: PartRow[]
  /** Null before there is a report. */
  extracted: ReportExtracted | null
  /** Why not all of the mail could be read. */
  problem: string | undefined
}

const longestText = 64 * 1024
const longestSubject = 300
const mostFiles = 50

/** Null when the mail is no longer kept. */
export async function mailTab(request: Request, mail: MailView): Promise<MailTab | null> {
  const [octets, report] = await Promise.all([
    mailRaw({ mailId: mail.id }),
    mail.status === 'reported' ? reportOfMail({ mailId: mail.id }) : null,
    noteOpened(request, mail),
  ])
  if (!octets) return null
  const query = new URL(request.url).searchParams
  const scheme = query.get('scheme') === 'dark' ? 'dark' : 'light'
  const load = readSigned('load', { id: mail.id }, query) === 'open'
  const apart = takeApart(octets)
  const text = textOfType(apart, 'text/plain')?.text
  return {
    ...{ scheme, width: query.get('width') === 'desktop' ? 'desktop' : 'phone' },
    load: load ? permitOf(query) : '',
    ...readHtml(mail.id, apart, { scheme, images: load }, text ?? ''),
    text: text === undefined ? null : { shown: visible(text.slice(0, longestText)), more: text.length > longestText },
    files: partRows(apart)
      .filter(({ leaf, inside, attached, name }) => leaf && !inside && (attached || name !== ''))
      .slice(0, mostFiles),
    extracted: report?.extracted ?? null,
    problem: apart.problem,
  }
}

function readHtml(
  id: string,
  mail: TakenApart,
  look: { scheme: Scheme; images: boolean },
  text: string,
): Pick<MailTab, 'html' | 'inbox'> {
  const looked = lookAt(mail, look.scheme)
  const beginning = looked ? looked.beginning : text.slice(0, 1000).replace(/\s+/g, ' ').trim().slice(0, 240)
  const inbox = inboxRow(mail, beginning)
  if (!looked) return { html: null, inbox }
  const { size, below, cut, pictures } = looked
  const counted = { remote: pictures.remote.size, missing: pictures.missing }
  return { html: { frame: frameLink(id, look), size, below, cut, ...counted }, inbox }
}

function inboxRow({ fields }: TakenApart, beginning: string): MailTab['inbox'] {
  const [from] = readAddresses(fieldOf(fields, 'from'))
  const subject = decodeWords(fieldOf(fields, 'subject').slice(0, 4 * longestSubject))
  const line = (text: string) => visible(text.replace(/\s+/g, ' ').trim())
  return {
    name: line((from?.name || from?.address || '(no sender)').slice(0, 100)),
    subject: line(subject.slice(0, longestSubject)),
    beginning: visible(beginning),
  }
}

/** The button *Load images*: for five minutes the page's link says that somebody pressed it. A link without that loads nothing. */
export function pressedLoad(mail: MailView, form: FormData): string {
  const query = signed('load', { id: mail.id })
  query.delete('id')
  query.set('tab', 'mail')
  for (const name of ['width', 'scheme']) {
    const value = form.get(name)
    if (value === 'desktop' || value === 'dark') query.set(name, value)
  }
  return `/mail/${mail.id}?${query}#preview`
}

const permitOf = (query: URLSearchParams): string =>
  new URLSearchParams({ until: query.get('until') ?? '', sig: query.get('sig') ?? '' }).toString()
