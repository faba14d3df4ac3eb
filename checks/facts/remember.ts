import type { Net } from '../net.ts'

const facts = new WeakMap<Net, Map<string, Promise<unknown>>>()

/**
 * A fact that several checks stand on, found once per report: one promise per window and key, also when it fails.
 * The key names the fact and what it is about, `spf-tree example.com`, so that no two facts share one.
 */
export function remember<Fact>(net: Net, key: string, find: () => Promise<Fact>): Promise<Fact> {
  const known = facts.get(net) ?? new Map<string, Promise<unknown>>()
  facts.set(net, known)
  const fact = known.get(key) ?? find()
  known.set(key, fact)
  // One key belongs to one fact, so what stands there has that fact's type.
  return fact as Promise<Fact>
}
