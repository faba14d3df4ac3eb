/**
 * HTML as browsers read it (WHATWG HTML §13.2), within limits. A parser repairs whatever it is given, and some repairs multiply: a thousand
 * open tags are opened again in every paragraph that follows. So the text is handed over in pieces, and between them it is looked at what came
 * of it; where that is more than any mail needs, reading stops and says so.
 */
import { type DefaultTreeAdapterTypes, defaultTreeAdapter, Parser, type ParserError } from 'parse5'
import { TextTokenizer } from './html-tokens.ts'

export type HtmlElement = DefaultTreeAdapterTypes.Element
export type HtmlNode = DefaultTreeAdapterTypes.Node

export interface HtmlFault {
  /** WHATWG's name of the parse error, or ours. */
  code: string
  /** Counted from 1. */
  line: number
}

export interface ReadHtml {
  document: DefaultTreeAdapterTypes.Document
  /** The first ones. */
  faults: HtmlFault[]
  /** All of them. */
  faultCount: number
  /** Why not all of it was read. */
  cut: string | undefined
}

export const htmlLimits = { characters: 512 * 1024, elements: 20_000, depth: 500, faults: 5000 }

/** Faults that are told one by one. */
const told = 30

/** Characters handed over at once. */
const piece = 4096

/** Errors that hurt nobody: mail programs supply the doctype, and Outlook's conditional comments are none to anybody else. */
const harmless = new Set<string>([
  ...['missing-doctype', 'non-conforming-doctype', 'incorrectly-opened-comment', 'cdata-in-html-content'],
  ...['control-character-in-input-stream', 'noncharacter-in-input-stream', 'surrogate-in-input-stream'],
])

/** Thrown out of the parser, which has no other way to be stopped. */
class Enough extends Error {}

/** Reads HTML as far as the limits allow. Never throws. */
export function readHtml(text: string): ReadHtml {
  const read: ReadHtml = { document: defaultTreeAdapter.createDocument(), faults: [], faultCount: 0, cut: undefined }
  const note = (code: string, line: number) => {
    if (++read.faultCount > htmlLimits.faults) throw new Enough(`more than ${htmlLimits.faults} parse errors`)
    if (read.faults.length < told) read.faults.push({ code, line })
  }
  const onParseError = ({ code, startLine }: ParserError) => {
    if (!harmless.has(code)) note(code, startLine)
  }
  const parser = new Parser({ sourceCodeLocationInfo: true, treeAdapter: countingAdapter(note), onParseError }, read.document)
  parser.tokenizer = new TextTokenizer(parser)
  read.cut = feed(parser, text)
  return read
}

/** The tree of parse5, counted; a second body gives its attributes to the first. */
function countingAdapter(note: (code: string, line: number) => void): typeof defaultTreeAdapter {
  let elements = 0
  return {
    ...defaultTreeAdapter,
    createElement(name, namespace, attributes) {
      if (++elements > htmlLimits.elements) throw new Enough(`more than ${htmlLimits.elements} elements`)
      return defaultTreeAdapter.createElement(name, namespace, attributes)
    },
    adoptAttributes(recipient, attributes) {
      if (recipient.tagName === 'body') note('nested-body', recipient.sourceCodeLocation?.startLine ?? 1)
      defaultTreeAdapter.adoptAttributes(recipient, attributes)
    },
    // parse5's own makes a new object of both, for every tag.
    updateNodeSourceCodeLocation(node, end) {
      if (node.sourceCodeLocation) Object.assign(node.sourceCodeLocation, end)
      else defaultTreeAdapter.updateNodeSourceCodeLocation(node, end)
    },
  }
}

/** Lines end with one line feed, as §13.2.3.5 has it. `returned`: the piece before ended with a carriage return. */
function withLineFeeds(part: string, returned: boolean): string {
  const rest = returned && part.startsWith('\n') ? part.slice(1) : part
  return rest.includes('\r') ? rest.replace(/\r\n?/g, '\n') : rest
}

/** Why it was not read to the end. */
function feed(parser: Parser<DefaultTreeAdapterTypes.DefaultTreeAdapterMap>, text: string): string | undefined {
  const end = Math.min(text.length, htmlLimits.characters)
  try {
    for (let at = 0; at < end; at += piece) {
      parser.tokenizer.write(withLineFeeds(text.slice(at, Math.min(end, at + piece)), text[at - 1] === '\r'), false)
      if (parser.openElements.depth > htmlLimits.depth) return `elements more than ${htmlLimits.depth} deep`
    }
    parser.tokenizer.write('', true)
  } catch (error) {
    if (error instanceof Enough) return error.message
    throw error
  }
  return end < text.length ? `more than ${htmlLimits.characters} characters` : undefined
}
