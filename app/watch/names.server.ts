/** Reads pasted domains: one a line, or CSV of client, domain and tag. What is no domain is told with its line, and nothing else is lost. */
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
export function readPasted(text: string): Pasted {
  const pasted: Pasted = { domains: [], refused: [], doubles: 0 }
  const known = new Set<string>()
  const lines = text.split(/\r\n|\r|\n/)
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '' || (index === 0 && isHead(line))) continue
    if (known.size >= mostPasted) {
      pasted.refused.push({ line: index + 1, text: '', say: `At most ${mostPasted} at a time; from here on nothing was read.` })
      break
    }
    const read = readLine(line)
    if ('say' in read) pasted.refused.push({ line: index + 1, text: line.trim().slice(0, 100), say: read.say })
    else if (known.has(read.name)) pasted.doubles += 1
    else {
      known.add(read.name)
      pasted.domains.push(read)
    }
  }
  return pasted
}

const isHead = (line: string): boolean => /(^|[,;\t])\s*"?domain"?\s*($|[,;\t])/i.test(line)

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
