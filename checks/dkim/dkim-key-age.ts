import { type Check, type Evidence, info, pass, say, type Value } from '../check.ts'
import { keysSeen, keyText } from '../facts/earlier.ts'
import { type UsableKey, usableKeys } from '../facts/usable-keys.ts'
import type { Domain } from '../subject.ts'
import { noKeys } from './over-selectors.ts'

const year = 365 * 86_400_000

/**
 * Has a key been in use unchanged for long? Only what was seen counts: a key is old when it was seen more than a year ago and ever since, and
 * recent when its selector held another one within the last year. What nobody looked at before has no age.
 */
export const dkimKeyAge: Check<Domain> = {
  id: 'dkim-key-age',
  title: 'Age of the DKIM keys',
  reference: 'M3AAWG DKIM Key Rotation Best Common Practices',

  async run(subject, net) {
    const keys = await usableKeys(subject, net)
    if (keys.length === 0) return noKeys(subject)
    const ages = keys.map((key) => ageOf(key, subject))
    const evidence = ages.map(sawAge)
    const old = ages.find(({ kind }) => kind === 'old')
    if (old) {
      const explanation = say`The key ${old.name} has been the same since ${old.since} at least. Whoever copied it in all that time can sign as ${subject.domain}.`
      return info('old', { evidence, explanation })
    }
    const unseen = ages.find(({ kind }) => kind === 'no-history')
    if (unseen) {
      const explanation = say`The key ${unseen.name} has not been watched long enough to say how old it is.`
      return info('no-history', { evidence, explanation })
    }
    return pass('recent', { evidence, explanation: say`Every DKIM key that is known was changed within a year.` })
  },
}

interface Age {
  name: string
  kind: 'old' | 'recent' | 'no-history'
  since: Value
  /** When another key was still there. */
  other: string | undefined
}

function ageOf({ name, record }: UsableKey, { earlier }: Domain): Age {
  const seen = keysSeen(name, earlier)
  const current = keyText(record.text)
  const changed = seen.findIndex(({ key }) => key !== current)
  const same = changed < 0 ? seen : seen.slice(0, changed)
  const first = same.at(-1)?.at ?? new Date().toISOString()
  const other = seen[changed]?.at
  const old = Date.now() - Date.parse(first) > year
  const recent = other !== undefined && Date.now() - Date.parse(other) <= year
  return { name, since: { time: first }, other, kind: old ? 'old' : recent ? 'recent' : 'no-history' }
}

function sawAge({ name, since, other }: Age): Evidence {
  const first = typeof since === 'object' ? since.time.slice(0, 10) : ''
  return {
    where: `${name} TXT`,
    what: other ? `first seen ${first}; another key on ${other.slice(0, 10)}` : `first seen ${first}`,
  }
}
