/** Why a name that somebody typed is no domain to look at: in the same words on the page, in the API and on the command line. */
import { getPublicSuffix } from 'tldts'

export interface DomainFault {
  code: 'not-a-domain' | 'no-dot' | 'public-suffix'
  say: string
  /** A domain that may have been meant. */
  suggestion?: string
}

/** Longer text is no name of anything. */
const longestShown = 60

/** `domain` as `normalDomain` made it out of what was `typed`; undefined when it can be looked at. */
export function faultOfTyped(domain: string, typed: string): DomainFault | undefined {
  const shown = typed.length > longestShown ? `${typed.slice(0, longestShown)}…` : typed
  if (domain === '' || /(^|\.)\d+$/.test(domain)) {
    return { code: 'not-a-domain', say: `There is no domain in “${shown}”. A domain looks like acme.com.` }
  }
  if (!domain.includes('.')) return { code: 'no-dot', say: `“${domain}” has no dot.`, suggestion: `${domain}.com` }
  if (getPublicSuffix(domain) === domain) {
    const say = `“${domain}” is an ending under which others register their domains. Put the name in front of it.`
    return { code: 'public-suffix', say }
  }
  return undefined
}
