/**
 * What there is to know about a mail before anybody is asked: its header fields, its texts, its addresses, and what our own receiver saw.
 *
 * A mail is written by a stranger. Whatever it holds, gathering ends with a `TestMail`; what could not be read says why in `notParsed`.
 */
import { decodeWords } from 'postal-mime'
import { isBulk } from './content/bulk.ts'
import { isPersonal } from './content/personal.ts'
import { addressDomain, readAddresses } from './records/addresses.ts'
import { fieldsNamed, readHeader } from './records/headers.ts'
import { type Leaf, readStructure } from './records/mime.ts'
import { normalDomain } from './records/names.ts'
import { readSignature } from './records/signature.ts'
import { decodeText } from './records/transfer-encoding.ts'
import type { ReportJudgedAs, Terms } from './report.ts'
import type { EarlierTry, HeaderAddress, HeaderField, Selector, SentBefore, TestMail, WitnessedSession } from './subject.ts'

export interface Received {
  raw: Uint8Array
  /** ISO 8601. */
  receivedAt: string
  session: WitnessedSession | null
  envelope: { mailFrom: string | null; rcptTo: string | null }
  receiverName: string
  terms?: Terms
  messageIdSeen?: boolean
  sentBefore?: SentBefore
  earlierTries?: readonly EarlierTry[]
  /** Of a file. */
  headersOnly?: true
}

/** Octets of one text part that are decoded, and characters of one field that are read; nobody reads further. */
const longestText = 4 * 1024 * 1024
const longestField = 64 * 1024

/** A signature can name any selector, and each one costs a question. */
const mostSelectors = 10
const mostSignatures = 50

/** Reads a mail as it was received. Never throws because of what is in it. */
export async function gather({ raw, terms = {}, messageIdSeen = false, ...received }: Received): Promise<TestMail> {
  const octets = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const source = octets.toString('latin1')
  const header = readHeader(source)
  const structure = readStructure(source, header.fields, header.bodyStart)
  const from = fieldsNamed(header.fields, 'from').flatMap((field) => readAddresses(field.value))
  const [text, html] = ['text/plain', 'text/html'].map((type) => readText(octets, structure.leaves, type))
  const looksBulk = isBulk(header.fields, { text, html })
  return {
    kind: 'mail',
    ...received,
    raw,
    domain: fromDomain(header.fields, from),
    spfDomain: spfDomain(received),
    sends: true,
    selectors: selectorsOf(header.fields),
    headers: header.fields,
    from,
    subjectHeader: readSubject(header.fields),
    text,
    html,
    leafTypes: structure.leaves.map((leaf) => leaf.type),
    structure,
    judgedAs: judgedAs(terms, looksBulk, isPersonal(header.fields, from)),
    bulk: terms.bulk ?? looksBulk,
    terms,
    messageIdSeen,
    notParsed: header.problem ?? structure.problem,
  }
}

/** Mail to many is a newsletter until somebody says otherwise, a letter is personal, and other mail answers something that its reader did. */
function judgedAs({ kind, bulk }: Terms, looksBulk: boolean, looksPersonal: boolean): ReportJudgedAs {
  const guessed = kind === undefined && bulk === undefined
  const guess = looksBulk ? 'newsletter' : looksPersonal ? 'personal' : 'transactional'
  return { kind: kind ?? guess, bulk: bulk ?? looksBulk, guessed }
}

/** RFC 9989 §5.3.1: one From field, whose addresses share one domain; anything else has no author domain. */
function fromDomain(headers: HeaderField[], from: HeaderAddress[]): string {
  const domains = new Set(from.map(({ domain }) => domain))
  const [domain = ''] = domains
  return fieldsNamed(headers, 'from').length === 1 && domains.size === 1 ? domain : ''
}

/** RFC 7208 §2.4: of `<>` the HELO name stands in. */
function spfDomain({ envelope, session }: Omit<Received, 'raw'>): string {
  if (envelope.mailFrom === '') return normalDomain(session?.helo ?? '')
  return addressDomain(envelope.mailFrom ?? '')
}

function selectorsOf(headers: HeaderField[]): Selector[] {
  const found = new Map<string, Selector>()
  for (const field of fieldsNamed(headers, 'dkim-signature').slice(0, mostSignatures)) {
    const { domain, selector } = readSignature(field.value)
    if (domain && selector) found.set(`${selector}._domainkey.${domain}`, { domain, selector, source: 'mail' })
    if (found.size >= mostSelectors) break
  }
  return [...found.values()]
}

function readSubject(headers: HeaderField[]): string {
  const value = fieldsNamed(headers, 'subject')[0]?.value.slice(0, longestField)
  return value ? decodeWords(value.replace(/=\?[^?\s]{1,60}\?q\?[^?\s]{1,1000}\?=/gi, withoutOctets)) : ''
}

/** Some write octets as they are into an encoded-word, where only ASCII may stand (RFC 2047 §4.2); everybody reads them all the same. */
function withoutOctets(word: string): string {
  return word.replace(/[\x80-\xff]/g, (octet) => `=${octet.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** The first text of this type that is not an attachment, decoded; undefined when there is none. */
function readText(octets: Buffer, leaves: Leaf[], type: string): string | undefined {
  const leaf = leaves.find((one) => one.type === type && !one.attached)
  if (!leaf) return undefined
  const field = (name: string) => fieldsNamed(leaf.headers, name)[0]?.value.slice(0, longestField) ?? ''
  const body = octets.subarray(leaf.start, Math.min(leaf.end, leaf.start + longestText))
  return decodeText(body, field('content-type'), field('content-transfer-encoding'))
}
