/**
 * How a mail travelled. The last step, to us, is what our receiver saw; every Received field is a claim of whoever wrote it, and everything
 * below the first one that lies may be invented (RFC 5321 §4.4). So the route is shown, and judged only as a story told by its tellers.
 */
import { type Evidence, type Finding, say, unknown } from '../check.ts'
import { readDate } from '../records/date.ts'
import { fieldsNamed } from '../records/headers.ts'
import { type Received, readReceived } from '../records/received.ts'
import type { TestMail } from '../subject.ts'
import { notWitnessed } from './witnessed.ts'

export interface Hop extends Received {
  /** The field as it stands in the mail, unfolded. */
  claim: string
}

export interface Route {
  /** The claims, oldest first; at most the newest 200. */
  hops: Hop[]
  /** How many Received fields there are in all. */
  claimed: number
  /** Milliseconds since 1970: when it came to us. */
  arrived: number
}

const mostHops = 200
const routes = new WeakMap<TestMail, Route>()

/** The route of a mail, read once. Never throws. */
export function routeOf(mail: TestMail): Route {
  const known = routes.get(mail)
  if (known) return known
  const fields = fieldsNamed(mail.headers, 'received')
  const hops = fields
    .slice(0, mostHops)
    .map(({ value }) => ({ ...readReceived(value), claim: value }))
    .reverse()
  const route = { hops, claimed: fields.length, arrived: Date.parse(mail.receivedAt) }
  routes.set(mail, route)
  return route
}

/** Why the route of this mail says nothing; undefined when it says something. */
export function routeUnknown(mail: TestMail): Finding | undefined {
  if (!mail.session || mail.session.told) return notWitnessed('no-session')
  const { hops } = routeOf(mail)
  if (hops.length === 0 || hops.some(({ by, from, isNote }) => by !== '' || from !== '' || isNote)) return undefined
  return unknown('no-session', {
    side: 'theirs',
    evidence: hops.slice(0, shown).map(claimed),
    explanation: say`The Received fields of this mail cannot be read.`,
  })
}

/** Claims that stand in one row's evidence. */
const shown = 12

/** A hop as evidence: a claim. */
export const claimed = ({ claim }: Hop): Evidence => ({ where: 'Received (a claim)', what: claim })

/** The whole route as evidence, newest first, what we saw on top. */
export function evidenceOf(mail: TestMail): Evidence[] {
  const { hops } = routeOf(mail)
  return [seen(mail), ...hops.toReversed().slice(0, shown).map(claimed)]
}

/** The last step, which is no claim. */
export function seen({ session, receiverName, receivedAt }: TestMail): Evidence {
  const { peerAddress = '', helo = '', tls = null } = session ?? {}
  return {
    where: 'seen by us',
    what: `from ${helo} [${peerAddress}] by ${receiverName}${tls ? `, ${tls.version}` : ''}; ${receivedAt}`,
  }
}

/** A host of a hop, as it is called in sentences. */
export const hostOf = ({ by, from, address }: Hop): string => by || from || address || 'a server without a name'

/** Says SMTP or ESMTP, where an encrypted step would say ESMTPS (RFC 3848), and nothing else about encryption. */
export const isPlain = (hop: Hop): boolean => !hop.tls && /^(?:UTF8)?E?SMTPA?$/.test(hop.with)

export interface Step {
  /** Where it was before and after; the last step ends with us. */
  from: Hop
  to: Hop | undefined
  /** Milliseconds between the two dates; negative when the clocks disagree. */
  took: number
}

/** The steps between dated claims, oldest first. */
export function stepsOf({ hops, arrived }: Route): Step[] {
  const dated = hops.filter(({ time }) => time !== undefined)
  return dated.map((from, index) => {
    const to = dated[index + 1]
    return { from, to, took: (to?.time ?? arrived) - (from.time ?? arrived) }
  })
}

/** A mail that says it was under way for longer says it by a wrong clock, or was kept by somebody and sent again. */
const longestMs = 30 * 86_400_000
/** Clocks may differ by so much and still say that a mail came at once. */
const skewMs = 5 * 60_000

/**
 * How long a mail was under way, in milliseconds: from the oldest claim with a date, or from its Date field where no claim has one, to the first
 * time it stood at our door. Null when nobody here saw it come, or when the clocks cannot be right.
 */
export function underWay(mail: TestMail): number | null {
  if (!mail.session || mail.session.told) return null
  const { hops, arrived } = routeOf(mail)
  const first =
    hops.find(({ time }) => time !== undefined)?.time ?? readDate(fieldsNamed(mail.headers, 'date')[0]?.value ?? '')?.time
  if (first === undefined) return null
  const [firstTry] = mail.earlierTries ?? []
  const took = (firstTry ? Date.parse(firstTry.at) : arrived) - first
  return took >= -skewMs && took <= longestMs ? Math.max(0, took) : null
}
