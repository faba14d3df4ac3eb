/**
 * Signatures that are as nearly all are, verified in one go (RFC 6376 §6.1): every tag known and in its plainest form, one readable key, a mail of
 * whole lines. Where all of a mail's signatures are of that kind and hold, nothing else has to be asked. Where anything is unusual, or one does
 * not hold, there is no answer from here: mailauth looks at the mail then, and says in its words what is wrong. So a mail passes here only when it
 * passes there, which a test with mails of all kinds watches, and most mails cost a fifth of the time.
 */
import { createHash, verify } from 'node:crypto'
import { type Net, Unreachable } from '../net.ts'
import { bodyHash, type Canonicalization, canonicalBody, canonicalField } from '../records/canonical.ts'
import { type DkimKeyRecord, readDkimKey } from '../records/dkim.ts'
import { fieldsNamed } from '../records/headers.ts'
import { readSignature, type SignatureField } from '../records/signature.ts'
import { readTags } from '../records/tags.ts'
import type { HeaderField, TestMail } from '../subject.ts'
import { sourceOf } from './octets.ts'

/** What verifying found of one signature that holds. */
export interface Held extends SignatureField {
  field: HeaderField
  /** Octets of the canonical body; all of them are signed. */
  octets: number
  /** The canonical header, one character an octet. */
  signedHeader: string
}

/** The signatures of these fields when all of them are regular and hold as of the moment the mail came; else undefined. */
export async function heldSignatures(mail: TestMail, fields: HeaderField[], net: Net): Promise<Held[] | undefined> {
  const lines = wholeLines(mail)
  if (fields.length === 0 || !lines) return undefined
  const at = Date.parse(mail.receivedAt) / 1000
  const bodies = bodiesOf(lines.body)
  const signatures: Held[] = []
  for (const field of fields) {
    const signature = readRegular(field, at)
    const body = signature && bodies(signature.canonicalization.body as Canonicalization)
    if (!signature || body?.hash !== signature.bodyHash) return undefined
    signatures.push({ ...signature, field, octets: body.octets, signedHeader: signedHeader(mail, field, signature) })
  }
  const keys = await Promise.all(signatures.map((signature) => regularKey(signature, net)))
  return signatures.every((signature, index) => holds(signature, keys[index])) ? signatures : undefined
}

/** The body of a mail in which every line, of the header too, ends as it should, and every field is one. */
function wholeLines(mail: TestMail): { body: string } | undefined {
  if (mail.notParsed || mail.headers.some(({ raw }) => /^[^:]*[ \t]:|\r(?!\n)|\r\n(?![ \t])/.test(raw))) return undefined
  const source = sourceOf(mail)
  const header = mail.headers.reduce((text, { raw }) => `${text}${raw}\r\n`, '')
  const { start } = mail.structure.root
  if (start !== header.length + 2 || !source.startsWith(`${header}\r\n`)) return undefined
  const body = source.slice(start)
  return /(?<!\r)\n|\r(?!\n)/.test(body) ? undefined : { body }
}

/** Each canonical form is made and hashed once, however many signatures ask for it. */
function bodiesOf(body: string): (how: Canonicalization) => { hash: string; octets: number } {
  const known = new Map<Canonicalization, { hash: string; octets: number }>()
  return (how) => {
    const found = known.get(how)
    if (found) return found
    const canonical = canonicalBody(body, how)
    const made = { hash: bodyHash(canonical), octets: canonical.length }
    known.set(how, made)
    return made
  }
}

const name = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?'
const base64 = /^[A-Za-z0-9+/ \t]+={0,2}$/

/** The tags known here and the form of their values; `l=` and `z=` are for whoever reads everything. */
const forms: Record<string, RegExp> = {
  v: /^1$/,
  a: /^(?:rsa|ed25519)-sha256$/,
  c: /^(?:simple|relaxed)\/(?:simple|relaxed)$/,
  d: new RegExp(`^${name}(?:\\.${name})+$`),
  s: new RegExp(`^${name}(?:\\.${name})*$`),
  h: /^[A-Za-z0-9-]+(?:[ \t]*:[ \t]*[A-Za-z0-9-]+)*$/,
  b: base64,
  bh: base64,
  q: /^dns\/txt$/,
  t: /^\d{1,12}$/,
  x: /^\d{1,12}$/,
  i: /^(?:[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)?@[A-Za-z0-9.-]+$/,
}
const required = ['v', 'a', 'd', 's', 'h', 'b', 'bh']
const longestValue = 8192

function readRegular({ value }: HeaderField, at: number): SignatureField | undefined {
  if (value.length > longestValue || !/^[\t\x20-\x7e]*$/.test(value)) return undefined
  const { tags, problems } = readTags(value)
  const plain = tags.every((tag) => value.startsWith(`${tag.name}`, tag.column - 1) && forms[tag.name]?.test(tag.value))
  if (problems.length > 0 || !plain || !required.every((one) => tags.some((tag) => tag.name === one))) return undefined
  const signature = readSignature(value)
  const { signedHeaders, domain, identity = '@', signedAt = 0, expiresAt = Number.POSITIVE_INFINITY } = signature
  if (!signedHeaders.includes('from') || expiresAt <= signedAt || expiresAt < at) return undefined
  const [, identityDomain] = identity.split('@')
  return identityDomain === '' || identityDomain?.toLowerCase() === domain ? signature : undefined
}

/** The fields a signature lists, each the last one not yet taken (§5.4.2), and the signature itself without its value (§3.7). */
function signedHeader(mail: TestMail, field: HeaderField, { signedHeaders, canonicalization }: SignatureField): string {
  const how = canonicalization.header as Canonicalization
  const left = new Map<string, number>()
  let header = ''
  for (const wanted of signedHeaders) {
    const fields = fieldsNamed(mail.headers, wanted)
    const index = (left.get(wanted) ?? fields.length) - 1
    left.set(wanted, index)
    const last = fields[index]
    if (last) header += `${canonicalField(last.raw, how)}\r\n`
  }
  return header + canonicalField(field.raw, how).replace(/([:;][ \t\r\n]*b[ \t\r\n]*=)[^;]*/, '$1')
}

/** `v=`, short tags and the key: how generators and providers write it. */
const regularRecord = /^(?:v=DKIM1; ?)?(?:[hkst]=[a-z0-9:*]+; ?)*p=[A-Za-z0-9+/]+={0,2} ?;? ?$/
const leastBits = 1024

async function regularKey({ selector, domain }: SignatureField, net: Net): Promise<DkimKeyRecord | undefined> {
  try {
    const { records } = await net.dns.resolve(`${selector}._domainkey.${domain}`, 'TXT')
    const [only] = records
    if (!only || records.length > 1 || !regularRecord.test(only.text)) return undefined
    const key = readDkimKey(only.text)
    return key.problems.length === 0 && isForMail(key) ? key : undefined
  } catch (error) {
    if (error instanceof Unreachable) return undefined
    throw error
  }
}

function isForMail({ services, hashes, bits = leastBits }: DkimKeyRecord): boolean {
  const forMail = services.includes('*') || services.includes('email')
  return forMail && (hashes.length === 0 || hashes.includes('sha256')) && bits >= leastBits
}

function holds({ algorithm, field, signedHeader }: Held, record: DkimKeyRecord | undefined): boolean {
  if (!record?.key || algorithm !== `${record.type}-sha256`) return false
  const header = Buffer.from(signedHeader, 'latin1')
  const signature = Buffer.from(signatureIn(field), 'base64')
  // RFC 8463 §3: Ed25519 signs the hash of the header.
  if (record.type === 'ed25519') return verify(null, createHash('sha256').update(header).digest(), record.key, signature)
  return verify('sha256', header, record.key, signature)
}

/** `b=` without white space. */
function signatureIn({ value }: HeaderField): string {
  return readTags(value)
    .tags.filter((tag) => tag.name === 'b')
    .map((tag) => tag.value.replace(/[ \t]+/g, ''))
    .join('')
}
