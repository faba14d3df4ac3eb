/** A server's certificate, read (RFC 5280 §4.1). Nothing in it is believed but what the reader needs to judge it. */
import { X509Certificate } from 'node:crypto'

export interface Certificate {
  read: X509Certificate
  /** The name in its subject, '' when there is none. */
  commonName: string
  issuerName: string
  notBefore: Date
  notAfter: Date
  /** It vouches for itself: subject and issuer are one, and the signature is its own. */
  selfSigned: boolean
  keyType: string
  /** Bits of an RSA modulus or of a curve; undefined when unknown. */
  bits: number | undefined
  /** `sha256` and the like, out of the name of the signature algorithm; '' when it names none (Ed25519). */
  hash: string
  /** Where its issuer's certificate lies, as it says (RFC 5280 §4.2.2.1). */
  issuerUrl: string | undefined
}

/** Reads a certificate from DER; undefined when it is none that can be read. */
export function readCertificate(der: Uint8Array): Certificate | undefined {
  try {
    const read = new X509Certificate(der)
    const { asymmetricKeyType = '', asymmetricKeyDetails: details } = read.publicKey
    return {
      read,
      commonName: commonNameOf(read.subject),
      issuerName: commonNameOf(read.issuer) || (read.issuer ?? '').replaceAll('\n', ', '),
      notBefore: read.validFromDate,
      notAfter: read.validToDate,
      selfSigned: read.subject === read.issuer && read.verify(read.publicKey),
      keyType: asymmetricKeyType,
      bits: details?.modulusLength ?? curveBits[details?.namedCurve ?? ''],
      hash:
        /(md[245]|sha-?\d+)/i
          .exec(read.signatureAlgorithm ?? '')?.[1]
          ?.toLowerCase()
          .replace('-', '') ?? '',
      issuerUrl: /CA Issuers - URI:"?([^\s"]+)/.exec(read.infoAccess ?? '')?.[1],
    }
  } catch {
    return undefined
  }
}

/** Names as OpenSSL has them. */
const curveBits: Record<string, number> = {
  prime192v1: 192,
  secp192k1: 192,
  secp224r1: 224,
  secp224k1: 224,
  prime256v1: 256,
  secp256k1: 256,
  brainpoolP256r1: 256,
  secp384r1: 384,
  brainpoolP384r1: 384,
  secp521r1: 521,
  brainpoolP512r1: 512,
}

/** Without the marks that RFC 4514 §2.4 puts before some characters. */
function commonNameOf(subject: string | undefined): string {
  const written = /(?:^|\n)CN=([^\n]*)/.exec(subject ?? '')?.[1] ?? ''
  return written.replace(/\\([ "#+,;<=>\\])/g, '$1')
}

/** Does a dNSName of the certificate cover this host? `*` stands for one whole leftmost label; the subject counts for nothing (RFC 9525 §6.3). */
export function namesHost({ read }: Certificate, host: string): boolean {
  return read.checkHost(host, { subject: 'never', partialWildcards: false }) !== undefined
}

/** Does only the common name of the subject match? */
export function onlyCommonNameMatches(certificate: Certificate, host: string): boolean {
  if (namesHost(certificate, host)) return false
  return certificate.read.checkHost(host, { subject: 'always', partialWildcards: false }) !== undefined
}

/** `CN=mx.example.com, issued by R11, until 2026-12-01`: a certificate as evidence. */
export function describe({ commonName, read, issuerName, notBefore, notAfter }: Certificate): string {
  const names = (read.subjectAltName ?? '').replaceAll('DNS:', '').slice(0, 300)
  const dates = `${notBefore.toISOString().slice(0, 10)} to ${notAfter.toISOString().slice(0, 10)}`
  return printable(`${names || commonName || 'no name'}; issued by ${issuerName}; valid ${dates}`)
}

function printable(text: string): string {
  return text.replaceAll(/[^\x20-\x7e\u00a0-\uffff]/g, '?')
}
