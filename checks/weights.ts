/**
 * What each finding takes away, of 100 points (checks catalogue, appendix D), by two rubrics: of a mail (`message-1`, here) and of a domain
 * (`domain-1`, in weights-of-domain.ts). Their numbers mean different things and are never compared.
 *
 * A bucket loses at most what it is worth, however many of its rows are bad. A row takes its own figure where one is given (`codes` before
 * `fail` and `warn`), else its bucket's. The order of the rows is the order in which their fixes are offered when one cause stands behind
 * several: what can be done comes before what follows from it.
 */
import { contentWeights, engineWeights, formatWeights } from './weights-of-content.ts'
import { domainBuckets, domainWeights } from './weights-of-domain.ts'

export interface Rubric {
  id: 'message-1' | 'domain-1'
  buckets: Readonly<Record<string, BucketWeight>>
  weights: Readonly<Record<string, Weight>>
  /** The row's place in the table: ties are broken by it, never by the order findings come in. */
  places: ReadonlyMap<string, number>
  /** The most each row could take away. */
  largest: ReadonlyMap<string, number>
  /** Rows of the buckets that take the place of others. */
  engines: ReadonlySet<string>
}

export type Bucket = 'authentication' | 'host' | 'reputation' | 'format' | 'content' | 'engine' | 'path' | 'mx'

export interface BucketWeight {
  /** The section whose rows show it, unless the row names another. */
  section: string
  of: number
  fail: number
  warn: number
  /** What these buckets are worth where something of this one is known. */
  replaces?: Readonly<Record<string, number>>
}

export const buckets: Record<Bucket, BucketWeight> = {
  authentication: { section: 'authentication', of: 40, fail: 5, warn: 1 },
  host: { section: 'host', of: 14, fail: 3, warn: 1 },
  reputation: { section: 'reputation', of: 24, fail: 12, warn: 1 },
  format: { section: 'message', of: 8, fail: 2, warn: 1 },
  content: { section: 'message', of: 12, fail: 2, warn: 1 },
  engine: { section: 'message', of: 10, fail: 10, warn: 4, replaces: { format: 4, content: 6 } },
  path: { section: 'path', of: 1, fail: 1, warn: 0.5 },
  mx: { section: 'replies', of: 1, fail: 4, warn: 1.5 },
}

export interface Weight<Name extends string = string> {
  bucket: Name
  /** Where it is shown, when that is not the section of its bucket. */
  section?: string
  fail?: number
  warn?: number
  codes?: Record<string, number>
  /** Rows that together take no more than this one's figure. */
  pool?: 'unsubscribe'
  /**
   * Whose record it judges. A record at a domain the sender does not run is shown without deduction: of `from`, a mailbox provider's; of
   * `return-path`, a sending service's too.
   */
  record?: 'from' | 'return-path' | 'signer'
  /** Never scored. */
  shown?: true
}

const authentication = { bucket: 'authentication' } as const
const host = { bucket: 'host' } as const
const path = { bucket: 'path' } as const
const pathScored = [
  'sender-session',
  'received-chain',
  'hop-count',
  'hop-delay',
  'hop-time-skew',
  'hop-tls',
  'hop-submission',
  'greylist-retry',
]
const pathShown = ['hop-origin-exposed', 'sender-ipv6-capability', 'sender-tls-policy']

export const weights: Record<string, Weight<Bucket>> = {
  'from-domain': { ...authentication, fail: 10 },
  'dkim-key-missing': { ...authentication, record: 'signer' },
  'dkim-key-alias': { ...authentication, record: 'signer' },
  'dkim-key-revoked': { ...authentication, record: 'signer' },
  'dkim-key-syntax': { ...authentication, record: 'signer' },
  'dkim-key-truncated': { ...authentication, record: 'signer' },
  'dkim-key-length': { ...authentication, fail: 15, warn: 1, record: 'signer' },
  'dkim-body-hash': authentication,
  'dkim-header-signature': authentication,
  'dkim-signature-expired': authentication,
  'dkim-signature-algorithm': { ...authentication, fail: 10, warn: 8 },
  'dkim-headers-unsigned': { ...authentication, fail: 15, warn: 2 },
  'dkim-identity': authentication,
  'dkim-alignment': { ...authentication, warn: 4 },
  'dkim-signature': { ...authentication, fail: 15 },
  'spf-record': { ...authentication, record: 'return-path' },
  'spf-syntax': { ...authentication, record: 'return-path' },
  'spf-macro': { ...authentication, record: 'return-path' },
  'spf-size': { ...authentication, record: 'return-path' },
  'spf-lookups': { ...authentication, record: 'return-path' },
  'spf-void-lookups': { ...authentication, record: 'return-path' },
  'spf-include-missing': { ...authentication, record: 'return-path' },
  'spf-include-takeover': { ...authentication, record: 'return-path' },
  'spf-include-loop': { ...authentication, record: 'return-path' },
  'spf-all': { ...authentication, record: 'return-path' },
  'spf-after-all': { ...authentication, record: 'return-path' },
  'spf-ptr': { ...authentication, record: 'return-path' },
  'spf-helo': authentication,
  'spf-result': { ...authentication, fail: 12, codes: { none: 10, softfail: 8, neutral: 6 } },
  'spf-alignment': authentication,
  'return-path': { ...authentication, fail: 10 },
  'envelope-alignment': authentication,
  'dkim-test-mode': { ...authentication, record: 'signer' },
  'dkim-body-length': { ...authentication, fail: 4, warn: 2 },
  'dkim-signature-count': authentication,
  'dkim-canonicalization': authentication,
  'dkim-oversigned': authentication,
  'dkim-replay-risk': authentication,
  'dmarc-record': { ...authentication, codes: { missing: 10 }, record: 'from' },
  'dmarc-multiple': { ...authentication, record: 'from' },
  'dmarc-syntax': { ...authentication, record: 'from' },
  'dmarc-policy': { ...authentication, warn: 3, record: 'from' },
  'dmarc-test-mode': { ...authentication, record: 'from' },
  'dmarc-rua': { ...authentication, record: 'from' },
  'dmarc-subdomain-applied': authentication,
  'arc-chain': authentication,
  'arc-rescue': authentication,
  'auth-results-forged': authentication,
  'dmarc-result': { ...authentication, fail: 25 },
  'ptr-missing': { ...host, fail: 14 },
  fcrdns: { ...host, fail: 10 },
  'ptr-generic': { ...host, warn: 3 },
  'helo-syntax': { ...host, fail: 4 },
  'helo-resolves': host,
  'helo-ptr-match': host,
  'ip-family': host,
  'ip-shared-pool': host,
  'tls-sender': { ...host, fail: 6 },
  'blocklist-ip-major': { bucket: 'reputation', fail: 12, codes: { 'listed-spamhaus': 24 } },
  'blocklist-domain-own': { bucket: 'reputation', fail: 20, warn: 6 },
  'blocklist-ip-policy': { bucket: 'reputation', fail: 18 },
  'blocklist-domain-link': { bucket: 'reputation', fail: 14 },
  'blocklist-ip-minor': { bucket: 'reputation', fail: 5, warn: 2 },
  'blocklist-ip-range': { bucket: 'reputation', warn: 2 },
  allowlist: { bucket: 'reputation', shown: true },
  'list-coverage': { bucket: 'reputation', shown: true },
  ...formatWeights,
  ...contentWeights,
  ...engineWeights,
  ...Object.fromEntries(pathScored.map((id) => [id, path])),
  ...Object.fromEntries(pathShown.map((id) => [id, { ...path, shown: true } as const])),
  'mx-record': { bucket: 'mx', fail: 20, record: 'from' },
  'mx-self-loop': { bucket: 'mx', record: 'from' },
}

export const messageRubric = rubricOf('message-1', buckets, weights)
export const domainRubric = rubricOf('domain-1', domainBuckets, domainWeights)

/** A rubric from its tables, with what follows from them. */
export function rubricOf(id: Rubric['id'], buckets: Rubric['buckets'], weights: Rubric['weights']): Rubric {
  const ids = Object.keys(weights)
  return {
    id,
    buckets,
    weights,
    places: new Map(ids.map((id, index) => [id, index])),
    largest: new Map(ids.map((id) => [id, largestIn({ weights, buckets }, id)])),
    engines: new Set(ids.filter((id) => buckets[weights[id]?.bucket ?? '']?.replaces)),
  }
}

/** Nothing can be proven for a From that nobody can read, or that does not exist. */
const senderless = ['from-domain several', 'from-domain unparsable', 'from-domain nonexistent']

/**
 * Findings, all or with one code, that count towards the score but that nobody can mend directly: they go when one of these problems,
 * again all or with one code, is mended.
 */
export const follows: Record<string, string[]> = {
  'dkim-signature missing': senderless,
  'dmarc-result': [...senderless, 'dkim-alignment', 'dkim-signature', 'spf-alignment'],
  fcrdns: ['ptr-missing'],
  'spf-result permerror': [
    ...['spf-record', 'spf-syntax', 'spf-macro', 'spf-lookups', 'spf-void-lookups', 'spf-include-missing'],
    ...['spf-include-takeover', 'spf-include-loop'],
  ],
}

/** Points that everything broken by forwarding takes together, when DMARC fails for it. */
export const forwardingDeduction = 12

/** What a finding takes away, before causes are shared and sections capped. */
export function deductionOf(id: string, verdict: string, code: string, { weights, buckets } = messageRubric): number {
  const weight = weights[id]
  if (!weight || weight.shown || (verdict !== 'fail' && verdict !== 'warn')) return 0
  return weight.codes?.[code] ?? weight[verdict] ?? buckets[weight.bucket]?.[verdict] ?? 0
}

/** The most a row could take away: how much it weighs in the coverage. */
export function largestDeduction(id: string, { largest } = messageRubric): number {
  return largest.get(id) ?? 0
}

function largestIn({ weights, buckets }: Pick<Rubric, 'weights' | 'buckets'>, id: string): number {
  const weight = weights[id]
  const bucket = weight && buckets[weight.bucket]
  if (!bucket || weight.shown) return 0
  const own = [weight.fail ?? bucket.fail, weight.warn ?? bucket.warn, ...Object.values(weight.codes ?? {})]
  return Math.min(bucket.of, Math.max(...own))
}
