/** What stands on the page that tells who did what. */
import { type AuditList, auditOf } from '#prisma/audit.ts'
import { teamBehind } from '../who.server.ts'

export interface AuditPage {
  team: { name: string; slug: string }
  list: AuditList
  /** Times ISO 8601. */
  entries: { id: string; action: string; subject: string; by: string | null; mailId: string | null; at: string }[]
  /** Where the list goes on; null at its end. */
  older: string | null
}

export async function auditPage(request: Request, slug: string | undefined): Promise<AuditPage> {
  const { teamId, team } = await teamBehind(request, slug, 'audit')
  const { searchParams } = new URL(request.url)
  const before = searchParams.get('before')
  const list = searchParams.get('list') === 'read' ? 'read' : 'done'
  const { entries, older } = await auditOf({ teamId, list, ...(before ? { before } : {}) })
  return {
    list,
    team: { name: team.name || 'Your personal team', slug: team.slug },
    entries: entries.map(({ at, ...entry }) => ({ ...entry, at: at.toISOString() })),
    older,
  }
}
