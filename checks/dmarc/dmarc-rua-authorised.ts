import { type Check, fail, pass, say } from '../check.ts'
import { dmarcWalk } from '../facts/organizational-domain.ts'
import { type Destination, reportDestinations } from '../facts/report-destinations.ts'
import { Unreachable } from '../net.ts'
import type { Domain } from '../subject.ts'
import { consent, notApplicable, sawDestination, sawRecord } from './change.ts'

/** Has whoever gets the reports agreed? To a mailbox elsewhere nothing is sent before its domain says so in DNS. */
export const dmarcRuaAuthorised: Check<Domain> = {
  id: 'dmarc-rua-authorised',
  title: 'Consent to DMARC reports',
  reference: 'RFC 9990 §4; RFC 7489 §7.1',

  async run({ domain }, net) {
    if (!domain) return notApplicable(undefined)
    const walk = await dmarcWalk(domain, net)
    const { found } = walk
    // The reports of a public suffix are not the domain's to arrange.
    if (!found?.record.processed || found.how === 'from-psd') return notApplicable(walk)
    const asked = await reportDestinations(found, found.record.rua, net)
    if (asked.length === 0) return notApplicable(walk)
    const known = asked.filter((one): one is Destination => !(one instanceof Unreachable))
    const evidence = [...sawRecord(walk, found), ...known.flatMap(sawDestination)]
    const missing = known.filter(({ authorised }) => !authorised)
    const [first] = missing
    if (first) {
      const explanation = say`${first.domain} has not agreed to get reports about ${found.domain}, so none are sent there.`
      return fail('missing', { evidence, explanation, fix: consent(found.domain, missing) })
    }
    const silence = asked.find((one) => one instanceof Unreachable)
    if (silence) throw silence
    const external = known.find(({ name }) => name !== undefined)
    if (external) return pass('authorised', { evidence, explanation: say`${external.domain} has agreed to get the reports.` })
    return pass('internal', { evidence, explanation: say`The reports stay with ${found.domain}, where nobody has to agree.` })
  },
}
