/** The verdict in one sentence, and the one cause behind it in another. */
import { say, type Words } from './check.ts'
import { namesOf } from './providers/provider-prediction.ts'
import type { ReportFinding, ReportReceiver } from './report.ts'
import type { FirstFix, Score } from './score.ts'

export interface Headline {
  kind: 'ready' | 'ready-with-advice' | 'fix-first' | 'refused' | 'not-conclusive'
  say: Words
  cause?: Words
}

/** Scores held at this or below mean that large receivers refuse such mail or put it out of sight. */
const refusedAt = 6

export interface Outcome {
  /** Without the rows about the receivers, which repeat the others. */
  findings: ReportFinding[]
  scored: Score
  first: FirstFix[]
  receivers: ReportReceiver[]
  bulk: boolean
  /** Why DMARC fails, when it does. */
  why: Words | undefined
}

/** What the report of a mail says first. */
export function headlineOf(outcome: Outcome): Headline {
  const { findings, scored, first, why } = outcome
  const fails = findings.filter(({ verdict }) => verdict === 'fail')
  // What a forwarder broke, nobody can fix before sending.
  const problems = fails.filter(({ cause }) => cause !== 'forwarding')
  const warnings = findings.filter(({ verdict }) => verdict === 'warn')
  if (scored.score === null)
    return { kind: 'not-conclusive', say: say`We could not check enough to judge this mail.`, ...causeOf(silenceIn(findings)) }
  const refused = refusal(outcome)
  if (refused) return refused
  const leading = findings.find(({ id }) => id === first[0]?.id)
  if (problems.length > 0) {
    const [problem] = problems
    const cause = leading?.verdict === 'fail' ? leading : problem
    return {
      kind: 'fix-first',
      say: counted(problems.length),
      ...causeOf(problems.some(({ id }) => id === 'dmarc-result') && why ? why : cause?.explanation),
    }
  }
  if (fails.length > 0)
    return { kind: 'ready-with-advice', say: forwarded, ...causeOf(howForwarded(findings) ?? fails[0]?.explanation) }
  if (warnings.length > 0)
    return { kind: 'ready-with-advice', say: advice(warnings.length), ...causeOf((leading ?? warnings[0])?.explanation) }
  return { kind: 'ready', say: say`Ready to send. Nothing we checked would stop this mail.` }
}

const forwarded = say`Ready to send. What failed here comes from forwarding, not from you.`

/** The forwarder's note, where it explains it. */
function howForwarded(findings: ReportFinding[]): Words | undefined {
  return findings.find(({ id, code }) => id === 'arc-rescue' && code === 'explains')?.explanation
}

/** Who refuses it or puts it out of sight; undefined when nobody large does. */
function refusal({ findings, scored: { limit }, receivers, bulk, why }: Outcome): Headline | undefined {
  const refusing = receivers.filter((receiver) => answerFor(receiver, bulk).verdict === 'fail')
  const junking = receivers.filter((receiver) => junks(receiver, bulk))
  const held = limit !== undefined && limit.score <= refusedAt
  if (refusing.length === 0 && junking.length === 0 && !held) return undefined
  const by = held ? limit.by : deciding([...refusing, ...junking], findings, bulk)
  const cause = by === 'dmarc-result' && why ? why : findings.find(({ id }) => id === by)?.explanation
  return { kind: 'refused', say: prediction(refusing, junking), ...causeOf(cause) }
}

const answerFor = ({ everyone, bulk: ofBulk }: ReportReceiver, bulk: boolean) => (bulk ? ofBulk : undefined) ?? everyone

const unmet = ({ requirements }: ReportReceiver, bulk: boolean) =>
  requirements.filter((one) => one.state === 'not-met' && one.enforced === 'refusal' && (bulk || !one.bulk))

/** An enforced row without a reply of its own: the mail is put aside. */
const junks = (receiver: ReportReceiver, bulk: boolean): boolean => unmet(receiver, bulk).some(({ reply }) => !reply)

/** The problem behind the first row that is not met. */
function deciding(receivers: ReportReceiver[], findings: ReportFinding[], bulk: boolean): string | undefined {
  const ids = receivers.flatMap((receiver) => unmet(receiver, bulk)).flatMap(({ by }) => by)
  const bad = (verdict: string) => ids.find((id) => findings.some((one) => one.id === id && one.verdict === verdict))
  return bad('fail') ?? bad('warn')
}

/** Who would refuse it, where their own pages say so; else the large receivers together. */
function prediction(refusing: ReportReceiver[], junking: ReportReceiver[]): Words {
  if (refusing.length > 0) return say`${namesOf(refusing)} will probably refuse this mail.`
  if (junking.length > 0) return say`${namesOf(junking)} will probably put this mail into the spam folder.`
  return say`Large receivers will probably refuse this mail.`
}

function causeOf(cause: Words | undefined): { cause?: Words } {
  return cause ? { cause } : {}
}

/** Whom we could not reach, when nothing could be said. */
function silenceIn(findings: ReportFinding[]): Words | undefined {
  const unknown = findings.filter(({ verdict }) => verdict === 'unknown')
  return (unknown.find(({ side }) => side === 'theirs') ?? unknown[0])?.explanation
}

function counted(problems: number): Words {
  return problems === 1 ? say`Fix one thing before you send.` : say`Fix ${problems} things before you send.`
}

function advice(warnings: number): Words {
  return warnings === 1
    ? say`Ready to send. One thing would make it safer.`
    : say`Ready to send. ${warnings} things would make it safer.`
}
