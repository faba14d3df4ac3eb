import { type Check, type Fix, info, pass, say, warn } from '../check.ts'
import { providerOfMx } from '../facts/mail-providers.ts'
import { gap, type MailHost, mxTable, sawMx } from '../facts/mx-table.ts'
import { registrableDomain } from '../records/names.ts'
import type { Domain } from '../subject.ts'
import { deleted, noMx } from './change.ts'

/** Do the preferences send the mail where its owner looks? Equal numbers share it out at random, the next higher takes it in an outage. */
export const mxPreference: Check<Domain> = {
  id: 'mx-preference',
  title: 'Order of the mail servers',
  reference: 'RFC 5321 §5.1',

  async run({ domain }, net) {
    if (!domain) return noMx('no-mx', undefined)
    const table = await mxTable(domain, net)
    if (table.found.kind !== 'mx') return noMx('no-mx', table.found)
    const evidence = sawMx(table)
    const mailboxes = Map.groupBy(table.hosts.filter(isMailbox), operator)
    const [one, other] = [...mailboxes.keys()]
    if (one !== undefined && other !== undefined) {
      return warn('foreign-provider', {
        evidence,
        explanation: say`Mail for ${domain} goes partly to ${one} and partly to ${other}. What the other gets, its owner does not see.`,
        fix: keepOne(domain, mailboxes),
      })
    }
    // All that matters here is in the MX records; only targets beyond those looked at are a gap.
    const silence = gap(table, () => false)
    if (silence) throw silence
    const least = Math.min(...table.hosts.map(lowest))
    const [first, ...others] = table.hosts.filter((host) => lowest(host) === least)
    const foreign = first && others.find((host) => operator(host) !== operator(first))
    if (foreign) {
      const explanation = say`Senders choose at random between ${first.name} and ${foreign.name}, which different people run.`
      return info('equal-mixed', { evidence, explanation })
    }
    return pass('ordered', { evidence, explanation: say`Senders know which mail server of ${domain} to try first.` })
  },
}

function lowest({ records }: MailHost): number {
  return records[0]?.preference ?? 0
}

function isMailbox({ name }: MailHost): boolean {
  return providerOfMx(name)?.kind === 'mailbox'
}

function operator({ name }: MailHost): string {
  return providerOfMx(name)?.name ?? registrableDomain(name)
}

function keepOne(domain: string, mailboxes: Map<string, MailHost[]>): Fix {
  const services = [...mailboxes].slice(0, 4)
  return {
    who: 'dns',
    say: say`Keep the MX records of the service with your mailboxes, and delete those of the other.`,
    why: say`A sender may pick any server in the list; mail for a mailbox that does not exist there is refused or lost.`,
    asks: [
      {
        question: say`Which service has the mailboxes of ${domain}?`,
        answers: services.map(([service]) => {
          const others = [...mailboxes].filter(([name]) => name !== service).flatMap(([, hosts]) => hosts)
          return {
            answer: say`${service}`,
            say: say`Delete the MX records of the others.`,
            ...deleted(
              domain,
              others.flatMap(({ records }) => records),
            ),
          }
        }),
      },
    ],
  }
}
