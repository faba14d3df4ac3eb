/** Terms in, an SPF record out (RFC 7208 §12): what `readSpf` reads, in reverse. */
import { type Mechanism, type Modifier, readSpf, type SpfProblem, type SpfRecord, type Term } from './spf.ts'
import { type Unwritable, type Written, written } from './written.ts'

/** A term as it is meant, wherever it will stand. */
export type SpfTerm = Omit<Mechanism, 'text' | 'column'> | Omit<Modifier, 'text' | 'column'>

/** `after-all`, `redirect-beside-all`: receivers would never read it. `too-long`: see `longestSpf`. */
export type SpfWriteProblem =
  | Exclude<SpfProblem, 'unknown-modifier'>
  | 'not-a-term'
  | 'after-all'
  | 'redirect-beside-all'
  | 'too-long'

/** Octets. RFC 7208 §3.4 wants a record so short that the answer fits 512; nobody who reads more than this is known. */
export const longestSpf = 2048

/** A mechanism with its defaults, for the parts that are not said. */
export function mechanism(name: Mechanism['name'], said: Partial<Omit<Mechanism, 'kind' | 'name'>> = {}): SpfTerm {
  const plain = { qualifier: '+' as const, domain: undefined, address: undefined, prefix4: 32, prefix6: 128 }
  return { kind: 'mechanism', name, ...plain, ...said }
}

/** The term that was read, without its place. */
export function withoutPlace({ text: _text, column: _column, ...term }: Term): SpfTerm {
  return term
}

/** The record with these terms, in this order. What is written was read back first, and was the same. */
export function writeSpf(terms: readonly SpfTerm[]): Written<SpfWriteProblem> {
  const texts = terms.map(textOf)
  const text = ['v=spf1', ...texts].join(' ')
  const seams = texts.flatMap((term, index) => (/^[^ ]+$/.test(term) ? [] : [bad('not-a-term', index, term)]))
  if (seams.length > 0) return { problems: seams }
  const problems = [...misread(readSpf(text), terms, texts), ...misplaced(terms, texts)]
  if (text.length > longestSpf) problems.push({ problem: 'too-long', field: 'terms', found: `${text.length}` })
  return written(text, problems)
}

/** The term as a record has it. `+` is never said (§4.6.2). */
export function textOf(term: SpfTerm): string {
  if (term.kind === 'modifier') return `${term.name}=${term.value}`
  const { qualifier, name, domain, address, prefix4, prefix6 } = term
  const begins = `${qualifier === '+' ? '' : qualifier}${name}`
  if (name === 'ip4') return `${begins}:${address}${prefix4 === 32 ? '' : `/${prefix4}`}`
  if (name === 'ip6') return `${begins}:${address}${prefix6 === 128 ? '' : `/${prefix6}`}`
  return `${begins}${domain === undefined ? '' : `:${domain}`}${prefix4 === 32 ? '' : `/${prefix4}`}${prefix6 === 128 ? '' : `//${prefix6}`}`
}

function bad(problem: SpfWriteProblem, index: number, found: string): Unwritable<SpfWriteProblem> {
  return { problem, field: `terms.${index}`, found }
}

/** What the reader makes of it: its problems, and terms that it takes for others than were meant. */
function misread(record: SpfRecord, terms: readonly SpfTerm[], texts: string[]): Unwritable<SpfWriteProblem>[] {
  const starts = columnsOf(texts)
  const found = record.problems.flatMap(({ problem, column }) => {
    const index = starts.findLastIndex((start) => start <= column)
    return problem === 'unknown-modifier' ? [] : [bad(problem, index, texts[index] ?? '')]
  })
  const read = new Map(record.terms.map((term) => [term.column, term]))
  const known = new Set(found.map(({ field }) => field))
  const others = terms.flatMap((term, index) => {
    const back = read.get(starts[index] ?? 0)
    const same = back !== undefined && isSame(withoutPlace(back), term)
    return same || known.has(`terms.${index}`) ? [] : [bad('not-a-term', index, texts[index] ?? '')]
  })
  return [...found, ...others]
}

function columnsOf(texts: string[]): number[] {
  let column = 'v=spf1 '.length + 1
  return texts.map((text) => {
    const start = column
    column += text.length + 1
    return start
  })
}

function isSame(one: SpfTerm, other: SpfTerm): boolean {
  if (one.kind === 'modifier') return other.kind === 'modifier' && one.name === other.name && one.value === other.value
  const fields = ['name', 'qualifier', 'domain', 'address', 'prefix4', 'prefix6'] as const
  return other.kind === 'mechanism' && fields.every((field) => one[field] === other[field])
}

/** §5.1, §6.1: behind `all` nothing is evaluated, and beside it no redirect. */
function misplaced(terms: readonly SpfTerm[], texts: string[]): Unwritable<SpfWriteProblem>[] {
  const all = terms.findIndex((term) => term.kind === 'mechanism' && term.name === 'all')
  if (all < 0) return []
  return terms.flatMap((term, index) => {
    if (term.kind === 'modifier') return term.name === 'redirect' ? [bad('redirect-beside-all', index, texts[index] ?? '')] : []
    return index > all ? [bad('after-all', index, texts[index] ?? '')] : []
  })
}
