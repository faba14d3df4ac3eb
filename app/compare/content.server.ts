/**
 * What of a mail's octets is held against another's: which header fields it has and what they say, and how much is in it. Fields that are new
 * in every mail are compared by whether they are there.
 */
import { decodeWords } from 'postal-mime'
import { fieldsNamed, readHeader } from '#checks/records/headers.ts'
import { type HtmlNode, readHtml } from '#checks/records/html.ts'
import { type Leaf, readStructure } from '#checks/records/mime.ts'
import { decodeText } from '#checks/records/transfer-encoding.ts'
import { octets as inOctets } from '../ui/count.ts'
import { forTab } from '../ui/tab.ts'

/** Something two mails say or have; '' where one has none. */
export interface TextRow {
  label: string
  before: string
  after: string
}

export interface MailText {
  /** By name in lower case: as written, and what it says. */
  fields: Map<string, { name: string; value: string }>
  content: { label: string; value: string }[]
}

/** Octets beyond which a mail's parts are not counted here. */
const countable = 4 * 1024 * 1024
const longestText = 512 * 1024
const mostFields = 100
const longestValue = 2000

/** Fields whose words stay the same from one mail of a sender to the next. */
const lasting = new Set([
  ...['from', 'sender', 'reply-to', 'list-id', 'list-unsubscribe-post', 'precedence', 'auto-submitted', 'mime-version'],
  ...['content-type', 'content-transfer-encoding', 'content-language', 'x-mailer', 'user-agent', 'organization', 'importance'],
])

/** Reads a mail for comparing. Never throws because of what is in it. */
export function readMailText(raw: Buffer): MailText {
  const isCounted = raw.length <= countable
  const source = (isCounted ? raw : raw.subarray(0, countable)).toString('latin1')
  const { fields, bodyStart } = readHeader(source)
  const said = new Map<string, { name: string; value: string }>()
  for (const { name, value } of fields) {
    const key = name.toLowerCase()
    const before = said.get(key)
    if (!before && said.size >= mostFields) continue
    said.set(key, { name: before?.name ?? forTab(name), value: before ? `${before.value} · ${shown(value)}` : shown(value) })
  }
  const leaves = isCounted ? readStructure(source, fields, bodyStart).leaves : []
  return {
    fields: said,
    content: [
      { label: 'Subject', value: forTab(decodeWords(fieldsNamed(fields, 'subject')[0]?.value.slice(0, longestValue) ?? '')) },
      { label: 'Size', value: inOctets(raw.length) },
      ...(isCounted ? countsOf(raw, leaves) : []),
    ],
  }
}

const shown = (value: string): string => forTab(decodeWords(value.slice(0, longestValue)))

function countsOf(raw: Buffer, leaves: Leaf[]): MailText['content'] {
  const html = leaves.find(({ type, attached }) => type === 'text/html' && !attached)
  const text = leaves.find(({ type, attached }) => type === 'text/plain' && !attached)
  const { links, images } = html ? countHtml(textOf(raw, html)) : { links: linksIn(text ? textOf(raw, text) : ''), images: 0 }
  const attachments = leaves.filter(({ attached }) => attached).length
  const forms = [text && 'plain text', html && 'HTML'].filter(Boolean).join(' and ')
  return [
    { label: 'Body', value: forms },
    { label: 'Links', value: String(links) },
    { label: 'Images', value: String(images) },
    { label: 'Attachments', value: String(attachments) },
  ]
}

function textOf(raw: Buffer, leaf: Leaf): string {
  const field = (name: string) => fieldsNamed(leaf.headers, name)[0]?.value.slice(0, longestValue) ?? ''
  const body = raw.subarray(leaf.start, Math.min(leaf.end, leaf.start + longestText))
  return decodeText(body, field('content-type'), field('content-transfer-encoding'))
}

const linksIn = (text: string): number => text.match(/\bhttps?:\/\//gi)?.length ?? 0

function countHtml(html: string): { links: number; images: number } {
  const found = { links: 0, images: 0 }
  const left: HtmlNode[] = [readHtml(html).document]
  for (let node = left.pop(); node; node = left.pop()) {
    if ('tagName' in node && (node.tagName === 'a' || node.tagName === 'area') && node.attrs.some(({ name }) => name === 'href'))
      found.links++
    if ('tagName' in node && node.tagName === 'img') found.images++
    if ('childNodes' in node) for (const child of node.childNodes) left.push(child)
  }
  return found
}

/** Rows of fields and of content that differ, and what of the content does not. */
export function compareTexts(before: MailText, after: MailText): { fields: TextRow[]; content: TextRow[]; same: TextRow[] } {
  const fields = [...new Set([...before.fields.keys(), ...after.fields.keys()])]
    .filter((key) => key !== 'subject')
    .toSorted()
    .map((key) => fieldRow(key, before.fields.get(key), after.fields.get(key)))
  const content = after.content.flatMap(({ label, value }) => {
    const then = before.content.find((one) => one.label === label)
    return then ? [{ label, before: then.value, after: value }] : []
  })
  const differs = (row: TextRow) => row.before !== row.after
  return {
    fields: fields.filter(differs),
    content: content.filter(differs),
    same: content.filter((row) => !differs(row)),
  }
}

type Said = { name: string; value: string } | undefined

function fieldRow(key: string, before: Said, after: Said): TextRow {
  const label = after?.name ?? before?.name ?? key
  if (before && after && !lasting.has(key)) return { label, before: '', after: '' }
  return { label, before: worth(key, before), after: worth(key, after) }
}

/** A boundary is new in every mail. */
function worth(key: string, said: Said): string {
  if (!said) return ''
  const value = key === 'content-type' ? said.value.replace(/;\s*boundary\*?\d*\*?=.*$/i, '') : said.value
  return value || '(empty)'
}
