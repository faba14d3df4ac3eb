import { type Check, fail, info, pass, saw, say, warn } from '../check.ts'
import { noMail } from '../facts/absent.ts'
import { mailExchange } from '../facts/mail-exchange.ts'
import { notWitnessed } from '../facts/witnessed.ts'
import { fieldsNamed } from '../records/headers.ts'
import { isLocalName } from '../records/names.ts'
import type { TestMail } from '../subject.ts'

/** Is the envelope sender sound? Bounces go there; some receivers look whether they could before they take the mail. */
export const returnPath: Check<TestMail> = {
  id: 'return-path',
  title: 'Bounce address',
  reference: 'RFC 5321 §4.5.5',

  async run(mail, net) {
    const { mailFrom } = mail.envelope
    if (mailFrom === null) return notWitnessed()
    const envelope = { where: 'MAIL FROM', what: `<${mailFrom}>` }
    if (mailFrom === '') return ofNull(mail, envelope)
    const domain = mail.spfDomain
    const fix = {
      who: 'mail-server' as const,
      say: say`Send with a bounce address that is read, under a domain of yours that receives mail.`,
      why: say`Without one you never learn which addresses are gone, and some receivers refuse the mail.`,
    }
    if (domain === '' || isLocalName(domain)) {
      const explanation = say`The bounce address is ${mailFrom}, which nobody outside your network can reach.`
      return fail('local-domain', { evidence: [envelope], explanation, fix })
    }
    const exchange = await mailExchange(domain, net)
    const evidence = [envelope, ...exchange.answers.flatMap(saw)]
    if (exchange.kind !== 'mx' && exchange.kind !== 'implicit') {
      const explanation = say`Bounces of this mail cannot come back: ${domain} does not receive.`
      return fail('undeliverable', { evidence, explanation, fix, cause: noMail(domain) })
    }
    const [own] = fieldsNamed(mail.headers, 'return-path')
    if (own) {
      return warn('forged-header', {
        evidence: [...evidence, { where: 'Return-Path', what: own.value }],
        explanation: say`The mail brought a Return-Path line of its own. Only the receiving server writes that line.`,
        fix: {
          who: 'mail-server',
          say: say`Let the sending program leave the Return-Path line out.`,
          why: say`It is replaced at delivery, and some filters take it for a forgery.`,
        },
      })
    }
    return pass('valid', { evidence, explanation: say`Bounces can come back to ${domain}.` })
  },
}

/** `<>` is right for what a machine answers, and only there: a bounce must never be answered by a bounce (RFC 5321 §4.5.5). */
function ofNull({ headers, leafTypes }: TestMail, envelope: { where: string; what: string }) {
  const submitted = fieldsNamed(headers, 'auto-submitted')[0]?.value
  const automatic =
    (submitted !== undefined && !/^no\b/i.test(submitted)) ||
    leafTypes.includes('message/delivery-status') ||
    leafTypes.includes('message/disposition-notification')
  const evidence = [envelope, { where: 'Auto-Submitted', what: submitted ?? 'no such field' }]
  if (automatic)
    return info('null', { evidence, explanation: say`The bounce address is empty, as it should be for an automatic answer.` })
  return warn('null-normal', {
    evidence,
    explanation: say`The bounce address is empty, as if this mail were itself a bounce.`,
    fix: {
      who: 'mail-server',
      say: say`Send ordinary mail with a real bounce address.`,
      why: say`With an empty one no failure is ever reported, and SPF is checked against the server's name instead of your domain.`,
    },
  })
}
