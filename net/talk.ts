/** A conversation in lines, written down as it goes: what SMTP, IMAP and POP3 have in common. */
import type { Socket } from 'node:net'
import type { SmtpReply, SpokenAt } from '#checks/net.ts'

/** What a server may say in all. Nothing it needs to say is longer (RFC 5321 §4.5.3.1.5: 512 octets a line). */
const mostBytes = 65_536
const mostLines = 500
const longestLine = 1000

/** Why a conversation ended early. `garbled`: what came is no reply. */
export class Stopped extends Error {
  readonly why: 'closed' | 'timeout' | 'garbled'

  constructor(why: Stopped['why']) {
    super(why)
    this.why = why
  }
}

export class Talk {
  readonly transcript: SpokenAt[] = []
  readonly #started = performance.now()
  readonly #left: (ms: number) => number
  #socket: Socket | undefined
  #secure = false
  #lines: string[] = []
  #tail = ''
  #bytes = 0
  #ended = false
  #flooded = false
  #wake: (() => void) | undefined
  readonly #hear = (octets: Buffer) => {
    this.#bytes += octets.length
    const [first = '', ...more] = octets.toString('latin1').split('\n')
    this.#tail += first
    for (const next of more) {
      this.#lines.push(this.#tail)
      this.#tail = next
    }
    if (this.#bytes > mostBytes) {
      this.#flooded = true
      this.#socket?.destroy()
    }
    this.#wake?.()
  }
  readonly #finish = () => {
    this.#ended = true
    this.#wake?.()
  }

  /** `left`: what the clock of the report leaves of so many milliseconds. */
  constructor(left: (ms: number) => number) {
    this.#left = left
  }

  /** Milliseconds since this began. */
  get now(): number {
    return Math.round((performance.now() - this.#started) * 10) / 10
  }

  /** From here on this connection is spoken over. */
  over(socket: Socket, secure: boolean): void {
    this.#socket = socket
    this.#secure = secure
    this.#ended = socket.destroyed
    this.#lines = []
    this.#tail = ''
    socket.on('data', this.#hear).on('close', this.#finish).on('end', this.#finish)
  }

  /** The bare connection, for a handshake. What was said before it is forgotten (RFC 3207 §4.2). */
  release(): Socket {
    const socket = this.#socket
    if (!socket) throw new Stopped('closed')
    socket.off('data', this.#hear).off('close', this.#finish).off('end', this.#finish)
    return socket
  }

  note(line: string): void {
    this.#write('note', line)
  }

  say(line: string): void {
    this.#write('client', line)
    this.#socket?.write(`${line}\r\n`)
  }

  /** Octets as they are, told in these words. */
  send(octets: string, told: string): void {
    this.#write('client', told)
    this.#socket?.write(octets)
  }

  /** The next line, cleaned. @throws {Stopped} */
  async line(ms: number): Promise<string> {
    const deadline = performance.now() + this.#left(ms)
    for (;;) {
      const next = this.#lines.shift()
      if (next !== undefined) {
        const line = clean(next)
        this.#write('server', line)
        return line
      }
      if (this.#ended) throw new Stopped(this.#flooded ? 'garbled' : 'closed')
      const left = deadline - performance.now()
      if (left <= 0) throw new Stopped('timeout')
      await this.#news(left)
    }
  }

  /** The beginning of a line that has not ended, cleaned. */
  get unfinished(): string {
    return clean(this.#tail)
  }

  /** Does anything come within so many milliseconds? */
  async speaks(ms: number): Promise<boolean> {
    const deadline = performance.now() + this.#left(ms)
    while (this.#lines.length === 0 && !this.#ended && deadline > performance.now())
      await this.#news(deadline - performance.now())
    return this.#lines.length > 0
  }

  #news(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  /** What was written still goes out; then the connection is gone, whatever the other side does. */
  end(): void {
    const socket = this.#socket
    socket?.end()
    setTimeout(() => socket?.destroy(), 1000).unref()
  }

  #write(from: SpokenAt['from'], line: string): void {
    if (this.transcript.length < mostLines) this.transcript.push({ milliseconds: this.now, from, secure: this.#secure, line })
  }
}

/** Nothing but printable ASCII: it is shown and stored. */
function clean(line: string): string {
  return line
    .replace(/\r$/, '')
    .slice(0, longestLine)
    .replaceAll(/[^\x20-\x7e]/g, '?')
}

/** A whole SMTP reply (RFC 5321 §4.2.1). @throws {Stopped} */
export async function smtpReply(talk: Talk, ms: number): Promise<SmtpReply> {
  const lines: string[] = []
  for (;;) {
    const [, code, more, words = ''] = /^(\d{3})([ -]?)(.*)$/.exec(await talk.line(ms)) ?? []
    if (!code || lines.length >= 100) throw new Stopped('garbled')
    lines.push(words)
    if (more !== '-') return { code: Number(code), lines }
  }
}
