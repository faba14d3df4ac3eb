import { type Check, type Evidence, info, pass, say, warn } from '../check.ts'
import { keyText } from '../facts/earlier.ts'
import { type UsableKey, usableKeys } from '../facts/usable-keys.ts'
import { sameOrganization } from '../records/names.ts'
import type { Domain } from '../subject.ts'
import { noKeys } from './over-selectors.ts'

/**
 * Do several selectors hold the same key, or another domain that the team looked at? Then one cannot be revoked without the others, and who
 * signs for the one can sign for the other. Behind an alias a service keeps the keys, and may well give many customers the same.
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
    const elsewhere = publishedElsewhere(keys, subject)
    if (elsewhere) {
      return warn('shared-domain', {
        evidence: [...evidence, { where: elsewhere.domain, what: 'publishes the same key' }],
        explanation: say`${elsewhere.domain} publishes the key of the selector ${elsewhere.selector} too: whoever signs for it can sign as ${subject.domain}.`,
        fix: {
          who: 'mail-server',
          say: say`Create a key of its own for ${subject.domain}, under a new selector, and sign with that.`,
          why: say`A key that leaks, or has to be revoked, takes every domain with it that publishes it.`,
          steps: [say`Publish the new key, switch signing, and delete the old record after a week.`],
        },
      })
    }
    const shared = [...groups.values()].find((group) => group.length > 1)
    if (shared) {
      const selectors = shared.map(({ selector }) => selector).join(', ')
      const explanation = say`The selectors ${selectors} hold one key, so none of them can be revoked alone.`
      return info('shared-selector', { evidence, explanation })
    }
    return pass('distinct', { evidence, explanation: say`Every selector that is known has a key of its own.` })
  },
}

/** A domain of somebody else with the key of one of these selectors, where both publish it themselves. */
function publishedElsewhere(keys: UsableKey[], { domain, earlier }: Domain): { domain: string; selector: string } | undefined {
  const others = (earlier?.keysElsewhere ?? []).filter((one) => !sameOrganization(one.domain, domain))
  const known = new Map(others.map((one) => [keyText(one.text), one.domain]))
  const own = keys.filter(({ answer }) => answer.aliases.length === 0)
  return own
    .map(({ selector, record }) => ({ selector, domain: known.get(keyText(record.text)) }))
    .find((one): one is { domain: string; selector: string } => one.domain !== undefined)
}
