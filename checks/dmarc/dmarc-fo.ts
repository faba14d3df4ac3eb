import { type Check, type Fix, info, pass, say, warn } from '../check.ts'
import { dmarcWalk, type FoundDmarc } from '../facts/organizational-domain.ts'
import { tagValue } from '../records/tags.ts'
import type { Domain } from '../subject.ts'
import { noRecord, records, sawRecord, withTags } from './change.ts'

/** Does `fo` mean something? It says for which failures a report about a single mail is wanted, and needs `ruf` beside it. */
export const dmarcFo: Check<Domain> = {
  id: 'dmarc-fo',
  title: 'When to report single mails',
  reference: 'RFC 9989 §4.7, §4.8',

  async run({ domain }, net) {
    if (!domain) return noRecord(undefined)
    const walk = await dmarcWalk(domain, net)
    const { found } = walk
    if (!found?.record.processed) return noRecord(walk)
    const evidence = sawRecord(walk, found)
    const { tags } = found.record
    const value = tagValue(tags, 'fo')
    if (value === undefined) return pass('ok', { evidence, explanation: say`The record does not use ${'fo='}.` })
    if (tagValue(tags, 'ruf') === undefined) {
      return info('without-ruf', {
        evidence,
        explanation: say`${`fo=${value}`} does nothing, since no reports about single mails are requested.`,
      })
    }
    if (!isKnown(value)) {
      const explanation = say`Receivers do not understand ${`fo=${value}`} in the DMARC record of ${found.domain}.`
      return warn('bad-value', { evidence, explanation, cause: 'dmarc-fo', fix: correct(found) })
    }
    return pass('ok', { evidence, explanation: say`${`fo=${value}`} says for which failures a report is wanted.` })
  },
}

/** `0` and `1` exclude each other: all mechanisms failed, or any (RFC 9989 §4.7). */
function isKnown(value: string): boolean {
  const options = value
    .toLowerCase()
    .split(':')
    .map((option) => option.trim())
  return options.every((option) => /^[01ds]$/.test(option)) && !(options.includes('0') && options.includes('1'))
}

function correct(found: FoundDmarc): Fix {
  const change = found.how === 'from-psd' ? undefined : withTags(found, { fo: '1' })
  return {
    who: 'dns',
    say: say`Write ${'fo=1'}, which asks for a report when SPF or DKIM fails, or leave ${'fo='} out.`,
    why: say`Receivers take the default instead: a report only when both fail.`,
    ...records(change),
  }
}
