/** The network of an address, with the names of who announces it. */
import { type Net, Unreachable } from '../net.ts'
import { originAs } from './origin-as.ts'

export interface Network {
  /** `192.0.2.0/24`. */
  prefix: string
  /** `name` is '' when the list of names was silent: the number says who it is. */
  systems: { number: string; name: string }[]
  country: string
  registry: string
  since: string
}

const mostSystems = 3
const longestName = 100

/**
 * `64496 | 192.0.2.0/24 | US | arin | 2010-07-14`; of several lines that of the smallest network. Null when nobody announces the address.
 * @throws {Unreachable} when the list of networks was silent
 */
export async function networkOf(address: string, net: Net): Promise<Network | null> {
  const { answer } = await originAs(address, net)
  const lines = answer.records.map(({ text }) => text.split('|').map((part) => part.trim().slice(0, 100)))
  const [line] = lines.sort((a, b) => sizeOf(b[1]) - sizeOf(a[1]))
  if (!line) return null
  const [numbers = '', prefix = '', country = '', registry = '', since = ''] = line
  const systems = (numbers.match(/\d{1,10}/g) ?? []).slice(0, mostSystems)
  const named = await Promise.all(systems.map(async (number) => ({ number, name: await systemName(number, net) })))
  return { prefix, systems: named, country, registry, since }
}

const sizeOf = (prefix = ''): number => Number(/\/(\d{1,3})$/.exec(prefix)?.[1] ?? 0)

/** `64496 | US | arin | 2010-07-14 | EXAMPLE-AS, US`. */
async function systemName(number: string, net: Net): Promise<string> {
  try {
    const { records } = await net.dns.resolve(`AS${number}.asn.cymru.com`, 'TXT')
    return (records[0]?.text.split('|')[4]?.trim() ?? '').slice(0, longestName).toWellFormed()
  } catch (error) {
    if (error instanceof Unreachable) return ''
    throw error
  }
}
