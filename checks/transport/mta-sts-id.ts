import { type Check, type Fix, info, pass, saw, say, warn } from '../check.ts'
import { digestOf, stsSeen } from '../facts/earlier.ts'
import { mtaStsFile, mtaStsRecords, policyUrl } from '../facts/mta-sts.ts'
import type { Domain } from '../subject.ts'
import { newId, withPolicy } from './no-mta-sts.ts'

/**
 * Was the id changed with the policy? Senders keep a policy up to its max_age and fetch it again only when the id is another (RFC 8461 §3.1),
 * so a new file under an old id is not seen. Once max_age has gone by since the file changed, everybody has fetched it anyway.
 */
export const mtaStsId: Check<Domain> = {
  id: 'mta-sts-id',
  title: 'MTA-STS id',
  reference: 'RFC 8461 §3.1, §8.1',
  silence: 'not-observed',

  run: async ({ domain, earlier }, net) =>
    await withPolicy(domain, net, async ({ maxAge }) => {
      const [{ answer, record }, file] = await Promise.all([mtaStsRecords(domain, net), mtaStsFile(domain, net)])
      const { id = '', text = '' } = record ?? {}
      const digest = file.outcome === 'answered' ? digestOf(file.body) : ''
      const evidence = [...saw(answer), { where: `${policyUrl(domain)}, SHA-256`, what: digest }]
      const seen = stsSeen(domain, earlier)
      const [last] = seen
      if (!last) {
        const explanation = say`The policy of ${domain} was not seen before, so nobody can say whether its id kept pace.`
        return info('no-history', { evidence, explanation })
      }
      const changed = seen.findIndex((one) => one.digest !== digest)
      const other = seen[changed]
      // The file became what it is between the last look at another one and the first look at this one.
      const since = seen[changed - 1]?.at ?? new Date().toISOString()
      const kept = Date.parse(since) + (maxAge ?? 0) * 1000 > Date.now()
      if (other?.id === id && kept) {
        return warn('stale', {
          evidence: [...evidence, { where: `${policyUrl(domain)}, SHA-256 on ${other.at.slice(0, 10)}`, what: other.digest }],
          explanation: say`The policy file of ${domain} has changed, but its id is still ${id}: senders go by the old policy.`,
          fix: renew(domain, text),
        })
      }
      return pass('consistent', { evidence, explanation: say`Senders know the policy of ${domain} as it is now.` })
    }),
}

function renew(domain: string, was: string): Fix {
  return {
    who: 'dns',
    say: say`Set a new id at ${`_mta-sts.${domain}`}.`,
    why: say`Senders fetch the policy again only when the id is another, or when the one they have has run out.`,
    records: [{ action: 'replace', name: `_mta-sts.${domain}`, type: 'TXT', was, value: `v=STSv1; id=${newId()};`, ttl: 3600 }],
  }
}
