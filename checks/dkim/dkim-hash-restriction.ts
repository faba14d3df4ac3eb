import { type Check, fail, type Finding, pass, saw, say } from '../check.ts'
import type { DkimKey } from '../facts/dkim-key.ts'
import type { Domain } from '../subject.ts'
import { records, replaced, withTag } from './change.ts'
import { noKey, worstKey } from './over-selectors.ts'

/** Does the key exclude SHA-256 (`h=`)? Signatures with SHA-1 must not be used any more, so nothing would be left. */
export const dkimHashRestriction: Check<Domain> = {
  id: 'dkim-hash-restriction',
  title: 'Hashes the DKIM key allows',
  reference: 'RFC 6376 §3.6.1; RFC 8301 §3.1',

  run(subject, net) {
    return worstKey(subject, net, judge)
  },
}

function judge(key: DkimKey): Finding {
  const { record, answer, name, selector } = key
  if (!record || record.revoked) return noKey(key)
  const evidence = saw(answer)
  if (record.hashes.length > 0 && !record.hashes.includes('sha256')) {
    const explanation = say`The key ${selector} allows only ${record.hashes.join(', ')}, which receivers do not accept.`
    const change = replaced(key, withTag(record, 'h', undefined))
    const fix = {
      who: 'dns' as const,
      say: say`Take ${'h='} out of the record at ${name}.`,
      why: say`Mail is signed with SHA-256 today, and this key forbids it.`,
      ...records(change),
    }
    return fail('sha1-only', { evidence, explanation, cause: 'dkim-key', fix })
  }
  return pass('unrestricted', { evidence, explanation: say`The key ${selector} allows SHA-256.` })
}
