/**
 * What earlier looks at the domain saw, read out of the questions that their reports keep. A look that did not ask, or was not answered, says
 * nothing; whoever reads must not take that for "was not there".
 */
import { createHash } from 'node:crypto'
import { soasOf, type NameServers } from './name-servers.ts'
import type { Direct } from '../net.ts'
import { readDkimKey } from '../records/dkim.ts'
import { isMtaSts, readMtaSts } from '../records/mta-sts.ts'
import type { Domain, Look } from '../subject.ts'
import { policyUrl } from './mta-sts.ts'

type Earlier = Domain['earlier']

const whenOf = ({ at }: Look): number => Date.parse(at)

/** Looks that are at least so old, newest first. */
function before(earlier: Earlier, ms: number): Look[] {
  return (earlier?.looks ?? []).filter((look) => whenOf(look) <= Date.now() - ms)
}

/** The records of one type, as far as they are stored in the shape of that type. */
function recordsOf<Data extends object>({ records = [] }: Look['questions'][number], has: keyof Data): Data[] {
  return records.filter((one): one is Data => typeof one === 'object' && one !== null && has in one)
}

/** The version of the zone that each server had: by `name (address)`. */
function serialsAt({ questions }: Look, zone: string): Map<string, number> {
  const answers = questions.filter(
    ({ direct, type, name, outcome }) => direct && type === 'SOA' && name === zone && outcome === 'records',
  )
  return new Map(
    answers.flatMap((one) => recordsOf<{ serial: number }>(one, 'serial').map(({ serial }) => [one.server, serial] as const)),
  )
}

/** Serial numbers go round (RFC 1982 §3.2). */
function isNewer(one: number, other: number): boolean {
  return one !== other && (one - other) >>> 0 < 2 ** 31
}

export interface StuckServer {
  name: string
  serial: number
  /** When the difference was seen already. */
  since: string
}

/**
 * A server that has the version it had more than a refresh interval ago, when another server had a newer one already. A slow server that has
 * moved on since is not stuck, however often it lags behind.
 */
export function stuckServer(found: NameServers, earlier: Earlier): StuckServer | undefined {
  const soas = soasOf(found)
  const now = soas.flatMap(({ server, records }) => records.slice(0, 1).map((soa) => ({ server, soa })))
  if (new Set(now.map(({ soa }) => soa.serial)).size < 2) return undefined
  const refresh = Math.max(...now.map(({ soa }) => soa.refresh)) * 1000
  for (const look of before(earlier, refresh)) {
    const then = serialsAt(look, found.zone)
    const stuck = now.find(
      ({ server, soa: { serial } }) =>
        then.get(`${server.name} (${server.address})`) === serial && [...then.values()].some((other) => isNewer(other, serial)),
    )
    if (stuck) return { name: stuck.server.name, serial: stuck.soa.serial, since: look.at }
  }
  return undefined
}

/** The id of the MTA-STS record and the file of the policy, as one look saw both. */
export interface StsSeen {
  at: string
  id: string
  digest: string
}

/** By time, newest first. */
export function stsSeen(domain: string, earlier: Earlier): StsSeen[] {
  return (earlier?.looks ?? []).flatMap(({ at, questions }) => {
    const file = questions.find(({ type, name, digest }) => type === 'GET' && name === policyUrl(domain) && digest)
    const record = questions.find(
      ({ type, name, outcome }) => type === 'TXT' && name === `_mta-sts.${domain}` && outcome === 'records',
    )
    const texts = record ? recordsOf<{ text: string }>(record, 'text').filter(({ text }) => isMtaSts(text)) : []
    const [only] = texts
    if (!file?.digest || !only || texts.length > 1) return []
    return [{ at, id: readMtaSts(only.text).id, digest: file.digest }]
  })
}

/** As the window writes it down. */
export function digestOf(octets: Uint8Array): string {
  return createHash('sha256').update(octets).digest('hex')
}

export interface KeySeen {
  at: string
  /** The key in base64, whatever else the record says. */
  key: string
}

/** What stood at a selector, by time, newest first. */
export function keysSeen(name: string, earlier: Earlier): KeySeen[] {
  return (earlier?.looks ?? []).flatMap(({ at, questions }) => {
    const answer = questions.find((one) => one.type === 'TXT' && one.name === name && one.outcome === 'records' && !one.direct)
    const texts = answer ? recordsOf<{ text: string }>(answer, 'text') : []
    const [only] = texts
    return only && texts.length === 1 ? [{ at, key: keyText(only.text) }] : []
  })
}

/** The key of a record, so that two records can be compared by it alone. '' for none. */
export function keyText(text: string): string {
  return Buffer.from(readDkimKey(text).publicKey ?? []).toString('base64')
}

/** What single servers and resolvers said of one record set in one look: by `name (address)`, in the order asked. */
export function saidThen({ questions }: Look, name: string, type: string) {
  return questions
    .filter((one) => one.direct && one.name === name && one.type === type && one.outcome === 'records')
    .map(({ server, at, ttl = 0, records = [] }) => {
      // They were stored as records of the type asked.
      return { server, at, ttl, records: records as Direct['records'] }
    })
}
