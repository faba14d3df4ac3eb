/**
 * The paths of MAIL FROM and RCPT TO (RFC 5321 §4.1.2, with UTF-8 as in RFC 6531): `<local-part@domain>`, where the local part may be
 * quoted, and a source route `@relay,@relay:` in front is dropped (appendix C). We read more than we would write: what is odd about a
 * sender is said in the report, not by refusing its mail. Only what could not be shown or stored safely is refused here.
 */

export interface Path {
  /** Between the angle brackets, without a source route; '' for `<>`. */
  address: string
  /** Unquoted. */
  localPart: string
  /** As given; null when there is no `@`. */
  domain: string | null
  /** Parameters: keys in upper case, a bare keyword is true (RFC 5321 §4.1.1.11). */
  parameters: Map<string, string | true>
  /** The keyword that was given twice. */
  duplicate?: string
}

/** RFC 5321 §4.5.3.1.3 says 256 octets; forwarders (SRS, VERP) exceed it a little. */
const longestAddress = 320
/** Control characters, and the invisible ones that make two addresses look like one. */
const unsafe = /[\p{Cc}\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]/u

/** Reads what follows `MAIL FROM:` or `RCPT TO:`. Null when it is no path. */
export function readPath(text: string): Path | null {
  const trimmed = text.trim()
  const end = closingBracket(trimmed)
  if (!trimmed.startsWith('<') || end < 0) return null
  const address = trimmed.slice(1, end).replace(/^@[^\s,:@]+(?:,@[^\s,:@]+)*:/, '')
  const rest = trimmed.slice(end + 1)
  if (unsafe.test(address) || address.length > longestAddress || (rest !== '' && !/^\s/.test(rest))) return null
  const parameters = readParameters(rest)
  return parameters && { address, ...splitAddress(address), ...parameters }
}

/** Where the first `>` outside quotes is; -1 when there is none. */
function closingBracket(text: string): number {
  let quoted = false
  for (let at = 1; at < text.length; at++) {
    const letter = text[at]
    if (quoted && letter === '\\') at++
    else if (letter === '"') quoted = !quoted
    else if (letter === '<' && !quoted) return -1
    else if (letter === '>' && !quoted) return at
  }
  return -1
}

/** At the last `@` that is not quoted. */
function splitAddress(address: string): { localPart: string; domain: string | null } {
  const quoted = /^"((?:[^"\\]|\\.)*)"(?:@(.*))?$/su.exec(address)
  if (quoted) return { localPart: (quoted[1] ?? '').replaceAll(/\\(.)/gsu, '$1'), domain: quoted[2] ?? null }
  const at = address.lastIndexOf('@')
  return at < 0 ? { localPart: address, domain: null } : { localPart: address.slice(0, at), domain: address.slice(at + 1) }
}

function readParameters(text: string): Pick<Path, 'parameters' | 'duplicate'> | null {
  const parameters = new Map<string, string | true>()
  let duplicate: string | undefined
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const [key = '', ...value] = word.split('=')
    const keyword = key.toUpperCase()
    const decoded = value.length > 0 ? decodeXtext(value.join('=')) : true
    if (unsafe.test(keyword) || (typeof decoded === 'string' && unsafe.test(decoded))) return null
    if (parameters.has(keyword)) duplicate = keyword
    parameters.set(keyword, decoded === '' ? true : decoded)
  }
  return { parameters, ...(duplicate === undefined ? {} : { duplicate }) }
}

/** xtext (RFC 3461 §4): `+XX` is a hexadecimal escape. */
const decodeXtext = (text: string): string =>
  text.replaceAll(/\+([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

/** May this be a reverse-path? `<>` is one; anything else needs a local part and a domain or address literal. */
export function isReversePath({ address, localPart, domain }: Path): boolean {
  return address === '' || (localPart !== '' && domain !== null && /^(\[[^\s[\]\\]+\]|[^\s@[\]\\"<>,;:()]+)$/u.test(domain))
}
