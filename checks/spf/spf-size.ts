import { type Check, type Evidence, fail, type Fix, info, pass, say, warn } from '../check.ts'
import { sawSpf } from '../facts/saw-spf.ts'
import { type SpfNode, spfTree } from '../facts/spf-tree.ts'
import type { SpfRecord } from '../records/spf.ts'
import type { Domain } from '../subject.ts'
import { noRecord, records, replaced, seamsOf, stringsOf } from './change.ts'

/** RFC 7208 §3.4 asks for less than 450 octets, so that the answer fits into 512 with other records beside it. */
const longest = 450
/** What fits through everywhere in one datagram (RFC 9715 §3.2 and the flag day of 2020). */
const largestAnswer = 1232

/** Is the record short enough, and do its strings join to what was meant? They are joined without a space. */
export const spfSize: Check<Domain> = {
  id: 'spf-size',
  title: 'Size of the SPF record',
  reference: 'RFC 7208 §3.3, §3.4; RFC 1035 §3.3.14',

  async run(subject, net) {
    if (!subject.spfDomain) return noRecord('no-record', undefined)
    const { root } = await spfTree(subject, net)
    const { record, domain, answer } = root
    if (!record) return noRecord('no-record', root)
    const octets = Buffer.byteLength(record.text)
    const evidence = [...sawSpf(root), sawSize(root, octets)]
    const [glued] = seamsOf(root)
    if (glued) {
      const explanation = say`Two strings of the SPF record join to ${glued.found}, without a space between two terms.`
      return fail('seam-glued', { evidence, explanation, fix: separate(root, record) })
    }
    if (answer.size > largestAnswer) {
      const explanation = say`All TXT records of ${domain} together take ${answer.size} octets, too many for one datagram everywhere.`
      return warn('udp-overflow', { evidence, explanation, fix: lighten(root) })
    }
    if (octets > longest) {
      const explanation = say`The SPF record has ${octets} octets. Up to ${longest} fit into the smallest answer.`
      return info('long', { evidence, explanation })
    }
    return pass('fits', { evidence, explanation: say`The SPF record is short enough.` })
  },
}

function sawSize(root: SpfNode, octets: number): Evidence {
  const { answer } = root
  const strings = stringsOf(root).map((text) => Buffer.byteLength(text))
  const what = `${octets} octets in ${strings.length} ${strings.length === 1 ? 'string' : 'strings'}`
  const { server, ttl, milliseconds } = answer
  const all = `${answer.records.length} TXT records, the whole answer ${answer.size} octets`
  return { where: `${root.domain} TXT`, what: `${what}; ${all}`, asked: { server, ttl, milliseconds } }
}

function separate(root: SpfNode, record: SpfRecord): Fix {
  const seams = new Set(seamsOf(root).flatMap(({ seams }) => seams))
  const value = [...record.text].map((character, index) => (seams.has(index) ? ` ${character}` : character)).join('')
  const change = replaced(root.domain, record, value)
  return {
    who: 'dns',
    say: say`Put a space at the end of a string whose last term is complete.`,
    why: say`Receivers join the strings as they are. Two terms without a space between them make the record unreadable.`,
    ...records(change),
  }
}

function lighten({ domain }: SpfNode): Fix {
  return {
    who: 'dns',
    say: say`Delete the TXT records of ${domain} that nothing needs any more, such as proofs of ownership for services you have left.`,
    why: say`A large answer has to be asked again over TCP, and networks that block that get no SPF record at all.`,
  }
}
