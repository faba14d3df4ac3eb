import { type Check, type Fix, info, pass, say, warn } from '../check.ts'
import { dmarcWalk, type FoundDmarc } from '../facts/organizational-domain.ts'
import { type Destination, reportDestinations } from '../facts/report-destinations.ts'
import { Unreachable } from '../net.ts'
import type { Domain } from '../subject.ts'
import { consent, noRecord, records, sawDestination, sawRecord, withTags } from './change.ts'

/** Are reports about single mails requested, and knowingly? They hold addresses and subjects of real mail, and few receivers send them. */
export const dmarcRuf: Check<Domain> = {
  id: 'dmarc-ruf',
  title: 'Reports about single mails',
  reference: 'RFC 9989 §4.7, §10.2; RFC 9991 §5',

  async run({ domain }, net) {
    if (!domain) return noRecord(undefined)
    const walk = await dmarcWalk(domain, net)
    const { found } = walk
    if (!found?.record.processed) return noRecord(walk)
    const { ruf, tags } = found.record
    const evidence = sawRecord(walk, found)
    if (!tags.some(({ name }) => name === 'ruf')) {
      return pass('absent', { evidence, explanation: say`No reports about single mails are requested.` })
    }
    const bad = ruf.find(({ valid }) => !valid)
    if (bad || ruf.length === 0) {
      const explanation = say`${bad?.text ?? 'ruf='} is no address that reports could go to.`
      return warn('bad-uri', { evidence, explanation, fix: leaveOut(found) })
    }
    const asked = await reportDestinations(found, ruf, net)
    const known = asked.filter((one): one is Destination => !(one instanceof Unreachable))
    evidence.push(...known.flatMap(sawDestination))
    const missing = known.filter(({ authorised }) => !authorised)
    const [first] = missing
    if (first && found.how !== 'from-psd') {
      const explanation = say`${first.domain} has not agreed to get reports about mail of ${found.domain}, so none are sent there.`
      return warn('unauthorised', { evidence, explanation, fix: { ...consent(found.domain, missing), ...orLeaveOut(found) } })
    }
    const silence = asked.find((one) => one instanceof Unreachable)
    if (silence) throw silence
    const explanation = say`Reports about single mails are requested. Few receivers send them, and they hold personal data.`
    return info('present', { evidence, explanation })
  },
}

/** `fo` only says when such a report is wanted, so it goes too. */
function leaveOut(found: FoundDmarc): Fix {
  const change = found.how === 'from-psd' ? undefined : withTags(found, { ruf: undefined, fo: undefined })
  return {
    who: 'dns',
    say: say`Take ${'ruf='} out of the record at ${`_dmarc.${found.domain}`}.`,
    why: say`Nothing is sent there as it is. Most large receivers never send such reports.`,
    ...records(change),
  }
}

function orLeaveOut(found: FoundDmarc): Pick<Fix, 'steps'> {
  return { steps: [say`Or take ${'ruf='} out of the record at ${`_dmarc.${found.domain}`}; few receivers send such reports.`] }
}
