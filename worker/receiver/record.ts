/**
 * What is kept of a conversation: one row of Session with its transcript, and what became of each address it named. A long connection
 * makes several records, one after the other.
 */
import type { Entry, MailRecord, NamedRecord, Outcome, SessionRecord } from '#prisma/intake.ts'
import { newId } from '#prisma/id.ts'
import type { KnownAddress } from '#prisma/recipient.ts'
import type { TranscriptLine } from '#prisma/session.ts'
import type { News } from '../news.ts'
import { type Reply, replyLine } from './reply.ts'
import { type Transcript, visible } from './transcript.ts'

/** Which door it is: SMTP, SMTP in TLS, LMTP for a mail server here; or one into the sandbox, with STARTTLS, in TLS, or for this machine only. */
export type Listener = 'smtp' | 'smtps' | 'lmtp' | SandboxListener
export type SandboxListener = 'submission' | 'submissions' | 'sandbox'

/** Does what comes through it end in a sandbox? */
export const isSandbox = (listener: Listener): listener is SandboxListener =>
  listener === 'submission' || listener === 'submissions' || listener === 'sandbox'

/** The client and the door it came through. */
export interface Caller {
  peerAddress: string
  peerPort: number
  /** What the port offers: STARTTLS, TLS from the first octet, or neither. */
  tlsOffered: 'starttls' | 'implicit' | 'none'
  listener: Listener
}

/** How the client introduced itself, and the encryption since. */
export interface Introduction {
  helo: string
  extended: boolean
  tls: { version: string; cipher: string } | null
}

interface Named extends NamedRecord {
  teamId: string
}

/** A recipient that was refused for not being an address that receives. */
export interface Refusal {
  recipient: string
  reply: Reply
  at: string
  /** The address that was named exactly, when it has expired. */
  address: KnownAddress | null
  typed: string[]
  line: TranscriptLine | null
  /** The transaction it belonged to. */
  news: News
}

/** By this much an outcome says more about an address than the one before. */
const weight: Record<Outcome, number> = { 'near-miss': 0, abandoned: 1, refused: 2, delivered: 3 }

export class SessionDraft {
  id = newId()
  transcript: Transcript
  /** Transactions begun. */
  transactions = 0
  /** Is the row in the database? */
  stored = false
  named = new Map<string, Named>()
  refusals: Refusal[] = []
  startedAt: string

  constructor(startedAt: string, transcript: Transcript) {
    this.startedAt = startedAt
    this.transcript = transcript
  }

  /** Notes what became of an address, unless more is known about it already. */
  name(address: { id: string; teamId: string }, recipient: string, outcome: Outcome, reply: Reply | null, at: string): void {
    const known = this.named.get(address.id)
    if (known && weight[known.outcome] > weight[outcome]) return
    this.named.set(address.id, {
      addressId: address.id,
      teamId: address.teamId,
      recipient: visible(recipient),
      outcome,
      reply: reply && replyLine(reply),
      at,
    })
  }

  /** The rows to store. */
  entry(
    caller: Caller,
    { helo, extended, tls }: Introduction,
    { mails, raw, end }: { mails: MailRecord[]; raw: Entry['raw']; end: { at: string; ending: string | null } | null },
  ): Entry {
    const session: SessionRecord = {
      id: this.id,
      startedAt: this.startedAt,
      endedAt: end?.at ?? null,
      ending: end?.ending ?? null,
      peerAddress: caller.peerAddress,
      peerPort: caller.peerPort,
      helo: visible(helo),
      extended,
      tlsVersion: tls?.version ?? null,
      tlsCipher: tls?.cipher ?? null,
      tlsOffered: caller.tlsOffered,
      listener: caller.listener,
      transcript: this.transcript.lines,
    }
    const addresses = [...this.named.values()].map(({ teamId: _teamId, ...row }) => row)
    return { session, completes: this.stored && mails.length === 0, addresses, mails, raw }
  }
}
