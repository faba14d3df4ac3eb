/** What the BIMI checks share: the record that counts, or the finding that there is nothing to look at. */
import { type Finding, info, saw, say } from '../check.ts'
import { type BimiRecords, bimiRecords } from '../facts/bimi.ts'
import type { Net } from '../net.ts'
import type { BimiRecord } from '../records/bimi.ts'

/**
 * What `judge` says of the one BIMI record of a domain; `not-applicable` where there is none or it declines (`bimi-record` has said so).
 * @throws {Unreachable} when it could not be looked up
 */
export async function withBimi(
  domain: string,
  net: Net,
  judge: (record: BimiRecord, found: BimiRecords) => Finding | Promise<Finding>,
): Promise<Finding> {
  if (!domain) return info('not-applicable', { evidence: [], explanation: say`There is no domain to look at.` })
  const found = await bimiRecords(domain, net)
  const { record } = found
  if (record && !record.declined) return await judge(record, found)
  const explanation = record ? say`${domain} says that it wants no logo.` : say`${domain} has no BIMI record.`
  return info('not-applicable', { evidence: found.answers.flatMap(saw), explanation })
}
