import { type Check, type Evidence, fail, type Fix, info, pass, say, warn } from '../check.ts'
import { type Attachment, attachmentsOf } from '../facts/attachments.ts'
import { few } from '../facts/few.ts'
import { notParsed } from '../facts/unread.ts'
import type { TestMail } from '../subject.ts'

/** Does the mail bring files that receivers refuse? */
export const attachmentDangerous: Check<TestMail> = {
  id: 'attachment-dangerous',
  title: 'Attached files',
  reference: 'RFC 2183 §5; lists of Gmail and Outlook (2026-11)',

  async run(mail) {
    const files = attachmentsOf(mail)
    const evidence = few(files.map(saw))
    const refused = files.find((one) => one.refused !== undefined)
    if (refused?.refused) {
      const explanation = say`${refused.refused.by.join(' and ')} refuse the file ${refused.refused.what}.`
      return fail('blocked', { evidence, explanation, fix })
    }
    const trick = files.find((one) => one.trick)
    if (trick)
      return fail('name-trick', { evidence, explanation: say`The name of the file ${shown(trick.name)} hides what it is.`, fix })
    if (mail.notParsed) return notParsed(mail, evidence)
    const of = (sort: Attachment['sort']) => files.find((one) => one.sort === sort)
    const archive = files.find((one) => one.encrypted) ?? of('archive')
    if (archive?.encrypted)
      return warn('archive', {
        evidence,
        explanation: say`The archive ${shown(archive.name)} is encrypted, so no filter can look into it.`,
        fix,
      })
    if (archive) return warn('archive', { evidence, explanation: say`The mail brings the archive ${shown(archive.name)}.`, fix })
    const macro = of('macro')
    if (macro) return warn('macro', { evidence, explanation: say`The file ${shown(macro.name)} contains macros.`, fix })
    const page = of('page')
    if (page)
      return warn('html', {
        evidence,
        explanation: say`The mail brings the web page ${shown(page.name || page.type)} as a file.`,
        fix,
      })
    if (files.length === 0)
      return info('none', {
        evidence: [{ where: 'parts', what: mail.leafTypes.slice(0, 20).join(', ') || 'none' }],
        explanation: say`The mail brings no files.`,
      })
    return pass('safe', { evidence, explanation: say`The attached files are of ordinary types.` })
  },
}

/** Control characters that turn letters around would turn our sentence around too. */
const shown = (name: string): string => name.replace(/\p{Bidi_Control}/gu, '�').slice(0, 200)

const saw = ({ name, type, refused, encrypted }: Attachment): Evidence => ({
  where: `attached ${type}`,
  what: [
    shown(name) || '(no name)',
    refused && `refused by ${refused.by.join(', ')}: ${shown(refused.what)}`,
    encrypted && 'encrypted',
  ]
    .filter(Boolean)
    .join(' · '),
})

const fix: Fix = {
  who: 'message',
  say: say`Put the file on a web server and link to it, or send it as a PDF.`,
  why: say`Most receivers refuse or hide mail with such files, because viruses come that way.`,
}
