/** Rubric `message-1`, the rows about the message itself. Read as the table of weights.ts. */
import type { Bucket, Weight } from './weights.ts'

const format = { bucket: 'format' } as const
const content = { bucket: 'content' } as const

/** Rows that take what their bucket says. */
function rows(weight: Weight<Bucket>, ...ids: string[]): Record<string, Weight<Bucket>> {
  return Object.fromEntries(ids.map((id) => [id, weight]))
}

export const formatWeights: Record<string, Weight<Bucket>> = {
  'header-from': { ...format, fail: 4 },
  'header-date': { ...format, fail: 4 },
  'header-message-id': { ...format, fail: 4 },
  'header-duplicate': { ...format, fail: 4 },
  'line-endings': { ...format, fail: 4 },
  ...rows(
    format,
    ...['from-name-deceptive', 'subject', 'header-to', 'header-reply-to', 'header-syntax', 'header-encoded-word', 'header-size'],
    ...['list-headers', 'precedence', 'sender-software', 'mime-structure', 'mime-type-mismatch', 'charset', 'transfer-encoding'],
    'line-length',
  ),
}

export const contentWeights: Record<string, Weight<Bucket>> = {
  'list-unsubscribe': { ...content, fail: 6, warn: 2, pool: 'unsubscribe' },
  'list-unsubscribe-one-click': { ...content, fail: 6, warn: 2, pool: 'unsubscribe' },
  'plain-text-part': content,
}
