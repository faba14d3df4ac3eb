import { type Check, type Evidence, fail, type Finding, type Fix, info, pass, saw, say, type Words } from '../check.ts'
import type { DkimKey } from '../facts/dkim-key.ts'
import type { DkimKeyRecord, DkimProblem } from '../records/dkim.ts'
import type { Problem } from '../records/tags.ts'
import type { Domain } from '../subject.ts'
import { records, repaired, replaced } from './change.ts'
import { noKey, worstKey } from './over-selectors.ts'

/** Can the key record be read? One slip in pasting makes every signature fail. */
export const dkimKeySyntax: Check<Domain> = {
  id: 'dkim-key-syntax',
  title: 'DKIM key syntax',
  reference: 'RFC 6376 §3.2, §3.6.1; RFC 8463 §4.2',

  run(subject, net) {
    return worstKey(subject, net, judge)
  },
}

function judge(key: DkimKey): Finding {
  const { record, name } = key
  if (!record) return noKey(key)
  const [problem] = record.problems
  // dkim-key-truncated names what was broken off or pasted in.
  if (problem?.problem === 'cut' || problem?.problem === 'quotes-inside') return noKey(key)
  if (problem) {
    const evidence = [...saw(key.answer), ...record.problems.slice(0, 10).map(sawProblem)]
    return fail(problem.problem, { evidence, explanation: heading(problem, name), cause: 'dkim-key', fix: correct(key, record) })
  }
  const evidence = saw(key.answer)
  if (!record.versioned) {
    return info('no-version', {
      evidence,
      explanation: say`The key at ${name} can be read. It does not say ${'v=DKIM1'}, which is allowed.`,
    })
  }
  return pass('valid', { evidence, explanation: say`The key at ${name} can be read.` })
}

function sawProblem({ problem, column, found }: Problem<DkimProblem>): Evidence {
  return { where: `${problem} at character ${column}`, what: found || 'nothing there' }
}

function heading({ problem, found }: Problem<DkimProblem>, name: string): Words {
  switch (problem) {
    case 'escaped':
      return say`The key at ${name} has backslashes in it that do not belong there.`
    case 'version-not-first':
      return say`The key at ${name} does not begin with ${'v=DKIM1'}, so receivers throw it away.`
    case 'duplicate-tag':
      return say`The key at ${name} has ${found} twice, which makes it invalid.`
    case 'no-p-tag':
      return say`The record at ${name} holds no key.`
    case 'unknown-type':
      return say`The key at ${name} is of a kind receivers do not know: ${found}.`
    case 'bad-base64':
      return say`The key at ${name} has characters that cannot be in a key.`
    case 'bad-key':
    case 'cut':
    case 'quotes-inside':
      return say`The key at ${name} is damaged.`
  }
}

function correct(key: DkimKey, record: DkimKeyRecord): Fix {
  const change = replaced(key, repaired(record))
  return {
    who: 'dns',
    say: change
      ? say`Correct the record.`
      : say`Paste the record again, exactly as your sending service shows it: the key without spaces, line breaks or quotation marks.`,
    why: say`Receivers that cannot read the key treat the mail as unsigned or its signature as broken.`,
    ...records(change),
  }
}
