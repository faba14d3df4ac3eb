import { type Check, fail, type Fix, pass, say, warn } from '../check.ts'
import { notParsed } from '../facts/unread.ts'
import { fieldsNamed } from '../records/headers.ts'
import type { Fault } from '../records/mime.ts'
import type { TestMail } from '../subject.ts'

/** Can the parts of the mail be told apart without guessing? Where programs must guess, a filter and a reader may see different mails. */
export const mimeStructure: Check<TestMail> = {
  id: 'mime-structure',
  title: 'Structure of the body',
  reference: 'RFC 2046 §5.1.1',

  async run(mail) {
    const { faults, leaves } = mail.structure
    const [shown, rest] = [leaves.slice(0, 50), Math.max(0, leaves.length - 50)]
    const tree = { where: 'parts', what: `${shown.map(({ type }) => type).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}` }
    const of = (...kinds: Fault['kind'][]) => faults.filter(({ kind }) => kinds.includes(kind))
    const said = (some: Fault[]) => ({ evidence: [...some.map(({ what }) => ({ where: 'body', what })), tree], fix })
    const deep = of('too-deep', 'too-many')
    if (deep[0])
      return fail('too-deep', { ...said(deep), explanation: say`Nobody will read this mail to its end: ${deep[0].what}.` })
    const [absent, long, text] = [of('no-boundary'), of('long-boundary'), of('text')]
    if (absent[0])
      return fail('boundary', {
        ...said(absent),
        explanation: say`A part is ${absent[0].what} and does not say what stands between its parts.`,
      })
    if (long[0]) return fail('boundary', { ...said(long), explanation: say`A boundary is empty or longer than 70 characters.` })
    if (text[0])
      return fail('boundary', { ...said(text), explanation: say`The boundary ${text[0].what} also stands in the text.` })
    const unclosed = of('unclosed')
    if (unclosed[0])
      return warn('unclosed', {
        ...said(unclosed),
        explanation: say`The end of the parts is missing. The mail may have been cut off.`,
      })
    const mime = mail.headers.filter(({ name }) => /^content-(?:type|transfer-encoding|disposition)$/i.test(name))
    const version = fieldsNamed(mail.headers, 'mime-version')[0]
      ?.value.replace(/\([^)]*\)/g, '')
      .trim()
    if (mime.length > 0 && version !== '1.0') {
      const evidence = [{ where: 'MIME-Version', what: version ?? 'no such field' }, tree]
      return warn('no-version', { evidence, explanation: say`The mail has parts and does not say MIME-Version: 1.0.`, fix })
    }
    if (mail.headers.length === 0) return notParsed(mail)
    return pass('valid', { evidence: [tree], explanation: say`The parts of the mail can be told apart.` })
  },
}

const fix: Fix = {
  who: 'message',
  say: say`Let a mail library build the mail: MIME-Version: 1.0, for each multipart a boundary of its own of at most 70 characters, and two hyphens behind the last.`,
  why: say`Programs that guess see different mails, and some refuse to guess.`,
}
