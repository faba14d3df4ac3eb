import { type Answer, type Net, Unreachable } from '../net.ts'
import { isHostName, isLocalName, registrableDomain } from '../records/names.ts'
import { answered } from './answered.ts'
import { registration } from './registration.ts'

/**
 * Of names that are gone (NXDOMAIN), the registrable domain of one that is itself gone from DNS: whoever registers it takes over what the
 * name was for. One that its registry knows is not free, though it is not in DNS. `own`: a domain that is surely there. A silent one tells
 * nothing.
 */
export async function freeDomain(gone: string[], own: string, net: Net): Promise<string | undefined> {
  const names = new Set(
    gone
      .filter(isHostName)
      .map(registrableDomain)
      .filter((name) => !isLocalName(name)),
  )
  names.delete(registrableDomain(own))
  const asked = await Promise.all([...names].map((name) => answered(name, 'NS', net)))
  const absent = asked
    .filter((one): one is Answer<'NS'> => !(one instanceof Unreachable))
    .filter(({ status }) => status === 'nxdomain')
  const registered = await Promise.all(absent.slice(0, mostAsked).map(({ name }) => isRegistered(name, net)))
  return absent.find((_, index) => !registered[index])?.name
}

/** Names whose registry is asked. */
const mostAsked = 3

async function isRegistered(name: string, net: Net): Promise<boolean> {
  try {
    return (await registration(name, net)).kind === 'found'
  } catch (error) {
    if (error instanceof Unreachable) return false
    throw error
  }
}
