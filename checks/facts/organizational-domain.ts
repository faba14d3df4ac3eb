/**
 * The DMARC tree walk (RFC 9989 §4.10): which DMARC record applies to a domain, and what its organizational domain is.
 *
 * `_dmarc` is asked at the domain and at every name above it, at most eight questions; from a name of eight or more labels the walk jumps
 * to the last seven. At each name texts of another kind are discarded, and several records are all discarded. `psd=n` and `psd=y` end the
 * walk. The organizational domain decides what is aligned with what; a domain without any record above it is its own.
 */
import { type Answer, type Net, Unreachable } from '../net.ts'
import { type DmarcRecord, isDmarc, type Policy, readDmarc } from '../records/dmarc.ts'
import { remember } from './remember.ts'

/** One name of the walk. */
export interface WalkStep {
  /** The domain whose record this would be. */
  domain: string
  answer: Answer<'TXT'>
  /** The DMARC records there. More than one: all are discarded. */
  texts: string[]
  record: DmarcRecord | undefined
}

export interface FoundDmarc {
  domain: string
  record: DmarcRecord
  /** At the domain itself, at its organizational domain, or at the public suffix above that. */
  how: 'own' | 'inherited' | 'from-psd'
}

export interface DmarcWalk {
  domain: string
  /** The names asked that answered, from the domain upwards, to where the walk ended. */
  steps: WalkStep[]
  /** The record that applies. */
  found: FoundDmarc | undefined
}

/**
 * Which DMARC record applies to `domain` (RFC 9989 §4.10.1), which must not be empty.
 * @throws {Unreachable} when a name was silent before a record was found
 */
export function dmarcWalk(domain: string, net: Net): Promise<DmarcWalk> {
  return remember(net, `dmarc-walk ${domain}`, async () => {
    const { steps, silence } = await dmarcSteps(domain, net)
    const own = steps[0]?.domain === domain ? steps[0].record : undefined
    if (own) return { domain, steps, found: { domain, record: own, how: 'own' } }
    if (silence) throw silence
    return { domain, steps, found: inherited(domain, steps) }
  })
}

/**
 * The organizational domain of `domain` (RFC 9989 §4.10.2).
 * @throws {Unreachable} when a name of the walk was silent
 */
export async function organizationalDomain(domain: string, net: Net): Promise<string> {
  const { steps, silence } = await dmarcSteps(domain, net)
  if (silence) throw silence
  return organizationalOf(domain, steps)
}

/**
 * Do two domains belong together: equal, one below the other, or with one organizational domain?
 * @throws {Unreachable} when that needs the walk, and a name of it was silent
 */
export async function sameOrganization(one: string, other: string, net: Net): Promise<boolean> {
  if (`.${one}`.endsWith(`.${other}`) || `.${other}`.endsWith(`.${one}`)) return true
  const [a, b] = await Promise.all([organizationalDomain(one, net), organizationalDomain(other, net)])
  return a === b
}

/**
 * The record that applies to the names below `domain` that have none of their own (RFC 9989 §4.10.1): that of the organizational domain, so
 * not always the one that applies to `domain` itself.
 * @throws {Unreachable} when a name of the walk was silent
 */
export async function dmarcBelow(domain: string, net: Net): Promise<FoundDmarc | undefined> {
  const { steps, silence } = await dmarcSteps(domain, net)
  if (silence) throw silence
  return inherited(`below.${domain}`, steps)
}

/** The names a walk from `domain` asks, itself first: at most eight. */
export function walkNames(domain: string): string[] {
  const labels = domain.split('.')
  const above = labels.slice(labels.length >= 8 ? -7 : 1)
  return [domain, ...above.map((_, index) => above.slice(index).join('.'))]
}

export interface EffectivePolicy {
  policy: Policy
  /** The tag it comes from; `none` without one when the record's policy cannot be read. */
  tag: 'p' | 'sp' | 'np' | undefined
}

/**
 * What receivers are asked to do with mail that fails, before `t=y` is applied: `p` of an own record; of an inherited one `sp`, or `np` when
 * the name does not exist, falling back np → sp → p. Undefined when no record is processed.
 * @throws {Unreachable} when that depends on whether the name exists, and its servers were silent
 */
export async function effectivePolicy({ domain, found }: DmarcWalk, net: Net): Promise<EffectivePolicy | undefined> {
  if (!found?.record.processed) return undefined
  const { record, how } = found
  if (record.onlyMonitors) return { policy: 'none', tag: undefined }
  const p: EffectivePolicy = { policy: record.p ?? 'none', tag: 'p' }
  if (how === 'own') return p
  const sp: EffectivePolicy = record.sp ? { policy: record.sp, tag: 'sp' } : p
  if (!record.np || record.np === sp.policy) return sp
  const { status } = await net.dns.resolve(domain, 'MX')
  return status === 'nxdomain' ? { policy: record.np, tag: 'np' } : sp
}

export interface DmarcSteps {
  /** The names that answered, to where the walk ended. */
  steps: WalkStep[]
  /** All names asked, the domain first, with what they answered or why they did not. */
  asked: { domain: string; step: WalkStep | Unreachable }[]
  /** The first silence before the walk ended. */
  silence: Unreachable | undefined
}

/** The walk up from `domain`, which must not be empty. Never throws for silence. */
export function dmarcSteps(domain: string, net: Net): Promise<DmarcSteps> {
  return remember(net, `dmarc-steps ${domain}`, async () => {
    // The names are known in advance, so they are asked at once and read in order.
    const names = walkNames(domain)
    const asked = await Promise.all(names.map((name) => step(name, net)))
    const end = asked.findIndex((one) => !(one instanceof Unreachable) && one.record && one.record.psd !== 'u')
    const walked = end < 0 ? asked : asked.slice(0, end + 1)
    return {
      asked: asked.map((one, index) => ({ domain: names[index] ?? '', step: one })),
      steps: walked.filter((one): one is WalkStep => !(one instanceof Unreachable)),
      silence: walked.find((one) => one instanceof Unreachable),
    }
  })
}

async function step(domain: string, net: Net): Promise<WalkStep | Unreachable> {
  try {
    const answer = await net.dns.resolve(`_dmarc.${domain}`, 'TXT')
    const texts = answer.records.map(({ text }) => text).filter(isDmarc)
    const [only] = texts
    return { domain, answer, texts, record: texts.length === 1 && only !== undefined ? readDmarc(only) : undefined }
  } catch (error) {
    if (error instanceof Unreachable) return error
    throw error
  }
}

/** The organizational domain of `domain`, when these are all names of its walk. */
export function organizationalOf(domain: string, steps: WalkStep[]): string {
  const found = steps.filter((one) => one.record)
  const last = found.at(-1)
  if (!last) return domain
  // The walk stops at psd=y, so only its last record can carry it. Where the walk began with one, that name stands for itself.
  return last.record?.psd === 'y' && last.domain !== domain ? oneBelow(last.domain, domain) : last.domain
}

function inherited(domain: string, steps: WalkStep[]): FoundDmarc | undefined {
  const at = organizationalOf(domain, steps)
  const record = steps.find((one) => one.domain === at)?.record
  if (record) return { domain: at, record, how: 'inherited' }
  const last = steps.findLast((one) => one.record)
  return last?.record && { domain: last.domain, record: last.record, how: 'from-psd' }
}

/** The name one label below `above`, on the way to `domain`. */
function oneBelow(above: string, domain: string): string {
  return domain
    .split('.')
    .slice(-(above.split('.').length + 1))
    .join('.')
}
