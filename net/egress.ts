/**
 * Does this network let anything out on port 25? Most clouds and homes do not, and then every mail server of the world looks dead. So before
 * a mail server is called silent, servers that always answer are tried, and their silence is ours.
 */
import type { Dns } from '#checks/net.ts'
import { connectTo, NoConnection } from './connect.ts'
import { isPublic, mayReach, portFor, type Targets } from './guard.ts'

/** Of two operators, so that one of them having a bad day does not decide. */
const controls = ['gmail-smtp-in.l.google.com', 'mta5.am0.yahoodns.net']

const keptMs = 300_000
const waitMs = 5000

let known: { blocked: Promise<boolean>; until: number } | undefined

/**
 * Is port 25 closed for everybody from here, so that the silence of `address` says nothing? False when that cannot be told. Asked at most
 * every five minutes.
 */
export function egressBlocked(address: string, dns: Dns, targets: Targets): Promise<boolean> {
  // Servers outside say nothing about one inside, nor about a port 25 that is somewhere else.
  if (targets.ports.has(25) || !isPublic(address)) return Promise.resolve(false)
  if (!known || known.until < Date.now()) {
    known = { blocked: allSilent(dns, targets), until: Date.now() + keptMs }
  }
  return known.blocked
}

async function allSilent(dns: Dns, targets: Targets): Promise<boolean> {
  const tried = await Promise.all(controls.map((host) => isSilent(host, dns, targets)))
  const told = tried.filter((silent) => silent !== undefined)
  return told.length > 0 && told.every(Boolean)
}

/** Undefined when the control itself could not be looked up. */
async function isSilent(host: string, dns: Dns, targets: Targets): Promise<boolean | undefined> {
  try {
    const { records } = await dns.resolve(host, 'A')
    const address = records.map((record) => record.address).find((one) => mayReach(one, targets))
    if (!address) return undefined
    const socket = await connectTo(address, portFor(25, targets), waitMs)
    socket.destroy()
    return false
  } catch (error) {
    return error instanceof NoConnection ? true : undefined
  }
}
