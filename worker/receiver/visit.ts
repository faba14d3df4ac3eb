/**
 * One conversation, as connection.ts tells it: decides about senders and recipients, has mails stored, and writes down and tells what
 * happened. It belongs to nobody until a recipient names an address; from then on that address, and no other, hears of it.
 */
import { newId } from '#prisma/id.ts'
import type { MailRecord } from '#prisma/intake.ts'
import type { TranscriptLine } from '#prisma/session.ts'
import { log } from '../log.ts'
import { type News, publishNews } from '../news.ts'
import { requestAnalysis } from '../queue.ts'
import { decidesAboutMail } from './behaviour.ts'
import type { Answer, Tried } from './chosen.ts'
import { closeDraft, type Parting } from './closing.ts'
import type { House } from './house.ts'
import { isReversePath, type Path } from './path.ts'
import { judgeRecipient, type Verdict } from './recipient.ts'
import { type Caller, type Introduction, isSandbox, SessionDraft } from './record.ts'
import { type Reply, replies, replyCode, replyLine } from './reply.ts'
import type { SandboxOwner } from '#prisma/sandbox.ts'
import { ownerAt, takeIntoSandbox } from './sandbox.ts'
import { mustComeAlone, newTransaction, type Transaction } from './transaction.ts'
import { Transcript, visible } from './transcript.ts'

/** How a conversation ended. */
export type Ending = 'quit' | 'closed' | 'timeout' | 'refused' | 'error'

const now = (): string => new Date().toISOString()

export class Visit {
  house: House
  caller: Caller
  introduction: Introduction = { helo: '', extended: false, tls: null }
  draft: SessionDraft
  /** Whose sandbox the client sends into; null until it is known, and at all other doors. */
  owner: SandboxOwner | null
  /** Earlier parts of a long connection, stored and only waiting for its end. */
  earlier: string[] = []
  /** What happened before the first transaction, for addresses that are named later. */
  opening: News[]
  /** Addresses that have been told the opening. */
  told = new Set<string>()
  transaction: Transaction | null = null
  line: TranscriptLine | null = null
  storing: Promise<unknown> = Promise.resolve()
  /** The transaction ends with the next reply. */
  ends = false
  /** Aborts when the client has left. */
  gone = new AbortController()

  constructor(house: House, caller: Caller) {
    this.house = house
    this.caller = caller
    this.owner = ownerAt(caller.listener)
    const at = now()
    this.draft = new SessionDraft(at, new Transcript())
    this.opening = [{ kind: 'connected', at, session: this.draft.id, peerAddress: caller.peerAddress }]
    house.counts.add('connections')
  }

  /** A command line came, before anything is done about it. `ahead`: it did not wait for our last reply. */
  said(line: string, verb: string, ahead: boolean): void {
    if (verb === 'MAIL' && !this.transaction) this.#beginTransaction()
    this.line = this.draft.transcript.client(line)
    if (ahead) this.line.ahead = true
    if (verb === 'RCPT') this.line.address = null
  }

  /** A line of ours went out. */
  replied(line: string): void {
    this.draft.transcript.server(line)
  }

  /** The reply to a command is complete. */
  answered(): void {
    if (this.ends) this.transaction = null
    if (!this.transaction) this.draft.transcript.transaction = 0
    this.ends = false
  }

  greeted(helo: string, extended: boolean): void {
    this.introduction = { ...this.introduction, helo, extended }
    this.#forget()
    this.#open({ kind: 'helo', at: now(), session: this.draft.id, helo: visible(helo), extended })
  }

  secured(tls: { version: string; cipher: string }): void {
    this.introduction = { helo: '', extended: false, tls }
    this.owner = ownerAt(this.caller.listener)
    this.#forget()
    this.#open({ kind: 'tls', at: now(), session: this.draft.id, ...tls })
  }

  /** RSET: the transaction ends with our reply. */
  reset(): void {
    this.ends = true
  }

  /** EHLO and STARTTLS undo a transaction too (RFC 5321 §4.1.4, RFC 3207 §4.2). */
  #forget(): void {
    this.transaction = null
    this.draft.transcript.transaction = 0
  }

  /** Returns a refusal, or null. */
  mailFrom(path: Path): Reply | null {
    const { memory, clients } = this.house
    if (!isReversePath(path)) return replies.badSender
    if (memory.full()) return replies.noSpace
    if (!clients.mayBeginMail(this.caller.peerAddress)) return replies.tooManyMails
    const mailFrom = path.address
    const news: News = { kind: 'mail-from', at: now(), session: this.draft.id, mailFrom: visible(mailFrom) }
    this.transaction = newTransaction({ number: this.draft.transactions, mailFrom, news })
    return null
  }

  async rcptTo(path: Path): Promise<Reply> {
    const { transaction, line, house } = this
    if (!transaction) return replies.tryLater
    if (isSandbox(this.caller.listener)) return takeIntoSandbox(this, path, transaction)
    const at = now()
    const verdict = await judgeRecipient(path, house.seedDomains, house.register).catch((error: unknown) => {
      log.warn({ err: error }, 'a recipient could not be looked up')
      return null
    })
    if (!verdict) return replies.tryLater
    if (verdict.kind === 'refused') return this.#refuse(verdict, path, at, transaction, line)

    const { address, label, behaviour } = verdict
    if (line) line.address = address.id
    const refuse = (reply: Reply): Reply =>
      this.#refuse({ kind: 'refused', reply, address, typed: [] }, path, at, transaction, line)
    if (mustComeAlone(transaction, behaviour)) return refuse(replies.comesAlone)
    this.draft.name(address, path.address, 'abandoned', null, at)
    const tried = behaviour && { ...{ behaviour, address }, recipient: path.address, ...this.#sender(transaction) }
    const refusal = tried && (await this.#beginChosen(tried, transaction))
    if (refusal) return refuse(refusal)
    if (!transaction.recipients.has(address.id))
      transaction.recipients.set(address.id, { address, recipient: path.address, label, all: [] })
    transaction.accepted.push(address.id)
    const reply = replies.recipientAccepted
    this.#tell(address.id, [
      { kind: 'rcpt', at, session: this.draft.id, recipient: visible(path.address), reply: replyLine(reply) },
    ])
    return reply
  }

  /** Returns false when the connection is to be dropped here. */
  dataBegun(): boolean {
    for (const id of this.transaction?.recipients.keys() ?? [])
      this.#tell(id, [{ kind: 'data', at: now(), session: this.draft.id }])
    if (this.transaction?.drops) this.#dropped(this.transaction)
    return !this.transaction?.drops
  }

  /** The mail was not taken, for a reason of ours. */
  dataRefused(reply: Reply): void {
    const at = now()
    this.ends = true
    for (const { address, recipient } of this.transaction?.recipients.values() ?? []) {
      this.draft.name(address, recipient, 'refused', reply, at)
      this.house.counts.reply(address.teamId, replyCode(replyLine(reply)))
      this.#tell(address.id, [
        { kind: 'refused', at, session: this.draft.id, recipient: visible(recipient), reply: replyLine(reply) },
      ])
    }
  }

  /** The final dot came. Returns the reply: 250 only when all is committed, null when the connection is to be dropped instead. */
  async received(bytes: Buffer): Promise<Reply | null> {
    const { transaction } = this
    if (!transaction) return replies.tryLater
    this.draft.transcript.client(`<${bytes.length} octets of mail>`)
    this.draft.transcript.client('.')
    const answer = transaction.chosen?.behaviour.atData ? await this.#answerAsChosen(transaction.chosen) : null
    if (answer === 'drop') {
      this.#dropped(transaction)
      return null
    }
    if (answer) {
      this.dataRefused(answer)
      return answer
    }
    const stored = this.#store(transaction, bytes)
    this.storing = stored.catch(() => {})
    try {
      const reply = await stored
      if (reply.code !== 250) this.dataRefused(reply)
      return reply
    } catch (error) {
      log.error({ err: error }, 'a mail could not be stored')
      const reply = isDiskFull(error) ? replies.noSpace : replies.tryLater
      this.dataRefused(reply)
      return reply
    } finally {
      this.ends = true
    }
  }

  /** What each accepted recipient is told of the mail, in LMTP: an address may have been deleted while it came. */
  repliesToRecipients(reply: Reply): Reply[] {
    const { accepted, stored } = this.transaction ?? { accepted: [], stored: new Set() }
    return accepted.map((id) => (reply.code !== 250 || stored.has(id) ? reply : replies.noSuchAddress))
  }

  closed(ending: Ending): void {
    this.gone.abort()
    this.house.after(this.#close(ending))
  }

  async #close(ending: Ending): Promise<void> {
    await this.storing
    await closeDraft(this.#parting(), ending)
  }

  /** What closing.ts needs, as it is now. */
  #parting(): Parting {
    const { house, caller, introduction, draft, opening, told, earlier } = this
    return { house, caller, introduction, draft, opening, told, earlier }
  }

  async #store({ number, mailFrom, recipients, stored }: Transaction, bytes: Buffer): Promise<Reply> {
    const { house, draft } = this
    const receivedAt = now()
    const kept = [...recipients.values()].filter(({ address }) => !address.dropsBody)
    const mails: MailRecord[] = kept.map(({ address: { id, teamId }, recipient, label, all }) => ({
      id: newId(),
      addressId: id,
      teamId,
      transaction: number,
      receivedAt,
      mailFrom: visible(mailFrom),
      recipient: visible(recipient),
      ...(all.length > 0 && { recipients: all }),
      label: label && visible(label),
    }))
    const raw = mails.length > 0 ? { id: newId(), bytes } : null
    const entry = draft.entry(this.caller, this.introduction, { mails, raw, end: null })
    const reply = replyLine(replies.stored)
    entry.addresses = entry.addresses.map((row) =>
      recipients.has(row.addressId) ? { ...row, outcome: 'delivered', reply } : row,
    )
    const storedIds = await house.intake.store(entry)

    const arrived = mails.filter(({ id }) => storedIds.has(id))
    const taken = new Set(arrived.map(({ addressId }) => addressId))
    for (const { address, recipient } of recipients.values()) {
      if (!taken.has(address.id) && !address.dropsBody) continue
      stored.add(address.id)
      draft.name(address, recipient, 'delivered', replies.stored, receivedAt)
    }
    if (stored.size === 0) return replies.noSuchAddress
    draft.stored = true
    house.counts.add('mails', arrived.length)
    house.counts.add('bytes', bytes.length)
    // After the reply: whatever happens to these, the mail is safe and the sweep finds it.
    setImmediate(() => this.#announce(arrived, bytes.length))
    return replies.stored
  }

  #announce(mails: MailRecord[], size: number): void {
    for (const { id, addressId, teamId } of mails) {
      this.house.counts.reply(teamId, replyCode(replyLine(replies.stored)))
      this.house.register.tookOne(addressId)
      publishNews(addressId, [{ kind: 'stored', at: now(), session: this.draft.id, mailId: id, size }])
      requestAnalysis(id, 1)
    }
  }

  #refuse(
    verdict: Extract<Verdict, { kind: 'refused' }>,
    path: Path,
    at: string,
    transaction: Transaction,
    line: TranscriptLine | null,
  ): Reply {
    const { reply, address, typed } = verdict
    this.house.counts.add('refusedRecipients')
    if (!address?.receives) {
      // Whoever may be meant is looked up, and told, only when the client has gone.
      if (address || typed.length > 0)
        this.draft.refusals.push({ recipient: path.address, reply, at, address, typed, line, news: transaction.news })
      return reply
    }
    if (line) line.address = address.id
    this.draft.name(address, path.address, 'refused', reply, at)
    this.house.counts.reply(address.teamId, replyCode(replyLine(reply)))
    this.#tell(address.id, [
      { kind: 'refused', at, session: this.draft.id, recipient: visible(path.address), reply: replyLine(reply) },
    ])
    return reply
  }

  #sender({ mailFrom }: Transaction): Pick<Tried, 'mailFrom' | 'peerAddress'> {
    return { mailFrom, peerAddress: this.caller.peerAddress }
  }

  /** A recipient with a behaviour is named: its refusal, or null when it is accepted for now. */
  async #beginChosen(tried: Tried, transaction: Transaction): Promise<Reply | null> {
    const answer = tried.behaviour.atData ? null : await this.#answerAsChosen(tried)
    if (answer && answer !== 'drop') return answer
    if (decidesAboutMail(tried.behaviour)) transaction.chosen = tried
    transaction.drops = answer === 'drop'
    return null
  }

  async #answerAsChosen(tried: Tried): Promise<Answer> {
    return this.house.chosen.answer(tried, this.gone.signal).catch((error: unknown) => {
      log.warn({ err: error }, 'a chosen reply could not be looked up')
      return replies.tryLater
    })
  }

  #dropped({ recipients }: Transaction): void {
    for (const { address, recipient } of recipients.values()) this.draft.name(address, recipient, 'refused', null, now())
  }

  /** Tells an address: first what it has not heard of this conversation yet. */
  #tell(addressId: string, news: News[]): void {
    const before: News[] = []
    if (!this.told.has(addressId)) before.push(...this.opening)
    if (this.transaction && !this.transaction.told.has(addressId)) before.push(this.transaction.news)
    this.told.add(addressId)
    this.transaction?.told.add(addressId)
    publishNews(addressId, [...before, ...news])
  }

  /** Keeps what happened between transactions, and tells those who know of this conversation. */
  #open(news: News): void {
    this.opening.push(news)
    for (const addressId of this.told) publishNews(addressId, [news])
  }

  #beginTransaction(): void {
    if (this.draft.transactions >= this.house.limits.transactionsPerSession) this.#continue()
    this.draft.transactions++
    this.draft.transcript.transaction = this.draft.transactions
  }

  /** Closes this part of a long connection and begins the next, which opens with the same lines. */
  #continue(): void {
    const { draft } = this
    this.house.after(closeDraft(this.#parting(), null))
    this.earlier.push(draft.id)
    this.draft = new SessionDraft(draft.startedAt, draft.transcript.continued())
    this.opening = this.opening.map((news) => ({ ...news, session: this.draft.id }))
    this.told = new Set()
  }
}

/** SQLSTATE 53100. */
const isDiskFull = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '53100'
