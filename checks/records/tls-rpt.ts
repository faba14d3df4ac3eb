/** TLS reporting (RFC 8460 §3): where senders tell which of their connections failed. `v=TLSRPTv1; rua=mailto:tlsrpt@example.com` */
import { type FieldProblem, isPlainValue, readFields } from './fields.ts'
import type { Problem } from './tags.ts'

export interface TlsRptRecord {
  text: string
  /** Every destination, also those nobody reports to. */
  rua: string[]
  problems: Problem<FieldProblem | 'rua-missing' | 'bad-uri' | 'bad-scheme'>[]
}

/** Is this text a TLSRPT record? Others at the name are discarded (RFC 8460 §3). */
export function isTlsRpt(text: string): boolean {
  return /^v=TLSRPTv1[ \t]*;/.test(text)
}

/** Was this text meant to be one? */
export function looksLikeTlsRpt(text: string): boolean {
  return /(?:^|;)\W{0,9}(?:v\W{0,9}=?\W{0,9})?tlsrpt/i.test(text.slice(0, 1000))
}

/** Reads a record. Destinations are `mailto:` or `https:`, separated by commas. */
export function readTlsRpt(text: string): TlsRptRecord {
  const { fields, problems } = readFields(text, 'v=TLSRPTv1')
  const found: TlsRptRecord['problems'] = [...problems]
  const rua: string[] = []
  for (const { name, value, column } of fields) {
    if (name === 'rua') {
      for (const uri of value.split(',').map((part) => part.trim())) {
        rua.push(uri)
        const problem = uriProblem(uri)
        if (problem) found.push({ problem, column, found: uri })
      }
    } else if (!isPlainValue(value)) found.push({ problem: 'bad-field', column, found: `${name}=${value}` })
  }
  if (rua.length === 0) found.push({ problem: 'rua-missing', column: text.length + 1, found: '' })
  return { text, rua, problems: found }
}

function uriProblem(uri: string): 'bad-uri' | 'bad-scheme' | undefined {
  const [, scheme, rest] = /^([a-z][a-z0-9+.-]*):(.+)$/i.exec(uri) ?? []
  if (!scheme || !rest || /[\s!;<>"\\^`{|}]/.test(uri) || /%(?![0-9a-f]{2})/i.test(uri)) return 'bad-uri'
  switch (scheme.toLowerCase()) {
    case 'mailto':
      return /^[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+$/.test(rest.replace(/\?.*$/, '')) ? undefined : 'bad-uri'
    case 'https':
      return URL.canParse(uri) ? undefined : 'bad-uri'
    default:
      return 'bad-scheme'
  }
}
