/**
 * Which zone a domain lies in, and the zone above that one (RFC 1034 §4.2). A zone begins where a name has an SOA or NS records of its own.
 * All names from the domain upwards are asked at once and read from below; the zone is looked for down to the domain somebody registered.
 */
import { parse } from 'tldts'
import { type Answer, type Net, Unreachable } from '../net.ts'
import { answered } from './answered.ts'
import { remember } from './remember.ts'

/** One name on the way up. */
export interface CutStep {
  name: string
  soa: Answer<'SOA'> | Unreachable
  ns: Answer<'NS'> | Unreachable
}

export interface ZoneCut {
  domain: string
  /** The name whose owner somebody registered, by the public suffix list. */
  registered: string
  /** From the domain upwards to the top-level domain. */
  steps: CutStep[]
  /** Where the zone of the domain begins. Undefined when there is none at or below the registered name, or a name there was silent. */
  zone: CutStep | undefined
  /** The nearest zone above: the one that delegates. Undefined when it was silent, too. */
  parent: CutStep | undefined
  /** The lowest name that was silent, so that the zone might begin there. */
  silence: Unreachable | undefined
}

/** Names looked at, like the DMARC tree walk: of a longer name the domain itself and its last seven labels. */
const mostNames = 8

/** Finds the zone of `domain`, which must not be empty. Never throws for silence: see `silence`. */
export function zoneCut(domain: string, net: Net): Promise<ZoneCut> {
  return remember(net, `zone-cut ${domain}`, async () => {
    const registered = registeredName(domain)
    const steps = await Promise.all(namesUpwards(domain).map((name) => lookAt(name, net)))
    const own = steps.filter(({ name }) => name.length >= registered.length)
    const lowest = own.find((step) => isCut(step) || isSilent(step))
    const zone = lowest && isCut(lowest) ? lowest : undefined
    const below = zone ?? lowest ?? own.at(-1)
    const parent = below && steps.slice(steps.indexOf(below) + 1).find(isCut)
    return { domain, registered, steps, zone, parent, silence: zone ? undefined : lowest && silenceAt(lowest) }
  })
}

/** Private suffixes are somebody's zone like any other, so only the suffixes of registries count. */
function registeredName(domain: string): string {
  return parse(domain, { allowPrivateDomains: false }).domain ?? domain
}

function namesUpwards(domain: string): string[] {
  const labels = domain.split('.')
  const all = labels.map((_, from) => labels.slice(from).join('.'))
  return all.length > mostNames ? [domain, ...all.slice(-(mostNames - 1))] : all
}

async function lookAt(name: string, net: Net): Promise<CutStep> {
  const [soa, ns] = await Promise.all([answered(name, 'SOA', net), answered(name, 'NS', net)])
  // SERVFAIL may mean that signatures are wrong. Where the zone begins is known all the same (RFC 4035 §5.5).
  if (!isServfail(soa)) return { name, soa, ns }
  const [uncheckedSoa, uncheckedNs] = await Promise.all([unchecked(name, 'SOA', net), unchecked(name, 'NS', net)])
  return { name, soa: uncheckedSoa, ns: uncheckedNs }
}

async function unchecked<T extends 'SOA' | 'NS'>(name: string, type: T, net: Net): Promise<Answer<T> | Unreachable> {
  try {
    return await net.dns.resolve(name, type, { unchecked: true })
  } catch (error) {
    if (error instanceof Unreachable) return error
    throw error
  }
}

function isServfail(answer: Answer | Unreachable): boolean {
  return answer instanceof Unreachable && (answer.reason === 'servfail' || answer.reason === 'bogus')
}

/** An alias at the name shows what another name has. */
function isCut({ soa, ns }: CutStep): boolean {
  return [soa, ns].some((one) => !(one instanceof Unreachable) && one.status === 'records' && one.aliases.length === 0)
}

function isSilent(step: CutStep): boolean {
  return silenceAt(step) !== undefined
}

function silenceAt({ soa, ns }: CutStep): Unreachable | undefined {
  return [soa, ns].find((one) => one instanceof Unreachable)
}
