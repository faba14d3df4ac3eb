import { type Check, fail, type Fix, info, pass, say, warn } from '../check.ts'
import { headerIsCut, notParsed } from '../facts/unread.ts'
import { fieldsNamed } from '../records/headers.ts'
import { mergeTagsIn } from '../records/merge-tags.ts'
import type { TestMail } from '../subject.ts'

/** Every phone cuts what is longer; most show fewer. */
const longest = 70
const shownOnPhones = 40
const reply =
  /^(?:re|fwd?|aw|wg|antw|sv|vs|vl|rv|tr|ref|odp|rif|res|enc|ynt|回复|答复|转发|回覆|轉寄|返信|転送)(?:\[\d+\])?\s*[:：]/iu

/** Is there a subject, and is it honest? */
export const subject: Check<TestMail> = {
  id: 'subject',
  title: 'Subject',
  reference: 'RFC 5322 §3.6.5',

  async run(mail) {
    const text = mail.subjectHeader.trim()
    const evidence = [
      { where: 'Subject', what: text || (fieldsNamed(mail.headers, 'subject').length > 0 ? '(empty)' : 'no such field') },
    ]
    if (text === '' && headerIsCut(mail)) return notParsed(mail, evidence)
    if (text === '') return fail('missing', { evidence, explanation: say`The mail has no subject.`, fix })
    const [tag] = mergeTagsIn(text)
    if (tag)
      return fail('placeholder', { evidence, explanation: say`The subject shows ${tag}, which nobody filled in.`, fix: fill })
    if (isShouting(text)) return warn('shouting', { evidence, explanation: say`The subject shouts.`, fix })
    const answers = ['references', 'in-reply-to'].some((name) => fieldsNamed(mail.headers, name).length > 0)
    if (reply.test(text) && !answers)
      return warn('fake-reply', {
        evidence,
        explanation: say`The subject looks like an answer, and the mail answers nothing.`,
        fix,
      })
    if ([...text].length > longest)
      return info('long', {
        evidence,
        explanation: say`The subject has ${[...text].length} characters. Phones show about ${shownOnPhones}.`,
      })
    return pass('good', { evidence, explanation: say`The subject is plain.` })
  },
}

function isShouting(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  const capitals = text.match(/\p{Lu}/gu)?.length ?? 0
  const signs = text.match(/[!?！？]|\p{Sc}/gu)?.length ?? 0
  return (letters >= 8 && capitals / letters > 0.7) || signs >= 3
}

const fix: Fix = {
  who: 'message',
  say: say`Write a subject of a few plain words that says what the mail is about.`,
  why: say`Filters and readers judge a mail by its subject first, and in some countries a misleading one is against the law.`,
}

const fill: Fix = {
  who: 'message',
  say: say`Give the field a value for readers of whom you know nothing, and look for a misspelt name in the template.`,
  why: say`Every reader would see it.`,
}
