/**
 * Many mails' octets at once, by COPY in binary format (PostgreSQL manual, "COPY", Binary Format). A SELECT gives bytea as text, two characters an
 * octet, and pg has no binary results: three times the work.
 */
import type pg from 'pg'
import { isId } from './id.ts'

/** What pg does with a query of ours. */
interface Waiting {
  resolve(copied: Buffer): void
  reject(error: Error): void
}

/** Octets of a mail when nobody says how many there are, and what stands beside them in a row. */
const usualOctets = 16 * 1024
const rowOctets = 64

/** Speaks COPY … TO STDOUT: the messages that pg hands to the query at work. */
class CopyOut implements pg.Submittable {
  readonly #text: string
  readonly #waiting: Waiting
  /** One piece of memory for all: thousands of small ones are what the garbage collector pays for. */
  #copied: Buffer
  #length = 0
  #error: Error | undefined
  /** Set by pg, to stop its clock. */
  callback: ((error: Error | null) => void) | undefined

  constructor(text: string, expected: number, waiting: Waiting) {
    this.#text = text
    this.#copied = Buffer.allocUnsafeSlow(expected)
    this.#waiting = waiting
  }

  submit(connection: pg.Connection): void {
    connection.query(this.#text)
  }

  handleCopyData({ chunk }: { chunk: Buffer }): void {
    const end = this.#length + chunk.length
    if (end > this.#copied.length) {
      const larger = Buffer.allocUnsafeSlow(end * 2)
      this.#copied.copy(larger, 0, 0, this.#length)
      this.#copied = larger
    }
    // A copy: the connection reads on into the same memory.
    chunk.copy(this.#copied, this.#length)
    this.#length = end
  }

  handleError(error: Error): void {
    this.#error = error
    this.callback?.(error)
    this.#waiting.reject(error)
  }

  handleReadyForQuery(): void {
    if (this.#error) return
    this.callback?.(null)
    this.#waiting.resolve(this.#copied.subarray(0, this.#length))
  }

  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleCommandComplete(): void {}
  handlePortalSuspended(): void {}
  handleEmptyQuery(): void {}
}

/** Octets by the id of MailRaw; of those that are gone there is nothing. `octets`: how many there are, about. @throws {TypeError} for what is no id */
export async function copyOctets(
  pool: pg.Pool,
  rawIds: string[],
  octets = rawIds.length * usualOctets,
): Promise<Map<string, Buffer>> {
  // COPY takes no parameters.
  if (!rawIds.every(isId)) throw new TypeError('These are not ids')
  const text = `COPY (SELECT id, bytes FROM "MailRaw" WHERE id = ANY('{${rawIds.join(',')}}'::uuid[])) TO STDOUT (FORMAT binary)`
  const client = await pool.connect()
  try {
    const expected = octets + (rawIds.length + 1) * rowOctets
    const copied = await new Promise<Buffer>((resolve, reject) => {
      client.query(new CopyOut(text, expected, { resolve, reject }))
    })
    client.release()
    return rowsOf(copied)
  } catch (error) {
    client.release(true)
    throw error
  }
}

const signature = 11
const trailer = -1

function rowsOf(copied: Buffer): Map<string, Buffer> {
  const rows = new Map<string, Buffer>()
  let at = signature + 8 + copied.readInt32BE(signature + 4)
  while (at < copied.length && copied.readInt16BE(at) !== trailer) {
    const id = field(copied, at + 2)
    const bytes = field(copied, id.end)
    rows.set(uuidOf(id.octets), bytes.octets)
    at = bytes.end
  }
  return rows
}

function field(copied: Buffer, at: number): { octets: Buffer; end: number } {
  const end = at + 4 + Math.max(0, copied.readInt32BE(at))
  return { octets: copied.subarray(at + 4, end), end }
}

function uuidOf(octets: Buffer): string {
  const hex = octets.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
