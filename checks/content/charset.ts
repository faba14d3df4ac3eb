import { type Check, fail, type Fix, info, pass, say, warn } from '../check.ts'
import { charsetOf, decodedOctets, hasHighOctets, nameOfPart } from '../facts/octets.ts'
import { notParsed } from '../facts/unread.ts'
import type { Leaf } from '../records/mime.ts'
import type { TestMail } from '../subject.ts'

const looked = 4 * 1024 * 1024

/** Is the character set of each text declared, and is it that one? Else readers see broken letters. */
export const charset: Check<TestMail> = {
  id: 'charset',
  title: 'Character set',
  reference: 'RFC 2045 §5.2',

  async run(mail) {
    const texts = mail.structure.leaves.filter(({ type, attached }) => type.startsWith('text/') && !attached)
    const read = texts.map((leaf) => ({ leaf, name: charsetOf(leaf), octets: decodedOctets(mail, leaf, looked) }))
    const evidence = read.slice(0, 20).map(({ leaf, name }) => ({ where: nameOfPart(leaf), what: name || 'no charset' }))
    for (const { leaf, name, octets } of read) {
      if (name !== '' && !decodes(octets, name))
        return fail('wrong', {
          evidence,
          explanation: say`The part ${leaf.type} says ${name} and holds octets that are none.`,
          fix,
        })
    }
    const silent = read.find(({ name, octets }) => name === '' && hasHighOctets(octets))
    if (silent)
      return warn('undeclared', {
        evidence,
        explanation: say`The part ${silent.leaf.type} does not say in which character set it is.`,
        fix,
      })
    const meta = read.find(differsInside)
    if (meta)
      return info('meta-differs', { evidence, explanation: say`The HTML itself names another character set than its part does.` })
    if (texts.length === 0 && mail.notParsed) return notParsed(mail)
    return pass('correct', { evidence, explanation: say`The texts are in the character set they say.` })
  },
}

function decodes(octets: Buffer, name: string): boolean {
  if (!hasHighOctets(octets) && !/^(?:utf-?16|utf-?32|iso-2022|hz|utf-7)/.test(name)) return true
  if (/^(?:us-)?ascii$/.test(name)) return false
  try {
    new TextDecoder(name, { fatal: true }).decode(octets)
    return true
  } catch {
    return false
  }
}

function differsInside({ leaf, name, octets }: { leaf: Leaf; name: string; octets: Buffer }): boolean {
  if (leaf.type !== 'text/html' || name === '') return false
  const head = octets.subarray(0, 4096).toString('latin1')
  const inside = /<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{1,40})/i.exec(head)?.[1]?.toLowerCase()
  return inside !== undefined && labelOf(inside) !== labelOf(name)
}

/** One name for all names of a character set. */
function labelOf(name: string): string {
  try {
    return new TextDecoder(name).encoding
  } catch {
    return name
  }
}

const fix: Fix = {
  who: 'message',
  say: say`Write the texts in UTF-8 and declare it: charset=utf-8 in the Content-Type of each.`,
  why: say`Readers see broken letters, and filters take them for an attempt to hide words.`,
}
