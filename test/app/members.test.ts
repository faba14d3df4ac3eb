/** Teams: who comes in, who may do what, and how one ends. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { issueAddress } from '#prisma/address.ts'
import { prisma } from '#prisma/client.ts'
import { mostDays } from '#prisma/kept-days.ts'
import { Prisma } from '#prisma/generated/client.ts'
import { acceptInvitation, createInvitation } from '#prisma/invitation.ts'
import { createShare } from '#prisma/share.ts'
import { createScan } from '#prisma/scan.ts'
import { isSlug, slugOf } from '#prisma/team-admin.ts'
import { removeClosedTeams } from '#prisma/team-removal.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { newMember, newPerson, newTeam, type TestPerson } from '../helpers/people.ts'
import { arrived, reported } from '../helpers/rows.ts'
import { newVisitor } from '../helpers/visitor.ts'

let web: Web
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(() => web.close())

const as = ({ cookie }: TestPerson) => newVisitor(web.port, cookie)
const roleIn = async (teamId: string, { id }: TestPerson) =>
  (await prisma.member.findUnique({ where: { teamId_userId: { teamId, userId: id } } }))?.role ?? null
const tokenIn = (text: string) => /\/invitation\/([\w-]{22})/.exec(text)?.[1] ?? ''

test('a team is made with a path of its own, and looked at', async () => {
  const [one, other] = [await newPerson(), await newPerson()]
  const answer = await as(one).post('/team/new', { name: '  Müller &\n Söhne ' })
  assert.equal(answer.headers.location, '/team/muller-sohne/settings?done=made')
  const team = await prisma.team.findUniqueOrThrow({ where: { slug: 'muller-sohne' } })
  assert.deepEqual([team.name, team.kind, await roleIn(team.id, one)], ['Müller & Söhne', 'team', 'owner'])
  assert.match((await as(one).get('/settings/account')).text, /Müller &amp; Söhne/)
  assert.match(
    (await as(other).post('/team/new', { name: 'Müller Söhne' })).headers.location ?? '',
    /^\/team\/muller-sohne-\d+\//,
  )
  assert.equal((await as(one).post('/team/new', { name: ' ' })).status, 400)
  assert.equal((await newVisitor(web.port).get('/team/new')).headers.location, '/sign-in?next=%2Fteam%2Fnew')
})

test('a path is short, plain, and no word of ours', () => {
  const rows: [string, string, boolean][] = [
    ['Acme', 'acme', true],
    ['New', 'new', false],
    ['Ünï', 'uni', true],
    ['東京', '', false],
    ['a', 'a', false],
    ['A/../b', 'a-b', true],
    ['x'.repeat(60), 'x'.repeat(40), true],
  ]
  for (const [name, slug, fits] of rows) assert.deepEqual([slugOf(name), isSlug(slugOf(name))], [slug, fits], name)
  assert.ok(!isSlug('01900000-0000-7000-8000-000000000000'), 'never taken for the id of another')
})

describe('an invitation', () => {
  test('by mail names the team and works once, in the role that was given', async () => {
    const { teamId, slug } = await newTeam()
    const owner = await newMember(teamId, 'owner')
    const guest = await newPerson()
    const made = await as(owner).post(`/team/${slug}/settings`, {
      intent: 'invite',
      email: guest.email,
      role: 'viewer',
      uses: '1',
    })
    const path = `/invitation/${tokenIn(made.text)}`
    const mail = await prisma.outboxMail.findFirstOrThrow({ where: { recipient: guest.email } })
    assert.ok(mail.text.includes(path) && mail.text.includes('the team Acme'))
    assert.match((await as(guest).get(path)).text, /Acme.*viewer/s)
    assert.equal((await as(guest).post(path)).headers.location, `/team/${slug}/settings?done=joined`)
    assert.equal(await roleIn(teamId, guest), 'viewer')
    assert.equal((await as(await newPerson()).post(path)).status, 404)
  })
  test('leads who has no account to one, and then in: without a mail in between', async () => {
    const { teamId, slug } = await newTeam()
    const owner = await newMember(teamId, 'owner')
    const made = await as(owner).post(`/team/${slug}/settings`, { intent: 'invite', email: '', role: 'member', uses: '2' })
    const path = `/invitation/${tokenIn(made.text)}`
    const [one, email] = [newVisitor(web.port), `${randomUUID()}@people.example`]
    const next = `?next=${encodeURIComponent(path)}`
    assert.match((await one.get(path)).text, /\/sign-up\?next=/)
    assert.equal((await one.post(`/sign-up${next}`, { email, password: 'four quiet words here' })).headers.location, path)
    assert.equal((await one.post(path)).status, 303)
    assert.equal((await one.get(`/team/${slug}/settings`)).status, 200)
    await one.post('/sign-out')
    assert.equal((await one.post('/sign-in', { email, password: 'four quiet words here' })).status, 303, 'vouched for')
  })
  test('lets in as many as it has uses, however many come at once', async () => {
    const { teamId } = await newTeam()
    const owner = await newMember(teamId, 'owner')
    const token = await createInvitation({ teamId, invitedBy: owner.id, email: null, role: 'member', projectIds: [], uses: 2 })
    const guests = await Promise.all([1, 2, 3, 4, 5].map(() => newPerson()))
    const came = await Promise.all(guests.map(({ id }) => acceptInvitation({ token: token ?? '', userId: id })))
    assert.equal(came.filter(Boolean).length, 2)
  })
  test('opens nothing once it was taken back, or its time is over', async () => {
    const { teamId, slug } = await newTeam()
    const owner = await newMember(teamId, 'owner')
    const guest = await newPerson()
    for (const end of ['revoked', 'over'] as const) {
      const made = await as(owner).post(`/team/${slug}/settings`, { intent: 'invite', email: '', role: 'member', uses: '1' })
      const { id } = await prisma.invitation.findFirstOrThrow({ where: { teamId }, orderBy: { id: 'desc' } })
      if (end === 'over') await prisma.invitation.update({ where: { id }, data: { expiresAt: new Date() } })
      else await as(owner).post(`/team/${slug}/settings`, { intent: 'revoke', id })
      const path = `/invitation/${tokenIn(made.text)}`
      assert.deepEqual([(await as(guest).get(path)).status, (await as(guest).post(path)).status], [404, 404], end)
    }
  })
  test('to projects of another team opens none of them', async () => {
    const [{ teamId }, other] = [await newTeam(), await newTeam()]
    const owner = await newMember(teamId, 'owner')
    const project = await prisma.project.create({ data: { id: randomUUID(), teamId: other.teamId, name: 'Theirs' } })
    await createInvitation({ teamId, invitedBy: owner.id, email: null, role: 'member', projectIds: [project.id], uses: 1 })
    const made = await prisma.invitation.findFirstOrThrow({ where: { teamId } })
    assert.deepEqual(made.projectIds, [])
  })
})

describe('in a team', () => {
  async function crew() {
    const { teamId, slug } = await newTeam()
    const people = {
      owner: await newMember(teamId, 'owner'),
      admin: await newMember(teamId, 'admin'),
      member: await newMember(teamId, 'member'),
      viewer: await newMember(teamId, 'viewer'),
    }
    const press = (who: TestPerson, fields: Record<string, string>) => as(who).post(`/team/${slug}/settings`, fields)
    return { teamId, slug, ...people, press }
  }
  test('only admins change what others are, and only owners make owners', async () => {
    const { teamId, owner, admin, member, viewer, press } = await crew()
    const rows: [TestPerson, TestPerson, string, number][] = [
      [viewer, member, 'viewer', 403],
      [member, viewer, 'member', 403],
      [member, member, 'owner', 403],
      [admin, viewer, 'owner', 403],
      [admin, admin, 'owner', 403],
      [admin, owner, 'viewer', 403],
      [admin, viewer, 'member', 303],
      [owner, viewer, 'owner', 303],
    ]
    for (const [who, whom, role, status] of rows) {
      const answer = await press(who, { intent: 'change', userId: whom.id, role })
      assert.equal(answer.status, status, `${who.email} makes ${whom.email} ${role}`)
    }
    assert.deepEqual([await roleIn(teamId, owner), await roleIn(teamId, viewer)], ['owner', 'owner'])
  })
  test('the last owner can neither leave, nor become less, nor be deleted', async () => {
    const { teamId, owner, press } = await crew()
    assert.equal((await press(owner, { intent: 'leave' })).status, 400)
    assert.equal((await press(owner, { intent: 'change', userId: owner.id, role: 'admin' })).status, 400)
    assert.match((await as(owner).post('/settings/account', { intent: 'delete' })).text, /only owner of Acme/)
    assert.equal(await roleIn(teamId, owner), 'owner')
  })
  test('of two owners who leave at once one stays', async () => {
    const { teamId, owner, admin, press } = await crew()
    await press(owner, { intent: 'change', userId: admin.id, role: 'owner' })
    await Promise.all([press(owner, { intent: 'leave' }), press(admin, { intent: 'leave' })])
    assert.equal(await prisma.member.count({ where: { teamId, role: 'owner' } }), 1)
  })
  test('whoever is removed is out with the next request, and so are their tokens', async () => {
    const { teamId, slug, owner, member, press } = await crew()
    await prisma.apiToken.create({
      data: { id: randomUUID(), teamId, userId: member.id, name: '', tokenHash: new Uint8Array([1]), scopes: [] },
    })
    assert.equal((await press(owner, { intent: 'remove', userId: member.id })).status, 303)
    assert.equal((await as(member).get(`/team/${slug}/settings`)).status, 404)
    assert.equal(await prisma.apiToken.count({ where: { teamId, revokedAt: null } }), 0)
  })
  test('who is limited to projects sees neither the members nor who did what', async () => {
    const { teamId, slug, owner } = await crew()
    const project = await prisma.project.create({ data: { id: randomUUID(), teamId, name: 'Borealis' } })
    const client = await newMember(teamId, 'viewer', [project.id])
    const page = await as(client).get(`/team/${slug}/settings`)
    assert.equal(page.status, 200)
    assert.ok(!page.text.includes(owner.email))
    assert.equal((await as(client).get(`/team/${slug}/settings/audit`)).status, 403)
  })
  test('what was done is told, newest first, to admins', async () => {
    const { slug, owner, admin, member, press } = await crew()
    await press(owner, { intent: 'invite', email: 'new@people.example', role: 'admin', uses: '1' })
    await press(owner, { intent: 'remove', userId: member.id })
    const { text } = await as(admin).get(`/team/${slug}/settings/audit`)
    assert.match(text, /removed.*invited/s)
    assert.ok(text.includes(member.email) && text.includes('new@people.example'))
    assert.equal((await as(await newPerson()).get(`/team/${slug}/settings/audit`)).status, 404)
  })
  test('settings are checked, and of a slug there is one', async () => {
    const { slug, teamId, admin, press } = await crew()
    const other = await newTeam()
    const fit = { intent: 'set-team', name: 'Acme', slug, zone: 'Europe/Berlin', retentionDays: '90' }
    const rows: [Record<string, string>, number][] = [
      [{ name: '' }, 400],
      [{ slug: other.slug }, 400],
      [{ slug: 'switch' }, 400],
      [{ zone: 'Mars/Olympus' }, 400],
      [{ retentionDays: '0' }, 400],
      [{ retentionDays: String(mostDays + 1) }, 400],
      [{ retentionDays: 'many' }, 400],
      [{}, 303],
    ]
    for (const [changes, status] of rows)
      assert.equal((await press(admin, { ...fit, ...changes })).status, status, JSON.stringify(changes))
    const { zone, retentionDays } = await prisma.team.findUniqueOrThrow({ where: { id: teamId } })
    assert.deepEqual([zone, retentionDays], ['Europe/Berlin', 90])
  })
})

describe('a deleted team', () => {
  test('is closed at once, and nothing of it is left after the job', async () => {
    const { teamId, slug } = await newTeam()
    const [owner, admin] = [await newMember(teamId, 'owner'), await newMember(teamId, 'admin')]
    const { address } = await issueAddress({ teamId, domain: 'seedbed.localhost' })
    const mailId = await arrived(address)
    await reported(address, mailId)
    const scan = await createScan({ teamId, subject: 'acme.example' })
    await createShare({ teamId, mailId, withBody: false, withRecipients: false, withSource: false })
    const press = (who: TestPerson, confirm: string) => as(who).post(`/team/${slug}/settings`, { intent: 'delete-team', confirm })
    assert.equal((await press(admin, 'Acme')).status, 403)
    assert.equal((await press(owner, 'acme?')).status, 400)
    assert.equal((await press(owner, 'Acme')).status, 303)
    for (const path of [`/team/${slug}/settings`, `/team/${teamId}/settings`, `/mail/${mailId}`, `/scan/${scan.id}`])
      assert.equal((await as(owner).get(path)).status, 404, path)
    assert.equal(await removeClosedTeams({ until: 0 }), 0, 'a turn ends in time')
    await removeClosedTeams({ until: Date.now() + 60_000 })
    assert.deepEqual(await rowsOf(teamId), [])
    assert.equal(await prisma.report.count({ where: { mailId } }), 0)
    assert.equal(await prisma.session.count(), 0)
    assert.equal(await prisma.mailRaw.count(), 0)
  })

  /** Every table with an owner that still has rows of this one. */
  async function rowsOf(teamId: string): Promise<string[]> {
    const tables = await prisma.$queryRaw<{ name: string }[]>`
      SELECT c.table_name AS name FROM information_schema.columns c JOIN pg_class t ON t.relname = c.table_name
      WHERE c.table_schema = 'public' AND c.column_name = 'teamId' AND NOT t.relispartition ORDER BY 1`
    assert.ok(tables.length > 20)
    const left = []
    for (const { name } of tables) {
      const [row] = await prisma.$queryRaw<{ count: number }[]>`
        SELECT count(*)::int AS count FROM ${Prisma.raw(`"${name}"`)} WHERE "teamId" = ${teamId}::uuid`
      if (row?.count) left.push(name)
    }
    return left
  }
})
