import { type Finding, info, say, unknown } from '../check.ts'
import type { WitnessedSession } from '../subject.ts'

const explanation = say`Seedbed did not receive this mail itself, so it cannot say which server sent it.`
const evidence = [{ where: 'session', what: 'none: the mail was not received by this Seedbed' }]

/** Nobody saw the session, and without it the question has no answer. */
export function notWitnessed(code = 'lookup-failed'): Finding {
  return unknown(code, { side: 'ours', evidence, explanation })
}

/** The same, of a question that only makes sense for mail we received. */
export function noSession(code: string): Finding {
  return info(code, { evidence, explanation })
}

/** Was the mail brought as a file, by somebody who said from where it came but not under which name? */
export function isHeloUntold({ told, helo }: WitnessedSession): boolean {
  return told === true && helo === ''
}
