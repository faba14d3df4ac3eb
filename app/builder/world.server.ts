/** The live DNS as builders see it: few questions a domain, remembered while somebody types. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Net } from '#checks/net.ts'
import { openNet } from '#net/open.ts'
import { type Asker, askForLook } from '../limits.server.ts'

/** The record, its MX, and a tree of includes; for half a minute of typing. */
const questionsEach = 60
const waitsMs = 4000
const heldMs = 30_000
const mostHeld = 200

const held = new Map<string, { net: Net; until: number }>()

/** The window on one domain, shared by all who build for it now. Null when this network has had its looks. */
export async function worldOf(domain: string, asker: Asker): Promise<Net | null> {
  const known = held.get(domain)
  if (known && known.until > Date.now()) return known.net
  const leave = await askForLook(asker)
  if (!leave.given) return null
  const limits = { dnsMs: waitsMs, totalMs: 2 * heldMs, directBudget: 0 }
  const net = openNet({ budget: questionsEach, limits })
  held.delete(domain)
  held.set(domain, { net, until: Date.now() + heldMs })
  for (const oldest of held.keys()) {
    if (held.size <= mostHeld) break
    held.delete(oldest)
  }
  return net
}

/** What comes within this time; undefined when it does not. What comes later is there for the next who asks. */
export async function within<Found>(milliseconds: number, asked: Promise<Found>): Promise<Found | undefined> {
  const over = new AbortController()
  const late = sleep(milliseconds, undefined, { signal: over.signal }).catch(() => undefined)
  // Nobody may be left to hear of a failure that comes later.
  asked.catch(() => {})
  try {
    return await Promise.race([asked, late])
  } finally {
    over.abort()
  }
}
