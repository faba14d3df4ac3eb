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

const unsubscribing = { ...content, fail: 6, warn: 2, pool: 'unsubscribe' } as const
const shown = { ...content, shown: true } as const

export const contentWeights: Record<string, Weight<Bucket>> = {
  'list-unsubscribe': unsubscribing,
  'list-unsubscribe-one-click': unsubscribing,
  'unsubscribe-host': unsubscribing,
  'unsubscribe-link': unsubscribing,
  'attachment-dangerous': { ...content, fail: 8 },
  'image-ratio': { ...content, fail: 8, warn: 2 },
  'link-mismatch': { ...content, fail: 6 },
  'link-suspicious': { ...content, fail: 6 },
  'html-active': { ...content, fail: 6 },
  'link-broken': { ...content, fail: 3 },
  'merge-tags': { ...content, fail: 3 },
  ...rows(
    content,
    ...['plain-text-part', 'html-size', 'message-size', 'html-validity', 'html-hidden-text', 'html-client-support', 'image-alt'],
    ...['image-source', 'image-weight', 'link-insecure', 'link-shortener', 'link-count', 'link-domain-related'],
  ),
  ...rows(shown, 'preheader', 'html-dark-mode', 'tracking-pixel', 'test-send', 'postal-address', 'language'),
}

/** The spam filters of whoever runs this Seedbed. */
export const engineWeights: Record<string, Weight<Bucket>> = rows({ bucket: 'engine' }, 'spamassassin-score', 'rspamd-score')
