import { type Check, type Evidence, fail, type Fix, pass, say, unknown, warn } from '../check.ts'
import type { ReportReceiver } from '../report.ts'
import { type JudgedMail, meet } from './outcome.ts'

/** What would the large receivers probably answer? A refusal by one of them is enough. */
export const providerPrediction: Check<JudgedMail> = {
  id: 'provider-prediction',
  title: 'Their probable answer',
  reference: 'The receivers’ own pages; checks catalogue, appendix C.2',

  async run(mail) {
    const answers = mail.receivers.map((receiver) => ({ receiver, ...answerOf(receiver, mail) }))
    const evidence = answers.map(({ receiver, verdict, reply }): Evidence => {
      return {
        where: receiver.name,
        what: reply ?? (verdict === 'pass' ? 'accepts' : verdict === 'unknown' ? 'not known' : 'spam folder'),
      }
    })
    const refusing = answers.filter(({ verdict }) => verdict === 'fail')
    const [first] = refusing
    if (first) {
      const explanation = say`${namesOf(refusing.map(({ receiver }) => receiver))} would probably refuse this mail.`
      return fail('reject', { evidence, explanation, cause: 'receivers', fix: fixOf(first.receiver, mail) })
    }
    const [later] = answers.filter(({ reply }) => reply?.startsWith('4'))
    if (later) {
      const explanation = say`${later.receiver.name} would probably make this mail wait.`
      return warn('defer', { evidence, explanation, cause: 'receivers', fix: fixOf(later.receiver, mail) })
    }
    const [doubtful] = answers.filter(({ verdict, receiver }) => verdict === 'warn' && isJunked(receiver))
    const risk = mail.findings.find(({ section, verdict }) => verdict === 'fail' && section === 'reputation')
    if (doubtful || risk) {
      const explanation = say`Nobody would refuse this mail, but it would probably land in the spam folder.`
      const fix = doubtful ? fixOf(doubtful.receiver, mail) : (risk?.fix ?? look)
      return warn('spam-folder', { evidence, explanation, cause: 'receivers', fix })
    }
    if (answers.some(({ verdict }) => verdict === 'unknown'))
      return unknown('prerequisite-unknown', {
        side: 'theirs',
        evidence,
        explanation: say`Not enough could be looked at to foretell the answers.`,
      })
    return pass('accept', { evidence, explanation: say`None of the large receivers has a reason to refuse this mail.` })
  },
}

const answerOf = (receiver: ReportReceiver, { bulk }: JudgedMail) => (bulk ? receiver.bulk : undefined) ?? receiver.everyone

/** An enforced row that is not met and has no reply of its own: the mail is put aside. */
const isJunked = ({ requirements }: ReportReceiver): boolean =>
  requirements.some(({ state, enforced, bulk, reply }) => state === 'not-met' && enforced === 'refusal' && !bulk && !reply)

function fixOf(receiver: ReportReceiver, mail: JudgedMail): Fix {
  const { requirements, name } = receiver
  const unmet = requirements.filter(({ state, bulk }) => state === 'not-met' && (mail.bulk || !bulk))
  const row = unmet.find(({ enforced }) => enforced === 'refusal') ?? unmet[0]
  return row ? meet(row, mail, name) : look
}

const look: Fix = {
  who: 'sending-service',
  say: say`Mend the problems that this report names, the heaviest first.`,
  why: say`Receivers put mail with such problems where nobody reads it.`,
}

/** Of a pair the first name: `Gmail, Yahoo and Outlook.com`. */
export function namesOf(receivers: readonly { name: string }[]): string {
  const names = receivers.map(({ name }) => name.replace(/ and .*/, ''))
  const last = names.pop() ?? ''
  return names.length === 0 ? last : `${names.join(', ')} and ${last}`
}
