import { type Check, type Evidence, fail, type Fix, info, pass, say, unknown, warn, type Words } from '../check.ts'
import { sawSpf } from '../facts/saw-spf.ts'
import { endOf, type SpfEnd } from '../facts/spf-end.ts'
import { type SpfNode, type SpfTree, spfTree } from '../facts/spf-tree.ts'
import { type Mechanism, withoutTerms } from '../records/spf.ts'
import type { Domain } from '../subject.ts'
import { noRecord, records, replaced } from './change.ts'

/** What does the record say about everyone it does not name? Without `~all` or `-all` it forbids nobody. */
export const spfAll: Check<Domain> = {
  id: 'spf-all',
  title: 'End of the SPF record',
  reference: 'RFC 7208 §4.7, §5.1, §6.1, §8',

  async run(subject, net) {
    if (!subject.spfDomain) return noRecord('no-record', undefined)
    const tree = await spfTree(subject, net)
    const { root } = tree
    if (!root.record) return noRecord('no-record', root)
    const end = endOf(root)
    if (end.silent) throw silenceOf(tree)
    const evidence = [...sawSpf(root), ...sawEnd(end, root)]
    if (end.perSender) {
      const explanation = say`Where the SPF record of ${root.domain} leads depends on the sender, and none was seen.`
      return unknown('lookup-failed', { evidence, explanation, side: 'theirs' })
    }
    const all = end.all
    if (!all && isUnreadable(end.node)) {
      const explanation = say`The end of the SPF record of ${end.node.domain} cannot be read.`
      return info('no-record', { evidence, explanation })
    }
    if (!all) {
      const explanation = say`The SPF record of ${end.node.domain} does not say what holds for all others, so nobody is forbidden.`
      return warn('missing', { evidence, explanation, fix: finish(root, end) })
    }
    if (all.qualifier === '+') {
      const explanation = say`The SPF record permits every server in the world to send for ${root.domain}.`
      return fail('pass-all', { evidence, explanation, fix: finish(root, end) })
    }
    if (all.qualifier === '?') {
      const explanation = say`The SPF record says nothing about other servers (${all.text}), so nobody is forbidden.`
      return warn('neutral-all', { evidence, explanation, fix: finish(root, end) })
    }
    if (end.node !== root) return pass('redirected', { evidence, explanation: ending(all, end.node.domain) })
    return pass(all.qualifier === '-' ? 'fail-all' : 'softfail-all', { evidence, explanation: ending(all, root.domain) })
  },
}

/** No record at the end of a redirect, or one whose `all` is written wrong: a permerror that spf-include-missing or spf-syntax has named. */
function isUnreadable({ record }: SpfNode): boolean {
  return !record || (!record.valid && /(?<![a-z.])all(?: |$)/i.test(record.text))
}

function silenceOf({ silences }: SpfTree): Error {
  return silences.at(-1) ?? new Error('spf-all: a silent redirect without its silence')
}

function sawEnd({ node }: SpfEnd, root: SpfNode): Evidence[] {
  return node === root ? [] : sawSpf(node)
}

function ending({ qualifier }: Mechanism, domain: string): Words {
  return qualifier === '-'
    ? say`Servers that ${domain} does not name are refused (${'-all'}).`
    : say`Servers that ${domain} does not name are suspicious (${'~all'}).`
}

function finish(root: SpfNode, { node, all }: SpfEnd): Fix {
  const why = say`With ${'~all'} receivers know that other servers are not yours, and forwarded mail still arrives.`
  // Only the domain's own record is theirs to change; a record that redirects elsewhere is left to the other domain.
  if (node !== root || !root.record || root.record.terms.some((term) => term.kind === 'modifier' && term.name === 'redirect')) {
    return {
      who: 'dns',
      say: say`Have ${node.domain} end its record with ${'~all'}, or end your own record so instead of redirecting there.`,
      why,
    }
  }
  const value = `${withoutTerms(root.record, all ? [all] : [])} ~all`
  return { who: 'dns', say: say`End the record with ${'~all'}.`, why, ...records(replaced(root.domain, root.record, value)) }
}
