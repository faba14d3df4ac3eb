import { type Check, type Evidence, info, pass, say, warn } from '../check.ts'
import { few } from '../facts/few.ts'
import { type ObservedMail, observedMail, ownFailing } from '../facts/observed-mail.ts'
import { dmarcWalk, effectivePolicy } from '../facts/organizational-domain.ts'
import type { Domain } from '../subject.ts'
import { noRecord, sawRecord } from './change.ts'

/**
 * Would enforcement hurt the mail that was seen? Told from mail that came to addresses of this Seedbed, so a source that never wrote there is
 * not known. Aggregate reports, which know them all, are not read yet.
 */
export const dmarcEnforceable: Check<Domain> = {
  id: 'dmarc-enforceable',
  title: 'Ready for enforcement',
  reference: 'RFC 9989 §5.1.6, §5.1.7, §7.4',

  async run(subject, net) {
    const { domain } = subject
    if (!domain) return noRecord(undefined)
    const walk = await dmarcWalk(domain, net)
    const { found } = walk
    const effective = await effectivePolicy(walk, net)
    if (!found || !effective) return noRecord(walk)
    const observed = (await observedMail(subject, found.record, net)).filter(({ proven }) => proven !== undefined)
    const evidence = [...sawRecord(walk, found), ...few(observed.map(sawMail))]
    if (observed.length === 0) {
      const explanation = say`No mail of ${domain} was seen. Send a test mail from every service you use.`
      return info('no-data', { evidence, explanation })
    }
    const failing = observed.filter(({ proven }) => !proven)
    if (effective.policy === 'none') {
      if (failing.length === 0) {
        return pass('ready', {
          evidence,
          explanation: say`All mail seen of ${domain} is proven (${observed.length} mails), so a stricter rule would not hurt it.`,
        })
      }
      const explanation = say`${failing.length} of ${observed.length} mails seen of ${domain} are not proven. Mend their sources before the rule is made stricter: ${sourcesOf(failing)}.`
      return info('not-ready', { evidence, explanation })
    }
    const own = await ownFailing(observed, domain, net)
    if (own.length > 0) {
      return warn('enforced-failing', {
        evidence,
        explanation: say`The rule asks receivers to refuse what is not proven, and mail from your own servers is not: ${sourcesOf(own)}.`,
        fix: {
          who: 'sending-service',
          say: say`Have these sources sign with a key of ${domain}, or use a bounce address of it: ${sourcesOf(own)}.`,
          why: say`Receivers reject or file this mail as spam, because that is what the record asks for.`,
        },
      })
    }
    if (effective.policy === 'reject' && observed.some(({ mail }) => mail.posted)) {
      const explanation = say`People at ${domain} write to mailing lists, which often break the proof; a rule of ${'reject'} gets such mail refused.`
      return info('list-traffic', { evidence, explanation })
    }
    if (failing.length > 0) {
      const explanation = say`Mail that is not proven came from sources that are not known to be yours (${sourcesOf(failing)}): forged, or forwarded.`
      return info('enforced-unknown', { evidence, explanation })
    }
    return pass('enforced', { evidence, explanation: say`The rule is enforced, and all mail seen of ${domain} is proven.` })
  },
}

function sourcesOf(observed: ObservedMail[]): string {
  const sources = [...new Set(observed.map(({ mail }) => mail.peerAddress || 'an unknown server'))]
  return `${sources.slice(0, 5).join(', ')}${sources.length > 5 ? ' and others' : ''}`
}

function sawMail({ mail, proven }: ObservedMail): Evidence {
  const { at, peerAddress, spf, dkim } = mail
  const signed = dkim.slice(0, 3).map(({ result, domain }) => `DKIM ${result} (${domain})`)
  const results = [`SPF ${spf.result}${spf.domain ? ` (${spf.domain})` : ''}`, ...(signed.length > 0 ? signed : ['no DKIM'])]
  const where = `mail of ${at.slice(0, 16).replace('T', ' ')} from ${peerAddress || 'an unknown server'}`
  return { where, what: `${proven ? 'proven' : 'not proven'}: ${results.join(', ')}`.slice(0, 500) }
}
