/** How the profile of one receiver is judged; its checks say only which of its rows must hold. */
import { type Evidence, fail, type Finding, type Fix, pass, say, type Words, unknown, warn } from '../check.ts'
import type { ReportReceiver, ReportRequirement } from '../report.ts'

/** What the profiles look at: what was found before them. */
export interface JudgedMail {
  receivers: ReportReceiver[]
  findings: readonly { id: string; section: string; verdict: string; explanation: Words; fix?: Fix }[]
  bulk: boolean
}

interface Profile {
  receiver: ReportReceiver['id']
  /** The rows that count; all when not given. */
  rows?(requirement: ReportRequirement): boolean
  /** Those that make it a failure when they are not met. */
  enforced(requirement: ReportRequirement): boolean
}

/** The receiver with this id. @throws {Error} when there is none */
function receiverIn({ receivers }: JudgedMail, id: ReportReceiver['id']): ReportReceiver {
  const found = receivers.find((one) => one.id === id)
  if (!found) throw new Error(`no receiver ${id}`)
  return found
}

export const isRefused = ({ enforced }: ReportRequirement): boolean => enforced === 'refusal'

/** Met, at risk, not met, or not known, with each row as evidence. */
export function profile(mail: JudgedMail, { receiver: id, rows = () => true, enforced }: Profile): Finding {
  const { name, requirements } = receiverIn(mail, id)
  const counting = requirements.filter(rows)
  const evidence = counting.map(shown)
  const unmet = counting.filter(({ state }) => state === 'not-met')
  const [broken] = unmet.filter(enforced)
  const cause = `receiver ${id}`
  if (broken) {
    const explanation = broken.reply
      ? say`${name} would probably answer ${broken.reply}.`
      : say`${name} would probably not put this mail into the inbox.`
    return fail('not-met', { evidence, explanation, cause, fix: meet(broken, mail, name) })
  }
  const [soft] = unmet
  if (soft) {
    const explanation = say`${name} would probably take this mail, but asks for more.`
    return warn('at-risk', { evidence, explanation, cause, fix: meet(soft, mail, name) })
  }
  const open = counting.filter(({ state, by }) => state === 'not-checkable' && !by.includes('provider-reputation'))
  if (open.length > 0)
    return unknown('prerequisite-unknown', {
      side: 'theirs',
      evidence,
      explanation: say`Not everything that ${name} asks for could be looked at.`,
    })
  return pass('met', { evidence, explanation: say`The mail meets what ${name} asks for, as far as it can be seen from outside.` })
}

const states: Record<ReportRequirement['state'], string> = {
  met: 'met',
  'not-met': 'not met',
  'not-checkable': 'cannot be checked here',
  'not-applicable': 'does not apply',
}

function shown({ row, say: what, state, reply }: ReportRequirement): Evidence {
  return { where: row, what: `${what.text}: ${states[state]}${reply ? ` (${reply})` : ''}` }
}

/** The way there is that of the finding behind the row. */
export function meet({ by, say: what }: ReportRequirement, { findings }: JudgedMail, name: string): Fix {
  const behind = by.flatMap((id) => findings.find((one) => one.id === id && one.fix) ?? [])
  const [first] = behind
  const why = say`${name} asks for it: ${what}.`
  if (first?.fix) return { who: first.fix.who, say: first.fix.say, why }
  return { who: 'sending-service', say: say`Meet this requirement of ${name}: ${what}.`, why }
}
