/**
 * The Received field, which each server that takes a mail puts on top (RFC 5321 §4.4):
 *
 *     Received: from helo.name (ptr.name [192.0.2.1]) by mx.name with ESMTPS id 1 for <to@x>; Sat, 21 Nov 2026 10:00:00 +0000
 *
 * Clauses are a word and its value, in any order in practice; what the server found out itself stands in the comment behind the value. All of
 * it is a claim of whoever wrote the line. Only the first 4,000 characters are read.
 */
import ipaddr from 'ipaddr.js'
import { readDate } from './date.ts'

export interface Received {
  /** What the client called itself; '' when there is no such clause. Lower case. */
  from: string
  /** A name in the comment behind `from`: the reverse name, as far as the server looked it up. Lower case, '' when there is none. */
  reverse: string
  /** The client's address, canonical; '' when the line names none. */
  address: string
  /** The server that wrote the line. Lower case. */
  by: string
  /** The protocol, upper case: `ESMTPS` (RFC 3848). */
  with: string
  id: string
  /** Does anything in the line say that the connection was encrypted? */
  tls: boolean
  /** Does anything say that the client proved who it is? */
  authenticated: boolean
  /** Milliseconds since 1970; undefined when the date cannot be read. */
  time: number | undefined
  /** A zone that no place on earth has. */
  impossibleZone: boolean
  /** Nothing but a comment and a date: qmail's note of a step within one server. */
  isNote: boolean
}

const longest = 4000
const clauses = ['from', 'by', 'via', 'with', 'id', 'for'] as const
type Clause = (typeof clauses)[number]

interface Token {
  text: string
  comment: boolean
}

/** Reads the value of a Received field. Never throws; what is not there is empty. */
export function readReceived(value: string): Received {
  const text = value.slice(0, longest)
  const semicolon = lastSemicolon(text)
  const tokens = tokensOf(semicolon < 0 ? text : text.slice(0, semicolon))
  const found = readClauses(tokens)
  const date = semicolon < 0 ? undefined : readDate(text.slice(semicolon + 1))
  const { from, by, with: protocol, id } = found.values
  const comments = tokens.filter(({ comment }) => comment).map((one) => one.text)
  const all = comments.join(' ')
  return {
    from: from.toLowerCase(),
    reverse: reverseIn(found.fromComment),
    address: addressIn(`${found.fromComment} ${from}`),
    by: by.toLowerCase(),
    with: protocol.toUpperCase(),
    id,
    tls: /^(?:UTF8)?(?:E?SMTP|LMTP)SA?$/i.test(protocol) || /\bTLS(?:v?\d|_|\b)|\bversion=TLS|\bSSL/i.test(all),
    authenticated: /^(?:UTF8)?(?:E?SMTP|LMTP)S?A$/i.test(protocol) || /\bauthenticated\b/i.test(all),
    time: date?.time,
    impossibleZone: isImpossible(semicolon < 0 ? '' : text.slice(semicolon + 1)),
    isNote: from === '' && by === '' && comments.length > 0,
  }
}

/** Where the date begins: the last semicolon outside comments and quotes. */
function lastSemicolon(text: string): number {
  let depth = 0
  let last = -1
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '\\') at++
    else if (character === '(') depth++
    else if (character === ')' && depth > 0) depth--
    else if (character === ';' && depth === 0) last = at
  }
  return last
}

/** Words, and comments as one token each, nested or not. */
function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let word = ''
  const flush = () => {
    if (word !== '') tokens.push({ text: word, comment: false })
    word = ''
  }
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? ''
    if (character === '(') {
      flush()
      const end = endOfComment(text, at)
      tokens.push({ text: text.slice(at + 1, end), comment: true })
      at = end
    } else if (/\s/.test(character)) flush()
    else word += character
  }
  flush()
  return tokens
}

/** The index of the parenthesis that closes the one at `start`; the end of the text when none does. */
function endOfComment(text: string, start: number): number {
  let depth = 0
  for (let at = start; at < text.length; at++) {
    const character = text[at]
    if (character === '\\') at++
    else if (character === '(') depth++
    else if (character === ')' && --depth === 0) return at
  }
  return text.length
}

function readClauses(tokens: Token[]): { values: Record<Clause, string>; fromComment: string } {
  const values: Record<Clause, string> = { from: '', by: '', via: '', with: '', id: '', for: '' }
  let fromComment = ''
  let last: Clause | undefined
  for (const [index, { text, comment }] of tokens.entries()) {
    if (comment) {
      if (last === 'from') fromComment += ` ${text}`
      continue
    }
    const clause = clauses.find((one) => one === text.toLowerCase())
    const next = tokens[index + 1]
    if (!clause || !next || next.comment || values[clause] !== '') continue
    values[clause] = next.text.replace(/^<(.*)>$/, '$1')
    last = clause
  }
  return { values, fromComment }
}

function reverseIn(comment: string): string {
  const [, named = ''] = /(?:^|[\s(])(?:helo=\S+\s+)?([a-z0-9_-]+(?:\.[a-z0-9_-]+)+)\.?(?=[\s)[]|$)/i.exec(comment) ?? []
  return ipaddr.isValid(named) || /^unknown$/i.test(named) ? '' : named.toLowerCase()
}

function addressIn(text: string): string {
  const bracketed = [...text.matchAll(/\[(?:IPv6:)?([0-9a-f.:]{3,45})\]/gi)].map(([, ip = '']) => ip)
  const bare = [...text.matchAll(/(?:^|[\s(])([0-9a-f.:]{7,45})(?=[\s)]|$)/gi)].map(([, ip = '']) => ip)
  const ip = [...bracketed, ...bare].find((one) => ipaddr.isValid(one) && /[.:]/.test(one))
  return ip === undefined ? '' : ipaddr.process(ip).toString()
}

/** Zones lie between -1200 and +1400. */
function isImpossible(date: string): boolean {
  const [, sign = '', hours = '0', minutes = '0'] = /\s([+-])(\d\d)(\d\d)(?:\s|$)/.exec(date) ?? []
  const offset = Number(hours) * 60 + Number(minutes)
  return Number(minutes) > 59 || offset > (sign === '-' ? 12 : 14) * 60
}
