import { type Check, type Fix, info, pass, say, warn } from '../check.ts'
import { dmarcWalk, type FoundDmarc } from '../facts/organizational-domain.ts'
import { tagValue } from '../records/tags.ts'
import type { Domain } from '../subject.ts'
import { noRecord, records, sawRecord, withTags } from './change.ts'

/** Does the record use tags that no longer exist? Old receivers still act on `pct`, new ones do not, so they disagree. */
export const dmarcObsoleteTags: Check<Domain> = {
  id: 'dmarc-obsolete-tags',
  title: 'Removed DMARC tags',
  reference: 'RFC 9989 App. A.6, C.5.2; RFC 7489 §6.3',

  async run({ domain }, net) {
    if (!domain) return noRecord(undefined)
    const walk = await dmarcWalk(domain, net)
    const { found } = walk
    if (!found?.record.processed) return noRecord(walk)
    const evidence = sawRecord(walk, found)
    const { obsolete, p, onlyMonitors } = found.record
    const [first] = obsolete
    if (!first) return pass('none', { evidence, explanation: say`The DMARC record uses no tag that was removed.` })
    const share = percentOf(tagValue(obsolete, 'pct'))
    const enforced = p !== undefined && p !== 'none' && !onlyMonitors
    if (enforced && share === 0) {
      const explanation = say`With ${'pct=0'} older receivers act one level milder than ${`p=${p}`}, and newer ones in full.`
      return warn('zero', { evidence, explanation, fix: decide(found) })
    }
    if (enforced && share !== undefined && share < 100) {
      const explanation = say`Older receivers apply ${`p=${p}`} to ${share} in 100 mails, newer ones to all.`
      return warn('partial', { evidence, explanation, fix: decide(found) })
    }
    return info('harmless', { evidence, explanation: say`${`${first.name}=${first.value}`} has no effect any more.` })
  },
}

/** 0 to 100; undefined when it is no such number. */
function percentOf(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,3}$/.test(value) && Number(value) <= 100 ? Number(value) : undefined
}

function decide(found: FoundDmarc): Fix {
  const gone = { pct: undefined, rf: undefined, ri: undefined }
  const own = found.how !== 'from-psd'
  return {
    who: 'dns',
    say: say`Take ${'pct='} out of the record at ${`_dmarc.${found.domain}`}.`,
    why: say`The tag was removed in 2025. Receivers that know that apply the policy to every mail.`,
    asks: [
      {
        question: say`Should the policy take full effect everywhere?`,
        answers: [
          { answer: say`Yes`, say: say`Take the removed tags out.`, ...records(own ? withTags(found, gone) : undefined) },
          {
            answer: say`No, it is still on trial`,
            say: say`Say so with ${'t=y'}, which newer receivers understand: they act one level milder.`,
            ...records(own ? withTags(found, { ...gone, t: 'y' }) : undefined),
          },
        ],
      },
    ],
  }
}
