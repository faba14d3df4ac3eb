/**
 * A stranger's HTML, written anew: read by the same rules as browsers read it, and of what was read only the elements and attributes that are
 * known to be harmless are written. Nothing is copied from the source as it stands, so nothing in it can mean something else to another
 * parser; sanitize-html looks at the result once more.
 *
 * The frame it is shown in runs no script and loads nothing in any case (frame.server.ts). This is the second wall, not the first.
 */
import sanitize from 'sanitize-html'
import { type HtmlElement, type HtmlNode, readHtml } from '#checks/records/html.ts'
import { cleanInline, cleanSheet, isSimple, longestStyle, noImage, type Sight } from './css.server.ts'
import { attributes, empty, hidden, inline, pictured, shown, strict } from './html-words.ts'

export interface Cleaned {
  /** The mail's sheets, in order. */
  style: string
  /** The tags of the document and its body, with their attributes. */
  open: string
  body: string
  /** How it begins, as a list of mails shows it. */
  beginning: string
  /** How many links stand below the line, and their texts, each once, the first ones; null when there is no line. */
  below: { links: number; texts: string[] } | null
  /** Why not all of it is shown. */
  cut: string | undefined
}

interface Writing {
  sight: Sight
  parts: string[]
  style: string[]
  /** Characters of sheets, and of style attributes that are not simple, that are still read. */
  styleLeft: number
  inlineLeft: number
  beginning: string
  /** Where the line is drawn, in characters of the source; undefined when it is drawn, or there is none. */
  line: number | undefined
  below: Cleaned['below']
}

const longestBeginning = 240
const mostTexts = 12

/**
 * Cleans the HTML of a mail. `lineAt`: characters after which Gmail's line is drawn.
 * Never throws because of what is in it.
 */
export function cleanHtml(html: string, sight: Sight, lineAt?: number): Cleaned {
  const { document, cut } = readHtml(html)
  const into: Writing = {
    ...{ sight, parts: [], style: [], styleLeft: longestStyle, inlineLeft: longestStyle, beginning: '', line: lineAt },
    below: null,
  }
  const root = elementNamed(document, 'html')
  const head = root && elementNamed(root, 'head')
  const body = root && elementNamed(root, 'body')
  if (head) collectStyle(head, into)
  if (body) writeAll(body, into)
  if (into.line !== undefined && into.line < html.length) drawLine(into, 'body')
  const open = `<html${root ? attributesOf(root, into) : ''}>\n<body${body ? attributesOf(body, into) : ''}>`
  return {
    style: into.style.join('\n'),
    open,
    body: lookAgain(into.parts.join('')),
    beginning: into.beginning.trim(),
    below: into.below,
    cut,
  }
}

const isElement = (node: HtmlNode): node is HtmlElement => 'tagName' in node

function elementNamed(parent: { childNodes: HtmlNode[] }, name: string): HtmlElement | undefined {
  return parent.childNodes.filter(isElement).find(({ tagName }) => tagName === name)
}

function writeAll(parent: HtmlElement, into: Writing): void {
  for (const node of parent.childNodes) {
    drawLineBefore(node, parent, into)
    if (isElement(node)) writeElement(node, into)
    else if (node.nodeName === '#text' && 'value' in node) writeText(node.value, into)
  }
}

function writeElement(element: HtmlElement, into: Writing): void {
  const { tagName: name } = element
  if (name === 'style') collectSheet(element, into)
  if (hidden.has(name)) return void collectStyle(element, into)
  if (!shown.has(name)) return void writeAll(element, into)
  if (!inline.has(name)) into.beginning += ' '
  into.parts.push(`<${name}${attributesOf(element, into)}>`)
  if (empty.has(name)) return
  if (name === 'a') noteLink(element, into)
  writeAll(element, into)
  into.parts.push(`</${name}>`)
}

function writeText(text: string, into: Writing): void {
  into.parts.push(asMarkup(text))
  if (into.beginning.length > longestBeginning) return
  // Senders fill the preview with characters that cannot be seen, so that nothing else is shown in it.
  const seen = text.slice(0, 4 * longestBeginning).replace(/(?:[\s\p{Cf}\u115f\u1160\u2800\u3164]|\u034f|\u17b4|\u17b5)+/gu, ' ')
  into.beginning = `${into.beginning}${seen}`.replace(/^ +| +(?= )/g, '')
}

const asMarkup = (text: string): string =>
  text.replace(/[&<>"\u00a0]/g, (character) => `&#${character.charCodeAt(0)};`).replaceAll('\0', '')

function collectStyle(parent: HtmlElement, into: Writing): void {
  for (const node of parent.childNodes) if (isElement(node) && node.tagName === 'style') collectSheet(node, into)
}

function collectSheet(element: HtmlElement, into: Writing): void {
  const text = textOf(element, into.styleLeft)
  const media = attributeOf(element, 'media')
  into.styleLeft -= text.length
  const sheet = /^[\w\s():,.-]+$/.test(media) ? `@media ${media}{${text}}` : text
  into.style.push(cleanSheet(sheet, into.sight))
}

function textOf({ childNodes }: HtmlElement, most: number): string {
  let text = ''
  for (const node of childNodes) {
    if (text.length >= most) break
    if (isElement(node)) text += textOf(node, most - text.length)
    else if ('value' in node) text += node.value
  }
  return text.slice(0, most)
}

const attributeOf = ({ attrs }: HtmlElement, name: string): string => attrs.find((one) => one.name === name)?.value ?? ''

function attributesOf(element: HtmlElement, into: Writing): string {
  const kept = element.attrs.flatMap(({ name, value }): [string, string][] => {
    if (pictured.has(name))
      return name === 'background' || element.tagName === 'img' ? [[name, into.sight.image(value.trim()) ?? noImage]] : []
    if (!attributes.has(name)) return []
    return [[name, name === 'style' ? inlineStyle(value, into) : value]]
  })
  const link = element.tagName === 'a' || element.tagName === 'area' ? linkAttributes(attributeOf(element, 'href')) : []
  const named = new Map([...kept, ...link])
  return [...named].map(([name, value]) => ` ${name}="${asMarkup(value)}"`).join('')
}

function inlineStyle(text: string, into: Writing): string {
  if (isSimple(text)) return text
  into.inlineLeft -= text.length
  return into.inlineLeft > 0 ? cleanInline(text, into.sight) : ''
}

/** A link opens a tab of its own that knows nothing of this one, and says where it leads. */
function linkAttributes(href: string): [string, string][] {
  const url = URL.parse(href.trim())
  if (href.trim().startsWith('#')) return [['href', href.trim()]]
  if (!url || !/^(?:https?|mailto|tel):$/.test(url.protocol)) return []
  return [
    ['href', url.href],
    ['title', url.href.slice(0, 500)],
    ['target', '_blank'],
    ['rel', 'noopener noreferrer nofollow'],
  ]
}

function noteLink(element: HtmlElement, { below }: Writing): void {
  if (!below) return
  below.links += 1
  const text = textOf(element, 80).replace(/\s+/g, ' ').trim()
  if (text && below.texts.length < mostTexts && !below.texts.includes(text)) below.texts.push(text)
}

/** The line stands before the first thing that begins behind it, where something may stand at all. */
function drawLineBefore(node: HtmlNode, parent: HtmlElement, into: Writing): void {
  const at = node.sourceCodeLocation?.startOffset
  if (into.line === undefined || at === undefined || at < into.line || isBlank(node)) return
  if (!strict.has(parent.tagName) && shown.has(parent.tagName)) drawLine(into, parent.tagName)
  else if (parent.tagName === 'body') drawLine(into, 'body')
}

const isBlank = (node: HtmlNode): boolean => node.nodeName === '#text' && 'value' in node && node.value.trim() === ''

const lineStyle = [
  'all:initial!important',
  'display:block!important',
  'clear:both!important',
  'box-sizing:border-box!important',
  'border-top:3px dashed #b0261d!important',
  'background:#fbe9e6!important',
  'color:#7a140d!important',
  'font:600 13px/1.4 system-ui,sans-serif!important',
  'margin:8px 0!important',
  'padding:6px 10px!important',
  'text-align:start!important',
].join(';')

function drawLine(into: Writing, inside: string): void {
  into.line = undefined
  into.below = { links: 0, texts: [] }
  const tag = /^(?:p|span|a|b|i|font|em|strong|h\d)$/.test(inside) ? 'span' : 'div'
  into.parts.push(
    `<${tag} style="${lineStyle}">Gmail cuts the mail here (102 KB). What follows is only seen after “View entire message”.</${tag}>`,
  )
}

const allowed = [...shown]
const allowedAttributes = { '*': [...attributes, ...pictured, 'href', 'target', 'rel'] }

/** A second opinion, by another parser. */
function lookAgain(html: string): string {
  return sanitize(html, {
    allowedTags: allowed,
    allowedAttributes,
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['data'] },
    allowedSchemesAppliedToAttributes: ['href', 'src'],
    allowProtocolRelative: false,
    parseStyleAttributes: false,
  })
}
