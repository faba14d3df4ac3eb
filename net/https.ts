/**
 * Fetches over HTTPS, and over HTTP where that is asked for. The name is looked up once through the report's own DNS, every address goes past the guard, and the connection is made
 * to that address. A certificate that a browser would refuse is an answer, not silence: it is what there is to report.
 */
import { X509Certificate } from 'node:crypto'
import { type IncomingMessage, request } from 'node:http'
import { isIP, type Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { type Dns, type Fetched, type GetOptions, type Silence, type TlsSeen, Unreachable } from '#checks/net.ts'
import { connectTo, NoConnection } from './connect.ts'
import { mayReach, portFor, type Targets } from './guard.ts'
import { HandshakeFailed, handshake, seenTls } from './tls.ts'
import type { Outside } from './window.ts'

/** Addresses of one name that are tried. */
const mostAddresses = 4

/** Of ports below 1024 only 443: an `https:` URL is no way to knock at other services. */
const lowestFreePort = 1024

/** What came of one URL, without following anything. Distributes over the outcomes, as Omit alone would not. */
type Once = Fetched extends infer One
  ? One extends Fetched
    ? Omit<One, 'url' | 'redirects' | 'at' | 'milliseconds'>
    : never
  : never

interface Place {
  url: URL
  deadline: number
  targets: Targets
  ca: string | undefined
  /** Then it is a POST. */
  sends?: Sent
}

/** What is posted, as UTF-8, with its own headers. */
export interface Sent {
  body: string
  headers: Record<string, string>
}

/** A client for HTTPS. `ca`: a root that counts beside those we know (PEM). */
export function httpsClient(targets: Targets, ca: string | undefined): Outside['get'] {
  return async (url, options, dns, leftMs) => {
    const deadline = performance.now() + Math.min(options.timeoutMs, leftMs)
    const redirects: string[] = []
    for (let at = url; ; ) {
      const place = { url: readUrl(at, options), deadline, targets, ca }
      const got = await getOnce(place, options, dns)
      const next = redirects.length < options.redirects ? nextUrl(got, place.url, options) : undefined
      if (!next) return { ...got, url: at, redirects, at: '', milliseconds: 0 }
      redirects.push(at)
      at = next
    }
  }
}

/**
 * Posts to a URL that somebody of a team gave us, past the same guard; no redirect is followed, and a certificate that a browser would refuse
 * gets nothing.
 * @throws {Unreachable} when nobody answers, or the address may not be reached
 */
export async function post(
  url: string,
  sends: Sent,
  {
    dns,
    targets,
    ca,
    timeoutMs,
    plain,
  }: { dns: Dns; targets: Targets; ca: string | undefined; timeoutMs: number; plain: boolean },
): Promise<Once> {
  const options: GetOptions = { maxBytes: mostOfAnswer, timeoutMs, redirects: 0, ...(plain && { plain }) }
  const place = { url: readUrl(url, options), deadline: performance.now() + timeoutMs, targets, ca, sends }
  return getOnce(place, options, dns)
}

/** Octets of the answer to a POST that are kept, to be shown. */
const mostOfAnswer = 1000

function readUrl(text: string, { plain }: GetOptions): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const allowed = url !== undefined && isAllowed(url, plain) && url.username === '' && url.password === ''
  if (!allowed || (url.port !== '' && Number(url.port) < lowestFreePort))
    throw new Unreachable(text, 'bad-name', undefined, 'https')
  return url
}

const isAllowed = ({ protocol }: URL, plain = false): boolean => protocol === 'https:' || (plain && protocol === 'http:')

/** The port of a URL: what it says, else that of its scheme. */
const portOf = ({ port, protocol }: URL): number => Number(port) || (protocol === 'https:' ? 443 : 80)

/** Where a redirect leads; a step down to HTTP is taken only where HTTP was asked for. */
function nextUrl(got: Once, from: URL, { plain }: GetOptions): string | undefined {
  if (got.outcome !== 'answered' || got.status < 300 || got.status > 399) return undefined
  const { location = '' } = got.headers
  if (!URL.canParse(location, from)) return undefined
  const next = new URL(location, from)
  return isAllowed(next, plain) ? next.href : undefined
}

async function getOnce(place: Place, options: GetOptions, dns: Dns): Promise<Once> {
  const host = place.url.hostname.replace(/^\[|\]$/g, '')
  const found = await addressesOf(host, dns)
  if (typeof found === 'string') return { outcome: 'no-host', status: found }
  const open = found.filter((address) => mayReach(address, place.targets)).slice(0, mostAddresses)
  const silent = (reason: Silence) => new Unreachable(place.url.href, reason, open[0] ?? found[0], 'https')
  if (open.length === 0) throw silent('private')
  // A connection refused may be a restart, so all are tried twice.
  let closed = true
  let last: Silence = 'closed'
  for (const [index, address] of [...open, ...open].entries()) {
    const left = place.deadline - performance.now()
    if (left <= 0) throw silent(closed ? 'timeout' : last)
    try {
      const share = left / Math.max(1, open.length - index)
      const socket = await connectTo(address, portFor(portOf(place.url), place.targets), share)
      return await speak(socket, address, host, place, options)
    } catch (error) {
      if (!(error instanceof NoConnection)) throw error
      closed &&= error.silence === 'closed'
      last = error.silence
    }
  }
  if (closed) return { outcome: 'closed' }
  throw silent(last)
}

/** The addresses of a name, IPv4 first, because more of us have that; or that there are none. */
async function addressesOf(host: string, dns: Dns): Promise<string[] | 'nodata' | 'nxdomain'> {
  if (isIP(host)) return [host]
  const [a, aaaa] = await Promise.allSettled([dns.resolve(host, 'A'), dns.resolve(host, 'AAAA')])
  const addresses = [a, aaaa].flatMap((one) =>
    one.status === 'fulfilled' ? one.value.records.map(({ address }) => address) : [],
  )
  if (addresses.length > 0) return addresses
  if (a.status === 'rejected') throw a.reason
  if (aaaa.status === 'rejected') throw aaaa.reason
  return a.value.status === 'nxdomain' || aaaa.value.status === 'nxdomain' ? 'nxdomain' : 'nodata'
}

async function speak(
  socket: Awaited<ReturnType<typeof connectTo>>,
  address: string,
  host: string,
  place: Place,
  options: GetOptions,
): Promise<Once> {
  const left = () => Math.max(1, place.deadline - performance.now())
  const silent = (reason: Silence) => new Unreachable(place.url.href, reason, address, 'https')
  if (place.url.protocol === 'http:') return { ...(await ask(socket, place, options, left(), silent)), address }
  let tls: TLSSocket
  try {
    tls = await handshake(socket, { servername: isIP(host) ? undefined : host, ca: place.ca }, left())
  } catch (error) {
    if (!(error instanceof HandshakeFailed)) throw error
    if (error.kind === 'alert') return { outcome: 'no-tls', address, reason: error.message }
    throw new Unreachable(place.url.href, error.kind, address, 'https')
  }
  const seen = seenTls(tls, place.ca)
  const problem = certificateProblem(seen, host)
  if (problem) {
    tls.destroy()
    return { outcome: 'bad-certificate', address, tls: seen, problem }
  }
  if (options.handshake) {
    tls.destroy()
    return { ...nothing, address }
  }
  return { ...(await ask(tls, place, options, left(), silent)), address }
}

/** What a browser would say of the certificate: first who vouches for it, then its dates, then its name (RFC 9525 §6). */
function certificateProblem(
  { chain: [own], trusted, distrust }: TlsSeen,
  host: string,
  now = Date.now(),
): Extract<Fetched, { outcome: 'bad-certificate' }>['problem'] | undefined {
  if (!own || !trusted) return distrust === 'CERT_HAS_EXPIRED' ? 'expired' : 'untrusted'
  const certificate = new X509Certificate(own)
  if (certificate.validToDate.getTime() < now) return 'expired'
  if (certificate.validFromDate.getTime() > now) return 'not-yet-valid'
  const named = isIP(host)
    ? certificate.checkIP(host)
    : certificate.checkHost(host, { subject: 'never', partialWildcards: false })
  return named ? undefined : 'wrong-name'
}

type Response = Pick<
  Extract<Fetched, { outcome: 'answered' }>,
  'outcome' | 'status' | 'headers' | 'mediaType' | 'body' | 'truncated'
>

/** Of a handshake. */
const nothing: Response = { outcome: 'answered', status: 0, headers: {}, mediaType: '', body: new Uint8Array(), truncated: false }

/** One request on a connection of its own; the answer is read as far as `maxBytes`. */
function ask(
  socket: Socket,
  { url, sends }: Place,
  { maxBytes, method, ranged }: GetOptions,
  ms: number,
  silent: (reason: Silence) => Unreachable,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail('timeout'), ms)
    const fail = (reason: Silence) => {
      clearTimeout(timer)
      socket.destroy()
      reject(silent(reason))
    }
    const asked = request({
      createConnection: () => socket,
      method: method ?? (sends ? 'POST' : 'GET'),
      host: url.hostname,
      path: `${url.pathname}${url.search}`,
      headers: {
        ...{ host: url.host, 'user-agent': 'Seedbed', accept: '*/*', 'accept-encoding': 'identity', connection: 'close' },
        ...(ranged && !method ? { range: `bytes=0-${maxBytes - 1}` } : {}),
        ...(sends ? { ...sends.headers, 'content-length': Buffer.byteLength(sends.body) } : {}),
      },
      maxHeaderSize: 16_384,
    })
    asked.on('error', (error) => fail('code' in error && String(error.code).startsWith('HPE_') ? 'malformed' : 'closed'))
    asked.on('response', (response) => {
      const parts: Buffer[] = []
      let size = 0
      const end = () => {
        clearTimeout(timer)
        socket.destroy()
        resolve({
          outcome: 'answered',
          ...readHead(response),
          body: Buffer.concat(parts).subarray(0, maxBytes),
          truncated: size > maxBytes,
        })
      }
      response.on('data', (part: Buffer) => {
        parts.push(part)
        size += part.length
        if (size > maxBytes) end()
      })
      response.on('end', end)
      response.on('error', () => fail('closed'))
    })
    asked.end(sends?.body)
  })
}

function readHead({ statusCode = 0, headers }: IncomingMessage): Pick<Response, 'status' | 'headers' | 'mediaType'> {
  const flat = Object.entries(headers).map(([name, value]) => [name, String(value).slice(0, 2000)] as const)
  const mediaType = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  return { status: statusCode, headers: Object.fromEntries(flat), mediaType }
}
