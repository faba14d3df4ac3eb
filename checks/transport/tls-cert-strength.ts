import { type Check, fail, type Finding, pass, say } from '../check.ts'
import { type Certificate, readCertificate } from '../facts/certificate.ts'
import { type TlsServer, worstServer } from '../facts/mail-servers.ts'
import type { Domain } from '../subject.ts'
import { noCertificate, onServer, ownCertificate, sawChain } from './change.ts'

/** Can the certificate be forged? A short key can be computed, an old digest made to fit another text. */
export const tlsCertStrength: Check<Domain> = {
  id: 'tls-cert-strength',
  title: 'Certificate strength',
  reference: 'RFC 9325 §4.5; CA/Browser Forum Baseline Requirements §6.1.5',
  silence: 'not-observed',

  run: async ({ domain }, net) => await worstServer(domain, net, judge),
}

function judge(server: TlsServer): Finding {
  const own = ownCertificate(server)
  if (!own) return noCertificate(server)
  const { host, tls } = server
  const evidence = sawChain(server)
  if (isWeakKey(own)) {
    const explanation = say`The key of ${host} has only ${own.bits ?? 0} bits.`
    return fail('weak-key', { evidence, explanation, fix: reissue(host) })
  }
  // What vouches for itself is believed for another reason than its signature: roots, and certificates that DANE names.
  const signed = tls.chain.map(readCertificate).filter((one): one is Certificate => one !== undefined && !one.selfSigned)
  const weak = signed.find(({ hash }) => /^(?:md|sha1$)/.test(hash))
  if (weak) {
    const explanation = say`The certificate of ${host}, or one in its chain, is signed with ${weak.hash.toUpperCase()}, which can be forged.`
    return fail('weak-signature', { evidence, explanation, fix: reissue(host) })
  }
  const strength = `${own.keyType.toUpperCase()}${own.bits === undefined ? '' : ` ${own.bits}`}`
  return pass('strong', { evidence, explanation: say`Key and signature of ${host} are strong (${strength}).` })
}

function isWeakKey({ keyType, bits }: Certificate): boolean {
  if (bits === undefined) return false
  return keyType === 'ec' ? bits < 256 : keyType.startsWith('rsa') && bits < 2048
}

function reissue(host: string) {
  return onServer(
    say`Have a certificate issued for ${host} with a new key: P-256, or RSA with 2048 bits, and SHA-256.`,
    say`Modern senders refuse weaker ones, and whoever breaks it can stand in between.`,
  )
}
