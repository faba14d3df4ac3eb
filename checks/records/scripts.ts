/** Scripts of the letters in a host name (UTS #39 §5.2, "Highly Restrictive"): Latin with Greek or Cyrillic is a disguise, with Japanese it is not. */
import { domainToUnicode } from 'node:url'

const scripts: [name: string, letters: RegExp][] = [
  ['Latin', /\p{Script=Latin}/u],
  ['Greek', /\p{Script=Greek}/u],
  ['Cyrillic', /\p{Script=Cyrillic}/u],
  ['Armenian', /\p{Script=Armenian}/u],
  ['Hebrew', /\p{Script=Hebrew}/u],
  ['Arabic', /\p{Script=Arabic}/u],
  ['Devanagari', /\p{Script=Devanagari}/u],
  ['Thai', /\p{Script=Thai}/u],
  ['Georgian', /\p{Script=Georgian}/u],
  ['Cherokee', /\p{Script=Cherokee}/u],
  ['East Asian', /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u],
]

/** A host in U-labels, as a browser might show it. */
export const unicodeHost = (host: string): string => domainToUnicode(host) || host

/** Does one label mix letters of scripts that no language mixes? */
export function mixesScripts(host: string): boolean {
  return unicodeHost(host)
    .split('.')
    .some((label) => {
      const found = scripts.filter(([, letters]) => letters.test(label)).map(([name]) => name)
      return found.length > 2 || (found.length === 2 && !(found.includes('Latin') && found.includes('East Asian')))
    })
}
