/** Lets so many through at once; the rest wait, first come first served, and whoever is patient behind all others. */
export function gate(places: number): <T>(work: () => Promise<T>, patient?: boolean) => Promise<T> {
  let running = 0
  const waiting: (() => void)[] = []
  const patiently: (() => void)[] = []
  return async (work, patient = false) => {
    if (running >= places) await new Promise<void>((resolve) => (patient ? patiently : waiting).push(resolve))
    else running++
    try {
      return await work()
    } finally {
      const next = waiting.shift() ?? patiently.shift()
      // The place is handed on rather than freed, so that nobody who comes in between takes it.
      if (next) next()
      else running--
    }
  }
}
