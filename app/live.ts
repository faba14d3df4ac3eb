/** What the live page shows: the state of one address, and the small events in between. Imported by the browser; no code. */
import type { Report } from '#checks/report.ts'

export interface LiveMail {
  id: string
  receivedAt: string
  subjectHeader: string | null
  fromHeader: string | null
  label: string | null
  status: 'stored' | 'analysing' | 'reported' | 'failed'
  score: number | null
  problems: number
  warnings: number
  /** Octets. */
  size: number
  /** When a failed analysis is tried again. */
  nextAttemptAt: string | null
  headline: Report['headline'] | null
}

export interface LiveSession {
  id: string
  startedAt: string
  /** quit | closed | timeout | refused | error; null while it goes on. */
  ending: string | null
  peerAddress: string
  helo: string
  /** The TLS version, `TLSv1.3`; null without. */
  tls: string | null
  /** What became of this address in it: delivered | refused | abandoned | near-miss. */
  outcome: string | null
  /** The reply that decided it. */
  reply: string | null
  /** The recipient as the client named it. */
  recipient: string | null
  transcript: { at: string; from: 'client' | 'server'; line: string }[]
}

/** A try of a recipient that was told what to answer. */
export interface LiveTry {
  id: string
  at: string
  /** reply | defer | greylist | slow | drop | full */
  behaviour: string
  recipient: string
  mailFrom: string
  peerAddress: string
  /** '' when nothing was said. */
  reply: string
  accepted: boolean
}

/** All times ISO 8601. Mails, sessions and tries newest first. */
export interface LiveState {
  email: string
  receivesUntil: string
  keptUntil: string
  /** The server's time: the page counts from it, not from the reader's clock. */
  now: string
  mails: LiveMail[]
  sessions: LiveSession[]
  tries: LiveTry[]
}
