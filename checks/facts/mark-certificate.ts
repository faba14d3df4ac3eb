/**
 * A mark certificate (VMC or CMC): an authority has verified that a logo belongs to whoever owns a domain (draft §7.4, RFC 9399). The logo is
 * inside the certificate, packed, as a `data:` address.
 */
import { X509Certificate } from 'node:crypto'
import { markRoots } from './mark-roots.ts'
import { findTexts, readExtension } from '../records/der.ts'
import { unpacked } from './bimi.ts'
import { type Certificate, readCertificate } from './certificate.ts'

export interface MarkCertificate {
  certificate: Certificate
  /** The chain leads to a mark authority, and the certificate is for this purpose. */
  trusted: boolean
  /** dNSNames, lower case. */
  names: string[]
  /** `Registered Mark`, `Prior Use Mark` …; '' when it does not say. */
  markType: string
  /** A mark without a registered trade mark behind it (CMC). */
  common: boolean
  logo: Buffer | undefined
}

/** id-kp-BrandIndicatorforMessageIdentification */
const markUsage = '1.3.6.1.5.5.7.3.31'
/** id-pe-logotype, 1.3.6.1.5.5.7.1.12, as DER has it. */
const logotype = new Uint8Array([0x2b, 6, 1, 5, 5, 7, 1, 12])
const ia5String = 0x16
const longestChain = 6

/** Reads a PEM chain, the mark certificate first; undefined when there is none in it. */
export function readMarkCertificate(pem: string, now = Date.now()): MarkCertificate | undefined {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]*-----END CERTIFICATE-----/g) ?? []
  const chain = blocks.slice(0, longestChain).flatMap((block) => readPem(block) ?? [])
  const [certificate] = chain
  if (!certificate) return undefined
  const markType = /(?:^|\n)1\.3\.6\.1\.4\.1\.53087\.1\.13=([^\n]*)/.exec(certificate.read.subject)?.[1] ?? ''
  return {
    certificate,
    trusted: (certificate.read.keyUsage ?? []).includes(markUsage) && leadsToMarkRoot(chain, now),
    names: namesOf(certificate),
    markType,
    common: markType === 'Prior Use Mark' || markType === 'Modified Registered Mark',
    logo: logoIn(certificate),
  }
}

function readPem(block: string): Certificate | undefined {
  const base64 = block.replace(/-----[A-Z ]+-----/g, '').replaceAll(/\s/g, '')
  return readCertificate(Buffer.from(base64, 'base64'))
}

/** Subject and signature of each must be right up to a root; of the certificate itself the dates have a row of their own. */
function leadsToMarkRoot(chain: Certificate[], now: number): boolean {
  let [at] = chain
  for (let step = 0; at && step < longestChain; step++) {
    const here = at
    const signed = ({ read }: Pick<Certificate, 'read'>) => here.read.checkIssued(read) && here.read.verify(read.publicKey)
    if (markRoots.some((root) => root === here.read.raw.toString('base64') || signed({ read: rootOf(root) }))) return true
    at = chain.find((one) => one !== here && one.read.ca && isCurrent(one, now) && signed(one))
  }
  return false
}

const roots = new Map<string, X509Certificate>()

function rootOf(base64: string): X509Certificate {
  const known = roots.get(base64) ?? new X509Certificate(Buffer.from(base64, 'base64'))
  roots.set(base64, known)
  return known
}

function isCurrent({ notBefore, notAfter }: Certificate, now: number): boolean {
  return notBefore.getTime() <= now && now <= notAfter.getTime()
}

/** Names in quotes have characters that no domain has, and are left out. */
function namesOf({ read }: Certificate): string[] {
  return (read.subjectAltName ?? '')
    .split(', ')
    .flatMap((entry) => (/^DNS:[a-z0-9._*-]+$/i.test(entry) ? [entry.slice(4).toLowerCase()] : []))
}

function logoIn({ read }: Certificate): Buffer | undefined {
  const extension = readExtension(read.raw, logotype)
  const address = extension && findTexts(extension, ia5String).find((text) => text.startsWith('data:image/svg+xml'))
  const base64 = address && /^[^,]*;base64,(.*)$/s.exec(address)?.[1]
  return base64 ? unpacked(Buffer.from(base64, 'base64')) : undefined
}
