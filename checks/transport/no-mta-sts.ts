import { type Finding, info, saw, say } from '../check.ts'
import { policyInForce, mtaStsRecords } from '../facts/mta-sts.ts'
import type { Answer, Net } from '../net.ts'
import type { MtaStsPolicy } from '../records/mta-sts.ts'

/** The answer of the checks of MTA-STS where there is none that senders apply: `mta-sts-record` or `mta-sts-policy` has said why. */
export function noMtaSts(code: 'no-record' | 'no-policy', domain: string, answer?: Answer): Finding {
  const explanation = domain ? say`${domain} has no MTA-STS policy that senders apply.` : say`There is no domain to look at.`
  return info(code, { evidence: answer ? saw(answer) : [], explanation })
}

/**
 * What `judge` says of the policy that senders apply.
 * @throws {Unreachable} when it cannot be told whether there is one
 */
export async function withPolicy(
  domain: string,
  net: Net,
  judge: (policy: MtaStsPolicy) => Finding | Promise<Finding>,
): Promise<Finding> {
  if (!domain) return noMtaSts('no-policy', domain)
  const { answer, record } = await mtaStsRecords(domain, net)
  if (!record) return noMtaSts('no-policy', domain, answer)
  const policy = await policyInForce(domain, net)
  return policy ? await judge(policy) : noMtaSts('no-policy', domain, answer)
}

/** An id that is new each time: the moment, as RFC 8461 §3.1 writes it. */
export function newId(): string {
  return new Date().toISOString().replaceAll(/[-:T]|\.\d+/g, '')
}
