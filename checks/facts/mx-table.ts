/**
 * The mail servers of a domain, one row each: the MX records that name it, its aliases and its addresses. Found once; every check of the
 * area `mx` reads the same rows.
 *
 * A target with a grave fault of its own (an alias, an address instead of a name, no host name at all) is judged by the first check that
 * finds it and not again by the later ones; `fault` says which that is.
 */
import { isIP } from 'node:net'
import { type Evidence, saw } from '../check.ts'
import { type Answer, type Net, type RecordData, Unreachable } from '../net.ts'
import { answered, circularAlias } from './answered.ts'
import { few } from './few.ts'
import { type MailExchange, mailExchange } from './mail-exchange.ts'
import { remember } from './remember.ts'

type MxRecord = RecordData['MX']

/** Targets looked at, by preference. A sender tries a few (RFC 5321 §5.1 asks for two at least); an SPF `mx` term has ten at most. */
const mostHosts = 20

export interface MailHost {
  name: string
  /** The MX records that name it, lowest preference first. */
  records: MxRecord[]
  fault: 'alias' | 'address' | 'bad-name' | undefined
  /** From the name of the MX record to the name that has the addresses. */
  aliases: { name: string; target: string }[]
  /** False: NXDOMAIN. Undefined: silent, or not asked because it is no name. */
  exists: boolean | undefined
  ipv4: string[]
  ipv6: string[]
  /** A and AAAA, as far as they were answered. */
  answers: Answer[]
  /** Why we do not know all of its addresses. */
  silence: Unreachable | undefined
}

export interface MxTable {
  found: MailExchange
  /** By preference; empty unless the domain has an MX other than the null MX. */
  hosts: MailHost[]
  /** There are more targets than we look at. */
  more: Unreachable | undefined
}

/**
 * The mail servers of `domain`, which must not be empty. A silent target leaves a gap in its row.
 * @throws {Unreachable} when the domain's own MX was silent
 */
export function mxTable(domain: string, net: Net): Promise<MxTable> {
  return remember(net, `mx-table ${domain}`, async () => {
    const found = await mailExchange(domain, net)
    const targets = Map.groupBy(found.exchanges, ({ exchange }) => exchange)
    const asked = [...targets].slice(0, mostHosts)
    const hosts = await Promise.all(asked.map(([name, records]) => lookAt(name, records, domain, net)))
    const more = targets.size > asked.length ? new Unreachable(`${domain} MX`, 'budget') : undefined
    return { found, hosts, more }
  })
}

/** What keeps us from saying that all hosts are in order: a silence among these, or targets that were not looked at. */
export function gap({ hosts, more }: MxTable, matters: (host: MailHost) => boolean = () => true): Unreachable | undefined {
  return hosts.find((host) => host.silence && matters(host))?.silence ?? more
}

async function lookAt(name: string, records: MxRecord[], domain: string, net: Net): Promise<MailHost> {
  const host = { name, records, aliases: [], exists: undefined, ipv4: [], ipv6: [], answers: [], silence: undefined }
  if (isAddress(name)) return { ...host, fault: 'address' }
  const [a, aaaa] = await Promise.all([answered(name, 'A', net), answered(name, 'AAAA', net)])
  const answers = [a, aaaa].filter((one): one is Answer<'A'> | Answer<'AAAA'> => !(one instanceof Unreachable))
  const silences = [a, aaaa].filter((one) => one instanceof Unreachable)
  // What cannot even be asked leads nowhere, but nobody was silent.
  const silence = silences.find(({ reason }) => reason !== 'bad-name')
  const aliases = answers.find((one) => one.aliases.length > 0)?.aliases ?? (await circularAlias(name, silence, net))
  const bad = isBadHostName(name) || isDoubled(name, domain)
  return {
    ...host,
    fault: aliases.length > 0 ? 'alias' : bad ? 'bad-name' : undefined,
    aliases,
    exists: exists(answers),
    ipv4: a instanceof Unreachable ? [] : a.records.map(({ address }) => address),
    ipv6: aaaa instanceof Unreachable ? [] : aaaa.records.map(({ address }) => address),
    answers,
    silence,
  }
}

/** A name that has one type exists, whatever is said of the other. With aliases, NXDOMAIN is about the last name (RFC 6604 §2.1). */
function exists(answers: Answer[]): boolean | undefined {
  if (answers.length === 0) return undefined
  return answers.some(({ status, aliases }) => status !== 'nxdomain' || aliases.length > 0)
}

/** Is an MX target an address in disguise? No top-level domain is all digits (RFC 3696 §2), and no host name has a colon. */
export function isAddress(name: string): boolean {
  return isIP(name) !== 0 || name.includes(':') || /(?:^|\.)\d+$/.test(name)
}

const hostLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** Not only letters, digits and inner hyphens (RFC 1123 §2.1). An underscore is a lesser fault and passes here. */
export function isBadHostName(name: string): boolean {
  const labels = name.replaceAll('_', 'x').split('.')
  return name.length > 253 || labels.some((label) => !hostLabel.test(label))
}

/** Did somebody forget the final dot, so that the zone's name was added once more? */
export function isDoubled(name: string, domain: string): boolean {
  return name === `${domain}.${domain}` || name.endsWith(`.${domain}.${domain}`)
}

/** A target that no check before `mx-dangling` fails. `localhost` is every sender's own machine, whatever DNS says of it (RFC 6761 §6.3). */
export function isSound(host: MailHost): boolean {
  return host.fault === undefined && !isLocalhost(host)
}

export function isLocalhost({ name }: MailHost): boolean {
  return name === 'localhost' || name.endsWith('.localhost')
}

export function addressesOf({ ipv4, ipv6 }: MailHost): string[] {
  return [...ipv4, ...ipv6]
}

/** The MX records, as evidence. */
export function sawMx({ found }: MxTable): Evidence[] {
  return few(found.answers.slice(0, 1).flatMap(saw))
}

/** The MX records, then what was found of these hosts. */
export function sawHosts(table: MxTable, hosts: MailHost[] = table.hosts): Evidence[] {
  return [...sawMx(table), ...few(hosts.flatMap(({ answers }) => answers).flatMap(saw))]
}
