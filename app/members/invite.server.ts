/** Inviting somebody to a team: by mail, or with a link for whoever has it. */
import { env } from '#env'
import { note } from '#prisma/audit.ts'
import { createInvitation } from '#prisma/invitation.ts'
import type { Membership, Person, Role } from '#prisma/sign-in.ts'
import { refuseTry } from '../account/attempts.server.ts'
import { looksLikeEmail } from '../account/form.server.ts'
import { mailInvitation } from '../account/mails.server.ts'

interface Inviter {
  teamId: string
  team: Membership
  person: Person
  /** Where the request comes from. */
  client: string
}

interface Wanted {
  /** Null for a link. */
  email: string | null
  role: Exclude<Role, 'owner'>
  /** The only projects it opens; all when empty. */
  projectIds: string[]
  uses: number
}

export type Invited = { link: string } | { fault: 'email' | 'too-many' } | { fault: 'too-often'; retryAt: Date }

/** Makes an invitation and mails it, within what may be made. An admin sees all projects. */
export async function inviteAsked({ teamId, team, person, client }: Inviter, wanted: Wanted): Promise<Invited> {
  const { email, role, uses } = wanted
  if (email !== null && !looksLikeEmail(email)) return { fault: 'email' }
  const retryAt = await refuseTry('invite', { account: teamId, client })
  if (retryAt) return { fault: 'too-often', retryAt }
  const projectIds = role === 'admin' ? [] : wanted.projectIds
  const token = await createInvitation({ teamId, invitedBy: person.id, email, role, projectIds, uses })
  if (token === null) return { fault: 'too-many' }
  await note({ teamId, userId: person.id, action: 'member.invited', subject: email ?? 'by link', details: { role, uses } })
  const name = team.name || `of ${person.email}`
  if (email !== null) await mailInvitation({ userId: person.id, teamId, recipient: email, team: name, by: person.email, token })
  return { link: `${env.BASE_URL}/invitation/${token}` }
}
