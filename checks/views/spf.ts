/** The SPF tree as a picture: every term that leads somewhere, the running total, what is void, and the term that costs most. */
import { spfTree, type SpfNode, type SpfStep, type SpfTree } from '../facts/spf-tree.ts'
import { voidLookups, type VoidLookups } from '../facts/spf-voids.ts'
import { type Net, Unreachable } from '../net.ts'
import type { Domain } from '../subject.ts'
import { cut, gapOf } from './bounded.ts'
import type { SpfTreeNode, SpfView } from './schema.ts'

/** Terms shown of one record, and of the whole tree; records shown of one name. */
const mostTerms = 60
const mostInAll = 300
const mostRecords = 3
const mostGaps = 5
/** RFC 7208 §4.6.4. */
const limits = { lookups: 10, voids: 2 }

/** The tree of the subject's SPF domain, which must not be empty. Silence is in `gaps`. */
export async function spfView(subject: Domain, net: Net): Promise<SpfView> {
  const none = { domain: subject.spfDomain, tree: null, lookups: 0, stopped: false, voids: 0 }
  try {
    const tree = await spfTree(subject, net)
    const found = await voidLookups(tree, net)
    const culprit = culpritOf(tree, found)
    return {
      domain: subject.spfDomain,
      tree: drawn(tree, found),
      lookups: tree.lookups,
      stopped: tree.stopped,
      voids: found.voids.length,
      ...(culprit && { culprit }),
      gaps: found.silences.slice(0, mostGaps).map(gapOf),
    }
  } catch (error) {
    if (error instanceof Unreachable) return { ...none, gaps: [gapOf(error)] }
    throw error
  }
}

/** A tree as it stands in reports and answers. */
export function drawn({ root }: SpfTree, { voids }: VoidLookups): SpfTreeNode {
  const inVain = Map.groupBy(voids, ({ step }) => step)
  let left = mostInAll
  const draw = ({ domain, texts, steps }: SpfNode): SpfTreeNode => {
    const shown = worthShowing(steps, Math.min(mostTerms, left))
    left -= shown.length
    const more = steps.length - shown.length + Math.max(0, texts.length - mostRecords)
    return {
      domain,
      records: texts.slice(0, mostRecords).map((text) => cut(text)),
      terms: shown.map((step) => row(step, inVain.get(step) ?? [], draw)),
      ...(more > 0 && { more }),
    }
  }
  return draw(root)
}

/** The first terms in the order written, before all others those that were looked up. */
function worthShowing(steps: SpfStep[], most: number): SpfStep[] {
  if (steps.length <= most) return steps
  const first = new Set([...steps.filter(({ costs }) => costs > 0), ...steps].slice(0, most))
  return steps.filter((step) => first.has(step))
}

function row(step: SpfStep, voids: { asked: string }[], draw: (node: SpfNode) => SpfTreeNode): SpfTreeNode['terms'][number] {
  const { term, unused, skipped, costs, total, target, node } = step
  return {
    term: cut(term.text, 255),
    unused,
    ...(skipped && { skipped }),
    lookups: costs,
    total,
    ...(voids.length > 0 && { voids: voids.map(({ asked }) => asked) }),
    ...(target !== undefined && { target: cut(target, 255) }),
    ...(node && { node: draw(node) }),
  }
}

/**
 * Past a limit: the term of the domain's own record, or of the record its redirect leads to, without which least is left over the limit.
 * Of equals it is the one with more look-ups, and then the one written last.
 */
function culpritOf(tree: SpfTree, { voids }: VoidLookups): SpfView['culprit'] {
  if (tree.lookups <= limits.lookups && voids.length <= limits.voids) return undefined
  const inVain = Map.groupBy(voids, ({ step }) => step)
  const { domain, steps } = decisive(tree.root)
  const rows = steps.toReversed().map((step) => ({
    domain,
    term: cut(step.term.text, 255),
    lookups: step.costs,
    lookupsLeft: tree.lookups - step.costs,
    voidsLeft: voids.length - voidsBelow(step, inVain),
  }))
  const excess = ({ lookupsLeft, voidsLeft }: (typeof rows)[number]) =>
    Math.max(0, lookupsLeft - limits.lookups) + Math.max(0, voidsLeft - limits.voids)
  const before = Math.max(0, tree.lookups - limits.lookups) + Math.max(0, voids.length - limits.voids)
  const [best] = rows.sort((a, b) => excess(a) - excess(b) || b.lookups - a.lookups)
  return best && excess(best) < before ? best : undefined
}

/** A record that only hands over is not where anything could be taken out. */
function decisive(node: SpfNode): SpfNode {
  const costly = node.steps.filter(({ costs }) => costs > 0)
  const [only] = costly
  return costly.length === 1 && only?.node && only.term.name === 'redirect' ? decisive(only.node) : node
}

function voidsBelow(step: SpfStep, inVain: Map<SpfStep, unknown[]>): number {
  const below = step.node?.steps.reduce((sum, one) => sum + voidsBelow(one, inVain), 0) ?? 0
  return below + (inVain.get(step)?.length ?? 0)
}
