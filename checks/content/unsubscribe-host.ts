import { type Check, type Evidence, fail, type Fix, info, pass, say, warn } from '../check.ts'
import { listUnsubscribeOf } from '../facts/links.ts'
import { mailExchange, takesMail } from '../facts/mail-exchange.ts'
import { headerIsCut, notParsed } from '../facts/unread.ts'
import type { Fetched, Net } from '../net.ts'
import { addressDomain } from '../records/addresses.ts'
import type { TestMail } from '../subject.ts'

/** Addresses of each kind that are looked at. */
const most = 3

/** Could the unsubscribe addresses work? Only TLS is spoken with their hosts: requesting one would unsubscribe. */
export const unsubscribeHost: Check<TestMail> = {
  id: 'unsubscribe-host',
  title: 'Host of the unsubscribe address',
  reference: 'RFC 8058 §3.2',
  silence: 'not-parsed',

  async run(mail, net) {
    const { https, mailto } = listUnsubscribeOf(mail)
    const hosts = [...new Set(https.map((uri) => URL.parse(uri)?.origin ?? '').filter(Boolean))].slice(0, most)
    const domains = [...new Set(mailto.map(domainOf).filter(Boolean))].slice(0, most)
    if (hosts.length + domains.length === 0) {
      if (headerIsCut(mail)) return notParsed(mail)
      return info('none', {
        evidence: [{ where: 'List-Unsubscribe', what: 'no https or mailto address' }],
        explanation: say`The header offers no address to unsubscribe at.`,
      })
    }
    const [seen, taking] = await Promise.all([
      Promise.all(hosts.map((origin) => greet(origin, net))),
      Promise.all(domains.map(async (domain) => ({ domain, takes: takesMail(await mailExchange(domain, net)) }))),
    ])
    const evidence: Evidence[] = [
      ...seen.map(({ origin, trouble }) => ({
        where: origin,
        what: trouble ?? 'TLS with a valid certificate; nothing was requested',
      })),
      ...taking.map(({ domain, takes }) => ({
        where: `mailto: at ${domain}`,
        what: takes ? 'takes mail' : 'has no mail server',
      })),
    ]
    const broken = seen.find(({ trouble }) => trouble !== undefined)
    if (broken)
      return fail('broken', {
        evidence,
        explanation: say`The unsubscribe address at ${broken.origin} cannot work: ${broken.trouble ?? ''}.`,
        fix: mend(broken.origin),
      })
    const dead = taking.find(({ takes }) => !takes)
    if (dead)
      return warn('mailto-dead', {
        evidence,
        explanation: say`Mail to the unsubscribe address at ${dead.domain} cannot arrive.`,
        fix: receive(dead.domain),
      })
    return pass('ok', { evidence, explanation: say`The unsubscribe addresses can be reached.` })
  },
}

const domainOf = (uri: string): string => addressDomain(decoded(uri.slice('mailto:'.length).split('?')[0] ?? ''))
const decoded = (text: string): string => text.replace(/%40/gi, '@')

async function greet(origin: string, net: Net): Promise<{ origin: string; trouble: string | undefined }> {
  const got = await net.https.get(`${origin}/`, { handshake: true, maxBytes: 0, redirects: 0, timeoutMs: 8000 })
  return { origin, trouble: troubleOf(got) }
}

function troubleOf(got: Fetched): string | undefined {
  switch (got.outcome) {
    case 'answered':
      return undefined
    case 'bad-certificate':
      return {
        expired: 'its certificate has expired',
        'not-yet-valid': 'its certificate is not valid yet',
        'wrong-name': 'its certificate is for another name',
        untrusted: 'nobody vouches for its certificate',
      }[got.problem]
    case 'no-host':
      return 'there is no such host'
    case 'no-tls':
      return 'it does not speak TLS'
    case 'closed':
      return 'nothing listens there'
  }
}

const why = say`Gmail and Yahoo press this button for the reader, and a button that fails counts against you. Readers then report spam.`
const mend = (origin: string): Fix => ({
  who: 'sending-service',
  why,
  say: say`Make ${origin} answer with a valid certificate, or write another host into List-Unsubscribe.`,
})
const receive = (domain: string): Fix => ({
  who: 'sending-service',
  why,
  say: say`Give ${domain} a mail server, or write another mailto address into List-Unsubscribe.`,
})
