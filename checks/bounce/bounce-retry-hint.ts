import { type Check, info, say, unknown } from '../check.ts'
import type { Bounce } from './read.ts'
import { refusedIn, toldBy } from './told.ts'

/** Does the reply say when to come back? */
export const bounceRetryHint: Check<Bounce> = {
  id: 'bounce-retry-hint',
  title: 'When to come back',
  reference: 'RFC 5321 §4.5.4.1, RFC 6647',

  async run(bounce) {
    const evidence = toldBy(bounce)
    const refused = refusedIn(bounce)
    const hint = refused.map(({ diagnostic }) => hintIn(diagnostic)).find((one) => one !== undefined)
    if (hint) return info('given', { evidence, explanation: say`The receiver asks to come back after ${hint}.` })
    if (refused.length > 0 && refused.every(({ diagnostic }) => diagnostic === ''))
      return unknown('not-recognised', { side: 'theirs', evidence, explanation: say`What the server said was not told.` })
    return info('default', { evidence, explanation: say`The receiver names no time to come back.` })
  },
}

/** "try again in 300 seconds", "retry after 5 minutes", "greylisted for 10 min", in its own words. */
function hintIn(text: string): string | undefined {
  const pattern =
    /(?:again in|retry (?:in|after)|wait|back in|come back after|(?:grey|gray)listed(?:, | for )(?:try again in )?)\s{0,3}(?:at least )?(\d{1,5}) ?(s|sec|second|m|min|minute|h|hour)s?\b/i
  const [, count = '', unit = ''] = pattern.exec(text) ?? []
  const units: Record<string, string> = { s: 'second', m: 'minute', h: 'hour' }
  return count === ''
    ? undefined
    : `${Number(count)} ${units[unit[0]?.toLowerCase() ?? ''] ?? unit}${Number(count) === 1 ? '' : 's'}`
}
