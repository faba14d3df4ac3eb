import { type Evidence, type Finding, info, say } from '../check.ts'
import type { AlignedSignature } from './dmarc-evaluation.ts'

/** The signature that rows about one signature judge: the aligned one that verifies, else the aligned one, else the first. */
export function signatureThatCounts(signatures: AlignedSignature[]): AlignedSignature | undefined {
  return (
    signatures.find(({ aligned, result }) => aligned && result === 'pass') ??
    signatures.find(({ aligned }) => aligned) ??
    signatures[0]
  )
}

/** One row a signature: whose it is and what came of it. */
export function sawSignatures(signatures: AlignedSignature[]): Evidence[] {
  if (signatures.length === 0) return [{ where: 'DKIM-Signature', what: 'no such field' }]
  return signatures.map(sawSignature)
}

export function sawSignature({ domain, selector, algorithm, result, reason }: AlignedSignature): Evidence {
  const why = reason ? ` (${reason})` : ''
  return { where: 'DKIM-Signature', what: `d=${domain} s=${selector} a=${algorithm}: ${result}${why}` }
}

/** What a row about a signature says when there is none. */
export function noSignature(): Finding {
  return info('no-signature', { evidence: sawSignatures([]), explanation: say`The mail carries no signature.` })
}
