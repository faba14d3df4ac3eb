import { type Check, fail, type Finding, info, pass, say, warn } from '../check.ts'
import type { Certificate } from '../facts/certificate.ts'
import { type TlsServer, worstServer } from '../facts/mail-servers.ts'
import type { Net } from '../net.ts'
import type { Domain } from '../subject.ts'
import { demandsOn, noCertificate, onServer, ownCertificate, sawChain } from './change.ts'

const day = 86_400_000
/** Left of a certificate of 90 days or more when its renewal is late. */
const usualDays = 15
/** Shorter ones renew later by design: a fifth of their life. */
const shortShare = 0.2

/** Is the certificate within its dates? Today few senders mind; those that follow MTA-STS or DANE do not deliver. */
export const tlsCertExpiry: Check<Domain> = {
  id: 'tls-cert-expiry',
  title: 'Certificate dates',
  reference: 'RFC 5280 §4.1.2.5; RFC 8461 §4.2; RFC 7672 §3.1.1',
  silence: 'not-observed',

  run: async ({ domain }, net) => await worstServer(domain, net, (server) => judge(server, domain, net)),
}

async function judge(server: TlsServer, domain: string, net: Net): Promise<Finding> {
  const certificate = ownCertificate(server)
  if (!certificate) return noCertificate(server)
  const { host } = server
  const { notBefore, notAfter } = certificate
  const evidence = sawChain(server)
  const now = Date.now()
  const until = { time: notAfter.toISOString() }
  if (now > notAfter.getTime() || now < notBefore.getTime()) return await outside(server, certificate, domain, net)
  const left = notAfter.getTime() - now
  const enough = Math.min(usualDays * day, shortShare * (notAfter.getTime() - notBefore.getTime()))
  if (left < enough) {
    return warn('expiring', { evidence, explanation: say`The certificate of ${host} ends on ${until}.`, fix: renew(host) })
  }
  return pass('valid', { evidence, explanation: say`The certificate of ${host} is good until ${until}.` })
}

async function outside(server: TlsServer, { notBefore, notAfter }: Certificate, domain: string, net: Net): Promise<Finding> {
  const { host } = server
  const evidence = sawChain(server)
  const late = Date.now() > notAfter.getTime()
  const explanation = late
    ? say`The certificate of ${host} ended on ${{ time: notAfter.toISOString() }}.`
    : say`The certificate of ${host} begins only on ${{ time: notBefore.toISOString() }}.`
  const { enforced, keyNamed, issuerNamed } = await demandsOn(server, domain, net)
  if (enforced || (issuerNamed && !keyNamed)) {
    const more = say`${explanation} Senders that follow ${enforced ? 'MTA-STS' : 'DANE'} do not deliver to it.`
    return fail('expired-enforced', { evidence, explanation: more, fix: renew(host) })
  }
  if (keyNamed) {
    return info('dane-ee', {
      evidence,
      explanation: say`${explanation} A TLSA record names its key, so its dates do not matter.`,
    })
  }
  return warn(late ? 'expired' : 'not-yet-valid', { evidence, explanation, fix: renew(host) })
}

function renew(host: string) {
  return onServer(
    say`Renew the certificate of ${host}, and have the mail service read it again.`,
    say`Senders that check certificates wait or give up, and more of them check every year.`,
    [
      say`Most often the renewal went well and the mail service still uses the old file.`,
      say`With certbot: ${'certbot renew --deploy-hook "systemctl reload postfix"'}.`,
    ],
  )
}
