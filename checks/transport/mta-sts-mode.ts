import { type Check, info, pass, say } from '../check.ts'
import { policyUrl } from '../facts/mta-sts.ts'
import type { Domain } from '../subject.ts'
import { withPolicy } from './no-mta-sts.ts'

/** Does the policy enforce? `testing` only asks for reports, `none` takes a policy back. */
export const mtaStsMode: Check<Domain> = {
  id: 'mta-sts-mode',
  title: 'MTA-STS mode',
  reference: 'RFC 8461 §3.2, §5',
  silence: 'not-observed',

  run: async ({ domain }, net) =>
    await withPolicy(domain, net, ({ mode }) => {
      const evidence = [{ where: policyUrl(domain), what: `mode: ${mode}` }]
      if (mode === 'testing') {
        const explanation = say`The policy of ${domain} only watches: failures are reported, and mail goes out all the same. A good step before enforcing.`
        return info('testing', { evidence, explanation })
      }
      if (mode === 'none') return info('none', { evidence, explanation: say`The policy of ${domain} takes an earlier one back.` })
      return pass('enforce', {
        evidence,
        explanation: say`Senders deliver to ${domain} only with encryption that can be verified.`,
      })
    }),
}
