import { type Check, fail, type Finding, pass, say, warn } from '../check.ts'
import { legacyTls, lookOnce, type MailServer, mailServers, notApplicable, sawServer } from '../facts/mail-servers.ts'
import { type Net, Unreachable } from '../net.ts'
import type { Domain } from '../subject.ts'
import { onServer } from './change.ts'

/** Does every mail server take mail encrypted? Whoever wants to read it chooses the one that does not. */
export const starttlsMissing: Check<Domain> = {
  id: 'starttls-missing',
  title: 'Encryption offered',
  reference: 'RFC 3207 §4; RFC 7435',
  silence: 'not-observed',

  async run({ domain }, net) {
    if (!domain) return notApplicable(undefined)
    const { found, seen } = await mailServers(domain, net)
    if (seen.length === 0) return notApplicable(found)
    const evidence = seen.map(sawServer)
    const masked = seen.find((server) => server.look.starttls.state === 'absent' && hasMask(server))
    if (masked) return stripped(masked, evidence)
    const refusing = seen.find(({ look }) => look.starttls.state === 'refused')
    const broken = refusing ?? (await firstBroken(seen, net))
    if (broken) {
      return fail('broken', {
        evidence,
        explanation: say`${broken.host} offers encryption, and then it fails. Mail arrives in the clear, or not at all.`,
        fix: onServer(
          say`Let ${broken.host} use a certificate and a key that belong together and that the mail service may read.`,
          say`Senders that insist on encryption do not deliver; the others send so that everybody on the way can read.`,
        ),
      })
    }
    const open = seen.filter(({ look }) => look.starttls.state === 'absent')
    const [first] = open
    if (first && open.length < seen.length) {
      return fail('some', {
        evidence,
        explanation: say`${first.host} takes mail only in the clear, while another server of ${domain} encrypts.`,
        fix: turnOn(first.host),
      })
    }
    if (first) {
      return fail('none', {
        evidence,
        explanation: say`No mail server of ${domain} offers encryption. Everybody on the way can read its mail.`,
        fix: turnOn(first.host),
      })
    }
    return pass('offered', { evidence, explanation: say`Every mail server of ${domain} that answered takes mail encrypted.` })
  },
}

/** Of the servers whose handshake failed, one that speaks no old TLS either; for the others `tls-version` has the word. */
async function firstBroken(seen: MailServer[], net: Net): Promise<MailServer | undefined> {
  const failed = seen.filter(({ look }) => look.starttls.state === 'failed')
  const old = await Promise.all(failed.map(({ host, address }) => lookOnce(host, address, net, legacyTls)))
  return failed.find((_, index) => {
    const look = old[index]
    return !look || look instanceof Unreachable || look.starttls.state !== 'done'
  })
}

/** A firewall paints over keywords it does not want, letter by letter, so that the length of the reply stays the same. */
function hasMask({ look }: MailServer): boolean {
  return look.ehlo.lines.slice(1).some((line) => /^X{4,}[A-Z]?$/.test(line))
}

function stripped({ host }: MailServer, evidence: ReturnType<typeof sawServer>[]): Finding {
  return warn('stripped', {
    evidence,
    explanation: say`Something between us and ${host} paints over its offer to encrypt. That may be on our side, too.`,
    fix: onServer(
      say`Turn off the inspection of SMTP in the firewall before ${host}; on Cisco it is called ${'inspect esmtp'}.`,
      say`Without the offer no sender encrypts.`,
      [say`Look from another network first: if the offer is there, the firewall is not yours.`],
    ),
  })
}

function turnOn(host: string) {
  return onServer(
    say`Turn on STARTTLS at ${host}.`,
    say`Gmail marks mail to a server without it, and some senders do not deliver at all.`,
    [
      say`In Postfix: ${'smtpd_tls_security_level = may'}, and ${'smtpd_tls_chain_files'} with the key and the full certificate chain.`,
    ],
  )
}
