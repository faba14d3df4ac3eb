/** What the checks of transport security share: how a defect weighs under a policy, and the finding where there is none. */
import { type Evidence, type Finding, type Fix, info, say, type Words } from '../check.ts'
import { describe, readCertificate, type Certificate } from '../facts/certificate.ts'
import { dane, inForce, matches } from '../facts/dane.ts'
import { sawServer, type TlsServer } from '../facts/mail-servers.ts'
import { policyInForce } from '../facts/mta-sts.ts'
import type { Net } from '../net.ts'
import { isUsable, type TlsaRecord } from '../records/tlsa.ts'

/** Who demands a certificate that can be verified, and who says that it need not be. */
export interface Demands {
  /** MTA-STS in mode enforce. */
  enforced: boolean
  /** A DANE-EE(3) record in force matches: the key itself is named, whatever its name and dates (RFC 7672 §3.1.1). */
  keyNamed: boolean
  /** A DANE-TA(2) record in force matches. */
  issuerNamed: boolean
  /** Usable records in force are all DANE-TA(2). */
  onlyIssuer: boolean
}

/**
 * What is demanded of the certificate of this server. Asked only where it matters, that is of a certificate with a defect.
 * @throws {Unreachable} when MTA-STS or DANE could not be looked up
 */
export async function demandsOn({ host, tls }: TlsServer, domain: string, net: Net): Promise<Demands> {
  const [policy, tlsa] = await Promise.all([policyInForce(domain, net), tlsaOf(host, domain, net)])
  const usable = tlsa.filter(isUsable)
  const matching = usable.filter((record) => matches(record, tls.chain, [host, domain]))
  return {
    enforced: policy?.mode === 'enforce',
    keyNamed: matching.some(({ usage }) => usage === 3),
    issuerNamed: matching.some(({ usage }) => usage === 2),
    onlyIssuer: usable.length > 0 && usable.every(({ usage }) => usage === 2),
  }
}

/** The TLSA records in force for one mail server. */
async function tlsaOf(host: string, domain: string, net: Net): Promise<TlsaRecord[]> {
  const found = await dane(domain, net)
  const row = found.hosts.find((one) => one.host === host)
  return row ? inForce(found, row) : []
}

/** The server's own certificate, as read; undefined for an anonymous cipher or what cannot be read. */
export function ownCertificate({ tls }: TlsServer): Certificate | undefined {
  return tls.chain[0] && readCertificate(tls.chain[0])
}

/** The connection, and the certificates as they were sent. */
export function sawChain(server: TlsServer): Evidence[] {
  const certificates = server.tls.chain.slice(0, 4).map(readCertificate)
  return [
    sawServer(server),
    ...certificates.map((one, index) => ({
      where: `certificate ${index + 1} of ${server.host}`,
      what: one ? describe(one) : 'cannot be read',
    })),
  ]
}

/** The answer for a server whose certificate cannot be looked at. */
export function noCertificate(server: TlsServer): Finding {
  return info('not-applicable', {
    evidence: [sawServer(server)],
    explanation: say`${server.host} showed no certificate that can be read.`,
  })
}

/** Somebody with a shell on the mail server. */
export function onServer(what: Words, why: Words, steps?: Words[]): Fix {
  return { who: 'mail-server', say: what, why, ...(steps ? { steps } : {}) }
}
