/** A DMARC policy in, its record out (RFC 9989 §4.7, §4.8): what `readDmarc` reads, in reverse. `pct`, `rf` and `ri` have no place in it. */
import { type DmarcRecord, type Policy, readDmarc, readUris } from './dmarc.ts'
import { tagValue } from './tags.ts'
import { type OtherField, repeated, type Unwritable, type Written, written } from './written.ts'

/** What a record is to say. Absent policies follow the one above them: `np`, then `sp`, then `p`. */
export interface DmarcPolicy {
  p: Policy
  sp?: Policy | undefined
  np?: Policy | undefined
  /** URIs, as `mailtoOf` writes them. */
  rua: readonly string[]
  ruf: readonly string[]
  adkim: 'r' | 's'
  aspf: 'r' | 's'
  /** `1`, `0:d:s`; undefined is the default. */
  fo?: string | undefined
  psd: 'y' | 'n' | 'u'
  testing: boolean
  /** Tags that DMARC does not know. */
  others: readonly OtherField[]
}

export type DmarcWriteProblem = 'bad-policy' | 'bad-uri' | 'bad-value' | 'obsolete-tag' | 'duplicate-tag' | 'not-a-tag'

const own = ['v', 'p', 'sp', 'np', 'rua', 'ruf', 'adkim', 'aspf', 'fo', 'psd', 't']
const obsolete = ['pct', 'rf', 'ri']

/** What a record says, as far as it can be said again: without the tags that no longer exist, and without sizes behind addresses. */
export function policyOf(record: DmarcRecord): DmarcPolicy {
  const { p = 'none', sp, np, adkim, aspf, psd, testing, rua, ruf, tags, problems } = record
  const isFo = !problems.some(({ found }) => found.startsWith('fo='))
  const uris = (all: DmarcRecord['rua']) =>
    all.filter(({ valid }) => valid).map(({ text, size = '' }) => text.slice(0, size ? -size.length - 1 : undefined))
  return {
    ...{ p, sp, np, rua: uris(rua), ruf: uris(ruf), adkim, aspf, psd, testing },
    fo: isFo ? tagValue(tags, 'fo') : undefined,
    others: tags
      .filter(({ name }) => !own.includes(name) && !obsolete.includes(name))
      .map(({ name, value }) => ({ name, value })),
  }
}

/** The record of this policy. Defaults are left out. */
export function writeDmarc(policy: DmarcPolicy): Written<DmarcWriteProblem> {
  const { p, sp, np, rua, ruf, adkim, aspf, fo, psd, testing, others } = policy
  const tags: [name: string, value: string | undefined][] = [
    ['v', 'DMARC1'],
    ['p', p],
    ['sp', sp],
    ['np', np],
    ['adkim', adkim === 's' ? 's' : undefined],
    ['aspf', aspf === 's' ? 's' : undefined],
    ['psd', psd === 'u' ? undefined : psd],
    ['t', testing ? 'y' : undefined],
    ['rua', rua.length > 0 ? rua.join(',') : undefined],
    ['ruf', ruf.length > 0 ? ruf.join(',') : undefined],
    ['fo', fo],
    ...others.map(({ name, value }): [string, string] => [name, value]),
  ]
  const said = tags.filter(([, value]) => value !== undefined)
  const text = said.map(([name, value]) => `${name}=${value}`).join('; ')
  return written(text, problemsOf(policy, text))
}

function problemsOf(policy: DmarcPolicy, text: string): Unwritable<DmarcWriteProblem>[] {
  const read = readDmarc(text)
  const at = (field: string, problem: DmarcWriteProblem, found: string) => ({ field, problem, found })
  const policies = (['p', 'sp', 'np'] as const).filter((name) => read[name] !== policy[name])
  const plain = (['adkim', 'aspf', 'psd'] as const).filter((name) => read[name] !== policy[name])
  // §4.7: 0 and 1 exclude each other.
  const foFits = policy.fo === undefined || /^(?!.*(?:0.*1|1.*0))[01ds](?::[01ds])*$/.test(policy.fo)
  const fo = foFits ? [] : [at('fo', 'bad-value', policy.fo ?? '')]
  return [
    ...policies.map((name) => at(name, 'bad-policy', String(policy[name]))),
    ...plain.map((name) => at(name, 'bad-value', policy[name])),
    ...fo,
    ...(['rua', 'ruf'] as const).flatMap((name) =>
      policy[name].flatMap((uri, index) => (isUri(uri) ? [] : [at(`${name}.${index}`, 'bad-uri', uri)])),
    ),
    ...policy.others.flatMap((other, index) => otherProblem(other, `others.${index}`)),
    ...repeated(policy.others, own),
  ]
}

/** Is it one destination, and nothing besides? A `;` or `,` in it would begin something else. */
function isUri(text: string): boolean {
  const [uri, ...more] = readUris(text)
  return (
    uri !== undefined &&
    more.length === 0 &&
    uri.valid &&
    uri.text === text &&
    uri.size === undefined &&
    /^[\x21-\x7e]+$/.test(text) &&
    !text.includes(';')
  )
}

function otherProblem({ name, value }: OtherField, field: string): Unwritable<DmarcWriteProblem>[] {
  const found = `${name}=${value}`
  if (obsolete.includes(name)) return [{ problem: 'obsolete-tag', field, found }]
  if (!/^[a-z][a-z0-9_]*$/.test(name)) return [{ problem: 'not-a-tag', field, found }]
  const back = readDmarc(`v=DMARC1; p=none; ${found}`)
  const kept = tagValue(back.tags, name) === value && back.problems.every(({ problem }) => problem === 'unknown-tag')
  return kept && /^[\x20-\x7e]*$/.test(value) ? [] : [{ problem: 'bad-value', field, found }]
}
