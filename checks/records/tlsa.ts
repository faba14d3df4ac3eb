/**
 * TLSA records: `3 1 1 <hash>`, the key or the issuer a server's certificate must have (RFC 6698 §2). For SMTP only two usages count
 * (RFC 7672 §3.1): 3, this very key or certificate (DANE-EE), and 2, an issuer that is part of the chain the server sends (DANE-TA). Usage 0
 * and 1 stand on public roots, which mail servers do not share, and are unusable.
 */
import type { Problem } from './tags.ts'

export type TlsaProblem =
  | 'not-a-record'
  | 'unknown-usage'
  | 'pkix-usage'
  | 'unknown-selector'
  | 'unknown-matching-type'
  | 'bad-hex'
  | 'wrong-length'

export interface TlsaRecord {
  text: string
  usage: number
  /** 0: the whole certificate. 1: its public key. */
  selector: number
  /** 0: as it is. 1: SHA-256. 2: SHA-512. */
  matchingType: number
  /** Lower-case hex. */
  data: string
  /** Empty: a sender that verifies DANE can use it. */
  problems: Problem<TlsaProblem>[]
}

/** Octets of each digest. */
const digestLength: Record<number, number> = { 1: 32, 2: 64 }

/** Reads a record in presentation form (RFC 6698 §2.2); the hex may have spaces inside. */
export function readTlsa(text: string): TlsaRecord {
  const [, usage = '', selector = '', matchingType = '', hex = ''] =
    /^[ \t]*(\d{1,3})[ \t]+(\d{1,3})[ \t]+(\d{1,3})[ \t]+(.+)$/.exec(text) ?? []
  const data = hex.replace(/[ \t]+/g, '').toLowerCase()
  const record = { text, usage: Number(usage), selector: Number(selector), matchingType: Number(matchingType), data }
  if (usage === '') return { ...record, problems: [{ problem: 'not-a-record', column: 1, found: text.slice(0, 200) }] }
  return { ...record, problems: problemsOf(record) }
}

function problemsOf({ text, usage, selector, matchingType, data }: Omit<TlsaRecord, 'problems'>): Problem<TlsaProblem>[] {
  const starts = [...text.matchAll(/\S+/g)].map(({ index }) => index + 1)
  const at = (problem: TlsaProblem, place: number, found: string | number) => ({
    problem,
    column: starts[place] ?? 1,
    found: String(found),
  })
  const problems: Problem<TlsaProblem>[] = []
  if (usage === 0 || usage === 1) problems.push(at('pkix-usage', 0, usage))
  else if (usage !== 2 && usage !== 3) problems.push(at('unknown-usage', 0, usage))
  if (selector > 1) problems.push(at('unknown-selector', 1, selector))
  if (matchingType > 2) problems.push(at('unknown-matching-type', 2, matchingType))
  const octets = digestLength[matchingType]
  if (!/^(?:[0-9a-f]{2})+$/.test(data)) problems.push(at('bad-hex', 3, data.slice(0, 80)))
  else if (octets !== undefined && data.length !== 2 * octets) problems.push(at('wrong-length', 3, data.slice(0, 80)))
  return problems
}

/** Can a sender that verifies DANE use this record for SMTP? */
export function isUsable({ problems }: TlsaRecord): boolean {
  return problems.length === 0
}
