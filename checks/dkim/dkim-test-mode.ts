import { type Check, type Finding, type Fix, pass, saw, say, warn } from '../check.ts'
import type { DkimKey } from '../facts/dkim-key.ts'
import { type DkimKeyRecord, readDkimKey } from '../records/dkim.ts'
import type { Domain } from '../subject.ts'
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
  if (!record) return noKey(key)
  const evidence = saw(answer)
  if (record.testing) {
    const explanation = say`The key ${selector} is marked as a test, so some receivers ignore what it signs.`
    return warn('testing', { evidence, explanation, fix: endTest(key, record) })
  }
  return pass('production', { evidence, explanation: say`The key ${selector} is not marked as a test.` })
}

function endTest({ name }: DkimKey, record: DkimKeyRecord): Fix {
  const value = withoutTest(record)
  const useful = readDkimKey(value).problems.length === 0
  return {
    who: 'dns',
    say: say`Take ${'t=y'} out of the record at ${name}.`,
    why: say`With it, receivers are asked to treat a failing signature as if there were none, and some ignore a good one too.`,
    ...(useful ? { records: [{ action: 'replace', name, type: 'TXT', was: record.text, value, ttl: 3600 }] } : {}),
  }
}

/** The record without the flag; other flags stay. */
function withoutTest({ tags }: DkimKeyRecord): string {
  const kept = tags.flatMap(({ name, value }) => {
    if (name !== 't') return [`${name}=${value}`]
    const flags = value.split(':').filter((flag) => flag.trim().toLowerCase() !== 'y')
    return flags.length > 0 ? [`t=${flags.join(':')}`] : []
  })
  return kept.join('; ')
}
