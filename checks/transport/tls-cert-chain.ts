import { type Check, fail, type Finding, info, pass, say, warn } from '../check.ts'
import { readCertificate } from '../facts/certificate.ts'
import { type TlsServer, worstServer } from '../facts/mail-servers.ts'
import type { Net } from '../net.ts'
import type { Domain } from '../subject.ts'
import { demandsOn, noCertificate, onServer, ownCertificate, sawChain } from './change.ts'

/** Does the chain of certificates lead to a public root? Judged with the roots of Mozilla, as Node ships them. */
export const tlsCertChain: Check<Domain> = {
  id: 'tls-cert-chain',
  title: 'Certificate chain',
  reference: 'RFC 5280 §6; RFC 8461 §4.2; RFC 7672 §3.1',
  silence: 'not-observed',

  run: async ({ domain }, net) => await worstServer(domain, net, (server) => judge(server, domain, net)),
}

async function judge(server: TlsServer, domain: string, net: Net): Promise<Finding> {
  const certificate = ownCertificate(server)
  if (!certificate) return noCertificate(server)
  const { host, tls } = server
  const evidence = [...sawChain(server), ...(tls.trusted ? [] : [{ where: `chain of ${host}`, what: tls.distrust }])]
  if (tls.trusted) return pass('trusted', { evidence, explanation: say`The certificate of ${host} leads to a public root.` })
  const { enforced, keyNamed, issuerNamed } = await demandsOn(server, domain, net)
  const incomplete = isIncomplete(server)
  const explanation = incomplete
    ? say`${host} does not send the certificate of the authority between its own and the root.`
    : say`No public authority vouches for the certificate of ${host}.`
  if (enforced) {
    const more = say`${explanation} Senders that follow MTA-STS do not deliver to it.`
    return fail('untrusted-enforced', { evidence, explanation: more, fix: complete(host) })
  }
  if (keyNamed || issuerNamed) {
    return info('self-signed', {
      evidence,
      explanation: say`${explanation} A TLSA record vouches for it, so that does not matter.`,
    })
  }
  return warn(incomplete ? 'incomplete' : 'untrusted', { evidence, explanation, fix: complete(host) })
}

/**
 * Is only the certificate in between missing? Its own issuer is not there, and it says where that one lies, as public authorities do. That
 * address is not followed: the finding weighs the same either way.
 */
function isIncomplete({ tls }: TlsServer): boolean {
  const last = tls.chain.at(-1)
  const certificate = last && readCertificate(last)
  return (
    /UNABLE_TO_(?:VERIFY_LEAF|GET_ISSUER)/.test(tls.distrust) &&
    certificate?.selfSigned === false &&
    certificate.issuerUrl !== undefined
  )
}

function complete(host: string) {
  return onServer(
    say`Use a certificate of a public authority at ${host}, with the whole chain.`,
    say`A sender that checks cannot tell this server from somebody in between.`,
    [say`With certbot the right file is ${'fullchain.pem'}, not ${'cert.pem'}.`],
  )
}
