/** What a probe may do: whether its host may be looked at at all, and whether whoever asks has shown that it is their own. */
import { isIP } from 'node:net'
import { say, type Words } from '#checks/check.ts'
import { answered } from '#checks/facts/answered.ts'
import { mxTable } from '#checks/facts/mx-table.ts'
import { type Place, placesOf } from '#checks/facts/port-looks.ts'
import { publicAddress } from '#checks/facts/public-address.ts'
import { reverseName } from '#checks/facts/reverse-name.ts'
import { type Net, Unreachable } from '#checks/net.ts'
import { normalDomain } from '#checks/records/names.ts'
import { readSeedbedRecord, type SeedbedRecord, seedbedNames } from '#checks/records/seedbed.ts'
import type { ProbeLeave } from '#checks/report.ts'
import type { ProbedHost } from '#checks/subject.ts'
import { env } from '#env'
import { mayReach } from '#net/guard.ts'
import { isOptedOut } from '#net/opt-out.ts'
import { proofOf } from '#prisma/proof.ts'
import type { ScanView } from '#prisma/scan.ts'

export const usualPorts: readonly number[] = [25, 465, 587, 143, 993, 110, 995]
/** What somebody without an account may see: where every mail server of the world is met. */
const visitorPorts = [25]
/** Names at which records of ours are looked for. */
const mostNames = 40

export interface Allowed {
  subject: ProbedHost
  leave: ProbeLeave
  /** All that will be connected to. */
  addresses: string[]
}
export type Refused = ProbeLeave & { refused: NonNullable<ProbeLeave['refused']> }

/** @throws {Error} only when we are wrong: where DNS is silent nobody has opted out, and nothing is proved */
export async function leaveFor(scan: ScanView, net: Net): Promise<Allowed | Refused> {
  const { subject: host, options, teamId } = scan
  const { mx = false, rcptTo, domain = mx ? host : '' } = options
  const places = await orNothing(placesOf({ kind: 'host', host, ofDomain: mx, domain, ports: [], consents: false }, net))
  const addresses = [...new Set(places.flatMap((place) => place.addresses))]
  const names = await namesOf(host, places, addresses, net)
  const records = await recordsAt([...names.hosts, ...names.reverse.values()].flat(), net)
  const reason = whyNot(host, names, addresses, records)
  if (reason) return { owner: false, leftOut: [], refused: reason }
  const proved = (name: string) => isProved(name, teamId, records)
  const owner = addresses.length > 0 && isOwner(places, names.reverse, proved)
  const isNamed = rcptTo !== undefined && (owner || (await isServed(rcptTo, places, teamId, net)))
  const wanted = options.ports ?? (mx ? [25] : usualPorts)
  const ports = owner ? wanted : wanted.filter((port) => (options.visitor ? visitorPorts : usualPorts).includes(port))
  return {
    subject: { kind: 'host', host, ofDomain: mx, domain, ports, consents: owner, ...(isNamed && { recipient: rcptTo }) },
    leave: {
      owner,
      ...(rcptTo !== undefined && { recipient: isNamed ? ('named' as const) : ('not-proved' as const) }),
      leftOut: wanted.filter((port) => !ports.includes(port)),
    },
    addresses,
  }
}

async function orNothing<Found>(asking: Promise<Found[]>): Promise<Found[]> {
  try {
    return await asking
  } catch (error) {
    if (error instanceof Unreachable) return []
    throw error
  }
}

interface Names {
  hosts: string[]
  /** By address, those that its own network gives it. */
  reverse: Map<string, string[]>
}

/** Every name the host goes by: a new name for an old server must not undo what its owner said. */
async function namesOf(host: string, places: Place[], addresses: string[], net: Net): Promise<Names> {
  const rows = await Promise.all(
    addresses.map(async (address) => {
      const answer = await answered(reverseName(address), 'PTR', net)
      return [address, answer instanceof Unreachable ? [] : answer.records.slice(0, 3).map(({ name }) => name)] as const
    }),
  )
  const hosts = [...new Set([host, ...places.map((place) => place.host)])].filter((name) => !isIP(name))
  return { hosts, reverse: new Map(rows) }
}

type Records = Map<string, SeedbedRecord[]>

async function recordsAt(hosts: string[], net: Net): Promise<Records> {
  const names = [...new Set(hosts.flatMap(seedbedNames))].slice(0, mostNames)
  const rows = await Promise.all(names.map(async (name) => [name, await recordsOf(name, net)] as const))
  return new Map(rows)
}

async function recordsOf(name: string, net: Net): Promise<SeedbedRecord[]> {
  const answer = await answered(`_seedbed.${name}`, 'TXT', net)
  return answer instanceof Unreachable ? [] : answer.records.slice(0, 20).flatMap(({ text }) => readSeedbedRecord(text) ?? [])
}

function whyNot(host: string, { hosts, reverse }: Names, addresses: string[], records: Records): Refused['refused'] | undefined {
  const silenced = [...records.values()].flat().some((record) => record.kind === 'policy' && !record.probe)
  if (silenced || isOptedOut([...hosts, ...[...reverse.values()].flat()], addresses)) {
    return { code: 'opt-out', say: say`${host} asks not to be looked at, so nothing was.` }
  }
  const targets = { allowPrivate: env.ALLOW_PRIVATE_TARGETS, ports: new Map() }
  const [first] = addresses
  if (first === undefined || addresses.some((address) => mayReach(address, targets))) return undefined
  return { code: 'private-address', say: privately(host, first) }
}

function privately(host: string, address: string): Words {
  const why = say`It can be reached from inside only, so nothing was looked at.`
  if (host === address) return say`${address} is no public address. ${why}`
  return say`${host} leads to ${address}, which is no public address. ${why}`
}

/** Has the team's code been published at this name, or above it up to the domain that was registered? */
function isProved(name: string, teamId: string, records: Records): boolean {
  return seedbedNames(name).some((domain) =>
    records.get(domain)?.some((record) => record.kind === 'proof' && record.code === proofOf({ teamId, domain })),
  )
}

/**
 * A name alone proves nothing: it may lead to somebody else's server. So the address must have a name of its own (PTR) that is proved too.
 * Inside a network of one's own nobody needs to be asked.
 */
function isOwner(places: Place[], reverse: Names['reverse'], proved: (name: string) => boolean): boolean {
  const isInside = (address: string) => env.ALLOW_PRIVATE_TARGETS && !publicAddress(address)
  return places.every(
    ({ host, addresses }) =>
      addresses.every(isInside) ||
      ((isIP(host) !== 0 || proved(host)) &&
        addresses.every((address) => isInside(address) || reverse.get(address)?.some(proved))),
  )
}

/** Is the recipient's domain proved, and are these its mail servers? Then it is asked as by anybody who writes to it. */
async function isServed(rcptTo: string, places: Place[], teamId: string, net: Net): Promise<boolean> {
  const domain = normalDomain(rcptTo.slice(rcptTo.lastIndexOf('@') + 1))
  if (domain === '' || places.length === 0 || !isProved(domain, teamId, await recordsAt([domain], net))) return false
  const table = await orNothing(mxTable(domain, net).then((found) => [found]))
  const servers = table.flatMap(({ hosts }) => hosts.map(({ name }) => name))
  return places.every(({ host }) => servers.includes(host))
}
