/**
 * One POP3 session (RFC 1939). The server greets; the client sends commands, each answered by a line with `+OK` or `-ERR`, some followed by lines up to one
 * with a dot. A session is first nobody's, then (USER, PASS) an address's, and what was deleted goes with QUIT only.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { log } from '../log.ts'
import type { House } from '../imap/house.ts'
import { TooMuch, type Wire } from '../imap/wire.ts'
import type { Caller, Talk } from '../readers/ports.ts'
import { type Answer, no, ok } from './answer.ts'
import { answerMaildrop } from './answers.ts'
import { logIn } from './login.ts'
import type { Maildrop } from './maildrop.ts'

/** RFC 2449 §4: a command has no more than 255 octets; a user name of ours may be longer. */
const lineBytes = 512

export class Session implements Talk {
  readonly house: House
  readonly wire: Wire
  readonly caller: Caller
  readonly mayDelete: boolean
  username = ''
  maildrop: Maildrop | null = null
  #leaving = (): void => {}
  #errors = 0
  #pace = { second: 0, count: 0 }
  #loginTimer: NodeJS.Timeout
  #idleTimer: NodeJS.Timeout
  #lastChecked = 0

  constructor(house: House, wire: Wire, caller: Caller, { mayDelete }: { mayDelete: boolean }) {
    this.house = house
    this.wire = wire
    this.caller = caller
    this.mayDelete = mayDelete
    this.#loginTimer = setTimeout(() => this.bye(), house.limits.loginMs)
    this.#idleTimer = setTimeout(() => this.bye(), house.limits.idleMs)
  }

  async run(): Promise<void> {
    const { wire } = this
    try {
      wire.write(`+OK ${this.house.name} Seedbed\r\n`)
      await wire.flush()
      while (!wire.ended && (await this.#next()));
    } catch (error) {
      if (error instanceof TooMuch) wire.write(`-ERR ${error.message}\r\n`)
      else if (!wire.ended) {
        log.error({ err: error }, 'a POP3 session failed')
        wire.write('-ERR [SYS/TEMP] Something went wrong on our side\r\n')
      }
    } finally {
      clearTimeout(this.#loginTimer)
      clearTimeout(this.#idleTimer)
      this.#leaving()
      await wire.flush().catch(() => {})
      this.bye()
    }
  }

  /** Closes, without a word: it would be taken for the answer to a command (RFC 1939 §3). Nothing is deleted. */
  bye(): void {
    if (this.wire.ended) return
    this.wire.end()
    setTimeout(() => this.wire.destroy(), 1000).unref()
  }

  /** Somebody has logged in. */
  open(maildrop: Maildrop, leaving: () => void): void {
    clearTimeout(this.#loginTimer)
    this.maildrop = maildrop
    this.#leaving = leaving
    this.#lastChecked = Date.now()
    this.#errors = 0
  }

  get mayLogIn(): boolean {
    return this.wire.isSecure || this.caller.isLocal
  }

  /** One command and its answer. False at the end. */
  async #next(): Promise<boolean> {
    const line = await this.wire.line(lineBytes)
    if (line === null) return false
    this.#idleTimer.refresh()
    await this.#keepPace()
    if (!(await this.#isStillOpen())) return false
    const [, verb = '', rest = ''] = /^([A-Za-z]{1,12})(?: (.*))?$/.exec(line) ?? []
    const answer = await this.#answer(verb.toUpperCase(), rest)
    this.wire.write(`${answer.ok ? '+OK' : '-ERR'} ${answer.text}\r\n`)
    if (answer.more !== undefined) {
      this.wire.write(answer.more)
      this.wire.write('.\r\n')
    }
    if (answer.ok && this.maildrop) this.#errors = 0
    if (!answer.ok && ++this.#errors >= this.house.limits.errors) return false
    if (!this.wire.hasMore || this.wire.isFull) await this.wire.flush()
    await answer.afterwards?.()
    return !answer.closes
  }

  async #answer(verb: string, rest: string): Promise<Answer> {
    try {
      if (verb === 'CAPA') return ok('These are known', capabilities(this))
      return this.maildrop ? await answerMaildrop(this, this.maildrop, verb, rest) : await this.#beforeLogin(verb, rest)
    } catch (error) {
      if (error instanceof TooMuch || this.wire.ended) throw error
      log.error({ err: error, verb }, 'a POP3 command failed')
      return no('[SYS/TEMP] Something went wrong on our side')
    }
  }

  async #beforeLogin(verb: string, rest: string): Promise<Answer> {
    if (verb === 'QUIT') return { ...ok('Until next time'), closes: true }
    if (verb === 'STLS') return this.wire.isSecure ? no('The connection has TLS') : this.#startTls()
    if (verb !== 'USER' && verb !== 'PASS') return no(verb === 'APOP' ? 'USER and PASS are the way in' : 'Log in first')
    if (!this.mayLogIn) return no('[AUTH] Begin TLS first: passwords are not taken in the clear')
    if (rest === '') return no(`${verb} wants one more word`)
    if (verb === 'PASS') return this.username === '' ? no('USER comes first') : logIn(this, rest)
    this.username = Buffer.from(rest, 'latin1').toString()
    // Whether there is such an address is told with the password only.
    return ok('And the password?')
  }

  #startTls(): Answer {
    const afterwards = async (): Promise<void> => {
      await this.wire.flush()
      this.username = ''
      await this.wire.secure(this.house.secureContext()).catch(() => this.wire.destroy())
    }
    return { ...ok('Begin TLS now'), afterwards }
  }

  /** Does the password still open the address? Asked every few seconds. */
  async #isStillOpen(): Promise<boolean> {
    const { limits } = this.house
    if (!this.maildrop || Date.now() - this.#lastChecked < limits.revokedMs) return true
    this.#lastChecked = Date.now()
    return this.house.stillOpens(this.maildrop.opened, null)
  }

  async #keepPace(): Promise<void> {
    const second = Math.floor(Date.now() / 1000)
    if (this.#pace.second !== second) this.#pace = { second, count: 0 }
    if (++this.#pace.count > this.house.limits.commandRate) await pause(1000 - (Date.now() % 1000))
  }
}

/** RFC 2449 §6. */
function capabilities({ wire, maildrop, mayLogIn }: Session): string {
  const now = [...(maildrop || wire.isSecure ? [] : ['STLS']), ...(mayLogIn ? ['USER'] : [])]
  const all = ['TOP', 'UIDL', 'PIPELINING', 'RESP-CODES', 'AUTH-RESP-CODE', ...now, 'IMPLEMENTATION Seedbed']
  return all.map((one) => `${one}\r\n`).join('')
}
