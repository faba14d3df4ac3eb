/**
 * Sessions as an address may see them. A session may have named recipients of several owners, so nothing here gives out a transcript
 * that is not masked for one address: other recipients read "another recipient", transactions that did not name the address are folded
 * into one line, and of a line that is no plain command only the verb is shown.
 */
import { prisma } from './client.ts'
import type { Outcome } from './intake.ts'

/** A line as it is stored. */
export interface TranscriptLine {
  /** ISO 8601. */
  at: string
  from: 'client' | 'server'
  line: string
  /** Which transaction of the session it belongs to, from 1; 0: none. */
  transaction: number
  /** A command that did not wait for our reply to the one before. */
  ahead?: true
  /** Only on RCPT lines: the id of the address that was named, null when it is none of ours. */
  address?: string | null
}

export interface SessionView {
  id: string
  startedAt: Date
  endedAt: Date | null
  ending: string | null
  peerAddress: string
  peerPort: number
  helo: string
  extended: boolean
  tlsVersion: string | null
  tlsCipher: string | null
  tlsOffered: string
  /** What became of this address in the session. */
  outcome: Outcome
  reply: string | null
  recipient: string
  transcript: { at: string; from: 'client' | 'server'; line: string; ahead?: true }[]
}

const viewed = {
  id: true,
  startedAt: true,
  endedAt: true,
  ending: true,
  peerAddress: true,
  peerPort: true,
  helo: true,
  extended: true,
  tlsVersion: true,
  tlsCipher: true,
  tlsOffered: true,
  transcript: true,
} as const

/** The session in which an address got a mail, as that address may see it. Null when it is gone, or did not name the address. */
export async function sessionOfMail({
  sessionId,
  addressId,
  transaction,
}: {
  sessionId: string | null
  addressId: string
  transaction: number
}): Promise<SessionView | null> {
  if (sessionId === null) return null
  const named = await prisma.sessionAddress.findUnique({ where: { addressId_sessionId: { addressId, sessionId } } })
  const session = named && (await prisma.session.findUnique({ where: { id: sessionId }, select: viewed }))
  return session && view(session, named, transaction)
}

/** The newest sessions that named an address, those that brought nothing too. */
export async function sessionsOfAddress({ addressId, take }: { addressId: string; take: number }): Promise<SessionView[]> {
  const named = await prisma.sessionAddress.findMany({ where: { addressId }, orderBy: { sessionId: 'desc' }, take })
  const sessions = await prisma.session.findMany({
    where: { id: { in: named.map(({ sessionId }) => sessionId) } },
    select: viewed,
    orderBy: { id: 'desc' },
  })
  return sessions.flatMap((session) => {
    const own = named.find(({ sessionId }) => sessionId === session.id)
    return own ? [view(session, own)] : []
  })
}

/**
 * Who connected last, and at which door, whomever they named: for whoever runs the house, who wants to know whether the internet gets in, and
 * nothing else of it. Reads no more rows than it gives.
 */
export async function newestPeers({
  take,
}: {
  take: number
}): Promise<{ startedAt: Date; peerAddress: string; listener: string }[]> {
  const select = { startedAt: true, peerAddress: true, listener: true }
  return prisma.session.findMany({ select, orderBy: { id: 'desc' }, take })
}

interface Named {
  addressId: string
  outcome: string
  reply: string | null
  recipient: string
}
type Row = Omit<SessionView, 'outcome' | 'reply' | 'recipient' | 'transcript'> & { transcript: unknown }

function view(session: Row, named: Named, transaction?: number): SessionView {
  return {
    ...session,
    outcome: named.outcome as Outcome,
    reply: named.reply,
    recipient: named.recipient,
    transcript: maskTranscript(session.transcript as TranscriptLine[], named.addressId, transaction),
  }
}

/** What one address may see of a transcript. `transaction`: one of its own, also when no line names the address. */
export function maskTranscript(lines: TranscriptLine[], addressId: string, transaction?: number): SessionView['transcript'] {
  const own = new Set(lines.filter(({ address }) => address === addressId).map((line) => line.transaction))
  if (transaction !== undefined) own.add(transaction)
  own.add(0)
  const shown: SessionView['transcript'] = []
  let folding = false
  for (const line of lines) {
    const foreign = !own.has(line.transaction)
    const ahead = line.ahead && { ahead: line.ahead }
    if (!foreign) shown.push({ at: line.at, from: line.from, line: masked(line, addressId), ...ahead })
    else if (!folding) shown.push({ at: line.at, from: 'client', line: '<another transaction>' })
    folding = foreign
  }
  return shown
}

/** Commands that name no recipient, whatever their argument; the rest may be shown only without one. */
const harmless =
  /^(EHLO|HELO|LHLO) |^MAIL FROM:|^(EHLO|HELO|LHLO|DATA|RSET|NOOP|QUIT|STARTTLS|HELP|VRFY|EXPN|AUTH|\.|<\d+ octets of mail>)$/i
const verb = /^(EHLO|HELO|LHLO|MAIL|DATA|RSET|NOOP|QUIT|STARTTLS|HELP|VRFY|EXPN|AUTH|BDAT|ETRN) /i

function masked({ from, line, address }: TranscriptLine, addressId: string): string {
  if (from === 'server' || address === addressId) return line
  if (address !== undefined) return 'RCPT TO:<another recipient>'
  if (harmless.test(line)) return line
  const [, command] = verb.exec(line) ?? []
  return command ? `${command} <not shown>` : '<not a command>'
}
