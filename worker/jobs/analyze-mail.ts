import { bounceOfMail } from '#checks/bounce/index.ts'
import { readBounce } from '#checks/bounce/read.ts'
import { readVerp } from '#checks/bounce/verp.ts'
import { underWay } from '#checks/facts/route.ts'
import { mailOfFile } from '#checks/records/file.ts'
import { gather } from '#checks/gather.ts'
import { judgeMail } from '#checks/judge.ts'
import { fieldsNamed } from '#checks/records/headers.ts'
import type { Report } from '#checks/report.ts'
import type { EarlierTry, TestMail } from '#checks/subject.ts'
import { env } from '#env'
import { openNet } from '#net/open.ts'
import { defaultLimits } from '#net/window.ts'
import { noteSender } from '#prisma/known-sender.ts'
import { failAnalysis, isMessageIdSeen, type MailView, mailById, mailRaw, startAnalysis } from '#prisma/mail.ts'
import { saveReport } from '#prisma/report.ts'
import { refusedBefore } from '#prisma/reply-attempt.ts'
import { hardSends, isMarkKnown, isMessageIdKnown } from '#prisma/return-path.ts'
import { type SessionView, sessionOfMail } from '#prisma/session.ts'
import { log } from '../log.ts'
import { publishNews } from '../news.ts'
import type { JobData } from '../queue.ts'
import { prefixOf, readBehaviour } from '../receiver/behaviour.ts'

type Analysis = JobData['analyze-mail']

/**
 * Loads a mail, judges it, saves the report. May run twice for one analysis (a queue delivers at least once): the first writer wins.
 * When it stops half-way the mail says why and when it is tried again; the sweep then asks for it.
 */
export async function analyzeMail({ mailId, analysis }: Analysis): Promise<void> {
  if (!(await startAnalysis({ mailId, analysis }))) return
  const mail = await mailById(mailId)
  const raw = await mailRaw({ mailId })
  if (!mail || !raw) return
  publishNews(mail.addressId, [{ kind: 'analysing', at: now(), mailId }])
  try {
    await judgeAndSave(mail, raw, analysis)
  } catch (error) {
    await putOff(mail, analysis, error)
  }
}

async function judgeAndSave(mail: MailView, raw: Buffer, analysis: number): Promise<void> {
  const subject = await subjectOf(mail, raw)
  const report = await judgeMail(subject, openNet(budgetFor(subject)))
  const saved = await saveReport({
    mail,
    analysis,
    report,
    seen: seen(subject),
    bounces: subject.sentBefore ? bouncesIn(raw, mail) : [],
    // A mail server here that hands on says nothing of when it took the mail.
    delay: mail.source === 'smtp' ? underWay(subject) : null,
  })
  if (!saved) return
  await rememberSender(mail, analysis, report, subject.domain)
  const { score } = report
  publishNews(mail.addressId, [{ kind: 'reported', at: now(), mailId: mail.id, score, subjectHeader: subject.subjectHeader }])
}

/** What was seen to send for a domain; a file or a mail server here only tells it. Trouble leaves the report as it is. */
async function rememberSender(mail: MailView, analysis: number, report: Report, domain: string): Promise<void> {
  const { authentication, sending } = report
  if (mail.source !== 'smtp' || !domain || !authentication || !sending) return
  const { dkim, dmarc } = authentication
  if (dmarc.result === 'temperror') return
  const { service, address, helo, returnPath: mailFromDomain } = sending
  const selector = dkim.find(({ result }) => result === 'pass')?.selector ?? ''
  const seen = { domain, service, address, helo, mailFromDomain, selector }
  const about = { mailId: mail.id, at: mail.receivedAt, passes: dmarc.result === 'pass', isNew: analysis === 1 }
  try {
    await noteSender({ ...about, ...seen })
  } catch (error) {
    log.warn({ err: error }, 'how a mail was sent could not be remembered')
  }
}

/** Where a person asked for the links or pictures, their hosts are looked up on top of everything else. */
function budgetFor({ terms }: TestMail): { budget?: number } {
  return terms.links || terms.images ? { budget: defaultLimits.budget + 400 } : {}
}

/** The refusals a mail tells of; complaints, automatic answers and news of deliveries are none. */
function bouncesIn(raw: Buffer, { label }: MailView): Parameters<typeof saveReport>[0]['bounces'] {
  const { kind, recipients } = bounceOfMail(raw, readVerp(label ?? ''))
  return recipients
    .filter(({ category }) => kind === 'bounce' && category !== 'delivered')
    .map(({ address, status, replyCode, diagnostic, class: kind, label, provider, rule }) => ({
      ...{ recipient: address, status, replyCode, diagnostic, class: kind, label, provider, rule },
    }))
}

/** A stored mail as the checks see it, whenever it is judged. */
export async function subjectOf(mail: MailView, raw: Buffer): Promise<TestMail> {
  const { id, teamId } = mail
  const gathered = await gather(mail.source === 'file' ? fileToGather(mail, raw) : toGather(mail, raw, await sessionOfMail(mail)))
  const [messageIdSeen, sentBefore, earlierTries] = await Promise.all([
    isMessageIdSeen({ id, teamId, ...seen(gathered) }),
    whatWasSent(mail, raw),
    triesBefore(mail),
  ])
  return { ...gathered, messageIdSeen, ...(sentBefore && { sentBefore }), ...(earlierTries.length > 0 && { earlierTries }) }
}

/** The tries that we refused because the recipient was told to; an ordinary one had none. */
async function triesBefore({ addressId, recipient, mailFrom, receivedAt }: MailView): Promise<EarlierTry[]> {
  const localPart = recipient.slice(0, Math.max(0, recipient.lastIndexOf('@'))).toLowerCase()
  if (readBehaviour(prefixOf(localPart)) === null) return []
  const tries = await refusedBefore({ addressId, recipient, mailFrom, until: receivedAt })
  return tries.map(({ at, peerAddress }) => ({ at: at.toISOString(), peerAddress }))
}

const rateMs = 30 * 86_400_000

/** What is known of the mail that comes back, when one does; nobody is asked about any other mail. */
async function whatWasSent({ id, teamId, label, receivedAt }: MailView, raw: Buffer): Promise<TestMail['sentBefore']> {
  const recipient = readVerp(label ?? '')
  const { kind, recipients, messageIds } = readBounce(raw, recipient)
  if (kind === 'none' && recipients.length === 0) return undefined
  const [mark, messageIdKnown, sends] = await Promise.all([
    isMarkKnown({ teamId, label }),
    isMessageIdKnown({ teamId, messageIds, but: id }),
    hardSends({ teamId, since: new Date(receivedAt.getTime() - rateMs) }),
  ])
  return { recipient, mark, messageIdKnown, ...sends }
}

function toGather(mail: MailView, raw: Buffer, spoken: SessionView | null): Parameters<typeof gather>[0] {
  const { peerAddress, helo, extended, tlsVersion, tlsCipher, tlsOffered } = mail
  const tls = tlsVersion ? { version: tlsVersion, cipher: tlsCipher ?? '' } : null
  const caller = { peerAddress, helo, extended, tls, tlsOffered: tlsOffered !== 'none' }
  return {
    raw,
    receivedAt: mail.receivedAt.toISOString(),
    // Of what a mail server here handed on, nobody saw how it was sent.
    session:
      mail.source === 'smtp' ? { ...caller, ...(spoken && { transcript: spoken.transcript, ending: spoken.ending }) } : null,
    envelope: { mailFrom: mail.mailFrom, rcptTo: mail.recipient },
    receiverName: env.SMTP_NAME,
    ...(mail.terms && { terms: mail.terms }),
  }
}

/** A file, judged by what whoever brought it says about how it was sent: told, never witnessed. */
function fileToGather({ peerAddress, helo, ...mail }: MailView, octets: Buffer): Parameters<typeof gather>[0] {
  const { raw, headersOnly, receivedAt } = mailOfFile(octets, mail.receivedAt.toISOString())
  const unseen = { extended: true, tls: null, tlsOffered: false }
  const reversePath = mail.mailFrom === '<>' ? '' : mail.mailFrom
  return {
    ...{ raw, receivedAt, receiverName: env.SMTP_NAME },
    session: peerAddress === '' ? null : { told: true, peerAddress, helo, ...unseen },
    envelope: { mailFrom: mail.mailFrom === '' ? null : reversePath, rcptTo: mail.recipient || null },
    ...(headersOnly && { headersOnly }),
    ...(mail.terms && { terms: mail.terms }),
  }
}

function seen({ subjectHeader, from, domain, headers }: TestMail) {
  return {
    messageId: fieldsNamed(headers, 'message-id')[0]?.value.trim().slice(0, 500) ?? '',
    subjectHeader: subjectHeader.slice(0, 1000),
    fromHeader: from.map(spelled).join(', ').slice(0, 1000),
    fromDomain: domain,
  }
}

const spelled = ({ name, address }: TestMail['from'][number]): string => (name ? `${name} <${address}>` : address)

const now = (): string => new Date().toISOString()

/** Seconds to the next attempt: soon at first, because most trouble is short; every hour in the end. */
const pauses = [5, 15, 60, 300, 1800, 3600]

async function putOff(mail: MailView, analysis: number, error: unknown): Promise<void> {
  const pause = pauses[Math.min(mail.attempts - 1, pauses.length - 1)] ?? 5
  const nextAttemptAt = new Date(Date.now() + pause * 1000)
  log.error({ err: error, analysis, attempt: mail.attempts }, 'the analysis of a mail stopped')
  const failure = error instanceof Error ? error.message.slice(0, 500) : 'unknown'
  await failAnalysis({ mailId: mail.id, analysis, failure, nextAttemptAt })
  publishNews(mail.addressId, [{ kind: 'failed', at: now(), mailId: mail.id, nextAttemptAt: nextAttemptAt.toISOString() }])
}
