import { type Check, fail, type Fix, pass, say, warn } from '../check.ts'
import { decodedOctets, nameOfPart } from '../facts/octets.ts'
import { notParsed } from '../facts/unread.ts'
import { type Content, contentOf, fits } from '../records/magic.ts'
import type { Leaf } from '../records/mime.ts'
import type { TestMail } from '../subject.ts'

/** Encoded octets of a part that are looked at: what a file is shows at its beginning. */
const looked = 4096
const mostParts = 100

/** Are the parts what they say they are? Filters open files to see. */
export const mimeTypeMismatch: Check<TestMail> = {
  id: 'mime-type-mismatch',
  title: 'Types and contents',
  reference: 'RFC 2045 §5',

  async run(mail) {
    const seen = mail.structure.leaves
      .slice(0, mostParts)
      .map((leaf) => ({ leaf, content: contentOf(decodedOctets(mail, leaf, looked)) }))
    const evidence = seen.slice(0, 20).map(shown)
    const disguised = seen.find(
      ({ leaf, content }) => content === 'program' && /^(?:image|text|audio|video)\/|^application\/pdf$/.test(leaf.type),
    )
    if (disguised) {
      const explanation = say`A part says it is ${disguised.leaf.type} and is a program.`
      return fail('disguised', { evidence: [shown(disguised)], explanation, fix })
    }
    const wrong = seen.find(({ leaf, content }) => content !== undefined && !fits(leaf.type, content))
    if (wrong?.content) {
      const explanation = say`A part says it is ${wrong.leaf.type} and holds ${wrong.content}.`
      return warn('mismatch', { evidence: [shown(wrong)], explanation, fix })
    }
    if (mail.notParsed) return notParsed(mail, evidence)
    return pass('match', { evidence, explanation: say`The parts are what they say they are.` })
  },
}

const shown = ({ leaf, content }: { leaf: Leaf; content: Content | undefined }) => ({
  where: nameOfPart(leaf),
  what: content ? `begins as ${content}` : 'nothing speaks against it',
})

const fix: Fix = {
  who: 'message',
  say: say`Declare each part's true type and give the file its true ending.`,
  why: say`Filters take a file that pretends for an attack.`,
}
