/**
 * Whom we accept mail for, apart from how SMTP is spoken. A recipient is read like this: the domain in A-labels, lower case, without a
 * final dot, must be a seed domain or below one; the local part, unquoted, NFC, in lower case, gives candidates for the seed (readSeed).
 * postmaster@ and abuse@ are for whoever runs this instance (RFC 5321 §4.5.1, RFC 2142).
 */
import { domainToASCII } from 'node:url'
import { type KnownAddress, ownSeed } from '#prisma/recipient.ts'
import { isSeed, type SeedReading, readSeed } from '#prisma/seed.ts'
import { type Behaviour, prefixOf, readBehaviour } from './behaviour.ts'
import type { Path } from './path.ts'
import { type Reply, replies } from './reply.ts'

/** A recipient as read, before anybody was asked whether it exists. */
export type Reading =
  | { kind: 'foreign' }
  | { kind: 'role'; role: 'postmaster' | 'abuse' }
  | { kind: 'seed'; readings: SeedReading[]; prefix: string; subdomain: string | null }

export function readRecipient({ localPart, domain }: Path, seedDomains: readonly string[]): Reading {
  const name = localPart.normalize('NFC').toLowerCase()
  // RFC 5321 §4.1.1.3: `RCPT TO:<postmaster>`, without a domain, must be accepted.
  if (domain === null) return name === 'postmaster' ? { kind: 'role', role: name } : { kind: 'foreign' }
  const asked = domainToASCII(domain).toLowerCase().replace(/\.$/, '')
  const own = seedDomains.find((one) => asked === one || asked.endsWith(`.${one}`))
  if (own === undefined) return { kind: 'foreign' }
  if (name === 'postmaster' || name === 'abuse') return { kind: 'role', role: name }
  const subdomain = asked === own ? null : asked.slice(0, -own.length - 1)
  return { kind: 'seed', readings: readSeed(name), prefix: prefixOf(name), subdomain }
}

export type Verdict =
  /** `behaviour`: what the recipient was told to do instead; null for almost all. */
  | { kind: 'accepted'; address: KnownAddress; label: string | null; behaviour: Behaviour | null }
  /** `address`: the one that was named, when it exists but takes nothing now. `typed`: what may have been meant as a seed. */
  | { kind: 'refused'; reply: Reply; address: KnownAddress | null; typed: string[] }

export interface Register {
  addressesBySeed(seeds: string[]): Promise<KnownAddress[]>
  roleAddress(role: 'postmaster' | 'abuse'): Promise<KnownAddress>
  /** The seed domain of a team at or above this domain (A-labels, lower case), when mail for it is led here; null when there is none. */
  teamDomain(domain: string): Promise<{ name: string; teamId: string } | null>
  /** Has the address taken all it takes in a day? `most`: as many, where it is not the usual number. */
  isFull(addressId: string, most?: number): Promise<boolean>
}

/**
 * Decides about a recipient. For a name in our domains there is always exactly one question to the register before it is called unknown,
 * and what has expired is answered like what never was, so that neither words nor time tell one from the other.
 * @throws when the register cannot be asked
 */
export async function judgeRecipient(path: Path, seedDomains: readonly string[], register: Register): Promise<Verdict> {
  const reading = readRecipient(path, seedDomains)
  if (reading.kind === 'foreign') return judgeAtTeamDomain(path, register)
  if (reading.kind === 'role') return accept(await register.roleAddress(reading.role), null, null, register)
  return judgeSeed(reading, await register.addressesBySeed(reading.readings.map(seedAsked)), register)
}

const seedAsked = ({ seed }: SeedReading): string => (isSeed(seed) ? seed : '')

/**
 * The same at a seed domain that a team has for itself: only the team's addresses are known there, by their seed or by the local part that
 * somebody chose.
 */
async function judgeAtTeamDomain(path: Path, register: Register): Promise<Verdict> {
  const domain = path.domain === null ? '' : domainToASCII(path.domain).toLowerCase().replace(/\.$/, '')
  const own = domain === '' ? null : await register.teamDomain(domain)
  const reading = own && readRecipient(path, [own.name])
  if (!reading || reading.kind === 'foreign') return { kind: 'refused', reply: replies.notOurs, address: null, typed: [] }
  if (reading.kind === 'role') return accept(await register.roleAddress(reading.role), null, null, register)
  const [name = '', ...tag] = path.localPart.normalize('NFC').toLowerCase().split('+')
  const chosen = { seed: ownSeed(name, own.name), label: tag.join('+') || null }
  const found = await register.addressesBySeed([...reading.readings.map(seedAsked), chosen.seed])
  const theirs = found.filter(({ teamId }) => teamId === own.teamId)
  return judgeSeed({ ...reading, readings: [...reading.readings, chosen] }, theirs, register)
}

async function judgeSeed(
  { readings, prefix, subdomain }: Extract<Reading, { kind: 'seed' }>,
  [address]: KnownAddress[],
  register: Register,
): Promise<Verdict> {
  if (!address?.receives) {
    const typed = readings.map(({ seed }) => seed).filter((seed) => looksLikeSeed.test(seed))
    return { kind: 'refused', reply: replies.noSuchAddress, address: address ?? null, typed }
  }
  const label = readings.find(({ seed }) => seed === address.seed)?.label ?? subdomain
  const behaviour = readBehaviour(prefix)
  if (behaviour && 'code' in behaviour) return { kind: 'refused', reply: behaviour, address, typed: [] }
  return accept(address, label, behaviour, register)
}

async function accept(
  address: KnownAddress,
  label: string | null,
  behaviour: Behaviour | null,
  register: Register,
): Promise<Verdict> {
  if (await register.isFull(address.id, address.mailsPerDay ?? undefined))
    return { kind: 'refused', reply: replies.addressFull, address, typed: [] }
  return { kind: 'accepted', address, label, behaviour }
}

/** Sixteen characters, give or take two: worth a look whether an address of ours was meant. */
const looksLikeSeed = /^[0-9a-z]{14,18}$/
