/**
 * Certificates for tests, written by hand (RFC 5280 §4.1): a root, what it issues, and everything a certificate can have wrong. A root of
 * its own is made for each test process; `root.cert` as TLS_CA makes it one that is trusted.
 */
import { generateKeyPairSync, type KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto'

export interface Issued {
  /** PEM. */
  cert: string
  key: string
  der: Uint8Array
  privateKey: KeyObject
  subject: Buffer
}

export interface CertificateWish {
  commonName?: string
  /** The kind of mark, of a mark certificate (BIMI). */
  markType?: string
  /** dNSName entries of the SAN; none when empty. */
  names?: string[]
  issuer?: Issued | undefined
  ca?: boolean
  /** Days from now. */
  from?: number
  until?: number
  rsaBits?: number
  curve?: string
  hash?: 'sha1' | 'sha256'
  /** OIDs of the extended key usage. */
  usages?: string[]
  /** Further extensions: OID and DER value. */
  extensions?: [oid: string, value: Uint8Array][]
  /** URL of the issuer's certificate (authority information access). */
  issuerUrl?: string
  now?: number
}

const day = 86_400_000

/** A certificate; it signs itself when no issuer is given. */
export function issue(wish: CertificateWish = {}): Issued {
  const { commonName = wish.names?.[0] ?? 'test', issuer, now = Date.now(), hash = 'sha256' } = wish
  const { privateKey, publicKey } = wish.rsaBits
    ? generateKeyPairSync('rsa', { modulusLength: wish.rsaBits })
    : generateKeyPairSync('ec', { namedCurve: wish.curve ?? 'P-256' })
  const named = (id: string, text: string) => der(0x31, sequence(oid(id), der(0x0c, Buffer.from(text))))
  const mark = wish.markType ? [named('1.3.6.1.4.1.53087.1.13', wish.markType)] : []
  const subject = sequence(named('2.5.4.3', commonName), ...mark)
  const signer = issuer?.privateKey ?? privateKey
  const algorithm = algorithmOf(signer, hash)
  const toBeSigned = sequence(
    der(0xa0, integer(Buffer.from([2]))), // version 3
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    issuer?.subject ?? subject,
    sequence(utcTime(now + (wish.from ?? -1) * day), utcTime(now + (wish.until ?? 90) * day)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensionsOf(wish))),
  )
  const octets = sequence(toBeSigned, algorithm, der(0x03, Buffer.from([0]), sign(hash, toBeSigned, signer)))
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  return { cert: new X509Certificate(octets).toString(), key, der: octets, privateKey, subject }
}

function extensionsOf({ ca, names = [], usages = [], extensions = [], issuerUrl }: CertificateWish): Buffer[] {
  const all: [string, Uint8Array][] = [...extensions]
  if (ca) all.push(['2.5.29.19', sequence(der(0x01, Buffer.from([0xff])))])
  if (names.length > 0) all.push(['2.5.29.17', sequence(...names.map((name) => der(0x82, Buffer.from(name, 'latin1'))))])
  if (usages.length > 0) all.push(['2.5.29.37', sequence(...usages.map(oid))])
  if (issuerUrl) all.push(['1.3.6.1.5.5.7.1.1', sequence(sequence(oid('1.3.6.1.5.5.7.48.2'), der(0x86, Buffer.from(issuerUrl))))])
  return all.map(([id, value]) => sequence(oid(id), der(0x04, value)))
}

function algorithmOf({ asymmetricKeyType }: KeyObject, hash: 'sha1' | 'sha256'): Buffer {
  if (asymmetricKeyType === 'rsa')
    return sequence(oid(hash === 'sha1' ? '1.2.840.113549.1.1.5' : '1.2.840.113549.1.1.11'), der(0x05))
  return sequence(oid(hash === 'sha1' ? '1.2.840.10045.4.1' : '1.2.840.10045.4.3.2'))
}

/** One DER value: tag, length, content (X.690 §8.1). */
export function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const size = content.length
  const length =
    size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : size < 0x10000 ? [0x82, size >> 8, size & 0xff] : longLength(size)
  return Buffer.concat([Buffer.from([tag, ...length]), content])
}
const longLength = (size: number) => [0x83, size >> 16, (size >> 8) & 0xff, size & 0xff]
export const sequence = (...parts: Uint8Array[]): Buffer => der(0x30, ...parts)
const integer = (octets: Uint8Array): Buffer => der(0x02, octets)

/** `2.5.29.17` as DER (X.690 §8.19). */
export function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number)
  const octets = [40 * first + second, ...rest].flatMap((number) => {
    const groups = [number & 0x7f]
    for (let left = Math.floor(number / 128); left > 0; left = Math.floor(left / 128)) groups.unshift((left & 0x7f) | 0x80)
    return groups
  })
  return der(0x06, Buffer.from(octets))
}

/** YYMMDDHHMMSSZ; good until 2049. */
function utcTime(at: number): Buffer {
  return der(0x17, Buffer.from(`${new Date(at).toISOString().replaceAll(/[-:T]/g, '').slice(2, 14)}Z`))
}
