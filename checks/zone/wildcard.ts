import { type Check, type Fix, info, pass, saw, say, warn } from '../check.ts'
import { few } from '../facts/few.ts'
import { wildcard as askWildcard } from '../facts/wildcard.ts'
import { zoneCut } from '../facts/zone-cut.ts'
import type { Answer } from '../net.ts'
import { isSpf } from '../records/spf.ts'
import type { Domain } from '../subject.ts'
import { noDomain } from './evidence.ts'

/**
 * Does the domain answer for names that nobody made? A name without data passes, also where the server says "no data" instead of "no such
 * name" (compact denial, RFC 9824).
 */
export const wildcard: Check<Domain> = {
  id: 'wildcard',
  title: 'Answers for any name',
  reference: 'RFC 4592',

  async run({ domain }, net) {
    if (!domain) return noDomain()
    const [{ a, aaaa, txt }, cut] = await Promise.all([askWildcard(domain, net), zoneCut(domain, net)])
    const evidence = few([a, aaaa, txt].flatMap(saw))
    const hasText = txt.status === 'records'
    if (a.status === 'records' || aaaa.status === 'records' || a.aliases.length > 0) {
      const explanation = hasText
        ? say`Every name below ${domain} has an address and a TXT record, also those that nobody made.`
        : say`Every name below ${domain} has an address, also those that nobody made.`
      return info('address', { evidence, explanation })
    }
    if (hasText) {
      return warn('txt', {
        evidence,
        explanation: say`Every name below ${domain} has a TXT record, which hides that DMARC records or DKIM keys are missing.`,
        fix: {
          who: 'dns',
          say: say`Delete the TXT record at ${`*.${domain}`}.`,
          why: say`Receivers read it in place of records that do not exist, and cannot make sense of it.`,
          ...(cut.zone?.name === domain ? deletions(domain, txt) : {}),
          ...(txt.records.some(({ text }) => isSpf(text)) && {
            careful: say`Names below ${domain} are then without SPF. Let ${'sp=reject'} in its DMARC record cover them first.`,
          }),
        },
      })
    }
    return pass('none', { evidence, explanation: say`Names below ${domain} that nobody made have no records.` })
  },
}

/** Where the zone begins at the domain, the wildcard can only stand right below it (RFC 4592 §3.3.1). */
function deletions(domain: string, { records, aliases }: Answer<'TXT'>): Pick<Fix, 'records'> {
  const writable =
    aliases.length === 0 && records.length <= 20 && records.every(({ text }) => /^[\x20-\x7e]*$/.test(text) && !/[<>]/.test(text))
  return writable
    ? { records: records.map(({ text }) => ({ action: 'delete', name: `*.${domain}`, type: 'TXT', value: text, ttl: 3600 })) }
    : {}
}
