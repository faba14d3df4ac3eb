/**
 * How many connections each client address has open, and how many connections and mails it brought in the last minute. An IPv6 client is
 * its /64: one customer has that many addresses. The network around it (IPv4 /24, IPv6 /48) may have three times as much.
 */
import ipaddr from 'ipaddr.js'
import type { Limits } from './limits.ts'
import { type Reply, replies } from './reply.ts'

type ClientLimits = Pick<Limits, 'connections' | 'connectionsPerClient' | 'connectionRate' | 'mailRate'>

export interface Clients {
  /** A client comes: a refusal, or a function to call once when it has gone. */
  arrive(address: string): { refusal: Reply } | { leave(): void }
  /** A client begins a mail: may it? */
  mayBeginMail(address: string): boolean
  open(): number
}

interface Client {
  open: number
  connections: Minute
  mails: Minute
}

const minuteMs = 60_000
/** A network around a client may have this many times as much as a client. */
const networkShare = 3

/** `now`: milliseconds, from any moment on. */
export function openClients(limits: ClientLimits, now: () => number = Date.now): Clients {
  const known = new Map<string, Client>()
  let open = 0
  let swept = now()

  function lookUp(key: string): Client {
    const client = known.get(key) ?? { open: 0, connections: new Minute(), mails: new Minute() }
    known.set(key, client)
    return client
  }
  /** Forgets who has gone and is quiet; about once a minute. */
  function sweep(at: number): void {
    if (at - swept < minuteMs) return
    swept = at
    for (const [key, { open, connections, mails }] of known) {
      if (open === 0 && connections.count(at) === 0 && mails.count(at) === 0) known.delete(key)
    }
  }

  return {
    arrive(address) {
      const at = now()
      sweep(at)
      const clients = keysOf(address).map(lookUp)
      const busy = clients.some((client, index) => {
        const share = index === 0 ? 1 : networkShare
        return client.open >= limits.connectionsPerClient * share || client.connections.count(at) >= limits.connectionRate * share
      })
      if (busy) return { refusal: replies.tooManyFromYou }
      if (open >= limits.connections) return { refusal: replies.tooManyConnections }
      open++
      for (const client of clients) {
        client.open++
        client.connections.add(at)
      }
      let left = false
      const leave = (): void => {
        if (left) return
        left = true
        open--
        for (const client of clients) client.open--
      }
      return { leave }
    },
    mayBeginMail(address) {
      const at = now()
      const clients = keysOf(address).map(lookUp)
      if (clients.some(({ mails }, index) => mails.count(at) >= limits.mailRate * (index === 0 ? 1 : networkShare))) return false
      for (const { mails } of clients) mails.add(at)
      return true
    },
    open: () => open,
  }
}

/** A count over a sliding minute, from the counts of this minute and the last. */
class Minute {
  minute = 0
  current = 0
  previous = 0

  add(at: number): void {
    this.move(at)
    this.current++
  }

  count(at: number): number {
    this.move(at)
    const passed = (at % minuteMs) / minuteMs
    return this.current + Math.floor(this.previous * (1 - passed))
  }

  move(at: number): void {
    const minute = Math.floor(at / minuteMs)
    if (minute === this.minute) return
    this.previous = minute === this.minute + 1 ? this.current : 0
    this.current = 0
    this.minute = minute
  }
}

/** The client itself, then the network around it. */
function keysOf(address: string): [client: string, network: string] {
  if (!ipaddr.isValid(address)) return [address, address]
  const ip = ipaddr.process(address)
  const bytes = ip.toByteArray()
  const v6 = ip.kind() === 'ipv6'
  return [bytes.slice(0, v6 ? 8 : 4).join('.'), `net ${bytes.slice(0, v6 ? 6 : 3).join('.')}`]
}
