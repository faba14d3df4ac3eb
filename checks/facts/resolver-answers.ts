/**
 * What the resolvers of the world give for the mail records of a domain, beside what its own name servers say now. Each resolver keeps what
 * it knows for its TTL (RFC 1034 §3.6), so after a change both are right for a while.
 */
import { type Direct, type Net, type ServerAddress, Unreachable } from '../net.ts'
import type { MailRecord } from './mail-records.ts'
import { remember } from './remember.ts'

/** One resolver and what it knows of one record. */
export interface Heard {
  record: MailRecord
  answer: Direct
}

/** Records that can be compared: somebody gave them, and they stand at the name itself. */
export function settled(records: MailRecord[]): MailRecord[] {
  return records.filter(
    ({ type, answers }) => type !== 'A' && answers.length > 0 && answers.every(({ aliases }) => aliases.length === 0),
  )
}

/** What the public resolvers answer for these records of `domain`, in their order. One that does not answer is not there. */
export function resolverAnswers(domain: string, records: MailRecord[], net: Net): Promise<Heard[]> {
  const names = records.map(({ name, type }) => `${name} ${type}`).join(' ')
  return remember(net, `resolver-answers ${domain} ${names}`, async () => {
    return (await Promise.all(net.dns.publicResolvers.map((resolver) => askResolver(resolver, records, net)))).flat()
  })
}

/** When an answer is forgotten, in milliseconds since 1970: the shortest TTL of a set, or of an absence min(SOA TTL, minimum) (RFC 2308 §5). */
export function forgottenAt({ at, ttls, soa }: Pick<Direct, 'at' | 'ttls' | 'soa'>): number {
  const seconds = ttls.length > 0 ? Math.min(...ttls) : Math.min(soa?.ttl ?? 0, soa?.data.minimum ?? 0)
  return Date.parse(at) + seconds * 1000
}

/** A resolver that does not answer the first question is not asked the others. Errors and refusals say nothing about the records. */
async function askResolver(resolver: ServerAddress, [first, ...others]: MailRecord[], net: Net): Promise<Heard[]> {
  const begin = first ? await askOne(resolver, first, net) : undefined
  if (!begin) return []
  const rest = await Promise.all(others.map((record) => askOne(resolver, record, net)))
  return [begin, ...rest].filter((one) => one !== undefined)
}

async function askOne(resolver: ServerAddress, record: MailRecord, net: Net): Promise<Heard | undefined> {
  try {
    const answer = await net.dns.ask(resolver, record.name, record.type, { recursion: true })
    const spoke = answer.outcome === 'records' || answer.outcome === 'nodata' || answer.outcome === 'nxdomain'
    return spoke ? { record, answer } : undefined
  } catch (error) {
    if (error instanceof Unreachable) return undefined
    throw error
  }
}
