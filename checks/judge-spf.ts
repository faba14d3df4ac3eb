/** What SPF says about one sender: the result in the words of RFC 7208, and the tree of records behind it. */
import { type Sender, type SpfEvaluation, evaluateSpf } from './facts/spf-evaluation.ts'
import { type SpfTree, spfTreeOf } from './facts/spf-tree.ts'
import { voidLookups } from './facts/spf-voids.ts'
import { type Net, Unreachable } from './net.ts'
import type { SpfAnswer } from './report.ts'
import { drawn } from './views/spf.ts'

/**
 * May this address send as this sender? Never throws for a silent world: that is `temperror`, and what could not be seen is null.
 * `lookups` and `voidLookups` are those of a sender that matches nothing, which is the worst case.
 */
export async function judgeSpf(sender: Sender, net: Net): Promise<SpfAnswer> {
  const evaluation = await evaluateSpf(sender, net)
  const tree = await treeOf(sender, evaluation, net)
  const voids = tree && (await voidLookups(tree, net))
  return {
    result: evaluation.result,
    explanation: evaluation.silence?.message ?? evaluation.explanation,
    domain: evaluation.domain,
    identity: evaluation.identity,
    lookups: tree?.lookups ?? null,
    voidLookups: voids && voids.silences.length === 0 ? voids.voids.length : null,
    tree: tree && voids ? drawn(tree, voids) : null,
  }
}

async function treeOf({ ip, helo, mailFrom }: Sender, { domain }: SpfEvaluation, net: Net): Promise<SpfTree | undefined> {
  if (domain === '') return undefined
  try {
    return await spfTreeOf(domain, { ip, helo, mailFrom: mailFrom || `postmaster@${helo}` }, net)
  } catch (error) {
    if (error instanceof Unreachable) return undefined
    throw error
  }
}
