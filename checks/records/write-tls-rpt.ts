/** Destinations in, a TLS reporting record out (RFC 8460 §3): what `readTlsRpt` reads, in reverse. */
import { readTlsRpt } from './tls-rpt.ts'
import { otherProblems } from './write-mta-sts.ts'
import { type OtherField, repeated, type Unwritable, type Written, written } from './written.ts'

export interface TlsRptToWrite {
  /** `mailto:` or `https:` URIs. */
  rua: readonly string[]
  others: readonly OtherField[]
}

export type TlsRptWriteProblem = 'rua-missing' | 'bad-uri' | 'bad-scheme' | 'bad-field' | 'duplicate-tag'

export function writeTlsRpt({ rua, others }: TlsRptToWrite): Written<TlsRptWriteProblem> {
  const fields = [{ name: 'rua', value: rua.join(',') }, ...others]
  const text = `v=TLSRPTv1; ${fields.map(({ name, value }) => `${name}=${value}`).join('; ')}`
  const missing = rua.length === 0 ? [{ problem: 'rua-missing' as const, field: 'rua', found: '' }] : []
  return written<TlsRptWriteProblem>(text, [
    ...missing,
    ...rua.flatMap((uri, index) => uriProblem(uri, `rua.${index}`)),
    ...otherProblems(others),
    ...repeated(others, ['v', 'rua']),
  ])
}

function uriProblem(uri: string, field: string): Unwritable<'bad-uri' | 'bad-scheme'>[] {
  const { rua, problems } = readTlsRpt(`v=TLSRPTv1; rua=${uri}`)
  const scheme = problems.some(({ problem }) => problem === 'bad-scheme')
  if (problems.length === 0 && rua.length === 1 && rua[0] === uri && /^[\x21-\x7e]+$/.test(uri)) return []
  return [{ problem: scheme ? 'bad-scheme' : 'bad-uri', field, found: uri }]
}
