import { type Check, info, pass, say, warn } from '../check.ts'
import { few } from '../facts/few.ts'
import { mailRecords } from '../facts/mail-records.ts'
import { silenceOfProbe } from '../facts/name-servers.ts'
import type { Direct } from '../net.ts'
import type { Domain } from '../subject.ts'
import { nobodyAnswered, noDomain, noZone, sawDirect } from './evidence.ts'

/**
 * How long do resolvers keep the mail records? Too short and every mail costs more questions; too long and a mistake stays for days. Only the
 * zone's own servers say the whole time: a resolver says what is left of it.
 */
export const ttlMail: Check<Domain> = {
  id: 'ttl-mail',
  title: 'Lifetime of the mail records',
  reference: 'RFC 1912 §2.2; RFC 2181 §5.2',

  async run({ domain, selectors }, net) {
    if (!domain) return noDomain()
    const { found, records } = await mailRecords({ domain, selectors }, net)
    const { zone, cut } = found
    if (!zone) return noZone(cut)
    const sets = records
      .flatMap(({ answers }) => answers.slice(0, 1))
      .filter(({ outcome, aliases }) => outcome === 'records' && aliases.length === 0)
    if (records.every(({ answers }) => answers.length === 0)) throw nobodyAnswered(found, silenceOfProbe)
    const short = sets.find((set) => least(set) < 300)
    if (short) {
      const explanation = say`${short.name} ${short.type} is kept for ${least(short)} seconds only. Useful around a change, costly otherwise.`
      return info('short', { evidence: sawTtl(short), explanation })
    }
    const long = sets.find((set) => most(set) > 86_400 && most(set) <= 604_800)
    if (long) {
      const explanation = say`${long.name} ${long.type} is kept for ${most(long)} seconds: a change takes days to reach everybody.`
      return info('long', { evidence: sawTtl(long), explanation })
    }
    const endless = sets.find((set) => most(set) > 604_800)
    if (endless) {
      return warn('very-long', {
        evidence: sawTtl(endless),
        explanation: say`${endless.name} ${endless.type} is kept for ${most(endless)} seconds. A mistake in it would stay for weeks.`,
        fix: {
          who: 'dns',
          say: say`Set the TTL of ${endless.name} ${endless.type} to ${3600}.`,
          why: say`Nobody can take an answer back that resolvers already keep.`,
        },
      })
    }
    const uneven = sets.find((set) => least(set) !== most(set))
    if (uneven) {
      return warn('differing', {
        evidence: sawTtl(uneven),
        explanation: say`The records of ${uneven.name} ${uneven.type} have different TTLs; together they are one set and must have one.`,
        fix: {
          who: 'dns',
          say: say`Give all records of ${uneven.name} ${uneven.type} the TTL ${3600}.`,
          why: say`Resolvers treat different TTLs in one set as an error, and keep what they like.`,
        },
      })
    }
    return pass('normal', {
      evidence: few(sets.flatMap(sawTtl)),
      explanation: say`The mail records of ${domain} are kept for a reasonable time.`,
    })
  },
}

const least = ({ ttls }: Direct) => Math.min(...ttls)
const most = ({ ttls }: Direct) => ttls.reduce((longest, ttl) => Math.max(longest, ttl), 0)

function sawTtl(set: Direct) {
  const [first] = sawDirect(set)
  return first ? [{ where: first.where, what: `TTL ${[...new Set(set.ttls)].slice(0, 5).join(', ')}` }] : []
}
