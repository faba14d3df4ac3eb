/**
 * IMAP's words (RFC 9051 §9): atoms, strings, numbers, lists and sets of numbers, read one after the other. One character is one octet; what
 * is text is turned into it by whoever asks. A literal stands in the command as it came, `{3}` CRLF and its octets.
 */

/** The client wrote something else than IMAP has at this place: the answer is BAD. */
export class BadCommand extends Error {}

/** From and to, at least 1; `Infinity` is `*`, the last. */
export type Range = [from: number, to: number]
/** `$` is what the last search saved (RFC 5182). */
export type NumberSet = Range[] | '$'

const patterns = {
  atom: /[^\x00-\x20\x7f-\xff(){%*"\\\]]+/y,
  astring: /[^\x00-\x20\x7f-\xff(){%*"\\]+/y,
  pattern: /[^\x00-\x20\x7f-\xff(){"\\]+/y,
  flag: /\\?[^\x00-\x20\x7f-\xff(){%*"\\\]]+/y,
  number: /\d{1,19}/y,
  quoted: /"((?:[^"\\\r\n\0]|\\["\\])*)"/y,
  literal: /~?\{(\d{1,10})\+?\}\r\n/y,
  set: /[\d*:,]+/y,
} as const

const mostRanges = 20_000

export class Scanner {
  readonly text: string
  at = 0

  constructor(text: string) {
    this.text = text
  }

  get atEnd(): boolean {
    return this.at >= this.text.length
  }

  /** @throws {BadCommand} always */
  fail(expected: string): never {
    throw new BadCommand(`${expected} expected at octet ${this.at}`)
  }

  /** Is this what comes next? Then it is read. Letters in any case. */
  take(text: string): boolean {
    const next = this.text.slice(this.at, this.at + text.length)
    if (next !== text && next.toUpperCase() !== text) return false
    this.at += text.length
    return true
  }

  expect(text: string): void {
    if (!this.take(text)) this.fail(text === ' ' ? 'a space' : text)
  }

  space(): void {
    this.expect(' ')
  }

  end(): void {
    if (!this.atEnd) this.fail('the end')
  }

  /** Letters, in upper case. */
  word(): string {
    return this.#match('atom', 'a word')[0].toUpperCase()
  }

  atom(): string {
    return this.#match('atom', 'an atom')[0]
  }

  flag(): string {
    return this.#match('flag', 'a flag')[0]
  }

  number(): number {
    const [digits] = this.#match('number', 'a number')
    const value = Number(digits)
    return value <= Number.MAX_SAFE_INTEGER ? value : this.fail('a smaller number')
  }

  /** An atom or a string. */
  astring(): string {
    return this.#string() ?? this.#match('astring', 'a string')[0]
  }

  string(): string {
    return this.#string() ?? this.fail('a string')
  }

  /** A string, or null for NIL. */
  nstring(): string | null {
    return this.#string() ?? (this.take('NIL') ? null : this.fail('a string or NIL'))
  }

  /** A mailbox name with wildcards. */
  listMailbox(): string {
    return this.#string() ?? this.#match('pattern', 'a mailbox pattern')[0]
  }

  /** `(` items with spaces between `)`. */
  list<Item>(item: () => Item): Item[] {
    const items: Item[] = []
    this.expect('(')
    if (this.take(')')) return items
    do items.push(item())
    while (this.take(' '))
    this.expect(')')
    return items
  }

  set(): NumberSet {
    if (this.take('$')) return '$'
    const [text] = this.#match('set', 'a set of numbers')
    const parts = text.split(',', mostRanges + 1)
    if (parts.length > mostRanges) this.fail('a shorter set')
    return parts.map((part) => {
      const numbers = part.split(':').map((number) => this.#setNumber(number))
      const [first = 0, second = first] = numbers
      if (numbers.length > 2) this.fail('a range')
      return first <= second ? [first, second] : [second, first]
    })
  }

  #setNumber(text: string): number {
    if (text === '*') return Number.POSITIVE_INFINITY
    return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : this.fail('a number of at least 1')
  }

  #string(): string | null {
    if (this.text[this.at] === '"') return this.#match('quoted', 'a closing quote')[1]?.replace(/\\(.)/g, '$1') ?? ''
    if (this.text[this.at] !== '{' && !this.text.startsWith('~{', this.at)) return null
    const [, size] = this.#match('literal', 'a literal')
    const start = this.at
    this.at += Number(size)
    if (this.at > this.text.length) this.fail('a whole literal')
    return this.text.slice(start, this.at)
  }

  #match(kind: keyof typeof patterns, what: string): RegExpExecArray {
    const pattern = patterns[kind]
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)
    if (!found) return this.fail(what)
    this.at = pattern.lastIndex
    return found
  }
}

/** Octets that are UTF-8 as the text they are; others stand for themselves. */
export const textOf = (octets: string): string =>
  /[\x80-\xff]/.test(octets) ? Buffer.from(octets, 'latin1').toString('utf8') : octets
/** The octets of a text, one character each. */
export const octetsOf = (text: string): string =>
  /[^\x00-\x7f]/.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text
