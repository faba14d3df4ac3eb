/** People who are signed in, for tests that begin after that. */
import { randomBytes } from 'node:crypto'
import { prisma } from '#prisma/client.ts'
import { newId } from '#prisma/id.ts'
import { createSignIn, type Role } from '#prisma/sign-in.ts'
import { createAccount, personalTeamOf } from '#prisma/user.ts'
import { rememberSignIn } from '../../app/who.server.ts'

export interface TestPerson {
  id: string
  email: string
  /** The `Cookie` header of a browser in which they are signed in. */
  cookie: string
  /** Their personal team. */
  teamId: string
}

/** A person with an account, signed in. `email`: of an address not used before when none is given. */
export async function newPerson(email = `p${randomBytes(6).toString('hex')}@people.example`): Promise<TestPerson> {
  const account = await createAccount({ email, name: '', passwordHash: null, isVerified: true, anonymousTeamId: null })
  if (!account) throw new Error(`${email} has an account already`)
  const { id } = account
  return { id, email, cookie: await cookieOf(id), teamId: await personalTeamOf({ userId: id }) }
}

/** One more browser in which a person is signed in. */
export async function cookieOf(userId: string): Promise<string> {
  const { token } = await createSignIn({ userId, userAgent: 'test', peerAddress: '127.0.0.1', completed: true })
  return rememberSignIn(token).split(';')[0] ?? ''
}

/** A team. Returns its id and slug. */
export async function newTeam(name = 'Acme'): Promise<{ teamId: string; slug: string }> {
  const slug = `t${randomBytes(6).toString('hex')}`
  const { id } = await prisma.team.create({ data: { id: newId(), kind: 'team', name, slug } })
  return { teamId: id, slug }
}

/** A person who belongs to a team. `projects`: the only ones they see; all when null. */
export async function newMember(teamId: string, role: Role, projects: string[] | null = null): Promise<TestPerson> {
  const person = await newPerson()
  await prisma.member.create({ data: { teamId, userId: person.id, role, limited: projects !== null } })
  const allowed = (projects ?? []).map((projectId) => ({ projectId, teamId, userId: person.id }))
  await prisma.projectMember.createMany({ data: allowed })
  await prisma.signIn.updateMany({ where: { userId: person.id }, data: { teamId } })
  return person
}
