/**
 * How an element looks, as far as it decides whether its text can be seen: the style attribute, rules for its name, class or id, and what it
 * inherits. Not a browser: rules with combinators are passed over, and of two rules the later one wins.
 */
import { type Declarations, readColour, readDeclarations, readLength, type StyleSheet } from '../records/css.ts'
import type { Hiding } from './page.ts'

export interface Look {
  hidden: Hiding | undefined
  /** CSS pixels. */
  fontSize: number
  colour: string | undefined
  background: string | undefined
  /** CSS pixels, undefined when nothing is said. Not inherited. */
  width: number | undefined
  height: number | undefined
}

export const plainLook: Look = {
  hidden: undefined,
  fontSize: 16,
  colour: '#000000',
  background: '#ffffff',
  width: undefined,
  height: undefined,
}

export interface Sheets {
  /** By simple selector: `td`, `.preheader`, `#footer`, `td.x`. */
  rules: ReadonlyMap<string, Declarations[]>
  /** Selectors that some screen shows again although another rule hides them. */
  shown: ReadonlySet<string>
  /** Style attributes met before, and how what had nothing else looked inside of what: mails repeat themselves. */
  styles: Map<string, Declarations>
  looks: Map<Declarations, { outer: Look; look: Look }>
}

const telling = new Set(['width', 'height', 'bgcolor', 'background', 'color', 'hidden'])
const simple = /^(?:[a-z][a-z0-9]*)?(?:[.#][\w-]+)?$/i
const mostSelectors = 20

/** The rules that are read here. Those of other screens count only where they show something. */
export function sheetsOf(sheets: StyleSheet[]): Sheets {
  const rules = new Map<string, Declarations[]>()
  const shown = new Set<string>()
  for (const { selector, declarations, within } of sheets.flatMap((sheet) => sheet.rules)) {
    for (const one of selector.split(',').slice(0, mostSelectors)) {
      const name = one.trim()
      if (name === '' || !simple.test(name)) {
        const last = /[.#][\w-]+$/.exec(name)?.[0]
        if (last && within.length > 0 && shows(declarations)) shown.add(last)
        continue
      }
      if (within.length === 0) rules.set(name, [...(rules.get(name) ?? []).slice(0, 20), declarations])
      else if (shows(declarations)) shown.add(/[.#].*$/.exec(name)?.[0] ?? name)
    }
  }
  return { rules, shown, styles: new Map(), looks: new Map() }
}

const shows = (declarations: Declarations): boolean =>
  /^(?!none)./.test(declarations.get('display') ?? '') || declarations.get('visibility') === 'visible'

/** The look of an element inside of one that looks like `outer`, and what its style attribute says. */
export function lookOf(
  name: string,
  attributes: ReadonlyMap<string, string>,
  outer: Look,
  sheets: Sheets,
): { look: Look; inline: Declarations } {
  const inline = inlineOf(attributes.get('style'), sheets)
  const byItself = !attributes.keys().some((one) => telling.has(one))
  if (byItself && sheets.rules.size + sheets.shown.size === 0) {
    // An element that says nothing of itself looks like what it is in.
    if (inline.size === 0) return { look: withoutSize(outer), inline }
    const known = sheets.looks.get(inline)
    if (known?.outer === outer) return { look: known.look, inline }
    const look = styled(inline, attributes, outer, false)
    sheets.looks.set(inline, { outer, look })
    return { look, inline }
  }
  const own = sheets.rules.size + sheets.shown.size === 0 ? [] : selectorsOf(attributes)
  const matching =
    sheets.rules.size === 0 ? [] : [name, ...own, ...own.map((one) => name + one)].flatMap((one) => sheets.rules.get(one) ?? [])
  if (byItself && matching.length === 0 && inline.size === 0) return { look: withoutSize(outer), inline }
  const style = matching.length === 0 ? inline : new Map([...matching, inline].flatMap((one) => [...one]))
  const shownElsewhere = own.some((one) => sheets.shown.has(one))
  return { look: styled(style, attributes, outer, shownElsewhere), inline }
}

const withoutSize = (outer: Look): Look =>
  outer.width === undefined && outer.height === undefined ? outer : { ...outer, width: undefined, height: undefined }

function styled(style: Declarations, attributes: ReadonlyMap<string, string>, outer: Look, shownElsewhere: boolean): Look {
  const fontSize = fontSizeOf(style.get('font-size'), outer.fontSize)
  const background = backgroundOf(style, attributes, outer.background)
  const colour =
    readColour(style.get('color')) ?? (style.has('color') ? undefined : (readColour(attributes.get('color')) ?? outer.colour))
  const width = readLength(style.get('width')) ?? readLength(attributes.get('width'))
  const height = readLength(style.get('height')) ?? readLength(attributes.get('height'))
  const look: Look = { hidden: outer.hidden, fontSize, colour, background, width, height }
  look.hidden ??= hidingOf(style, attributes, look, shownElsewhere)
  return look
}

function selectorsOf(attributes: ReadonlyMap<string, string>): string[] {
  const classes = (attributes.get('class') ?? '').split(/\s+/).filter(Boolean).slice(0, 20)
  const id = attributes.get('id')
  return [...classes.map((one) => `.${one}`), ...(id ? [`#${id}`] : [])]
}

const noStyle: Declarations = new Map()
const mostStyles = 500

function inlineOf(style: string | undefined, { styles }: Sheets): Declarations {
  if (!style) return noStyle
  const read = styles.get(style) ?? readDeclarations(style)
  if (styles.size < mostStyles) styles.set(style, read)
  return read
}

function fontSizeOf(value: string | undefined, outer: number): number {
  return readLength(value, outer) ?? outer
}

/** Undefined where a picture or another colour that is not read here lies behind the text. */
function backgroundOf(
  style: Declarations,
  attributes: ReadonlyMap<string, string>,
  outer: string | undefined,
): string | undefined {
  if (attributes.has('background') || /url\(|gradient\(/.test(style.get('background') ?? style.get('background-image') ?? ''))
    return undefined
  const said = style.get('background-color') ?? style.get('background') ?? attributes.get('bgcolor')
  if (said === undefined || said === 'none' || said === 'inherit') return outer
  const colour = readColour(said.split(/\s+(?![^(]*\))/)[0])
  return colour === 'transparent' ? outer : colour
}

function hidingOf(
  style: Declarations,
  attributes: ReadonlyMap<string, string>,
  { fontSize, colour, background, width, height }: Look,
  shownElsewhere: boolean,
): Hiding | undefined {
  if ((style.get('display') === 'none' || attributes.has('hidden')) && !shownElsewhere) return 'display'
  if (/^(?:hidden|collapse)$/.test(style.get('visibility') ?? '') && !shownElsewhere) return 'visibility'
  if (fontSize < 2) return 'size'
  if (Number(style.get('opacity') ?? 1) < 0.1) return 'opacity'
  if (isClipped(style, width, height) && !shownElsewhere) return 'clip'
  if (isOffScreen(style)) return 'off-screen'
  return colour !== undefined && (colour === 'transparent' || colour === background) ? 'colour' : undefined
}

function isClipped(style: Declarations, width: number | undefined, height: number | undefined): boolean {
  if (/^rect\(\s*0/.test(style.get('clip') ?? '') || /inset\(\s*(?:50|100)%/.test(style.get('clip-path') ?? '')) return true
  if (!/^(?:hidden|clip)$/.test(style.get('overflow') ?? '')) return false
  const sizes = [width, height, readLength(style.get('max-height')), readLength(style.get('max-width'))]
  return sizes.some((size) => size !== undefined && size <= 1)
}

function isOffScreen(style: Declarations): boolean {
  const far = (name: string) => (readLength(style.get(name)) ?? 0) < -500
  return far('text-indent') || (style.has('position') && (far('left') || far('top')))
}
