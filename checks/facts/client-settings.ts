/**
 * How mail programs find the servers of a domain: SRV records (RFC 6186, RFC 8314 §5.1), Thunderbird's autoconfig, Microsoft's Autodiscover.
 */
import { type Answer, type Net, Unreachable } from '../net.ts'
import type { ProbedHost } from '../subject.ts'
import { answered } from './answered.ts'
import { organizationalDomain } from './organizational-domain.ts'
import { remember } from './remember.ts'

export type Service = 'imaps' | 'imap' | 'pop3s' | 'pop3' | 'submissions' | 'submission'

export interface ClientSettings {
  /** Whose settings they are; '' when there is no name to look under. */
  domain: string
  answers: Answer[]
  /** Servers that are named. Target `.` says that the service is not offered (RFC 6186 §3.4), and is left out. */
  announced: { service: Service; host: string; port: number }[]
  /** Addresses of pages that were there. */
  pages: string[]
  /** Why we do not know all of it. */
  gap: Unreachable | undefined
}

const services: readonly Service[] = ['imaps', 'imap', 'pop3s', 'pop3', 'submissions', 'submission']

/** Never throws for silence. */
export function clientSettings(subject: ProbedHost, net: Net): Promise<ClientSettings> {
  return remember(net, `client-settings ${subject.host} ${subject.domain}`, async () => {
    const domain =
      subject.domain || (/[a-z]/i.test(subject.host) && !subject.host.includes(':') ? await above(subject.host, net) : '')
    if (!domain) return { domain: '', answers: [], announced: [], pages: [], gap: undefined }
    const [found, autodiscover, pages] = await Promise.all([
      Promise.all(services.map((service) => answered(`_${service}._tcp.${domain}`, 'SRV', net))),
      answered(`_autodiscover._tcp.${domain}`, 'SRV', net),
      Promise.all(addressesOf(domain).map((url) => isThere(url, net))),
    ])
    const answers = found.filter((one): one is Answer<'SRV'> => !(one instanceof Unreachable))
    const announced = found.flatMap((one, index) => {
      const service = services[index]
      if (one instanceof Unreachable || !service) return []
      return one.records.filter(({ target }) => target !== '.').map(({ target, port }) => ({ service, host: target, port }))
    })
    const discovered = !(autodiscover instanceof Unreachable) && autodiscover.records.some(({ target }) => target !== '.')
    const there = pages.filter((page): page is string => typeof page === 'string')
    return {
      domain,
      answers,
      announced,
      pages: [...there, ...(discovered ? [`_autodiscover._tcp.${domain}`] : [])],
      gap: [...found, autodiscover, ...pages].find((one) => one instanceof Unreachable),
    }
  })
}

/** Of `mail.example.com`, `example.com`. */
async function above(host: string, net: Net): Promise<string> {
  try {
    return await organizationalDomain(host, net)
  } catch (error) {
    if (error instanceof Unreachable) return ''
    throw error
  }
}

function addressesOf(domain: string): string[] {
  return [
    `https://autoconfig.${domain}/mail/config-v1.1.xml`,
    `https://${domain}/.well-known/autoconfig/mail/config-v1.1.xml`,
    `https://autodiscover.${domain}/autodiscover/autodiscover.xml`,
  ]
}

/** The address, when something is there; Autodiscover answers a plain request with 401 or 405. */
async function isThere(url: string, net: Net): Promise<string | Unreachable | undefined> {
  try {
    const got = await net.https.get(url, { maxBytes: 20_000, timeoutMs: 8000, redirects: 3 })
    if (got.outcome !== 'answered') return undefined
    const asks = url.endsWith('autodiscover.xml') && [401, 403, 405, 500].includes(got.status)
    const holds = got.status === 200 && /xml/.test(got.mediaType)
    return asks || holds ? url : undefined
  } catch (error) {
    if (error instanceof Unreachable) return error
    throw error
  }
}
