/**
 * What there is to know about a mail before anybody is asked: its header fields, its texts, its addresses, and what our own receiver saw.
 *
 * A mail is written by a stranger. Whatever it holds, gathering ends with a `TestMail`; what could not be read says why in `notParsed`.
 */
import PostalMime, { decodeWords } from 'postal-mime'
import { isBulk } from './content/bulk.ts'
import { addressDomain, readAddresses } from './records/addresses.ts'
import { fieldsNamed, readHeader } from './records/headers.ts'
import { type Leaf, readStructure } from './records/mime.ts'
import { normalDomain } from './records/names.ts'
import { readSignature } from './records/signature.ts'
import type { HeaderAddress, HeaderField, Selector, TestMail, WitnessedSession } from './subject.ts'

export interface Received {
  raw: Uint8Array
  /** ISO 8601. */
  receivedAt: string
  session: WitnessedSession | null
  envelope: { mailFrom: string | null; rcptTo: string | null }
  receiverName: string
}

/** Octets of one text part that are decoded, and characters of one field that are read; nobody reads further. */
const longestText = 4 * 1024 * 1024
const longestField = 64 * 1024

/** A signature can name any selector, and each one costs a question. */
const mostSelectors = 10
const mostSignatures = 50

/** Reads a mail as it was received. Never throws because of what is in it. */
export async function gather({ raw, ...received }: Received): Promise<TestMail> {
  const octets = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const source = octets.toString('latin1')
  const header = readHeader(source)
  const structure = readStructure(source, header.fields, header.bodyStart)
  const from = fieldsNamed(header.fields, 'from').flatMap((field) => readAddresses(field.value))
  const bodies = await readTexts(octets, structure.leaves)
  const parts = { text: bodies.text, html: bodies.html, leafTypes: structure.leaves.map((leaf) => leaf.type) }
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
    ...parts,
    bulk: isBulk(header.fields, parts),
    notParsed: header.problem ?? structure.problem ?? bodies.problem,
  }
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
  return value ? decodeWords(value) : ''
}

interface Texts {
  text: string | undefined
  html: string | undefined
  problem: string | undefined
}

/** The first plain text and the first HTML that are not attachments, decoded. */
async function readTexts(octets: Buffer, leaves: Leaf[]): Promise<Texts> {
  const shown = leaves.filter((leaf) => !leaf.attached)
  const plain = shown.find((leaf) => leaf.type === 'text/plain')
  const html = shown.find((leaf) => leaf.type === 'text/html')
  const texts: Texts = { text: undefined, html: undefined, problem: undefined }
  try {
    texts.text = plain && ((await decodeLeaf(octets, plain)).text ?? '')
    texts.html = html && ((await decodeLeaf(octets, html)).html ?? '')
  } catch (error) {
    texts.problem = error instanceof Error ? error.message : String(error)
  }
  return texts
}

/** A leaf as a small mail of its own, so that postal-mime decodes its transfer encoding and charset and nothing else. */
async function decodeLeaf(
  octets: Buffer,
  { headers, start, end }: Leaf,
): Promise<{ text?: string | undefined; html?: string | undefined }> {
  const content = headers.filter((field) => /^content-(?:type|transfer-encoding)$/i.test(field.name)).map((field) => field.raw)
  const head = Buffer.from(`${content.join('\r\n').slice(0, longestField)}\r\n\r\n`, 'latin1')
  const body = octets.subarray(start, Math.min(end, start + longestText))
  return await PostalMime.parse(Buffer.concat([head, body]), { maxNestingDepth: 1, forceRfc822Attachments: true })
}
