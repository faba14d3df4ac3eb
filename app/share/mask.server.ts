/**
 * What a link leaves out of a report. Evidence is what the world said, so it may quote the body or name a recipient anywhere: whatever reads
 * the body loses its quotations, and every way to write a recipient is masked in all that remains.
 */
import { bounceOfMail } from '#checks/bounce/index.ts'
import { readAddresses } from '#checks/records/addresses.ts'
import { fieldsNamed, readHeader } from '#checks/records/headers.ts'
import type { Report, ReportFinding, ReportWords } from '#checks/report.ts'

const ofRecipients = [
  ...['to', 'cc', 'bcc', 'delivered-to', 'x-original-to', 'envelope-to', 'apparently-to', 'x-envelope-to', 'x-rcpt-to'],
  ...['resent-to', 'resent-cc', 'resent-bcc', 'x-delivered-to', 'x-forwarded-to', 'original-recipient', 'final-recipient'],
]
const headerOctets = 256 * 1024
const mostRecipients = 200

/** The addresses a mail was sent to: in its envelope, in its header, and those a bounce speaks of. */
export function recipientsOf(octets: Buffer, recipient: string): string[] {
  const { fields } = readHeader(octets.subarray(0, headerOctets).toString('latin1'))
  const named = ofRecipients.flatMap((name) => fieldsNamed(fields, name)).flatMap(({ value }) => readAddresses(value))
  const traced = fieldsNamed(fields, 'received').map(
    ({ value }) => /\bfor\s+<?([^\s<>;]{1,320}@[^\s<>;]{1,255})>?/i.exec(value)?.[1],
  )
  const bounced = bounceOfMail(octets).recipients.map(({ address }) => address)
  const all = [recipient, ...named.map(({ address }) => address), ...traced, ...bounced]
  return [...new Set(all.flatMap((one) => (one?.includes('@') ? [one.toLowerCase()] : [])))].slice(0, mostRecipients)
}

export type Mask = (text: string) => string

const another = '(recipient)'

/** Masks these addresses however they are written: in a URL, in a bounce address (`you=example.com`), with or without hyphens, in base64. */
export function maskOf(addresses: string[]): Mask {
  const patterns = [...addresses].sort((a, b) => b.length - a.length).map(patternOf)
  if (patterns.length === 0) return (text) => text
  const any = new RegExp(patterns.join('|'), 'gi')
  return (text) => text.replace(any, another)
}

/** A local part this long is nobody's word: without its domain too it names the recipient, as a seed does. */
const telling = 12

function patternOf(address: string): string {
  const at = address.lastIndexOf('@')
  const [local, domain] = [address.slice(0, at), address.slice(at + 1)]
  const spelled = [...local.replaceAll('-', '')].map((character) => `${escaped(character)}-?`).join('')
  const plain = `${spelled}(?:@|%40|=40|=)${escaped(domain)}`
  const whole = `${plain}|${escaped(encoded(address))}`
  return local.replaceAll('-', '').length >= telling ? `${whole}|${spelled}` : `(?<![\\w.])(?:${whole})`
}

/** As a link that remembers its reader carries it. The last characters depend on what follows. */
const encoded = (address: string): string =>
  Buffer.from(address)
    .toString('base64url')
    .slice(0, Math.floor((Buffer.byteLength(address) * 4) / 3))

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')

/** Every text in a value, masked. */
export function masked<Value>(value: Value, mask: Mask): Value {
  if (typeof value === 'string') return mask(value) as Value & string
  if (Array.isArray(value)) return value.map((one) => masked(one, mask)) as Value & unknown[]
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, masked(inner, mask)])) as Value
}

/** Rows of the section about the message that look at its header alone. */
const ofHeader =
  /^(header-.*|subject|from-name-deceptive|list-headers|list-unsubscribe(-one-click)?|precedence|sender-software|line-endings|line-length)$/
/** Rows elsewhere that quote the body. */
const quotesBody = new Set(['blocklist-domain-link', 'link-broken', 'merge-tags'])

const readsBody = ({ id, section }: ReportFinding): boolean =>
  quotesBody.has(id) || section === 'bounce' || (section === 'message' && !ofHeader.test(id))

/** The report without what its rows quote from the body, nor links, codes and texts found there. */
export function withoutBody(report: Report): Report {
  const quiet = new Map<string, ReportWords>()
  const findings = report.findings.map((finding) => {
    if (!readsBody(finding)) return finding
    const explanation = unquoted(finding.explanation)
    quiet.set(finding.explanation.text, explanation)
    const fix = finding.fix && mapWords(finding.fix)
    return { ...finding, explanation, evidence: [], ...(fix && { fix }) }
  })
  // A link that works once opens for whoever has it.
  const { extracted: _, ...kept } = report
  const { cause } = report.headline
  const headline = { ...report.headline, ...(cause && { cause: quiet.get(cause.text) ?? cause }) }
  return { ...kept, headline, findings }
}

/** Numbers and times stay; what was read from the body becomes an ellipsis. */
function unquoted({ strings, values }: ReportWords): ReportWords {
  const kept = values.map((value) => (typeof value === 'string' ? '…' : value))
  const text = strings.map((part, index) => `${part}${shown(kept[index])}`).join('')
  return { text, strings, values: kept }
}

function shown(value: ReportWords['values'][number] | undefined): string {
  if (value === undefined) return ''
  return typeof value === 'object' ? value.time : String(value)
}

function mapWords<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map((one) => mapWords(one)) as Value & unknown[]
  if (typeof value !== 'object' || value === null) return value
  if (isWords(value)) return unquoted(value) as Value & ReportWords
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapWords(inner)])) as Value
}

const isWords = (value: object): value is ReportWords => 'text' in value && 'strings' in value && 'values' in value
