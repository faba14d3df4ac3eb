import { type Check, fail, pass, saw, say } from '../check.ts'
import { sawWalk } from '../dmarc/change.ts'
import { dmarcWalk, type FoundDmarc } from '../facts/organizational-domain.ts'
import type { Domain } from '../subject.ts'
import { withBimi } from './over-bimi.ts'

/** Does DMARC protect the domain, as every mail program wants before it shows a logo? */
export const bimiDmarc: Check<Domain> = {
  id: 'bimi-dmarc',
  title: 'BIMI and DMARC',
  reference: 'draft-brand-indicators-for-message-identification §7.1',

  run: async ({ domain }, net) =>
    await withBimi(domain, net, async (_, { organization, answers }) => {
      const walks = await Promise.all([...new Set([domain, organization])].map((name) => dmarcWalk(name, net)))
      const evidence = [...answers.flatMap(saw), ...walks.flatMap(sawWalk)]
      const weak = walks.map(({ found, domain: of }) => weakness(of, found)).find((one) => one !== undefined)
      if (weak === undefined)
        return pass('enforced', {
          evidence,
          explanation: say`DMARC protects ${domain} as mail programs want before they show a logo.`,
        })
      return fail('weak', {
        evidence,
        explanation: say`No logo is shown for ${domain}: ${weak}.`,
        cause: 'dmarc-policy',
        fix: {
          who: 'dns',
          say: say`When every service of yours passes DMARC, publish ${'p=quarantine'} or ${'p=reject'}, without ${'sp=none'}, ${'t=y'} and ${'pct'}.`,
          why: say`A logo beside forged mail would help the forger, so it is shown only where forged mail is refused.`,
        },
      })
    }),
}

/** What mail programs object to, as the rest of a sentence. */
function weakness(domain: string, found: FoundDmarc | undefined): string | undefined {
  if (!found) return `${domain} has no DMARC record`
  const { p, sp, testing, obsolete } = found.record
  const pct = obsolete.find(({ name }) => name === 'pct')
  if (p === undefined || p === 'none') return `the DMARC rule of ${found.domain} only watches`
  if (sp === 'none') return `the DMARC rule of ${found.domain} only watches for names below it (sp=none)`
  if (testing) return `the DMARC rule of ${found.domain} is only a test (t=y)`
  if (p === 'quarantine' && pct && Number(pct.value) < 100)
    return `the DMARC rule of ${found.domain} covers only ${pct.value} percent of the mail`
  return undefined
}
