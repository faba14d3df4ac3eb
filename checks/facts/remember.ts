import type { Net } from '../net.ts'

const facts = new WeakMap<Net, Map<string, Promise<unknown>>>()

/**
 * A fact that several checks stand on, found once per report: one promise per window and key, also when it fails.
 * The key names the fact and what it is about, `spf-tree example.com`, so that no two facts share one.
 */
export function remember<Fact>(net: Net, key: string, find: () => Promise<Fact>): Promise<Fact> {
  const known = factsOf(net)
  // One key belongs to one fact, so what stands there has that fact's type.
  const found = known.get(key) as Promise<Fact> | undefined
  if (found) return found
  const fact = find()
  known.set(key, fact)
  return fact
}

function factsOf(net: Net): Map<string, Promise<unknown>> {
  const known = facts.get(net)
  if (known) return known
  const made = new Map<string, Promise<unknown>>()
  facts.set(net, made)
  return made
}
