import { type Check, fail, type Fix, info, pass, type RecordChange, saw, say } from '../check.ts'
import { type BimiRecords, bimiRecords } from '../facts/bimi.ts'
import { type BimiRecord, readBimi } from '../records/bimi.ts'
import type { Domain } from '../subject.ts'

/** Is there a BIMI record, and can it be read? It asks mail programs to show a logo. */
export const bimiRecord: Check<Domain> = {
  id: 'bimi-record',
  title: 'BIMI record',
  reference: 'draft-brand-indicators-for-message-identification §4.3, §4.4, §7.2',

  async run({ domain }, net) {
    if (!domain) return info('missing', { evidence: [], explanation: say`There is no domain to look at.` })
    const found = await bimiRecords(domain, net)
    const { texts, meant, record, name } = found
    const evidence = found.answers.flatMap(saw)
    if (texts.length === 0 && meant.length === 0) {
      return info('missing', { evidence, explanation: say`${domain} asks for no logo beside its mail. That is a choice.` })
    }
    if (record?.declined) return info('declined', { evidence, explanation: say`${domain} says that it wants no logo.` })
    if (texts.length > 1) {
      return fail('multiple', {
        evidence,
        explanation: say`There are ${texts.length} BIMI records at ${name}. Mail programs take that as none.`,
        fix: { who: 'dns', say: say`Leave one record at ${name}.`, why: oneOnly, ...leaveOne(found) },
      })
    }
    const text = record?.text ?? meant[0] ?? ''
    const [problem] = readBimi(text).problems
    if (problem) {
      return fail('bad-syntax', {
        evidence,
        explanation: say`Mail programs cannot read the BIMI record of ${domain}: ${inWords(problem.problem, problem.found.slice(0, 100))}.`,
        fix: {
          who: 'dns',
          say: say`Write it as ${'v=BIMI1; l='}, the ${'https:'} address of the logo, ${'; a='}, and that of the mark certificate if there is one.`,
          why: oneOnly,
          ...rewritten(name, text),
        },
      })
    }
    return pass('present', { evidence, explanation: say`${domain} asks mail programs to show its logo.` })
  },
}

const oneOnly = say`Only with one record that can be read is a logo shown.`

function inWords(problem: BimiRecord['problems'][number]['problem'], found: string): string {
  switch (problem) {
    case 'version-not-first':
      return 'it does not begin with v=BIMI1'
    case 'duplicate-tag':
      return `${found} comes twice`
    case 'not-a-tag':
      return `${found || 'an empty part'} is no tag`
    case 'l-missing':
      return 'l= with the address of the logo is missing'
    default:
      return `${found} is no https address`
  }
}

/** The same record with `https:` for `http:` and the version in front, when that puts it in order. */
function rewritten(name: string, was: string): Pick<Fix, 'records'> {
  const { logo, certificate } = readBimi(was.replaceAll(/=\s*http:\/\//gi, '=https://'))
  const value = `v=BIMI1; l=${logo}${certificate ? `; a=${certificate}` : ''}`
  if (logo === '' || readBimi(value).problems.length > 0 || /[<>…\s"]/.test(logo + certificate)) return {}
  return { records: [{ action: 'replace', name, type: 'TXT', was, value, ttl: 3600 }] }
}

/** The first record that is in order stays. */
function leaveOne({ texts, name }: BimiRecords): Pick<Fix, 'records'> {
  const kept = texts.findIndex((text) => readBimi(text).problems.length === 0)
  if (kept < 0 || texts.length > 20) return {}
  const others = texts.filter((_, index) => index !== kept)
  return { records: others.map((value): RecordChange => ({ action: 'delete', name, type: 'TXT', value, ttl: 3600 })) }
}
