/**
 * CSS as far as mail needs it (CSS Syntax 3): rules with their selectors and declarations, and under which at-rule they stand. In one pass,
 * whatever the text is; what cannot be read is passed over, as a browser does.
 */

export interface StyleRule {
  /** As written, white space folded. */
  selector: string
  declarations: Declarations
  /** The at-rules around it, outermost first: `@media (max-width: 600px)`. */
  within: string[]
}

/** Value by property, both in lower case; the last one counts. */
export type Declarations = ReadonlyMap<string, string>

const longestSheet = 256 * 1024
const mostRules = 2000
const mostDeclarations = 200
const deepest = 8

export interface StyleSheet {
  rules: StyleRule[]
  /** Every at-rule's name and what follows it, `@media (max-width: 600px)`, also those without a block. */
  atRules: string[]
}

/** Reads the text of a `style` element. Never throws. */
export function readSheet(text: string): StyleSheet {
  const sheet: StyleSheet = { rules: [], atRules: [] }
  const css = withoutComments(text.slice(0, longestSheet)).replace(/<!--|-->/g, ' ')
  const within: string[] = []
  let from = 0
  for (const { index, 0: mark } of css.matchAll(/[{};]/g)) {
    const before = css.slice(from, index).trim()
    if (mark === '{') {
      const isAt = before.startsWith('@')
      if (isAt && sheet.atRules.length < mostRules) sheet.atRules.push(before.slice(0, 300))
      if (within.length >= deepest || sheet.rules.length >= mostRules) return sheet
      within.push(before)
      from = index + 1
    } else if (mark === '}') {
      closeBlock(sheet, within, css.slice(from, index))
      from = index + 1
    } else if (before.startsWith('@')) {
      if (sheet.atRules.length < mostRules) sheet.atRules.push(before.slice(0, 300))
      from = index + 1
    } else if (within.length === 0) from = index + 1
  }
  return sheet
}

/** What stood in the block that ends here: declarations, when its head was a selector. */
function closeBlock({ rules }: StyleSheet, within: string[], text: string): void {
  const head = within.pop()
  if (head === undefined || (head.startsWith('@') && !/^@font-face|^@page/i.test(head))) return
  const declarations = readDeclarations(text)
  if (declarations.size > 0) rules.push({ selector: head.replace(/\s+/g, ' ').slice(0, 500), declarations, within: [...within] })
}

/** Reads `color: red; padding: 0`, as it stands in a `style` attribute. `!important` is taken off. */
export function readDeclarations(text: string): Declarations {
  const found = new Map<string, string>()
  for (const part of text.slice(0, 20_000).split(';')) {
    const colon = part.indexOf(':')
    if (colon < 0) continue
    const name = part.slice(0, colon).trim().toLowerCase()
    if (!/^-{0,2}[a-z][\w-]{0,60}$/.test(name)) continue
    const value = part.slice(colon + 1, colon + 1001)
    found.set(
      name,
      value
        .trim()
        .toLowerCase()
        .replace(/\s*!important$/, ''),
    )
    if (found.size >= mostDeclarations) break
  }
  return found
}

function withoutComments(css: string): string {
  let text = ''
  for (let at = 0; ; ) {
    const start = css.indexOf('/*', at)
    if (start < 0) return text + css.slice(at)
    text += `${css.slice(at, start)} `
    const end = css.indexOf('*/', start + 2)
    if (end < 0) return text
    at = end + 2
  }
}

const named: Record<string, string> = { white: '#ffffff', black: '#000000', red: '#ff0000', transparent: 'transparent' }

/** A colour as `#rrggbb` or `transparent`; undefined when it is one that is not read here. */
export function readColour(value: string | undefined): string | undefined {
  const text = value?.trim().toLowerCase() ?? ''
  if (/^#[0-9a-f]{6}$/.test(text)) return text
  const [, r, g, b] = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/.exec(text) ?? []
  if (r && g && b) return `#${r}${r}${g}${g}${b}${b}`
  const rgb = /^rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})(?:[\s,/]+([\d.]+%?))?\s*\)$/.exec(text)
  if (!rgb) return named[text]
  if (rgb[4] !== undefined && Number.parseFloat(rgb[4]) === 0) return 'transparent'
  return `#${[rgb[1], rgb[2], rgb[3]].map((part) => Math.min(255, Number(part)).toString(16).padStart(2, '0')).join('')}`
}

/** A length in CSS pixels (CSS Values 3 §5); `of`: what em and percent stand on. Undefined when it is none. */
export function readLength(value: string | undefined, of = 16): number | undefined {
  const [, number, unit = ''] = /^(-?\d*\.?\d+)\s*(px|pt|em|rem|%|)$/.exec(value?.trim().toLowerCase() ?? '') ?? []
  if (number === undefined) return undefined
  const per: Record<string, number> = { px: 1, '': 1, pt: 4 / 3, em: of, rem: 16, '%': of / 100 }
  return Number(number) * (per[unit] ?? 1)
}
