/**
 * Address fields as ENVELOPE has them (RFC 9051 §7.5.2): name, mailbox and host apart, groups marked, nothing decoded. Read leniently and in
 * one pass (RFC 5322 §3.4 with the obsolete forms of §4.4).
 */

export interface Address {
  name: string | null
  /** The source route that nobody uses. */
  route: string | null
  mailbox: string | null
  /** Null at the start and the end of a group. */
  host: string | null
}

type Token = { kind: 'word' | 'quoted' | 'comment' | 'literal' | 'special'; text: string; spaced: boolean }

const mostAddresses = 1000
const longestField = 64 * 1024
const groupEnd: Address = { name: null, route: null, mailbox: null, host: null }

export function readAddresses(field: string): Address[] {
  const found: Address[] = []
  let inGroup = false
  let before: Token[] = []
  const take = (): void => {
    const address = addressOf(before)
    if (address) found.push(address)
    before = []
  }
  for (const token of tokensOf(field.slice(0, longestField))) {
    if (found.length >= mostAddresses) break
    const special = token.kind === 'special' ? token.text : ''
    const isInAngle = special !== '' && isOpen(before)
    if (special === ':' && !isInAngle && !inGroup) {
      found.push({ ...groupEnd, mailbox: phraseOf(before) })
      inGroup = true
      before = []
    } else if (special === ',' && !isInAngle) take()
    else if (special === ';' && !isInAngle) {
      take()
      if (inGroup) found.push(groupEnd)
      inGroup = false
    } else before.push(token)
  }
  take()
  if (inGroup) found.push(groupEnd)
  return found
}

/** Is there a `<` that was not closed? */
function isOpen(tokens: Token[]): boolean {
  for (let at = tokens.length - 1; at >= 0 && at > tokens.length - 50; at--) {
    const token = tokens[at]
    if (token?.kind === 'special' && token.text === '>') return false
    if (token?.kind === 'special' && token.text === '<') return true
  }
  return false
}

function addressOf(tokens: Token[]): Address | null {
  const open = tokens.findIndex(({ kind, text }) => kind === 'special' && text === '<')
  const words = tokens.filter(({ kind }) => kind !== 'comment')
  if (words.length === 0) return null
  if (open < 0) {
    const comment = tokens.filter(({ kind }) => kind === 'comment').at(-1)?.text
    const spec = split(words)
    // Words without an `@` are a name that nobody gave an address.
    if (spec.host === null) return { name: null, route: null, mailbox: phraseOf(words), host: '' }
    return { name: comment ?? null, route: null, mailbox: spec.mailbox, host: spec.host }
  }
  const inside = tokens.slice(open + 1).filter(({ kind }) => kind !== 'comment')
  const close = inside.findIndex(({ kind, text }) => kind === 'special' && text === '>')
  const spec = close < 0 ? inside : inside.slice(0, close)
  const colon = spec.findIndex(({ kind, text }) => kind === 'special' && text === ':')
  const { mailbox, host } = split(spec.slice(colon + 1))
  const name = phraseOf(tokens.slice(0, open).filter(({ kind }) => kind !== 'comment'))
  return { name: name || null, route: colon > 0 ? joined(spec.slice(0, colon)) : null, mailbox, host: host ?? '' }
}

function split(tokens: Token[]): { mailbox: string; host: string | null } {
  const at = tokens.findLastIndex(({ kind, text }) => kind === 'special' && text === '@')
  if (at < 0) return { mailbox: joined(tokens), host: null }
  return { mailbox: joined(tokens.slice(0, at)), host: joined(tokens.slice(at + 1)) }
}

const joined = (tokens: Token[]): string => tokens.map(({ text }) => text).join('')
const phraseOf = (tokens: Token[]): string =>
  tokens.map(({ text, spaced }, index) => (index > 0 && spaced ? ` ${text}` : text)).join('')

const word = /[^\x00-\x20()<>,;:@"[\]\\]+/y

function* tokensOf(field: string): Generator<Token> {
  let at = 0
  let spaced = false
  while (at < field.length) {
    const letter = field[at] ?? ''
    if (/[\x00-\x20]/.test(letter)) {
      spaced = true
      at++
      continue
    }
    const token = tokenAt(field, at, letter)
    at = token.end
    yield { kind: token.kind, text: token.text, spaced }
    spaced = false
  }
}

function tokenAt(field: string, at: number, letter: string): { kind: Token['kind']; text: string; end: number } {
  if (letter === '"') return { kind: 'quoted', ...enclosed(field, at, '"', '"') }
  if (letter === '(') return { kind: 'comment', ...enclosed(field, at, '(', ')') }
  if (letter === '[') {
    const close = field.indexOf(']', at)
    const end = close < 0 ? field.length : close + 1
    return { kind: 'literal', text: field.slice(at, end), end }
  }
  word.lastIndex = at
  const text = word.exec(field)?.[0]
  return text ? { kind: 'word', text, end: at + text.length } : { kind: 'special', text: letter, end: at + 1 }
}

/** The text between, with escapes resolved; comments nest. */
function enclosed(field: string, start: number, open: string, close: string): { text: string; end: number } {
  const parts: string[] = []
  let depth = 1
  let at = start + 1
  for (; at < field.length; at++) {
    const letter = field[at] ?? ''
    if (letter === '\\') parts.push(field[++at] ?? '')
    else if (letter === close && --depth === 0) break
    else {
      if (letter === open) depth++
      parts.push(letter)
    }
  }
  return { text: parts.join(''), end: at + 1 }
}
