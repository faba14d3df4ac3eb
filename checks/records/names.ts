/** Domain and host names as mail knows them: how they are compared, which of them can be reached from outside, and who runs them. */
import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import { getDomain } from 'tldts'
import { keptByText } from './kept.ts'

/** Lower case, A-labels (RFC 5890 §2.3.2.1), no final dot: the form in which names are compared and asked. '' when it is no domain name. */
export function normalDomain(name: string): string {
  const text = name.trim().toLowerCase().replace(/\.$/, '')
  // Only names with U-labels go through domainToASCII: it reads names as a browser does and would make an address of 1.2.3.
  const ascii = /^[\x21-\x7e]*$/.test(text) ? text : domainToASCII(text)
  return isDomain(ascii) ? ascii : ''
}

/** Labels of letters, digits, underscores and inner hyphens, at most 63 octets each and 253 in all (RFC 1035 §2.3.4). */
function isDomain(name: string): boolean {
  return name.length <= 253 && domainForm.test(name) && !(/^[\d.]+$/.test(name) && isIP(name) !== 0)
}

const domainForm = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/

/** Ends that never lead out of somebody's own network (RFC 6761, RFC 6762 appendix G, RFC 8375). */
const privateEnds = [
  'local',
  'localhost',
  'localdomain',
  'lan',
  'home',
  'internal',
  'intranet',
  'corp',
  'private',
  'invalid',
  'home.arpa',
]

/** Is this name only known inside: a bare host name, localhost, `.local` and the like? */
export function isLocalName(name: string): boolean {
  return !name.includes('.') || privateEnds.some((end) => name === end || name.endsWith(`.${end}`))
}

/** A fully qualified host name: at least two labels of letters, digits and inner hyphens (RFC 1123 §2.1, RFC 5321 §2.3.5). */
export function isHostName(name: string): boolean {
  const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i
  const labels = name.replace(/\.$/, '').split('.')
  return (
    name.length <= 254 &&
    isIP(name) === 0 &&
    labels.length > 1 &&
    labels.every((part) => label.test(part)) &&
    !/^\d+$/.test(labels.at(-1) ?? '')
  )
}

/** The domain somebody registered, by the public suffix list: who runs a host. DMARC has its own answer (RFC 9989 §4.10.2). */
export const registrableDomain: (name: string) => string = keptByText(
  (name) => getDomain(name, { allowPrivateDomains: true }) ?? name,
  { most: 1000, longest: 253 },
)

/** Are two names run by the same organization, as far as the public suffix list tells? */
export function sameOrganization(one: string, other: string): boolean {
  return one !== '' && (one === other || registrableDomain(one) === registrableDomain(other))
}
