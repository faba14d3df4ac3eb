/** Evidence about an SPF tree: the record itself, and one row a term that leads somewhere. */
import { type Evidence, saw } from '../check.ts'
import type { SpfNode, SpfStep } from './spf-tree.ts'

/** The SPF records of a domain; other TXT records beside them are not shown, but their number is when there is nothing else. */
export function sawSpf({ answer, texts }: SpfNode): Evidence[] {
  if (answer.status !== 'records') return saw(answer)
  const rows = saw(answer)
  const chain = rows.slice(0, answer.aliases.length)
  const records = rows.slice(answer.aliases.length)
  const spf = records.filter(({ what }) => texts.includes(what))
  if (spf.length > 0) return [...chain, ...spf]
  const [first] = records
  const what = `${records.length} TXT ${records.length === 1 ? 'record' : 'records'}, none of which begins with "v=spf1"`
  return first ? [...chain, { ...first, what }] : chain
}

/** A term in the record of a domain: where it stands, and what was found there. */
export function sawStep({ domain }: SpfNode, { term }: SpfStep, what: string): Evidence {
  return { where: `${domain} TXT: ${term.text}`, what }
}
