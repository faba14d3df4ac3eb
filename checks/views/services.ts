/** Who runs what for a domain, by the names it has in DNS (checks catalogue, appendix H). What could not be seen is not named. */
import { providerOfNameServer } from '../facts/dns-providers.ts'
import { providerOfMx } from '../facts/mail-providers.ts'
import { mxTable } from '../facts/mx-table.ts'
import { nameServers } from '../facts/name-servers.ts'
import { serviceOfSpf } from '../facts/selector-names.ts'
import { type SpfNode, spfTree } from '../facts/spf-tree.ts'
import { type Net, Unreachable } from '../net.ts'
import type { Domain } from '../subject.ts'
import type { ServicesView } from './schema.ts'

/** Services shown of one kind. */
const mostShown = 12

/** What of the world was looked at: nothing else is asked for here. */
export interface LookedAt {
  mail: boolean
  spf: boolean
  zone: boolean
}

/** The services of the subject's domain, which must not be empty. */
export async function servicesView(subject: Domain, net: Net, looked: LookedAt): Promise<ServicesView> {
  const [dns, mail, sends] = await Promise.all([
    looked.zone ? dnsOf(subject.domain, net) : [],
    looked.mail ? heard(() => mailOf(subject.domain, net)) : [],
    looked.spf && subject.spfDomain ? heard(() => sendersOf(subject, net)) : [],
  ])
  return {
    dns: once(dns),
    mail: once(mail.filter(({ filters }) => !filters).map(({ name }) => name)),
    filters: once(mail.filter(({ filters }) => filters).map(({ name }) => name)),
    sends: once(sends).sort((one, other) => (one < other ? -1 : 1)),
  }
}

async function dnsOf(domain: string, net: Net): Promise<string[]> {
  const { servers } = await nameServers(domain, net)
  return servers.map(({ name }) => providerOfNameServer(name)).filter((name) => name !== undefined)
}

async function mailOf(domain: string, net: Net): Promise<{ name: string; filters: boolean }[]> {
  const { hosts } = await mxTable(domain, net)
  const known = hosts.map(({ name }) => providerOfMx(name)).filter((provider) => provider !== undefined)
  return known.map(({ name, kind }) => ({ name, filters: kind === 'filter' }))
}

async function sendersOf(subject: Domain, net: Net): Promise<string[]> {
  return named((await spfTree(subject, net)).root)
}

/** What a service names in its own record is its own affair, so below a known name nothing is looked at. */
function named({ steps }: SpfNode): string[] {
  return steps.flatMap(({ term, unused, target, node }) => {
    if (unused) return []
    const service = serviceOfSpf(target ?? behindMacros(term.text))
    return service ? [service.name] : node ? named(node) : []
  })
}

/** What stands behind the last macro: `exists:%{i}.spf.acme.iphmx.com` is at iphmx.com. */
function behindMacros(text: string): string {
  return text.slice(text.lastIndexOf('}') + 1).toLowerCase()
}

async function heard<Found>(look: () => Promise<Found[]>): Promise<Found[]> {
  try {
    return await look()
  } catch (error) {
    if (error instanceof Unreachable) return []
    throw error
  }
}

function once(names: string[]): string[] {
  return [...new Set(names)].slice(0, mostShown)
}
