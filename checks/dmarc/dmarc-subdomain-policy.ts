import { type Check, type Fix, info, pass, say, warn } from '../check.ts'
import { dmarcWalk, type FoundDmarc, organizationalDomain } from '../facts/organizational-domain.ts'
import type { Policy } from '../records/dmarc.ts'
import type { Domain } from '../subject.ts'
import { noRecord, records, sawRecord, withTags } from './change.ts'

const strength: Record<Policy, number> = { none: 0, quarantine: 1, reject: 2 }

/** Is the policy for names below the domain weaker than for the domain itself? Then forgers use such a name. */
export const dmarcSubdomainPolicy: Check<Domain> = {
  id: 'dmarc-subdomain-policy',
  title: 'DMARC policy for names below',
  reference: 'RFC 9989 §4.7, §4.10.1',

  async run({ domain }, net) {
    if (!domain) return noRecord(undefined)
    const walk = await dmarcWalk(domain, net)
    const { found } = walk
    if (!found?.record.processed) return noRecord(walk)
    const evidence = sawRecord(walk, found)
    const { p = 'none', sp = p, onlyMonitors } = found.record
    if (onlyMonitors || !found.record.sp || sp === p) {
      return pass('same', { evidence, explanation: say`The DMARC policy of ${found.domain} is the same for names below it.` })
    }
    if (found.how === 'own' && (await organizationalDomain(domain, net)) !== domain) {
      const explanation = say`${`sp=${sp}`} does nothing at ${domain}: names below it follow the record of their organization.`
      return info('ignored', { evidence, explanation })
    }
    if (sp === 'none') {
      const explanation = say`Forged mail from names below ${found.domain} is only watched, while ${found.domain} itself is protected.`
      return warn('weaker', { evidence, explanation, cause: 'dmarc-below', fix: raise(found, p) })
    }
    if (strength[sp] < strength[p]) {
      const explanation = say`Forged mail from names below ${found.domain} is treated as suspicious, that of ${found.domain} itself is refused.`
      return info('relaxed', { evidence, explanation })
    }
    const explanation = say`The DMARC policy for names below ${found.domain} is stricter than for ${found.domain} itself.`
    return info('stricter', { evidence, explanation })
  },
}

function raise(found: FoundDmarc, p: Policy): Fix {
  const change = found.how === 'from-psd' ? undefined : withTags(found, { sp: undefined })
  return {
    who: 'dns',
    say: say`Take ${'sp=none'} out of the record at ${`_dmarc.${found.domain}`}, so that names below follow ${`p=${p}`}.`,
    why: say`Forgers pick a name below the domain, which looks just as genuine to a reader.`,
    asks: [
      {
        question: say`Have the reports shown that everything you send from names below ${found.domain} passes?`,
        answers: [
          {
            answer: say`Yes, or nothing is sent from there`,
            say: say`Let them follow the policy of the domain.`,
            ...records(change),
          },
          { answer: say`No, or not known`, say: say`Leave it as it is. Fix first what does not pass.` },
        ],
      },
    ],
  }
}
