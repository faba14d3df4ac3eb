/**
 * Which DKIM selectors a domain may have. DNS cannot list them: a selector is known from mail, from the owner, or by trying names.
 *
 * Names are tried in this order: what the services seen in MX and SPF use, what self-run servers and services that leave no trace there use,
 * and last the names of mailbox services whose MX was not seen; sixty in all. A label that nobody published tells whether a wildcard answers
 * everything, in which case a name that answers proves nothing. `_domainkey` itself tells whether anything exists below it (RFC 8020).
 */
import { type Answer, type Net, Unreachable } from '../net.ts'
import { type DkimKeyRecord, readDkimKey } from '../records/dkim.ts'
import { isSpf, readSpf } from '../records/spf.ts'
import type { Domain, Selector } from '../subject.ts'
import { type DkimKey, dkimKey } from './dkim-key.ts'
import { providerOfMx } from './mail-providers.ts'
import { randomLabel } from './random-label.ts'
import { remember } from './remember.ts'
import { common, ownNames, services } from './selector-names.ts'

/** Names tried for one domain. */
const mostTried = 60
/** Of these, asked before MX and SPF have told which services to think of. */
const triedAtOnce = 48

/** What stands at a selector that nobody published. `alias`: a CNAME to a name without TXT. */
export interface SelectorWildcard {
  kind: 'none' | 'key' | 'revoked' | 'other' | 'alias'
  answer: Answer<'TXT'>
}

/**
 * Does a wildcard answer every selector of `domain`, and with what?
 * @throws {Unreachable} when the servers were silent
 */
export function selectorWildcard(domain: string, net: Net): Promise<SelectorWildcard> {
  return remember(net, `selector-wildcard ${domain}`, async () => {
    const answer = await net.dns.resolve(`${await randomLabel(net)}._domainkey.${domain}`, 'TXT')
    return { kind: wildcardKind(answer), answer }
  })
}

function wildcardKind({ status, records, aliases }: Answer<'TXT'>): SelectorWildcard['kind'] {
  if (status !== 'records') return aliases.length > 0 ? 'alias' : 'none'
  const keys = records.map(({ text }) => readDkimKey(text))
  if (keys.some(isUsable)) return 'key'
  return keys.some(({ revoked }) => revoked) ? 'revoked' : 'other'
}

/** Can a signature be verified with it? */
export function isUsable({ problems, revoked }: DkimKeyRecord): boolean {
  return problems.length === 0 && !revoked
}

export interface SelectorSearch {
  /** What was found by trying: a key, or an alias that should lead to one. Empty where a wildcard answers anyway. */
  guessed: Selector[]
  /** Names tried. */
  tried: string[]
  /** Tried names that did not answer. */
  silences: Unreachable[]
  wildcard: SelectorWildcard
  /** `_domainkey` itself. */
  parent: Answer<'TXT'>
  /** Is anything below `_domainkey`? Undefined: a wildcard, or a server that denies nothing (RFC 9824), leaves it open. */
  anyBelow: boolean | undefined
}

/**
 * Tries names below `_domainkey` of a domain, which must not be empty.
 * @throws {Unreachable} when `_domainkey` itself or the label nobody published was silent
 */
export function searchSelectors(domain: string, net: Net): Promise<SelectorSearch> {
  return remember(net, `selectors ${domain}`, async () => {
    const first = common.slice(0, triedAtOnce)
    const [wildcard, parent, early, hinted] = await Promise.all([
      selectorWildcard(domain, net),
      net.dns.resolve(`_domainkey.${domain}`, 'TXT'),
      tryAll(domain, first, net),
      hintedNames(domain, net).then((names) => tryAll(domain, rest(first, names), net)),
    ])
    const seen = [...early, ...hinted]
    const keys = seen.filter((one): one is DkimKey => !(one instanceof Unreachable))
    return {
      guessed: wildcard.kind === 'none' ? keys.filter(({ kind }) => kind !== 'missing').map(asSelector) : [],
      tried: seen.map((one) => (one instanceof Unreachable ? one.target : one.selector)),
      silences: seen.filter((one): one is Unreachable => one instanceof Unreachable),
      wildcard,
      parent,
      anyBelow: anyBelow(parent, wildcard),
    }
  })
}

/** A name that exists beside one that does not: something is published below. */
function anyBelow(parent: Answer, { answer }: SelectorWildcard): boolean | undefined {
  if (parent.status === 'nxdomain') return false
  return answer.status === 'nxdomain' && answer.aliases.length === 0 ? true : undefined
}

function asSelector({ domain, selector }: DkimKey): Selector {
  return { domain, selector, source: 'guess' }
}

function rest(first: string[], hinted: string[]): string[] {
  const all = services.flatMap(({ selectors }) => selectors)
  const names = new Set([...hinted, ...common, ...all])
  return [...names].filter((name) => !first.includes(name)).slice(0, mostTried - first.length)
}

/** What the services use that MX and SPF of the domain name. Silence there only means that nothing is hinted at. */
async function hintedNames(domain: string, net: Net): Promise<string[]> {
  const [mx, txt] = await Promise.all([
    net.dns.resolve(domain, 'MX').catch(forgive),
    net.dns.resolve(domain, 'TXT').catch(forgive),
  ])
  const names = new Set(mx?.records.slice(0, mostTried).map(({ exchange }) => providerOfMx(exchange)?.name))
  const included = (txt?.records ?? []).filter(({ text }) => isSpf(text)).flatMap(({ text }) => namesIn(text))
  const seen = services.filter(
    ({ name, spf }) => names.has(name) || spf.some((end) => included.some((one) => endsWith(one, end))),
  )
  return [...(ownNames[domain] ?? []), ...seen.flatMap(({ selectors }) => selectors)]
}

function forgive(error: unknown): undefined {
  if (!(error instanceof Unreachable)) throw error
}

/** The names that the terms of an SPF record lead to. */
function namesIn(text: string): string[] {
  const names = readSpf(text).terms.map((term) => (term.kind === 'mechanism' ? (term.domain ?? '') : term.value))
  return names
    .filter(Boolean)
    .slice(0, mostTried)
    .map((name) => name.toLowerCase().replace(/\.$/, ''))
}

function endsWith(name: string, end: string): boolean {
  return `.${name}`.endsWith(`.${end}`)
}

function tryAll(domain: string, names: string[], net: Net): Promise<(DkimKey | Unreachable)[]> {
  return Promise.all(
    names.map(async (name) => {
      try {
        return await dkimKey(domain, name, net)
      } catch (error) {
        if (error instanceof Unreachable) return error
        throw error
      }
    }),
  )
}

export interface Selectors {
  selectors: Selector[]
  /** Names that were tried and did not answer: more than these may exist. */
  silences: Unreachable[]
}

/**
 * The selectors whose keys are looked at: those given or learned, and of a domain also what trying finds. Of a mail only its own count.
 * @throws {Unreachable} when trying was not possible and nothing else is known
 */
export async function selectorsOf(subject: Domain, net: Net): Promise<Selectors> {
  const { domain, selectors, kind } = subject
  if (kind === 'mail' || domain === '') return { selectors, silences: [] }
  try {
    const { guessed, silences } = await searchSelectors(domain, net)
    const known = new Set(selectors.map((one) => `${one.selector} ${one.domain}`))
    return { selectors: [...selectors, ...guessed.filter((one) => !known.has(`${one.selector} ${one.domain}`))], silences }
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error
    if (selectors.length === 0) throw error
    return { selectors, silences: [error] }
  }
}
