import { type Check, fail, type Finding, info, pass, say, warn } from '../check.ts'
import { lookOnce, sawServer, type TlsServer, worstServer } from '../facts/mail-servers.ts'
import { type LookOptions, type Net, type TlsSeen, Unreachable } from '../net.ts'
import type { Domain } from '../subject.ts'
import { onServer } from './change.ts'

/** What today's OpenSSL can still offer, from the worst down. RC4, 3DES, DES and export ciphers it cannot, so they are not judged. */
const offers = {
  null: offer('eNULL'),
  anonymous: offer('aNULL:!eNULL'),
  groups: offer('DHE:!aNULL'),
  old: offer(
    'kRSA:ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES128-SHA256:ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA:ECDHE-RSA-AES256-SHA',
  ),
}

function offer(ciphers: string): LookOptions {
  return { minVersion: 'TLSv1', maxVersion: 'TLSv1.2', ciphers: `${ciphers}:@SECLEVEL=0` }
}

/** Does a server accept ciphers or key exchanges that can be broken? */
export const tlsCipherWeak: Check<Domain> = {
  id: 'tls-cipher-weak',
  title: 'Ciphers',
  reference: 'RFC 9325 §4.1, §4.2; RFC 7465; RFC 7672 §8.2',
  silence: 'not-observed',

  run: async ({ domain }, net) => await worstServer(domain, net, (server) => judge(server, net)),
}

async function judge(server: TlsServer, net: Net): Promise<Finding> {
  const { host } = server
  const [none, anonymous, groups, old] = await Promise.all(Object.values(offers).map((options) => tried(server, options, net)))
  const seen = [server.tls, none, anonymous, groups, old].filter(isTls)
  const evidence = [sawServer(server), ...seen.slice(1).map((tls) => ({ where: `${host} also accepts`, what: inWords(tls) }))]
  const bits = isTls(groups) ? groups.dhBits : undefined
  const broken = seen.find(({ cipher }) => /_NULL_|EXPORT|_RC4_|_DES_/.test(cipher))
  if (broken || (bits !== undefined && bits < 1024)) {
    const what = broken ? broken.cipher : `a Diffie-Hellman group of ${bits} bits`
    return fail('broken', { evidence, explanation: say`${host} accepts ${what}, which protects nothing.`, fix: stronger(host) })
  }
  if (bits !== undefined && bits < 2048) {
    const explanation = say`${host} accepts a Diffie-Hellman group of only ${bits} bits.`
    return warn('weak', { evidence, explanation, fix: stronger(host) })
  }
  if (isTls(anonymous)) {
    const explanation = say`${host} accepts encryption without a certificate, so that a sender cannot know whom it talks to.`
    return warn('anonymous', { evidence, explanation, fix: stronger(host) })
  }
  if (isStaticRsa(server.tls)) {
    const explanation = say`${host} chooses ${server.tls.cipher}: who gets its key later can read the mail of today.`
    return warn('no-forward-secrecy', { evidence, explanation, fix: stronger(host) })
  }
  const silence = [none, anonymous, groups, old].find((one) => one instanceof Unreachable)
  if (silence) throw silence
  if (!isAead(server.tls) || old) {
    return info('legacy-cbc', {
      evidence,
      explanation: say`${host} accepts older ciphers too, as most mail servers do for old senders.`,
    })
  }
  return pass('strong', { evidence, explanation: say`${host} accepts only strong ciphers.` })
}

/** What the server answers to this offer: TLS, no (undefined), or silence. */
async function tried({ host, address }: TlsServer, options: LookOptions, net: Net): Promise<TlsSeen | Unreachable | undefined> {
  const look = await lookOnce(host, address, net, options)
  if (look instanceof Unreachable) return look
  return look.starttls.state === 'done' ? look.starttls.tls : undefined
}

function isTls(one: TlsSeen | Unreachable | undefined): one is TlsSeen {
  return one !== undefined && !(one instanceof Unreachable)
}

function inWords({ version, cipher, dhBits }: TlsSeen): string {
  return `${version}, ${cipher}${dhBits === undefined ? '' : `, a group of ${dhBits} bits`}`
}

function isStaticRsa({ cipher }: TlsSeen): boolean {
  return cipher.startsWith('TLS_RSA_')
}

function isAead({ cipher }: TlsSeen): boolean {
  return /_(?:GCM|CCM|CHACHA20_POLY1305)/.test(cipher)
}

function stronger(host: string) {
  return onServer(
    say`Let ${host} accept strong ciphers only.`,
    say`A cipher that can be broken lets others read the mail, or change it, on the way.`,
    [
      say`In Postfix: ${'smtpd_tls_ciphers = high'}, ${'smtpd_tls_mandatory_ciphers = high'}.`,
      say`And ${'smtpd_tls_exclude_ciphers = aNULL, eNULL, EXPORT, LOW, RC4, 3DES, MD5'}.`,
    ],
  )
}
