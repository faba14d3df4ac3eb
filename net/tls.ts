/**
 * A TLS handshake in which nothing is refused: whoever is there is taken as he comes, and what he showed is written down. What it is worth is
 * for others to say. A look at a mail server must also see certificates and key exchanges that are too weak, so OpenSSL's own floor
 * (security level) is lifted when asked.
 */
import { X509Certificate } from 'node:crypto'
import type { Socket } from 'node:net'
import {
  connect,
  createSecureContext,
  rootCertificates,
  type SecureContext,
  type SecureContextOptions,
  type TLSSocket,
} from 'node:tls'
import type { TlsSeen } from '#checks/net.ts'

export interface Handshake {
  /** The name asked for (SNI); none for an address. */
  servername: string | undefined
  /** A root that counts beside those we know (PEM). */
  ca?: string | undefined
  offer?: Pick<SecureContextOptions, 'minVersion' | 'maxVersion' | 'ciphers'>
}

/** Why a handshake failed. `alert`: TLS said so, in OpenSSL's words; `closed`: the connection ended; `timeout`. */
export class HandshakeFailed extends Error {
  readonly kind: 'alert' | 'closed' | 'timeout'

  constructor(kind: 'alert' | 'closed' | 'timeout', message: string) {
    super(message)
    this.kind = kind
  }
}

/** Speaks TLS over an open connection. @throws {HandshakeFailed} */
export function handshake(socket: Socket, { servername, ca, offer = {} }: Handshake, ms: number): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const secureContext = contextFor(ca, offer)
    const tls = connect({
      socket,
      secureContext,
      ...(servername ? { servername } : {}),
      rejectUnauthorized: false,
      // Names are judged by those who know what the name should have been.
      checkServerIdentity: () => undefined,
    })
    const settle = (done: () => void) => {
      clearTimeout(timer)
      // An error that comes later must not bring the process down; whoever uses the connection sees it end.
      tls.on('error', () => undefined)
      tls.off('error', failed).off('close', closed).off('secureConnect', secured)
      done()
    }
    const fail = (kind: HandshakeFailed['kind'], message: string) =>
      settle(() => {
        tls.destroy()
        reject(new HandshakeFailed(kind, message))
      })
    const closed = () => fail('closed', 'the connection was closed')
    const failed = (error: Error) => (isTlsError(error) ? fail('alert', reasonOf(error)) : closed())
    const secured = () => settle(() => resolve(tls))
    const timer = setTimeout(() => fail('timeout', 'timeout'), ms)
    tls.on('secureConnect', secured).on('error', failed).on('close', closed)
    if (socket.destroyed) closed()
  })
}

function isTlsError(error: Error): boolean {
  return 'code' in error && typeof error.code === 'string' && /^(ERR_SSL|ERR_TLS|EPROTO)/.test(error.code)
}

/** `tlsv1 alert protocol version` out of OpenSSL's long line. */
function reasonOf(error: Error): string {
  if ('reason' in error && typeof error.reason === 'string') return error.reason
  const [, reason] = /^[0-9A-F]*:?error:[0-9A-F]+:[^:]*:[^:]*:([^:\n]+)/.exec(error.message) ?? []
  return (reason ?? error.message.split('\n')[0] ?? '').slice(0, 200)
}

const contexts = new Map<string, SecureContext>()

/** Reading our roots takes a few milliseconds, so one context serves everybody with the same wishes. */
function contextFor(ca: string | undefined, offer: NonNullable<Handshake['offer']>): SecureContext {
  const key = JSON.stringify([ca, offer])
  const known = contexts.get(key) ?? createSecureContext({ ...offer, ...(ca ? { ca: [...rootCertificates, ca] } : {}) })
  contexts.set(key, known)
  return known
}

/** What the other side showed in a handshake. */
export function seenTls(tls: TLSSocket, ca?: string): TlsSeen {
  const chain = chainOf(tls)
  const key: { type?: string; size?: number } = tls.getEphemeralKeyInfo() ?? {}
  const error = tls.authorized ? '' : String(tls.authorizationError ?? 'UNKNOWN')
  const trusted = chain.length > 0 && (error === '' || (datesOnly.has(error) && leadsToRoot(chain, ca)))
  return {
    version: tls.getProtocol() ?? '',
    cipher: tls.getCipher().standardName,
    dhBits: key.type === 'DH' ? key.size : undefined,
    chain: chain.map((certificate) => new Uint8Array(certificate.raw)),
    trusted,
    distrust: trusted ? '' : error || 'NO_CERTIFICATE',
  }
}

/** Longer chains exist only to keep us busy. */
const longestChain = 10

function chainOf(tls: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = []
  let next = tls.getPeerX509Certificate()
  while (next && chain.length < longestChain) {
    chain.push(next)
    next = next.issuerCertificate
  }
  return chain
}

const datesOnly = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'])

/** Roots by their subject; read when first needed. */
const rootsBySubject = new Map<string, X509Certificate[]>()

function rootsNamed(subject: string): X509Certificate[] {
  if (rootsBySubject.size === 0) {
    for (const pem of rootCertificates) {
      const root = new X509Certificate(pem)
      rootsBySubject.set(root.subject, [...(rootsBySubject.get(root.subject) ?? []), root])
    }
  }
  return rootsBySubject.get(subject) ?? []
}

/**
 * OpenSSL tells only the last thing that is wrong, so "expired" may hide "unknown". This follows the signatures from the server's certificate
 * to one of our roots, whatever their dates.
 */
function leadsToRoot(chain: X509Certificate[], ca: string | undefined): boolean {
  const extra = ca ? [new X509Certificate(ca)] : []
  let [at] = chain
  for (let step = 0; at && step < longestChain; step++) {
    const here = at
    const signed = (issuer: X509Certificate) => here.checkIssued(issuer) && here.verify(issuer.publicKey)
    if ([...extra, ...rootsNamed(here.issuer)].some(signed)) return true
    at = chain.find((one) => one !== here && signed(one))
  }
  return false
}
