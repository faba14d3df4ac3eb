/**
 * Where DMARC reports go, and whether those who would get them want them (RFC 9990 §4). A destination outside of the organization has to
 * publish `<domain>._report._dmarc.<destination>`; without it no report is sent there, so that nobody can be flooded with them.
 */
import { type Answer, type Net, Unreachable } from '../net.ts'
import { isDmarc, type ReportUri } from '../records/dmarc.ts'
import { normalDomain } from '../records/names.ts'
import { type FoundDmarc, sameOrganization } from './organizational-domain.ts'

export interface Destination {
  domain: string
  /** Where its consent has to stand; undefined inside the organization, which needs none. */
  name: string | undefined
  /** What was found there. */
  answer: Answer<'TXT'> | undefined
  authorised: boolean
}

/** Destinations looked at; reporters use the first two or so (RFC 9989 §4.7). */
const mostDestinations = 10

/** The domains of valid mailto URIs, each once. */
export function destinationDomains(uris: ReportUri[]): string[] {
  const mailboxes = uris.filter(({ valid, scheme }) => valid && scheme === 'mailto')
  const domains = mailboxes.map(({ domain }) => normalDomain(domain)).filter((domain) => domain !== '')
  return [...new Set(domains)].slice(0, mostDestinations)
}

/** The destinations of `rua` or `ruf` of a record. One that did not answer is an `Unreachable`. */
export function reportDestinations({ domain }: FoundDmarc, uris: ReportUri[], net: Net): Promise<(Destination | Unreachable)[]> {
  return Promise.all(destinationDomains(uris).map((destination) => lookAt(domain, destination, net)))
}

async function lookAt(domain: string, destination: string, net: Net): Promise<Destination | Unreachable> {
  try {
    if (await sameOrganization(domain, destination, net)) {
      return { domain: destination, name: undefined, answer: undefined, authorised: true }
    }
    const name = `${domain}._report._dmarc.${destination}`
    const answer = await net.dns.resolve(name, 'TXT')
    return { domain: destination, name, answer, authorised: answer.records.some(({ text }) => isDmarc(text)) }
  } catch (error) {
    if (error instanceof Unreachable) return error
    throw error
  }
}
