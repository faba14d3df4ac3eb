import {
  type Check,
  type Evidence,
  fail,
  type Finding,
  type Fix,
  info,
  pass,
  type RecordChange,
  saw,
  say,
  warn,
  type Words,
} from '../check.ts'
import { dmarcWalk, type DmarcWalk, type FoundDmarc } from '../facts/organizational-domain.ts'
import { type DmarcProblem, isDmarc, looksLikeDmarc } from '../records/dmarc.ts'
import type { Problem } from '../records/tags.ts'
import type { Domain } from '../subject.ts'
import { inForce, noRecord, records, replaced, sawRecord, withTags } from './change.ts'

/** Can receivers read the record, and does it say something they know? */
export const dmarcSyntax: Check<Domain> = {
  id: 'dmarc-syntax',
  title: 'DMARC syntax',
  reference: 'RFC 9989 §4.7, §4.8, §4.10.1; RFC 6376 §3.2',

  async run({ domain }, net) {
    if (!domain) return noRecord(undefined)
    const walk = await dmarcWalk(domain, net)
    const discarded = discardedText(walk)
    if (discarded) return judgeDiscarded(discarded)
    const { found } = walk
    if (!found) return noRecord(walk)
    const problem = gravest(found)
    if (problem) return judge(walk, found, problem)
    return pass('valid', { evidence: sawRecord(walk, found), explanation: say`The DMARC record of ${found.domain} can be read.` })
  },
}

interface Discarded {
  domain: string
  text: string
  evidence: Evidence[]
}

/** A text that was meant as a DMARC record, but does not begin as one, at a name without a real one. */
function discardedText({ steps }: DmarcWalk): Discarded | undefined {
  for (const { domain, answer, texts } of steps) {
    const meant = answer.records.find(({ text }) => looksLikeDmarc(text) && !isDmarc(text))
    if (meant && texts.length === 0) return { domain, text: meant.text, evidence: saw(answer) }
  }
  return undefined
}

function judgeDiscarded({ domain, text, evidence }: Discarded): Finding {
  const change = replaced(domain, text, reseparated(text.replace(/^.{0,20}?dmarc\d*/i, 'v=DMARC1')))
  const fix: Fix = {
    who: 'dns',
    say: say`Begin the record with exactly ${'v=DMARC1;'} and put ${';'} between its parts.`,
    why: say`Texts that begin in any other way are thrown away before they are read.`,
    ...records(withMailto(change)),
    ...(change && inForce(change.value)),
  }
  if (/^v[ \t]*=[ \t]*DMARC1[\s,]/.test(text)) {
    const explanation = say`A semicolon is missing after ${'v=DMARC1'} at ${domain}, so receivers ignore the record.`
    return fail('separator', { evidence, explanation, cause: 'no-dmarc', fix })
  }
  const explanation = say`The DMARC text at ${domain} does not begin with ${'v=DMARC1'}, so receivers ignore it.`
  return warn('version-wrong', { evidence, explanation, cause: 'no-dmarc', fix })
}

/** `;` where a comma or nothing stands before the next tag. */
function reseparated(text: string): string {
  return text
    .replace(/(?<![\s,])[\s,]+(?=(?:p|sp|np|rua|ruf|adkim|aspf|fo|psd|t|pct|rf|ri)[ \t]{0,9}=)/gi, '; ')
    .replace(/;[\s;]*;/g, ';')
}

/** Whoever corrects the record anyway makes the addresses of reports ones that receivers use (RFC 9989 §4.6). */
function withMailto(change: RecordChange | undefined): RecordChange | undefined {
  if (!change) return undefined
  const value = change.value.replace(/((?:^|;)\s*ru[af]\s*=)([^;]*)/gi, (_, tag: string, uris: string) => {
    const written = uris.split(',').map((uri) => (/^\s*[^\s:@]+@[^\s:@]+\s*$/.test(uri) ? `mailto:${uri.trim()}` : uri))
    return tag + written.join(',')
  })
  return { ...change, value }
}

/** In the order of the catalogue. */
const order: DmarcProblem[] = [
  'duplicate-tag',
  'separator',
  'bad-policy',
  'policy-missing',
  'bad-value',
  'policy-not-second',
  'unknown-tag',
]

function gravest({ record }: FoundDmarc): Problem<DmarcProblem> | undefined {
  const named = order.map((name) => record.problems.find(({ problem }) => problem === name))
  return named.find((problem) => problem !== undefined)
}

function judge(walk: DmarcWalk, found: FoundDmarc, { problem, column, found: text }: Problem<DmarcProblem>): Finding {
  const evidence: Evidence[] = [
    ...sawRecord(walk, found),
    { where: `${problem} at character ${column}`, what: text || 'nothing there' },
  ]
  const { domain, record } = found
  const bad = (explanation: Words, change: RecordChange | undefined) => ({
    evidence,
    explanation,
    fix: { ...correct(domain, text, change), ...(change && !record.p && inForce(change.value)) },
  })
  switch (problem) {
    case 'duplicate-tag':
      return fail(
        'duplicate-tag',
        bad(say`The DMARC record of ${domain} says ${text} a second time, which makes all of it invalid.`, undefined),
      )
    case 'separator':
      return fail(
        'separator',
        bad(
          say`A semicolon is missing in the DMARC record of ${domain}, so a part of it is lost.`,
          replaced(domain, record.text, reseparated(record.text)),
        ),
      )
    case 'bad-policy':
      return fail(
        'bad-policy',
        bad(say`The DMARC record of ${domain} asks for something unknown: ${text}.`, knownPolicies(found)),
      )
    case 'policy-missing': {
      const change = replaced(domain, record.text, record.text.replace(/^([^;]*);?/, '$1; p=none;').replace(/;\s*$/, ''))
      if (record.processed)
        return warn('policy-missing', bad(say`The DMARC record of ${domain} has no policy, so it only watches.`, change))
      return fail(
        'policy-missing-ignored',
        bad(say`The DMARC record of ${domain} has no policy, so receivers do nothing with it.`, change),
      )
    }
    case 'bad-value':
      return warn('bad-value', {
        ...bad(
          say`Receivers do not understand ${text} in the DMARC record of ${domain}.`,
          withTags(found, { [text.split('=')[0] ?? '']: undefined }),
        ),
        // dmarc-fo names the same value.
        ...(text.startsWith('fo=') ? { cause: 'dmarc-fo' } : {}),
      })
    case 'policy-not-second':
      return info('policy-not-second', {
        evidence,
        explanation: say`In the DMARC record of ${domain} the policy does not come first. Some older receivers stumble over that.`,
      })
    case 'unknown-tag':
      return info('unknown-tag', { evidence, explanation: say`Receivers ignore ${text} in the DMARC record of ${domain}.` })
  }
}

/** Every policy that cannot be read becomes `none`, which is what receivers make of it at best: a stricter one is for the owner to choose. */
function knownPolicies(found: FoundDmarc): RecordChange | undefined {
  const unclear = found.record.tags.filter(
    ({ name }) => ['p', 'sp', 'np'].includes(name) && !found.record[name as 'p' | 'sp' | 'np'],
  )
  return withTags(found, Object.fromEntries(unclear.map(({ name }) => [name, 'none'])))
}

function correct(domain: string, text: string, change: RecordChange | undefined): Fix {
  return {
    who: 'dns',
    say: change
      ? say`Correct the record at ${`_dmarc.${domain}`}.`
      : say`Correct or remove ${text} in the record at ${`_dmarc.${domain}`}.`,
    why: say`Receivers follow a DMARC record only as far as they can read it.`,
    ...records(withMailto(change)),
  }
}
