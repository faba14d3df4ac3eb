/** Who may send, from answers to terms of an SPF record and back. */
import { isPlain } from '../facts/plain.ts'
import { say } from '../check.ts'
import { normalDomain } from '../records/names.ts'
import { type Network, networkOf, present, unseenKind } from '../records/networks.ts'
import { type Mechanism, readSpf } from '../records/spf.ts'
import { mechanism, type SpfTerm, textOf, withoutPlace } from '../records/write-spf.ts'
import { type Answers, listed, shown, type Trouble } from './builder.ts'
import { type SendingService, sendingServices, serviceOf } from './sending-services.ts'

/** A term, and the answer that stands for it. `mark` is the same for terms that permit the same. */
export interface Sender {
  term: SpfTerm
  mark: string
}

/** What stands in a record today, by the question it answers. */
export type Standing = { term: SpfTerm } & (
  | { asked: 'service'; service: SendingService }
  | { asked: 'addresses'; network: Network }
  | { asked: 'mx' | 'include' | 'last' | 'nothing' }
)

/** The terms of the published records, each once, and what in them cannot stay. */
export function standing(texts: readonly string[]): { terms: Standing[]; unread: string[] } {
  const terms: Standing[] = []
  const unread: string[] = []
  for (const text of texts) {
    const record = readSpf(text)
    const all = record.terms.findIndex((term) => term.kind === 'mechanism' && term.name === 'all')
    unread.push(...record.problems.filter(({ problem }) => problem !== 'unknown-modifier').map(({ found }) => found))
    for (const [index, term] of record.terms.entries()) {
      const behind = all >= 0 && (term.kind === 'mechanism' ? index > all : term.name === 'redirect')
      const isMistyped = record.problems.some(({ column, problem }) => column === term.column && problem !== 'unknown-modifier')
      if (isMistyped) continue
      if (behind || !isPlain(term.text)) unread.push(term.text)
      else terms.push(askedFor(withoutPlace(term)))
    }
  }
  return { terms: [...new Map(terms.map((one) => [markOf(one), one])).values()], unread: [...new Set(unread)] }
}

function askedFor(term: SpfTerm): Standing {
  if (term.kind === 'modifier') return { term, asked: term.name === 'redirect' ? 'last' : 'nothing' }
  if (term.name === 'all') return { term, asked: 'last' }
  const isPlainTerm = term.qualifier === '+' && term.prefix4 === 32 && term.prefix6 === 128
  if (term.qualifier === '+' && term.address !== undefined) {
    const network = networkOf({ ...term, text: '', column: 0 })
    if (network) return { term, asked: 'addresses', network }
  }
  if (term.name === 'mx' && isPlainTerm && term.domain === undefined) return { term, asked: 'mx' }
  if (term.name !== 'include' || !isPlainTerm || term.domain === undefined) return { term, asked: 'nothing' }
  const service = serviceOf(term.domain)
  if (service) return { term, asked: 'service', service }
  return { term, asked: normalDomain(term.domain) === '' ? 'nothing' : 'include' }
}

/** Terms with one mark permit the same senders. */
export function markOf(one: Standing): string {
  if (one.asked === 'service') return `service ${one.service.id}`
  if (one.asked === 'addresses') return `network ${present(one.network)}`
  // §6: redirect and exp come once.
  if (one.term.kind === 'modifier' && /^(?:redirect|exp)$/.test(one.term.name)) return one.term.name
  return textOf(one.term).toLowerCase()
}

/** More of them nobody types, and receivers would not read so long a record. */
const mostAddresses = 100
const mostIncludes = 30

/** The senders that the answers name, and what is wrong with them. */
export function sendersOf(domain: string, answers: Answers): { senders: Sender[]; troubles: Trouble[] } {
  const services = sendingServices.filter(({ id }) => answers.service?.includes(id))
  const addresses = listed(answers, 'addresses')
  const includes = listed(answers, 'include')
  const read = [
    ...addresses.slice(0, mostAddresses).map(readAddress),
    ...includes.slice(0, mostIncludes).map((name) => readInclude(name, domain)),
  ]
  const troubles = read.flatMap((one) => ('trouble' in one ? [one.trouble] : []))
  if (addresses.length > mostAddresses) troubles.push(tooMany('addresses', addresses.length, mostAddresses))
  if (includes.length > mostIncludes) troubles.push(tooMany('include', includes.length, mostIncludes))
  const senders = [
    ...(answers.mx?.length ? [senderOf(mechanism('mx'))] : []),
    ...services.map(({ include }) => senderOf(mechanism('include', { domain: include }))),
    ...read.flatMap((one) => ('sender' in one ? [one.sender] : [])),
  ]
  return { senders: [...new Map(senders.map((one) => [one.mark, one])).values()], troubles }
}

const senderOf = (term: SpfTerm): Sender => ({ term, mark: markOf(askedFor(term)) })

function tooMany(field: string, count: number, most: number): Trouble {
  return {
    field,
    problem: 'too-many',
    found: `${count}`,
    say: say`These are ${count}; ${most} are the most that fit into one record.`,
  }
}

type Read = { sender: Sender } | { trouble: Trouble }

/** Networks so wide that the record permits half the world (see spf-range-broad). */
const narrowest = { 4: 8, 6: 16 }

function readAddress(typed: string): Read {
  const text = typed.replace(/^\+?ip[46]:/i, '')
  const trouble = (problem: string, words: Trouble['say']): Read => ({
    trouble: { field: 'addresses', problem, found: typed, say: words },
  })
  const { terms } = readSpf(`v=spf1 ${text.includes(':') ? 'ip6' : 'ip4'}:${text}`)
  const [term] = terms
  const network = term?.kind === 'mechanism' ? networkOf(term) : undefined
  if (!network) {
    const words = say`${shown(typed)} is no address. One looks like ${'198.51.100.7'}, a network like ${'198.51.100.0/24'} or ${'2001:db8::/32'}.`
    return trouble('not-an-address', words)
  }
  const kind = unseenKind(network)
  if (kind)
    return trouble(
      'special-range',
      say`${text} is ${kind}: nobody outside is ever reached from there. Use the address that others see.`,
    )
  if (network.prefix < narrowest[network.family]) {
    return trouble('too-broad', say`${text} is so large that almost anybody could send. Name the servers one by one.`)
  }
  return { sender: senderOf(withoutPlace(whole(network))) }
}

/** The network's own term, with nothing in the bits that do not count. */
function whole(network: Network): Mechanism {
  const [address = ''] = present(network).split('/')
  return { ...network.term, address }
}

function readInclude(typed: string, domain: string): Read {
  const trouble = (problem: string, words: Trouble['say']): Read => ({
    trouble: { field: 'include', problem, found: typed, say: words },
  })
  const name = normalDomain(typed.replace(/^\+?include:/i, ''))
  if (!name.includes('.') || /(^|\.)\d+$/.test(name)) {
    return trouble('bad-domain', say`${shown(typed)} is no name of a record. One looks like ${'_spf.service.com'}.`)
  }
  if (name === domain) return trouble('itself', say`A record that includes itself ends in a circle, and receivers give up on it.`)
  return { sender: senderOf(mechanism('include', { domain: name })) }
}
