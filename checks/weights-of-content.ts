/** Rubric `message-1`, the rows about the message itself. Read as the table of weights.ts. */
import type { Bucket, Weight } from './weights.ts'

const format = { bucket: 'format' } as const
const content = { bucket: 'content' } as const

export const formatWeights: Record<string, Weight<Bucket>> = {
  'header-from': { ...format, fail: 4 },
  'header-date': { ...format, fail: 4 },
  'header-message-id': { ...format, fail: 4 },
}

export const contentWeights: Record<string, Weight<Bucket>> = {
  'list-unsubscribe': { ...content, fail: 6, warn: 2, pool: 'unsubscribe' },
  'list-unsubscribe-one-click': { ...content, fail: 6, warn: 2, pool: 'unsubscribe' },
  'plain-text-part': content,
}
