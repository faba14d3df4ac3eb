/**
 * A header, field by field, with the place of each: FETCH gives parts of it back as they stand. One character is one octet. What is no field
 * belongs to the field above it, as everywhere in this house.
 */

export interface Field {
  /** In upper case. */
  name: string
  start: number
  valueStart: number
  /** After its last line break. */
  end: number
}

export interface Header {
  fields: Field[]
  /** Of the first octet after the empty line; the end when there is none. */
  bodyStart: number
  /** Did an empty line end it? */
  closed: boolean
}

const mostFields = 5000

/** Reads the header that stands from `start` on, to `end` at most. `stops`: a line (its start and end) at which the header is over all the same. */
export function readHeader(text: string, start: number, end: number, stops?: (start: number, end: number) => boolean): Header {
  const fields: Field[] = []
  let at = start
  while (at < end) {
    const found = text.indexOf('\n', at)
    const next = found < 0 || found >= end ? end : found + 1
    const first = text.charCodeAt(at)
    if (first === 10 || (first === 13 && next === at + 2 && text.charCodeAt(at + 1) === 10))
      return { fields, bodyStart: next, closed: true }
    if (stops && first === 45 && stops(at, next)) return { fields, bodyStart: at, closed: false }
    const field = first === 32 || first === 9 || fields.length >= mostFields ? null : fieldAt(text, at, next)
    const above = fields.at(-1)
    if (field) fields.push(field)
    else if (above) above.end = next
    at = next
  }
  return { fields, bodyStart: end, closed: false }
}

/** RFC 5322 §3.6.8: printable ASCII without the colon; §4.5 lets white space stand before the colon. */
function fieldAt(text: string, start: number, end: number): Field | null {
  let at = start
  while (at < end && text.charCodeAt(at) > 32 && text.charCodeAt(at) < 127 && text[at] !== ':') at++
  const nameEnd = at
  while (text[at] === ' ' || text[at] === '\t') at++
  if (nameEnd === start || at >= end || text[at] !== ':') return null
  return { name: text.slice(start, nameEnd).toUpperCase(), start, valueStart: at + 1, end }
}

/** The value of the first field of this name, unfolded, without white space around it; undefined when there is none. `name` in upper case. */
export function fieldValue(text: string, fields: readonly Field[], name: string): string | undefined {
  const field = fields.find((one) => one.name === name)
  return field && unfolded(text, field)
}

const longestValue = 64 * 1024

export function unfolded(text: string, { valueStart, end }: Field): string {
  return text
    .slice(valueStart, Math.min(end, valueStart + longestValue))
    .replaceAll(/\r?\n/g, '')
    .trim()
}
