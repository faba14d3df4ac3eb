/**
 * Zone files (RFC 1035 §5.1), as far as they are needed to judge records before they are published: owner, TTL, class, type and RDATA; `@`,
 * relative names, `$ORIGIN` and `$TTL`, comments, quoted strings, escapes, and parentheses over several lines. Types that no check asks about
 * are read over. Whatever cannot be read is an error with its line and column: a rehearsal of half a zone would say the wrong thing.
 */
import type { RecordData, RecordType } from '#checks/net.ts'
import { queryName } from './name.ts'
import { isTtl, isUnaskedType, readRdata, seconds, type Token, ZoneFileError } from './zone-rdata.ts'

export { ZoneFileError } from './zone-rdata.ts'

export interface ZoneFileRecord {
  name: string
  type: RecordType
  ttl: number
  data: RecordData[RecordType]
  /** Where it begins, counted from 1. */
  line: number
}

/** RFC 1035 leaves it to the SOA; without one, what the records of our fixes have. */
const defaultTtl = 3600

/**
 * Reads a zone file. `origin`: what `@` and names without a final dot stand under until `$ORIGIN` says otherwise.
 * @throws {ZoneFileError}
 */
export function readZoneFile(text: string, origin?: string): ZoneFileRecord[] {
  const file: Reading = { origin: origin?.toLowerCase().replace(/\.$/, ''), ttl: defaultTtl, owner: undefined, records: [] }
  for (const entry of entriesIn(text)) readEntry(entry, file)
  return file.records
}

interface Reading {
  origin: string | undefined
  ttl: number
  owner: string | undefined
  records: ZoneFileRecord[]
}

/** One record or directive, without its parentheses. */
interface Entry {
  tokens: Token[]
  /** The line began with a space: the owner is the one before (§5.1). */
  indented: boolean
}

function readEntry({ tokens, indented }: Entry, file: Reading): void {
  const [first] = tokens
  if (!first) return
  if (!indented && !first.quoted && first.text.startsWith('$')) {
    readDirective(tokens, file)
    return
  }
  const rest = [...tokens]
  const owner = indented ? file.owner : absolute(rest.shift() as Token, file.origin)
  if (owner === undefined) throw new ZoneFileError(first, 'the first record must name its owner')
  file.owner = owner
  let ttl = file.ttl
  let type = rest.shift()
  // TTL and class may stand in either order (§5.1).
  for (let field = 0; type && field < 2 && (isTtl(type.text) || /^(IN|CH|HS|CS)$/i.test(type.text)); field++) {
    if (isTtl(type.text)) ttl = seconds(type.text)
    else if (type.text.toUpperCase() !== 'IN') throw new ZoneFileError(type, `records of class ${type.text} play no part in mail`)
    type = rest.shift()
  }
  if (!type) throw new ZoneFileError(tokens.at(-1) as Token, 'the type of the record is missing')
  const name = type.text.toUpperCase()
  if (isUnaskedType(name)) return
  const data = readRdata(name, type, rest, (token) => absolute(token, file.origin))
  file.records.push({ name: owner, type: name as RecordType, ttl, data, line: first.line })
}

function readDirective([directive, value]: Token[], file: Reading): void {
  const name = directive?.text.toUpperCase()
  if (!directive || !value) throw new ZoneFileError(directive as Token, `${name} needs a value`)
  if (name === '$ORIGIN') file.origin = absolute(value, file.origin)
  else if (name === '$TTL' && isTtl(value.text)) file.ttl = seconds(value.text)
  else throw new ZoneFileError(directive, name === '$TTL' ? `"${value.text}" is no TTL` : `${name} is not read here`)
}

/** The whole name, lower case, without the final dot. */
function absolute(token: Token, origin: string | undefined): string {
  const { text } = token
  if (origin === undefined && !text.endsWith('.')) {
    throw new ZoneFileError(token, `"${text}" is not a whole name: end it with a dot, or say $ORIGIN`)
  }
  const under = origin === '.' || origin === undefined ? '' : `.${origin}`
  const name = text === '@' ? (origin ?? '.') : text.endsWith('.') ? text.slice(0, -1) || '.' : `${text}${under}`
  try {
    return queryName(name, 'A')
  } catch {
    throw new ZoneFileError(token, `"${text}" is no name that DNS can hold`)
  }
}

/** Cuts the text into entries. @throws {ZoneFileError} for a quote or parenthesis that is never closed */
function* entriesIn(text: string): Generator<Entry> {
  const reader = new Reader(text.replace(/^\ufeff/, ''))
  let entry: Entry = { tokens: [], indented: reader.blank() }
  let open: Token | undefined
  for (let token = reader.next(); token; token = reader.next()) {
    if (token.text === '\n' && !token.quoted) {
      if (open) continue
      if (entry.tokens.length > 0) yield entry
      entry = { tokens: [], indented: reader.blank() }
    } else if (token.text === '(' && !token.quoted) open = token
    else if (token.text === ')' && !token.quoted) open = undefined
    else entry.tokens.push(token)
  }
  if (open) throw new ZoneFileError(open, 'this parenthesis is never closed')
  if (entry.tokens.length > 0) yield entry
}

/** Goes through the text token by token: words, quoted strings, parentheses and line ends. */
class Reader {
  private at = 0
  private line = 1
  private lineStart = 0
  private readonly text: string

  constructor(text: string) {
    this.text = text
  }

  /** Does a space come next? */
  blank(): boolean {
    return /[ \t]/.test(this.text[this.at] ?? '')
  }

  next(): Token | undefined {
    const skipped = /(?:[ \t\r]|;[^\n]*)*/y
    skipped.lastIndex = this.at
    skipped.exec(this.text)
    this.at = skipped.lastIndex
    const character = this.text[this.at]
    if (character === undefined) return undefined
    const place = { line: this.line, column: this.at - this.lineStart + 1 }
    if (character === '\n' || character === '(' || character === ')') {
      this.at++
      if (character === '\n') this.newLine()
      return { ...place, text: character, quoted: false }
    }
    return character === '"' ? this.quoted(place) : this.word(place)
  }

  private newLine(): void {
    this.line++
    this.lineStart = this.at
  }

  private word(place: { line: number; column: number }): Token {
    const word = /(?:\\[\s\S]|[^\s();"\\])+|\\/y
    word.lastIndex = this.at
    const [found = ''] = word.exec(this.text) ?? []
    this.at += found.length
    return { ...place, text: unescaped(found), quoted: false }
  }

  private quoted(place: { line: number; column: number }): Token {
    const string = /"((?:\\[^\n]|[^"\\\n])*)"/y
    string.lastIndex = this.at
    const found = string.exec(this.text)
    if (!found) throw new ZoneFileError(place, 'this quote is not closed on its line')
    this.at = string.lastIndex
    return { ...place, text: unescaped(found[1] ?? ''), quoted: true }
  }
}

/** `\DDD` is an octet, `\X` is X itself (§5.1). */
function unescaped(text: string): string {
  return text.replace(/\\(?:(\d{3})|([\s\S]))/g, (_, octet?: string, character = '') =>
    octet === undefined ? character : String.fromCharCode(Number(octet) & 0xff),
  )
}
