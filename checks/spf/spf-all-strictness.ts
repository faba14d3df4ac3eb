import { type Check, info, pass, say } from '../check.ts'
import { mailExchange } from '../facts/mail-exchange.ts'
import { dmarcWalk, effectivePolicy } from '../facts/organizational-domain.ts'
import { sawSpf } from '../facts/saw-spf.ts'
import { endOf, permitsNobody } from '../facts/spf-end.ts'
import { type SpfNode, spfTree } from '../facts/spf-tree.ts'
import type { Net } from '../net.ts'
import type { Domain } from '../subject.ts'
import { noRecord } from './change.ts'

/** Does `-all` fit the domain? Some receivers refuse on it at once, before they see the signature that forwarded mail still carries. */
export const spfAllStrictness: Check<Domain> = {
  id: 'spf-all-strictness',
  title: 'Strictness of the SPF record',
  reference: 'RFC 9989 §7.1',

  async run(subject, net) {
    if (!subject.spfDomain) return noRecord('not-applicable', undefined)
    const { root, silences } = await spfTree(subject, net)
    if (!root.record) return noRecord('not-applicable', root)
    const { node, all, silent } = endOf(root)
    const [silence] = silences
    if (silent && silence) throw silence
    const evidence = [...sawSpf(root), ...(node === root ? [] : sawSpf(node))]
    const { domain } = root
    if (all?.qualifier === '-' && (await isParked(subject, root, net))) {
      const explanation = permitsNobody(root)
        ? say`${domain} sends nothing, and its SPF record says so.`
        : say`${domain} has no mail server of its own, and everybody it does not name is refused (${'-all'}).`
      return pass('balanced', { evidence, explanation })
    }
    if (all?.qualifier === '-') {
      const explanation = say`${'-all'} makes some receivers refuse forwarded mail before they look at its signature.`
      return info('strict', { evidence, explanation })
    }
    if (all?.qualifier !== '~') {
      return info('not-applicable', { evidence, explanation: say`The SPF record ends in neither ${'-all'} nor ${'~all'}.` })
    }
    const policy = (await effectivePolicy(await dmarcWalk(subject.domain || domain, net), net))?.policy ?? 'none'
    if (policy === 'none') {
      const explanation = say`${'~all'} only marks other servers as suspicious, and no DMARC policy asks receivers to act on it.`
      return info('softfail-unenforced', { evidence, explanation })
    }
    const explanation = say`${'~all'} leaves the decision to DMARC, which also sees the signature.`
    return pass('balanced', { evidence, explanation })
  },
}

/** Not seen sending, and without an MX or with a record that permits nobody. */
async function isParked({ sends }: Domain, { domain, record }: SpfNode, net: Net): Promise<boolean> {
  if (sends) return false
  if (record?.terms.every(({ name }) => name === 'all')) return true
  return (await mailExchange(domain, net)).kind !== 'mx'
}
