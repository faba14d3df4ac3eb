/**
 * DKIM key records: `v=DKIM1; k=rsa; p=<base64>` (RFC 6376 §3.6.1, RFC 8463 §4). `p` alone is required; empty, it says that the key is
 * revoked. An RSA key is a SubjectPublicKeyInfo, or a bare RSAPublicKey, which many publish and verifiers accept; an Ed25519 key is its 32
 * octets without any wrapping.
 */
import { createPublicKey, type KeyObject } from 'node:crypto'
import { keptByText } from './kept.ts'
import { type Problem, readTags, type Tag, tagValue } from './tags.ts'

export type DkimProblem =
  | 'escaped'
  | 'version-not-first'
  | 'duplicate-tag'
  | 'no-p-tag'
  | 'unknown-type'
  | 'quotes-inside'
  | 'cut'
  | 'bad-base64'
  | 'bad-key'

export interface DkimKeyRecord {
  text: string
  tags: Tag[]
  /** `k=`, lower case; `rsa` when absent. */
  type: string
  /** The octets of `p=`, undefined when absent or no base64. */
  publicKey: Uint8Array | undefined
  /** To verify with; undefined when `publicKey` is no key of this type. */
  key: KeyObject | undefined
  /** Bits of an RSA modulus; undefined for another type or an unreadable key. */
  bits: number | undefined
  revoked: boolean
  /** `t=y`: verifiers are asked not to act on failures. */
  testing: boolean
  /** `t=s`: the identity must be exactly in the signing domain. */
  strict: boolean
  /** `h=`, lower case; empty when all are allowed. */
  hashes: string[]
  /** `s=`; `*` when absent. */
  services: string[]
  /** Has it `v=`? Without it DKIM1 is understood. */
  versioned: boolean
  /** In the order of the catalogue: the first is the one to name. */
  problems: Problem<DkimProblem>[]
}

/** Reads the joined text of a key record. The same few keys sign most mails, and reading one costs as much as verifying with it. */
export const readDkimKey: (text: string) => DkimKeyRecord = keptByText(readRecord, { most: 200, longest: 2048 })

function readRecord(text: string): DkimKeyRecord {
  const { tags, problems: shape } = readTags(text)
  const list = (name: string) =>
    (tagValue(tags, name) ?? '')
      .split(':')
      .map((item) => item.trim().toLowerCase())
      .filter(Boolean)
  const type = tagValue(tags, 'k')?.toLowerCase() ?? 'rsa'
  const p = tagValue(tags, 'p')
  const publicKey = p === undefined ? undefined : decodeBase64(p)
  const key = publicKey && readKey(type, publicKey)
  const services = list('s')
  return {
    text,
    tags,
    type,
    publicKey,
    key,
    bits: key?.asymmetricKeyDetails?.modulusLength,
    revoked: p === '',
    testing: list('t').includes('y'),
    strict: list('t').includes('s'),
    hashes: list('h'),
    services: services.length > 0 ? services : ['*'],
    versioned: tagValue(tags, 'v') !== undefined,
    problems: [
      ...escapeProblem(text),
      ...versionProblem(tags),
      ...shape.filter(({ problem }) => problem === 'duplicate-tag').map((one) => ({ ...one, problem: 'duplicate-tag' as const })),
      ...keyProblem(tags, type, publicKey, key),
    ],
  }
}

/** A backslash before `;`, written by a panel that shows zone files. */
function escapeProblem(text: string): Problem<DkimProblem>[] {
  const index = text.indexOf('\\;')
  return index < 0 ? [] : [{ problem: 'escaped', column: index + 1, found: '\\;' }]
}

function versionProblem(tags: Tag[]): Problem<DkimProblem>[] {
  const index = tags.findIndex((tag) => tag.name === 'v')
  const tag = tags[index]
  // RFC 6376 §3.6.1: if there, `v` must be first and exactly DKIM1; records that begin otherwise must be discarded.
  if (!tag || (index === 0 && tag.value === 'DKIM1')) return []
  return [{ problem: 'version-not-first', column: tag.column, found: `v=${tag.value}` }]
}

function keyProblem(
  tags: Tag[],
  type: string,
  octets: Uint8Array | undefined,
  key: KeyObject | undefined,
): Problem<DkimProblem>[] {
  const tag = tags.find(({ name }) => name === 'p')
  const at = (problem: DkimProblem, culprit: Tag | undefined) => [
    { problem, column: culprit?.column ?? 1, found: culprit ? `${culprit.name}=${culprit.value}` : '' },
  ]
  if (!tag) return at('no-p-tag', undefined)
  if (type !== 'rsa' && type !== 'ed25519')
    return at(
      'unknown-type',
      tags.find(({ name }) => name === 'k'),
    )
  if (/["“”]/.test(tag.value)) return at('quotes-inside', tag)
  if (!key && type === 'rsa' && isCut(tag.value)) return at('cut', tag)
  if (!octets) return at('bad-base64', tag)
  return octets.length > 0 && !key ? at('bad-key', tag) : []
}

/** Does the outermost DER length claim more octets than there are (X.690 §8.1.3)? Then the end of the key is missing. */
function isCut(base64: string): boolean {
  const text = base64.replace(/[ \t\r\n]+/g, '')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return false
  const octets = Buffer.from(text, 'base64')
  const [tag, length = 0] = octets
  if (tag !== 0x30) return false
  if (length < 0x80) return octets.length < 2 + length
  const size = length & 0x7f
  return size > 0 && size <= 4 && octets.length < 2 + size + (octets.length < 2 + size ? 1 : octets.readUIntBE(2, size))
}

/** Base64 with folding white space inside (RFC 6376 §3.6.1). Undefined when it is something else. */
function decodeBase64(text: string): Uint8Array | undefined {
  const base64 = text.replace(/[ \t\r\n]+/g, '')
  const whole = /^[A-Za-z0-9+/]*={0,2}$/.test(base64) && base64.replace(/=+$/, '').length % 4 !== 1
  return whole ? Buffer.from(base64, 'base64') : undefined
}

/** A public key of this type from its octets; undefined when they are none. */
export function readKey(type: string, octets: Uint8Array): KeyObject | undefined {
  if (type === 'ed25519') return octets.length === 32 ? ed25519Key(octets) : undefined
  return derKey(octets, 'spki') ?? derKey(octets, 'pkcs1')
}

/** RFC 8410 §4: what stands before the 32 octets in a SubjectPublicKeyInfo. */
const ed25519Prefix = Buffer.from('302a300506032b6570032100', 'hex')

function ed25519Key(octets: Uint8Array): KeyObject | undefined {
  return derKey(Buffer.concat([ed25519Prefix, octets]), 'spki')
}

function derKey(octets: Uint8Array, type: 'spki' | 'pkcs1'): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(octets), format: 'der', type })
    return key.asymmetricKeyType === 'rsa' || key.asymmetricKeyType === 'ed25519' ? key : undefined
  } catch {
    return undefined
  }
}
