import { type Check, type Finding, info, pass, saw, say, warn } from '../check.ts'
import type { DkimKey } from '../facts/dkim-key.ts'
import { tagValue } from '../records/tags.ts'
import type { Domain } from '../subject.ts'
import { records, replaced, withTag } from './change.ts'
import { noKey, worstKey } from './over-selectors.ts'

/** Does the key carry `g=`, which was removed in 2011? Receivers that still read it refuse most senders because of it. */
export const dkimGranularity: Check<Domain> = {
  id: 'dkim-granularity',
  title: 'Obsolete tag in the DKIM key',
  reference: 'RFC 6376 App. C.1, C.2, E',

  run(subject, net) {
    return worstKey(subject, net, judge)
  },
}

function judge(key: DkimKey): Finding {
  const { record, answer, name, selector } = key
  if (!record || record.revoked) return noKey(key)
  const evidence = saw(answer)
  const granularity = tagValue(record.tags, 'g')
  if (granularity !== undefined && granularity !== '*') {
    const change = replaced(key, withTag(record, 'g', undefined))
    const fix = {
      who: 'dns' as const,
      say: say`Take ${'g='} out of the record at ${name}.`,
      why: say`Receivers with older software fail every signature whose sender does not match it.`,
      ...records(change),
    }
    const explanation = say`The key ${selector} has ${`g=${granularity}`}, which older receivers still act on.`
    return warn('obsolete', { evidence, explanation, fix })
  }
  if (granularity === '*')
    return info('wildcard', { evidence, explanation: say`The key ${selector} has ${'g=*'}, which does nothing.` })
  return pass('none', { evidence, explanation: say`The key ${selector} carries no obsolete tag.` })
}
