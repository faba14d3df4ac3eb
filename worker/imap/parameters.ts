/** Structured fields with parameters: Content-Type and Content-Disposition (RFC 2045 §5.1), read leniently. */

export interface Parameter {
  /** In upper case. */
  name: string
  value: string
}

const token = /[^\x00-\x20()<>@,;:\\"[\]?=\x7f]+/y
const value = /"((?:[^"\\]|\\[\s\S])*)"?|([^;\s]*)/y
const mostParameters = 100

/** `text/plain; charset=utf-8`: what stands first, and the parameters. */
export function readParameters(field: string): { value: string; parameters: Parameter[] } {
  const text = withoutComments(field)
  const end = text.indexOf(';')
  const parameters: Parameter[] = []
  let at = end < 0 ? text.length : end
  while (at < text.length && parameters.length < mostParameters) {
    while (/[;\s]/.test(text[at] ?? '')) at++
    token.lastIndex = at
    const name = token.exec(text)?.[0]
    if (!name) {
      at = nextSemicolon(text, at)
      continue
    }
    at = skipSpace(text, at + name.length)
    if (text[at] !== '=') continue
    value.lastIndex = skipSpace(text, at + 1)
    const [, quoted, plain = ''] = value.exec(text) ?? []
    at = nextSemicolon(text, value.lastIndex)
    parameters.push({ name: name.toUpperCase(), value: quoted?.replace(/\\([\s\S])/g, '$1') ?? plain })
  }
  return { value: text.slice(0, end < 0 ? text.length : end).replaceAll(/\s+/g, ''), parameters }
}

function skipSpace(text: string, at: number): number {
  let next = at
  while (text[next] === ' ' || text[next] === '\t') next++
  return next
}

function nextSemicolon(text: string, at: number): number {
  const found = text.indexOf(';', at)
  return found < 0 ? text.length : found
}

/** Comments (RFC 5322 §3.2.2) outside quoted strings left out. */
function withoutComments(text: string): string {
  if (!text.includes('(')) return text
  let kept = ''
  let [depth, quoted] = [0, false]
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? ''
    if (letter === '\\') at++
    else if (letter === '"' && depth === 0) quoted = !quoted
    else if (letter === '(' && !quoted) depth++
    const escaped = letter === '\\' ? (text[at] ?? '') : ''
    if (depth === 0) kept += letter + escaped
    if (letter === ')' && !quoted && depth > 0) depth--
  }
  return kept
}
