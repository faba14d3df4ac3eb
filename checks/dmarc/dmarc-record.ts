import { type Check, fail, info, pass, say, warn } from '../check.ts'
import { existFirst, isAbsent, noMail } from '../facts/absent.ts'
import { dmarcWalk } from '../facts/organizational-domain.ts'
import { isLocalName } from '../records/names.ts'
import type { Domain } from '../subject.ts'
import { firstRecord, keepOne, recordHome, sawRecord, sawWalk } from './change.ts'

/** Does a DMARC policy apply to the domain, its own or one from above? Gmail, Yahoo and Microsoft ask bulk senders for one. */
export const dmarcRecord: Check<Domain> = {
  id: 'dmarc-record',
  title: 'DMARC record',
  reference: 'RFC 9989 §4.7, §4.10.1',

  async run({ domain }, net) {
    if (!domain) return info('not-applicable', { evidence: [], explanation: say`There is no domain to look at for DMARC.` })
    const walk = await dmarcWalk(domain, net)
    const { found } = walk
    if (!found && isLocalName(domain)) {
      const explanation = say`${domain} is known only in its own network; others look for no DMARC record there.`
      return info('not-applicable', { evidence: sawWalk(walk), explanation })
    }
    const several = walk.steps.find(({ texts }) => texts.length > 1)
    if (!found && several) {
      return fail('missing', {
        evidence: sawWalk(walk),
        explanation: say`${several.domain} has ${several.texts.length} DMARC records, so receivers use none of them.`,
        cause: 'no-dmarc',
        fix: keepOne(several),
      })
    }
    const home = recordHome(domain)
    if (!found && (await isAbsent(home, net))) {
      const explanation = say`${home} does not exist, so it has no DMARC record either.`
      return fail('missing', { evidence: sawWalk(walk), explanation, cause: noMail(domain), fix: existFirst(home) })
    }
    if (!found) {
      return fail('missing', {
        evidence: sawWalk(walk),
        explanation: say`${domain} has no DMARC record. Gmail and Yahoo ask bulk senders for one.`,
        cause: 'no-dmarc',
        fix: {
          who: 'dns',
          say: say`Publish a DMARC record at ${`_dmarc.${home}`}. It only watches at first and changes nothing for your mail.`,
          why: say`With it, receivers know whether mail from ${domain} is genuine, and can tell you who sends as you.`,
          asks: firstRecord(domain) ?? [],
        },
      })
    }
    const evidence = found.how === 'own' ? sawRecord(walk, found) : sawWalk(walk)
    if (found.how === 'from-psd') {
      return warn('from-psd', {
        evidence,
        explanation: say`${domain} has no DMARC record of its own; only the one of ${found.domain}, above it, applies.`,
        fix: {
          who: 'dns',
          say: say`Publish a DMARC record at ${`_dmarc.${home}`}.`,
          why: say`Receivers that do not know this newer rule see no DMARC at all.`,
          asks: firstRecord(domain) ?? [],
        },
      })
    }
    if (found.how === 'inherited') {
      return pass('inherited', { evidence, explanation: say`The DMARC record of ${found.domain} applies to ${domain} too.` })
    }
    return pass('own', { evidence, explanation: say`${domain} has a DMARC record.` })
  },
}
