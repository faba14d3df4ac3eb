/**
 * BIMI assertion records: `v=BIMI1; l=https://example.com/logo.svg; a=https://example.com/mark.pem`, a logo that mail programs may show beside
 * mail that passes DMARC (draft-brand-indicators-for-message-identification §4.3). `l` and `a` both empty say that the domain wants none.
 */
import { type Problem, readTags, tagValue } from './tags.ts'

export type BimiProblem = 'version-not-first' | 'duplicate-tag' | 'not-a-tag' | 'l-missing' | 'l-not-https' | 'a-not-https'

export interface BimiRecord {
  text: string
  /** The logo; '' when there is none. */
  logo: string
  /** The mark certificate; '' when there is none. */
  certificate: string
  declined: boolean
  problems: Problem<BimiProblem>[]
}

/** Is this text a BIMI record? Others at the name are discarded (draft §7.2). */
export function isBimi(text: string): boolean {
  return /^[vV][ \t]*=[ \t]*BIMI1[ \t]*(?:;|$)/.test(text)
}

/** Was this text meant to be one? */
export function looksLikeBimi(text: string): boolean {
  return /(?:^|;)\W{0,9}(?:v\W{0,9}=?\W{0,9})?bimi\d?\s*(?:;|$)/i.test(text.slice(0, 1000))
}

/** Reads a record. `avp`, `lps` and tags nobody knows are no fault. */
export function readBimi(text: string): BimiRecord {
  const { tags, problems: shape } = readTags(text)
  const at = (problem: BimiProblem, name: string): Problem<BimiProblem>[] => {
    const tag = tags.find((one) => one.name === name)
    return [{ problem, column: tag?.column ?? 1, found: tag ? `${tag.name}=${tag.value}` : '' }]
  }
  const logo = tagValue(tags, 'l')
  const certificate = tagValue(tags, 'a')
  const declined = logo === '' && (certificate ?? '') === ''
  return {
    text,
    logo: logo ?? '',
    certificate: certificate ?? '',
    declined,
    problems: [
      ...(isBimi(text) ? [] : at('version-not-first', 'v')),
      ...shape,
      ...(logo === undefined || (logo === '' && !declined) ? at('l-missing', 'l') : []),
      ...(logo && !isHttps(logo) ? at('l-not-https', 'l') : []),
      ...(certificate && !isHttps(certificate) ? at('a-not-https', 'a') : []),
    ],
  }
}

function isHttps(text: string): boolean {
  return /^https:\/\//i.test(text) && URL.canParse(text)
}
