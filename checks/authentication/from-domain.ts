import { type Check, type Evidence, fail, pass, saw, say, warn } from '../check.ts'
import { noMail } from '../facts/absent.ts'
import { evaluateDmarc } from '../facts/dmarc-evaluation.ts'
import { isFreemail } from '../facts/freemail.ts'
import { mailExchange } from '../facts/mail-exchange.ts'
import { fieldsNamed } from '../records/headers.ts'
import type { TestMail } from '../subject.ts'

/** Is there one From domain, and could somebody answer? It is the name readers see and receivers judge. */
export const fromDomain: Check<TestMail> = {
  id: 'from-domain',
  title: 'From domain',
  reference: 'RFC 5322 §3.6.2',

  async run(mail, net) {
    const { domain } = mail
    const fields = fieldsNamed(mail.headers, 'from')
    const evidence: Evidence[] =
      fields.length > 0 ? fields.map(({ value }) => ({ where: 'From', what: value })) : [{ where: 'From', what: 'no such field' }]
    const fix = {
      who: 'message' as const,
      say: say`Send with exactly one From address, at a domain of yours that exists and receives mail.`,
      why: say`Receivers refuse mail whose sender they cannot tell, or cannot answer.`,
    }
    if (fields.length > 1 || new Set(mail.from.map((one) => one.domain)).size > 1) {
      return fail('several', { evidence, explanation: say`The mail names several senders in From.`, fix, cause: 'from-unusable' })
    }
    if (domain === '')
      return fail('unparsable', {
        evidence,
        explanation: say`The From field has no address that could be answered.`,
        fix,
        cause: 'from-unusable',
      })
    const exchange = await mailExchange(domain, net)
    const seen = [...evidence, ...exchange.answers.flatMap(saw)]
    const cause = noMail(domain)
    if (exchange.kind === 'no-such-domain')
      return fail('nonexistent', { evidence: seen, explanation: say`${domain} does not exist.`, fix, cause })
    if (exchange.kind === 'null-mx' || exchange.kind === 'missing') {
      return fail('no-mail', { evidence: seen, explanation: say`${domain} takes no mail, so nobody can answer.`, fix, cause })
    }
    if (isFreemail(domain)) {
      const { spf, dkim, silence } = await evaluateDmarc(mail, net)
      const unknown = silence ?? spf.evaluation?.silence ?? dkim.signatures.find((one) => one.silence)?.silence
      if (!spf.proven && !dkim.proven && unknown) throw unknown
      if (!spf.proven && !dkim.proven && spf.evaluation) {
        return warn('freemail', {
          evidence: seen,
          explanation: say`The mail uses a ${domain} address, but another server sent it. Receivers treat that as impersonation.`,
          cause: 'unaligned',
          fix: {
            who: 'message',
            say: say`Send from an address at your own domain, or through ${domain} itself.`,
            why: say`Only ${domain}'s own servers can prove its addresses.`,
          },
        })
      }
    }
    return pass('single', { evidence: seen, explanation: say`The mail is from one domain, ${domain}, which can be answered.` })
  },
}
