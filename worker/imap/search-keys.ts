/** What SEARCH can ask (RFC 9051 §6.4.4, RFC 4731, RFC 5182, RFC 7162 §3.1.5), as a tree. */
import { dayMs, readDay } from './dates.ts'
import { type NumberSet, type Scanner, textOf } from './scanner.ts'

export type Key =
  | { kind: 'all' }
  | { kind: 'numbers'; set: NumberSet }
  | { kind: 'uids'; set: NumberSet }
  | { kind: 'flag'; flag: string }
  /** Received, or by its Date field, on days as they were told there, from and to before them. */
  | { kind: 'received' | 'sent'; from: number; to: number }
  /** Received from and to before these moments. */
  | { kind: 'age'; from: number; to: number }
  | { kind: 'recent' }
  | { kind: 'size'; least: number; most: number }
  /** A field that has the text; '' is any. */
  | { kind: 'header'; field: string; text: string }
  | { kind: 'body' | 'text'; text: string }
  | { kind: 'modseq'; least: number }
  | { kind: 'not'; key: Key }
  | { kind: 'or'; keys: [Key, Key] }
  | { kind: 'and'; keys: Key[] }

export interface Search {
  /** Null for the plain SEARCH answer. */
  result: ('MIN' | 'MAX' | 'ALL' | 'COUNT' | 'SAVE')[] | null
  charset: string
  key: Key
}

const deepest = 50
const mostKeys = 500
const flags = ['ANSWERED', 'DELETED', 'DRAFT', 'FLAGGED', 'SEEN']
const fields = ['BCC', 'CC', 'FROM', 'SUBJECT', 'TO']
const system = (word: string): string => `\\${word[0]}${word.slice(1).toLowerCase()}`

interface Reading {
  scan: Scanner
  left: number
}

export function readSearch(scan: Scanner): Search {
  const result = scan.take('RETURN ') ? readResult(scan) : null
  if (result) scan.space()
  let charset = 'US-ASCII'
  if (scan.take('CHARSET ')) {
    charset = scan.astring().toUpperCase()
    scan.space()
  }
  const reading = { scan, left: mostKeys }
  const keys = [readKey(reading, 0)]
  while (scan.take(' ')) keys.push(readKey(reading, 0))
  return { result, charset, key: { kind: 'and', keys } }
}

function readResult(scan: Scanner): NonNullable<Search['result']> {
  const options = scan.list(() => {
    const word = scan.word()
    return (['MIN', 'MAX', 'ALL', 'COUNT', 'SAVE'] as const).find((one) => one === word) ?? scan.fail('a result option')
  })
  return options.length > 0 ? options : ['ALL']
}

function readKey(reading: Reading, depth: number): Key {
  const { scan } = reading
  if (depth > deepest || --reading.left < 0) scan.fail('a simpler search')
  if (scan.text[scan.at] === '(') {
    const keys = scan.list(() => readKey(reading, depth + 1))
    return keys.length > 0 ? { kind: 'and', keys } : scan.fail('a search key')
  }
  if (/[\d*$]/.test(scan.text[scan.at] ?? '')) return { kind: 'numbers', set: scan.set() }
  const word = scan.word()
  return flagKey(scan, word) ?? dateKey(scan, word) ?? textKey(scan, word) ?? otherKey(reading, word, depth)
}

function flagKey(scan: Scanner, word: string): Key | null {
  if (flags.includes(word)) return { kind: 'flag', flag: system(word) }
  const without = word.slice(2)
  if (word.startsWith('UN') && flags.includes(without)) return { kind: 'not', key: { kind: 'flag', flag: system(without) } }
  if (word !== 'KEYWORD' && word !== 'UNKEYWORD') return null
  scan.space()
  const key: Key = { kind: 'flag', flag: scan.flag() }
  return word === 'KEYWORD' ? key : { kind: 'not', key }
}

function dateKey(scan: Scanner, word: string): Key | null {
  const sent = word.startsWith('SENT')
  const which = sent ? word.slice(4) : word
  if (which !== 'BEFORE' && which !== 'ON' && which !== 'SINCE') return null
  scan.space()
  const day = readDay(scan.astring()) ?? scan.fail('a date')
  const kind = sent ? 'sent' : 'received'
  if (which === 'BEFORE') return { kind, from: Number.NEGATIVE_INFINITY, to: day }
  return { kind, from: day, to: which === 'ON' ? day + dayMs : Number.POSITIVE_INFINITY }
}

function textKey(scan: Scanner, word: string): Key | null {
  const isField = fields.includes(word)
  if (!isField && !['HEADER', 'BODY', 'TEXT'].includes(word)) return null
  scan.space()
  const field = isField ? word : word === 'HEADER' ? scan.astring().toUpperCase() : ''
  if (word === 'HEADER') scan.space()
  const text = textOf(scan.astring()).normalize('NFC').toLowerCase()
  if (field) return { kind: 'header', field, text }
  return { kind: word === 'BODY' ? 'body' : 'text', text }
}

function otherKey(reading: Reading, word: string, depth: number): Key {
  const { scan } = reading
  const next = (): Key => {
    scan.space()
    return readKey(reading, depth + 1)
  }
  const amount = (): number => {
    scan.space()
    return scan.number()
  }
  switch (word) {
    case 'ALL':
      return { kind: 'all' }
    case 'OLD':
      return { kind: 'not', key: { kind: 'recent' } }
    case 'RECENT':
      return { kind: 'recent' }
    case 'NEW':
      return { kind: 'and', keys: [{ kind: 'recent' }, { kind: 'not', key: { kind: 'flag', flag: '\\Seen' } }] }
    case 'LARGER':
      return { kind: 'size', least: amount() + 1, most: Number.POSITIVE_INFINITY }
    case 'SMALLER':
      return { kind: 'size', least: 0, most: amount() - 1 }
    case 'UID':
      scan.space()
      return { kind: 'uids', set: scan.set() }
    case 'NOT':
      return { kind: 'not', key: next() }
    case 'OR':
      return { kind: 'or', keys: [next(), next()] }
    case 'OLDER':
      return { kind: 'age', from: Number.NEGATIVE_INFINITY, to: Date.now() - amount() * 1000 }
    case 'YOUNGER':
      return { kind: 'age', from: Date.now() - amount() * 1000, to: Number.POSITIVE_INFINITY }
    case 'MODSEQ':
      scan.space()
      if (scan.text[scan.at] === '"') {
        // An entry name and type (RFC 7162 §3.1.5): one modseq counts for all flags here.
        scan.string()
        scan.space()
        scan.word()
        scan.space()
      }
      return { kind: 'modseq', least: scan.number() }
    default:
      return scan.fail('a search key')
  }
}
