import { type Check, fail, type Finding, info, pass, say, warn } from '../check.ts'
import { legacyTls, lookOnce, type MailServer, mailServers, notApplicable, sawServer, worstOf } from '../facts/mail-servers.ts'
import { type LookOptions, type Net, type SmtpLook, Unreachable } from '../net.ts'
import type { Domain } from '../subject.ts'
import { onServer } from './change.ts'

const twelve: LookOptions = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' }

/**
 * Which versions of TLS does a server accept? SSL cannot be spoken with today's OpenSSL, so it is not judged: what was not offered to a server
 * was not refused by it, either.
 */
export const tlsVersion: Check<Domain> = {
  id: 'tls-version',
  title: 'TLS versions',
  reference: 'RFC 8996; RFC 9325 §3.1.1',
  silence: 'not-observed',

  async run({ domain }, net) {
    if (!domain) return notApplicable(undefined)
    const { found, seen } = await mailServers(domain, net)
    // A server whose usual handshake fails may still speak an old version.
    const offering = seen.filter(({ look }) => look.starttls.state === 'done' || look.starttls.state === 'failed')
    if (offering.length === 0) return notApplicable(found)
    const judged = await Promise.all(offering.map((server) => judge(server, net)))
    const worst = worstOf(judged.filter((one): one is Finding => one !== undefined && !(one instanceof Unreachable)))
    const silence = judged.find((one) => one instanceof Unreachable)
    if (silence && worst?.verdict !== 'fail' && worst?.verdict !== 'warn') throw silence
    return worst ?? notApplicable(found)
  },
}

async function judge(server: MailServer, net: Net): Promise<Finding | Unreachable | undefined> {
  const { host, address, look } = server
  const best = versionOf(look)
  const [old, middle] = await Promise.all([
    lookOnce(host, address, net, legacyTls),
    best === 'TLSv1.3' ? lookOnce(host, address, net, twelve) : look,
  ])
  const tried = [look, old, ...(middle === look ? [] : [middle])]
  const evidence = tried.flatMap((one) => (one instanceof Unreachable ? [] : [sawServer({ host, address, look: one })]))
  const oldest = old instanceof Unreachable ? undefined : versionOf(old)
  if (oldest && !best) return legacyOnly(host, oldest, evidence)
  if (oldest) return legacyToo(host, oldest, evidence)
  if (!best) return undefined
  if (old instanceof Unreachable) return old
  if (middle instanceof Unreachable) return middle
  if (best === 'TLSv1.3' && !versionOf(middle)) {
    const explanation = say`${host} takes only TLS 1.3. Older senders fall back to sending in the clear, or wait.`
    return info('only-tls13', { evidence, explanation })
  }
  if (best === 'TLSv1.3') return pass('modern', { evidence, explanation: say`${host} takes TLS 1.2 and 1.3, and nothing older.` })
  return info('no-tls13', { evidence, explanation: say`The best that ${host} takes is TLS 1.2, which is still in order.` })
}

function versionOf({ starttls }: SmtpLook): string | undefined {
  return starttls.state === 'done' ? starttls.tls.version : undefined
}

const only = (host: string) =>
  onServer(
    say`Let ${host} take TLS 1.2 and newer.`,
    say`TLS 1.0 and 1.1 are withdrawn (RFC 8996); what protects them can be broken.`,
    [say`In Postfix: ${'smtpd_tls_protocols = >=TLSv1.2'}; before 3.6 ${'!SSLv2, !SSLv3, !TLSv1, !TLSv1.1'}.`],
  )

function legacyOnly(host: string, version: string, evidence: Finding['evidence']): Finding {
  const explanation = say`${host} takes nothing newer than ${version}, which is withdrawn. Modern senders cannot encrypt to it.`
  return fail('legacy-only', { evidence, explanation, fix: only(host) })
}

function legacyToo(host: string, version: string, evidence: Finding['evidence']): Finding {
  return warn('legacy-too', { evidence, explanation: say`${host} still takes ${version}, which is withdrawn.`, fix: only(host) })
}
