/**
 * Whether a zone is signed, and what a validating resolver makes of it (RFC 4033 §5). The DS stands in the zone above and says which keys to
 * believe; the keys (DNSKEY) stand in the zone. We ask a resolver and read its AD bit; we compute no signature ourselves.
 *
 * - secure: DS, and the resolver validated the answer.
 * - insecure: no DS and no key, or only algorithms that no validator knows, which count as unsigned (RFC 4035 §5.2).
 * - island: keys without a DS; nobody is told to believe them.
 * - bogus: DS, SERVFAIL, and an answer once validation is switched off (CD=1): the signatures are wrong, and most receivers see nothing.
 * - undecided: DS and an answer without AD: our resolver does not validate.
 */
import { type Answer, type Net, type RecordType, Unreachable } from '../net.ts'
import { answered } from './answered.ts'
import { remember } from './remember.ts'

export interface Dnssec {
  zone: string
  status: 'secure' | 'insecure' | 'island' | 'bogus' | 'undecided'
  ds: Answer<'DS'>
  keys: Answer<'DNSKEY'>
  /** The SOA of the zone, validated where the resolver does that; with validation switched off when that fails. */
  soa: Answer<'SOA'>
}

/** Algorithms that validators in use know (IANA registry; RFC 9904, RFC 9905). */
const validated = new Set([5, 7, 8, 10, 13, 14, 15, 16])

/** @throws {Unreachable} when the zone, its keys or its DS were silent, validated or not */
export function dnssec(zone: string, net: Net): Promise<Dnssec> {
  return remember(net, `dnssec ${zone}`, async () => {
    const checked = await answered(zone, 'SOA', net)
    const [soa, ds, keys] = await Promise.all([
      checked instanceof Unreachable ? resolveAnyhow(zone, 'SOA', net) : checked,
      resolveAnyhow(zone, 'DS', net),
      resolveAnyhow(zone, 'DNSKEY', net),
    ])
    return { zone, ds, keys, soa, status: statusOf(ds, keys, checked) }
  })
}

function statusOf(ds: Answer<'DS'>, keys: Answer<'DNSKEY'>, checked: Answer<'SOA'> | Unreachable): Dnssec['status'] {
  if (ds.records.length === 0) {
    if (checked instanceof Unreachable) throw checked
    return keys.records.length > 0 ? 'island' : 'insecure'
  }
  if (checked instanceof Unreachable) return 'bogus'
  if (ds.records.every(({ algorithm }) => !validated.has(algorithm))) return 'insecure'
  return checked.authenticated ? 'secure' : 'undecided'
}

/** With validation switched off where the resolver refuses what it could not validate. */
async function resolveAnyhow<T extends RecordType>(name: string, type: T, net: Net): Promise<Answer<T>> {
  const answer = await answered(name, type, net)
  if (!(answer instanceof Unreachable)) return answer
  if (answer.reason !== 'servfail' && answer.reason !== 'bogus') throw answer
  return await net.dns.resolve(name, type, { unchecked: true })
}
