/**
 * The name a sender gave a file (RFC 2183 §2.3, RFC 2231), and what of it may name a file on somebody's disk. A name can lead out of a folder,
 * hide its ending behind a character that turns the writing round, or end the header that carries it.
 */
import { decodeWords } from 'postal-mime'
import { fieldsNamed, type HeaderBlock } from '#checks/records/headers.ts'

const longestField = 4096
const longestName = 120
/** RFC 2231 §3 has no limit. */
const mostPieces = 50

/** The name as it was given, decoded; '' when there is none. */
export function givenName(headers: HeaderBlock['fields']): string {
  const read = (field: string, name: string) =>
    parameterOf(fieldsNamed(headers, field)[0]?.value.slice(0, longestField) ?? '', name)
  return read('content-disposition', 'filename') || read('content-type', 'name')
}

/** A parameter in each of its forms: plain, extended (`name*=utf-8''…`), in pieces (`name*0=…`). */
function parameterOf(value: string, name: string): string {
  const all = new Map<string, string>()
  for (const [, key = '', quoted, token = ''] of value.matchAll(/;\s*([\w*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))/g)) {
    if (!all.has(key.toLowerCase())) all.set(key.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? token)
  }
  const extended = all.get(`${name}*`)
  if (extended !== undefined) return percentDecoded(extended)
  const plain = all.get(name)
  if (plain !== undefined) return decodeWords(plain)
  let [pieces, coded] = ['', false]
  for (let index = 0; index < mostPieces; index++) {
    const [raw, escaped] = [all.get(`${name}*${index}`), all.get(`${name}*${index}*`)]
    if (raw === undefined && escaped === undefined) break
    coded ||= escaped !== undefined
    pieces += escaped ?? encodeURIComponent(raw ?? '')
  }
  return coded ? percentDecoded(pieces) : decodedUri(pieces)
}

/** `utf-8'en'na%C3%AFve.pdf` (RFC 2231 §4). */
function percentDecoded(text: string): string {
  const [, charset = 'utf-8', coded = text] = /^([\w.:-]*)'[^']*'(.*)$/s.exec(text) ?? []
  const octets = coded.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  try {
    return new TextDecoder(charset || 'utf-8').decode(Buffer.from(octets, 'latin1'))
  } catch {
    return octets
  }
}

function decodedUri(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** What may name a file: no folder, nothing invisible, no name that a system keeps for itself, at most 120 characters. '' stays ''. */
export function safeName(name: string): string {
  const plain = name
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '')
    .replace(/[<>:"/\\|?*%;]/g, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '')
  const free = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(plain) ? `_${plain}` : plain
  const characters = [...free]
  if (characters.length <= longestName) return free
  const ending = /\.\w{1,10}$/.exec(free)?.[0] ?? ''
  return characters.slice(0, longestName - ending.length).join('') + ending
}

/** `Content-Disposition` of a file with this name (RFC 6266 §4): always one to be saved, never one to be shown. */
export function attachment(name: string): string {
  const safe = safeName(name) || 'file.bin'
  const ascii = safe.replace(/[^\x20-\x7e]/g, '_')
  const coded = encodeURIComponent(safe).replace(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return ascii === safe ? `attachment; filename="${ascii}"` : `attachment; filename="${ascii}"; filename*=UTF-8''${coded}`
}
