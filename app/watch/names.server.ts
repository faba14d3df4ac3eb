/**
 * Reads pasted domains: one a line, CSV of client, domain and tag, or a table whose head names these among others, as the file of the table is.
 * What is no domain is told with its line, and nothing else is lost.
 */
import { readTable } from '../bounce/csv.server.ts'
import { readTyped } from '../scan/typed.server.ts'

export interface PastedDomain {
  name: string
  /** The name of the client's project; '' when none is said. */
  client: string
  tags: string[]
}

export interface Refused {
  /** From 1. */
  line: number
  text: string
  say: string
}

export interface Pasted {
  domains: PastedDomain[]
  refused: Refused[]
  /** Said more than once. */
  doubles: number
}

const mostPasted = 500
const longestTag = 40

/** A head line is passed over; the first field that is a domain is the domain, what stands before it the client, what stands behind it tags. */
export function readPasted(given: string): Pasted {
  const text = given.replace(/^\uFEFF/, '')
  const columns = columnsOf(text)
  return columns ? readColumns(text, columns) : readLines(text)
}

function readLines(text: string): Pasted {
  const lines = text.split(/\r\n|\r|\n/)
  const isFilled = (line: string, index: number) => line.trim() !== '' && !(index === 0 && isHead(line))
  return gathered(
    lines.flatMap((line, index) =>
      isFilled(line, index) ? { line: index + 1, text: line.trim(), read: () => readLine(line) } : [],
    ),
  )
}

interface Given {
  /** From 1. */
  line: number
  text: string
  read(): PastedDomain | { say: string }
}

function gathered(given: Given[]): Pasted {
  const pasted: Pasted = { domains: [], refused: [], doubles: 0 }
  const known = new Set<string>()
  for (const { line, text, read } of given) {
    if (known.size >= mostPasted) {
      pasted.refused.push({ line, text: '', say: `At most ${mostPasted} at a time; from here on nothing was read.` })
      break
    }
    const one = read()
    if ('say' in one) pasted.refused.push({ line, text: text.slice(0, 100), say: one.say })
    else if (known.has(one.name)) pasted.doubles += 1
    else {
      known.add(one.name)
      pasted.domains.push(one)
    }
  }
  return pasted
}

const isHead = (line: string): boolean => /(^|[,;\t])\s*"?domain"?\s*($|[,;\t])/i.test(line)

interface Columns {
  domain: number
  /** -1 where there is none. */
  client: number
  tags: number
}

/** Where a head says that they stand; undefined without one, and of one that has nothing else. */
function columnsOf(text: string): Columns | undefined {
  const [first = ''] = text.split(/[\r\n]/, 1)
  if (!isHead(first)) return undefined
  const heads = (readTable(first).rows[0] ?? []).map((head) => head.trim().toLowerCase())
  const placeOf = (...names: string[]) => heads.findIndex((head) => names.includes(head))
  const columns = { domain: placeOf('domain'), client: placeOf('client', 'project'), tags: placeOf('tags', 'tag') }
  return heads.every((_, place) => Object.values(columns).includes(place)) ? undefined : columns
}

function readColumns(text: string, columns: Columns): Pasted {
  // What a spreadsheet would have taken for a formula was written with a mark before it.
  const cell = (row: string[], place: number) => (row[place] ?? '').trim().replace(/^'(?=[=+\-@＝＋－＠])/, '')
  const [, ...rows] = readTable(text).rows
  return gathered(
    rows.map((row, index) => ({
      ...{ line: index + 2, text: row.join(',') },
      read: () => {
        const read = readTyped(cell(row, columns.domain))
        if (!('domain' in read)) return { say: read.say }
        return { name: read.domain, client: cell(row, columns.client), tags: tagsOf(cell(row, columns.tags).split(/[\s,;]+/)) }
      },
    })),
  )
}

function readLine(line: string): PastedDomain | { say: string } {
  const fields = line.split(/[,;\t]/).map((field) =>
    field
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .trim(),
  )
  const reads = fields.map((field) => readTyped(field))
  const at = reads.findIndex((read) => 'domain' in read)
  const found = reads[at]
  if (!found || !('domain' in found)) {
    const [first] = reads
    return { say: first && 'say' in first ? first.say : 'There is no domain in this line.' }
  }
  const tags = fields.slice(at + 1).flatMap((field) => field.split(/\s+/))
  return { name: found.domain, client: fields.slice(0, at).join(' ').trim(), tags: tagsOf(tags) }
}

/** Tags as they are kept: lower case, without spaces, each once. */
export const tagsOf = (given: string[]): string[] => [
  ...new Set(
    given.map((tag) => tag.trim().toLowerCase().slice(0, longestTag)).filter((tag) => tag !== '' && !/\p{Cc}/u.test(tag)),
  ),
]
