export interface Turnstile {
  /** Undefined when there is a place; else it is there when this resolves. Whoever comes in calls `leave` in the end, whatever happens. */
  enter(patient?: boolean): Promise<void> | undefined
  leave(): void
}

/** Lets so many through at once; the rest wait, first come first served, and whoever is patient behind all others. */
export function turnstile(places: number): Turnstile {
  let running = 0
  const waiting: (() => void)[] = []
  const patiently: (() => void)[] = []
  return {
    enter(patient = false) {
      if (running >= places) return new Promise<void>((resolve) => (patient ? patiently : waiting).push(resolve))
      running++
      return undefined
    },
    leave() {
      const next = waiting.shift() ?? patiently.shift()
      // The place is handed on rather than freed, so that nobody who comes in between takes it.
      if (next) next()
      else running--
    },
  }
}

/** The same around a piece of work. */
export function gate(places: number): <T>(work: () => Promise<T>) => Promise<T> {
  const { enter, leave } = turnstile(places)
  return async (work) => {
    await enter()
    try {
      return await work()
    } finally {
      leave()
    }
  }
}
