/** What the DKIM key checks share: each selector is judged alone, and the worst outcome is the finding. */
import { type Finding, info, saw, say, type Verdict } from '../check.ts'
import { type DkimKey, dkimKey } from '../facts/dkim-key.ts'
import { type Net, Unreachable } from '../net.ts'
import type { Domain, Selector } from '../subject.ts'

const gravity: Verdict[] = ['fail', 'warn', 'unknown', 'pass', 'info']

type Judge = (key: DkimKey, selector: Selector) => Finding

/**
 * The worst of what `judge` says about the key of each selector; `no-key` when no selector is known.
 * @throws {Unreachable} when a selector was silent and no other is worse than unknown
 */
export async function worstKey({ domain, selectors }: Domain, net: Net, judge: Judge): Promise<Finding> {
  const seen = await Promise.all(selectors.map((selector) => judgeOne(selector, net, judge)))
  const findings = seen.filter((one): one is Finding => !(one instanceof Unreachable))
  const [worst] = findings.sort((a, b) => gravity.indexOf(a.verdict) - gravity.indexOf(b.verdict))
  const silence = seen.find((one) => one instanceof Unreachable)
  if (silence && worst?.verdict !== 'fail' && worst?.verdict !== 'warn') throw silence
  if (worst) return worst
  const explanation = domain ? say`No DKIM selector of ${domain} is known.` : say`No DKIM selector is known.`
  return info('no-key', { evidence: [], explanation })
}

async function judgeOne(selector: Selector, net: Net, judge: Judge): Promise<Finding | Unreachable> {
  try {
    return judge(await dkimKey(selector.domain, selector.selector, net), selector)
  } catch (error) {
    if (error instanceof Unreachable) return error
    throw error
  }
}

/** The answer of the other key checks where there is no single key to look at: dkim-key-missing or dkim-key-syntax has said why. */
export function noKey({ name, answer }: DkimKey): Finding {
  return info('no-key', { evidence: saw(answer), explanation: say`There is no usable key at ${name}.` })
}
