import { type Check, type Evidence, type Fix, info, pass, say, warn } from '../check.ts'
import { pageOf } from '../facts/page.ts'
import { featuresOf } from '../facts/page-features.ts'
import { noHtml, pageIsCut } from '../facts/unread.ts'
import { clientSupport, clientSupportDate, type FeatureRow } from '../records/client-support.ts'
import type { TestMail } from '../subject.ts'

/** In percent. */
const wide = 90
const partial = 70
const shown = 15

/**
 * Which mail programs do not know what the HTML uses? Of each feature it is known in how many openings it works, in part counted as half; the
 * mail has the mean of what it uses.
 */
export const htmlClientSupport: Check<TestMail> = {
  id: 'html-client-support',
  title: 'Support by mail programs',
  reference: `caniemail.com (${clientSupportDate})`,

  async run(mail) {
    const page = pageOf(mail)
    if (!page) return noHtml(mail)
    const features = featuresOf(page)
    const used = clientSupport.filter(([mark]) => features.has(mark)).toSorted((a, b) => a[2] - b[2])
    const mean = used.length === 0 ? 100 : Math.round(used.reduce((sum, [, , percent]) => sum + percent, 0) / used.length)
    const evidence: Evidence[] = [
      {
        where: `caniemail.com, ${clientSupportDate}`,
        what: `${used.length} features looked up, in the mean ${mean} percent of openings`,
      },
      ...used
        .filter(([, , percent]) => percent < wide)
        .slice(0, shown)
        .map(saw),
    ]
    const [worst] = used
    if (worst && mean < partial) {
      return warn('poor', {
        evidence,
        explanation: say`What the HTML uses works in ${mean} percent of openings, ${worst[1]} in ${Math.round(worst[2])}.`,
        fix: replace(worst),
      })
    }
    if (page.cut) return pageIsCut(page, evidence)
    if (mean < wide)
      return info('partial', { evidence, explanation: say`What the HTML uses works in ${mean} percent of openings.` })
    return pass('wide', { evidence, explanation: say`What the HTML uses works in ${mean} percent of openings.` })
  },
}

const saw = ([, title, percent, lacking]: FeatureRow): Evidence => ({
  where: title,
  what: `${percent} percent${lacking === '' ? '' : `; not in ${lacking}`}`,
})

const replace = ([, title]: FeatureRow): Fix => ({
  who: 'message',
  say: say`Replace ${title} and the others that are named: tables for columns, colours without gradients, pictures instead of video, links instead of forms.`,
  why: say`Where a program does not know it, the reader sees the mail in pieces, or not at all.`,
})
