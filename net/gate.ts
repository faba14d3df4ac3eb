/** Lets so many through at once; the rest wait, first come first served. */
export function gate(places: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (work) => {
    if (running >= places) await new Promise<void>((resolve) => waiting.push(resolve))
    else running++
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      // The place is handed on rather than freed, so that nobody who comes in between takes it.
      if (next) next()
      else running--
    }
  }
}
