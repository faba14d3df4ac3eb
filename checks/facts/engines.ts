/** What the checks of both spam filters share. */
import { type Evidence, type Fix, say } from '../check.ts'
import type { FilterEnvelope, Filtered } from '../net.ts'
import type { TestMail } from '../subject.ts'
import { few } from './few.ts'

/** How the mail came, as a filter wants to know it; empty where nobody saw it. */
export function envelopeOf({ envelope, session, receiverName, receivedAt }: TestMail): FilterEnvelope {
  return {
    mailFrom: envelope.mailFrom ?? '',
    rcptTo: envelope.rcptTo ?? '',
    peerAddress: session?.peerAddress ?? '',
    helo: session?.helo ?? '',
    receiverName,
    receivedAt,
  }
}

/** The rules that held, the heaviest first. */
export function sawRules({ rules, score, required }: Filtered): Evidence[] {
  const rows = rules.map(({ name, points, description }) => ({
    where: name,
    what: [points.toFixed(1), description].filter(Boolean).join(' '),
  }))
  return few([{ where: 'score', what: `${score.toFixed(1)} of ${required.toFixed(1)}` }, ...rows])
}

/** What to do about the rules that weigh most. */
export function engineFix({ rules }: Filtered): Fix {
  const heavy = rules.filter(({ points }) => points > 0).slice(0, 3)
  const names = heavy.map(({ name }) => name).join(', ')
  return {
    who: 'message',
    say: names === '' ? say`Look at the filter's own report.` : say`Look at the rules that weigh most: ${names}.`,
    why: say`Many smaller receivers run this filter with the same rules.`,
  }
}
