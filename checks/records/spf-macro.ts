/**
 * SPF macros (RFC 7208 §7): `%{i}._spf.example.com`. A letter stands for something about the sender; digits keep so many right-hand parts,
 * `r` reverses them, and delimiters say where to split. `%%`, `%_` and `%-` are a percent sign, a space and `%20`.
 */
import ipaddr from 'ipaddr.js'

/** Who was seen sending. */
export interface SpfSender {
  /** IPv4 or IPv6. */
  ip: string
  /** The reverse-path, or `postmaster@` the HELO name for `<>` (RFC 7208 §2.4). */
  mailFrom: string
  helo: string
}

const macro = /%(?:\{([a-z])(\d*)(r?)([.\-+,/_=]*)\}|([%_-]))/gi

/** `c`, `r` and `t` are for the text of an explanation only, which is not part of the record (§7.2). */
const letters = 'slodiphv'

/** Does a record hold something after `%` that is no macro? */
export function macroProblem(text: string): boolean {
  const wrong = [...text.matchAll(macro)].some(([, letter, digits = '']) => {
    if (letter === undefined) return false
    // §7.3: the number of parts must not be zero.
    return !letters.includes(letter.toLowerCase()) || /^0+$/.test(digits)
  })
  return wrong || text.replace(macro, '').includes('%')
}

/** Does the text stand for different names with different senders? `%{d}`, the record's own domain, does not. */
export function needsSender(text: string): boolean {
  return /%\{[slopihv]/i.test(text)
}

const nobody: SpfSender = { ip: '0.0.0.0', mailFrom: '', helo: '' }

/**
 * The text with its macros replaced, for the record of `domain`. `%{p}` is `unknown`, as for a sender without a validated name (§7.3).
 * Without a sender only texts for which `needsSender` is false make sense.
 */
export function expandMacros(text: string, domain: string, sender: SpfSender = nobody): string {
  const at = sender.mailFrom.lastIndexOf('@')
  const values: Record<string, string> = {
    s: sender.mailFrom,
    l: at > 0 ? sender.mailFrom.slice(0, at) : 'postmaster',
    o: sender.mailFrom.slice(at + 1),
    d: domain,
    i: dotted(sender.ip),
    p: 'unknown',
    h: sender.helo,
    v: ipaddr.process(sender.ip).kind() === 'ipv4' ? 'in-addr' : 'ip6',
  }
  const expanded = text.replace(macro, (_, letter?: string, digits = '', reverse = '', delimiters = '', escaped = '') => {
    if (letter === undefined) return { '%': '%', _: ' ', '-': '%20' }[escaped as '%' | '_' | '-']
    const value = transform(values[letter.toLowerCase()] ?? '', digits, reverse !== '', delimiters || '.')
    return letter === letter.toLowerCase() ? value : encodeURIComponent(value)
  })
  return fitting(expanded)
}

function transform(value: string, digits: string, reverse: boolean, delimiters: string): string {
  const parts = ['']
  for (const character of value) {
    if (delimiters.includes(character)) parts.push('')
    else parts[parts.length - 1] += character
  }
  if (reverse) parts.reverse()
  return parts.slice(digits === '' ? 0 : -Number(digits)).join('.')
}

/** An IPv6 address as dot-separated nibbles (§7.3). */
function dotted(ip: string): string {
  const address = ipaddr.process(ip)
  if (address.kind() === 'ipv4') return address.toString()
  return [...Buffer.from(address.toByteArray()).toString('hex')].join('.')
}

/** §7.3: from a name over 253 octets, labels are taken away on the left until it fits. */
function fitting(name: string): string {
  let fits = name
  while (fits.length > 253 && fits.includes('.')) fits = fits.slice(fits.indexOf('.') + 1)
  return fits
}
