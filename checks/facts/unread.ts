import { type Evidence, type Finding, info, say, unknown } from '../check.ts'
import type { TestMail } from '../subject.ts'
import { type Page, pageOf } from './page.ts'

/** The mail could not be read as far as this question needs. */
export function notParsed({ notParsed: why = 'it could not be read' }: TestMail, evidence: Evidence[] = []): Finding {
  const seen = [...evidence, { where: 'the mail', what: why }]
  return unknown('not-parsed', { side: 'ours', evidence: seen, explanation: say`The mail could not be read as far as this.` })
}

/** Was the header cut off, so that fields may have been left out? */
export const headerIsCut = ({ notParsed: why }: TestMail): boolean => why?.startsWith('the header') ?? false

/** The HTML was not read to its end, so what was not found may still be there. */
export function pageIsCut({ cut }: Page, evidence: Evidence[] = []): Finding {
  return unknown('not-parsed', {
    side: 'ours',
    evidence: [...evidence, { where: 'HTML', what: `read only in part: ${cut ?? ''}` }],
    explanation: say`The HTML is too much to be read to its end.`,
  })
}

/** There is no HTML: because there is none, or because the mail could not be read as far. */
export function noHtml(mail: TestMail): Finding {
  if (mail.notParsed && mail.text === undefined) return notParsed(mail)
  const evidence = [{ where: 'body', what: mail.leafTypes.slice(0, 20).join(', ') || 'no parts' }]
  return info('no-html', { evidence, explanation: say`The mail has no HTML.` })
}

/** Why there may be more links than were found; undefined when there are not. */
export function linksAreCut(mail: TestMail): Finding | undefined {
  if (mail.notParsed && mail.html === undefined && mail.text === undefined) return notParsed(mail)
  const page = pageOf(mail)
  return page?.cut ? pageIsCut(page) : undefined
}
