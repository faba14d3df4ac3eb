/** The octets of one connection: lines and literals in, answers out, TLS and compression (RFC 4978) in between. One character is one octet. */
import type { Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import { type SecureContext, TLSSocket } from 'node:tls'
import { constants, createDeflateRaw, createInflateRaw, type DeflateRaw } from 'node:zlib'

/** The client sent more than it may; the connection ends. */
export class TooMuch extends Error {}

const bufferedAtMost = 256 * 1024
const writtenAtOnce = 64 * 1024
/** A part that is shorter is sooner copied than written by itself. */
const copiedBelow = 2048

export class Wire {
  readonly socket: Socket
  #stream: Duplex
  #deflate: DeflateRaw | null = null
  #chunks: Buffer[] = []
  #buffered = 0
  #ended = false
  #wake = (): void => {}
  #out: (string | Buffer)[] = []
  #outOctets = 0

  constructor(socket: Socket) {
    this.socket = socket
    this.#stream = socket
    this.#attach(socket)
  }

  get isSecure(): boolean {
    return this.#stream instanceof TLSSocket || this.socket instanceof TLSSocket
  }

  get isCompressed(): boolean {
    return this.#deflate !== null
  }

  get ended(): boolean {
    return this.#ended
  }

  /** Is something there that was not read yet? */
  get hasMore(): boolean {
    return this.#buffered > 0
  }

  /** A line without its end; null when the client has gone. @throws {TooMuch} when it is longer than `most` */
  async line(most: number): Promise<string | null> {
    let looked = 0
    for (;;) {
      const end = this.#find(looked)
      if (end > most || (end < 0 && this.#buffered > most)) throw new TooMuch('The line is too long')
      if (end >= 0) {
        const text = this.#take(end + 1)
        return text.slice(0, text.endsWith('\r\n') ? -2 : -1)
      }
      looked = this.#buffered
      if (!(await this.#more())) return null
    }
  }

  /** So many octets; null when the client goes before. */
  async octets(count: number): Promise<string | null> {
    while (this.#buffered < count) if (!(await this.#more(count))) return null
    return this.#take(count)
  }

  /** Waits until the client says something, or has gone: then false. */
  async something(): Promise<boolean> {
    return this.#buffered > 0 || this.#more()
  }

  write(part: string | Buffer): void {
    this.#out.push(part)
    this.#outOctets += part.length
  }

  get hasOutput(): boolean {
    return this.#out.length > 0
  }

  /** Is there enough for a packet? */
  get isFull(): boolean {
    return this.#outOctets >= writtenAtOnce
  }

  /** Sends what was written; resolves when there is room again, or the client has gone. */
  async flush(): Promise<void> {
    if (this.#out.length === 0 || this.#ended) return
    const parts = this.#out
    this.#out = []
    this.#outOctets = 0
    const target = this.#deflate ?? this.#stream
    target.cork()
    let hasRoom = true
    for (const piece of piecesOf(parts)) hasRoom = target.write(piece)
    target.uncork()
    // What waits in the compressor is of no use to the client.
    if (this.#deflate) this.#deflate.flush(constants.Z_SYNC_FLUSH)
    if (hasRoom) return
    await new Promise<void>((resolve) => {
      const done = (): void => {
        target.off('drain', done)
        this.socket.off('close', done)
        resolve()
      }
      target.on('drain', done)
      this.socket.on('close', done)
    })
  }

  /** Begins TLS. What came before in the clear is dropped (RFC 9051 §6.2.1). Resolves when both sides agree. @throws when they do not */
  async secure(secureContext: SecureContext): Promise<void> {
    this.#detach(this.socket)
    this.#drop()
    this.socket.resume()
    const secured = new TLSSocket(this.socket, { isServer: true, secureContext })
    await new Promise<void>((resolve, reject) => {
      secured.once('secure', resolve)
      secured.once('error', reject)
      this.socket.once('close', () => reject(new Error('gone')))
    })
    this.#attach(secured)
  }

  /** Both directions are compressed from now on. */
  compress(): void {
    const stream = this.#stream
    const rest = Buffer.concat(this.#chunks)
    this.#detach(stream)
    this.#drop()
    const inflate = createInflateRaw({ chunkSize: 16 * 1024 })
    this.#deflate = createDeflateRaw({ level: 4, memLevel: 7 })
    this.#deflate.pipe(stream)
    this.#deflate.on('error', () => this.destroy())
    inflate.on('error', () => this.destroy())
    this.#attach(inflate)
    if (rest.length > 0) inflate.write(rest)
    stream.on('error', () => this.destroy())
    stream.pipe(inflate)
  }

  end(): void {
    if (this.#deflate) this.#deflate.end()
    else this.#stream.end()
  }

  destroy(): void {
    this.#gone()
    this.socket.destroy()
  }

  readonly #data = (chunk: Buffer): void => {
    this.#chunks.push(chunk)
    this.#buffered += chunk.length
    if (this.#buffered > bufferedAtMost) this.#stream.pause()
    this.#wake()
  }

  readonly #gone = (): void => {
    this.#ended = true
    this.#wake()
  }

  #attach(stream: Duplex): void {
    this.#stream = stream
    stream.on('data', this.#data)
    for (const event of ['end', 'close', 'error'] as const) stream.on(event, this.#gone)
    this.socket.on('close', this.#gone)
  }

  #detach(stream: Duplex): void {
    stream.off('data', this.#data)
    for (const event of ['end', 'close', 'error'] as const) stream.off(event, this.#gone)
    // A stream without a listener for its errors would end the process.
    stream.on('error', () => {})
  }

  #drop(): void {
    this.#chunks = []
    this.#buffered = 0
  }

  /** Waits for more octets. False when there will be none. */
  async #more(wanted = 0): Promise<boolean> {
    if (this.#ended) return false
    if (this.#buffered <= bufferedAtMost || this.#buffered < wanted) this.#stream.resume()
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
    this.#wake = () => {}
    return this.#buffered > 0 || !this.#ended
  }

  /** The place of the next line feed, from `from` on; -1 when there is none. */
  #find(from: number): number {
    let before = 0
    for (const chunk of this.#chunks) {
      if (before + chunk.length > from) {
        const at = chunk.indexOf(10, Math.max(0, from - before))
        if (at >= 0) return before + at
      }
      before += chunk.length
    }
    return -1
  }

  #take(count: number): string {
    const [first] = this.#chunks
    if (first && this.#chunks.length > 1 && first.length < count) this.#chunks = [Buffer.concat(this.#chunks)]
    const [whole = Buffer.alloc(0)] = this.#chunks
    if (whole.length === count) this.#chunks.shift()
    else this.#chunks[0] = whole.subarray(count)
    this.#buffered -= count
    return whole.toString('latin1', 0, count)
  }
}

/** What is written at once: small parts joined, bodies as they are. Copying them once more would be most of the work. */
function* piecesOf(parts: (string | Buffer)[]): Generator<Buffer> {
  let small: string[] = []
  for (const part of parts) {
    if (typeof part === 'string') small.push(part)
    else if (part.length < copiedBelow) small.push(part.toString('latin1'))
    else {
      if (small.length > 0) yield Buffer.from(small.join(''), 'latin1')
      small = []
      yield part
    }
  }
  if (small.length > 0) yield Buffer.from(small.join(''), 'latin1')
}
