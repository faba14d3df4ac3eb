/**
 * What the registry says of the domain that somebody registered. Which registry answers for an ending stands in a list that IANA keeps
 * (RFC 9224); it is fetched once a day, and never from anybody in between.
 */
import { parse } from 'tldts'
import type { Evidence } from '../check.ts'
import { type Fetched, type Net, Unreachable } from '../net.ts'
import { type RdapDomain, readRdapDomain, registryOf } from '../records/rdap.ts'
import { remember } from './remember.ts'

/** `unlisted`: the ending has no registry that answers over RDAP. `none`: the registry knows no such registration. */
export type Registration = { name: string } & (
  | { kind: 'unlisted' }
  | { kind: 'none'; url: string }
  | (RdapDomain & { kind: 'found'; url: string })
)

const listUrl = 'https://data.iana.org/rdap/dns.json'
const listLimits = { maxBytes: 1_048_576, timeoutMs: 8000, redirects: 2, keptMs: 24 * 3_600_000 }
/** RFC 7480 §5.2: a server may redirect to the one that knows. */
const limits = { maxBytes: 262_144, timeoutMs: 8000, redirects: 3 }

/**
 * The registration above or at `domain`, which must not be empty.
 * @throws {Unreachable} when the list or the registry was silent, or gave what cannot be read
 */
export function registration(domain: string, net: Net): Promise<Registration> {
  const { domain: registered, isIcann } = parse(domain, { allowPrivateDomains: false })
  const name = registered ?? domain
  return remember(net, `registration ${name}`, async () => {
    // A name of nobody's making, such as those that only one network knows, is no registry's business.
    if (!registered || !isIcann) return { name, kind: 'unlisted' }
    const base = registryOf(name, json(await fetched(listUrl, listLimits, net)))
    if (base === undefined) return { name, kind: 'unlisted' }
    const url = `${base}domain/${name}`
    const answer = await fetched(url, limits, net)
    if (answer.status === 404) return { name, url, kind: 'none' }
    const read = readRdapDomain(json(answer))
    if (!read) throw new Unreachable(url, 'malformed', answer.address, 'https')
    return { name, url, kind: 'found', ...read }
  })
}

type Answered = Extract<Fetched, { outcome: 'answered' }>

async function fetched(url: string, options: typeof limits, net: Net): Promise<Answered> {
  const got = await net.https.get(url, options)
  if (got.outcome !== 'answered') throw new Unreachable(url, 'network', undefined, 'https')
  // 429 and the like: too many have asked (RFC 7480 §5.5).
  if (got.status !== 200 && got.status !== 404) throw new Unreachable(url, 'refused', got.address, 'https')
  return got
}

function json({ body, url, address, truncated }: Answered): unknown {
  try {
    if (!truncated) return JSON.parse(Buffer.from(body).toString('utf8'))
  } catch {
    // Falls through: what cannot be read is no answer.
  }
  throw new Unreachable(url, 'malformed', address, 'https')
}

/** Words of RFC 8056 for a registration that has ended, and may be somebody else's soon. */
const ended = ['redemption period', 'pending delete', 'pending restore']
const held = ['client hold', 'server hold']

/** Has the registration run out? */
export function hasLapsed({ statuses, expires }: RdapDomain, now = Date.now()): boolean {
  return statuses.some((one) => ended.includes(one)) || (expires !== undefined && expires.getTime() < now)
}

/** Is the domain taken out of DNS by its registry or registrar? */
export function isHeld({ statuses }: RdapDomain): boolean {
  return statuses.some((one) => held.includes(one))
}

/** What the registry said, in rows. */
export function sawRegistration(found: Registration): Evidence[] {
  if (found.kind === 'unlisted') return [{ where: found.name, what: 'its ending has no registry that tells (RDAP)' }]
  if (found.kind === 'none') return [{ where: found.url, what: 'no such registration' }]
  const { url, registered, expires, statuses } = found
  const day = (date: Date | undefined) => date?.toISOString().slice(0, 10) ?? 'not told'
  return [
    {
      where: url,
      what: `registered ${day(registered)}, expires ${day(expires)}${statuses.length > 0 ? `; ${statuses.join(', ')}` : ''}`,
    },
  ]
}
