/** What is asked of the database while something is done, and what each of those statements reads. */
import pg from 'pg'

export interface Statement {
  text: string
  values: unknown[]
}

/** Does something, and returns the reading statements that went to PostgreSQL from this process meanwhile, each once. */
export async function statementsOf(work: () => Promise<unknown>): Promise<Statement[]> {
  const seen = new Map<string, Statement>()
  const own = Object.getOwnPropertyDescriptor(pg.Client.prototype, 'query')
  const query = pg.Client.prototype.query as (...args: unknown[]) => unknown
  const listening = function (this: pg.Client, ...args: unknown[]) {
    const [asked] = args as [{ text?: string; values?: unknown[] } | string]
    const { text = '', values = [] } = typeof asked === 'string' ? { text: asked } : asked
    if (/^\s*(?:SELECT|WITH)\b/i.test(text)) seen.set(JSON.stringify([text, values]), { text, values })
    return query.apply(this, args)
  }
  Object.defineProperty(pg.Client.prototype, 'query', { ...own, value: listening })
  try {
    await work()
  } finally {
    Object.defineProperty(pg.Client.prototype, 'query', { ...own, value: query })
  }
  return [...seen.values()]
}

/** What a statement read. */
export interface Reading {
  /** Pages of eight KiB, from memory or disk. */
  blocks: number
  /** Rows that were taken from tables and indexes, with those that were thrown away at once. */
  rows: number
  /** Rows of each table that were thrown away because they did not fit. */
  inVain: Map<string, number>
  /** Tables that were read from end to end. */
  whole: Set<string>
  milliseconds: number
}

interface Node {
  'Node Type': string
  'Relation Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  'Shared Hit Blocks': number
  'Shared Read Blocks': number
  Plans?: Node[]
}

/** Runs a statement once more and says what it read. Partitions are counted as the table they are of. */
export async function readingOf(client: pg.Client, { text, values }: Statement): Promise<Reading> {
  const { rows } = await client.query(`EXPLAIN (ANALYZE, BUFFERS, TIMING off, FORMAT json) ${text}`, values)
  const [{ Plan: plan, 'Execution Time': milliseconds }] = rows[0]['QUERY PLAN'] as [{ Plan: Node; 'Execution Time': number }]
  const reading: Reading = {
    blocks: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'],
    rows: 0,
    inVain: new Map(),
    whole: new Set(),
    milliseconds,
  }
  walk(plan, reading)
  return reading
}

function walk(node: Node, reading: Reading): void {
  const table = node['Relation Name']?.replace(/_\d{4}_\d{2}$/, '')
  if (table !== undefined) {
    const removed = ((node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)) * node['Actual Loops']
    reading.rows += node['Actual Rows'] * node['Actual Loops'] + removed
    reading.inVain.set(table, (reading.inVain.get(table) ?? 0) + removed)
    if (node['Node Type'] === 'Seq Scan') reading.whole.add(table)
  }
  for (const one of node.Plans ?? []) walk(one, reading)
}
