import { type Check, fail, type Fix, info, pass, say, warn } from '../check.ts'
import { few } from '../facts/few.ts'
import { type ActiveThing, pageOf } from '../facts/page.ts'
import { notParsed, pageIsCut } from '../facts/unread.ts'
import type { TestMail } from '../subject.ts'

/** Does the mail bring something that runs? Every mail program takes it out, and filters take it for an attack. */
export const htmlActive: Check<TestMail> = {
  id: 'html-active',
  title: 'Active contents',
  reference: 'practice of mail programs',

  async run(mail) {
    const page = pageOf(mail)
    if (!page && mail.notParsed) return notParsed(mail)
    const things = page?.active ?? []
    const of = (kind: ActiveThing['kind']) => things.filter((one) => one.kind === kind)
    const rows = (some: ActiveThing[]) => few(some.map(({ what, line }) => ({ where: `HTML, line ${line}`, what })))
    const [running] = of('active')
    if (running)
      return fail('active', { evidence: rows(of('active')), explanation: say`The HTML contains ${running.what}.`, fix })
    const [form] = of('form')
    if (form)
      return warn('form', {
        evidence: rows(of('form')),
        explanation: say`The HTML contains a form, which most mail programs disable.`,
        fix: formFix,
      })
    if (page?.cut) return pageIsCut(page)
    const evidence = rows(of('external-style'))
    if (evidence.length > 0)
      return info('external-style', {
        evidence,
        explanation: say`The HTML names a style sheet elsewhere, which most mail programs ignore.`,
      })
    return pass('none', {
      evidence: [{ where: 'HTML', what: page ? 'nothing active' : 'no HTML' }],
      explanation: say`Nothing in the mail runs or loads anything.`,
    })
  },
}

const why = say`Mail programs take such elements out, some receivers refuse the mail, and phishing uses them.`
const fix: Fix = {
  who: 'message',
  why,
  say: say`Take out script, iframe, object, embed, base, meta refresh and every on… attribute.`,
}
const formFix: Fix = { who: 'message', why, say: say`Link to a page with the form instead.` }
