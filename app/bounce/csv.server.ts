/**
 * Tables with commas (RFC 4180), as sending services export their bounces: read, and written again with what each refusal means.
 *
 * A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula and runs it, and whoever writes the reply of a mail server
 * writes such a cell into somebody's export. What is written here begins with none.
 */

export interface Table {
  separator: string
  rows: string[][]
}

const separators = [',', ';', '\t', '|']
/** More than this is not read. */
export const mostRows = 100_000
const mostColumns = 200

/** Reads a table; the separator is the one that cuts the first line into most cells. Never throws. */
export function readTable(given: string): Table {
  const text = given.replace(/^\uFEFF/, '')
  const first = /^[^\r\n]*/.exec(text)?.[0] ?? ''
  const cells = (separator: string) => first.split(separator).length
  const separator = separators.reduce((best, one) => (cells(one) > cells(best) ? one : best), ',')
  return { separator, rows: [...rowsOf(text, separator)] }
}

function* rowsOf(text: string, separator: string): Generator<string[]> {
  const state = { at: 0, count: 0 }
  while (state.at < text.length && state.count < mostRows) {
    const row: string[] = []
    let more = true
    while (more) {
      const { cell, next } = text[state.at] === '"' ? quoted(text, state.at, separator) : plain(text, state.at, separator)
      if (row.length < mostColumns) row.push(cell)
      more = text[next] === separator
      state.at = more ? next + 1 : afterLine(text, next)
    }
    if (row.length === 1 && row[0] === '') continue
    state.count++
    yield row
  }
}

interface Cell {
  cell: string
  /** Where the cell ends: at a separator, a line end, or the end. */
  next: number
}

function plain(text: string, at: number, separator: string): Cell {
  let next = at
  while (next < text.length && text[next] !== separator && text[next] !== '\n' && text[next] !== '\r') next++
  return { cell: text.slice(at, next), next }
}

/** From one quote to the next that is not doubled. */
function quoted(text: string, at: number, separator: string): Cell {
  let end = at + 1
  while (end < text.length) {
    end = text.indexOf('"', end)
    if (end < 0) end = text.length
    if (text[end + 1] !== '"') break
    end += 2
  }
  const cell = text.slice(at + 1, end).replaceAll('""', '"')
  const rest = plain(text, Math.min(end + 1, text.length), separator)
  return { cell: cell + rest.cell, next: rest.next }
}

const afterLine = (text: string, at: number): number => at + (text.startsWith('\r\n', at) ? 2 : 1)

/** Writes a table; safe to open in a spreadsheet. */
export function writeTable({ separator, rows }: Table): string {
  return rows.map((row) => `${row.map((cell) => written(cell, separator)).join(separator)}\r\n`).join('')
}

function written(cell: string, separator: string): string {
  const safe = /^\s*[=+\-@＝＋－＠\t\r]/.test(cell) && !/^[+-]?\d+(?:[.,]\d+)?$/.test(cell) ? `'${cell}` : cell
  return safe.includes(separator) || /["\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
