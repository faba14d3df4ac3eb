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
/** They answer in a tenth of a second; this leaves room for a packet that was lost. */
const waitMs = 2500

let known: { blocked: boolean; until: number } | undefined
let asking: Promise<boolean> | undefined

/** Did this process find port 25 closed? Nobody waits for it to be tried again: when it is time, that goes on beside the rest. */
export function knownBlocked(address: string, dns: Dns, targets: Targets): boolean {
  if (!isJudged(address, targets) || !known?.blocked) return false
  if (known.until < Date.now()) void tryControls(dns, targets)
  return true
}

/**
 * Is port 25 closed for everybody from here, so that the silence of `address` says nothing? False when that cannot be told. Tried at most
 * every five minutes.
 */
export async function egressBlocked(address: string, dns: Dns, targets: Targets): Promise<boolean> {
  if (!isJudged(address, targets)) return false
  return known && known.until >= Date.now() ? known.blocked : await tryControls(dns, targets)
}

/** Servers outside say nothing about one inside, nor about a port 25 that is somewhere else. */
function isJudged(address: string, targets: Targets): boolean {
  return !targets.ports.has(25) && isPublic(address)
}

function tryControls(dns: Dns, targets: Targets): Promise<boolean> {
  asking ??= allSilent(dns, targets)
    .then((blocked) => {
      // What could not be told is tried again by the next one who needs it.
      if (blocked !== undefined) known = { blocked, until: Date.now() + keptMs }
      return blocked ?? false
    })
    .finally(() => {
      asking = undefined
    })
  return asking
}

async function allSilent(dns: Dns, targets: Targets): Promise<boolean | undefined> {
  const tried = await Promise.all(controls.map((host) => isSilent(host, dns, targets)))
  const told = tried.filter((silent) => silent !== undefined)
  return told.length > 0 ? told.every(Boolean) : undefined
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
