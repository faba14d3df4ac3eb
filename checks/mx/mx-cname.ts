import { type Check, type Evidence, fail, type Fix, pass, say } from '../check.ts'
import { addressesOf, gap, type MailHost, mxTable, type MxTable, sawHosts } from '../facts/mx-table.ts'
import type { RecordData } from '../net.ts'
import { isHostName } from '../records/names.ts'
import type { Domain } from '../subject.ts'
import { noMx, renamed } from './change.ts'

/**
 * Is a mail server named by an alias? Most senders deliver all the same, which is why it is seldom noticed; others refuse, and a sender
 * that is itself behind the alias does not find itself in the list and sends in a circle (RFC 5321 §5.1).
 */
export const mxCname: Check<Domain> = {
  id: 'mx-cname',
  title: 'Aliases as mail servers',
  reference: 'RFC 2181 §10.3; RFC 5321 §5.1',

  async run({ domain }, net) {
    if (!domain) return noMx('no-mx', undefined)
    const table = await mxTable(domain, net)
    if (table.found.kind !== 'mx') return noMx('no-mx', table.found)
    const aliased = table.hosts.filter(({ fault }) => fault === 'alias')
    const [first] = aliased
    if (first) {
      const end = first.aliases.at(-1)?.target ?? ''
      return fail('aliased', {
        evidence: [...sawHosts(table, aliased), ...aliased.flatMap(sawCircle)],
        explanation: say`The mail server ${first.name} is an alias of ${end}. An MX must name the host itself.`,
        fix: nameTheHost(domain, table, aliased),
      })
    }
    // One answer of either type would have shown the alias.
    const silence = gap(table, ({ answers }) => answers.length === 0)
    if (silence) throw silence
    return pass('canonical', { evidence: sawHosts(table), explanation: say`No mail server of ${domain} is named by an alias.` })
  },
}

function sawCircle({ answers, aliases }: MailHost): Evidence[] {
  return answers.length > 0
    ? []
    : aliases.map(({ name, target }) => ({ where: `${name} CNAME`, what: `${target}, which leads back` }))
}

function nameTheHost(domain: string, { found }: MxTable, aliased: MailHost[]): Fix {
  const why = say`RFC 2181 forbids it: some senders refuse the name, others look up twice.`
  const ends = new Map<RecordData['MX'], string>()
  for (const host of aliased) for (const record of host.records) ends.set(record, host.aliases.at(-1)?.target ?? '')
  const deliverable = aliased.every((host) => addressesOf(host).length > 0 && isHostName(host.aliases.at(-1)?.target ?? ''))
  if (!deliverable) {
    const names = aliased.map(({ name }) => name).slice(0, 3)
    return { who: 'dns', say: say`Name the host that takes the mail instead of ${names.join(', ')}, or delete the MX.`, why }
  }
  return { who: 'dns', say: say`Name the host behind the alias.`, why, ...renamed(domain, found.exchanges, ends) }
}
