/**
 * SVG Tiny PS, the profile for logos in mail (draft-svg-tiny-ps-abrotman §2): SVG Tiny 1.2 without anything that moves, runs or is fetched.
 * The text is only taken apart into its tags, never drawn, and no entity is resolved.
 */

export type SvgProblem = 'not-square' | 'no-title' | 'forbidden' | 'wrong-profile'

export interface Logo {
  /** In the order of the draft; `found` is the part of the logo that is meant. */
  problems: { problem: SvgProblem; found: string }[]
}

interface SvgTag {
  name: string
  closing: boolean
  /** `<g/>`: nothing is inside. */
  empty: boolean
  attributes: Map<string, string>
  /** Text up to the next tag. */
  text: string
}

/** Elements that move, run, embed or lead elsewhere; raster images too. */
const forbidden = new Set([
  ...['script', 'handler', 'listener', 'animate', 'animatecolor', 'animatemotion', 'animatetransform', 'set', 'discard'],
  ...['image', 'foreignobject', 'a', 'audio', 'video', 'animation', 'prefetch', 'iframe', 'switch', 'textarea'],
])

/** Reads a logo. */
export function readLogo(text: string): Logo {
  const tags = readTagsOf(text)
  const root = tags.find(({ closing }) => !closing)
  const problems: Logo['problems'] = []
  if (root?.name !== 'svg') return { problems: [{ problem: 'wrong-profile', found: root ? `<${root.name}>` : 'no element' }] }
  const box = boxOf(root)
  if (box && Math.abs(box.width - box.height) > 0.01 * Math.max(box.width, box.height)) {
    problems.push({ problem: 'not-square', found: `${box.width} by ${box.height}` })
  }
  if (!hasTitle(tags)) problems.push({ problem: 'no-title', found: 'title' })
  const bad = forbiddenIn(tags, text)
  if (bad !== undefined) problems.push({ problem: 'forbidden', found: bad.slice(0, 200) })
  const profile = root.attributes.get('baseprofile') ?? ''
  const version = root.attributes.get('version') ?? ''
  if (profile !== 'tiny-ps' || version !== '1.2') {
    problems.push({ problem: 'wrong-profile', found: `version="${version}" baseProfile="${profile}"`.slice(0, 200) })
  }
  return { problems }
}

/** Comments, declarations and CDATA are passed over; a tag that never ends is the last. */
function readTagsOf(text: string): SvgTag[] {
  const tags: SvgTag[] = []
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    const skipped = skip(text, at)
    if (skipped !== undefined) {
      at = skipped
      continue
    }
    const end = endOfTag(text, at)
    if (end < 0) return tags
    const next = text.indexOf('<', end)
    tags.push({ ...readTag(text.slice(at + 1, end)), text: text.slice(end + 1, next < 0 ? text.length : next) })
    at = end
  }
  return tags
}

const passages: [start: string, end: string][] = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
  ['<!', '>'],
]

/** Where the text goes on after what is no tag; undefined when a tag begins here. */
function skip(text: string, at: number): number | undefined {
  for (const [start, end] of passages) {
    if (!text.startsWith(start, at)) continue
    const found = text.indexOf(end, at + start.length)
    return found < 0 ? text.length : found + end.length
  }
  return undefined
}

/** The `>` of a tag, past those inside quotes. */
function endOfTag(text: string, at: number): number {
  let quote = ''
  for (let index = at; index < text.length; index++) {
    const character = text[index] ?? ''
    if (quote) quote = character === quote ? '' : quote
    else if (character === '"' || character === "'") quote = character
    else if (character === '>') return index
  }
  return -1
}

function readTag(inside: string): Omit<SvgTag, 'text'> {
  const name = /^\/?\s*([^\s/>]*)/.exec(inside)?.[1]?.toLowerCase() ?? ''
  const attributes = new Map<string, string>()
  // The value is optional so that a name is taken whole either way, and nothing is read twice.
  for (const [, key = '', double, single] of inside.matchAll(/([^\s"'=/<>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'))?/g)) {
    if (double !== undefined || single !== undefined) attributes.set(key.toLowerCase(), double ?? single ?? '')
  }
  return { name: name.replace(/^svg:/, ''), closing: inside.startsWith('/'), empty: inside.endsWith('/'), attributes }
}

/** The viewBox, else width and height. */
function boxOf({ attributes }: SvgTag): { width: number; height: number } | undefined {
  const [, , width, height] = (attributes.get('viewbox') ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number)
  if (width && height) return { width, height }
  const [w, h] = ['width', 'height'].map((name) => Number.parseFloat(attributes.get(name) ?? ''))
  return w && h ? { width: w, height: h } : undefined
}

/** A title of the logo itself, directly inside the root, with something in it. */
function hasTitle(tags: SvgTag[]): boolean {
  let depth = 0
  for (const { name, closing, empty, text } of tags) {
    if (closing) depth--
    else if (name === 'title' && depth === 1) return text.trim() !== ''
    else if (!empty) depth++
  }
  return false
}

function forbiddenIn(tags: SvgTag[], text: string): string | undefined {
  if (/<!(?:DOCTYPE[^>]{0,1000}\[|ENTITY)/i.test(text)) return 'DOCTYPE with entities'
  const root = tags.find(({ closing }) => !closing)
  if (root && (root.attributes.has('x') || root.attributes.has('y'))) return 'x or y on the root'
  for (const { name, closing, attributes } of tags) {
    if (!closing && forbidden.has(name)) return `<${name}>`
    for (const [key, value] of attributes) {
      if (/^on[a-z]/.test(key)) return `${key}=`
      if (/(?:^|:)href$/.test(key) && !value.trim().startsWith('#')) return `${key}="${value}"`
      if (/url\(\s*['"]?(?![\s'"#])/i.test(value) || /@import/i.test(value)) return `${key}="${value}"`
    }
  }
  const style = tags.find(
    ({ name, closing, text: rules }) => name === 'style' && !closing && /@import|url\(\s*['"]?(?![\s'"#])/i.test(rules),
  )
  return style ? `<style> ${style.text.trim()}` : undefined
}
