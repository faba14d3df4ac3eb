import { type Check, type Evidence, fail, type Finding, type Fix, info, pass, say, warn } from '../check.ts'
import { sawSpf, sawStep } from '../facts/saw-spf.ts'
import { type SpfNode, type SpfStep, spfSteps, spfTree } from '../facts/spf-tree.ts'
import { sameOrganization } from '../records/names.ts'
import { addressesIn, networkOf } from '../records/networks.ts'
import type { Mechanism } from '../records/spf.ts'
import type { Domain } from '../subject.ts'
import { askWhetherUsed, noRecord } from './change.ts'

/** The longest prefix of each level: a network of `/7` is part of the whole internet, `/15` is broad, `/19` is wide. */
const levels = { 'whole-internet': { 4: 7, 6: 15 }, broad: { 4: 15, 6: 28 }, wide: { 4: 19, 6: 31 } } as const
type Level = keyof typeof levels

/** Does the record permit very large networks? Everybody in them can send as the domain. The limits are practice, not a standard. */
export const spfRangeBroad: Check<Domain> = {
  id: 'spf-range-broad',
  title: 'Large networks in the SPF record',
  reference: 'RFC 9989 §7.1; RFC 7208 §11.4',

  async run(subject, net) {
    if (!subject.spfDomain) return noRecord('no-record', undefined)
    const { root, silences } = await spfTree(subject, net)
    if (!root.record) return noRecord('no-record', root)
    const permitting = [...spfSteps(root)].filter(isPermitting)
    const own = permitting.filter(({ at }) => sameOrganization(at.domain, root.domain))
    const found = judgeOwn(root, own)
    if (found) return found
    const [silence] = silences
    if (silence) throw silence
    const shared = permitting.filter(({ at, step }) => !sameOrganization(at.domain, root.domain) && isAtLeast(step.term, 'broad'))
    const [first] = shared
    if (first) {
      const explanation = say`${first.at.domain} permits large networks, which all its customers share.`
      return info('shared-provider', { evidence: [...sawSpf(root), ...shared.slice(0, 20).map(sawWide)], explanation })
    }
    return pass('narrow', { evidence: sawSpf(root), explanation: say`The SPF record permits no large network.` })
  },
}

interface Place {
  at: SpfNode
  step: SpfStep & { term: Mechanism }
}

function isPermitting(place: { at: SpfNode; step: SpfStep }): place is Place {
  const { term, unused } = place.step
  return !unused && term.kind === 'mechanism' && term.qualifier === '+' && ['ip4', 'ip6', 'a', 'mx'].includes(term.name)
}

function judgeOwn(root: SpfNode, own: Place[]): Finding | undefined {
  const wide = own.filter(({ step }) => isAtLeast(step.term, 'wide'))
  const evidence = [...sawSpf(root), ...wide.slice(0, 20).map(sawWide)]
  const whole = wide.find(({ step }) => isAtLeast(step.term, 'whole-internet'))
  if (whole) {
    const explanation = say`${whole.step.term.text} permits a large part of the internet to send for ${root.domain}.`
    return fail('whole-internet', { evidence, explanation, fix: narrow(root, wide) })
  }
  if (coversAsMuch(own)) {
    const explanation = say`The networks of the SPF record together are a large part of the internet.`
    return fail('whole-internet', { evidence, explanation, fix: narrow(root, wide) })
  }
  const broad = wide.find(({ step }) => isAtLeast(step.term, 'broad'))
  if (broad) {
    const explanation = say`${broad.step.term.text} permits a very large network to send for ${root.domain}.`
    return warn('broad', { evidence, explanation, fix: narrow(root, wide) })
  }
  const [first] = wide
  if (!first) return undefined
  const explanation = say`${first.step.term.text} is a large network, which is right when all of it is yours.`
  return info('wide', { evidence, explanation })
}

/** Is one of the networks that the term stands for as large as this? */
function isAtLeast({ name, prefix4, prefix6 }: Mechanism, level: Level): boolean {
  const limits = levels[level]
  return (name !== 'ip6' && prefix4 <= limits[4]) || (name !== 'ip4' && prefix6 <= limits[6])
}

function coversAsMuch(own: Place[]): boolean {
  const networks = own.map(({ step }) => networkOf(step.term)).filter((network) => network !== undefined)
  const limits = levels['whole-internet']
  return ([4, 6] as const).some((family) => {
    const addresses = addressesIn(networks.filter((network) => network.family === family))
    return addresses >= 1n << BigInt((family === 4 ? 32 : 128) - limits[family])
  })
}

function sawWide({ at, step }: Place): Evidence {
  const { name, prefix4, prefix6 } = step.term
  const sizes = [...(name === 'ip6' ? [] : [`/${prefix4} of IPv4`]), ...(name === 'ip4' ? [] : [`/${prefix6} of IPv6`])]
  return sawStep(at, step, `permits ${sizes.join(' and ')}`)
}

function narrow(root: SpfNode, wide: Place[]): Fix {
  const own = wide.filter(({ at }) => at === root).map(({ step }) => step)
  return {
    who: 'dns',
    say: say`Name the addresses that send, one by one, instead of whole networks.`,
    why: say`Everyone who can use an address in such a network can send mail that passes as yours.`,
    asks: askWhetherUsed(
      root,
      own.slice(0, 5),
      say`Write the addresses of those servers in its place, with ${'ip4:'} and ${'ip6:'}.`,
    ),
  }
}
