/** Web and mail servers of the fake world. */
import {
  type Dns,
  type Fetched,
  type GetOptions,
  type LookOptions,
  type Silence,
  type SmtpLook,
  type TlsSeen,
  Unreachable,
} from '#checks/net.ts'

type BadCertificate = Extract<Fetched, { outcome: 'bad-certificate' }>

/** What stands at one URL. A text is the body of a 200. */
export type FakeSite =
  | string
  | { status?: number; type?: string; body?: string | Uint8Array; headers?: Record<string, string> }
  | { problem: BadCertificate['problem'] }
  | { silence: Silence }
  | { outcome: 'closed' | 'no-tls' }

/** A mail server. Without anything said it is a modern one in order. */
export interface FakeMailServer {
  greeting?: string
  /** What EHLO lists; STARTTLS when not given. */
  keywords?: string[]
  /** What STARTTLS comes to instead of TLS. `only-other`: the usual offer fails, `accepts` has the word on others. */
  starttls?: 'refused' | 'failed' | 'only-other'
  tls?: Partial<TlsSeen>
  /** What it answers to another offer than the usual one; undefined refuses the handshake. A modern server when not given. */
  accepts?: (offer: LookOptions) => Partial<TlsSeen> | undefined
  injected?: boolean
  /** What it answers to RCPT TO; 250 when nothing is said. A text is the whole reply. */
  recipients?: Record<string, string>
}

const modernTls: TlsSeen = {
  version: 'TLSv1.3',
  cipher: 'TLS_AES_256_GCM_SHA384',
  dhBits: undefined,
  chain: [],
  trusted: true,
  distrust: '',
}

const none = { at: '', milliseconds: 0 }

/** Answers a fetch from this world. A URL nobody listed is silent when its host has an address. */
export async function fakeGet(
  sites: Record<string, FakeSite>,
  url: string,
  { maxBytes, redirects, method, handshake, plain }: GetOptions,
  dns: Dns,
): Promise<Fetched> {
  const seen: string[] = []
  for (let at = url; ; ) {
    // A host is in order until somebody says otherwise, as long as it has an address.
    const unsaid = handshake && (await hasAddress(new URL(at).hostname, dns)) ? '' : undefined
    const got = await fakeOnce((method && sites[`${method} ${at}`]) ?? sites[at] ?? unsaid, at, method ? 0 : maxBytes, dns)
    const { location } = 'headers' in got ? got.headers : {}
    const moved =
      got.outcome === 'answered' &&
      got.status >= 300 &&
      got.status < 400 &&
      (location?.startsWith('https:') || (plain && location?.startsWith('http:')))
    if (!moved || !location || seen.length >= redirects) return { ...got, url: at, redirects: seen, ...none }
    seen.push(at)
    at = location
  }
}

async function hasAddress(host: string, dns: Dns): Promise<boolean> {
  const answers = await Promise.all([dns.resolve(host, 'A'), dns.resolve(host, 'AAAA')])
  return answers.some(({ status }) => status === 'records')
}

async function fakeOnce(site: FakeSite | undefined, url: string, maxBytes: number, dns: Dns): Promise<Fetched> {
  const base = { url, redirects: [], ...none }
  const address = '192.0.2.80'
  if (site === undefined) {
    const host = new URL(url).hostname
    const answers = await Promise.all([dns.resolve(host, 'A'), dns.resolve(host, 'AAAA')])
    if (answers.some((answer) => answer.status === 'records')) throw new Unreachable(url, 'timeout', address, 'https')
    const status = answers.some((answer) => answer.status === 'nxdomain') ? 'nxdomain' : 'nodata'
    return { ...base, outcome: 'no-host', status }
  }
  if (typeof site === 'object' && 'silence' in site) throw new Unreachable(url, site.silence, address, 'https')
  if (typeof site === 'object' && 'problem' in site) {
    return {
      ...base,
      outcome: 'bad-certificate',
      address,
      problem: site.problem,
      tls: { ...modernTls, trusted: site.problem !== 'untrusted' },
    }
  }
  if (typeof site === 'object' && 'outcome' in site) {
    return site.outcome === 'closed'
      ? { ...base, outcome: 'closed' }
      : { ...base, outcome: 'no-tls', address, reason: 'handshake failure' }
  }
  const { status = 200, type = 'text/plain', body = '', headers = {} } = typeof site === 'string' ? { body: site } : site
  const octets = new Uint8Array(Buffer.from(body))
  const whole = { status, headers, mediaType: type, body: octets.subarray(0, maxBytes), truncated: octets.length > maxBytes }
  return { ...base, outcome: 'answered', address, ...whole }
}

/** Answers a look from this world, by host or by address. A server nobody listed is silent. */
export function fakeLook(
  servers: Record<string, FakeMailServer | Silence>,
  host: string,
  address: string,
  options: LookOptions,
): SmtpLook {
  const server = servers[host] ?? servers[address] ?? 'timeout'
  if (typeof server === 'string') throw new Unreachable(`${host}:25`, server, address, 'smtp')
  const { greeting = `${host} ESMTP`, keywords = ['STARTTLS'] } = server
  const seen = {
    host,
    address,
    port: 25,
    greeting: { code: 220, lines: [greeting] },
    ehlo: { code: 250, lines: [host, ...keywords] },
    ...none,
  }
  if (options.recipients) {
    const replies = options.recipients.map((one) => server.recipients?.[one] ?? '250 2.1.5 ok')
    return {
      ...seen,
      starttls: { state: 'absent' },
      recipients: replies.map((text) => ({ code: Number(text.slice(0, 3)), lines: [text.slice(4)] })),
    }
  }
  return { ...seen, starttls: fakeStarttls(server, keywords, options) }
}

function fakeStarttls(server: FakeMailServer, keywords: string[], options: LookOptions): SmtpLook['starttls'] {
  const { starttls, tls = {}, accepts = modern, injected = false } = server
  if (!keywords.some((keyword) => /^STARTTLS\b/i.test(keyword))) return { state: 'absent' }
  if (starttls === 'refused') return { state: 'refused', reply: { code: 454, lines: ['4.7.0 TLS not available'] } }
  const usual = options.minVersion === undefined && options.maxVersion === undefined && options.ciphers === undefined
  const shown = starttls === 'failed' || (usual && starttls) ? undefined : usual ? tls : accepts(options)
  if (!shown) return { state: 'failed', reason: 'sslv3 alert handshake failure' }
  return { state: 'done', tls: { ...modernTls, ...tls, ...shown }, injected: options.inject ? injected : undefined }
}

/** TLS 1.2 and 1.3 with good ciphers, and nothing else. */
export function modern({ maxVersion = 'TLSv1.3', ciphers }: LookOptions): Partial<TlsSeen> | undefined {
  if (ciphers !== undefined || maxVersion < 'TLSv1.2') return undefined
  return maxVersion === 'TLSv1.2' ? { version: 'TLSv1.2', cipher: 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384' } : {}
}
