import { say } from '../check.ts'
import { spfTreeOf } from '../facts/spf-tree.ts'
import { type Net, Unreachable } from '../net.ts'
import type { Remark } from './builder.ts'

/** RFC 7208 §4.6.4. */
const mostLookups = 10

/**
 * How many look-ups the SPF record of `domain` needs in this window, and which terms cost most. Undefined when nobody could say.
 * `net` may be a rehearsal, in which the record is already published.
 */
export async function spfLookups(domain: string, net: Net): Promise<Remark | undefined> {
  try {
    const { root, lookups, stopped, silences } = await spfTreeOf(domain, undefined, net)
    const heavy = root.steps.filter(({ costs }) => costs > 1).sort((a, b) => b.costs - a.costs)
    const which = heavy.slice(0, 3).map(({ term, costs }) => `${term.text} (${costs})`)
    const most = which.length > 0 ? say` The heaviest: ${which.join(', ')}.` : say``
    if (stopped)
      return {
        verdict: 'warn',
        say: say`The record needs more than ${lookups} look-ups; receivers stop at ${mostLookups} and use none of it.${most}`,
      }
    if (lookups > mostLookups) {
      return {
        verdict: 'warn',
        say: say`The record needs ${lookups} look-ups; receivers stop at ${mostLookups} and use none of it.${most}`,
      }
    }
    if (silences.length > 0) return undefined
    const count = lookups === 1 ? say`${lookups} look-up` : say`${lookups} look-ups`
    return {
      verdict: lookups === mostLookups ? 'warn' : 'info',
      say: say`The record needs ${count} of ${mostLookups}.${lookups === mostLookups ? say` The next service breaks it.` : say``}`,
    }
  } catch (error) {
    if (error instanceof Unreachable) return undefined
    throw error
  }
}
