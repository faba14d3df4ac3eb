import { isHostName, isLocalName } from '../records/names.ts'
import type { WitnessedSession } from '../subject.ts'

/** The name given at HELO, lower case, when it is one that can be looked up: no address, no bare host name, no `.local`. */
export function heloName({ helo }: WitnessedSession): string | undefined {
  const name = helo.toLowerCase().replace(/\.$/, '')
  return isHostName(name) && !isLocalName(name) ? name : undefined
}
