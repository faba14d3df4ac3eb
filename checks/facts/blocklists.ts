/**
 * What the lists say about an address or a domain. A list is believed only when it passed its own test in this report: a name that must be
 * listed is, and one that must not be is not (RFC 5782 §5). A list that refuses us, is silent, or says yes to everything has said nothing.
 */
import { readIp } from '../records/ip.ts'
import { getDomain } from 'tldts'
import type { Evidence } from '../check.ts'
import { type Answer, type Net, Unreachable } from '../net.ts'
import { type Blocklist, blocklists, type Meaning, meaningsOf, type Tier } from '../records/blocklists.ts'
import { answered } from './answered.ts'
import { remember } from './remember.ts'
import { reverseName } from './reverse-name.ts'

/** What one list says of one subject. `why` it says nothing: in a few words. */
export type ListAnswer = { list: Blocklist; about: string; asked: string } & (
  | { state: 'clear'; answer: Answer<'A'> }
  | { state: 'listed'; answer: Answer<'A'>; meanings: Meaning[]; weight: number; reason: string }
  | { state: 'not-answered'; why: string; side: 'ours' | 'theirs' }
)

/** What the lists of these tiers say about an address, which must be public: others are nobody's business. */
export async function addressListings(ip: string, tiers: readonly Tier[], net: Net): Promise<ListAnswer[]> {
  const address = readIp(ip)
  const wanted = blocklists.filter(
    ({ tier, lists }) => tiers.includes(tier) && (lists === 'ip' || (lists === 'ipv4' && address.kind() === 'ipv4')),
  )
  const name = reverseName(ip).replace(/\.(in-addr|ip6)\.arpa$/, '')
  return await Promise.all(wanted.map((list) => ask(list, name, address.toString(), net)))
}

/** What the domain lists say about a name: about the registered one, and about the name itself where the list has names. */
export async function nameListings(name: string, net: Net): Promise<ListAnswer[]> {
  const registered = getDomain(name) ?? name
  const wanted = blocklists.filter(({ lists }) => lists === 'name')
  const asked = wanted.flatMap((list) =>
    [...new Set([registered, ...(list.exact ? [name] : [])])].map((about) => ({ list, about })),
  )
  return await Promise.all(asked.map(({ list, about }) => ask(list, about, about, net)))
}

function ask(list: Blocklist, name: string, about: string, net: Net): Promise<ListAnswer> {
  const asked = `${name}.${list.zone}`
  return remember(net, `listing ${asked}`, async () => {
    const base = { list, about, asked }
    const [trouble, answer] = await Promise.all([selfTest(list, net), answered(asked, 'A', net)])
    if (trouble) return { ...base, state: 'not-answered', ...trouble }
    if (answer instanceof Unreachable) return { ...base, state: 'not-answered', why: inShort(answer), side: answer.side }
    if (answer.records.length === 0) return { ...base, state: 'clear', answer }
    const read = answer.records.map(({ address }) => meaningsOf(list, address))
    const meanings = [...new Set(read.flatMap((one) => one.meanings))].filter((meaning) => meaning !== 'none')
    if (meanings.includes('refused')) return { ...base, state: 'not-answered', why: refusal(answer), side: 'ours' }
    if (meanings.length === 0) return { ...base, state: 'clear', answer }
    const weight = read.some(({ documented }) => documented) ? list.weight : list.weight / 2
    return { ...base, state: 'listed', answer, meanings, weight, reason: await reasonOf(asked, net) }
  })
}

interface Trouble {
  why: string
  side: 'ours' | 'theirs'
}

/** A list that could be believed this long ago still can. */
const testOptions = { keptMs: 5 * 60_000 }

/** Why this list cannot be believed now; undefined when it can. Asked once a report, and answers are kept for the next reports. */
export function selfTest(list: Blocklist, net: Net): Promise<Trouble | undefined> {
  return remember(net, `blocklist-test ${list.zone}`, async () => {
    const [listed, clear] = testNames(list)
    const test = (name: string) => answered(`${name}.${list.zone}`, 'A', net, testOptions)
    const [yes, no] = await Promise.all([test(listed), test(clear)])
    if (yes instanceof Unreachable) return { why: inShort(yes), side: yes.side }
    if (no instanceof Unreachable) return { why: inShort(no), side: no.side }
    if (isRefusal(list, yes) || isRefusal(list, no)) return { why: refusal(yes), side: 'ours' }
    if (yes.records.length === 0) return { why: 'does not list what every list must: it is closed, or refuses us', side: 'ours' }
    if (no.records.length > 0) return { why: 'lists what no list may: it says yes to everything', side: 'theirs' }
    return undefined
  })
}

function isRefusal(list: Blocklist, { records }: Answer<'A'>): boolean {
  return records.some(({ address }) => meaningsOf(list, address).meanings.includes('refused'))
}

/** RFC 5782 §5: 127.0.0.2 is listed, 127.0.0.1 is not. */
function testNames({ test }: Blocklist): [string, string] {
  return test ? [test.listed, test.clear] : ['2.0.0.127', '1.0.0.127']
}

function refusal({ records }: Answer<'A'>): string {
  const codes = records.map(({ address }) => address).join(', ')
  return `refuses our resolver (${codes}): ask through a resolver of your own, or with a key`
}

function inShort({ reason }: Unreachable): string {
  return reason === 'timeout'
    ? 'did not answer in time'
    : reason === 'refused'
      ? 'refuses our resolver'
      : `could not be asked (${reason})`
}

/** The list's own words, asked only where something is listed (RFC 5782 §2.1). */
async function reasonOf(asked: string, net: Net): Promise<string> {
  const answer = await answered(asked, 'TXT', net)
  return answer instanceof Unreachable ? '' : (answer.records[0]?.text.slice(0, 500) ?? '')
}

/** Share of the trust in these lists that could be asked, 0 to 1. */
export function trustAnswered(answers: readonly ListAnswer[]): number {
  const weight = (some: readonly ListAnswer[]) => some.reduce((sum, { list }) => sum + Math.max(list.weight, 0.1), 0)
  return answers.length === 0 ? 0 : weight(answers.filter(({ state }) => state !== 'not-answered')) / weight(answers)
}

/** One row a list, those that say something bad first. */
export function sawLists(answers: readonly ListAnswer[]): Evidence[] {
  const order = { listed: 0, 'not-answered': 1, clear: 2 }
  return answers.toSorted((a, b) => order[a.state] - order[b.state]).map(sawList)
}

function sawList(one: ListAnswer): Evidence {
  const where = `${one.asked} A`
  if (one.state === 'not-answered') return { where, what: `${one.list.name} ${one.why}` }
  const { server, ttl, milliseconds, records } = one.answer
  const asked = { server, ttl, milliseconds }
  if (one.state === 'clear') return { where, what: 'not listed', asked }
  return { where, what: [records.map(({ address }) => address).join(', '), one.reason].filter(Boolean).join(': '), asked }
}
