/**
 * Does this network let anything out on port 25, or on another port of mail? Most clouds and homes close 25, and then every mail server of the
 * world looks dead. So before a mail server is called silent, servers that always answer are tried, and their silence is ours.
 */
import { isIPv6, type Socket } from 'node:net'
import type { Dns, Egress } from '#checks/net.ts'
import { connectTo, NoConnection } from './connect.ts'
import { isPublic, mayReach, portFor, type Targets } from './guard.ts'

/** Of two operators, so that one of them having a bad day does not decide. A port that is not here is not judged. */
const controls: Readonly<Record<number, readonly string[]>> = {
  25: ['gmail-smtp-in.l.google.com', 'mta5.am0.yahoodns.net'],
  465: ['smtp.gmail.com', 'smtp.mail.yahoo.com'],
  587: ['smtp.gmail.com', 'smtp.mail.yahoo.com'],
  993: ['imap.gmail.com', 'imap.mail.yahoo.com'],
  995: ['pop.gmail.com', 'pop.mail.yahoo.com'],
  143: ['imap.gmx.net', 'imap.free.fr'],
  110: ['pop.gmx.net', 'pop.free.fr'],
}
/** What their own greeting on port 25 holds. */
const ownWords = /google\.com|yahoo/i

const keptMs = 300_000
/** They answer in a tenth of a second; this leaves room for a packet that was lost. */
const waitMs = 2500

type Known = { egress: Exclude<Egress, 'not-judged'>; until: number }

/** By port, IPv4 and IPv6 apart: many networks have no IPv6 at all. */
const known = new Map<string, Known>()
const asking = new Map<string, Promise<Egress>>()

interface Way {
  port: number
  type: 'A' | 'AAAA'
  key: string
}

function wayTo(address: string, port: number): Way {
  const type = isIPv6(address) ? 'AAAA' : 'A'
  return { port, type, key: `${port} ${type}` }
}

/** Did this process find the port closed? Nobody waits for it to be tried again: when it is time, that goes on beside the rest. */
export function knownBlocked(address: string, dns: Dns, targets: Targets, port = 25): boolean {
  const way = wayTo(address, port)
  const found = known.get(way.key)
  if (!isJudged(address, targets, port) || found?.egress !== 'blocked') return false
  if (found.until < Date.now()) void tryControls(dns, targets, way)
  return true
}

/** Is the port closed for everybody from here, so that the silence of `address` says nothing? False when that cannot be told. */
export async function egressBlocked(address: string, dns: Dns, targets: Targets, port = 25): Promise<boolean> {
  return (await egressOf(address, dns, targets, port)) === 'blocked'
}

/** What this network does with connections to the port. Tried at most every five minutes. */
export async function egressOf(address: string, dns: Dns, targets: Targets, port = 25): Promise<Egress> {
  if (!isJudged(address, targets, port)) return 'not-judged'
  const way = wayTo(address, port)
  const found = known.get(way.key)
  return found && found.until >= Date.now() ? found.egress : await tryControls(dns, targets, way)
}

/** Servers outside say nothing about one inside, nor about a port that is somewhere else. */
function isJudged(address: string, targets: Targets, port: number): boolean {
  return controls[port] !== undefined && !targets.ports.has(port) && isPublic(address)
}

function tryControls(dns: Dns, targets: Targets, way: Way): Promise<Egress> {
  const trying =
    asking.get(way.key) ??
    judged(dns, targets, way)
      .then((egress) => {
        // What could not be told is tried again by the next one who needs it.
        if (egress !== 'not-judged') known.set(way.key, { egress, until: Date.now() + keptMs })
        return egress
      })
      .finally(() => asking.delete(way.key))
  asking.set(way.key, trying)
  return trying
}

async function judged(dns: Dns, targets: Targets, way: Way): Promise<Egress> {
  const tried = await Promise.all((controls[way.port] ?? []).map((host) => tryOne(host, dns, targets, way)))
  const told = tried.filter((one) => one !== 'not-judged')
  if (told.includes('open')) return 'open'
  return told.find((one) => one === 'hijacked') ?? told[0] ?? 'not-judged'
}

/** `not-judged` when the control itself could not be looked up. */
async function tryOne(host: string, dns: Dns, targets: Targets, { port, type }: Way): Promise<Egress> {
  try {
    const { records } = await dns.resolve(host, type)
    const address = records.map((record) => record.address).find((one) => mayReach(one, targets))
    if (!address) return 'not-judged'
    const socket = await connectTo(address, portFor(port, targets), waitMs)
    const first = port === 25 ? await firstWords(socket) : ''
    socket.destroy()
    return /^220[ -]/.test(first) && !ownWords.test(first) ? 'hijacked' : 'open'
  } catch (error) {
    return error instanceof NoConnection ? 'blocked' : 'not-judged'
  }
}

/** The beginning of what a server says; '' when it takes too long. */
function firstWords(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(''), waitMs)
    const end = (words: string) => {
      clearTimeout(timer)
      resolve(words)
    }
    socket.once('data', (octets: Buffer) => end(octets.toString('latin1', 0, 300)))
    socket.once('close', () => end(''))
  })
}
