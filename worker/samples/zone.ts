/**
 * The DNS of the three sample senders, below a name that nobody owns (RFC 6761). Each mail comes from a loopback address of its own where
 * the system has them (Linux gives the whole 127/8), so SPF and reverse names say something true about it.
 */
import type { Zone } from '#net/zone.ts'
import type { SampleKind } from '../queue.ts'
import { keyRecord, strongKey, weakKey } from './keys.ts'

const suffix = 'samples.seedbed.test'

export interface Sender {
  domain: string
  /** The address the mail is sent from. */
  address: string
  /** The name given in EHLO. */
  helo: string
}

const ownAddress = (last: number): string => (process.platform === 'linux' ? `127.0.0.${last}` : '127.0.0.1')

export const senders: Record<SampleKind, Sender> = {
  'in-order': { domain: `in-order.${suffix}`, address: ownAddress(11), helo: `mail.in-order.${suffix}` },
  'usual-mistakes': { domain: `usual-mistakes.${suffix}`, address: ownAddress(12), helo: 'newsletter' },
  forged: { domain: `forged.${suffix}`, address: ownAddress(13), helo: `vps.stranger.${suffix}` },
}
/** The service that sends for `usual-mistakes`, and signs with its own name only. */
export const service = `mailer.${suffix}`

/** `11.0.0.127.in-addr.arpa` (RFC 1035 §3.5). */
const reverse = (address: string): string => `${address.split('.').reverse().join('.')}.in-addr.arpa`

const { 'in-order': inOrder, 'usual-mistakes': usual, forged } = senders

/**
 * What our name server is asked for: the senders, what the walk from their names up to the root asks for (RFC 9989 §4.10), and their
 * reverse names. Nothing about them leaves the machine.
 */
export const suffixes: string[] = [
  'seedbed.test',
  '_dmarc.test',
  ...new Set([inOrder, usual, forged].map(({ address }) => reverse(address))),
]

export const zone: Zone = {
  // The lists of addresses are those of the senders' real servers; forged and usual-mistakes have theirs elsewhere (RFC 5737).
  [`${forged.domain} A`]: '192.0.2.30',
  [`${forged.domain} MX`]: `10 mail.${forged.domain}`,
  [`mail.${forged.domain} A`]: '192.0.2.30',
  [`${forged.domain} TXT`]: 'v=spf1 ip4:192.0.2.30 -all',
  [`_dmarc.${forged.domain} TXT`]: `v=DMARC1; p=reject; rua=mailto:dmarc@${forged.domain}`,
  [`${forged.helo} A`]: '192.0.2.66',

  [`${usual.domain} A`]: '192.0.2.20',
  [`${usual.domain} MX`]: `10 mail.${usual.domain}`,
  [`mail.${usual.domain} A`]: '192.0.2.20',
  [`${usual.domain} TXT`]: 'v=spf1 ip4:192.0.2.20 ~all',
  [`_dmarc.${usual.domain} TXT`]: 'v=DMARC1; p=none',
  [`old._domainkey.${service} TXT`]: keyRecord(weakKey),
  [`${service} A`]: '192.0.2.21',
  [`${reverse(usual.address)} PTR`]: `host-12.dynamic.${service}`,

  [`${inOrder.domain} A`]: inOrder.address,
  [`${inOrder.domain} MX`]: `10 ${inOrder.helo}`,
  [`${inOrder.helo} A`]: inOrder.address,
  [`${inOrder.domain} TXT`]: `v=spf1 ip4:${inOrder.address} -all`,
  [`${inOrder.helo} TXT`]: 'v=spf1 a -all',
  [`_dmarc.${inOrder.domain} TXT`]: `v=DMARC1; p=reject; rua=mailto:dmarc@${inOrder.domain}`,
  [`s1._domainkey.${inOrder.domain} TXT`]: keyRecord(strongKey),
  [`${reverse(inOrder.address)} PTR`]: inOrder.helo,
}
