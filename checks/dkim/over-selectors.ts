/** What the DKIM key checks share: each selector is judged alone, and the worst outcome is the finding. */
import { type Finding, info, saw, say, type Verdict } from '../check.ts'
import { type DkimKey, dkimKey } from '../facts/dkim-key.ts'
import { selectorsOf } from '../facts/selectors.ts'
import { type Net, Unreachable } from '../net.ts'
import type { Domain, Selector } from '../subject.ts'

const gravity: Verdict[] = ['fail', 'warn', 'unknown', 'pass', 'info']

type Judge = (key: DkimKey, selector: Selector) => Finding

interface How {
  /** False: only selectors that somebody uses or named, none that were found by trying. */
  guesses?: boolean
  /** Judges a selector whose aliases lead in a circle; without it, there is no key to look at. */
  loop?: (error: Unreachable, selector: Selector) => Finding
}

/**
 * The worst of what `judge` says about the key of each selector; `no-key` when no selector is known.
 * @throws {Unreachable} when a selector was silent and no other is worse than unknown; a name only tried matters when nothing else is known
 */
export async function worstKey(subject: Domain, net: Net, judge: Judge, how: How = {}): Promise<Finding> {
  const known = how.guesses === false ? { selectors: subject.selectors, silences: [] } : await selectorsOf(subject, net)
  const seen = await Promise.all(known.selectors.map((selector) => judgeOne(selector, net, judge, how.loop ?? looped)))
  const findings = seen.filter((one): one is Finding => !(one instanceof Unreachable))
  const [worst] = findings.sort((a, b) => gravity.indexOf(a.verdict) - gravity.indexOf(b.verdict))
  const silence = seen.find((one) => one instanceof Unreachable)
  if (silence && worst?.verdict !== 'fail' && worst?.verdict !== 'warn') throw silence
  if (worst) return worst
  const [untried] = known.silences
  if (untried) throw untried
  return how.guesses === false ? noneNamed(subject) : noKeys(subject)
}

/** Nobody gave a selector, and none was seen in mail. What trying finds is not asked here. */
function noneNamed({ domain }: Domain): Finding {
  const explanation = domain ? say`No selector of ${domain} was given or seen in mail.` : say`No DKIM selector is known.`
  return info('no-key', { evidence: [], explanation })
}

/** The answer of every key check when no selector with a key is known. */
export function noKeys({ domain }: Domain): Finding {
  const explanation = domain ? say`No DKIM key of ${domain} is known.` : say`No DKIM selector is known.`
  return info('no-key', { evidence: [], explanation })
}

async function judgeOne(
  selector: Selector,
  net: Net,
  judge: Judge,
  loop: NonNullable<How['loop']>,
): Promise<Finding | Unreachable> {
  try {
    return judge(await dkimKey(selector.domain, selector.selector, net), selector)
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error
    return error.reason === 'alias-loop' ? loop(error, selector) : error
  }
}

/** dkim-key-alias has said why there is no key. */
function looped({ target }: Unreachable): Finding {
  const evidence = [{ where: target, what: 'the aliases (CNAME) lead in a circle or too far' }]
  return info('no-key', { evidence, explanation: say`There is no usable key behind the alias.` })
}

/** The answer of the other key checks where there is no single key to look at: another one has said why. */
export function noKey({ name, answer }: DkimKey): Finding {
  return info('no-key', { evidence: saw(answer), explanation: say`There is no usable key at ${name}.` })
}
