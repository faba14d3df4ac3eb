/** An SPF tree, a line for each term, with the running total of look-ups. */
import type { SpfTreeNode } from '#checks/report.ts'
import { shown } from '../terminal.ts'

/** The lines of a tree. `indent` stands before each. */
export function treeLines({ domain, records, terms, more }: SpfTreeNode, indent: string): string[] {
  const left = more ? [`${indent}  … ${more} more`] : []
  const lines = terms.flatMap((term) => termLines(term, `${indent}  `))
  return [`${indent}${shown(domain)}   ${shown(recordOf(records))}`, ...lines, ...left]
}

function recordOf(records: string[]): string {
  if (records.length === 0) return 'no SPF record'
  return records.length === 1 ? (records[0] ?? '') : `${records.length} SPF records: none is used`
}

function termLines(
  { term, unused, skipped, lookups, total, voids, node }: SpfTreeNode['terms'][number],
  indent: string,
): string[] {
  const notes = [
    ...(lookups > 0 ? [`+${lookups} = ${total}`] : []),
    ...(unused ? ['never reached'] : []),
    ...(skipped ? [`not followed: ${skipped}`] : []),
    ...(voids ? [`nothing at ${shown(voids.join(', '))}`] : []),
  ]
  const line = `${indent}${shown(term)}${notes.length > 0 ? `   (${notes.join(', ')})` : ''}`
  return [line, ...(node ? treeLines(node, `${indent}  `) : [])]
}
