/**
 * SPF records: `v=spf1 mx include:_spf.example.net ~all` (RFC 7208 §12).
 *
 * A record is a version and then terms. A mechanism (`all include a mx ptr ip4 ip6 exists`, with a qualifier before it) may match the sender;
 * a modifier (`redirect= exp=`) says something about the record. One wrong term makes the whole record a permerror, so every term is read
 * and everything wrong is named. Unknown modifiers are ignored (§6), which is why `ip4=192.0.2.1` does nothing without an error.
 */
import { isIPv4, isIPv6 } from 'node:net'
import { macroProblem } from './spf-macro.ts'
import type { Problem } from './tags.ts'
import { keptByText } from './kept.ts'

export type Qualifier = '+' | '-' | '~' | '?'
export type MechanismName = 'all' | 'include' | 'a' | 'mx' | 'ptr' | 'ip4' | 'ip6' | 'exists'

interface Written {
  /** As written. */
  text: string
  /** Where it begins, counted from 1. */
  column: number
}

export interface Mechanism extends Written {
  kind: 'mechanism'
  name: MechanismName
  qualifier: Qualifier
  /** The domain-spec as written, macros unexpanded; undefined where the record's own domain is meant. */
  domain: string | undefined
  /** Of ip4 and ip6. */
  address: string | undefined
  prefix4: number
  prefix6: number
}

export interface Modifier extends Written {
  kind: 'modifier'
  /** Lower case: redirect, exp, or one that nobody knows. */
  name: string
  value: string
}

export type Term = Mechanism | Modifier

/** Errors make a permerror; `mistyped-term` and `unknown-modifier` are ignored by receivers. In the order of the catalogue. */
export const spfProblems = [
  'non-ascii',
  'glued',
  'unknown-mechanism',
  'bad-ip',
  'bad-domain',
  'bad-macro',
  'repeated-modifier',
  'mistyped-term',
  'unknown-modifier',
] as const
export type SpfProblem = (typeof spfProblems)[number]

export interface SpfRecord {
  text: string
  /** The terms that could be read, in the order written. */
  terms: Term[]
  problems: Problem<SpfProblem>[]
  /** Would a receiver accept it? Notes about ignored terms do not count. */
  valid: boolean
}

/** Is this text an SPF record? RFC 7208 §4.5: exactly this version, then a space or the end. Case does not count, as everywhere in ABNF. */
export function isSpf(text: string): boolean {
  return /^v=spf1(?: |$)/i.test(text)
}

/** Reads a text that begins with `v=spf1`. */
export const readSpf: (text: string) => SpfRecord = keptByText(readRecord, { most: 200, longest: 2048 })

function readRecord(text: string): SpfRecord {
  const record: SpfRecord = { text, terms: [], problems: [], valid: true }
  const modifiers = new Set<string>()
  for (const match of text.matchAll(/[^ ]+/g)) {
    if (match.index === 0) continue
    const written = { text: match[0], column: match.index + 1 }
    const read = readTerm(written)
    if ('problem' in read) record.problems.push(read)
    else record.terms.push(read)
    if ('kind' in read && read.kind === 'modifier') record.problems.push(...modifierProblem(read, modifiers))
  }
  record.valid = record.problems.every(({ problem }) => isNote(problem))
  return record
}

/** Does this problem leave the record working? */
export function isNote(problem: SpfProblem): boolean {
  return problem === 'mistyped-term' || problem === 'unknown-modifier'
}

/** The text without these terms, single spaces between the rest. */
export function withoutTerms(record: SpfRecord, terms: Written[]): string {
  const columns = new Set(terms.map(({ column }) => column))
  const kept = [...record.text.matchAll(/[^ ]+/g)].filter((match) => !columns.has(match.index + 1))
  return kept.map((match) => match[0]).join(' ')
}

/** Longer terms hold no name that could be asked; more seams in one term nobody makes by mistake. */
const longestTerm = 1000
const mostSeams = 8

/** Terms that touch: where the first begins in the joined text, counted from 1, and where spaces are missing, counted from 0. */
export interface GluedTerms {
  column: number
  found: string
  seams: number[]
}

/**
 * Terms that only touch because the strings of the record are joined without a space (RFC 7208 §3.3): both sides of the seam are terms, and
 * together they are none, or the second one plainly begins there.
 */
export function gluedAtSeams(strings: string[]): GluedTerms[] {
  if (strings.length < 2) return []
  const ends = new Set<number>()
  let end = 0
  for (const text of strings) {
    end += text.length
    ends.add(end)
  }
  return [...strings.join('').matchAll(/[^ ]+/g)].flatMap(({ 0: found, index }) => {
    if (index === 0 || found.length > longestTerm) return []
    const cuts = Array.from(found, (_, at) => at).filter((at) => at > 0 && ends.has(index + at))
    const seams = gluedAt(found, cuts.slice(0, mostSeams)).map((at) => index + at)
    return seams.length > 0 ? [{ column: index + 1, found, seams }] : []
  })
}

/** The cuts at which one term ends and another begins. */
function gluedAt(text: string, cuts: number[]): number[] {
  const glued: number[] = []
  for (const [index, cut] of cuts.entries()) {
    const first = text.slice(glued.at(-1) ?? 0, cut)
    const seconds = [...cuts.slice(index + 1), text.length].map((end) => text.slice(cut, end)).filter(isTerm)
    if (isTerm(first) && seconds.some((second) => !isTerm(first + second) || beginsPlainly(second))) glued.push(cut)
  }
  return glued
}

/** `include:a.example-all` is a name by the grammar; nobody means it. */
function beginsPlainly(term: string): boolean {
  return /^[~?+-]all$|^[~?+-]?(?:include|ip4|ip6|exists|a|mx|ptr):|^redirect=/i.test(term)
}

function isTerm(text: string): boolean {
  return 'kind' in readTerm({ text, column: 1 })
}

const mechanismNames: readonly string[] = ['all', 'include', 'a', 'mx', 'ptr', 'ip4', 'ip6', 'exists'] satisfies MechanismName[]

function readTerm(written: Written): Term | Problem<SpfProblem> {
  const { text, column } = written
  const bad = (problem: SpfProblem): Problem<SpfProblem> => ({ problem, column, found: text })
  const invisible = /[^\x21-\x7e]/.exec(text)
  if (invisible) return { problem: 'non-ascii', column: column + invisible.index, found: invisible[0] }
  const [, modifier, value = ''] = /^([a-z][a-z0-9._-]*)=(.*)$/i.exec(text) ?? []
  const read = modifier === undefined ? readMechanism(written) : readModifier(written, modifier.toLowerCase(), value)
  if (typeof read !== 'string') return read
  return bad(isGlued(text) ? 'glued' : read)
}

/** Two terms with nothing between them: `ip4:192.0.2.0/24~all`, `mx-all`, `include:a.exampleip4:192.0.2.1`. */
function isGlued(text: string): boolean {
  const value = text.slice(text.search(/[:=/]/) + 1)
  return /.[~?+-]all$/i.test(text) || /(?:include|ip4|ip6|exists|redirect|exp|mx|ptr)[:=]/i.test(value)
}

function readModifier(written: Written, name: string, value: string): Modifier | SpfProblem {
  const modifier: Modifier = { ...written, kind: 'modifier', name, value }
  if (name === 'redirect' || name === 'exp') return domainProblem(value) ?? modifier
  return macroProblem(value) ? 'bad-macro' : modifier
}

function modifierProblem({ name, column, text }: Modifier, seen: Set<string>): Problem<SpfProblem>[] {
  const bad = (problem: SpfProblem) => [{ problem, column, found: text }]
  if (name === 'redirect' || name === 'exp') {
    const again = seen.has(name)
    seen.add(name)
    return again ? bad('repeated-modifier') : []
  }
  return bad(mechanismNames.includes(name) || name === 'v' ? 'mistyped-term' : 'unknown-modifier')
}

function readMechanism(written: Written): Mechanism | SpfProblem {
  const [, qualifier, name, rest = ''] = /^([+~?-]?)([a-z0-9]+)((?:[:/].*)?)$/i.exec(written.text) ?? []
  if (!name || !mechanismNames.includes(name.toLowerCase())) return 'unknown-mechanism'
  const mechanism: Mechanism = {
    ...written,
    kind: 'mechanism',
    name: name.toLowerCase() as MechanismName,
    qualifier: (qualifier || '+') as Qualifier,
    domain: undefined,
    address: undefined,
    prefix4: 32,
    prefix6: 128,
  }
  switch (mechanism.name) {
    case 'all':
      return rest === '' ? mechanism : 'unknown-mechanism'
    case 'ip4':
    case 'ip6':
      return readNetwork(mechanism, rest)
    case 'a':
    case 'mx':
      return readHosts(mechanism, rest)
    case 'ptr':
      return rest === '' ? mechanism : readDomain(mechanism, rest)
    default:
      return readDomain(mechanism, rest)
  }
}

function readDomain(mechanism: Mechanism, rest: string): Mechanism | SpfProblem {
  if (!rest.startsWith(':')) return 'bad-domain'
  const domain = rest.slice(1)
  return domainProblem(domain) ?? { ...mechanism, domain }
}

/** `a` and `mx`: `[ ":" domain-spec ] [ "/" 24 ] [ "//" 64 ]`. */
function readHosts(mechanism: Mechanism, rest: string): Mechanism | SpfProblem {
  const [, before = '', four, six] = /^(.*?)(?:\/(\d+))?(?:\/\/(\d+))?$/.exec(rest) ?? []
  const prefix4 = readPrefix(four, 32)
  const prefix6 = readPrefix(six, 128)
  if (prefix4 === undefined || prefix6 === undefined || /^\/|\/$/.test(before)) return 'bad-ip'
  const hosts = { ...mechanism, prefix4, prefix6 }
  return before === '' ? hosts : readDomain(hosts, before)
}

function readNetwork(mechanism: Mechanism, rest: string): Mechanism | SpfProblem {
  const [, address = '', length] = /^:([^/]+)(?:\/(\d+))?$/.exec(rest) ?? []
  const prefix = readPrefix(length, mechanism.name === 'ip4' ? 32 : 128)
  if (prefix === undefined) return 'bad-ip'
  if (mechanism.name === 'ip4') return isIPv4(address) ? { ...mechanism, address, prefix4: prefix } : 'bad-ip'
  return isIPv6(address) && !address.includes('%') ? { ...mechanism, address, prefix6: prefix } : 'bad-ip'
}

/** Undefined when it is no prefix length: `"/" ("0" / %x31-39 *DIGIT)`, so no leading zero. */
function readPrefix(text: string | undefined, most: number): number | undefined {
  if (text === undefined) return most
  return /^(?:0|[1-9]\d{0,2})$/.test(text) && Number(text) <= most ? Number(text) : undefined
}

const endsInMacro = /%(?:\{[^{}]*\}|[%_-])$/

function domainProblem(text: string): SpfProblem | undefined {
  if (macroProblem(text)) return 'bad-macro'
  return endsInMacro.test(text) || endsInName(text) ? undefined : 'bad-domain'
}

/** `domain-end = "." toplabel [ "." ]`, where a top label is not all digits, so that no address passes for a name. */
function endsInName(text: string): boolean {
  const name = text.endsWith('.') ? text.slice(0, -1) : text
  const dot = name.lastIndexOf('.')
  const top = name.slice(dot + 1)
  return dot >= 0 && /^[a-z0-9-]+$/i.test(top) && !/^(?:-.*|.*-|\d+)$/.test(top)
}
