import { type Check, type Evidence, fail, type Fix, pass, saw, say } from '../check.ts'
import { type MailExchange, mailExchange, takesMail } from '../facts/mail-exchange.ts'
import { dmarcWalk, type FoundDmarc } from '../facts/organizational-domain.ts'
import { destinationDomains } from '../facts/report-destinations.ts'
import { type Net, Unreachable } from '../net.ts'
import { normalDomain } from '../records/names.ts'
import type { Domain } from '../subject.ts'
import { notApplicable, records, sawRecord, withTags } from './change.ts'

/** Can the mailbox for reports receive mail? */
export const dmarcRuaDeliverable: Check<Domain> = {
  id: 'dmarc-rua-deliverable',
  title: 'Mailbox for DMARC reports',
  reference: 'RFC 9989 §5.1.3; RFC 9990 §3.5',

  async run({ domain }, net) {
    if (!domain) return notApplicable(undefined)
    const walk = await dmarcWalk(domain, net)
    const { found } = walk
    if (!found?.record.processed || found.how === 'from-psd') return notApplicable(walk)
    const destinations = destinationDomains(found.record.rua)
    if (destinations.length === 0) return notApplicable(walk)
    const asked = await Promise.all(destinations.map((name) => lookAt(name, net)))
    const known = asked.filter((one): one is Destination => !(one instanceof Unreachable))
    const evidence: Evidence[] = [...sawRecord(walk, found), ...known.flatMap(({ exchange }) => exchange.answers.flatMap(saw))]
    const dead = known.find(({ exchange }) => !takesMail(exchange))
    if (dead) {
      const explanation = say`${dead.name} takes no mail, so the reports sent there are lost.`
      return fail('dead', { evidence, explanation, fix: another(found, dead.name) })
    }
    const silence = asked.find((one) => one instanceof Unreachable)
    if (silence) throw silence
    return pass('deliverable', { evidence, explanation: say`The reports go to a domain that takes mail.` })
  },
}

interface Destination {
  name: string
  exchange: MailExchange
}

async function lookAt(name: string, net: Net): Promise<Destination | Unreachable> {
  try {
    return { name, exchange: await mailExchange(name, net) }
  } catch (error) {
    if (error instanceof Unreachable) return error
    throw error
  }
}

function another(found: FoundDmarc, dead: string): Fix {
  const others = found.record.rua.filter((uri) => normalDomain(uri.domain) !== dead).map(({ text }) => text)
  return {
    who: 'dns',
    say: say`Give ${dead} a mail server, or let the reports go to a mailbox that exists.`,
    why: say`Nobody notices reports that do not arrive, and they are the only way to learn who sends as ${found.domain}.`,
    ...(others.length > 0
      ? {
          asks: [
            {
              question: say`Will there be mailboxes at ${dead}?`,
              answers: [
                { answer: say`Yes`, say: say`Publish the MX record of the server that takes mail for ${dead}.` },
                { answer: say`No`, say: say`Leave that address out.`, ...records(withTags(found, { rua: others.join(',') })) },
              ],
            },
          ],
        }
      : {}),
  }
}
