/** The DMARC tree walk as a picture (RFC 9989 §4.10): each name asked, what stood there, where it ended, and which record applies. */
import { dmarcSteps, dmarcWalk, effectivePolicy, organizationalOf, type WalkStep } from '../facts/organizational-domain.ts'
import { type Net, Unreachable } from '../net.ts'
import type { Domain } from '../subject.ts'
import { cut, gapOf } from './bounded.ts'
import type { DmarcView } from './schema.ts'

const mostRecords = 3

/** The walk up from the subject's domain, which must not be empty. Silence is in the gaps. */
export async function dmarcView({ domain }: Pick<Domain, 'domain'>, net: Net): Promise<DmarcView> {
  const walked = await dmarcSteps(domain, net)
  const end = walked.steps.find(({ record }) => record && record.psd !== 'u')
  const ended = end?.record?.psd === 'y' ? 'psd-y' : end ? 'psd-n' : 'top'
  const [, second] = walked.asked
  return {
    domain,
    steps: walked.asked.map(({ domain: name, step }, index) => {
      const past = end !== undefined && index > walked.asked.findIndex((one) => one.step === end)
      return { name: `_dmarc.${name}`, domain: name, ...(step instanceof Unreachable ? unseen(step) : seen(step, past)) }
    }),
    leftOut: second ? Math.max(0, labels(domain) - labels(second.domain) - 1) : 0,
    ended: { why: ended, at: end?.domain ?? walked.asked.at(-1)?.domain ?? domain },
    organizational: walked.silence ? null : organizationalOf(domain, walked.steps),
    ...(await outcome(domain, net)),
  }
}

const labels = (name: string): number => name.split('.').length

type Step = Omit<DmarcView['steps'][number], 'name' | 'domain'>

function unseen(silence: Unreachable): Step {
  return { gap: gapOf(silence), records: [], others: 0, aliases: [], exists: true }
}

function seen({ answer, texts }: WalkStep, past: boolean): Step {
  const state = past ? 'past' : texts.length === 1 ? 'record' : texts.length > 1 ? 'several' : 'nothing'
  return {
    state,
    records: texts.slice(0, mostRecords).map((text) => cut(text)),
    others: answer.records.length - texts.length,
    aliases: answer.aliases.map(({ target }) => target),
    exists: answer.status !== 'nxdomain' || answer.aliases.length > 0,
  }
}

/** The record that applies, and what it asks for. */
async function outcome(domain: string, net: Net): Promise<Pick<DmarcView, 'applies' | 'policy' | 'gap'>> {
  let applies: DmarcView['applies'] = null
  try {
    const walk = await dmarcWalk(domain, net)
    if (!walk.found) return { applies, policy: null }
    const { record, how } = walk.found
    applies = { domain: walk.found.domain, how, processed: record.processed }
    const effective = await effectivePolicy(walk, net)
    const policy = effective && { policy: effective.policy, tag: effective.tag ?? null, testing: record.testing }
    return { applies, policy: policy ?? null }
  } catch (error) {
    if (error instanceof Unreachable) return { applies, policy: null, gap: gapOf(error) }
    throw error
  }
}
