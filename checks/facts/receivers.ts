/** What each large receiver would do with a mail, from what was found: its requirements one by one, and its answer. */
import type { MailKind, ReportReceiver, ReportRequirement } from '../report.ts'
import { type Findings, type Known, type Receiver, type Rule, receivers } from './requirements.ts'

/** The receivers in the order of the table. Looks at findings only. */
export function receiversOf(findings: readonly Known[], kind: MailKind): ReportReceiver[] {
  const found = readFindings(findings)
  return receivers.map((receiver) => judged(receiver, found, kind))
}

function judged({ rules, ...receiver }: Receiver, found: Findings, kind: MailKind): ReportReceiver {
  const requirements = rules.map((rule) => requirement(rule, found, kind))
  return {
    ...receiver,
    everyone: answerTo(requirements.filter(({ bulk }) => !bulk)),
    bulk: answerTo(requirements),
    requirements,
  }
}

function readFindings(findings: readonly Known[]): Findings {
  const byId = new Map(findings.map((one) => [one.id, one]))
  // What forwarding broke is not what the receivers will be shown, and what nobody saw is not known to be met.
  const silent = (id: string) => {
    const one = byId.get(id)
    return one?.verdict === 'unknown' || one?.code === 'no-session' || one?.cause === 'forwarding'
  }
  return {
    is: (id, ...codes) => {
      const one = byId.get(id)
      return one !== undefined && (codes.length === 0 || (codes.includes(one.code) && !silent(id)))
    },
    fails: (id) => byId.get(id)?.verdict === 'fail' && !silent(id),
    silent,
    forwarded: findings.some(({ cause }) => cause === 'forwarding'),
  }
}

function requirement(rule: Rule, found: Findings, kind: MailKind): ReportRequirement {
  const { row, say, by, enforced } = rule
  const reply = rule.unmet(found)
  const state = stateOf(rule, reply, found, kind)
  return { row, say, bulk: rule.bulk ?? false, by, enforced, state, ...(state === 'not-met' && reply && { reply }) }
}

function stateOf(rule: Rule, reply: string | undefined, found: Findings, kind: MailKind): ReportRequirement['state'] {
  const { hidden, marketing, applies, by } = rule
  if (hidden) return 'not-checkable'
  if ((marketing && kind !== 'newsletter') || applies?.(found) === false) return 'not-applicable'
  if (reply !== undefined) return 'not-met'
  return by.some(found.silent) || !by.some((id) => found.is(id)) ? 'not-checkable' : 'met'
}

/** A refusal weighs most, then a reply that says "later", then what nobody replies to. */
function answerTo(requirements: ReportRequirement[]): ReportReceiver['everyone'] {
  const unmet = requirements.filter(({ state }) => state === 'not-met')
  const refusal = unmet.find(({ reply, enforced }) => enforced === 'refusal' && reply?.startsWith('5'))
  if (refusal?.reply) return { verdict: 'fail', reply: refusal.reply }
  const later = unmet.find(({ reply, enforced }) => reply?.startsWith('4') && enforced !== 'advice')
  if (later?.reply) return { verdict: 'warn', reply: later.reply }
  if (unmet.length > 0) return { verdict: 'warn' }
  const open = requirements.some(({ state, enforced }) => state === 'not-checkable' && enforced === 'refusal')
  return { verdict: open ? 'unknown' : 'pass' }
}
