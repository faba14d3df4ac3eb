/**
 * Names in an SPF tree whose domain nobody has registered: whoever registers it is permitted to send. Only what does not exist is looked into,
 * so a record in order costs no question more.
 */
import { getDomain } from 'tldts'
import { type Answer, type Net, Unreachable } from '../net.ts'
import { remember } from './remember.ts'
import { costsLookup, type SpfNode, type SpfStep, spfSteps, type SpfTree } from './spf-tree.ts'

export interface FreeTarget {
  at: SpfNode
  step: SpfStep
  /** The domain that can be registered, as far as DNS tells: NXDOMAIN. */
  domain: string
}

export interface FreeTargets {
  free: FreeTarget[]
  /** Names that did not answer: they may be free, and nobody knows. */
  silences: Unreachable[]
}

/** The free targets of a tree. Never throws for a silent world. */
export function freeTargets(tree: SpfTree, net: Net): Promise<FreeTargets> {
  return remember(net, `spf-free-targets ${tree.root.domain}`, async () => {
    const places = [...spfSteps(tree.root)].filter(({ step }) => !step.unused && costsLookup(step.term) && isFollowed(step))
    const looked = await Promise.all(places.map(({ step }) => lookUp(step, tree.root.domain, net)))
    return {
      free: places.flatMap((place, index) => {
        const domain = looked[index]
        return typeof domain === 'string' ? [{ ...place, domain }] : []
      }),
      silences: looked.filter((one): one is Unreachable => one instanceof Unreachable),
    }
  })
}

/** What the walk left out for its own reasons is left out here too. */
function isFollowed({ skipped }: SpfStep): boolean {
  return skipped === undefined || skipped === 'macro'
}

/** The domain that is free behind this term, or who was silent. */
async function lookUp(step: SpfStep, own: string, net: Net): Promise<string | undefined | Unreachable> {
  try {
    const name = await missingName(step, net)
    const domain = name && getDomain(name)
    if (!domain || domain === getDomain(own)) return undefined
    return (await net.dns.resolve(domain, 'NS')).status === 'nxdomain' ? domain : undefined
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error
    // What is no name cannot be registered.
    return error.reason === 'bad-name' ? undefined : error
  }
}

/** The name of the term, when it does not exist; with macros, what stands behind the last of them, whether it exists or not. */
async function missingName({ term, target, node }: SpfStep, net: Net): Promise<string | undefined> {
  if (target === undefined) return literalEnd(term.text)
  const answer = node?.answer ?? (await net.dns.resolve(target, term.name === 'mx' ? 'MX' : 'A'))
  return answer.status === 'nxdomain' ? lastName(answer) : undefined
}

/** RFC 6604 §2.1: with aliases it is the last name that does not exist. */
function lastName({ name, aliases }: Answer): string {
  return aliases.at(-1)?.target ?? name
}

/** What stands behind the last macro: `exists:%{i}.spf.example.com/24` → `spf.example.com`. */
function literalEnd(text: string): string | undefined {
  const [name = ''] = text.slice(text.lastIndexOf('}') + 1).split('/')
  return name.startsWith('.') && !name.includes('%') ? name.slice(1).toLowerCase() : undefined
}
