import { type Check, type Finding, type Fix, pass, saw, say, warn } from '../check.ts'
import type { DkimKey } from '../facts/dkim-key.ts'
import type { DkimKeyRecord } from '../records/dkim.ts'
import type { Domain } from '../subject.ts'
import { records, replaced, withTag } from './change.ts'
import { noKey, worstKey } from './over-selectors.ts'

/** Is the key flagged as testing? Then the signature is worth less than it could be. */
export const dkimTestMode: Check<Domain> = {
  id: 'dkim-test-mode',
  title: 'DKIM test mode',
  reference: 'RFC 6376 §3.6.1',

  run(subject, net) {
    return worstKey(subject, net, judge)
  },
}

function judge(key: DkimKey): Finding {
  const { record, answer, selector } = key
  if (!record || record.revoked) return noKey(key)
  const evidence = saw(answer)
  if (record.testing) {
    const explanation = say`The key ${selector} is marked as a test, so some receivers ignore what it signs.`
    return warn('testing', { evidence, explanation, fix: endTest(key, record) })
  }
  return pass('production', { evidence, explanation: say`The key ${selector} is not marked as a test.` })
}

function endTest(key: DkimKey, record: DkimKeyRecord): Fix {
  return {
    who: 'dns',
    say: say`Take ${'t=y'} out of the record at ${key.name}.`,
    why: say`With it, receivers are asked to treat a failing signature as if there were none, and some ignore a good one too.`,
    ...records(replaced(key, withoutTest(record))),
  }
}

/** The record without the flag; other flags stay. */
function withoutTest(record: DkimKeyRecord): string {
  const value = record.tags.find(({ name }) => name === 't')?.value ?? ''
  const flags = value.split(':').filter((flag) => flag.trim().toLowerCase() !== 'y')
  return withTag(record, 't', flags.length > 0 ? flags.join(':') : undefined)
}
