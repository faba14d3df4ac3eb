import { type Check, fail, type Finding, type Fix, pass, saw, say } from '../check.ts'
import type { DkimKey } from '../facts/dkim-key.ts'
import type { Domain } from '../subject.ts'
import { records, repaired, replaced } from './change.ts'
import { noKey, worstKey } from './over-selectors.ts'

/** Is the key whole? A 2048-bit key does not fit into one string of 255 octets, and panels that split it get that wrong. */
export const dkimKeyTruncated: Check<Domain> = {
  id: 'dkim-key-truncated',
  title: 'DKIM key in one piece',
  reference: 'RFC 6376 §3.6.2.2; RFC 1035 §3.3.14',

  run(subject, net) {
    return worstKey(subject, net, judge)
  },
}

function judge(key: DkimKey): Finding {
  const { record, answer, name } = key
  if (!record) return noKey(key)
  const problem = record.problems.find((one) => one.problem === 'quotes-inside' || one.problem === 'cut')
  const [txt] = answer.records
  const lengths = txt?.strings.map((text) => Buffer.byteLength(text)).join(' + ') ?? ''
  const evidence = [...saw(answer), { where: `${name} TXT`, what: `strings of ${lengths} octets` }]
  if (problem?.problem === 'quotes-inside') {
    const explanation = say`The key at ${name} has quotation marks inside, so receivers cannot read it.`
    return fail('quotes-inside', { evidence, explanation, cause: 'dkim-key', fix: withoutQuotes(key) })
  }
  if (problem) {
    const explanation = say`The end of the key at ${name} is missing, so receivers cannot read it.`
    return fail('cut', { evidence, explanation, cause: 'dkim-key', fix: publishWhole(name) })
  }
  if (record.revoked || record.publicKey === undefined || record.problems.length > 0) return noKey(key)
  return pass('whole', { evidence, explanation: say`The key at ${name} is whole.` })
}

const why = say`Receivers that cannot read the key treat the signature as broken.`

function withoutQuotes(key: DkimKey): Fix {
  const change = key.record && replaced(key, repaired(key.record))
  return {
    who: 'dns',
    say: change
      ? say`Publish the key without the quotation marks.`
      : say`Publish the key again as your sending service shows it, without quotation marks in the middle.`,
    why,
    ...records(change),
  }
}

function publishWhole(name: string): Fix {
  return {
    who: 'dns',
    say: say`Publish the whole key at ${name}. A key over 255 characters stands in several strings of one record, joined without a space.`,
    why,
    steps: [
      say`Copy the record again from the service or server that signs, to the last character of ${'p='}.`,
      say`Where your DNS panel has a limit of 255 characters, write two strings in quotation marks into the one record.`,
    ],
  }
}
