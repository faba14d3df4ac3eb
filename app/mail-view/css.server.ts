/**
 * The style of a mail, made to fetch nothing. The frame's own policy forbids that already; this is so that a page without it, a saved one,
 * would not fetch either. And because a frame without scripts cannot be told to be dark, the mail's own rules for dark and light are decided
 * here: what it would do in a program that is dark, it does.
 */
import { type Atrule, type CssNode, type EnterOrLeaveFn, generate, type List, type ListItem, parse, walk } from 'css-tree'

export type Scheme = 'light' | 'dark'

export interface Sight {
  scheme: Scheme
  /** Where the image of this URL is shown from; undefined when it is blocked. */
  image(url: string): string | undefined
}

/** Characters of all sheets of a mail that are read. Gmail reads 16 KB. */
export const longestStyle = 128 * 1024
/** Of one style attribute. */
const longestInline = 16 * 1024

/** An image that is not there, and that nobody asks for. */
export const noImage = 'data:,'

const dropped = new Set(['import', 'font-face', 'charset', 'namespace', 'font-feature-values', 'font-palette-values'])
const droppedProperties = new Set(['behavior', '-moz-binding', 'color-scheme', '-ms-filter'])
/** Text that no grammar could read may still name something to fetch. */
const asks = /url\s*\(|src\s*\(|image-set|@import|expression\s*\(|\\/i

/** A sheet as it may stand in a `<style>`; '' when it cannot be read. Never throws because of what is in it. */
export function cleanSheet(text: string, sight: Sight): string {
  return clean(text.slice(0, longestStyle), 'stylesheet', sight)
}

/** What none of this stands in names nothing to fetch; most style attributes are so, and there are thousands of them. */
const needsReading = /[\\@]|\/\*|url|src|image|expression|behavior|binding|filter|color-scheme/i

/** May a style attribute stay as it is? */
export const isSimple = (text: string): boolean => text.length <= longestInline && !needsReading.test(text)

/** As `cleanSheet`, of a style attribute. */
export function cleanInline(text: string, sight: Sight): string {
  return clean(text.slice(0, longestInline), 'declarationList', sight)
}

function clean(text: string, context: 'stylesheet' | 'declarationList', sight: Sight): string {
  try {
    const tree = parse(text, { context, parseCustomProperty: true, onParseError: () => undefined })
    const enter: EnterOrLeaveFn = (node, item, list) => visit(node, item, list, sight)
    walk(tree, { enter })
    // An escape in a string may have become the end of the element that the sheet stands in.
    return generate(tree).replace(/<(?=[/!?])/g, '\\3c ')
  } catch (error) {
    // Rules within rules without end: the parser calls itself for each.
    if (error instanceof RangeError) return ''
    throw error
  }
}

function visit(node: CssNode, item: ListItem<CssNode>, list: List<CssNode>, sight: Sight): void {
  // The value of a declaration stands in no list.
  const away = () => list?.remove(item)
  if (node.type === 'Raw') {
    if (list && asks.test(node.value)) away()
  } else if (node.type === 'Atrule') {
    if (dropped.has(node.name.toLowerCase()) || node.name.includes('\\')) away()
    else decideScheme(node, sight.scheme)
  } else if (node.type === 'Declaration') {
    if (droppedProperties.has(node.property.toLowerCase()) || asksInDisguise(node.value)) away()
  } else if (node.type === 'Url') node.value = sight.image(node.value.trim()) ?? noImage
}

/** Does a value name something to fetch otherwise than by `url()`? */
function asksInDisguise(value: CssNode): boolean {
  let found = false
  walk(value, (node) => {
    if (node.type === 'Raw') found ||= asks.test(node.value)
    else if (node.type === 'Function') found ||= /\\|image-set$|^src$|^expression$/i.test(node.name)
  })
  return found
}

/** `@media (prefers-color-scheme: dark)` becomes always or never. */
function decideScheme(rule: Atrule, scheme: Scheme): void {
  if (!rule.prelude || rule.name.toLowerCase() !== 'media') return
  const asked = generate(rule.prelude)
  const value = asked.replace(/\(\s*prefers-color-scheme\s*(?::\s*(\w+)\s*)?\)/gi, (_, wanted?: string) =>
    wanted === undefined || wanted.toLowerCase() === scheme ? '(min-width:0)' : '(min-width:9999999px)',
  )
  if (value !== asked) rule.prelude = { type: 'Raw', value }
}
