import { type Check, fail, type Finding, pass, say, warn } from '../check.ts'
import { namesHost } from '../facts/certificate.ts'
import { mailServers, type MailServer, notApplicable, sawServer } from '../facts/mail-servers.ts'
import type { PolicyMode } from '../records/mta-sts.ts'
import type { Domain } from '../subject.ts'
import { onServer, ownCertificate, sawChain } from './change.ts'
import { noMtaSts, withPolicy } from './no-mta-sts.ts'

/** Would a sender that follows the policy be content with what the mail servers show: TLS, a public chain, the right name and dates? */
export const mtaStsMxCert: Check<Domain> = {
  id: 'mta-sts-mx-cert',
  title: 'MTA-STS certificates',
  reference: 'RFC 8461 §4.2',
  silence: 'not-observed',

  run: async ({ domain }, net) =>
    await withPolicy(domain, net, async ({ mode = 'none' }) => {
      if (mode === 'none') return noMtaSts('no-policy', domain)
      const { found, seen } = await mailServers(domain, net)
      if (seen.length === 0) return { ...notApplicable(found), code: 'no-policy' }
      const first = seen.map((server) => ({ server, fault: faultOf(server) })).find(({ fault }) => fault !== undefined)
      if (first?.fault) return invalid(mode, first.server, first.fault)
      const evidence = seen.map(sawServer)
      return pass('valid', {
        evidence,
        explanation: say`The mail servers of ${domain} that answered show what the policy asks for.`,
      })
    }),
}

function invalid(mode: PolicyMode, server: MailServer, fault: string): Finding {
  const { host, look } = server
  const evidence = look.starttls.state === 'done' ? sawChain({ ...server, tls: look.starttls.tls }) : [sawServer(server)]
  const fix = onServer(
    say`Give ${host} a certificate of a public authority that carries its name.`,
    say`Senders that follow the policy check it before they deliver.`,
  )
  if (mode === 'enforce') {
    const explanation = say`${host} ${fault}, so senders that follow the policy do not deliver there.`
    return fail('invalid-enforced', { evidence, explanation, fix })
  }
  return warn('invalid', {
    evidence,
    explanation: say`${host} ${fault}. Once the policy enforces, senders would not deliver there.`,
    fix,
  })
}

/** What a sender would object to, as the rest of a sentence; undefined when nothing. */
function faultOf(server: MailServer, now = Date.now()): string | undefined {
  const { starttls } = server.look
  if (starttls.state !== 'done') return 'does not encrypt'
  const certificate = ownCertificate({ ...server, tls: starttls.tls })
  if (!certificate) return 'shows no certificate'
  if (!starttls.tls.trusted) return 'shows a certificate that no public authority vouches for'
  if (now > certificate.notAfter.getTime()) return 'shows a certificate that has ended'
  if (now < certificate.notBefore.getTime()) return 'shows a certificate that has not begun'
  return namesHost(certificate, server.host) ? undefined : 'shows a certificate for another name'
}
