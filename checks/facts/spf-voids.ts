/**
 * Void look-ups of an SPF tree: names it asks for that hold nothing (RFC 7208 §4.6.4). Receivers may treat more than two as a permerror, since
 * records full of dead names are a way to make others ask for nothing.
 */
import { type Net, Unreachable } from '../net.ts'
import { type SpfNode, type SpfStep, type SpfTree, spfSteps } from './spf-tree.ts'

export interface VoidLookup {
  /** What was asked for: `dead.example.com MX`, or `A/AAAA` for both. */
  asked: string
  step: SpfStep
  /** The domain whose record holds the term. */
  at: SpfNode
}

export interface VoidLookups {
  voids: VoidLookup[]
  silences: Unreachable[]
}

/** RFC 7208 §4.6.4: more exchanges of one `mx` are an error of their own. */
const mostExchanges = 10

/**
 * The void look-ups of the tree. A name counts when it has neither A nor AAAA; an `exists` with macros only for a sender that was seen. What
 * was silent is not void: it is in `silences`.
 */
export async function voidLookups(tree: SpfTree, net: Net): Promise<VoidLookups> {
  const steps = [...spfSteps(tree.root)].filter(({ step }) => !step.unused && step.target !== undefined)
  const found = await Promise.all(steps.map(({ step }) => voidsOf(step, net)))
  return {
    voids: found.flatMap((one, index) => {
      const place = steps[index]
      return place && !(one instanceof Unreachable) ? one.map((asked) => ({ asked, ...place })) : []
    }),
    silences: [...tree.silences, ...found.filter((one): one is Unreachable => one instanceof Unreachable)],
  }
}

async function voidsOf({ term, target = '', node, skipped }: SpfStep, net: Net): Promise<string[] | Unreachable> {
  try {
    if (node) return node.answer.status === 'records' ? [] : [`${target} TXT`]
    if (skipped || term.kind !== 'mechanism') return []
    if (term.name === 'a') return await addressVoid(target, net)
    if (term.name === 'mx') return await exchangeVoids(target, net)
    if (term.name !== 'exists') return []
    // What an `exists` without macros asks is the same for every sender.
    const { status } = await net.dns.resolve(target, 'A')
    return status === 'records' ? [] : [`${target} A`]
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error
    // A receiver does not ask what is no name either (§4.3).
    return error.reason === 'bad-name' ? [] : error
  }
}

async function exchangeVoids(target: string, net: Net): Promise<string[]> {
  const { status, records } = await net.dns.resolve(target, 'MX')
  if (status !== 'records') return [`${target} MX`]
  const exchanges = records.map(({ exchange }) => exchange).filter((exchange) => exchange !== '.')
  return (await Promise.all(exchanges.slice(0, mostExchanges).map((exchange) => addressVoid(exchange, net)))).flat()
}

async function addressVoid(name: string, net: Net): Promise<string[]> {
  const [a, aaaa] = await Promise.all([net.dns.resolve(name, 'A'), net.dns.resolve(name, 'AAAA')])
  return a.status === 'records' || aaaa.status === 'records' ? [] : [`${name} A/AAAA`]
}
