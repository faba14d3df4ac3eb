/** An MTA-STS record and its policy file (RFC 8461 §3.1, §3.2): what `readMtaSts` and `readMtaStsPolicy` read, in reverse. */
import { isPlainValue, readFields } from './fields.ts'
import { longestMaxAge, type PolicyMode, readMtaSts, readMtaStsPolicy } from './mta-sts.ts'
import { type OtherField, repeated, type Unwritable, type Written, written } from './written.ts'

export interface MtaStsToWrite {
  /** 1 to 32 letters and digits. */
  id: string
  others: readonly OtherField[]
}

export type MtaStsWriteProblem = 'bad-id' | 'bad-field' | 'duplicate-tag'

export function writeMtaSts({ id, others }: MtaStsToWrite): Written<MtaStsWriteProblem> {
  const text = `v=STSv1; ${[{ name: 'id', value: id }, ...others].map(({ name, value }) => `${name}=${value};`).join(' ')}`
  const read = readMtaSts(`v=STSv1; id=${id};`)
  const badId = read.id === id && read.problems.length === 0 ? [] : [{ problem: 'bad-id' as const, field: 'id', found: id }]
  return written(text, [...badId, ...otherProblems(others), ...repeated(others, ['v', 'id'])])
}

/** Fields of a record like this one, `v=STSv1` or `v=TLSRPTv1`, that cannot be written so that they are read again. */
export function otherProblems(others: readonly OtherField[]): Unwritable<'bad-field'>[] {
  return others.flatMap(({ name, value }, index) => {
    const { fields, problems } = readFields(`v=X; ${name}=${value}`, 'v=X')
    const [first] = fields
    const same =
      first?.name === name && first.value === value && fields.length === 1 && problems.length === 0 && isPlainValue(value)
    return same ? [] : [{ problem: 'bad-field', field: `others.${index}`, found: `${name}=${value}` }]
  })
}

export interface PolicyToWrite {
  mode: PolicyMode
  /** Seconds, at most 31,557,600. */
  maxAge: number
  /** Hosts, or `*.` and a domain, in lower case. */
  mx: readonly string[]
}

export type PolicyWriteProblem = 'bad-mode' | 'bad-max-age' | 'mx-missing' | 'bad-mx'

/** The policy file, lines ending with LF. */
export function writeMtaStsPolicy({ mode, maxAge, mx }: PolicyToWrite): Written<PolicyWriteProblem> {
  const lines = ['version: STSv1', `mode: ${mode}`, ...mx.map((host) => `mx: ${host}`), `max_age: ${maxAge}`]
  const at = (problem: PolicyWriteProblem, field: string, found: string) => [{ problem, field, found }]
  const alone = (line: string) => readMtaStsPolicy(`version: STSv1\nmode: none\nmax_age: 1\n${line}`)
  const hosts = mx.flatMap((host, index) => {
    const read = alone(`mx: ${host}`)
    return read.problems.length === 0 && read.mx.length === 1 && read.mx[0] === host ? [] : at('bad-mx', `mx.${index}`, host)
  })
  return written(`${lines.join('\n')}\n`, [
    ...(['enforce', 'testing', 'none'].includes(mode) ? [] : at('bad-mode', 'mode', mode)),
    ...(Number.isInteger(maxAge) && maxAge >= 0 && maxAge <= longestMaxAge ? [] : at('bad-max-age', 'maxAge', `${maxAge}`)),
    ...(mx.length === 0 && mode !== 'none' ? at('mx-missing', 'mx', '') : []),
    ...hosts,
  ])
}
