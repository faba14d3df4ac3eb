/** What octets are, by how they begin. Few kinds, those that matter in mail; no judgement about anything else. */

export type Content = 'program' | 'png' | 'jpeg' | 'gif' | 'webp' | 'pdf' | 'zip' | 'rar' | '7z' | 'gzip' | 'rtf' | 'ole'

const beginnings: [content: Content, octets: string][] = [
  ['png', '\x89PNG\r\n\x1a\n'],
  ['jpeg', '\xff\xd8\xff'],
  ['gif', 'GIF87a'],
  ['gif', 'GIF89a'],
  ['pdf', '%PDF-'],
  ['zip', 'PK\x03\x04'],
  ['zip', 'PK\x05\x06'],
  ['rar', 'Rar!\x1a\x07'],
  ['7z', '7z\xbc\xaf\x27\x1c'],
  ['gzip', '\x1f\x8b\x08'],
  ['rtf', '{\\rtf'],
  ['ole', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
  ['program', '\x7fELF'],
  ['program', '\xca\xfe\xba\xbe'],
  ['program', '\xcf\xfa\xed\xfe'],
  ['program', '\xce\xfa\xed\xfe'],
  ['program', '#!/'],
]

/** What the octets are; undefined when they are none of these. */
export function contentOf(octets: Uint8Array): Content | undefined {
  const start = Buffer.from(octets.buffer, octets.byteOffset, Math.min(octets.byteLength, 512)).toString('latin1')
  if (start.startsWith('MZ') && isPortableExecutable(octets)) return 'program'
  if (start.startsWith('RIFF') && start.startsWith('WEBP', 8)) return 'webp'
  return beginnings.find(([, beginning]) => start.startsWith(beginning))?.[0]
}

/** Two letters are a weak sign: the header they promise must be there, or lie beyond what was read. */
function isPortableExecutable(octets: Uint8Array): boolean {
  const header = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength)
  if (header.length < 64) return false
  const at = header.readUInt32LE(60)
  return at + 2 > header.length ? at < 65_536 : header.toString('latin1', at, at + 2) === 'PE'
}

const families: Record<Content, RegExp> = {
  program: /^application\/(?:octet-stream|x-|vnd\.(?:microsoft|android))/,
  png: /^image\/(?:png|apng|x-png)$/,
  jpeg: /^image\/(?:jpe?g|pjpeg)$/,
  gif: /^image\/gif$/,
  webp: /^image\/webp$/,
  pdf: /^application\/(?:pdf|x-pdf|acrobat)$/,
  zip: /^application\/(?:.*zip.*|.*openxml.*|vnd\.(?:oasis|ms-|apple).*|java-archive|epub.*|x-apple.*)$/,
  rar: /^application\/.*rar/,
  '7z': /^application\/.*7z/,
  gzip: /^application\/.*(?:gzip|tgz|tar)/,
  rtf: /^(?:application|text)\/(?:.*rtf|msword|richtext)$/,
  ole: /^application\/(?:msword|vnd\.ms-.*|.*ole.*|x-msi|vnd\.visio)$/,
}
/** Types that promise nothing about the octets, or hold encrypted ones. */
const anything = /^(?:application\/(?:octet-stream|.*pkcs7.*|pgp.*|force-download|binary)|message\/.*|multipart\/.*)$/

/** May a part of this type hold this? */
export function fits(type: string, content: Content): boolean {
  return anything.test(type) || families[content].test(type)
}
