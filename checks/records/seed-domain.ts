/** Is mail for a domain led to a Seedbed, and has its team shown that the domain is its own? */
import { type Dns, Unreachable } from '../net.ts'
import { readSeedbedRecord } from './seedbed.ts'

/** `unproved`: its MX leads here, and the record that shows whose it is is not there. `unknown`: nobody answered, which says nothing. */
export interface SeedDomainLook {
  leads: 'here' | 'unproved' | 'elsewhere' | 'nowhere' | 'unknown'
  /** The exchanges that were named, the most preferred first; at most ten. */
  exchanges: string[]
}

const mostExchanges = 10

/** `host`: the name of our receiver. `code`: what stands in the team's proof for this domain. */
export async function lookAtSeedDomain(
  { dns }: { dns: Dns },
  { domain, host, code }: { domain: string; host: string; code: string },
): Promise<SeedDomainLook> {
  let exchanges: string[] = []
  try {
    const { records } = await dns.resolve(domain, 'MX')
    const sorted = records.toSorted((a, b) => a.preference - b.preference).map(({ exchange }) => exchange)
    exchanges = sorted.slice(0, mostExchanges)
    // A null MX (RFC 7505) leads nowhere.
    if (!sorted.some((exchange) => exchange !== '.')) return { leads: 'nowhere', exchanges: [] }
    if (!sorted.includes(host.toLowerCase())) return { leads: 'elsewhere', exchanges }
    const texts = (await dns.resolve(`_seedbed.${domain}`, 'TXT')).records.map(({ text }) => readSeedbedRecord(text))
    const isProved = texts.some((record) => record?.kind === 'proof' && record.code === code)
    return { leads: isProved ? 'here' : 'unproved', exchanges }
  } catch (error) {
    if (error instanceof Unreachable) return { leads: 'unknown', exchanges }
    throw error
  }
}
