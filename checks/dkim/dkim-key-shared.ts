import { type Check, type Evidence, info, pass, say } from '../check.ts'
import { usableKeys } from '../facts/usable-keys.ts'
import type { Domain } from '../subject.ts'
import { noKeys } from './over-selectors.ts'

/**
 * Do several selectors hold the same key? Then one cannot be revoked without the others. Whether another domain publishes it too is not asked:
 * that takes a memory of other domains.
 */
export const dkimKeyShared: Check<Domain> = {
  id: 'dkim-key-shared',
  title: 'Shared DKIM keys',
  reference: 'RFC 6376 §3.6.1',

  async run(subject, net) {
    const keys = await usableKeys(subject, net)
    if (keys.length === 0) return noKeys(subject)
    const evidence: Evidence[] = keys.map(({ name, record }) => ({ where: `${name} TXT`, what: record.text }))
    const groups = Map.groupBy(keys, ({ record }) => Buffer.from(record.publicKey ?? []).toString('base64'))
    const shared = [...groups.values()].find((group) => group.length > 1)
    if (shared) {
      const selectors = shared.map(({ selector }) => selector).join(', ')
      const explanation = say`The selectors ${selectors} hold one key, so none of them can be revoked alone.`
      return info('shared-selector', { evidence, explanation })
    }
    return pass('distinct', { evidence, explanation: say`Every selector that is known has a key of its own.` })
  },
}
