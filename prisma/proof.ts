/** What a team publishes to show that a domain is its own. Nothing is stored: the code follows from the team, the domain and our secret. */
import { createHmac } from 'node:crypto'
import { env, WrongSetting } from '#env'

/**
 * The code of a team for a domain (A-labels, lower case), as it stands behind `seedbed-proof=`.
 * @throws {WrongSetting} when SESSION_SECRET is not set
 */
export function proofOf({ teamId, domain }: { teamId: string; domain: string }): string {
  if (!env.SESSION_SECRET)
    throw new WrongSetting('SESSION_SECRET is not set: it proves domains, 32 characters or more, the same in every process')
  return createHmac('sha256', env.SESSION_SECRET).update(`proof ${teamId} ${domain}`).digest('base64url').slice(0, 32)
}
