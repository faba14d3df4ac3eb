import type { Net } from '../net.ts'
import { Unreachable } from '../net.ts'
import { dkimKey } from './dkim-key.ts'
import type { Signature } from './dkim-verification.ts'

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
