import { type Net, Unreachable } from '../net.ts'
import { isHostName, isLocalName, registrableDomain } from '../records/names.ts'
import { answered } from './answered.ts'

/**
 * Of names that are gone (NXDOMAIN), the registrable domain of one that is itself gone from DNS: whoever registers it takes over what the
 * name was for. Whether it is really free only its registry knows. `own`: a domain that is surely there. A silent one tells nothing.
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
  return asked.find((one) => !(one instanceof Unreachable) && one.status === 'nxdomain')?.name
}
