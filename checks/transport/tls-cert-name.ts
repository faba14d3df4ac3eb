import { type Check, fail, type Finding, info, pass, say, warn } from '../check.ts'
import { namesHost, onlyCommonNameMatches } from '../facts/certificate.ts'
import { type TlsServer, worstServer } from '../facts/mail-servers.ts'
import type { Net } from '../net.ts'
import type { Domain } from '../subject.ts'
import { demandsOn, noCertificate, onServer, ownCertificate, sawChain } from './change.ts'

/** Does the certificate name the mail server? Without a policy senders encrypt to whoever answers; with one they want this name. */
export const tlsCertName: Check<Domain> = {
  id: 'tls-cert-name',
  title: 'Certificate name',
  reference: 'RFC 9525 §6; RFC 8461 §4.2; RFC 7672 §3.2',
  silence: 'not-observed',

  run: async ({ domain }, net) => await worstServer(domain, net, (server) => judge(server, domain, net)),
}

async function judge(server: TlsServer, domain: string, net: Net): Promise<Finding> {
  const certificate = ownCertificate(server)
  if (!certificate) return noCertificate(server)
  const { host } = server
  const evidence = sawChain(server)
  if (namesHost(certificate, host)) {
    return pass('match', { evidence, explanation: say`The certificate of ${host} carries its name.` })
  }
  const { enforced, keyNamed, onlyIssuer } = await demandsOn(server, domain, net)
  const explanation = say`The certificate of ${host} is made out to another name.`
  // RFC 7672 §3.2.2: under DANE-TA the name of the mail domain will do, too.
  if (enforced || (onlyIssuer && !namesHost(certificate, domain))) {
    const more = say`${explanation} Senders that follow ${enforced ? 'MTA-STS' : 'DANE'} do not deliver to it.`
    return fail('mismatch-enforced', { evidence, explanation: more, fix: reissue(host) })
  }
  if (keyNamed) {
    return info('dane-ee', {
      evidence,
      explanation: say`${explanation} A TLSA record names its key, so the name does not matter.`,
    })
  }
  if (onlyCommonNameMatches(certificate, host)) {
    const old = say`The certificate of ${host} carries its name only in the old place, the subject. Nobody looks there any more.`
    return warn('cn-only', { evidence, explanation: old, fix: reissue(host) })
  }
  return warn('mismatch', { evidence, explanation, fix: reissue(host) })
}

function reissue(host: string) {
  return onServer(
    say`Have a certificate issued whose subject alternative name contains ${host}, and use it there.`,
    say`A sender that checks cannot tell this server from somebody in between.`,
  )
}
