/** What is looked at. A `TestMail` is also a `Domain`, so every domain check is a mail check without an adapter. */
import type { ReportQuestion } from './report.ts'

import type { Structure } from './records/mime.ts'
import type { ReportJudgedAs, Terms } from './report.ts'

/** A DKIM selector and where we know it from. */
export interface Selector {
  domain: string
  selector: string
  /** `guess`: found by trying names, so nobody says that it is in use. */
  source: 'mail' | 'user' | 'guess'
}

export interface Domain {
  kind: 'domain' | 'mail'
  /** The domain asked about, in A-labels; of a mail, its From domain. Empty when the mail has no usable From. */
  domain: string
  /** Where SPF is looked for: of a mail the Return-Path domain, or the HELO name for `<>` (RFC 7208 §2.4). Empty when there is none. */
  spfDomain: string
  /** Has this domain been seen sending? */
  sends: boolean
  selectors: Selector[]
  /** Whoever asks runs the domain, and wants its mail server to be asked about recipients. */
  consents?: true
  /** What was seen before, for the same team. Absent where nobody remembers, as on the command line. */
  earlier?: Earlier
}

/** What this Seedbed remembers of a domain. Nothing in it is older than the reports it comes from are kept. */
export interface Earlier {
  /** Reports about the domain, newest first: the last ones, and of each month the first. */
  looks: Look[]
  /** The newest mails that said they were from the domain, newest first. */
  mails: SeenMail[]
  /** DKIM keys published at other domains, not behind an alias. */
  keysElsewhere: { domain: string; text: string }[]
}

export interface Look {
  /** ISO 8601. */
  at: string
  /** Those questions that a later look may want to know the answers of. */
  questions: ReportQuestion[]
}

/** A received mail, in the words of RFC 8601. */
export interface SeenMail {
  id: string
  at: string
  peerAddress: string
  helo: string
  spf: { result: string; domain: string }
  dkim: { result: string; domain: string; selector: string }[]
  /** It came through a mailing list to which people write. */
  posted: boolean
}

export interface SpokenLine {
  from: 'client' | 'server'
  line: string
  /** A command that did not wait for our reply to the one before. */
  ahead?: true
}

/**
 * What our own receiver saw of the SMTP conversation. Absent for an uploaded file; where whoever brought the file says how it was sent, it is
 * `told` and nobody witnessed it: there is no encryption, no transcript, and a HELO name of '' was not told.
 */
export interface WitnessedSession {
  told?: true
  /** The client's address, IPv4 or IPv6. */
  peerAddress: string
  /** The argument of HELO/EHLO, as given. */
  helo: string
  extended: boolean
  tls: { version: string; cipher: string } | null
  /** Did we offer STARTTLS (or speak implicit TLS)? */
  tlsOffered: boolean
  /** What was said, one line each, other recipients left out; absent when it was not kept. */
  transcript?: readonly SpokenLine[]
  /** How the session ended, when it has: quit | closed | timeout | refused | error. */
  ending?: string | null
}

export interface HeaderField {
  /** As written. */
  name: string
  /** Unfolded, still encoded. */
  value: string
  /** The field with its folding, without the final line break, one character an octet. */
  raw: string
}

/** An address of a header field; `domain` in lower-case A-labels, empty when there is none. */
export interface HeaderAddress {
  name: string
  address: string
  domain: string
}

export interface TestMail extends Domain {
  kind: 'mail'
  /** The octets as received after DATA, dot-unstuffed, line ends unchanged. */
  raw: Uint8Array
  /** ISO 8601: the time of the final dot. DKIM's t= and x= are compared with this, never with now. */
  receivedAt: string
  session: WitnessedSession | null
  /** `mailFrom` is the reverse-path, `''` for `<>`, null when unknown. */
  envelope: { mailFrom: string | null; rcptTo: string | null }
  /** Our own name, as in our greeting. */
  receiverName: string
  /** Of a file: nothing follows the header, so nothing can be said about the body. */
  headersOnly?: true
  /** Header fields, top to bottom. */
  headers: HeaderField[]
  from: HeaderAddress[]
  /** Decoded Subject, '' when absent. */
  subjectHeader: string
  /** Decoded plain text and HTML, undefined when there is no such part. `order`: the leaf types in the order found. */
  text: string | undefined
  html: string | undefined
  leafTypes: string[]
  /** The parts of the body. */
  structure: Structure
  /** What it is judged as: the reader's word, else a guess. */
  judgedAs: ReportJudgedAs
  /** The catalogue's *bulk* (area 11): the reader's word, else List-Id, Precedence, List-Unsubscribe-Post or an unsubscribe link in the body. */
  bulk: boolean
  /** What the reader decided for this analysis. Nothing of the mail is fetched without it. */
  terms: Terms
  /** Another mail of the same team, not a copy of this one, had the same Message-ID. */
  messageIdSeen: boolean
  /** Tries of this mail that were refused for the time being, because its recipient was told to; oldest first. */
  earlierTries?: readonly EarlierTry[]
  /** Of a mail to an address that may be a Return-Path: what is known of what was sent with it. */
  sentBefore?: SentBefore
  /** Why the MIME structure could not be read, when it could not. */
  notParsed: string | undefined
}

export interface EarlierTry {
  /** ISO 8601. */
  at: string
  peerAddress: string
}

/** What is known of the mails that one may come back of. */
export interface SentBefore {
  /** The recipient that the bounce address was made for (VERP); '' when it names none. */
  recipient: string
  /** Does the mark of a test send in the bounce address stand for one? Null when there is no such mark. */
  mark: boolean | null
  /** Of the Message-IDs that it speaks of, one is known. */
  messageIdKnown: boolean
  /** Mails whose fate is known, of the last 30 days, and how many of them were refused because the address is gone. */
  ended: number
  hard: number
}

/** What the checks of a sending address need to see: who connected, and for which domain. */
export type Sender = Pick<TestMail, 'session' | 'domain'>

/** A mail host whose ports are looked at. */
export interface ProbedHost {
  kind: 'host'
  /** The name (in A-labels) or the address that was asked about. */
  host: string
  /** It is a domain, and its mail servers are meant. */
  ofDomain: boolean
  /** The domain whose clients and recipients it serves, in A-labels; '' when nobody said. */
  domain: string
  ports: readonly number[]
  /** Whoever asks runs the host: relaying, names and the null sender may be tried. */
  consents: boolean
  /** An address to be named to it. */
  recipient?: string
  /** There is time to wait: five minutes for a greeting, an hour for whom it puts off. */
  patient?: true
  /** Somebody waits for the whole report: whoever keeps us for more than a few seconds is left. */
  hurried?: true
  /** The recipient is the asker's own mailbox, and may get one mail of ours. */
  smuggles?: true
}
