import { type Check, type Evidence, fail, type Fix, pass, say } from '../check.ts'
import { gap, isLocalhost, type MailHost, mxTable, type MxTable, sawMx } from '../facts/mx-table.ts'
import { isMail } from '../facts/observed-mail.ts'
import { fieldsNamed } from '../records/headers.ts'
import { readReceived } from '../records/received.ts'
import type { Domain } from '../subject.ts'
import { deleted, noMx } from './change.ts'

/**
 * Does the MX lead the sender back to itself? `localhost` is every sender's own machine. A `loop` between servers shows where the Received
 * fields of a mail name one of them three times. A server would say so (x.4.6) only to whoever names a recipient, which a look does not do.
 */
export const mxSelfLoop: Check<Domain> = {
  id: 'mx-self-loop',
  title: 'Mail loops',
  reference: 'RFC 5321 §6.3, §5.1; RFC 6761 §6.3',

  async run(subject, net) {
    const { domain } = subject
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
    const loop = passedThrice(subject, table)
    if (loop) {
      return fail('loop', {
        evidence: [...evidence, loop.seen],
        explanation: say`Mail to ${domain} goes round in a circle through ${loop.host}.`,
        fix: {
          who: 'mail-server',
          say: say`Have ${loop.host} take mail for ${domain} as its own, or tell it (transport table) which server does.`,
          why: say`A server that does not know the domain as its own asks DNS, finds itself, and after some turns the mail is sent back.`,
        },
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

interface Loop {
  host: string
  seen: Evidence
}

/** Received fields that are read; servers give up after some dozen hops. */
const mostHops = 100

/** A mail server that the mail at hand passed three times (RFC 5321 §6.3). */
function passedThrice(subject: Domain, { hosts }: MxTable): Loop | undefined {
  if (!isMail(subject)) return undefined
  const passed = fieldsNamed(subject.headers, 'received').slice(0, mostHops)
  const turns = Map.groupBy(passed, ({ value }) => readReceived(value).by)
  const host = hosts.find(({ name }) => (turns.get(name)?.length ?? 0) >= 3)
  return host && { host: host.name, seen: { where: 'Received', what: `by ${host.name}, three times or more` } }
}
