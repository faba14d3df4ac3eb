/** How a mail travelled, as a picture: the last step as our receiver saw it, everything before as the Received fields claim it. */
import { type Hop, isPlain, routeOf, stepsOf } from '../facts/route.ts'
import type { TestMail } from '../subject.ts'
import { cut } from './bounded.ts'
import type { RouteHop, RouteView } from './mail-schema.ts'

const mostHops = 40
const longestName = 255

/** The way of a mail. Asks nobody. */
export function routeView(mail: TestMail): RouteView {
  const route = routeOf(mail)
  const took = new Map(stepsOf(route).map((step) => [step.from, step.took]))
  // Of a way too long to be drawn the end is shown: what is nearest to us is easiest to believe.
  const shown = route.hops.slice(-mostHops)
  return {
    seen: seenBy(mail),
    // Where nobody saw it come, nobody knows how long the last step took.
    hops: shown.map((hop) => hopRow(hop, mail.session || hop !== shown.at(-1) ? (took.get(hop) ?? null) : null)),
    more: route.claimed - shown.length,
  }
}

function seenBy({ session, receiverName, receivedAt }: TestMail): RouteView['seen'] {
  if (!session) return null
  const { peerAddress, helo, tls } = session
  return { address: peerAddress, helo: cut(helo, longestName), by: receiverName, tls: tls?.version ?? '', at: receivedAt }
}

function hopRow(hop: Hop, took: number | null): RouteHop {
  const { from, reverse, address, by, time, claim, authenticated } = hop
  return {
    from: cut(from, longestName),
    reverse: cut(reverse, longestName),
    address,
    by: cut(by, longestName),
    with: cut(hop.with, longestName),
    tls: hop.tls ? 'yes' : isPlain(hop) ? 'no' : 'unstated',
    authenticated,
    at: isoOf(time),
    took,
    claim: cut(claim),
  }
}

/** A date that no calendar holds is as good as none. */
function isoOf(time: number | undefined): string | null {
  const date = new Date(time ?? Number.NaN)
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}
