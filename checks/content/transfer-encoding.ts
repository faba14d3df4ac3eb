import { type Check, fail, type Fix, info, pass, say, warn } from '../check.ts'
import { conductOf } from '../facts/conduct.ts'
import { encodedOctets, hasHighOctets, nameOfPart, transferEncoding as encodingOf } from '../facts/octets.ts'
import { notParsed } from '../facts/unread.ts'
import type { Leaf, Part } from '../records/mime.ts'
import type { TestMail } from '../subject.ts'

const plain = ['7bit', '8bit', 'binary']

/** Do the parts decode, and was what needs a clean line announced (8BITMIME, RFC 6152)? */
export const transferEncoding: Check<TestMail> = {
  id: 'transfer-encoding',
  title: 'Transfer encoding',
  reference: 'RFC 2045 §6',

  async run(mail) {
    const { leaves, root } = mail.structure
    const evidence = leaves.slice(0, 20).map((leaf) => ({ where: nameOfPart(leaf), what: encodingOf(leaf) }))
    const wrapped = multipartsOf(root).find((part) => !plain.includes(encodingOf(part)))
    if (wrapped)
      return fail('broken', {
        evidence,
        explanation: say`${wrapped.type} says it is encoded as ${encodingOf(wrapped)}, which its parts may be and it may not.`,
        fix,
      })
    const broken = leaves.find((leaf) => !decodes(mail, leaf))
    if (broken)
      return fail('broken', {
        evidence,
        explanation: say`The part ${broken.type} cannot be decoded as ${encodingOf(broken)}.`,
        fix,
      })
    const high = leaves.filter((leaf) => plain.includes(encodingOf(leaf)) && hasHighOctets(encodedOctets(mail, leaf)))
    const unlabelled = high.find((leaf) => encodingOf(leaf) === '7bit')
    if (unlabelled)
      return warn('unlabelled', {
        evidence,
        explanation: say`The part ${unlabelled.type} holds octets beyond ASCII and says 7bit.`,
        fix,
      })
    if (high.length > 0) {
      const conduct = mail.session && conductOf(mail.session)
      if (conduct && !conduct.parameters.some((one) => /^BODY=(?:8BITMIME|BINARYMIME)$/.test(one)))
        return warn('not-announced', {
          evidence,
          explanation: say`The mail holds octets beyond ASCII, and the sender did not announce them.`,
          fix,
        })
      return info('eight-bit', { evidence, explanation: say`The mail is sent as 8bit, which all large receivers take.` })
    }
    if (mail.notParsed) return notParsed(mail, evidence)
    return pass('valid', { evidence, explanation: say`All parts can be decoded.` })
  },
}

function multipartsOf(part: Part): Part[] {
  return part.parts.length === 0 ? [] : [part, ...part.parts.flatMap(multipartsOf)]
}

function decodes(mail: TestMail, leaf: Leaf): boolean {
  const encoding = encodingOf(leaf)
  if (plain.includes(encoding)) return true
  const text = encodedOctets(mail, leaf).toString('latin1')
  if (encoding === 'base64') return isBase64(text)
  // RFC 2045 §6.7: `=` and two hex digits, or the end of a line.
  return encoding === 'quoted-printable' && !/=(?![0-9A-Fa-f]{2}|[ \t]{0,100}(?:\r?\n|$))/.test(text)
}

/** Letters of base64, then padding; line ends and spaces may stand anywhere. */
function isBase64(text: string): boolean {
  const letters = text.replace(/[\r\n\t ]+/g, '')
  const end = letters.indexOf('=')
  const body = end < 0 ? letters : letters.slice(0, end)
  const padding = end < 0 ? '' : letters.slice(end)
  return /^[A-Za-z0-9+/]*$/.test(body) && /^={0,2}$/.test(padding) && body.length % 4 !== 1
}

const fix: Fix = {
  who: 'message',
  say: say`Encode texts as quoted-printable and files as base64, and let a mail library do it.`,
  why: say`Servers on the way may re-encode or refuse the mail, which breaks its signature.`,
}
