import { type Evidence, type Finding, say, unknown } from '../check.ts'
import type { TestMail } from '../subject.ts'

/** The mail could not be read as far as this question needs. */
export function notParsed({ notParsed: why = 'it could not be read' }: TestMail, evidence: Evidence[] = []): Finding {
  const seen = [...evidence, { where: 'the mail', what: why }]
  return unknown('not-parsed', { side: 'ours', evidence: seen, explanation: say`The mail could not be read as far as this.` })
}

/** Was the header cut off, so that fields may have been left out? */
export const headerIsCut = ({ notParsed: why }: TestMail): boolean => why?.startsWith('the header') ?? false
