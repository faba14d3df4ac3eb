import { type Check, fail, type Fix, pass, say, unknown, warn } from '../check.ts'
import { sourceOf } from '../facts/octets.ts'
import type { TestMail } from '../subject.ts'

/**
 * Do lines end with CR LF and nothing else? Whoever takes a bare LF for a line end can be made to see two mails in one ("SMTP smuggling",
 * CVE-2023-51764). Our receiver takes only CR LF, and keeps what came; a dot behind CR LF it has taken away.
 */
export const lineEndings: Check<TestMail> = {
  id: 'line-endings',
  title: 'Line ends',
  reference: 'RFC 5321 §2.3.8',

  async run(mail) {
    if (!mail.session || mail.session.told) {
      const evidence = [{ where: 'the mail', what: 'a file, whose line ends may be those of a computer' }]
      return unknown('not-parsed', {
        side: 'ours',
        evidence,
        explanation: say`A file does not show with which line ends it was sent.`,
      })
    }
    const source = sourceOf(mail)
    const said = (pattern: RegExp, what: string) => {
      const at = source.search(pattern)
      return at < 0 ? undefined : [{ where: `octet ${at + 1}`, what }]
    }
    if (!/\0|(?<!\r)\n|\r(?!\n)/.test(source)) return wholeLines
    const nul = said(/\0/, 'NUL')
    if (nul) return fail('nul', { evidence: nul, explanation: say`The mail holds a NUL octet.`, fix })
    const smuggled = said(/(?<!\r)\n\.\r?\n|\r\.\r(?!\n)|\r\n\r(?!\n)/, 'a dot alone on a line that does not end with CR LF')
    if (smuggled)
      return fail('smuggling', { evidence: smuggled, explanation: say`The mail holds what some servers take for its end.`, fix })
    const feed = said(/(?<!\r)\n/, 'LF without CR')
    if (feed) return warn('bare-lf', { evidence: feed, explanation: say`Some lines end with LF alone.`, fix })
    const carriage = said(/\r(?!\n)/, 'CR without LF')
    if (carriage) return warn('bare-cr', { evidence: carriage, explanation: say`The mail holds CR without LF.`, fix })
    return wholeLines
  },
}

const wholeLines = pass('crlf', {
  evidence: [{ where: 'lines', what: 'each ends with CR LF' }],
  explanation: say`Every line ends with CR LF.`,
})

const fix: Fix = {
  who: 'sending-service',
  say: say`Let the sending program end each line with CR LF, as mail libraries do, and leave out NUL octets.`,
  why: say`Exchange refuses bare line feeds with 5.6.11, and others change them, which breaks the signature.`,
}
