/**
 * MTA-STS (RFC 8461): a domain says over HTTPS that its mail servers speak TLS with a certificate that can be verified, and which servers
 * they are. The TXT record at `_mta-sts` only tells that there is a policy, and by a new `id` that it has changed.
 */
import { type FieldProblem, isPlainValue, readFields } from './fields.ts'
import type { Problem } from './tags.ts'

export interface MtaStsRecord {
  text: string
  /** '' when missing or illegal. */
  id: string
  problems: Problem<FieldProblem | 'id-missing' | 'bad-id'>[]
}

/** Is this text an MTA-STS record? Others at the name are discarded (RFC 8461 §3.1). */
export function isMtaSts(text: string): boolean {
  return /^v=STSv1[ \t]*;/.test(text)
}

/** Was this text meant to be one? */
export function looksLikeMtaSts(text: string): boolean {
  return /(?:^|;)\W{0,9}(?:v\W{0,9}=?\W{0,9})?stsv/i.test(text.slice(0, 1000))
}

/** Reads a record (RFC 8461 §3.1). */
export function readMtaSts(text: string): MtaStsRecord {
  const { fields, problems } = readFields(text, 'v=STSv1')
  const id = fields.find(({ name }) => name === 'id')
  const valid = id !== undefined && /^[A-Za-z0-9]{1,32}$/.test(id.value)
  const found: MtaStsRecord['problems'] = [...problems]
  if (!id) found.push({ problem: 'id-missing', column: text.length + 1, found: '' })
  else if (!valid) found.push({ problem: 'bad-id', column: id.column, found: `id=${id.value}` })
  for (const { name, value, column } of fields) {
    if (name !== 'id' && !isPlainValue(value)) found.push({ problem: 'bad-field', column, found: `${name}=${value}` })
  }
  return { text, id: valid ? id.value : '', problems: found }
}

export type PolicyMode = 'enforce' | 'testing' | 'none'

export type PolicyProblemName =
  | 'not-a-field'
  | 'version-missing'
  | 'bad-version'
  | 'mode-missing'
  | 'bad-mode'
  | 'max-age-missing'
  | 'bad-max-age'
  | 'mx-missing'
  | 'bad-mx'
  | 'bad-field'

export interface PolicyProblem extends Problem<PolicyProblemName> {
  /** Counted from 1; `column` is within it. */
  line: number
}

export interface MtaStsPolicy {
  text: string
  mode: PolicyMode | undefined
  /** Seconds. */
  maxAge: number | undefined
  /** Patterns in lower case, `*.example.com` or a host. */
  mx: string[]
  problems: PolicyProblem[]
}

/** RFC 8461 §3.2: one year and a bit; senders take no more. */
export const longestMaxAge = 31_557_600

interface PolicyField {
  name: string
  value: string
  line: number
  column: number
}

/** Reads a policy file (RFC 8461 §3.2). Lines end with LF or CRLF; empty ones are nothing. */
export function readMtaStsPolicy(text: string): MtaStsPolicy {
  const problems: PolicyProblem[] = []
  const fields = text.split(/\r?\n/).flatMap((line, index) => readLine(line, index + 1, problems))
  // Of fields that may come once, all but the first are ignored.
  const first = (name: string) => fields.find((field) => field.name === name)
  const mode = first('mode')
  const maxAge = first('max_age')
  const mx = fields.filter(({ name }) => name === 'mx')
  problems.push(
    ...required(first('version'), 'version', ['version-missing', 'bad-version'], /^STSv1$/),
    ...required(mode, 'mode', ['mode-missing', 'bad-mode'], /^(?:enforce|testing|none)$/),
    ...required(maxAge, 'max_age', ['max-age-missing', 'bad-max-age'], /^\d{1,10}$/),
    ...mx.flatMap((field) => required(field, 'mx', ['mx-missing', 'bad-mx'], mxPattern)),
  )
  const known = /^(?:enforce|testing|none)$/.test(mode?.value ?? '') ? (mode?.value as PolicyMode) : undefined
  if (mx.length === 0 && known !== 'none') problems.push({ problem: 'mx-missing', line: 1, column: 1, found: '' })
  return {
    text,
    mode: known,
    maxAge: /^\d{1,10}$/.test(maxAge?.value ?? '') ? Number(maxAge?.value) : undefined,
    mx: mx.map(({ value }) => value.toLowerCase()),
    problems,
  }
}

/** A host name in A-labels, or one with `*` as its whole first label. */
const mxPattern = /^(?=.{1,253}$)(?:\*\.)?[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i

const onceOnly = ['version', 'mode', 'max_age', 'mx']

function readLine(text: string, line: number, problems: PolicyProblem[]): PolicyField[] {
  if (/^[ \t]*$/.test(text)) return []
  const [, name, value] = /^([A-Za-z0-9][A-Za-z0-9_.-]{0,31}):(.*)$/.exec(text) ?? []
  if (name === undefined || value === undefined) {
    problems.push({ problem: 'not-a-field', line, column: 1, found: text.slice(0, 200) })
    return []
  }
  const trimmed = value.replace(/^[ \t]+/, '').replace(/(?<![ \t])[ \t]+$/, '')
  const field = { name, value: trimmed, line, column: 1 }
  if (!onceOnly.includes(name) && trimmed === '')
    problems.push({ problem: 'bad-field', line, column: 1, found: text.slice(0, 200) })
  return [field]
}

function required(
  field: PolicyField | undefined,
  name: string,
  [missing, bad]: [PolicyProblemName, PolicyProblemName],
  shape: RegExp,
): PolicyProblem[] {
  if (!field) return [{ problem: missing, line: 1, column: 1, found: '' }]
  if (shape.test(field.value)) return []
  return [{ problem: bad, line: field.line, column: field.column, found: `${name}: ${field.value}`.slice(0, 200) }]
}

/** Does an `mx` line cover this host? `*` stands for exactly one label (RFC 8461 §4.1). */
export function coversHost(pattern: string, host: string): boolean {
  if (!pattern.startsWith('*.')) return pattern === host
  const dot = host.indexOf('.')
  return dot > 0 && host.slice(dot) === pattern.slice(1)
}
