/** Opens the window on the live world: one for each report. */
import { getServers } from 'node:dns'
import type { Net } from '#checks/net.ts'
import { env } from '#env'
import { type Ask, askServers, readServer } from './dns.ts'
import { defaultLimits, windowOn } from './window.ts'

export interface OpenOptions {
  /** `ip`, `ip:port` or `[ip]:port`; DNS_SERVERS when not given, else the system's. */
  servers?: string[]
  /** Milliseconds of the first try of a question; DNS_TIMEOUT_MS when not given. */
  timeoutMs?: number
  /** Questions this report may ask. */
  budget?: number
}

/** The world as one report sees it. Answers are remembered for this report only. */
export function openNet(options: OpenOptions = {}): Net {
  const timeoutMs = options.timeoutMs ?? env.DNS_TIMEOUT_MS
  const servers = options.servers ?? env.DNS_SERVERS ?? getServers()
  const askWorld = askServers(servers.map(readServer), timeoutMs)
  const ask: Ask = (question, leftMs) => {
    const stub = stubFor(question.name)
    return stub ? askServers([readServer(stub)], timeoutMs)(question, leftMs) : askWorld(question, leftMs)
  }
  return windowOn(ask, { ...defaultLimits, budget: options.budget ?? defaultLimits.budget })
}

const stubs = new Map<string, string>()

/**
 * From now on, questions for these names and everything below go to `server` (`ip:port`); of several suffixes the longest wins.
 * Returns how to take that back. This is how the sample domains are reached: nobody else serves them (RFC 6761).
 */
export function stubZone(suffixes: string[], server: string): () => void {
  readServer(server)
  for (const suffix of suffixes) stubs.set(suffix.toLowerCase(), server)
  return () => {
    for (const suffix of suffixes) stubs.delete(suffix.toLowerCase())
  }
}

function stubFor(name: string): string | undefined {
  for (let suffix = name; ; suffix = suffix.slice(suffix.indexOf('.') + 1)) {
    const server = stubs.get(suffix)
    if (server || !suffix.includes('.')) return server
  }
}
