/** What of HTML and CSS a page uses, in the marks of records/client-support.ts. */
import type { Declarations, StyleSheet } from '../records/css.ts'
import type { Page } from './page.ts'

const mostMarks = 2000
const functions = /\b(linear-gradient|radial-gradient|conic-gradient|var|calc|rgba|clamp|min|max|light-dark)\(/g
const pseudo = /::?[a-z][a-z-]{2,30}/g
const oldPseudoElements = new Set([':before', ':after', ':first-letter', ':first-line'])
const mediaFeatures = ['prefers-color-scheme', 'prefers-reduced-motion', 'orientation', 'hover', 'device-pixel-ratio']

/** Everything used, each once. */
export function featuresOf({ inline, sheets, elements, images }: Page): Set<string> {
  const marks = new Set<string>()
  for (const declarations of inline) noteDeclarations(declarations, marks)
  for (const sheet of sheets) noteSheet(sheet, marks)
  for (const element of elements) {
    marks.add(`element ${element}`)
    const attribute = /\[([a-z-]+)\]$/.exec(element)?.[1]
    if (attribute) marks.add(`attribute ${attribute}`)
  }
  for (const { src } of images) marks.add(`image ${formatOf(src)}`)
  return marks
}

function noteSheet({ rules, atRules }: StyleSheet, marks: Set<string>): void {
  for (const rule of atRules) {
    const name = /^@(?:-[a-z]+-)?([a-z-]+)/i.exec(rule)?.[1]?.toLowerCase() ?? ''
    marks.add(`at ${name}`)
    if (name === 'media') for (const feature of mediaFeatures) if (rule.includes(feature)) marks.add(`media ${feature}`)
  }
  for (const { selector, declarations } of rules) {
    noteDeclarations(declarations, marks)
    for (const [name] of selector.toLowerCase().matchAll(pseudo))
      marks.add(`selector ${oldPseudoElements.has(name) ? `:${name}` : name}`)
  }
}

function noteDeclarations(declarations: Declarations, marks: Set<string>): void {
  for (const [name, value] of declarations) {
    if (marks.size > mostMarks) return
    marks.add(`property ${name}`)
    if (name === 'display') marks.add(`value display:${value.replace('inline-', '')}`)
    if (value.includes('(')) for (const [, called] of value.matchAll(functions)) marks.add(`function ${called}`)
  }
}

/** By the address: the type of a picture is known for sure only when it is loaded. */
function formatOf(src: string): string {
  const [, inside] = /^data:image\/([a-z]+)/i.exec(src) ?? []
  if (inside) return 'data'
  return /\.([a-z0-9]{2,4})(?:[?#]|$)/i.exec(src)?.[1]?.toLowerCase() ?? ''
}
