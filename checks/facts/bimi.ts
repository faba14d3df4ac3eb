/**
 * The BIMI record of a domain: at `default._bimi` of the domain itself, else of its organizational domain (draft §7.2), and what its two
 * addresses lead to.
 */
import { gunzipSync } from 'node:zlib'
import type { Answer, Fetched, Net } from '../net.ts'
import { type BimiRecord, isBimi, looksLikeBimi, readBimi } from '../records/bimi.ts'
import { organizationalDomain } from './organizational-domain.ts'
import { remember } from './remember.ts'

export interface BimiRecords {
  organization: string
  /** The names asked, the domain's own first. */
  answers: Answer<'TXT'>[]
  /** The name whose records count. */
  name: string
  /** Texts there that are such a record. More than one are treated as none. */
  texts: string[]
  /** Texts that were meant as one, at either name. */
  meant: string[]
  /** The one record, with what is wrong with it. */
  record: BimiRecord | undefined
}

/** @throws {Unreachable} when a name was silent */
export function bimiRecords(domain: string, net: Net): Promise<BimiRecords> {
  return remember(net, `bimi ${domain}`, async () => {
    const [own, organization] = await Promise.all([
      net.dns.resolve(`default._bimi.${domain}`, 'TXT'),
      organizationalDomain(domain, net),
    ])
    const answers = [own]
    if (textsOf(own).length === 0 && organization !== domain)
      answers.push(await net.dns.resolve(`default._bimi.${organization}`, 'TXT'))
    const counting = answers.find((answer) => textsOf(answer).length > 0)
    const texts = counting ? textsOf(counting) : []
    const [first] = texts
    const meant = answers.flatMap(({ records }) =>
      records.map(({ text }) => text).filter((text) => !isBimi(text) && looksLikeBimi(text)),
    )
    const record = first !== undefined && texts.length === 1 ? readBimi(first) : undefined
    return { organization, answers, name: (counting ?? own).name, texts, meant, record }
  })
}

function textsOf({ records }: Answer<'TXT'>): string[] {
  return records.map(({ text }) => text).filter(isBimi)
}

/** Octets a logo may have (draft §7.6). */
export const mostLogoOctets = 32_768
const logoLimits = { maxBytes: 262_144, timeoutMs: 10_000, redirects: 3 }
/** A mark certificate has its chain and the whole logo inside. */
const certificateLimits = { maxBytes: 262_144, timeoutMs: 10_000, redirects: 3 }

/** Fetches the logo. @throws {Unreachable} */
export function fetchLogo(url: string, net: Net): Promise<Fetched> {
  return net.https.get(url, logoLimits)
}

/** Fetches the mark certificate. @throws {Unreachable} */
export function fetchMark(url: string, net: Net): Promise<Fetched> {
  return net.https.get(url, certificateLimits)
}

/** What small files may become when they are unpacked. */
const mostUnpacked = 1_048_576

/** The logo itself, unpacked if it was packed (`.svgz`); undefined when it cannot be. */
export function unpacked(octets: Uint8Array): Buffer | undefined {
  if (octets[0] !== 0x1f || octets[1] !== 0x8b) return Buffer.from(octets)
  try {
    return gunzipSync(octets, { maxOutputLength: mostUnpacked })
  } catch {
    return undefined
  }
}

/** What a fetch came to, as the rest of a sentence; undefined when a 200 came. */
export function faultOf(file: Fetched): string | undefined {
  switch (file.outcome) {
    case 'answered':
      return file.status === 200 ? undefined : `the web server answers ${file.status}`
    case 'bad-certificate':
      return 'the certificate of the web server is not in order'
    case 'no-tls':
      return 'the web server does not speak TLS'
    case 'no-host':
      return 'there is no such host'
    case 'closed':
      return 'the web server takes no connection'
  }
}
