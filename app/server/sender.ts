/**
 * Who sent a request, to which name, and may it change something.
 *
 * A browser sends our cookie with requests that other sites make it send, and it can be led to our address under another's name (DNS
 * rebinding). So a request for a foreign `Host` is refused (421, RFC 9110 §15.5.20), and one that changes something must come from a page
 * of ours (`Origin`), or be one of a program: under /api/v1, without an Origin, and then no cookie counts.
 */
import type { IncomingMessage } from 'node:http'
import ipaddr from 'ipaddr.js'
import { env, isLoopback, WrongSetting } from '#env'

export interface Sender {
  /** The client's address; behind a proxy of TRUST_PROXY, the one the proxy names. */
  client: string
  /** The host asked for, as given: not yet known to be ours. */
  host: string
  /** Did the client come by https, as far as we know? */
  secure: boolean
  /** No proxy in between, as far as the headers tell. */
  direct: boolean
}

type Network = ReturnType<typeof ipaddr.parseCIDR>
const base = new URL(env.BASE_URL)
const content = env.CONTENT_URL ? new URL(env.CONTENT_URL) : undefined
const trusted = env.TRUST_PROXY.map(readNetwork)
const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]'])

/** @throws {WrongSetting} for what is neither an address nor a network */
function readNetwork(text: string): Network {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text)
  if (ipaddr.isValid(text)) return ipaddr.parseCIDR(`${text}/${ipaddr.parse(text).kind() === 'ipv4' ? 32 : 128}`)
  throw new WrongSetting(`TRUST_PROXY is ${JSON.stringify(text)}: networks as 10.0.0.0/8, separated by commas`)
}

/** Reads the sender of a request, and through which proxies it came. */
export function readSender({ socket, headers }: IncomingMessage): Sender {
  const peer = plainAddress(socket.remoteAddress ?? '')
  const forwarded = list(headers['x-forwarded-for'])
  const direct = forwarded.length === 0 && headers.forwarded === undefined
  const host = headers.host ?? ''
  if (!isTrusted(peer)) return { client: peer, host, secure: base.protocol === 'https:', direct }
  const proto = list(headers['x-forwarded-proto'])[0] ?? base.protocol.replace(':', '')
  return {
    // The last that is not a proxy of ours: what stands before it, the client may have written itself.
    client: forwarded.map(plainAddress).findLast((address) => !isTrusted(address)) ?? plainAddress(forwarded[0] ?? peer),
    host: list(headers['x-forwarded-host'])[0] ?? host,
    secure: proto === 'https',
    direct,
  }
}

/** Our origin under the host asked for, or null when that host is not ours. */
export function ourOrigin(
  host: string,
  { localAddress, localPort }: { localAddress?: string; localPort?: number },
): string | null {
  if (!/^[\w.:[\]-]+$/.test(host)) return null
  if (URL.parse(`${base.protocol}//${host}`)?.host === base.host) return base.origin
  if (!isLoopback(plainAddress(localAddress ?? ''))) return null
  const url = URL.parse(`http://${host}`)
  return url && loopbackNames.has(url.hostname) && Number(url.port || 80) === localPort ? url.origin : null
}

/** What strangers wrote, opened by the link alone: no cookie counts there. */
export const isContent = (path: string): boolean => /^\/(?:mail\/[^/]+\/(?:html|image)|shared\/[^/]+\/html)$/.test(path)

/** The origin that serves this path under the host asked for: content is at CONTENT_URL, when that is set, and nothing else is. Null for none. */
export function originOf(host: string, path: string, socket: { localAddress?: string; localPort?: number }): string | null {
  if (!content) return ourOrigin(host, socket)
  const named = /^[\w.:[\]-]+$/.test(host) && URL.parse(`${content.protocol}//${host}`)?.host === content.host
  if (isContent(path)) return named ? content.origin : null
  return named ? null : ourOrigin(host, socket)
}

/** May this request change something? `without-cookies`: only with what it brings itself, a token or an id. */
export function mayChange({ headers, socket }: IncomingMessage, path: string): 'yes' | 'without-cookies' | 'no' {
  const { origin } = headers
  if (origin === undefined) return path.startsWith('/api/v1/') ? 'without-cookies' : 'no'
  // A form on a page that sends no referrer has the origin `null`, like a foreign sandbox; here the browser itself says which it is.
  if (origin === 'null') return headers['sec-fetch-site'] === 'same-origin' ? 'yes' : 'no'
  return isOurs(origin, socket) ? 'yes' : 'no'
}

/** Is this the origin of a page of ours? */
export function isOurs(origin: string, socket: { localAddress?: string; localPort?: number }): boolean {
  const url = URL.parse(origin)
  return url !== null && url.origin === origin && ourOrigin(url.host, socket) === origin
}

function isTrusted(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  return trusted.some(([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits))
}

/** IPv4 behind IPv6 (`::ffff:192.0.2.1`) as IPv4; no zone, no port. */
function plainAddress(text: string): string {
  const address = text
    .replace(/^\[([^\]]*)\](:\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/%.*$/, '')
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : ''
}

const list = (header: string | string[] | undefined): string[] =>
  String(header ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
