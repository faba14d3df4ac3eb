/** A comparison in one sentence. */
import { count } from '../ui/count.ts'
import type { Comparison } from './page.server.ts'

/** "3 things changed, 1 matters." Findings that only follow from another difference are not counted. */
export function sentenceOf({ matters, receivers, others, ways, records, fields, content }: Comparison): string {
  const things = matters.length + ways.length + records.length + fields.length + content.length
  if (things === 0 && receivers.length + others.length > 0) return 'Nothing that matters has changed between these two.'
  if (things === 0) return 'Nothing we check has changed between these two.'
  const grave = matters.length === 0 ? 'none matters' : `${matters.length} ${matters.length === 1 ? 'matters' : 'matter'}`
  return `${count(things, 'thing')} changed, ${grave}.`
}
