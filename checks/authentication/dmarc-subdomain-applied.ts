import { type Check, info, pass, say, warn } from '../check.ts'
import { dmarcWalk, effectivePolicy } from '../facts/organizational-domain.ts'
import type { TestMail } from '../subject.ts'

/** Which rule was applied, and where does it stand? A sub-domain without a record of its own gets what its organization says. */
export const dmarcSubdomainApplied: Check<TestMail> = {
  id: 'dmarc-subdomain-applied',
  title: 'DMARC record applied',
  reference: 'RFC 9989 §4.10.1',

  async run({ domain }, net) {
    if (domain === '')
      return info('none', {
        evidence: [{ where: 'From', what: 'no usable domain' }],
        explanation: say`There is no From domain whose rule could apply.`,
      })
    const walk = await dmarcWalk(domain, net)
    const asked = walk.steps.map((step) => ({
      where: `_dmarc.${step.domain} TXT`,
      what: step.texts.join(' / ') || 'no DMARC record',
      asked: { server: step.answer.server, ttl: step.answer.ttl, milliseconds: step.answer.milliseconds },
    }))
    if (!walk.found) return info('none', { evidence: asked, explanation: say`No DMARC record applies to ${domain}.` })
    const { found } = walk
    if (found.how === 'own') return pass('own', { evidence: asked, explanation: say`${domain} has its own rule.` })
    const policy = await effectivePolicy(walk, net)
    if (policy?.tag === 'np') {
      return warn('np-applied', {
        evidence: asked,
        explanation: say`${domain} does not exist, so the rule of ${found.domain} for such names applies: ${policy.policy}.`,
        fix: {
          who: 'dns',
          say: say`Send from a name that exists, or publish a record at ${domain}.`,
          why: say`Names that do not exist are treated as forged.`,
        },
      })
    }
    return info('inherited', { evidence: asked, explanation: say`The rule of ${found.domain} applies to ${domain}.` })
  },
}
