/**
 * The HTML of a mail as its reader meets it: what is visible, what is hidden and how, pictures, links, and what a mail program will not run.
 * Found once for a mail, in one walk through the tree.
 */
import type { TestMail } from '../subject.ts'
import { type Declarations, readSheet, type StyleSheet } from '../records/css.ts'
import { type HtmlElement, type HtmlFault, type HtmlNode, readHtml } from '../records/html.ts'
import { type Look, lookOf, plainLook, type Sheets, sheetsOf } from './page-look.ts'

/** Why a text cannot be seen. */
export type Hiding = 'display' | 'visibility' | 'size' | 'colour' | 'opacity' | 'clip' | 'off-screen'

export interface PageImage {
  /** Cut, as a picture may stand in it; `length` is that of the whole. */
  src: string
  length: number
  /** Undefined: no such attribute. */
  alt: string | undefined
  /** CSS pixels, undefined when nothing is said. */
  width: number | undefined
  height: number | undefined
  hidden: Hiding | undefined
  line: number
}

export interface PageAnchor {
  href: string
  /** What is shown; alternative texts of pictures among it. */
  text: string
  hidden: Hiding | undefined
  /** CSS pixels. */
  fontSize: number
  line: number
}

export interface HiddenText {
  text: string
  why: Hiding
  line: number
  /** Nothing visible stands before it. */
  first: boolean
}

/** Something a mail program takes out, or should. */
export interface ActiveThing {
  kind: 'active' | 'form' | 'external-style'
  what: string
  line: number
}

export interface Page {
  /** What is seen, blocks apart by line breaks. */
  text: string
  /** The same without samples of code. */
  prose: string
  hidden: HiddenText[]
  /** Zero-width characters that belong to no preheader: the longest run. */
  padding: number
  images: PageImage[]
  anchors: PageAnchor[]
  active: ActiveThing[]
  /** Declarations of style attributes, and the style sheets. */
  inline: Declarations[]
  sheets: StyleSheet[]
  /** Names of elements, and of `element[attribute]`, that are used. */
  elements: ReadonlySet<string>
  /** Of `html`, else of the first element that has one; '' when there is none. */
  lang: string
  title: string
  colourScheme: boolean
  faults: HtmlFault[]
  faultCount: number
  unclosedTables: number
  /** Why not all of it was read. */
  cut: string | undefined
}

const pages = new WeakMap<TestMail, Page>()

/** The page of a mail; undefined when it has no HTML. Never throws. */
export function pageOf(mail: TestMail): Page | undefined {
  if (mail.html === undefined) return undefined
  const page = pages.get(mail) ?? readPage(mail.html)
  pages.set(mail, page)
  return page
}

const mostThings = 2000
const longestHref = 4000
const longestLabel = 500

interface Walk {
  page: Page
  sheets: Sheets
  /** Text in the order of the page. */
  parts: string[]
  /** The places in it that are samples of code. */
  codes: Set<number>
  elements: Set<string>
  seen: boolean
  run: number
}

/** Reads HTML as a page. Never throws. */
export function readPage(html: string): Page {
  const { document, faults, faultCount, cut } = readHtml(html)
  const styles = /<style/i.test(html) ? styleTexts(document) : []
  const sheets = styles.map(readSheet)
  const page: Page = {
    ...{ text: '', prose: '', hidden: [], padding: 0, images: [], anchors: [], active: [], inline: [], sheets },
    ...{ elements: new Set(), lang: '', title: '', colourScheme: false, faults, faultCount, unclosedTables: 0, cut },
  }
  const walk: Walk = { page, sheets: sheetsOf(sheets), parts: [], codes: new Set(), elements: new Set(), seen: false, run: 0 }
  walkThrough(document, walk)
  page.colourScheme ||= sheets.some(saysColourScheme)
  const text = folded(walk.parts)
  const prose = walk.codes.size === 0 ? text : folded(walk.parts.filter((_, index) => !walk.codes.has(index)))
  return { ...page, text, prose, elements: walk.elements }
}

function saysColourScheme({ rules, atRules }: StyleSheet): boolean {
  return (
    rules.some(({ declarations }) => declarations.has('color-scheme') || declarations.has('supported-color-schemes')) ||
    atRules.some((rule) => /prefers-color-scheme/i.test(rule))
  )
}

/** One space between words, one line break between blocks. */
const folded = (parts: string[]): string =>
  parts
    .join('')
    .split('\n')
    .map(withOneSpace)
    .filter((line) => line !== '')
    .join('\n')

/** Most texts are so already, and seeing that is cheaper than writing them anew. */
const withOneSpace = (text: string): string => (/[^\S ]| {2}/.test(text) ? text.replace(/\s+/g, ' ') : text).trim()

function styleTexts(document: HtmlNode): string[] {
  const found: string[] = []
  for (const node of nodesOf(document)) {
    if ('tagName' in node && node.tagName === 'style' && found.length < 100) found.push(textIn(node))
  }
  return found
}

/** All nodes, in document order. */
function* nodesOf(root: HtmlNode): Generator<HtmlNode> {
  const stack = [root]
  for (let node = stack.pop(); node; node = stack.pop()) {
    yield node
    if ('childNodes' in node) for (const child of node.childNodes.toReversed()) stack.push(child)
  }
}

const textIn = ({ childNodes }: HtmlElement): string => childNodes.map((node) => ('value' in node ? node.value : '')).join('')

interface Place {
  look: Look
  /** Inside of these. */
  anchor: PageAnchor | undefined
  code: boolean
}

const blocks = new Set([
  ...['address', 'article', 'aside', 'blockquote', 'br', 'center', 'dd', 'div', 'dl', 'dt', 'footer', 'form', 'h1', 'h2', 'h3'],
  ...['h4', 'h5', 'h6', 'header', 'hr', 'li', 'main', 'nav', 'ol', 'p', 'pre', 'section', 'table', 'td', 'th', 'tr', 'ul'],
])
const unseen = new Set(['head', 'style', 'script', 'title', 'template', 'noscript', 'object', 'audio', 'video', 'select'])
const codes = new Set(['code', 'pre', 'samp', 'kbd', 'tt'])

/** One step down the tree, or the end of a block on the way back. */
type Step = { node: HtmlNode; place: Place } | 'block'

function walkThrough(document: HtmlNode, walk: Walk): void {
  const steps: Step[] = [{ node: document, place: { look: plainLook, anchor: undefined, code: false } }]
  for (let step = steps.pop(); step; step = steps.pop()) {
    if (step === 'block') {
      walk.parts.push('\n')
      continue
    }
    const { node, place } = step
    if (node.nodeName === '#text' && 'value' in node) readText(node.value, lineOf(node), place, walk)
    if (!('childNodes' in node)) continue
    const inner = 'tagName' in node ? readElement(node, place, walk) : place
    if (!inner) continue
    if (blocks.has(node.nodeName)) {
      walk.parts.push('\n')
      steps.push('block')
    }
    for (const child of node.childNodes.toReversed()) steps.push({ node: child, place: inner })
  }
}

const lineOf = ({ sourceCodeLocation }: { sourceCodeLocation?: { startLine: number } | null | undefined }): number =>
  sourceCodeLocation?.startLine ?? 0

const ignorable = /\p{Default_Ignorable_Code_Point}/gu
const beyondAscii = /[^\0-\x7f]/
/** Most texts are plain, and looking for what they cannot hold would cost more than all else. */
const withoutIgnorable = (text: string): string => (beyondAscii.test(text) ? text.replace(ignorable, '') : text)

/** The text without characters that have no width, which only fill a preview, and its white space folded. */
export const withoutSpacers = (text: string): string => withOneSpace(withoutIgnorable(text))

function readText(value: string, line: number, { look, anchor, code }: Place, walk: Walk): void {
  const { page } = walk
  const visible = withoutIgnorable(value)
  const blank = visible.trim() === ''
  const why = look.hidden
  if (why === undefined) {
    if (code) walk.codes.add(walk.parts.length)
    walk.parts.push(visible)
    if (!blank) walk.seen = true
  } else if (!blank && page.hidden.length < mostThings)
    page.hidden.push({ text: withOneSpace(visible), why, line, first: !walk.seen })
  if (walk.seen) countPadding(value, blank, walk)
  if (anchor && anchor.text.length < longestLabel && !blank) {
    anchor.text = `${anchor.text} ${withOneSpace(visible)}`.trim().slice(0, longestLabel)
    anchor.hidden = why
    anchor.fontSize = look.fontSize
  }
}

/** A run goes on over white space and ends with the next word. */
function countPadding(value: string, blank: boolean, walk: Walk): void {
  const count = beyondAscii.test(value) ? (value.match(ignorable)?.length ?? 0) : 0
  walk.run = blank ? walk.run + count : count
  walk.page.padding = Math.max(walk.page.padding, walk.run)
}

/** What is inside of this element; undefined when nothing of it is ever seen. */
function readElement(element: HtmlElement, place: Place, walk: Walk): Place | undefined {
  const { page } = walk
  const name = element.tagName
  const attributes = attributesOf(element)
  const line = lineOf(element)
  const { look, inline } = lookOf(name, attributes, place.look, walk.sheets)
  if (inline.size > 0 && page.inline.length < mostThings) page.inline.push(inline)
  noteUse(name, attributes, walk)
  if (attributes.size > 0 || running.has(name) || fields.has(name)) noteActive(name, attributes, line, page)
  if (name === 'title' && page.title === '') page.title = textIn(element).trim().slice(0, 500)
  if (name === 'meta' && /^(?:supported-)?color-schemes?$/i.test(attributes.get('name') ?? '')) page.colourScheme = true
  if (inline.has('color-scheme')) page.colourScheme = true
  if (name === 'table' && element.sourceCodeLocation && !element.sourceCodeLocation.endTag) page.unclosedTables++
  if (page.lang === '') page.lang = (attributes.get('lang') ?? attributes.get('xml:lang') ?? '').trim().slice(0, 50)
  if (name === 'img') readImage(attributes, line, look, place, walk)
  if (unseen.has(name) && name !== 'head') return undefined
  if (name === 'head') return { ...place, look: { ...look, hidden: undefined } }
  const anchor =
    (name === 'a' || name === 'area') && attributes.has('href') ? newAnchor(attributes, line, look, page) : place.anchor
  return { look, anchor, code: place.code || codes.has(name) }
}

const nothingSaid: ReadonlyMap<string, string> = new Map()

function attributesOf({ attrs }: HtmlElement): ReadonlyMap<string, string> {
  return attrs.length === 0 ? nothingSaid : new Map(attrs.slice(0, 100).map((one) => [one.name, one.value]))
}

function newAnchor(attributes: ReadonlyMap<string, string>, line: number, look: Look, page: Page): PageAnchor {
  const href = (attributes.get('href') ?? '')
    .replace(/[\t\n\r]/g, '')
    .trim()
    .slice(0, longestHref)
  const text = attributes.get('alt') ?? ''
  const anchor = { href, text: text.slice(0, longestLabel), hidden: look.hidden, fontSize: look.fontSize, line }
  if (page.anchors.length < mostThings) page.anchors.push(anchor)
  return anchor
}

function readImage(attributes: ReadonlyMap<string, string>, line: number, look: Look, { anchor }: Place, { page }: Walk): void {
  const alt = attributes.get('alt')
  if (anchor && alt) anchor.text = `${anchor.text} ${alt}`.trim().slice(0, longestLabel)
  if (page.images.length >= mostThings) return
  const src = (attributes.get('src') ?? '').trim()
  page.images.push({
    src: src.slice(0, longestHref),
    length: src.length,
    alt,
    width: look.width,
    height: look.height,
    hidden: look.hidden,
    line,
  })
}

function noteUse(name: string, attributes: ReadonlyMap<string, string>, { elements }: Walk): void {
  elements.add(name)
  for (const attribute of attributes.keys()) elements.add(`${name}[${attribute}]`.slice(0, 100))
  const type = name === 'input' || name === 'button' ? attributes.get('type')?.toLowerCase() : undefined
  if (type) elements.add(`${name}[type=${type.slice(0, 20)}]`)
}

const running = new Set(['script', 'iframe', 'frame', 'frameset', 'object', 'embed', 'applet', 'base'])
const fields = new Set(['form', 'input', 'select', 'textarea', 'button'])
const addresses = ['href', 'src', 'action', 'formaction', 'xlink:href', 'background', 'data']

/** Facts for the mail program in schema.org's words (an order, a flight, a button in the list of mails): data, nothing that runs. */
function isMarkup(name: string, attributes: ReadonlyMap<string, string>): boolean {
  return name === 'script' && attributes.get('type')?.trim().toLowerCase() === 'application/ld+json' && !attributes.has('src')
}

function noteActive(name: string, attributes: ReadonlyMap<string, string>, line: number, { active }: Page): void {
  const note = (kind: ActiveThing['kind'], what: string) => {
    if (active.length < mostThings) active.push({ kind, what: what.slice(0, 200), line })
  }
  if (running.has(name) && !isMarkup(name, attributes)) note('active', `<${name}>`)
  if (fields.has(name)) note('form', `<${name}>`)
  if (name === 'meta' && /^refresh$/i.test(attributes.get('http-equiv')?.trim() ?? ''))
    note('active', '<meta http-equiv="refresh">')
  if (name === 'link' && /\bstylesheet\b/i.test(attributes.get('rel') ?? '')) note('external-style', '<link rel="stylesheet">')
  for (const attribute of attributes.keys())
    if (attribute.startsWith('on') && /^on[a-z]{3,}$/.test(attribute)) note('active', `${attribute}= of <${name}>`)
  for (const attribute of addresses) {
    const said = attributes.get(attribute)
    if (said === undefined) continue
    const value = said.slice(0, 200).replace(/[\0-\x20]/g, '')
    if (/^(?:javascript|vbscript):|^data:text\/html/i.test(value))
      note('active', `${value.slice(0, 60)} in ${attribute}= of <${name}>`)
  }
}
