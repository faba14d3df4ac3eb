/**
 * The certificate of the mail ports: TLS_CERT and TLS_KEY, else one that signs itself, made at the first start and kept in DATA_DIR.
 * Mail servers encrypt to such a certificate without complaint (RFC 7435); only those that enforce DANE or MTA-STS do not. A certificate
 * is a small DER document (RFC 5280 §4.1), so it is written here by hand rather than with a package.
 */
import { generateKeyPairSync, type KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import { WrongSetting } from '#env'

export interface Certificate {
  /** PEM. */
  cert: string
  key: string
  selfSigned: boolean
}

export interface CertificateFiles {
  TLS_CERT?: string | undefined
  TLS_KEY?: string | undefined
  DATA_DIR: string
  SMTP_NAME: string
}

/**
 * Reads the certificate; makes the self-signed one when there is none, or it is for another name, or has less than a month to go.
 * @throws {WrongSetting} when TLS_CERT or TLS_KEY cannot be read, or do not belong together
 */
export function readCertificate({ TLS_CERT, TLS_KEY, DATA_DIR, SMTP_NAME }: CertificateFiles): Certificate {
  if (TLS_CERT && TLS_KEY) return readGiven(TLS_CERT, TLS_KEY)
  const file = join(DATA_DIR, 'smtp-certificate.pem')
  const kept = readKept(file)
  if (kept && fits(kept, SMTP_NAME)) return kept
  if (kept) rmSync(file, { force: true })
  return keep(file, makeCertificate(SMTP_NAME))
}

function readGiven(certFile: string, keyFile: string): Certificate {
  const [cert, key] = [readNamed('TLS_CERT', certFile), readNamed('TLS_KEY', keyFile)]
  try {
    createSecureContext({ cert, key })
  } catch (error) {
    throw new WrongSetting(`TLS_CERT and TLS_KEY are no certificate and its key, in PEM: ${messageOf(error)}`)
  }
  return { cert, key, selfSigned: false }
}

function readNamed(setting: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new WrongSetting(`${setting} is ${JSON.stringify(file)}: a file that can be read (${messageOf(error)})`)
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

function readKept(file: string): Certificate | null {
  try {
    const pem = readFileSync(file, 'utf8')
    const start = pem.indexOf('-----BEGIN CERTIFICATE-----')
    return { key: pem.slice(0, start), cert: pem.slice(start), selfSigned: true }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

function fits({ cert }: Certificate, name: string): boolean {
  const read = new X509Certificate(cert)
  return read.subjectAltName === `DNS:${name}` && read.validToDate.getTime() > Date.now() + 30 * day
}

/** Key and certificate in one file that appears at once: of two receivers that start together, both use the first one's. */
function keep(file: string, made: Certificate): Certificate {
  mkdirSync(join(file, '..'), { recursive: true })
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  writeFileSync(draft, made.key + made.cert, { mode: 0o600 })
  try {
    linkSync(draft, file)
    return made
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    return readKept(file) ?? made
  } finally {
    rmSync(draft, { force: true })
  }
}

const day = 86_400_000
const validDays = 3650

/** A certificate for one DNS name that signs itself: ECDSA on P-256, ten years. */
export function makeCertificate(name: string, now = Date.now()): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = sequence(oid(ecdsaWithSha256))
  const subject = sequence(der(0x31, sequence(oid(commonName), der(0x0c, Buffer.from('Seedbed, self-signed')))))
  const toBeSigned = sequence(
    der(0xa0, integer(Buffer.from([2]))), // version 3
    integer(Buffer.concat([Buffer.from([0x01]), randomBytes(15)])),
    algorithm,
    subject,
    sequence(utcTime(now - day), utcTime(now + validDays * day)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(extension(subjectAltName, sequence(der(0x82, Buffer.from(name, 'latin1')))))),
  )
  const signature = der(0x03, Buffer.from([0]), sign('sha256', toBeSigned, privateKey))
  return { cert: pem(sequence(toBeSigned, algorithm, signature)), key: exportKey(privateKey), selfSigned: true }
}

const ecdsaWithSha256 = '2a8648ce3d040302'
const commonName = '550403'
const subjectAltName = '551d11'

/** One DER value: tag, length, content (X.690 §8.1). */
function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const size = content.length
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), content])
}
const sequence = (...parts: Uint8Array[]): Buffer => der(0x30, ...parts)
const integer = (bytes: Uint8Array): Buffer => der(0x02, bytes)
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'))
const extension = (id: string, value: Uint8Array): Buffer => sequence(oid(id), der(0x04, value))
/** YYMMDDHHMMSSZ; good until 2049. */
const utcTime = (at: number): Buffer =>
  der(0x17, Buffer.from(`${new Date(at).toISOString().replaceAll(/[-:T]/g, '').slice(2, 14)}Z`))
const exportKey = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString()
const pem = (bytes: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64').replaceAll(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`
