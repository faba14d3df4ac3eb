import type { Net } from '../net.ts'
import { Unreachable } from '../net.ts'
import type { TestMail } from '../subject.ts'
import { dkimKey } from './dkim-key.ts'
import type { Signature } from './dkim-verification.ts'
import type { DmarcEvaluation } from './dmarc-evaluation.ts'
import { forwarding } from './forwarding.ts'

/** Why a signature does not hold, as the cause its findings share: its key, or the mail and signature themselves. */
export async function dkimCause({ reason, selector, domain }: Signature, net: Net): Promise<string> {
  if (reason === 'weak-key' || /\bkey\b|hash algorithm/.test(reason)) return 'dkim-key'
  try {
    // When the body changed nobody looked at the key, but it may be gone as well.
    const { record } = await dkimKey(domain, selector, net)
    return record && !record.revoked ? 'dkim-invalid' : 'dkim-key'
  } catch (error) {
    if (error instanceof Unreachable) return 'dkim-invalid'
    throw error
  }
}

/**
 * Why nothing that passes stands for the From domain. Where a signature of that domain came and does not hold, what broke it is the cause:
 * with it mended, nobody asks whose the other signature or the bounce address is.
 */
export async function unalignedCause(mail: TestMail, net: Net, { dkim }: Pick<DmarcEvaluation, 'dkim'>): Promise<string> {
  if (await forwarding(mail, net)) return 'forwarding'
  const own = brokenOwn(dkim.signatures)
  return own ? await dkimCause(own, net) : 'unaligned'
}

/** The signature of the From domain, when there is one and none of its signatures holds. */
export function brokenOwn(signatures: DmarcEvaluation['dkim']['signatures']) {
  const own = signatures.filter(({ aligned }) => aligned)
  return own.some(({ result }) => result === 'pass') ? undefined : own[0]
}
