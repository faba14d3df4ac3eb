/** The octets of mails that are here and not yet stored. Past the limit, reading waits. */

export interface IntakeMemory {
  take(bytes: number): void
  give(bytes: number): void
  full(): boolean
  held(): number
  /** Calls once, when there is room again; the returned function stops waiting. */
  whenFree(resume: () => void): () => void
}

export function openMemory(limitBytes: number): IntakeMemory {
  let held = 0
  const waiting = new Set<() => void>()
  const full = (): boolean => held >= limitBytes
  return {
    take(bytes) {
      held += bytes
    },
    give(bytes) {
      held -= bytes
      // One at a time: each may fill what has become free.
      for (const resume of waiting) {
        if (full()) return
        waiting.delete(resume)
        resume()
      }
    },
    full,
    held: () => held,
    whenFree(resume) {
      waiting.add(resume)
      return () => void waiting.delete(resume)
    },
  }
}
