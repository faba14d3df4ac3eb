import { type Check, fail, type Fix, pass, say } from '../check.ts'
import { gap, isLocalhost, type MailHost, mxTable, type MxTable, sawMx } from '../facts/mx-table.ts'
import type { Domain } from '../subject.ts'
import { deleted, noMx } from './change.ts'

/**
 * Does the MX lead the sender back to itself? `localhost` is every sender's own machine. A `loop` between servers shows only in an SMTP
 * session or in the Received fields of a mail, which a look at DNS does not have: it is not judged here.
 */
export const mxSelfLoop: Check<Domain> = {
  id: 'mx-self-loop',
  title: 'Mail loops',
  reference: 'RFC 5321 §6.3, §5.1; RFC 6761 §6.3',

  async run({ domain }, net) {
    if (!domain) return noMx('no-mx', undefined)
    const table = await mxTable(domain, net)
    if (table.found.kind !== 'mx') return noMx('no-mx', table.found)
    const evidence = sawMx(table)
    const local = table.hosts.filter(isLocalhost)
    const [first] = local
    if (first) {
      return fail('localhost', {
        evidence,
        explanation: say`The MX of ${domain} names ${first.name}, which is the sender's own machine, whoever sends.`,
        fix: remove(domain, table, local),
      })
    }
    const silence = gap(table, () => false)
    if (silence) throw silence
    return pass('none', { evidence, explanation: say`No MX of ${domain} leads a sender back to itself.` })
  },
}

function remove(domain: string, { found }: MxTable, local: MailHost[]): Fix {
  const records = local.flatMap((host) => host.records)
  const others = records.length < found.exchanges.length
  return {
    who: 'dns',
    say: others
      ? say`Delete the MX that names it.`
      : say`Let the MX name the server that takes the mail of ${domain}, by its public name.`,
    why: say`A sender that connects to itself refuses the mail as a loop, or bounces it.`,
    ...(others && deleted(domain, records)),
  }
}
