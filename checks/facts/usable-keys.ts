import { type Net, Unreachable } from '../net.ts'
import type { DkimKeyRecord } from '../records/dkim.ts'
import type { Domain, Selector } from '../subject.ts'
import { type DkimKey, dkimKey } from './dkim-key.ts'
import { isUsable, selectorsOf } from './selectors.ts'

export interface UsableKey extends DkimKey {
  record: DkimKeyRecord
  source: Selector['source']
}

/**
 * Every key of the subject with which a signature can be verified, given or found.
 * @throws {Unreachable} when a selector was silent, so that there may be more; one that was only tried matters when there is no key at all
 */
export async function usableKeys(subject: Domain, net: Net): Promise<UsableKey[]> {
  const { selectors, silences } = await selectorsOf(subject, net)
  const keys = await Promise.all(selectors.map((selector) => usableKey(selector, net)))
  const usable = keys.filter((key) => key !== undefined)
  const [silence] = silences
  if (usable.length === 0 && silence) throw silence
  return usable
}

async function usableKey({ domain, selector, source }: Selector, net: Net): Promise<UsableKey | undefined> {
  try {
    const key = await dkimKey(domain, selector, net)
    return key.record && isUsable(key.record) ? { ...key, record: key.record, source } : undefined
  } catch (error) {
    // dkim-key-alias fails a circle; nothing is behind it.
    if (error instanceof Unreachable && error.reason === 'alias-loop') return undefined
    throw error
  }
}
