/** The verdict in one sentence, and the one cause behind it in another. */
import { say, type Words } from './check.ts'
import type { ReportFinding } from './report.ts'
import type { FirstFix, Score } from './score.ts'

export interface Headline {
  kind: 'ready' | 'ready-with-advice' | 'fix-first' | 'refused' | 'not-conclusive'
  say: Words
  cause?: Words
}

/** Scores held at this or below mean that large receivers refuse such mail or put it out of sight. */
const refusedAt = 6

/** `why` says why DMARC fails, when it does. */
export function headlineOf(
  findings: ReportFinding[],
  { score, limit }: Score,
  first: FirstFix[],
  why: Words | undefined,
): Headline {
  const problems = findings.filter(({ verdict }) => verdict === 'fail')
  const warnings = findings.filter(({ verdict }) => verdict === 'warn')
  if (score === null)
    return { kind: 'not-conclusive', say: say`We could not check enough to judge this mail.`, ...causeOf(silenceIn(findings)) }
  if (limit && limit.score <= refusedAt) {
    const finding = findings.find(({ id }) => id === limit.by)
    return {
      kind: 'refused',
      say: prediction(limit),
      ...causeOf(limit.by === 'dmarc-result' && why ? why : finding?.explanation),
    }
  }
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
  if (warnings.length > 0)
    return { kind: 'ready-with-advice', say: advice(warnings.length), ...causeOf((leading ?? warnings[0])?.explanation) }
  return { kind: 'ready', say: say`Ready to send. Nothing we checked would stop this mail.` }
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

/** Who would refuse it, where their own pages say so; else the large receivers together. */
function prediction({ by, code }: { by: string; code: string }): Words {
  switch (`${by} ${code}`) {
    case 'dmarc-result fail-reject':
      return say`Gmail, Yahoo and Outlook.com will probably refuse this mail.`
    case 'dmarc-result fail-quarantine':
      return say`Gmail, Yahoo and Outlook.com will probably put this mail into the spam folder.`
    case 'dmarc-result fail-none':
    case 'dmarc-result no-policy-unaligned':
      return say`Gmail, Yahoo and Outlook.com will probably refuse this mail when it is sent in bulk.`
    case 'dkim-signature missing':
    case 'dkim-signature invalid':
      return say`Gmail and Yahoo will probably refuse this mail.`
    case 'ptr-missing missing':
    case 'header-from several-addresses':
      return say`Gmail will probably refuse this mail.`
    default:
      return say`Large receivers will probably refuse this mail.`
  }
}
