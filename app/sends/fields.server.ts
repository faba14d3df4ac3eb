/** What is asked for with a test send: read, and held against what the team owns. */
import type { ReportRecordChange } from '#checks/report.ts'
import { relayOf } from '#prisma/relay.ts'
import { returnLabel } from '#prisma/test-send.ts'
import { isProved, isSeedDomain, type Mailbox, ownAddress, proofRecord, readMailbox } from './mailbox.server.ts'

export interface SendFields {
  relay: string
  from: string
  to: string
  subject: string
  text: string
  html: string
  /** A seed address of the team to which bounces come; '' for the From address. */
  returnPath: string
  /** One of `patiences`. */
  tries: string
}

/** How long it is tried again, in minutes. */
const patiences: Record<string, number> = { once: 0, hour: 60, days: 2880 }

export interface SendFault {
  field: keyof SendFields
  say: string
  /** What would show that the recipient is the team's own. */
  proof?: ReportRecordChange
}

export interface SendGiven {
  relayId: string
  from: Mailbox
  to: string
  /** Of the address it goes to. */
  projectId: string | null
  mailFrom(sendId: string): string
  subject: string
  text: string
  html: string
  triesForMs: number
}

const longest = { subject: 500, text: 100_000, html: 300_000 }

/** The test send, or every fault in what was asked for. */
export async function readSend(teamId: string, typed: SendFields): Promise<{ given: SendGiven } | { faults: SendFault[] }> {
  const [relay, to, returnPath] = await Promise.all([
    relayOf({ id: typed.relay, teamId }),
    readRecipient(teamId, typed.to),
    readReturnPath(teamId, typed.returnPath),
  ])
  const from = readMailbox(typed.from)
  const minutes = patiences[typed.tries]
  const faults: SendFault[] = [
    ...(relay ? [] : [{ field: 'relay' as const, say: 'Choose one of your relays.' }]),
    ...(from ? [] : [{ field: 'from' as const, say: 'From is one address, such as Shop <news@acme.com>.' }]),
    ...('say' in to ? [to] : []),
    ...('say' in returnPath ? [returnPath] : []),
    ...(minutes === undefined ? [{ field: 'tries' as const, say: 'Choose how long it is tried.' }] : []),
    ...contentFaults(typed),
  ]
  if (!relay || !from || 'say' in to || 'say' in returnPath || minutes === undefined || faults.length > 0) return { faults }
  const { subject, text, html } = typed
  const mailFrom = (id: string) => returnPath.at(id) ?? from.address
  const where = { to: to.address, projectId: to.projectId }
  return { given: { relayId: relay.id, from, ...where, mailFrom, subject, text, html, triesForMs: minutes * 60_000 } }
}

function contentFaults({ subject, text, html }: SendFields): SendFault[] {
  const tooLong = (['subject', 'text', 'html'] as const)
    .filter((field) => ({ subject, text, html })[field].length > longest[field])
    .map((field): SendFault => ({ field, say: `This is longer than ${longest[field].toLocaleString('en')} characters.` }))
  if (subject.trim() === '') tooLong.push({ field: 'subject', say: 'A mail without a subject is taken for spam. Write one.' })
  if (text.trim() === '' && html.trim() === '') tooLong.push({ field: 'text', say: 'Write something, or take a sample.' })
  return tooLong
}

async function readRecipient(
  teamId: string,
  typed: string,
): Promise<(Pick<SendGiven, 'projectId'> & { address: string }) | SendFault> {
  const fault = (say: string, proof?: ReportRecordChange): SendFault => ({ field: 'to', say, ...(proof && { proof }) })
  const mailbox = readMailbox(typed)
  if (!mailbox) return fault('The recipient is one address.')
  const { address } = mailbox
  const own = await ownAddress(teamId, mailbox)
  if (own) return { address, projectId: own.projectId }
  if (isSeedDomain(mailbox.domain)) return fault('This is no test address of yours, or it receives no more.')
  if (await isProved(teamId, mailbox.domain)) return { address, projectId: null }
  const say = `Test sends go to your own addresses only. Show that ${mailbox.domain} is yours: publish this record, and send again.`
  return fault(say, proofRecord(teamId, mailbox.domain))
}

async function readReturnPath(teamId: string, typed: string): Promise<{ at(sendId: string): string | undefined } | SendFault> {
  if (typed === '') return { at: () => undefined }
  const mailbox = readMailbox(typed)
  const address = mailbox && (await ownAddress(teamId, mailbox))
  if (!address) return { field: 'returnPath', say: 'Bounces can come to a test address of yours that still receives.' }
  return { at: (sendId) => `${address.seed}+${returnLabel(sendId)}@${address.domain}` }
}
