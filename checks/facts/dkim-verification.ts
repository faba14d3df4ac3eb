/**
 * Every DKIM signature of a mail, verified (RFC 6376 §6.1) as of the moment the mail came: in one go where all are regular and hold, else with
 * mailauth in its strict mode, which knows every case and what to call it.
 *
 * Each signature costs a question and a public-key operation, and a stranger chooses how many there are: ten are verified, those of the
 * From domain first. The others are counted and nothing more (RFC 6376 §6.1 lets a verifier stop when it wants).
 */
import type { ARCSigningData, DKIMResult } from 'mailauth'
import { type Net, Unreachable } from '../net.ts'
import { fieldsNamed, readHeader } from '../records/headers.ts'
import { sameOrganization } from '../records/names.ts'
import { readSignature, type SignatureField } from '../records/signature.ts'
import type { HeaderField, TestMail } from '../subject.ts'
import { dkimModule } from './mailauth.ts'
import { listen, type Listener } from './mailauth-resolver.ts'
import { type Held, heldSignatures } from './regular-signatures.ts'
import { remember } from './remember.ts'

/** RFC 8601 §2.7.1. `neutral`: the signature or its key cannot be used; `policy`: they could, but must not. */
export type DkimWord = 'none' | 'pass' | 'fail' | 'policy' | 'neutral' | 'temperror' | 'permerror'

export interface Signature extends SignatureField {
  field: HeaderField
  result: DkimWord
  /** mailauth's words: `body hash did not verify`, `bad signature`, `no key`, `expired` … */
  reason: string
  /** Of the mail as it came, by the canonicalization and length the signature asks for; '' when it was not computed. */
  computedBodyHash: string
  /** Octets of the canonical body, and how many of them are signed; undefined when nothing was hashed. */
  bodyOctets: { signed: number; all: number } | undefined
  /** The canonical header that was signed, base64; undefined when the signature could not be read. */
  signedData: string | undefined
  /** Of `temperror`: who was silent. */
  silence: Unreachable | undefined
}

export interface Verification {
  /** Verified ones, top to bottom. */
  signatures: Signature[]
  /** DKIM-Signature fields in all. */
  count: number
  arc: { data: ARCSigningData | undefined; listener: Listener }
}

const mostVerified = 10

/** The signatures of a mail. Never throws for a silent world: a signature whose key did not come is `temperror`. */
export function verifyDkim(mail: TestMail, net: Net): Promise<Verification> {
  return remember(net, 'dkim-verification of the mail', () => verify(mail, net))
}

async function verify(mail: TestMail, net: Net): Promise<Verification> {
  const fields = fieldsNamed(mail.headers, 'dkim-signature')
  const chosen = choose(fields, mail.domain)
  const listener = listen(net)
  const isPlain = chosen.length === fields.length && !mail.headers.some(({ name }) => /^arc-/i.test(name))
  const held = isPlain ? await heldSignatures(mail, fields, net) : undefined
  if (held) return { signatures: held.map(asSignature), count: fields.length, arc: { data: undefined, listener } }
  // Where the header was too long for us, mailauth gets no more of it than we read.
  const octets = chosen.length < fields.length || mail.notParsed ? without(mail, new Set(chosen)) : mail.raw
  const { dkimVerify } = dkimModule.loaded ?? (await dkimModule.load())
  const found = await dkimVerify(Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength), {
    resolver: listener.resolve,
    curTime: new Date(mail.receivedAt),
    strict: true,
  })
  const signatures = chosen
    .map((field, index) => readResult(field, found.results[index], listener))
    .map((one) => (mail.headersOnly ? withoutBody(one) : one))
  return { signatures, count: fields.length, arc: { data: found.arc, listener } }
}

function asSignature({ octets, signedHeader, ...read }: Held): Signature {
  return {
    ...read,
    result: 'pass',
    reason: '',
    computedBodyHash: read.bodyHash,
    bodyOctets: { signed: octets, all: octets },
    signedData: Buffer.from(signedHeader, 'latin1').toString('base64'),
    silence: undefined,
  }
}

function choose(fields: HeaderField[], from: string): HeaderField[] {
  if (fields.length <= mostVerified) return fields
  const own = fields.filter((field) => sameOrganization(readSignature(field.value).domain, from))
  const ranked = [...new Set([...own, ...fields])]
  const chosen = new Set(ranked.slice(0, mostVerified))
  return fields.filter((field) => chosen.has(field))
}

/** The mail without the DKIM-Signature fields that are not looked at, so that nobody asks for their keys. */
function without(mail: TestMail, kept: Set<HeaderField>): Uint8Array {
  const source = Buffer.from(mail.raw.buffer, mail.raw.byteOffset, mail.raw.byteLength)
  const { bodyStart } = readHeader(source.toString('latin1'))
  const fields = mail.headers.filter((field) => field.name.toLowerCase() !== 'dkim-signature' || kept.has(field))
  const header = `${fields.map((field) => field.raw).join('\r\n')}\r\n\r\n`
  return Buffer.concat([Buffer.from(header, 'latin1'), source.subarray(bodyStart)])
}

/** What stands for the body of a mail of which only the header was given. */
export const bodyNotGiven = new Unreachable('the body', 'not-given', undefined, 'file')

/** A signature is over the body too; what is wrong besides, a key that is missing, say, is wrong all the same. */
function withoutBody(signature: Signature): Signature {
  const open = signature.result === 'pass' || signature.reason === 'body hash did not verify'
  if (!open) return signature
  return { ...signature, result: 'temperror', reason: 'only the header was given', computedBodyHash: '', silence: bodyNotGiven }
}

function readResult(field: HeaderField, found: DKIMResult | undefined, { silences }: Listener): Signature {
  const read = readSignature(field.value)
  const reason = found?.status.comment
  const signed = found?.canonBodyLength
  return {
    ...read,
    field,
    result: (found?.status.result ?? 'neutral') as DkimWord,
    reason: typeof reason === 'string' ? reason : policyReason(found),
    computedBodyHash: found?.bodyHash ?? '',
    bodyOctets: signed === undefined ? undefined : { signed, all: found?.canonBodyLengthTotal ?? signed },
    signedData: found?.signingHeaders?.canonicalizedHeader,
    silence: found?.status.result === 'temperror' ? silences.get(`${read.selector}._domainkey.${read.domain} TXT`) : undefined,
  }
}

function policyReason(found: DKIMResult | undefined): string {
  const policy = found?.status.policy as Record<string, unknown> | undefined
  return String(policy?.['dkim-rules'] ?? '')
}
