import { type Check, type Fix, info, pass, type RecordChange, saw, say, warn } from '../check.ts'
import { dmarcWalk, type WalkStep } from '../facts/organizational-domain.ts'
import { isPlain } from '../facts/plain.ts'
import { wildcard } from '../facts/wildcard.ts'
import type { Net } from '../net.ts'
import type { Domain } from '../subject.ts'
import { noRecord, sawRecord } from './change.ts'

/** Is the record behind an alias? Then somebody else sets the policy, or, when the alias leads nowhere, nobody. */
export const dmarcAlias: Check<Domain> = {
  id: 'dmarc-alias',
  title: 'Alias of the DMARC record',
  reference: 'RFC 1034 §3.6.2',

  async run({ domain }, net) {
    if (!domain) return noRecord(undefined)
    const walk = await dmarcWalk(domain, net)
    const { found } = walk
    const dangling = walk.steps.filter(({ answer, texts }) => answer.aliases.length > 0 && texts.length === 0)
    const judged = await Promise.all(dangling.map((step) => isWildcard(step, net)))
    const broken = dangling.find((_, index) => !judged[index])
    if (broken) {
      const target = broken.answer.aliases.at(-1)?.target ?? ''
      const explanation = say`The alias at ${`_dmarc.${broken.domain}`} leads to ${target}, where there is no DMARC record.`
      const cause = found ? {} : { cause: 'no-dmarc' }
      return warn('broken', { evidence: saw(broken.answer), explanation, ...cause, fix: correct(broken) })
    }
    if (!found) return noRecord(walk)
    const evidence = sawRecord(walk, found)
    const [alias] = walk.steps.find((step) => step.domain === found.domain)?.answer.aliases ?? []
    if (alias) {
      const explanation = say`The DMARC record of ${found.domain} is an alias of ${alias.target}, whose owner sets the policy.`
      return info('delegated', { evidence, explanation })
    }
    return pass('direct', { evidence, explanation: say`The DMARC record of ${found.domain} stands at its own name.` })
  },
}

/** An alias that every name below the domain has was not meant for DMARC. */
async function isWildcard({ domain, answer }: WalkStep, net: Net): Promise<boolean> {
  const { txt } = await wildcard(domain, net)
  return txt.aliases[0] !== undefined && txt.aliases[0].target === answer.aliases[0]?.target
}

function correct({ domain, answer }: WalkStep): Fix {
  const name = `_dmarc.${domain}`
  const target = answer.aliases[0]?.target ?? ''
  const changes: RecordChange[] = [
    { action: 'delete', name, type: 'CNAME', value: `${target}.`, ttl: 3600 },
    { action: 'add', name, type: 'TXT', value: 'v=DMARC1; p=none', ttl: 3600 },
  ]
  return {
    who: 'dns',
    say: say`Let ${name} lead to a record that exists, or publish your own there.`,
    why: say`As it is, receivers find no DMARC record at this name.`,
    asks: [
      {
        question: say`Does a service look after DMARC for ${domain}?`,
        answers: [
          { answer: say`Yes`, say: say`Let the CNAME lead where the service shows, and ask it to publish the record there.` },
          {
            answer: say`No`,
            say: say`Publish a record of your own in its place. This one only watches.`,
            ...(isPlain(target) && !target.includes(' ') ? { records: changes } : {}),
          },
        ],
      },
    ],
  }
}
