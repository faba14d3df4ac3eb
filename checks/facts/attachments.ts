/** The files that a mail brings, and what can be told of them without opening one. Found once for a mail. */
import { fileNameOf } from '../records/file-names.ts'
import { type FileSort, endingOf, isTrickName, refusedBy, sortOf } from '../records/file-types.ts'
import { type Content, contentOf } from '../records/magic.ts'
import type { Leaf } from '../records/mime.ts'
import { readZip, type ZipContents } from '../records/zip.ts'
import type { TestMail } from '../subject.ts'
import { decodedOctets, fieldOf } from './octets.ts'

export interface Attachment {
  /** '' when it has none. */
  name: string
  type: string
  ending: string
  /** Receivers that refuse it, and the file meant when it lies in an archive. */
  refused: { by: string[]; what: string } | undefined
  trick: boolean
  sort: FileSort
  encrypted: boolean
}

/** Files that are looked into, and octets of one. */
const mostFiles = 100
const longestZip = 40 * 1024 * 1024
const longestOffice = 4 * 1024 * 1024

const known = new WeakMap<TestMail, Attachment[]>()

/** The files, in the order of the mail. Never throws. */
export function attachmentsOf(mail: TestMail): Attachment[] {
  const files =
    known.get(mail) ??
    mail.structure.leaves
      .filter(isFile)
      .slice(0, mostFiles)
      .map((leaf) => readFile(mail, leaf))
  known.set(mail, files)
  return files
}

/** Attached, or with a name; pictures that the mail shows are none, and neither are signatures and calendars. */
function isFile(leaf: Leaf): boolean {
  if (
    /^(?:message\/(?:delivery-status|disposition-notification|feedback-report)|application\/(?:pgp|pkcs7|x-pkcs7).*)/.test(
      leaf.type,
    )
  )
    return false
  if (leaf.attached) return true
  const shown = leaf.type.startsWith('image/') && leaf.type !== 'image/svg+xml' && fieldOf(leaf, 'content-id') !== ''
  return !shown && (fileNameOf(leaf) !== '' || !/^(?:text|multipart|message)\//.test(leaf.type))
}

function readFile(mail: TestMail, leaf: Leaf): Attachment {
  const name = fileNameOf(leaf)
  const ending = endingOf(name) || endingByType[leaf.type] || ''
  const content = contentOf(decodedOctets(mail, leaf, 4096))
  const zip = content === 'zip' && leaf.end - leaf.start < longestZip ? readZip(decodedOctets(mail, leaf)) : undefined
  return {
    ...{ name, type: leaf.type, ending },
    refused: refusal(name, ending, content, zip),
    trick: isTrickName(name) || (zip?.names.some(isTrickName) ?? false),
    sort: sortOfFile(mail, leaf, ending, content, zip),
    encrypted: zip?.encrypted ?? false,
  }
}

const endingByType: Record<string, string> = {
  'text/html': 'html',
  'image/svg+xml': 'svg',
  'application/xhtml+xml': 'xhtml',
  'application/zip': 'zip',
  'application/x-msdownload': 'exe',
  'application/java-archive': 'jar',
  'application/javascript': 'js',
  'text/javascript': 'js',
}

function refusal(
  name: string,
  ending: string,
  content: Content | undefined,
  zip: ZipContents | undefined,
): Attachment['refused'] {
  const by = refusedBy(ending)
  if (by.length > 0) return { by, what: name || ending }
  if (content === 'program') return { by: ['Gmail', 'Outlook'], what: `${name}, a program` }
  // A document in the container of ZIP holds no files in this sense.
  if (!zip || isDocument(zip)) return undefined
  const inside = zip.names.find((one) => refusedBy(endingOf(one)).length > 0)
  return inside === undefined ? undefined : { by: refusedBy(endingOf(inside)), what: `${inside} in ${name || 'an archive'}` }
}

const isDocument = ({ names }: ZipContents): boolean =>
  names.some((name) => name === '[Content_Types].xml' || name === 'mimetype')

function sortOfFile(
  mail: TestMail,
  leaf: Leaf,
  ending: string,
  content: Content | undefined,
  zip: ZipContents | undefined,
): FileSort {
  if (zip?.names.some((name) => /(?:^|\/)vbaProject\.bin$/i.test(name))) return 'macro'
  if (content === 'ole' && hasMacros(decodedOctets(mail, leaf, longestOffice))) return 'macro'
  const sort = sortOf(ending)
  if (sort) return sort
  const packed = content === 'rar' || content === '7z' || (content === 'zip' && (!zip || !isDocument(zip)))
  return packed ? 'archive' : undefined
}

/** The storage of Visual Basic in an old Office file is named so ([MS-OVBA] §2.2.1), in UTF-16. */
const macroStorage = Buffer.from('_VBA_PROJECT', 'utf16le')
const hasMacros = (octets: Buffer): boolean => octets.includes(macroStorage)
