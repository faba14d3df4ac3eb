import { type Check, info, pass, say } from '../check.ts'
import { addressesOf, gap, mxTable, sawHosts, sawMx } from '../facts/mx-table.ts'
import type { Domain } from '../subject.ts'
import { noMx } from './change.ts'

/** Are there fewer mail servers than the list has lines? A second line for the same machine helps nobody when it is down. */
export const mxDuplicate: Check<Domain> = {
  id: 'mx-duplicate',
  title: 'Mail servers named twice',
  reference: 'RFC 5321 §5.1',

  async run({ domain }, net) {
    if (!domain) return noMx('no-mx', undefined)
    const table = await mxTable(domain, net)
    if (table.found.kind !== 'mx') return noMx('no-mx', table.found)
    const twice = table.hosts.find(({ records }) => records.length > 1)
    if (twice) {
      return info('same-target', {
        evidence: sawMx(table),
        explanation: say`${twice.name} is named ${twice.records.length} times.`,
      })
    }
    const known = table.hosts.filter((host) => !host.silence && addressesOf(host).length > 0)
    const shared = [...Map.groupBy(known, (host) => addressesOf(host).sort().join(' ')).values()].find(({ length }) => length > 1)
    const [one, other] = shared ?? []
    if (shared && one && other) {
      const explanation = say`${one.name} and ${other.name} are the same machine, so the second is no reserve.`
      return info('same-address', { evidence: sawHosts(table, shared), explanation })
    }
    const silence = gap(table)
    if (silence) throw silence
    return pass('distinct', { evidence: sawHosts(table), explanation: say`Every MX of ${domain} names another machine.` })
  },
}
