/**
 * DMARC of one mail (RFC 9989 §5.3): passes when SPF or DKIM passes for a domain aligned with From. What happens when neither does is the
 * policy of the record that applies. Where somebody was silent and the answer hangs on it, the result is `temperror`, never `fail`.
 */
import { type Net, Unreachable } from '../net.ts'
import type { DmarcRecord, Policy } from '../records/dmarc.ts'
import type { TestMail } from '../subject.ts'
import { type Alignment, alignmentOf, counts } from './alignment.ts'
import { type Signature, verifyDkim } from './dkim-verification.ts'
import { dmarcWalk, effectivePolicy, type EffectivePolicy, type FoundDmarc } from './organizational-domain.ts'
import { remember } from './remember.ts'
import { type SpfEvaluation, spfOfMail } from './spf-evaluation.ts'

/** Is it proven for the From domain? Undefined: not known, because somebody was silent or nobody saw the sender. */
export type Proven = boolean | undefined

export interface AlignedSignature extends Signature {
  alignment: Alignment
  /** Does the alignment count under the record's `adkim`? Undefined: not known. */
  aligned: Proven
}

export interface DmarcEvaluation {
  /** RFC 8601 §2.7.4. `none`: no record applies, or there is no author domain to look at. */
  result: 'none' | 'pass' | 'fail' | 'temperror'
  /** The author domain; '' when there is none. */
  from: string
  found: FoundDmarc | undefined
  /** Before `t=y` is applied; undefined without a record that is processed, or when it is not known. */
  policy: EffectivePolicy | undefined
  spf: { evaluation: SpfEvaluation | undefined; alignment: Alignment; aligned: Proven; proven: Proven }
  dkim: { signatures: AlignedSignature[]; count: number; proven: Proven }
  /** The first silence met: of a `temperror`, what it hangs on. */
  silence: Unreachable | undefined
  /** Nobody answered what record applies. */
  recordUnknown: boolean
}

/** DMARC of a received mail, with everything it stands on. Never throws for a silent world. */
export function evaluateDmarc(mail: TestMail, net: Net): Promise<DmarcEvaluation> {
  return remember(net, 'dmarc-evaluation of the mail', () => evaluate(mail, net))
}

interface Rule {
  found: FoundDmarc | undefined
  policy: EffectivePolicy | undefined
  silence: Unreachable | undefined
  policySilence: Unreachable | undefined
}

async function evaluate(mail: TestMail, net: Net): Promise<DmarcEvaluation> {
  const from = mail.domain
  const [rule, evaluation, dkim] = await Promise.all([readRule(from, net), spfOfMail(mail, net), verifyDkim(mail, net)])
  const record = rule.found?.record
  const [spf, signatures] = await Promise.all([
    alignSpf(evaluation, from, record, net),
    Promise.all(dkim.signatures.map((signature) => alignSignature(signature, from, record, net))),
  ])
  const proven = anyProven(signatures.map(provenBy))
  const outcome = decide(from, rule, spf.proven, proven)
  const silences = [rule.silence, evaluation?.silence, ...signatures.map(silenceOf), asSilence(spf.alignment), rule.policySilence]
  return {
    ...outcome,
    from,
    found: rule.found,
    policy: rule.policy,
    spf,
    dkim: { signatures, count: dkim.count, proven },
    silence: silences.find((one) => one !== undefined),
    recordUnknown: rule.silence !== undefined,
  }
}

function decide(from: string, rule: Rule, spf: Proven, dkim: Proven): { result: DmarcEvaluation['result'] } {
  if (from === '') return { result: 'none' }
  if (rule.silence) return { result: 'temperror' }
  if (!rule.found?.record.processed) return { result: 'none' }
  if (spf || dkim) return { result: 'pass' }
  if (spf === undefined || dkim === undefined || rule.policySilence) return { result: 'temperror' }
  return { result: 'fail' }
}

async function readRule(from: string, net: Net): Promise<Rule> {
  const rule: Rule = { found: undefined, policy: undefined, silence: undefined, policySilence: undefined }
  if (from === '') return rule
  try {
    const walk = await dmarcWalk(from, net)
    rule.found = walk.found
    rule.policy = await effectivePolicy(walk, net)
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error
    if (rule.found) rule.policySilence = error
    else rule.silence = error
  }
  return rule
}

async function alignSpf(evaluation: SpfEvaluation | undefined, from: string, record: DmarcRecord | undefined, net: Net) {
  const alignment = evaluation ? await alignmentOf(evaluation.domain, from, net) : ('none' as const)
  const aligned = counts(alignment, record?.aspf === 's')
  return { evaluation, alignment, aligned, proven: evaluation ? both(known(evaluation.result), aligned) : undefined }
}

async function alignSignature(
  signature: Signature,
  from: string,
  record: DmarcRecord | undefined,
  net: Net,
): Promise<AlignedSignature> {
  const alignment = await alignmentOf(signature.domain, from, net)
  return { ...signature, alignment, aligned: counts(alignment, record?.adkim === 's') }
}

function provenBy({ result, aligned }: AlignedSignature): Proven {
  return both(known(result), aligned)
}

function known(result: string): Proven {
  return result === 'temperror' ? undefined : result === 'pass'
}

/** Both must hold; one that does not decides, whatever is not known about the other. */
function both(one: Proven, other: Proven): Proven {
  if (one === false || other === false) return false
  return one && other
}

/** One is enough; only when none is, does it matter what is not known. */
function anyProven(all: Proven[]): Proven {
  if (all.includes(true)) return true
  return all.includes(undefined) ? undefined : false
}

function silenceOf({ silence, alignment }: AlignedSignature): Unreachable | undefined {
  return silence ?? asSilence(alignment)
}

function asSilence(alignment: Alignment): Unreachable | undefined {
  return alignment instanceof Unreachable ? alignment : undefined
}

/** The policy as it is asked for, or `none` where there is no record to ask. */
export function policyOf({ policy }: DmarcEvaluation): Policy {
  return policy?.policy ?? 'none'
}
