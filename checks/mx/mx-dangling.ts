import { type Check, fail, type Fix, pass, say, warn } from '../check.ts'
import { freeDomain } from '../facts/free-domain.ts'
import { addressesOf, gap, isSound, type MailHost, mxTable, type MxTable, sawHosts } from '../facts/mx-table.ts'
import type { Domain } from '../subject.ts'
import { deleted, noMx } from './change.ts'

/**
 * Does the domain name a mail server that does not exist? If the domain of that server can be registered, whoever does so receives the mail.
 * Whether it is really free only its registry knows; that the name is gone from DNS is what we can see.
 */
export const mxDangling: Check<Domain> = {
  id: 'mx-dangling',
  title: 'Mail servers that do not exist',
  reference: 'RFC 5321 §5.1',

  async run({ domain }, net) {
    if (!domain) return noMx('no-mx', undefined)
    const table = await mxTable(domain, net)
    if (table.found.kind !== 'mx') return noMx('no-mx', table.found)
    const gone = table.hosts.filter((host) => isSound(host) && host.exists === false)
    const [first] = gone
    if (!first) {
      const silence = gap(table, ({ exists }) => exists === undefined)
      if (silence) throw silence
      return pass('none', { evidence: sawHosts(table), explanation: say`Every mail server that ${domain} names exists.` })
    }
    const evidence = sawHosts(table, gone)
    const free = await freeDomain(
      gone.map(({ name }) => name),
      domain,
      net,
    )
    if (free) {
      return fail('registrable', {
        evidence: [...evidence, { where: `${free} NS`, what: 'no such name (NXDOMAIN)' }],
        explanation: say`The mail server ${first.name} is gone, and so is ${free}. Whoever registers it receives mail for ${domain}.`,
        fix: remove(domain, table, gone),
      })
    }
    if (table.hosts.every((host) => gone.includes(host)) && !table.more) {
      return fail('all', {
        evidence,
        explanation: say`No mail server that ${domain} names exists. Mail to it cannot be delivered.`,
        fix: remove(domain, table, gone),
      })
    }
    return warn('some', {
      evidence,
      explanation: say`The mail server ${first.name} does not exist. Mail waits or is lost whenever a sender picks it.`,
      fix: remove(domain, table, gone),
    })
  },
}

function remove(domain: string, { hosts, found }: MxTable, gone: MailHost[]): Fix {
  const records = gone.flatMap((host) => host.records)
  const others = hosts.some((host) => !gone.includes(host) && addressesOf(host).length > 0)
  const names = gone.map(({ name }) => name).slice(0, 3)
  const why = say`A sender that picks a server which does not exist cannot deliver.`
  if (!others || records.length === found.exchanges.length) {
    return {
      who: 'dns',
      say: say`Name a mail server that exists, or give ${names.join(', ')} an address.`,
      why,
    }
  }
  return {
    who: 'dns',
    say: say`Delete the MX that names ${names.join(', ')}, or bring that server back.`,
    why,
    asks: [
      {
        question: say`Should ${names.join(', ')} still take mail?`,
        answers: [
          { answer: say`No`, say: say`Delete the MX.`, ...deleted(domain, records) },
          { answer: say`Yes`, say: say`Publish the address of the server at ${names.join(', ')}.` },
        ],
      },
    ],
  }
}
