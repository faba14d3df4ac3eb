import { type Check, fail, type Fix, info, pass, saw, say, warn } from '../check.ts'
import { few } from '../facts/few.ts'
import { mailExchange } from '../facts/mail-exchange.ts'
import { policyUrl } from '../facts/mta-sts.ts'
import { coversHost } from '../records/mta-sts.ts'
import type { Domain } from '../subject.ts'
import { noMtaSts, withPolicy } from './no-mta-sts.ts'

/** Does the policy name every mail server? Senders that follow it do not deliver to one it does not name. */
export const mtaStsMxMismatch: Check<Domain> = {
  id: 'mta-sts-mx-mismatch',
  title: 'MTA-STS mail servers',
  reference: 'RFC 8461 §4.1',
  silence: 'not-observed',

  run: async ({ domain }, net) =>
    await withPolicy(domain, net, async ({ mode, mx }) => {
      const exchange = await mailExchange(domain, net)
      // Without an MX the domain is its own mail server (RFC 5321 §5.1), and senders look for that name in the policy.
      const hosts = exchange.kind === 'implicit' ? [domain] : exchange.exchanges.map((record) => record.exchange)
      if (mode === 'none' || hosts.length === 0) return noMtaSts('no-policy', domain, exchange.answers[0])
      const lines = mx.slice(0, 20).map((pattern) => ({ where: policyUrl(domain), what: `mx: ${pattern}` }))
      const evidence = [...few(exchange.answers.flatMap(saw)), ...lines]
      const uncovered = hosts.find((host) => !mx.some((pattern) => coversHost(pattern, host)))
      if (uncovered !== undefined && mode === 'enforce') {
        const explanation = say`The policy does not name ${uncovered}, so senders that follow it do not deliver there.`
        return fail('uncovered-enforced', { evidence, explanation, fix: nameIt(domain, uncovered) })
      }
      if (uncovered !== undefined) {
        const explanation = say`The policy does not name ${uncovered}. Once it enforces, senders would not deliver there.`
        return warn('uncovered', { evidence, explanation, fix: nameIt(domain, uncovered) })
      }
      const stale = mx.find((pattern) => !hosts.some((host) => coversHost(pattern, host)))
      if (stale !== undefined) {
        return info('stale-line', {
          evidence,
          explanation: say`The policy also names ${stale}, which is no mail server of ${domain} today.`,
        })
      }
      return pass('match', { evidence, explanation: say`The policy names every mail server of ${domain}.` })
    }),
}

function nameIt(domain: string, host: string): Fix {
  return {
    who: 'mail-server',
    say: say`Add the line ${`mx: ${host}`} to the policy at ${policyUrl(domain)}, then change the id in its record.`,
    why: say`Senders compare every mail server with the policy before they deliver.`,
    careful: say`Change the file first and the id afterwards; otherwise senders fetch the old file once more and keep it.`,
  }
}
