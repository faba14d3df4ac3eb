import type { Net } from '../net.ts'
import type { Policy } from '../records/dmarc.ts'
import { dmarcBelow, type FoundDmarc } from './organizational-domain.ts'

export interface PolicyBelow {
  found: FoundDmarc
  /** For names that exist: `sp`, else `p`. */
  existing: Policy
  /** For names that do not: `np`, else as for those that do. */
  nonexistent: Policy
}

/**
 * What receivers are asked to do with mail from names below `domain` (RFC 9989 §4.7, §4.10.1), before `t=y` is applied. Undefined when no
 * record is processed there.
 * @throws {Unreachable} when a name of the walk was silent
 */
export async function policyBelow(domain: string, net: Net): Promise<PolicyBelow | undefined> {
  const found = await dmarcBelow(domain, net)
  if (!found?.record.processed) return undefined
  const { p = 'none', sp = p, np = sp, onlyMonitors } = found.record
  return onlyMonitors ? { found, existing: 'none', nonexistent: 'none' } : { found, existing: sp, nonexistent: np }
}
