import { type Check, fail, type Fix, info, pass, say, warn } from '../check.ts'
import { headerIsCut, notParsed } from '../facts/unread.ts'
import { type EncodedWord, encodedWordsIn } from '../records/encoded-words.ts'
import type { TestMail } from '../subject.ts'

const shown = 5

/** Can what is encoded in the header be decoded, and does it stand where it may? */
export const headerEncodedWord: Check<TestMail> = {
  id: 'header-encoded-word',
  title: 'Encoded words',
  reference: 'RFC 2047 §5',

  async run(mail) {
    const words = encodedWordsIn(mail.headers)
    const with_ = (problem: EncodedWord['problem']) => words.filter((one) => one.problem === problem)
    const evidenceOf = (some: EncodedWord[]) => some.slice(0, shown).map(({ field, word }) => ({ where: field, what: word }))
    const [misplaced, undecodable, long, quoted] = (['misplaced', 'undecodable', 'too-long', 'quoted'] as const).map(with_) as [
      EncodedWord[],
      EncodedWord[],
      EncodedWord[],
      EncodedWord[],
    ]
    const said = (some: EncodedWord[]) => ({ evidence: evidenceOf(some), fix })
    if (misplaced[0])
      return fail('misplaced', {
        ...said(misplaced),
        explanation: say`${misplaced[0].field} holds encoded text where only plain text may stand.`,
      })
    if (undecodable[0])
      return fail('undecodable', {
        ...said(undecodable),
        explanation: say`Encoded text in ${undecodable[0].field} cannot be decoded.`,
      })
    if (long[0])
      return warn('too-long', {
        ...said(long),
        explanation: say`An encoded word in ${long[0].field} is longer than 75 characters.`,
      })
    if (quoted[0])
      return warn('quoted', {
        ...said(quoted),
        explanation: say`Encoded text in ${quoted[0].field} stands in quotes, so some programs show it undecoded.`,
      })
    if (headerIsCut(mail)) return notParsed(mail)
    if (words.length === 0)
      return info('none', {
        evidence: [{ where: 'header', what: 'no encoded words' }],
        explanation: say`Nothing in the header needs encoding.`,
      })
    return pass('valid', { evidence: evidenceOf(words), explanation: say`What is encoded in the header can be decoded.` })
  },
}

const fix: Fix = {
  who: 'message',
  say: say`Let a mail library encode names and subjects: words of at most 75 characters, outside quotes, and never in an address.`,
  why: say`Gmail refuses encoded text in addresses, and elsewhere readers see =?utf-8?… instead of words.`,
}
