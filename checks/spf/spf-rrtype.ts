import { type Check, type Fix, info, pass, type RecordChange, saw, say, warn } from '../check.ts'
import { isPlain } from '../facts/plain.ts'
import { sawSpf } from '../facts/saw-spf.ts'
import { type SpfNode, spfTree } from '../facts/spf-tree.ts'
import type { Answer } from '../net.ts'
import { isSpf, readSpf } from '../records/spf.ts'
import type { Domain } from '../subject.ts'
import { noRecord } from './change.ts'

/** Is the record still published as type SPF (99)? That type was given up in 2014, and nobody corrects what stands there. */
export const spfRrtype: Check<Domain> = {
  id: 'spf-rrtype',
  title: 'Records of type SPF',
  reference: 'RFC 7208 §3.1, §14.1',

  async run(subject, net) {
    const { spfDomain: domain } = subject
    if (!domain) return noRecord('no-record', undefined)
    const [{ root }, old] = await Promise.all([spfTree(subject, net), net.dns.resolve(domain, 'SPF')])
    const evidence = [...saw(old), ...sawSpf(root)]
    if (old.status !== 'records') {
      return pass('absent', { evidence, explanation: say`${domain} has no record of the obsolete type SPF.` })
    }
    const texts = old.records.map(({ text }) => text)
    const same = [...texts].sort().join('\n') === [...root.texts].sort().join('\n')
    if (same) {
      const explanation = say`${domain} publishes its list also as the obsolete type SPF, which nobody reads.`
      return info('same', { evidence, explanation })
    }
    const explanation =
      root.texts.length > 0
        ? say`The obsolete SPF record of ${domain} says something else than its TXT record.`
        : say`${domain} has its list only as the obsolete type SPF, which receivers do not read.`
    const cause = root.texts.length > 0 ? {} : { cause: 'no-spf' }
    return warn('different', { evidence, explanation, ...cause, fix: keepText(root, old) })
  },
}

function keepText({ domain, texts }: SpfNode, old: Answer<'SPF'>): Fix {
  const [only, ...more] = old.records.map(({ text }) => text).filter((text) => isSpf(text) && readSpf(text).valid)
  const missing = texts.length === 0
  const moved: RecordChange[] =
    missing && only !== undefined && more.length === 0
      ? [{ action: 'add', name: domain, type: 'TXT', value: only, ttl: 3600 }]
      : []
  const gone = old.records.map(
    ({ text }): RecordChange => ({ action: 'delete', name: domain, type: 'SPF', value: text, ttl: 3600 }),
  )
  const own = old.aliases.length === 0 && gone.every(({ value }) => isPlain(value))
  return {
    who: 'dns',
    say: missing
      ? say`Publish the text as a TXT record of ${domain}, and delete the record of type SPF.`
      : say`Delete the record of type SPF; keep the TXT record.`,
    why: say`Receivers read only TXT. A second copy is forgotten when the first one changes.`,
    ...(own ? { records: [...moved, ...gone] } : {}),
  }
}
