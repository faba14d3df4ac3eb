import { isIP } from 'node:net'
import { type Check, type Evidence, fail, info, pass, say, warn, type Words } from '../check.ts'
import { type Certificate, describe, namesHost, readCertificate } from '../facts/certificate.ts'
import { few } from '../facts/few.ts'
import { whereOf } from '../facts/port-looks.ts'
import type { PortLook, TlsSeen } from '../net.ts'
import type { ProbedHost } from '../subject.ts'
import { atPorts, onServer, silentLook } from './of-port.ts'

/** Where people's mail programs come in. */
export const clientPorts: readonly number[] = [143, 465, 587, 993, 995, 110]
const day = 86_400_000
const fewDays = 15

interface Shown {
  look: PortLook
  tls: TlsSeen
  certificate: Certificate | undefined
}

/** Do mail programs trust the certificates of the ports they use? */
export const mailCertPorts: Check<ProbedHost> = {
  id: 'mail-cert-ports',
  title: 'Certificates for mail programs',
  reference: 'RFC 8314 §4.4, §5.3; RFC 9525 §6',
  silence: 'prober-blocked',

  async run(subject, net) {
    const { looks, gap, evidence: seen } = await atPorts(clientPorts, subject, net)
    const shown = looks.flatMap((look): Shown[] =>
      look.tls.state === 'done'
        ? [{ look, tls: look.tls.tls, certificate: look.tls.tls.chain[0] && readCertificate(look.tls.tls.chain[0]) }]
        : [],
    )
    const evidence = few(shown.map(sawCertificate))
    const bad = shown.map((one) => ({ one, why: whyInvalid(one) })).find(({ why }) => why !== undefined)
    if (bad?.why) {
      const { host } = bad.one.look
      return fail('invalid', {
        evidence,
        explanation: say`${whereOf(bad.one.look)}: ${bad.why} Mail programs warn, or refuse.`,
        fix: onServer(
          say`Install one certificate on all ports of ${host}, with the host name that people type in, ${host}, and with its chain.`,
          say`People learn to click warnings away, or cannot read their mail.`,
        ),
      })
    }
    const ending = shown.find(
      ({ certificate }) => certificate && certificate.notAfter.getTime() - Date.now() < leastLeft(certificate),
    )
    if (ending?.certificate) {
      return warn('expiring', {
        evidence,
        explanation: say`The certificate at ${whereOf(ending.look)} ends on ${{ time: ending.certificate.notAfter.toISOString() }}.`,
        fix: onServer(
          say`Renew the certificate of ${ending.look.host}, and have the mail service read it again.`,
          say`From that day on mail programs refuse the connection.`,
        ),
      })
    }
    if (shown.length === 0) {
      const silent = gap ?? silentLook(looks)
      if (silent) throw silent
      return info('none-open', {
        evidence: seen,
        explanation: say`No port for mail programs is open at ${subject.host} with TLS.`,
      })
    }
    if (gap) throw gap
    return pass('valid', { evidence, explanation: say`Mail programs trust the certificate of ${subject.host}.` })
  },
}

/** Days that must be left, in milliseconds: of a short certificate a fifth of its life, for it renews late by design. */
function leastLeft({ notBefore, notAfter }: Certificate): number {
  return Math.min(fewDays * day, 0.2 * (notAfter.getTime() - notBefore.getTime()))
}

function whyInvalid({ look: { host }, tls, certificate }: Shown): Words | undefined {
  if (!certificate) return say`no certificate that can be read.`
  const now = Date.now()
  if (now > certificate.notAfter.getTime()) return say`the certificate ended on ${{ time: certificate.notAfter.toISOString() }}.`
  if (now < certificate.notBefore.getTime())
    return say`the certificate begins only on ${{ time: certificate.notBefore.toISOString() }}.`
  if (!tls.trusted) return say`the certificate does not lead to an authority that mail programs know.`
  // Of an address nobody knows which name people type in.
  if (!isIP(host) && !namesHost(certificate, host)) return say`the certificate is made out to another name.`
  return undefined
}

function sawCertificate({ look, tls, certificate }: Shown): Evidence {
  const what = certificate ? describe(certificate) : 'no certificate that can be read'
  return { where: whereOf(look), what: tls.trusted ? what : `${what}; ${tls.distrust}` }
}
