/** What a service we start for ourselves is told, and what it gives. */
export interface ServiceOptions {
  /** Where its data are kept. */
  folder: string
  logFile: string
  /** Must it survive a loss of power? Tests say no. */
  durable: boolean
  /** Hears one line whenever the service ended by itself and is started again. */
  notify(line: string): void
}

export interface Service {
  url: string
  /** Where its data really are. */
  folder: string
  pidFile: string
  kill(signal: NodeJS.Signals): void
  stop(): Promise<void>
}
