/** How much time one report has left. */
import { Unreachable } from '#checks/net.ts'

export interface Clock {
  /** Milliseconds that a question may take. @throws {Unreachable} `budget` when there are none */
  left(target: string, over: 'dns' | 'https' | 'smtp' | 'patient'): number
  /** Starts the clock of DNS and HTTPS, which runs until everybody who started it has stopped it. */
  start(): void
  stop(): void
  /** Runs it while this goes on. */
  wait<T>(work: () => Promise<T>): Promise<T>
}

export function clockOf({ dnsMs, totalMs }: { dnsMs: number; totalMs: number }): Clock {
  let deadline: number | undefined
  let [waiting, since, waited] = [0, 0, 0]
  const start = () => {
    if (waiting++ === 0) since = performance.now()
  }
  const stop = () => {
    if (--waiting === 0) waited += performance.now() - since
  }
  return {
    start,
    stop,
    left(target, over) {
      const now = performance.now()
      deadline ??= now + totalMs
      const ofDns = dnsMs - waited - (waiting > 0 ? now - since : 0)
      const left = over === 'smtp' || over === 'patient' ? deadline - now : Math.min(deadline - now, ofDns)
      if (left <= 0) throw new Unreachable(target, 'budget', undefined, over === 'patient' ? 'https' : over)
      return left
    },
    async wait(work) {
      start()
      try {
        return await work()
      } finally {
        stop()
      }
    },
  }
}
