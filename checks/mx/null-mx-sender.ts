import { type Check, fail, info, pass, saw, say, warn } from '../check.ts'
import { mailExchange } from '../facts/mail-exchange.ts'
import { sawSpf } from '../facts/saw-spf.ts'
import { permitsNobody } from '../facts/spf-end.ts'
import { spfTree } from '../facts/spf-tree.ts'
import type { Domain } from '../subject.ts'

/** Does a domain that takes no mail send any? Bounces and replies have nowhere to go, and receivers may refuse such mail. */
export const nullMxSender: Check<Domain> = {
  id: 'null-mx-sender',
  title: 'Sending without receiving',
  reference: 'RFC 7505 §4.2',

  async run(subject, net) {
    const { domain, sends } = subject
    if (!domain) return info('not-applicable', { evidence: [], explanation: say`There is no domain to look at.` })
    const { kind, answers } = await mailExchange(domain, net)
    const evidence = answers.slice(0, 1).flatMap(saw)
    if (kind !== 'null-mx') return info('not-applicable', { evidence: [], explanation: say`${domain} does not refuse mail.` })
    if (sends) {
      return fail('sends', {
        evidence,
        explanation: say`${domain} sends mail, but says that it takes none.`,
        fix: {
          who: 'dns',
          say: say`Give ${domain} the MX records of the service with your mailboxes, or send from another domain.`,
          why: say`Receivers may refuse such mail with 550 5.7.27, and bounces have nowhere to go.`,
        },
      })
    }
    const { root } = await spfTree({ ...subject, spfDomain: domain }, net)
    const seen = [...evidence, ...sawSpf(root)]
    if (!permitsNobody(root)) {
      const [text] = root.texts
      const nobody = { name: domain, type: 'TXT' as const, value: 'v=spf1 -all', ttl: 3600 }
      const change =
        text === undefined ? { ...nobody, action: 'add' as const } : { ...nobody, action: 'replace' as const, was: text }
      return warn('spf-open', {
        evidence: seen,
        explanation: text
          ? say`${domain} takes no mail, but its SPF record still leaves room for senders.`
          : say`${domain} takes no mail, but does not say that nobody sends as it.`,
        fix: {
          who: 'dns',
          say: say`Say that nobody sends as ${domain}.`,
          why: say`A domain that takes no mail should not send any; receivers then refuse what pretends to come from it.`,
          asks: [
            {
              question: say`Does anything send mail as ${domain}?`,
              answers: [
                {
                  answer: say`No`,
                  say: say`Publish the record that permits nobody.`,
                  ...(root.texts.length <= 1 && { records: [change] }),
                },
                { answer: say`Yes`, say: say`Give ${domain} the MX records of the service with your mailboxes.` },
              ],
            },
          ],
        },
      })
    }
    return pass('silent', { evidence: seen, explanation: say`${domain} takes no mail, and nobody may send as it.` })
  },
}
