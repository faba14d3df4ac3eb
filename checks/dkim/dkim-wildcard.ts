import { type Check, type Fix, info, pass, type RecordChange, saw, say, warn } from '../check.ts'
import { isPlain } from '../facts/plain.ts'
import { selectorWildcard } from '../facts/selectors.ts'
import type { Answer, Net } from '../net.ts'
import type { Domain } from '../subject.ts'

/** Does a wildcard answer every selector? Then a key stands where nobody put one. */
export const dkimWildcard: Check<Domain> = {
  id: 'dkim-wildcard',
  title: 'Wildcard of DKIM keys',
  reference: 'RFC 4592; RFC 6376 §6.1.2',

  async run({ domain }, net) {
    if (!domain) return info('not-applicable', { evidence: [], explanation: say`There is no domain to look at for DKIM.` })
    const { kind, answer } = await selectorWildcard(domain, net)
    const evidence = saw(answer)
    if (kind === 'key') {
      const explanation = say`Every selector of ${domain} answers with a key, also those that nobody published.`
      return warn('key-wildcard', { evidence, explanation, fix: remove(domain, await wildcardRecords(domain, answer, net)) })
    }
    if (kind === 'revoked') {
      const explanation = say`Every selector of ${domain} is revoked, which suits a domain that never sends.`
      return info('revoked-wildcard', { evidence, explanation })
    }
    if (kind === 'other') {
      const explanation = say`Every selector of ${domain} answers with a text that is no key.`
      return info('other-wildcard', { evidence, explanation })
    }
    return pass('none', { evidence, explanation: say`A selector of ${domain} that nobody published does not answer.` })
  },
}

/** What to delete, when the wildcard stands right below `_domainkey`; one further up serves other names too. */
async function wildcardRecords(domain: string, { records, aliases }: Answer<'TXT'>, net: Net): Promise<RecordChange[]> {
  const parent = await net.dns.resolve(`_domainkey.${domain}`, 'TXT')
  const above = parent.records.some(({ text }) => records.some((one) => one.text === text))
  if (above || aliases.length > 0) return []
  const name = `*._domainkey.${domain}`
  return records
    .filter(({ text }) => isPlain(text))
    .map(({ text }) => ({ action: 'delete', name, type: 'TXT', value: text, ttl: 3600 }))
}

function remove(domain: string, records: RecordChange[]): Fix {
  return {
    who: 'dns',
    say: say`Publish keys under the selectors that sign, and take the wildcard ${`*._domainkey.${domain}`} away.`,
    why: say`With it any selector verifies, so a key can neither be changed nor revoked by its name.`,
    ...(records.length > 0 ? { records } : {}),
    careful: say`First publish the key under each selector that signs your mail.`,
  }
}
