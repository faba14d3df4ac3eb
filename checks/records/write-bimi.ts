/** A logo in, a BIMI assertion record out (draft-brand-indicators-for-message-identification §4.3): what `readBimi` reads, in reverse. */
import { readBimi } from './bimi.ts'
import { readTags, tagValue } from './tags.ts'
import { type OtherField, repeated, type Unwritable, type Written, written } from './written.ts'

export interface BimiToWrite {
  /** https URIs; `logo` and `certificate` both '' say that the domain wants none. */
  logo: string
  certificate: string
  /** `avp`, `lps`, and tags nobody knows. */
  others: readonly OtherField[]
}

export type BimiWriteProblem = 'l-missing' | 'l-not-https' | 'a-not-https' | 'not-a-tag' | 'bad-value' | 'duplicate-tag'

export function writeBimi({ logo, certificate, others }: BimiToWrite): Written<BimiWriteProblem> {
  const evidence = certificate !== '' || logo === '' ? [`a=${certificate}`] : []
  const text = ['v=BIMI1', `l=${logo}`, ...evidence, ...others.map(({ name, value }) => `${name}=${value}`)].join('; ')
  const missing = logo === '' && certificate !== '' ? [{ problem: 'l-missing' as const, field: 'logo', found: '' }] : []
  return written<BimiWriteProblem>(logo === '' ? `${text};` : text, [
    ...missing,
    ...(logo === '' || isRead('logo', logo) ? [] : [{ problem: 'l-not-https' as const, field: 'logo', found: logo }]),
    ...(certificate === '' || isRead('certificate', certificate)
      ? []
      : [{ problem: 'a-not-https' as const, field: 'certificate', found: certificate }]),
    ...others.flatMap((other, index) => otherProblem(other, `others.${index}`)),
    ...repeated(others, ['v', 'l', 'a']),
  ])
}

/** Does the reader find this address again, whole? */
function isRead(field: 'logo' | 'certificate', uri: string): boolean {
  const read = readBimi(field === 'logo' ? `v=BIMI1; l=${uri}` : `v=BIMI1; l=https://a.b/; a=${uri}`)
  return read.problems.length === 0 && read[field] === uri && /^[\x21-\x7e]+$/.test(uri)
}

function otherProblem({ name, value }: OtherField, field: string): Unwritable<'not-a-tag' | 'bad-value'>[] {
  const found = `${name}=${value}`
  if (!/^[a-z][a-z0-9_]*$/.test(name)) return [{ problem: 'not-a-tag', field, found }]
  const { tags, problems } = readTags(found)
  const kept = tags.length === 1 && problems.length === 0 && tagValue(tags, name) === value
  return kept && /^[\x20-\x7e]*$/.test(value) ? [] : [{ problem: 'bad-value', field, found }]
}
