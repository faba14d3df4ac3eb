/** What a team accepts of a domain, asked of its Seedbed: it counts as what a baseline holds. */
import type { Baseline } from './baseline.ts'
import { type Client, clientOf } from './client.ts'
import { shown } from './terminal.ts'

/**
 * The baseline with what the team behind the token accepts of these domains. What cannot be asked is said, and not accepted: the check is as
 * strict as without.
 */
export async function withAccepted(
  baseline: Baseline | undefined,
  { domains, url, token }: { domains: string[]; url: string; token: string },
): Promise<Baseline> {
  const client = clientOf(url, { token })
  const known = await Promise.all(domains.map(async (domain) => [domain, await acceptedOf(client, domain)] as const))
  const subjects = { ...baseline?.subjects }
  for (const [domain, accepted] of known) {
    const { score = null, findings = [] } = subjects[domain] ?? {}
    subjects[domain] = { score, findings: [...findings, ...accepted] }
  }
  return { schema: 1, subjects }
}

async function acceptedOf(client: Client, name: string): Promise<{ id: string; code: string }[]> {
  try {
    const { accepted } = await client.listAccepted({ name })
    return accepted.map(({ check: id, code }) => ({ id, code }))
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown'
    process.stderr.write(`What is accepted of ${shown(name)} could not be asked: ${shown(why)}\n`)
    return []
  }
}
