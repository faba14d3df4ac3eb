/** Who asks, for which team, and what they may do there. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import { prisma } from '#prisma/client.ts'
import { newId } from '#prisma/id.ts'
import { createSignIn, endSignIn, lookAtTeam, type Role, signInsOf } from '#prisma/sign-in.ts'
import { createAnonymousTeam } from '#prisma/team.ts'
import { createAccount, personalTeamOf } from '#prisma/user.ts'
import { type Action, actions, may, roles } from '../../app/roles.ts'
import { ensureTeam, mayTouch, remember, rememberSignIn, teamBehind, whoAsks } from '../../app/who.server.ts'
import { newMember, newPerson, newTeam } from '../helpers/people.ts'

const request = (...cookies: string[]) => new Request('http://localhost/here?x=1', { headers: { cookie: cookies.join('; ') } })
const pairOf = (setCookie: string) => setCookie.split(';')[0] ?? ''
const browser = (anonymousTeamId: string | null) => pairOf(remember({ anonymousTeamId, tokens: [] }))
const statusOf = (work: Promise<unknown>) =>
  work.then(
    () => 200,
    (thrown: Response) => thrown.status,
  )

test('the table of roles: each may what the one before may, and more', () => {
  const rows: [Role, Action[]][] = [
    ['viewer', ['read']],
    ['member', ['read', 'test', 'delete', 'share', 'domains', 'monitors', 'send', 'tokens']],
    ['admin', actions.filter((action) => action !== 'own')],
    ['owner', actions],
  ]
  assert.deepEqual(
    rows.map(([role]) => role),
    roles,
  )
  for (const [role, allowed] of rows)
    assert.deepEqual(
      actions.filter((action) => may(role, action)),
      allowed,
      role,
    )
})

describe('a browser without an account', () => {
  test('has its own team, as a member', async () => {
    const teamId = await createAnonymousTeam()
    const who = await whoAsks(request(browser(teamId)))
    assert.deepEqual([who.teamId, who.role, who.person, who.memberships], [teamId, 'member', null, []])
    assert.ok(mayTouch(who, { teamId }, 'delete'))
    assert.ok(!mayTouch(who, { teamId: randomUUID() }))
  })
  test('opens its team no more once that was signed up for', async () => {
    const teamId = await createAnonymousTeam()
    const email = `${randomUUID()}@people.example`
    const account = await createAccount({ email, name: '', passwordHash: null, isVerified: false, anonymousTeamId: teamId })
    assert.equal(await personalTeamOf({ userId: account?.id ?? '' }), teamId)
    assert.equal((await whoAsks(request(browser(teamId)))).teamId, null)
    const { who, setCookie } = await ensureTeam(request(browser(teamId)))
    assert.notEqual(who.teamId, teamId)
    assert.ok(setCookie)
  })
  test('whose team another has signed up for gets an account with a new one', async () => {
    const anonymousTeamId = await createAnonymousTeam()
    const owners = await Promise.all(
      [1, 2].map(async () => {
        const email = `${randomUUID()}@people.example`
        const account = await createAccount({ email, name: '', passwordHash: null, isVerified: false, anonymousTeamId })
        return personalTeamOf({ userId: account?.id ?? '' })
      }),
    )
    assert.equal(new Set(owners).size, 2)
    assert.ok(owners.includes(anonymousTeamId))
  })
})

describe('who signed in', () => {
  test('looks at the personal team, and at another that was chosen', async () => {
    const { teamId } = await newTeam()
    const person = await newMember(teamId, 'viewer')
    const chosen = await whoAsks(request(person.cookie))
    assert.deepEqual([chosen.teamId, chosen.role, chosen.person?.email], [teamId, 'viewer', person.email])
    await lookAtTeam({ id: chosen.signInId ?? '', userId: person.id, teamId: person.teamId })
    const own = await whoAsks(request(person.cookie))
    assert.deepEqual([own.teamId, own.role], [person.teamId, 'owner'])
    assert.deepEqual(own.memberships.map((one) => one.teamId).toSorted(), [teamId, person.teamId].toSorted())
  })
  test('is nobody after the session ended, before its second factor, and when its time is over', async () => {
    const person = await newPerson()
    const made = { userId: person.id, userAgent: '', peerAddress: '', completed: false }
    const halfWay = await createSignIn(made)
    assert.equal((await whoAsks(request(pairOf(rememberSignIn(halfWay.token))))).person, null)
    const [device] = await signInsOf({ userId: person.id })
    await prisma.signIn.update({ where: { id: device?.id ?? '' }, data: { expiresAt: new Date() } })
    assert.equal((await whoAsks(request(person.cookie))).person, null)
    const again = await createSignIn({ ...made, completed: true })
    const cookie = pairOf(rememberSignIn(again.token))
    assert.equal((await whoAsks(request(cookie))).person?.id, person.id)
    await endSignIn({ id: again.id, userId: (await newPerson()).id })
    assert.equal((await whoAsks(request(cookie))).person?.id, person.id, 'not by another')
    await endSignIn({ id: again.id, userId: person.id })
    assert.equal((await whoAsks(request(cookie))).person, null)
  })
  test('loses a team with the next request after being removed from it', async () => {
    const { teamId } = await newTeam()
    const person = await newMember(teamId, 'admin')
    await prisma.member.deleteMany({ where: { teamId, userId: person.id } })
    const who = await whoAsks(request(person.cookie))
    assert.deepEqual([who.teamId, mayTouch(who, { teamId })], [person.teamId, false])
  })
  test('and is limited to projects touches what is in them, and nothing of the whole team', async () => {
    const { teamId } = await newTeam()
    const projectId = newId()
    await prisma.project.create({ data: { id: projectId, teamId, name: 'Borealis' } })
    const who = await whoAsks(request((await newMember(teamId, 'member', [projectId])).cookie))
    assert.deepEqual(who.projects, [projectId])
    assert.ok(mayTouch(who, { teamId, projectId }, 'delete'))
    for (const other of [null, newId()]) assert.ok(!mayTouch(who, { teamId, projectId: other }), String(other))
    assert.ok(!mayTouch(who, { teamId }))
    assert.equal((await ensureTeam(request((await newMember(teamId, 'member', [projectId])).cookie))).who.projectId, projectId)
    assert.equal(await statusOf(ensureTeam(request((await newMember(teamId, 'member', [])).cookie))), 403)
  })
  test('as a viewer makes nothing', async () => {
    const { teamId } = await newTeam()
    assert.equal(await statusOf(ensureTeam(request((await newMember(teamId, 'viewer')).cookie))), 403)
  })
})

describe('the page of a team', () => {
  test('is for its members, each as far as the role goes', async () => {
    const { teamId, slug } = await newTeam()
    const other = await newPerson()
    const rows: [string, string, Action, number][] = [
      [(await newMember(teamId, 'owner')).cookie, slug, 'own', 200],
      [(await newMember(teamId, 'admin')).cookie, slug, 'own', 403],
      [(await newMember(teamId, 'admin')).cookie, teamId, 'members', 200],
      [(await newMember(teamId, 'member')).cookie, slug, 'members', 403],
      [(await newMember(teamId, 'viewer')).cookie, slug, 'read', 200],
      [(await newMember(teamId, 'viewer')).cookie, slug, 'test', 403],
      [other.cookie, slug, 'read', 404],
      [other.cookie, 'no-such-team', 'read', 404],
      [other.cookie, other.teamId, 'own', 200],
    ]
    for (const [cookie, path, action, status] of rows)
      assert.equal(await statusOf(teamBehind(request(cookie), path, action)), status, `${path} ${action}`)
  })
  test('leads nobody to the sign-in, and back', async () => {
    const answer: Response = await teamBehind(request(), 'acme').catch((thrown) => thrown)
    assert.deepEqual([answer.status, answer.headers.get('location')], [302, '/sign-in?next=%2Fhere%3Fx%3D1'])
  })
})
