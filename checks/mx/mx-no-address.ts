import { type Check, fail, type Fix, pass, say, warn } from '../check.ts'
import { addressesOf, gap, isSound, type MailHost, mxTable, type MxTable, sawHosts } from '../facts/mx-table.ts'
import type { Domain } from '../subject.ts'
import { deleted, noMx } from './change.ts'

/** Has every mail server an address? One that exists without an address cannot be reached. */
export const mxNoAddress: Check<Domain> = {
  id: 'mx-no-address',
  title: 'Addresses of the mail servers',
  reference: 'RFC 5321 §5.1',

  async run({ domain }, net) {
    if (!domain) return noMx('not-applicable', undefined)
    const table = await mxTable(domain, net)
    if (table.found.kind !== 'mx') return noMx('not-applicable', table.found)
    const empty = table.hosts.filter((host) => isSound(host) && host.exists && !host.silence && addressesOf(host).length === 0)
    const reachable = table.hosts.filter((host) => addressesOf(host).length > 0)
    const silence = gap(table)
    const [first] = empty
    if (first && reachable.length === 0 && !silence) {
      return fail('all-empty', {
        evidence: sawHosts(table, empty),
        explanation: say`No mail server of ${domain} has an address. Mail to it cannot be delivered.`,
        fix: giveAddress(domain, table, empty, false),
      })
    }
    if (first && reachable.length > 0) {
      return warn('some-empty', {
        evidence: sawHosts(table, empty),
        explanation: say`The mail server ${first.name} has no address.`,
        fix: giveAddress(domain, table, empty, true),
      })
    }
    if (silence) throw silence
    if (reachable.length === 0) return noMx('not-applicable', table.found)
    return pass('all-resolve', { evidence: sawHosts(table), explanation: say`Every mail server of ${domain} has an address.` })
  },
}

function giveAddress(domain: string, { found }: MxTable, empty: MailHost[], others: boolean): Fix {
  const names = empty.map(({ name }) => name).slice(0, 3)
  const records = empty.flatMap((host) => host.records)
  return {
    who: 'dns',
    say: others
      ? say`Publish the address of ${names.join(', ')}, or delete the MX that names it.`
      : say`Publish the address of ${names.join(', ')}.`,
    why: say`A sender looks for the address of the mail server and finds none.`,
    ...(others &&
      records.length < found.exchanges.length && {
        asks: [
          {
            question: say`Should ${names.join(', ')} still take mail?`,
            answers: [
              { answer: say`No`, say: say`Delete the MX.`, ...deleted(domain, records) },
              { answer: say`Yes`, say: say`Publish its address.` },
            ],
          },
        ],
      }),
  }
}
