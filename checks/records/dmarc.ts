/**
 * DMARC policy records: `v=DMARC1; p=reject; rua=mailto:dmarc@example.com` (RFC 9989 §4.7, §4.8).
 *
 * A text counts as a DMARC record when it begins with exactly that version; everything else at `_dmarc` is discarded before anything is
 * read. Without a valid `p` (or with an invalid `sp` or `np`) a record that asks for reports acts as `p=none`, any other is not processed
 * at all (§4.10.1). `pct`, `rf` and `ri` of RFC 7489 no longer exist.
 */
import { type Problem, readTags, type Tag, tagValue } from './tags.ts'
import { keptByText } from './kept.ts'

export type Policy = 'none' | 'quarantine' | 'reject'

/** A destination of `rua` or `ruf` (RFC 9989 §4.6). */
export interface ReportUri {
  text: string
  valid: boolean
  /** Lower case, '' when there is none. */
  scheme: string
  /** Of a valid mailto URI, decoded. `domain` is lower case. */
  address: string
  domain: string
  /** The obsolete limit, `!10m`, when it carries one (RFC 7489 §6.2). */
  size: string | undefined
}

export type DmarcProblem =
  | 'separator'
  | 'duplicate-tag'
  | 'bad-policy'
  | 'policy-missing'
  | 'bad-value'
  | 'policy-not-second'
  | 'unknown-tag'

export interface DmarcRecord {
  text: string
  tags: Tag[]
  /** As published; undefined when absent or invalid. */
  p: Policy | undefined
  sp: Policy | undefined
  np: Policy | undefined
  adkim: 'r' | 's'
  aspf: 'r' | 's'
  psd: 'y' | 'n' | 'u'
  /** `t=y`: receivers take the policy back one level. */
  testing: boolean
  rua: ReportUri[]
  ruf: ReportUri[]
  /** Removed tags that still stand in it: pct, rf, ri. */
  obsolete: Tag[]
  problems: Problem<DmarcProblem>[]
  /** False: receivers do no DMARC processing with this record. */
  processed: boolean
  /** It is processed, but only as `p=none`, because its policy cannot be read (§4.10.1). */
  onlyMonitors: boolean
}

/** Is this text a DMARC record? What is not, is discarded (RFC 9989 §4.10 step 2). */
export function isDmarc(text: string): boolean {
  return /^[vV][ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)/.test(text)
}

/** Was this text meant to be a DMARC record? `v=dmarc1; p=none`, ` v=DMARC1`, `DMARC1; p=none`, `v=DMARC1, p=none`. */
export function looksLikeDmarc(text: string): boolean {
  return /^\W{0,9}(?:v\W{0,9}=?\W{0,9})?dmarc/i.test(text)
}

const knownTags = ['v', 'p', 'sp', 'np', 'rua', 'ruf', 'adkim', 'aspf', 'fo', 'psd', 't']
const obsoleteTags = ['pct', 'rf', 'ri']
const policies: readonly string[] = ['none', 'quarantine', 'reject'] satisfies Policy[]

/** Which values the tags with few values may have. Their default is used for anything else (§4.7). */
const plainValues: Record<string, RegExp> = {
  adkim: /^[rs]$/i,
  aspf: /^[rs]$/i,
  psd: /^[ynu]$/i,
  t: /^[yn]$/i,
  fo: /^[01ds](?:[ \t]*:[ \t]*[01ds])*$/i,
}

/** Reads a text that begins with `v=DMARC1`. Everything wrong with it is in `problems`. */
export const readDmarc: (text: string) => DmarcRecord = keptByText(readRecord, { most: 200, longest: 2048 })

function readRecord(text: string): DmarcRecord {
  const { tags, problems: shape } = readTags(text)
  const value = (name: string) => tagValue(tags, name)
  const plain = (name: string) => (plainValues[name]?.test(value(name) ?? '') ? value(name)?.toLowerCase() : undefined)
  const rua = readUris(value('rua'))
  const problems = [...shape.map(fromShape), ...tags.flatMap(tagProblem), ...policyProblems(tags)]
  const has = (problem: DmarcProblem) => problems.some((one) => one.problem === problem)
  // Also of a policy that swallowed the next tag: what it says is no policy (§4.10.1).
  const policyUnclear = has('policy-missing') || tags.some((tag) => isPolicy(tag) && !readPolicy(tag.value))
  const reportable = rua.some((uri) => uri.valid)
  return {
    text,
    tags,
    p: readPolicy(value('p')),
    sp: readPolicy(value('sp')),
    np: readPolicy(value('np')),
    adkim: plain('adkim') === 's' ? 's' : 'r',
    aspf: plain('aspf') === 's' ? 's' : 'r',
    psd: (plain('psd') ?? 'u') as DmarcRecord['psd'],
    testing: plain('t') === 'y',
    rua,
    ruf: readUris(value('ruf')),
    obsolete: tags.filter((tag) => obsoleteTags.includes(tag.name)),
    problems,
    processed: isDmarc(text) && !has('duplicate-tag') && (!policyUnclear || reportable),
    onlyMonitors: policyUnclear && reportable,
  }
}

function readPolicy(value: string | undefined): Policy | undefined {
  const policy = value?.toLowerCase() ?? ''
  return policies.includes(policy) ? (policy as Policy) : undefined
}

function isPolicy({ name }: Tag): boolean {
  return name === 'p' || name === 'sp' || name === 'np'
}

function fromShape({ problem, column, found }: Problem<'duplicate-tag' | 'not-a-tag'>): Problem<DmarcProblem> {
  return { problem: problem === 'duplicate-tag' ? problem : 'bad-value', column, found }
}

/** A value that swallowed the next tag, because a comma or nothing stands where `;` should. */
const swallowed = /[\s,](?:v|p|sp|np|rua|ruf|adkim|aspf|fo|psd|t|pct|rf|ri)[ \t]{0,9}=/i

function tagProblem(tag: Tag): Problem<DmarcProblem>[] {
  const at = (problem: DmarcProblem) => [{ problem, column: tag.column, found: `${tag.name}=${tag.value}` }]
  if (swallowed.test(tag.value)) return at('separator')
  if (isPolicy(tag)) return readPolicy(tag.value) ? [] : at('bad-policy')
  if (obsoleteTags.includes(tag.name)) return []
  if (!knownTags.includes(tag.name)) return at('unknown-tag')
  const plain = plainValues[tag.name]
  return plain && !plain.test(tag.value) ? at('bad-value') : []
}

function policyProblems(tags: Tag[]): Problem<DmarcProblem>[] {
  const index = tags.findIndex((tag) => tag.name === 'p')
  const tag = tags[index]
  if (!tag) return [{ problem: 'policy-missing', column: 1, found: '' }]
  return index > 1 ? [{ problem: 'policy-not-second', column: tag.column, found: `p=${tag.value}` }] : []
}

/** The destinations of `rua` or `ruf`, in order. */
export function readUris(value: string | undefined): ReportUri[] {
  return (value ?? '')
    .split(',')
    .map((text) => text.trim())
    .filter((text, _, all) => text !== '' || all.length > 1)
    .map(readUri)
}

function readUri(text: string): ReportUri {
  const [, size] = /!(\d{1,20}[kmgt]?)$/i.exec(text) ?? []
  const uri = size === undefined ? text : text.slice(0, -size.length - 1)
  const scheme = /^([a-z][a-z0-9+.-]*):./i.exec(uri)?.[1]?.toLowerCase() ?? ''
  const bad: ReportUri = { text, valid: false, scheme, address: '', domain: '', size }
  if (scheme === '' || /[\s!<>"]/.test(uri)) return bad
  if (scheme !== 'mailto') return { ...bad, valid: true }
  const address = decode(uri.slice('mailto:'.length).replace(/\?.*$/, ''))
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase()
  const valid = address.lastIndexOf('@') > 0 && /^[^\s.@]+(?:\.[^\s.@]+)+$/.test(domain)
  return valid ? { ...bad, valid, address, domain } : bad
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
