/** What stands on the page that tells who did what. */
import { auditOf } from '#prisma/audit.ts'
import { teamBehind } from '../who.server.ts'

export interface AuditPage {
  team: { name: string; slug: string }
  /** Times ISO 8601. */
  entries: { id: string; action: string; subject: string; by: string | null; at: string }[]
  /** Where the list goes on; null at its end. */
  older: string | null
}

export async function auditPage(request: Request, slug: string | undefined): Promise<AuditPage> {
  const { teamId, team } = await teamBehind(request, slug, 'audit')
  const before = new URL(request.url).searchParams.get('before')
  const { entries, older } = await auditOf({ teamId, ...(before ? { before } : {}) })
  return {
    team: { name: team.name || 'Your personal team', slug: team.slug },
    entries: entries.map(({ at, ...entry }) => ({ ...entry, at: at.toISOString() })),
    older,
  }
}
