import { type Check, type Evidence, info, pass, say, warn } from '../check.ts'
import { answered } from '../facts/answered.ts'
import { few } from '../facts/few.ts'
import { type MailRecord, mailRecords } from '../facts/mail-records.ts'
import { silenceOfProbe } from '../facts/name-servers.ts'
import { type Answer, type Net, type RecordType, Unreachable } from '../net.ts'
import type { Domain } from '../subject.ts'
import { nobodyAnswered, noDomain, noZone } from './evidence.ts'

/** A set of records and how long it lives. */
interface Lifetime {
  name: string
  type: RecordType
  ttls: number[]
  where: string
  /** False: a resolver has kept it for a while, and it was longer before. */
  whole: boolean
}

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
    if (!found.zone) return noZone(found.cut)
    const heard = records.some(({ answers }) => answers.length > 0)
    const resolved = heard ? undefined : await byResolver(domain, net)
    const sets = resolved?.sets ?? records.flatMap(byServers)
    const short = sets.find((set) => set.whole && least(set) < 300)
    if (short) {
      const explanation = say`${short.name} ${short.type} is kept for ${least(short)} seconds only. Useful around a change, costly otherwise.`
      return info('short', { evidence: [sawTtl(short)], explanation })
    }
    const long = sets.find((set) => most(set) > 86_400 && most(set) <= 604_800)
    if (long) {
      const explanation = say`${long.name} ${long.type} is kept for ${most(long)} seconds: a change takes days to reach everybody.`
      return info('long', { evidence: [sawTtl(long)], explanation })
    }
    const endless = sets.find((set) => most(set) > 604_800)
    if (endless) {
      return warn('very-long', {
        evidence: [sawTtl(endless)],
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
        evidence: [sawTtl(uneven)],
        explanation: say`The records of ${uneven.name} ${uneven.type} have different TTLs; together they are one set and must have one.`,
        fix: {
          who: 'dns',
          say: say`Give all records of ${uneven.name} ${uneven.type} the TTL ${3600}.`,
          why: say`Resolvers treat different TTLs in one set as an error, and keep what they like.`,
        },
      })
    }
    if (resolved?.silence) throw resolved.silence
    if (!sets.every(({ whole }) => whole)) throw nobodyAnswered(found, silenceOfProbe)
    const explanation = say`The mail records of ${domain} are kept for a reasonable time.`
    return pass('normal', { evidence: few(sets.map(sawTtl)), explanation })
  },
}

function byServers({ answers: [first] }: MailRecord): Lifetime[] {
  if (first?.outcome !== 'records' || first.aliases.length > 0) return []
  const { name, type, ttls, server } = first
  return [{ name, type, ttls, where: `${name} ${type} at ${server.name} (${server.address})`, whole: true }]
}

/** Where no server of the zone can be asked. */
async function byResolver(domain: string, net: Net): Promise<{ sets: Lifetime[]; silence: Unreachable | undefined }> {
  const asked = await Promise.all([
    answered(domain, 'MX', net),
    answered(domain, 'TXT', net),
    answered(domain, 'A', net),
    answered(`_dmarc.${domain}`, 'TXT', net),
  ])
  const answers: Answer[] = asked.filter((one): one is Exclude<typeof one, Unreachable> => !(one instanceof Unreachable))
  const sets = answers
    .filter(({ status, aliases }) => status === 'records' && aliases.length === 0)
    .map(({ name, type, ttl, authoritative = false }) => ({
      name,
      type,
      ttls: [ttl],
      where: `${name} ${type}`,
      whole: authoritative,
    }))
  return { sets, silence: asked.find((one) => one instanceof Unreachable) }
}

const least = ({ ttls }: Lifetime) => Math.min(...ttls)
const most = ({ ttls }: Lifetime) => ttls.reduce((longest, ttl) => Math.max(longest, ttl), 0)

function sawTtl({ where, ttls }: Lifetime): Evidence {
  return { where, what: `TTL ${[...new Set(ttls)].slice(0, 5).join(', ')}` }
}
