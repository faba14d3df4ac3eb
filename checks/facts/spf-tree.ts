/**
 * The whole tree of an SPF record: what it includes, what that includes, and how many look-ups a receiver has spent after each term
 * (RFC 7208 §4.6.4), for a sender that matches nothing, which is the worst case.
 *
 * `include a mx ptr exists redirect` cost one each. Nothing is counted to the right of `all`, for a `redirect` beside an `all`, or for a second
 * turn round a cycle. Counting goes on past the limit of ten, so that the tree shows the culprit, and stops at twenty.
 */
import { type Answer, type Net, Unreachable } from '../net.ts'
import { isSpf, readSpf, type SpfRecord, type Term } from '../records/spf.ts'
import { expandMacros, needsSender, type SpfSender } from '../records/spf-macro.ts'
import type { Domain, TestMail } from '../subject.ts'
import { remember } from './remember.ts'

/** Terms past this many look-ups are shown, but not followed. */
const mostLookups = 20

/** A domain of the tree and what it publishes. */
export interface SpfNode {
  domain: string
  answer: Answer<'TXT'>
  /** Every SPF record there; a receiver uses none when there are several (§4.5). */
  texts: string[]
  /** Undefined when there is none, or more than one. */
  record: SpfRecord | undefined
  /** Its terms, in the order written. */
  steps: SpfStep[]
}

/** One term of a record, as it is evaluated. */
export interface SpfStep {
  term: Term
  /** Never evaluated: to the right of `all`, or a `redirect` beside an `all`. */
  unused: boolean
  /** Why it was not followed. `macro`: depends on the sender, and none was seen. `bad-name`: the target is no name, so nothing can be there. */
  skipped: 'macro' | 'loop' | 'limit' | 'silent' | 'bad-name' | undefined
  /** Look-ups of this term and everything below it. */
  costs: number
  /** Look-ups spent in the whole tree once this term is done. */
  total: number
  /** The name it leads to, macros expanded; undefined for terms without one, and for macros without a sender. */
  target: string | undefined
  /** Of include and redirect, when it was followed. */
  node: SpfNode | undefined
}

export interface SpfTree {
  root: SpfNode
  lookups: number
  /** The walk stopped at twenty: there may be more. */
  stopped: boolean
  /** Includes and redirects that did not answer. Never "missing". */
  silences: Unreachable[]
  /** The names of each cycle, from the name that comes back to the one that names it again. */
  loops: string[][]
}

/**
 * The tree of the subject's SPF domain, which must not be empty; for a mail that we received, with its macros expanded.
 * @throws {Unreachable} when the domain's own TXT was silent; silence below is in `silences`
 */
export function spfTree(subject: Domain, net: Net): Promise<SpfTree> {
  return spfTreeOf(subject.spfDomain, senderOf(subject), net)
}

/**
 * The tree of `domain`, which must not be empty, as it is evaluated for this sender, or for nobody in particular.
 * @throws {Unreachable} as `spfTree`
 */
export function spfTreeOf(domain: string, sender: SpfSender | undefined, net: Net): Promise<SpfTree> {
  const who = sender ? `${sender.ip} ${sender.mailFrom} ${sender.helo}` : ''
  return remember(net, `spf-tree ${domain} ${who}`, async () => {
    const walk: Walk = { net, sender, lookups: 0, stopped: false, silences: [], loops: [] }
    const root = await readNode(domain, [], walk)
    const { lookups, stopped, silences, loops } = walk
    return { root, lookups, stopped, silences, loops }
  })
}

/** Every term of the tree with the domain whose record it stands in, depth first. */
export function* spfSteps(node: SpfNode): Generator<{ at: SpfNode; step: SpfStep }> {
  for (const step of node.steps) {
    yield { at: node, step }
    if (step.node) yield* spfSteps(step.node)
  }
}

/** Who sent this mail, as far as our receiver saw it. */
export function senderOf(subject: Domain): SpfSender | undefined {
  if (!isMail(subject) || !subject.session || subject.envelope.mailFrom === null) return undefined
  const { peerAddress, helo } = subject.session
  return { ip: peerAddress, helo, mailFrom: subject.envelope.mailFrom || `postmaster@${helo}` }
}

function isMail(subject: Domain): subject is TestMail {
  return subject.kind === 'mail'
}

interface Walk extends Omit<SpfTree, 'root'> {
  net: Net
  sender: SpfSender | undefined
}

async function readNode(domain: string, ancestors: string[], walk: Walk): Promise<SpfNode> {
  const answer = await walk.net.dns.resolve(domain, 'TXT')
  const texts = answer.records.map(({ text }) => text).filter(isSpf)
  const [only] = texts
  const record = texts.length === 1 && only !== undefined ? readSpf(only) : undefined
  const node: SpfNode = { domain, answer, texts, record, steps: [] }
  if (!record) return node
  const path = [...ancestors, domain]
  askAhead(record, domain, walk)
  for (const { term, unused } of inOrder(record)) node.steps.push(await readStep(term, unused, path, walk))
  node.steps.sort((a, b) => a.term.column - b.term.column)
  return node
}

/** The order of evaluation: mechanisms as written, then `redirect`, wherever it stands (§6.1). */
function inOrder({ terms }: SpfRecord): { term: Term; unused: boolean }[] {
  const all = terms.findIndex((term) => term.kind === 'mechanism' && term.name === 'all')
  const isRedirect = (term: Term) => term.kind === 'modifier' && term.name === 'redirect'
  const read = terms.map((term, index) => ({
    term,
    unused: all >= 0 && (isRedirect(term) || (term.kind === 'mechanism' && index > all)),
  }))
  return [...read.filter(({ term }) => !isRedirect(term)), ...read.filter(({ term }) => isRedirect(term))]
}

async function readStep(term: Term, unused: boolean, path: string[], walk: Walk): Promise<SpfStep> {
  const domain = path.at(-1) ?? ''
  const target = targetOf(term, domain, walk.sender)
  const step: SpfStep = { term, unused, skipped: undefined, costs: 0, total: walk.lookups, target, node: undefined }
  if (unused || !costsLookup(term)) return step
  if (walk.lookups >= mostLookups) {
    walk.stopped = true
    return { ...step, skipped: 'limit' }
  }
  const before = walk.lookups++
  const followed = follows(term) ? await follow(target, path, walk) : target === undefined ? { skipped: 'macro' as const } : {}
  return { ...step, ...followed, costs: walk.lookups - before, total: walk.lookups }
}

async function follow(target: string | undefined, path: string[], walk: Walk): Promise<Partial<SpfStep>> {
  if (target === undefined) return { skipped: 'macro' }
  if (path.includes(target)) {
    walk.loops.push([...path.slice(path.indexOf(target)), target])
    return { skipped: 'loop' }
  }
  try {
    return { node: await readNode(target, path, walk) }
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error
    if (error.reason === 'bad-name') return { skipped: 'bad-name' }
    walk.silences.push(error)
    return { skipped: 'silent' }
  }
}

/** The includes of one record are asked together; they are read in order, and the window remembers what came. */
function askAhead(record: SpfRecord, domain: string, walk: Walk): void {
  const left = mostLookups - walk.lookups
  for (const { term, unused } of inOrder(record).slice(0, left)) {
    const target = targetOf(term, domain, walk.sender)
    if (!unused && follows(term) && target) walk.net.dns.resolve(target, 'TXT').catch(() => undefined)
  }
}

function targetOf(term: Term, domain: string, sender: SpfSender | undefined): string | undefined {
  const spec =
    term.kind === 'mechanism'
      ? (term.domain ?? (needsDomain(term.name) ? domain : ''))
      : term.name === 'redirect'
        ? term.value
        : ''
  if (spec === '' || (needsSender(spec) && !sender)) return undefined
  return expandMacros(spec, domain, sender).toLowerCase().replace(/\.$/, '')
}

function needsDomain(name: string): boolean {
  return name === 'a' || name === 'mx' || name === 'ptr'
}

/** RFC 7208 §4.6.4. */
export function costsLookup(term: Term): boolean {
  if (term.kind === 'modifier') return term.name === 'redirect'
  return ['include', 'a', 'mx', 'ptr', 'exists'].includes(term.name)
}

/** Does the term lead to another SPF record? */
export function follows(term: Term): boolean {
  return term.name === 'include' || term.name === 'redirect'
}
