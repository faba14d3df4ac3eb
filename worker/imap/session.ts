/**
 * One IMAP session: IMAP4rev1 (RFC 3501) and IMAP4rev2 (RFC 9051). The server greets; the client sends commands, each with a tag of its own, and each
 * is answered by lines that begin with `*` and one that begins with its tag. A session is first nobody's, then (LOGIN) an address's, and then
 * has a folder selected. Commands are done one after the other.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Opened } from '#prisma/credential.ts'
import { log } from '../log.ts'
import type { Mailboxes } from '../mailbox/mailboxes.ts'
import { mailboxesOf } from '../mailbox/open.ts'
import { carryOut, type Outcome } from './carry-out.ts'
import type { Command } from './command.ts'
import { readCommand } from './commands.ts'
import type { House } from './house.ts'
import { BadCommand } from './scanner.ts'
import type { Enabled, Selected } from './selected.ts'
import { TooMuch, type Wire } from './wire.ts'

export interface Caller {
  peerAddress: string
  /** Does the connection stay on this machine? Then a password may come in the clear. */
  isLocal: boolean
}

const closing = Symbol('closing')

export class Session {
  readonly house: House
  readonly wire: Wire
  readonly caller: Caller
  opened: Opened | null = null
  mailboxes: Mailboxes | null = null
  selected: Selected | null = null
  readonly enabled: Enabled = { condstore: false, qresync: false, rev2: false }
  /** To be called when nothing of the folder is to be heard any more. */
  unlisten = (): void => {}
  /** Wakes a client that idles. */
  ring = (): void => {}
  leaving = (): void => {}
  #errors = 0
  #pace = { second: 0, count: 0 }
  #loginTimer: NodeJS.Timeout
  #idleTimer: NodeJS.Timeout
  #lastChecked = 0
  tag = '*'

  constructor(house: House, wire: Wire, caller: Caller) {
    this.house = house
    this.wire = wire
    this.caller = caller
    this.#loginTimer = setTimeout(() => this.bye('Nobody has logged in'), house.limits.loginMs)
    this.#idleTimer = setTimeout(() => this.bye('Idle for too long'), house.limits.idleMs)
  }

  /** Until the client has gone. Never throws. */
  async run(): Promise<void> {
    const { wire } = this
    try {
      this.#say(`* OK [CAPABILITY ${this.capabilities()}] ${this.house.name} Seedbed\r\n`)
      await wire.flush()
      while (!wire.ended && (await this.#next()) !== closing);
    } catch (error) {
      if (error instanceof TooMuch) this.bye(error.message)
      else if (!wire.ended) {
        log.error({ err: error }, 'an IMAP session failed')
        this.bye('Something went wrong on our side')
      }
    } finally {
      clearTimeout(this.#loginTimer)
      clearTimeout(this.#idleTimer)
      this.leave()
      this.leaving()
      await wire.flush().catch(() => {})
      wire.end()
    }
  }

  /** Says why, and closes. */
  bye(why: string): void {
    if (this.wire.ended) return
    this.#say(`* BYE ${why}\r\n`)
    void this.wire.flush().then(() => {
      this.wire.end()
      setTimeout(() => this.wire.destroy(), 1000).unref()
    })
  }

  /** Somebody has logged in. */
  open(opened: Opened, leaving: () => void): void {
    clearTimeout(this.#loginTimer)
    this.opened = opened
    this.mailboxes = mailboxesOf(this.house.post, opened)
    this.leaving = leaving
    this.#errors = 0
  }

  /** No folder is selected any more. */
  leave(): void {
    this.unlisten()
    this.unlisten = () => {}
    this.selected = null
  }

  /** A command that needs CONDSTORE switches it on, and is told from where the client knows all (RFC 7162 §3.1). */
  knowModseqs(): void {
    if (!this.enabled.condstore && this.selected)
      this.wire.write(`* OK [HIGHESTMODSEQ ${this.selected.folder.modseq}] The newest change\r\n`)
    this.enabled.condstore = true
  }

  capabilities(): string {
    const always = 'IMAP4rev2 IMAP4rev1 LITERAL+ SASL-IR ID ENABLE'
    if (!this.mailboxes) {
      const secure = this.wire.isSecure
      const login = secure || this.caller.isLocal ? 'AUTH=PLAIN' : 'LOGINDISABLED'
      return `${always} ${secure ? '' : 'STARTTLS '}${login}`
    }
    const more = 'NAMESPACE UNSELECT CHILDREN LIST-EXTENDED LIST-STATUS SPECIAL-USE UIDPLUS MOVE IDLE CONDSTORE QRESYNC ESEARCH'
    return `${always} ${more} SEARCHRES BINARY STATUS=SIZE WITHIN${this.wire.isCompressed ? '' : ' COMPRESS=DEFLATE'}`
  }

  /** Does the password still open the address? Asked every few seconds. */
  async isStillOpen(): Promise<boolean> {
    const { limits } = this.house
    if (!this.opened || Date.now() - this.#lastChecked < limits.revokedMs) return true
    this.#lastChecked = Date.now()
    return this.house.stillOpens(this.opened, this.selected?.folder.row.addressId ?? null)
  }

  /** One command and its answer. */
  async #next(): Promise<typeof closing | undefined> {
    const text = await this.#readWhole()
    if (text === null) return closing
    this.#idleTimer.refresh()
    await this.#keepPace()
    const tag = /^[^\x00-\x20\x7f-\xff(){%*"\\+]{1,60} /.exec(`${text} `)?.[0]
    this.tag = tag?.trim() ?? '*'
    if (!tag || text.length < tag.length) return this.#isBad('A tag and a command are expected')
    if (!(await this.isStillOpen())) {
      this.bye('The password was revoked')
      return closing
    }
    return this.#answer(text.slice(tag.length))
  }

  async #answer(text: string): Promise<typeof closing | undefined> {
    let command: Command
    try {
      command = readCommand(text)
    } catch (error) {
      if (error instanceof BadCommand) return this.#isBad(error.message)
      throw error
    }
    const outcome = await carryOut(this, command).catch((error: unknown): Outcome => {
      if (error instanceof BadCommand) return { bad: error.message }
      if (error instanceof TooMuch || this.wire.ended) throw error
      log.error({ err: error, command: command.name }, 'an IMAP command failed')
      return { no: '[SERVERBUG] Something went wrong on our side' }
    })
    if ('bad' in outcome) return this.#isBad(outcome.bad)
    const refused = 'no' in outcome
    if (this.mailboxes && !refused) this.#errors = 0
    this.#say(`${this.tag} ${refused ? `NO ${outcome.no}` : `OK ${outcome.ok}`}\r\n`)
    if (!this.mailboxes && refused && this.#countError()) return closing
    await this.#send()
    if (!refused && outcome.afterwards) await outcome.afterwards()
    return !refused && outcome.closes ? closing : undefined
  }

  async #isBad(why: string): Promise<typeof closing | undefined> {
    this.#say(`${this.tag} BAD ${why.replaceAll(/[^\x20-\x7e]/g, '?')}\r\n`)
    if (this.#countError()) return closing
    await this.#send()
    return undefined
  }

  #countError(): boolean {
    if (++this.#errors < this.house.limits.errors) return false
    this.bye('Too many errors')
    return true
  }

  #say(text: string): void {
    this.wire.write(text)
  }

  /** Answers to commands that came together leave together. */
  async #send(): Promise<void> {
    if (!this.wire.hasMore || this.wire.isFull) await this.wire.flush()
  }

  async #keepPace(): Promise<void> {
    const second = Math.floor(Date.now() / 1000)
    if (this.#pace.second !== second) this.#pace = { second, count: 0 }
    if (++this.#pace.count > this.house.limits.commandRate) await pause(1000 - (Date.now() % 1000))
  }

  /** A command with its literals, each after its `{3}` and CRLF; null when the client has gone. @throws {TooMuch} */
  async #readWhole(): Promise<string | null> {
    const { limits } = this.house
    const which = this.mailboxes ? 'after' : 'before'
    let room = limits.lineBytes[which]
    let whole = ''
    for (;;) {
      const line = await this.wire.line(room)
      if (line === null) return null
      room -= line.length
      whole += line
      const [, digits, plus] = /\{(\d{1,20})(\+?)\}$/.exec(line.slice(-24)) ?? []
      if (digits === undefined) return whole
      const size = Number(digits)
      const most = this.mailboxes && /^\S+ append /i.test(whole) ? limits.mailBytes : limits.literalBytes[which]
      if (size > most) {
        const tag = whole
          .split(' ', 1)[0]
          ?.slice(0, 60)
          .replaceAll(/[^\x21-\x7e]/g, '?')
        // A client that waits for our word can be told no; one that does not is already sending.
        if (plus) throw new TooMuch('The literal is too long')
        this.#say(`${tag} NO [TOOBIG] The literal is too long\r\n`)
        if (this.#countError()) return null
        await this.wire.flush()
        return this.#readWhole()
      }
      if (!plus) {
        this.#say('+ Go on\r\n')
        await this.wire.flush()
      }
      const octets = await this.wire.octets(size)
      if (octets === null) return null
      whole += `\r\n${octets}`
    }
  }
}
