import { type Check, type Evidence, type Fix, info, pass, say, warn } from '../check.ts'
import { few } from '../facts/few.ts'
import { pageOf } from '../facts/page.ts'
import { noHtml, pageIsCut } from '../facts/unread.ts'
import type { TestMail } from '../subject.ts'

const mostMinor = 10

/** Is the HTML sound? Every mail program repairs mistakes in its own way. */
export const htmlValidity: Check<TestMail> = {
  id: 'html-validity',
  title: 'Mistakes in the HTML',
  reference: 'WHATWG HTML §13.2.2',

  async run(mail) {
    const page = pageOf(mail)
    if (!page) return noHtml(mail)
    const { faults, faultCount, unclosedTables, cut } = page
    const evidence: Evidence[] = few(faults.map(({ code, line }) => ({ where: `HTML, line ${line}`, what: code })))
    if (unclosedTables > 0) evidence.unshift({ where: 'HTML', what: `${unclosedTables} of the tables not closed` })
    if (unclosedTables > 0) return warn('broken', { evidence, explanation: say`A table is never closed.`, fix })
    if (faults.some(({ code }) => code === 'nested-body'))
      return warn('broken', { evidence, explanation: say`The HTML has more than one body.`, fix })
    if (faultCount > mostMinor) return warn('broken', { evidence, explanation: say`The HTML has ${faultCount} mistakes.`, fix })
    if (cut) return pageIsCut(page, evidence)
    if (faultCount > 0)
      return info('minor', { evidence, explanation: say`The HTML has small mistakes, which every program repairs.` })
    return pass('clean', {
      evidence: [{ where: 'HTML', what: 'no parse errors' }],
      explanation: say`The HTML has no mistakes that matter.`,
    })
  },
}

const fix: Fix = {
  who: 'message',
  say: say`Mend the lines that are named: one html and one body element, every table closed.`,
  why: say`What one mail program repairs well, another shows in pieces, and filters know broken HTML from spam.`,
}
