/** Addresses of reports and logos as a record has them: URIs in which no character ends the tag they stand in. */
import { normalDomain } from './names.ts'

/**
 * An e-mail address as a `mailto:` URI; undefined when it is no address. RFC 9989 §4.6: a comma, a semicolon or an exclamation mark would end
 * the URI, so like all that is not plain they are written as `%2C` (RFC 6068 §2).
 */
export function mailtoOf(address: string): string | undefined {
  const at = address.lastIndexOf('@')
  const [local, domain] = [address.slice(0, Math.max(at, 0)), normalDomain(address.slice(at + 1))]
  if (!/^[^\s@"\p{Cc}]{1,64}$/u.test(local) || !domain.includes('.') || /(^|\.)\d+$/.test(domain) || domain.includes('_')) {
    return undefined
  }
  return `mailto:${local.replace(/[^\w.~+-]/gu, encoded)}@${domain}`
}

/** The `https:` URI as a browser would ask it; undefined for everything else, and for one with a name and password in it. */
export function httpsUriOf(text: string): string | undefined {
  const url = /^https:\/\//i.test(text) && !/[\s\p{Cc}]/u.test(text) ? URL.parse(text) : null
  if (url?.username !== '' || url.password !== '' || !url.hostname.includes('.')) return undefined
  return url.href.replace(/[^\x21-\x7e]|[;,!'"<>\\^`{|}]|%(?![0-9a-f]{2})/gi, (character) => encoded(character))
}

/** Percent-encoded, octet by octet (RFC 3986 §2.1). */
function encoded(text: string): string {
  return [...new TextEncoder().encode(text)].map((octet) => `%${octet.toString(16).toUpperCase().padStart(2, '0')}`).join('')
}
