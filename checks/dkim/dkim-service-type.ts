import { type Check, fail, type Finding, pass, saw, say } from '../check.ts'
import type { DkimKey } from '../facts/dkim-key.ts'
import type { Domain } from '../subject.ts'
import { records, replaced, withTag } from './change.ts'
import { noKey, worstKey } from './over-selectors.ts'

/** Is the key meant for mail (`s=`)? One that is for other services only must be ignored by receivers. */
export const dkimServiceType: Check<Domain> = {
  id: 'dkim-service-type',
  title: 'What the DKIM key is for',
  reference: 'RFC 6376 §3.6.1',

  run(subject, net) {
    return worstKey(subject, net, judge)
  },
}

function judge(key: DkimKey): Finding {
  const { record, answer, name, selector } = key
  if (!record || record.revoked) return noKey(key)
  const evidence = saw(answer)
  if (!record.services.includes('*') && !record.services.includes('email')) {
    const explanation = say`The key ${selector} is only for ${record.services.join(', ')}, not for mail.`
    const change = replaced(key, withTag(record, 's', undefined))
    const fix = {
      who: 'dns' as const,
      say: say`Take ${'s='} out of the record at ${name}.`,
      why: say`Receivers ignore a key that is not for mail, and the signature counts as broken.`,
      ...records(change),
    }
    return fail('other-service', { evidence, explanation, cause: 'dkim-key', fix })
  }
  return pass('email', { evidence, explanation: say`The key ${selector} may be used for mail.` })
}
