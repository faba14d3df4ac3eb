/** What FETCH can ask of a mail (RFC 9051 §6.4.5, RFC 3501 §6.4.5, RFC 3516). */
import type { Scanner } from './scanner.ts'

/** A part of a mail. `path`: part numbers; empty is the mail itself. */
export interface Section {
  path: number[]
  what: '' | 'HEADER' | 'HEADER.FIELDS' | 'HEADER.FIELDS.NOT' | 'TEXT' | 'MIME'
  /** In upper case. */
  fields: string[]
}

export type FetchItem =
  | { kind: 'UID' | 'FLAGS' | 'INTERNALDATE' | 'RFC822.SIZE' | 'ENVELOPE' | 'BODY' | 'BODYSTRUCTURE' | 'MODSEQ' }
  | {
      kind: 'SECTION'
      /** How it is called in the answer. */
      label: string
      section: Section
      from: number
      /** Octets, at most; null for all. */
      length: number | null
      peek: boolean
      decoded: boolean
      sizeOnly: boolean
    }

const macros: Record<string, string[]> = {
  ALL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE'],
  FAST: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE'],
  FULL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODY'],
}
const plain = ['UID', 'FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODY', 'BODYSTRUCTURE', 'MODSEQ'] as const
const mostItems = 200

export function readFetchItems(scan: Scanner): FetchItem[] {
  if (scan.text[scan.at] === '(') {
    const items = scan.list(() => readItem(scan))
    return items.length > 0 && items.length <= mostItems ? items : scan.fail('something to fetch')
  }
  const start = scan.at
  const macro = macros[/^[A-Z]*/i.exec(scan.text.slice(start, start + 10))?.[0].toUpperCase() ?? '']
  if (!macro) return [readItem(scan)]
  scan.word()
  return macro.map((name) => ({ kind: plain.find((one) => one === name) ?? 'UID' }))
}

const itemName = /[A-Z0-9.]+/iy

function readItem(scan: Scanner): FetchItem {
  itemName.lastIndex = scan.at
  const word = itemName.exec(scan.text)?.[0].toUpperCase() ?? scan.fail('something to fetch')
  scan.at += word.length
  if (scan.take('[')) return readSection(scan, word)
  const kind = plain.find((one) => one === word)
  if (kind) return { kind }
  const whole = { kind: 'SECTION', label: word, from: 0, length: null, decoded: false, sizeOnly: false } as const
  const at = (what: Section['what']): Section => ({ path: [], what, fields: [] })
  if (word === 'RFC822') return { ...whole, section: at(''), peek: false }
  if (word === 'RFC822.HEADER') return { ...whole, section: at('HEADER'), peek: true }
  if (word === 'RFC822.TEXT') return { ...whole, section: at('TEXT'), peek: false }
  return scan.fail('something to fetch')
}

function readSection(scan: Scanner, word: string): FetchItem {
  const [name, option] = word.split('.')
  if ((name !== 'BODY' && name !== 'BINARY') || !['PEEK', 'SIZE', undefined].includes(option)) scan.fail('BODY or BINARY')
  const decoded = name === 'BINARY'
  const sizeOnly = option === 'SIZE'
  if (sizeOnly && !decoded) scan.fail('BODY')
  const start = scan.at
  const section = sectionSpec(scan)
  if (decoded && section.what !== '') scan.fail('a part number')
  const spec = scan.text.slice(start, scan.at).toUpperCase()
  scan.expect(']')
  const [from, length] = scan.take('<') ? partial(scan) : [null, null]
  const echo = sizeOnly ? 'BINARY.SIZE' : name
  const label = `${echo}[${spec}]${from === null ? '' : `<${from}>`}`
  return { kind: 'SECTION', label, section, from: from ?? 0, length, peek: option === 'PEEK' || sizeOnly, decoded, sizeOnly }
}

/** `<3.5>`; from there to the end, `<3>`, is how Dovecot's clients ask. */
function partial(scan: Scanner): [from: number, length: number | null] {
  const from = scan.number()
  if (scan.take('>')) return [from, null]
  scan.expect('.')
  const length = scan.number()
  scan.expect('>')
  return length > 0 ? [from, length] : scan.fail('a length')
}

const deepest = 100

function sectionSpec(scan: Scanner): Section {
  const path: number[] = []
  while (/\d/.test(scan.text[scan.at] ?? '')) {
    path.push(scan.number() || scan.fail('a part number'))
    if (path.length > deepest) scan.fail('a shorter section')
    if (!scan.take('.')) return { path, what: '', fields: [] }
    if (!/[\dA-Z]/i.test(scan.text[scan.at] ?? '')) scan.fail('a part')
  }
  const what = (['HEADER.FIELDS.NOT', 'HEADER.FIELDS', 'HEADER', 'TEXT', 'MIME'] as const).find((one) => scan.take(one))
  if (!what) return path.length === 0 ? { path, what: '', fields: [] } : scan.fail('a part')
  if (what === 'MIME' && path.length === 0) scan.fail('a part number')
  if (!what.startsWith('HEADER.')) return { path, what, fields: [] }
  scan.space()
  const fields = scan.list(() => scan.astring().toUpperCase())
  return fields.length > 0 ? { path, what, fields } : scan.fail('a field name')
}
