/** DKIM selectors named by hand, as people write them: `s1`, `s1._domainkey.acme.com`, several with commas, spaces or on lines of their own. */

const mostSelectors = 20
const selector = /^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/

/** The selectors, or what is in the way, in a sentence. Nothing is a list without any. */
export function readSelectors(typed: string | readonly string[]): { selectors: string[] } | { say: string } {
  const words = typeof typed === 'string' ? typed.split(/[\s,;]+/) : typed
  const selectors = [...new Set(words.map(bare).filter(Boolean))]
  const wrong = selectors.find((one) => !isSelector(one))
  if (wrong !== undefined) {
    const say = `“${wrong.slice(0, 60)}” is no DKIM selector. A selector is the s= of a signature, letters and digits, like s1 or google.`
    return { say }
  }
  if (selectors.length > mostSelectors)
    return { say: `These are ${selectors.length} selectors. At most ${mostSelectors} can be looked at.` }
  return { selectors }
}

const bare = (word: string): string =>
  word
    .trim()
    .toLowerCase()
    .replace(/^s=/, '')
    .replace(/\._domainkey(\..*)?$/, '')

/** Labels of at most 63 octets, with room for `._domainkey.` and a domain. */
const isSelector = (word: string): boolean =>
  selector.test(word) && word.length <= 100 && word.split('.').every((label) => label.length > 0 && label.length <= 63)
