import { type Check, fail, type Finding, type Fix, info, pass, say, warn } from '../check.ts'
import { faultOf, fetchLogo, unpacked } from '../facts/bimi.ts'
import { type Logo, readLogo } from '../records/svg.ts'
import type { Domain } from '../subject.ts'
import { withBimi } from './over-bimi.ts'

/** Is the logo of the one kind that mail programs show: SVG Tiny PS, a picture that does nothing but stand there? */
export const bimiLogoProfile: Check<Domain> = {
  id: 'bimi-logo-profile',
  title: 'BIMI logo format',
  reference: 'draft-svg-tiny-ps-abrotman §2',

  run: async ({ domain }, net) =>
    await withBimi(domain, net, async ({ logo }) => {
      const none = say`There is no logo to look at.`
      if (!/^https:\/\//i.test(logo) || !URL.canParse(logo)) return info('not-applicable', { evidence: [], explanation: none })
      const file = await fetchLogo(logo, net)
      const octets = file.outcome === 'answered' && file.status === 200 && !file.truncated ? unpacked(file.body) : undefined
      if (!octets) {
        return info('not-applicable', {
          evidence: [{ where: logo, what: faultOf(file) ?? 'too large, or cannot be unpacked' }],
          explanation: none,
        })
      }
      return judge(domain, logo, readLogo(octets.toString('utf8')))
    }),
}

function judge(domain: string, logo: string, { problems }: Logo): Finding {
  const evidence = problems.map(({ problem, found }) => ({ where: `${logo}, ${problem}`, what: found.replaceAll('\0', '␀') }))
  const [first] = problems
  switch (first?.problem) {
    case 'not-square':
      return warn('not-square', {
        evidence,
        explanation: say`The logo is not square (${first.found}), so mail programs cut it.`,
        fix: exported,
      })
    case 'no-title':
      return fail('no-title', { evidence, explanation: say`The logo has no title, without which it is refused.`, fix: exported })
    case 'forbidden':
      return fail('forbidden', {
        evidence,
        explanation: say`The logo contains what is not allowed in it: ${first.found}.`,
        fix: exported,
      })
    case 'wrong-profile':
      return fail('wrong-profile', { evidence, explanation: say`The logo is no SVG Tiny PS (${first.found}).`, fix: exported })
    case undefined:
      return pass('valid', {
        evidence: [{ where: logo, what: 'SVG Tiny PS' }],
        explanation: say`The logo of ${domain} is of the kind that mail programs show.`,
      })
  }
}

const exported: Fix = {
  who: 'mail-server',
  say: say`Export the logo as SVG Tiny PS: ${'version="1.2" baseProfile="tiny-ps"'}, a title, a square viewBox, no script, no picture inside and nothing from elsewhere.`,
  why: say`Mail programs show this one format only, because it cannot do any harm.`,
  steps: [say`The BIMI group has free converters, and an export for Adobe Illustrator.`],
}
