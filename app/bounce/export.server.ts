/** A sending service's export of its bounces: which column has the reply, and what each reply means. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { bounceOfReply } from '#checks/bounce/index.ts'
import type { BounceRecipient } from '#checks/report.ts'
import { mostRows, readTable, type Table, writeTable } from './csv.server.ts'
import { readTime } from './moment.server.ts'

/** The classes in the order they are shown. */
export type BounceClass = BounceRecipient['class']

export interface ExportLine {
  /** In the file, from 1. */
  row: number
  address: string
  reply: string
  class: BounceClass
  label: string
  action: BounceRecipient['action']
  sentence: string
}

export type Export =
  | {
      kind: 'table'
      /** The heading of the column with the reply, or its number. */
      column: string
      count: number
      /** Was there more than is read? */
      cut: boolean
      classes: { class: BounceClass; count: number }[]
      labels: { label: string; class: BounceClass; action: BounceRecipient['action']; sentence: string; count: number }[]
      lines: ExportLine[]
    }
  | { kind: 'which-column'; lines: string[]; columns: { value: number; name: string; example: string }[] }
  | { kind: 'empty' }

const shownLines = 50
const classOrder: BounceClass[] = ['hard', 'block', 'soft', 'unknown']
/** Rows judged before others have a turn. */
const atATime = 200

/** Reads an export. `asked`: the column a person chose, counted from 0. Never throws. */
export async function readExport(csv: string, asked?: number): Promise<Export> {
  const table = readTable(csv)
  const [first] = table.rows
  if (!first) return { kind: 'empty' }
  const column = asked ?? replyColumn(table)
  if (column === undefined || !(column in first)) return whichColumn(table, csv)
  const judged = await judge(table, column)
  const lines = judged.filter((one) => one !== undefined).map(lineOf)
  return {
    kind: 'table',
    column: hasHeading(table, column) ? (first[column] ?? '') : String(column + 1),
    count: lines.length,
    cut: table.rows.length === mostRows,
    classes: classOrder.map((name) => ({ class: name, count: lines.filter((one) => one.class === name).length })),
    labels: byLabel(lines),
    lines: lines.slice(0, shownLines),
  }
}

/** The same file, with class, label and action added. Undefined when no column has replies. */
export async function withMeanings(csv: string, asked?: number): Promise<string | undefined> {
  const table = readTable(csv)
  const column = asked ?? replyColumn(table)
  if (column === undefined || table.rows.length === 0) return undefined
  const judged = await judge(table, column)
  const width = Math.max(...table.rows.slice(0, 1000).map((row) => row.length))
  const rows = table.rows.map((row, index) => {
    const one = judged[index]?.one
    const added = one ? [one.class, one.label, one.action] : index === 0 ? ['class', 'label', 'action'] : ['', '', '']
    return [...row, ...Array<string>(Math.max(0, width - row.length)).fill(''), ...added]
  })
  return writeTable({ ...table, rows })
}

/** A row that has a reply. */
export interface JudgedRow {
  /** In the file, from 1. */
  row: number
  address: string
  reply: string
  /** When it happened, where a column tells: milliseconds since 1970. */
  at: number | undefined
  one: BounceRecipient
}

/** Every row with a reply, in full. Undefined when no column has replies. */
export async function judgedRows(csv: string, asked?: number): Promise<JudgedRow[] | undefined> {
  const table = readTable(csv)
  const column = asked ?? replyColumn(table)
  if (column === undefined || table.rows.length === 0) return undefined
  return (await judge(table, column)).filter((one) => one !== undefined)
}

/** What each row says; undefined for the headings and for rows without a reply. */
async function judge(table: Table, column: number): Promise<(JudgedRow | undefined)[]> {
  const start = hasHeading(table, column) ? 1 : 0
  const addresses = columnWhere(table, (cell) => /^[^\s@<>]{1,100}@[^\s@<>]{1,255}$/.test(cell))
  const times = columnWhere(table, (cell) => readTime(cell) !== undefined, /date|time|\bat\b|_at$|created|sent/i)
  const known = new Map<string, BounceRecipient>()
  const judged: (JudgedRow | undefined)[] = []
  for (const [index, row] of table.rows.entries()) {
    if (index % atATime === atATime - 1) await nextTurn()
    const reply = row[column] ?? ''
    const address = addresses === undefined ? '' : (row[addresses] ?? '')
    const one = index < start || reply.trim() === '' ? undefined : meaningOf(reply, address, known)
    const at = times === undefined ? undefined : readTime(row[times] ?? '')
    judged.push(one && { row: index + 1, address, reply, at, one })
  }
  return judged
}

function meaningOf(reply: string, address: string, known: Map<string, BounceRecipient>): BounceRecipient | undefined {
  const domain = address.slice(address.lastIndexOf('@') + 1)
  // Most replies repeat the address and are the same otherwise.
  const key = `${domain} ${reply.slice(0, 500).replaceAll(address || ' ', ' ')}`
  const one = known.get(key) ?? bounceOfReply(reply, domain).recipients[0]
  if (one) known.set(key, one)
  return one
}

const lineOf = ({ row, address, reply, one }: JudgedRow): ExportLine => ({
  ...{ row, address: address.slice(0, 200), reply: reply.slice(0, 300) },
  ...{ class: one.class, label: one.label, action: one.action, sentence: one.sentence },
})

function byLabel(lines: ExportLine[]) {
  const counts = new Map<string, { line: ExportLine; count: number }>()
  for (const line of lines) {
    const known = counts.get(line.label)
    if (known) known.count++
    else counts.set(line.label, { line, count: 1 })
  }
  return [...counts.values()]
    .sort((one, other) => other.count - one.count)
    .map(({ line: { label, class: name, action, sentence }, count }) => ({ label, class: name, action, sentence, count }))
}

const isReply = (cell: string): boolean =>
  /(?:^|[\s:'"(<#-])[245]\d\d[ -]|(?:^|[\s:'"(<#-])[245]\.\d\.\d/.test(` ${cell.slice(0, 500)} `)
const looked = 200

/** The column whose cells read like replies, when most of those that say anything do. The longest words win. */
function replyColumn(table: Table): number | undefined {
  return columnWhere(table, isReply, /reason|diagnos|response|reply|smtp|message|error|detail|description/i)
}

function columnWhere({ rows }: Table, fits: (cell: string) => boolean, named?: RegExp): number | undefined {
  const [first = [], ...rest] = rows.slice(0, looked)
  const sample = rest.length > 0 ? rest : [first]
  const scored = first.map((name, column) => {
    const cells = sample.map((row) => row[column] ?? '').filter((cell) => cell.trim() !== '')
    const share = cells.length === 0 ? 0 : cells.filter(fits).length / cells.length
    const length = cells.reduce((sum, cell) => sum + cell.length, 0) / Math.max(1, cells.length)
    return { column, share, length: length * (named?.test(name) ? 4 : 1) }
  })
  return scored.filter(({ share }) => share >= 0.5).sort((one, other) => other.length - one.length)[0]?.column
}

/** A first row that is no reply itself names the columns. */
function hasHeading({ rows }: Table, column: number): boolean {
  return rows.length > 1 && !isReply(rows[0]?.[column] ?? '') && !(rows[0] ?? []).some((cell) => cell.includes('@'))
}

function whichColumn({ rows }: Table, csv: string): Export {
  const [first = [], second = []] = rows
  return {
    kind: 'which-column',
    lines: csv
      .slice(0, 20_000)
      .split(/\r\n|\r|\n/)
      .slice(0, 3)
      .map((line) => line.slice(0, 400)),
    columns: first
      .slice(0, 50)
      .map((name, value) => ({ value, name: name.slice(0, 100), example: (second[value] ?? '').slice(0, 100) })),
  }
}
