/** One bounce with everything that is known of it. */
import { explainBounce } from '#checks/bounce/index.ts'
import type { BounceRecipient } from '#checks/report.ts'
import { bounceOf, keptWith } from '#prisma/bounce.ts'
import { projectOf } from '#prisma/project.ts'
import { bounceOwner, classOf } from './page.server.ts'

export interface BouncePart {
  id: string
  at: string
  judged: Omit<BounceRecipient, 'confidence'>
  /** Where it was told. */
  source: 'mail' | 'probe' | 'test_send' | 'file'
  /** The mail, scan or test send; of a file what was kept together. */
  of: string
  project: { id: string; name: string } | null
  /** How many were kept together; 0 of what was not kept. */
  together: number
}

/** Null for a bounce that is unknown or another's. */
export async function onePage(request: Request, id: string | undefined): Promise<BouncePart | null> {
  const owner = await bounceOwner(request)
  const bounce = owner && (await bounceOf({ teamId: owner.teamId, projects: owner.projects, id: id ?? '' }))
  if (!bounce) return null
  const { recipient, status, replyCode, diagnostic, label, provider, rule, source, mailId, projectId } = bounce
  const { action, category, sentence, providerName, page, says } = explainBounce(bounce)
  const project = projectId === null ? null : await projectOf({ teamId: owner.teamId, id: projectId })
  return {
    ...{ id: bounce.id, at: bounce.at.toISOString(), source, of: mailId },
    judged: {
      ...{ address: recipient, status, replyCode, diagnostic, label, provider, rule },
      ...{ action, category, sentence, providerName, page, says, class: classOf(bounce.class), checks: [] },
    },
    project: project && { id: project.id, name: project.name },
    together: source === 'file' ? await keptWith({ teamId: owner.teamId, projects: owner.projects, as: mailId }) : 0,
  }
}
