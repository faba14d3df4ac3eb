/**
 * One conversation with a relay, spoken by nodemailer over a connection that is already there: every line is written down as it goes, without
 * the credentials, and each reply is held against the command it answers.
 */
import type { Socket } from 'node:net'
import { rootCertificates } from 'node:tls'
import type { NodemailerError } from 'nodemailer/lib/errors.js'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { SpokenAt } from '#checks/net.ts'

/** Which command was answered when it was decided. `starttls`: also TLS from the first octet. `final`: the dot at the end of the mail. */
export type RelayPhase = 'connect' | 'greeting' | 'ehlo' | 'starttls' | 'auth' | 'mail' | 'rcpt' | 'data' | 'final'

/** What ended a conversation without a reply that says so. */
export type TalkTrouble =
  | 'timeout'
  | 'closed'
  | 'garbled'
  | 'tls-name'
  | 'tls-dates'
  | 'tls-untrusted'
  | 'tls-failed'
  | 'no-auth'
  | 'no-smtputf8'

/** How to talk with a relay. */
export interface TalkOptions {
  /** The name its certificate must have; an address where that is all there is. */
  host: string
  tls: 'starttls' | 'implicit' | 'none'
  /** '' for none: then nothing is said about who we are. */
  username: string
  password: string
  /** Our name in EHLO. */
  name: string
  /** A root that counts beside those we know (PEM). */
  ca: string | undefined
  /** Milliseconds for each reply, and for everything. */
  replyMs: number
  totalMs: number
}

/** A mail and its envelope; `from` is '' for `<>`. */
export interface Parcel {
  from: string
  to: string
  octets: Buffer
}

export interface Ended {
  accepted: boolean
  phase: RelayPhase
  /** The deciding reply, all its lines; '' when there was none. */
  reply: string
  trouble: TalkTrouble | ''
  /** The Message-ID that the relay gave the mail instead, where its reply tells it. */
  relayMessageId: string | null
}

/** Lines of a transcript; lines and characters of one reply. */
const mostLines = 500
const mostReplyLines = 50
const longestReply = 8000
const longestLine = 1000
const mostBytes = 65_536
const goodbyeMs = 1000
const hidden = '<not kept>'

/** What is seen of a conversation while it goes on. */
class Notes {
  readonly #transcript: SpokenAt[]
  readonly #now: () => number
  readonly #secrets: string[]
  readonly #replies: Decided[] = []
  readonly #awaited: RelayPhase[] = ['greeting']
  #ehlo = ''

  constructor(transcript: SpokenAt[], now: () => number, { username, password }: TalkOptions) {
    this.#transcript = transcript
    this.#now = now
    const plain = `\0${username}\0${password}`
    // What is shorter stands in many words by chance.
    this.#secrets = [plain, password, ...[plain, password].map(base64)].filter((secret) => password && secret.length >= 4)
  }

  said(line: string, secure: boolean): void {
    const phase = phaseOf(line)
    if (phase) this.#awaited.push(phase)
    this.#write('client', phase === 'auth' ? withoutSecrets(line) : line, secure)
  }

  /** All octets of the mail and the final dot went out. */
  sent(bytes: number, secure: boolean): void {
    this.#awaited.push('final')
    this.#write('client', `<${bytes} octets of mail>`, secure)
    this.#write('client', '.', secure)
  }

  heard(reply: string, secure: boolean): void {
    const cleaned = this.#clean(reply)
    const phase = this.#awaited.shift() ?? 'final'
    this.#replies.push({ phase, reply: cleaned })
    if (phase === 'ehlo') this.#ehlo = cleaned
    for (const line of cleaned.split('\n')) this.#write('server', line, secure)
  }

  /** Does the last EHLO list this? */
  offers(keyword: string): boolean {
    return new RegExp(`^250[ -]${keyword}\\b`, 'im').test(this.#ehlo)
  }

  /** The first reply with these words. What is pipelined gets replies that only follow from an earlier one. */
  replyThatSaid(response: string): Decided | undefined {
    const cleaned = this.#clean(response)
    return this.#replies.find(({ reply }) => reply === cleaned)
  }

  get last(): Decided {
    return this.#replies.at(-1) ?? { phase: 'greeting', reply: '' }
  }

  /** What is being waited for. */
  get waiting(): RelayPhase {
    return this.#awaited[0] ?? this.last.phase
  }

  /** A relay may repeat what it was told, and say much else. */
  #clean(reply: string): string {
    const told = this.#secrets.reduce((text, secret) => text.replaceAll(secret, hidden), reply.slice(0, longestReply))
    return told
      .split(/\r?\n/)
      .slice(0, mostReplyLines)
      .map((line) => line.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '?').slice(0, longestLine))
      .join('\n')
  }

  #write(from: SpokenAt['from'], line: string, secure: boolean): void {
    if (this.#transcript.length < mostLines) this.#transcript.push({ milliseconds: this.#now(), from, secure, line })
  }
}

interface Decided {
  phase: RelayPhase
  reply: string
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** `AUTH PLAIN <not kept>`; of what follows, nothing. */
function withoutSecrets(line: string): string {
  const [, verb, rest] = /^(AUTH \S+)(.*)$/.exec(line) ?? []
  return verb ? verb + (rest ? ` ${hidden}` : '') : hidden
}

/** Anything else that nodemailer says is the rest of AUTH. */
function phaseOf(line: string): RelayPhase | undefined {
  if (/^(?:EHLO|HELO) /.test(line)) return 'ehlo'
  if (line === 'STARTTLS') return 'starttls'
  if (line.startsWith('MAIL FROM:')) return 'mail'
  if (line.startsWith('RCPT TO:')) return 'rcpt'
  if (line === 'DATA') return 'data'
  return line === 'QUIT' ? undefined : 'auth'
}

/** Thrown where we end it. */
class Stopped extends Error {
  readonly phase: RelayPhase
  readonly trouble: TalkTrouble

  constructor(phase: RelayPhase, trouble: TalkTrouble) {
    super(trouble)
    this.phase = phase
    this.trouble = trouble
  }
}

/** Where a conversation is written down, and its clock (milliseconds since we began to connect). */
export interface Writing {
  transcript: SpokenAt[]
  now: () => number
}

/** Talks over `socket`, which is used up afterwards. Without a parcel it says goodbye after AUTH: no mail is sent. Never throws. */
export async function talkOver(socket: Socket, options: TalkOptions, writing: Writing, parcel?: Parcel): Promise<Ended> {
  const notes = new Notes(writing.transcript, writing.now, options)
  const connection = connectionOver(socket, options, notes)
  let timer: NodeJS.Timeout | undefined
  const broken = new Promise<never>((_resolve, reject) => {
    connection.on('error', reject)
    connection.once('end', () => reject(new Stopped(notes.waiting, 'closed')))
    timer = setTimeout(() => reject(new Stopped(notes.waiting, 'timeout')), options.totalMs)
  })
  broken.catch(() => undefined)
  try {
    const relayMessageId = await Promise.race([converse(connection, options, notes, parcel), broken])
    const ended = { accepted: true, ...notes.last, trouble: '' as const, relayMessageId }
    if (!parcel) await leave(connection)
    return ended
  } catch (error) {
    return failure(error, notes)
  } finally {
    clearTimeout(timer)
    void leave(connection)
  }
}

function connectionOver(socket: Socket, options: TalkOptions, notes: Notes): SMTPConnection {
  const { host, tls, name, ca, replyMs } = options
  const connection = new SMTPConnection({
    connection: socket,
    ...{ host, name, transactionLog: true, maxResponseSize: mostBytes },
    ...{ secure: tls === 'implicit', requireTLS: tls === 'starttls', ignoreTLS: tls === 'none' },
    ...{ greetingTimeout: replyMs, socketTimeout: replyMs },
    tls: { minVersion: 'TLSv1.2', ...(ca ? { ca: [...rootCertificates, ca] } : {}) },
    logger: {
      debug: (entry: { tnx?: string }, line: string) => {
        if (entry.tnx === 'client') notes.said(line, connection.secure)
        if (entry.tnx === 'server') notes.heard(line, connection.secure)
      },
      info: (entry: { tnx?: string; inByteCount?: number }) => {
        if (entry.tnx === 'message') notes.sent(entry.inByteCount ?? 0, connection.secure)
      },
    },
  })
  return connection
}

/** The Message-ID that the relay told, if it did. @throws {Stopped | NodemailerError} */
async function converse(
  connection: SMTPConnection,
  { username, password }: TalkOptions,
  notes: Notes,
  parcel: Parcel | undefined,
): Promise<string | null> {
  await new Promise<void>((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve())))
  if (username !== '') {
    if (!connection.allowsAuth) throw new Stopped('auth', 'no-auth')
    const credentials = { user: username, pass: password }
    await new Promise<void>((resolve, reject) =>
      connection.login({ credentials }, (error) => (error ? reject(error) : resolve())),
    )
  }
  if (!parcel) return null
  const { from, to, octets } = parcel
  // RFC 6531 §3.4: such an address is told only to a server that offers to take it.
  if (/[^\x20-\x7e]/.test(from + to) && !notes.offers('SMTPUTF8')) throw new Stopped('mail', 'no-smtputf8')
  const envelope = { from: from || (false as const), to: [to], size: octets.length }
  return new Promise((resolve, reject) =>
    connection.send(envelope, octets, (error, info) => (error ? reject(error) : resolve(info.serverMessageId ?? null))),
  )
}

/** QUIT, and what is answered to it. */
function leave(connection: SMTPConnection): Promise<void> {
  if (connection.destroyed) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(() => connection.close(), goodbyeMs)
    connection.once('end', () => {
      clearTimeout(timer)
      resolve()
    })
    connection.quit()
  })
}

function failure(error: unknown, notes: Notes): Ended {
  const ended = { accepted: false, relayMessageId: null }
  if (error instanceof Stopped) return { ...ended, phase: error.phase, reply: '', trouble: error.trouble }
  const { response, code = '', originalCode = '' }: Partial<NodemailerError> = error instanceof Error ? error : {}
  const decided = response === undefined ? undefined : notes.replyThatSaid(response)
  if (decided && /^[45]\d\d(?:[ -]|$)/.test(decided.reply)) return { ...ended, ...decided, trouble: '' }
  if (response !== undefined) return { ...ended, phase: decided?.phase ?? notes.waiting, reply: '', trouble: 'garbled' }
  const trouble = troubleOf(code, originalCode)
  return { ...ended, phase: trouble.startsWith('tls-') ? 'starttls' : notes.waiting, reply: '', trouble }
}

function troubleOf(code: string, original: string): TalkTrouble {
  if (original === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'tls-name'
  if (/^CERT_(?:HAS_EXPIRED|NOT_YET_VALID)$/.test(original)) return 'tls-dates'
  if (/CERT|ISSUER|SIGNATURE|CHAIN/.test(original)) return 'tls-untrusted'
  if (code === 'ETLS' || /^(?:ERR_SSL|ERR_TLS|EPROTO)/.test(original)) return 'tls-failed'
  if (code === 'ETIMEDOUT') return 'timeout'
  return code === 'EPROTOCOL' ? 'garbled' : 'closed'
}
