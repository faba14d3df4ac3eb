import { type Check, type Fix, info, pass, say, warn } from '../check.ts'
import { headerIsCut, notParsed } from '../facts/unread.ts'
import { fieldsNamed } from '../records/headers.ts'
import type { TestMail } from '../subject.ts'

const absence =
  /^(?:automatic reply|auto(?:matic)?[ -]?(?:reply|response)|out of (?:the )?office|abwesenheits|automatische antwort|réponse automatique|absence du bureau|respuesta automática|risposta automatica|automatisch antwoord)/i

/** Is automatic mail marked as such (RFC 3834)? Two programs that answer each other never stop. */
export const precedence: Check<TestMail> = {
  id: 'precedence',
  title: 'Marks of automatic mail',
  reference: 'RFC 3834 §5',

  async run(mail) {
    const value = (name: string) => fieldsNamed(mail.headers, name)[0]?.value.trim().toLowerCase()
    const [mark, auto] = [value('precedence'), value('auto-submitted')]
    const evidence = [
      { where: 'Precedence', what: mark ?? 'no such field' },
      { where: 'Auto-Submitted', what: auto ?? 'no such field' },
      { where: 'MAIL FROM', what: mail.envelope.mailFrom === null ? 'not known' : `<${mail.envelope.mailFrom}>` },
    ]
    const answers =
      auto?.startsWith('auto-replied') ||
      mark === 'auto_reply' ||
      value('x-autoreply') !== undefined ||
      absence.test(mail.subjectHeader.trim())
    if (answers && (auto === undefined || auto === 'no'))
      return warn('wrong-auto', { evidence, explanation: say`This looks like an automatic answer, and does not say so.`, fix })
    if (answers && mail.envelope.mailFrom)
      return warn('wrong-auto', {
        evidence,
        explanation: say`This is an automatic answer with a bounce address, so it can be answered automatically.`,
        fix,
      })
    if (mark === 'bulk' || mark === 'list') return info('bulk', { evidence, explanation: say`The mail is marked as ${mark}.` })
    if (headerIsCut(mail)) return notParsed(mail, evidence)
    return pass('consistent', { evidence, explanation: say`The marks fit the kind of mail.` })
  },
}

const fix: Fix = {
  who: 'mail-server',
  say: say`Send automatic answers with Auto-Submitted: auto-replied and an empty bounce address.`,
  why: say`Without the mark, two programs can answer each other without end.`,
}
