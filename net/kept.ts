/**
 * What is remembered from one report to the next, in this process: answers about the world's own furniture, such as a blocklist's test entry
 * or the list of registries, and only where whoever asks says for how long. Silence is never kept.
 */

/** Things kept; more push out the oldest. */
const mostKept = 200

/**
 * What is kept under this key and not older than `ms`; else what `find` finds, kept from now on unless `isWorth` says no. Asked by several at
 * once, it is found once.
 */
export type Kept = <T>(key: string, ms: number, find: () => Promise<T>, isWorth?: (found: T) => boolean) => Promise<T>

/** A memory of its own. `now`: milliseconds on a clock that never goes back. */
export function keeper(now: () => number = () => performance.now()): Kept {
  const memory = new Map<string, { since: number; found: Promise<unknown> }>()
  return <T>(key: string, ms: number, find: () => Promise<T>, isWorth: (found: T) => boolean = () => true): Promise<T> => {
    const known = memory.get(key)
    // One key belongs to one question, so what stands there is its answer.
    if (known && now() - known.since < ms) return known.found as Promise<T>
    const found = find()
    const entry = { since: now(), found }
    memory.delete(key)
    memory.set(key, entry)
    const [oldest] = memory.keys()
    if (memory.size > mostKept && oldest !== undefined) memory.delete(oldest)
    const forget = () => {
      if (memory.get(key) === entry) memory.delete(key)
    }
    found.then((it) => isWorth(it) || forget(), forget)
    return found
  }
}
