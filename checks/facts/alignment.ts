/**
 * Alignment (RFC 9989 §4.4): does a domain that was proven stand for the domain in From? Strictly when they are the same; relaxed when they
 * have the same organizational domain, which the tree walk finds (§4.10.2), not a public-suffix list.
 */
import { type Net, Unreachable } from '../net.ts'
import { organizationalDomain } from './organizational-domain.ts'

/** `none`: not even relaxed. An `Unreachable` is who did not answer the walk. */
export type Alignment = 'strict' | 'relaxed' | 'none' | Unreachable

/** How `domain` stands to the From domain; both in lower-case A-labels, '' aligns with nothing. Never throws for a silent world. */
export async function alignmentOf(domain: string, from: string, net: Net): Promise<Alignment> {
  if (domain === '' || from === '') return 'none'
  if (domain === from) return 'strict'
  // Without a label in common there is no organizational domain in common, and nobody needs to be asked.
  if (domain.slice(domain.lastIndexOf('.')) !== from.slice(from.lastIndexOf('.'))) return 'none'
  try {
    const organization = await organizationalDomain(from, net)
    // An organizational domain is the name itself or one above it.
    if (domain !== organization && !domain.endsWith(`.${organization}`)) return 'none'
    return (await organizationalDomain(domain, net)) === organization ? 'relaxed' : 'none'
  } catch (error) {
    if (error instanceof Unreachable) return error
    throw error
  }
}

/** Does it count for DMARC, where the record may ask for strict alignment (`aspf=s`, `adkim=s`)? Undefined: not known. */
export function counts(alignment: Alignment, strict: boolean): boolean | undefined {
  if (alignment instanceof Unreachable) return undefined
  return alignment === 'strict' || (alignment === 'relaxed' && !strict)
}
