/** Until when the domain is registered, as its registry tells. */
import { registration } from '../facts/registration.ts'
import { type Net, Unreachable } from '../net.ts'
import type { RegistrationView } from './schema.ts'

/** Of the domain that somebody registered, at or above `domain`, which must not be empty; undefined when nobody tells. */
export async function registrationView(domain: string, net: Net): Promise<RegistrationView | undefined> {
  try {
    const found = await registration(domain, net)
    if (found.kind !== 'found' || !found.expires) return undefined
    return { name: found.name, until: found.expires.toISOString() }
  } catch (error) {
    if (error instanceof Unreachable) return undefined
    throw error
  }
}
