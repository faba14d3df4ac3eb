/** /team/switch: another of the person's teams is looked at from now on. */
import type { ActionFunctionArgs } from '@remix-run/node'
import { lookAtTeam } from '#prisma/sign-in.ts'
import { fieldOf } from '../form.server.ts'
import { go } from '../go.server.ts'
import { mustSignIn } from '../who.server.ts'

export const loader = () => go('/')

export async function action({ request }: ActionFunctionArgs) {
  const { person, signInId, memberships } = await mustSignIn(request)
  const asked = await fieldOf(request, 'team')
  const team = memberships.find(({ teamId }) => teamId === asked)
  if (!team) throw new Response('There is no such team, or you do not belong to it.', { status: 404 })
  await lookAtTeam({ id: signInId, userId: person.id, teamId: team.teamId })
  return go(`/team/${team.slug}`)
}
