/** Bounces and the projects they are kept in: one owner's only, listed and counted by index, kept once. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  bounceOf,
  bouncesOf,
  bouncesQuery,
  bounceTotal,
  type BounceToKeep,
  countBounces,
  countBouncesBy,
  countQuery,
  deleteKept,
  domainsOfBounces,
  endedSends,
  keepBounces,
  mostKept,
} from '#prisma/bounce.ts'
import { prisma } from '#prisma/client.ts'
import { Prisma } from '#prisma/generated/client.ts'
import { isId, keptId, leastId, newId } from '#prisma/id.ts'
import { changeProject, createProject, longestProjectName, projectName, projectOf, projectsOf } from '#prisma/project.ts'
import { deleteProject } from '#prisma/project-removal.ts'
import { createAnonymousTeam, deleteForsakenTeams } from '#prisma/team.ts'

after(() => prisma.$disconnect())

const day = 86_400_000
const now = Date.now()
const since = new Date(now - 30 * day)
const all = { projects: null, since }

const toKeep = (changes: Partial<BounceToKeep> = {}): BounceToKeep => ({
  ...{ recipient: 'ann@gmail.com', status: '5.1.1', replyCode: 550, diagnostic: '550 5.1.1 no such user', line: 0 },
  ...{ class: 'hard', label: 'mailbox-unknown', provider: 'gmail', rule: 'gmail-unknown', at: new Date(now - 1000) },
  ...changes,
})

/** A team with a project and these bounces in it. */
async function withBounces(bounces: BounceToKeep[]) {
  const teamId = await createAnonymousTeam()
  const project = await createProject({ teamId, name: 'Borealis' })
  assert.ok(project)
  const as = keptId(project.id, Buffer.from('file'))
  await keepBounces({ teamId, projectId: project.id, as, bounces })
  return { teamId, projectId: project.id, as }
}

describe('a project', () => {
  test('has one name in a team, and another team has its own', async () => {
    const [one, other] = [await createAnonymousTeam(), await createAnonymousTeam()]
    const first = await createProject({ teamId: one, name: ' Acme \n spring ' })
    assert.equal(first?.name, 'Acme spring')
    assert.equal((await createProject({ teamId: one, name: 'Acme spring' }))?.id, first?.id)
    assert.notEqual((await createProject({ teamId: other, name: 'Acme spring' }))?.id, first?.id)
    assert.equal(await projectOf({ teamId: other, id: first?.id ?? '' }), null)
    assert.deepEqual(
      (await projectsOf({ teamId: one, projects: null })).map(({ name }) => name),
      ['Acme spring'],
    )
  })
  const names: [given: string, name: string][] = [
    ['', ''],
    [' \t\r\n', ''],
    ['a\0b', 'a\u2400b'],
    ['x'.repeat(200), 'x'.repeat(longestProjectName)],
  ]
  for (const [given, name] of names) {
    test(`called ${JSON.stringify(given.slice(0, 10))} has the name ${JSON.stringify(name.slice(0, 10))}`, () =>
      assert.equal(projectName(given), name))
  }
  test('without a name is none', async () => {
    assert.equal(await createProject({ teamId: await createAnonymousTeam(), name: '  ' }), null)
  })
  test('is made once when it is asked for twice at the same time', async () => {
    const teamId = await createAnonymousTeam()
    const made = await Promise.all(Array.from({ length: 5 }, () => createProject({ teamId, name: 'x' })))
    assert.equal(new Set(made.map((one) => one?.id)).size, 1)
  })
  test('is renamed by its own team, to a name that is free', async () => {
    const teamId = await createAnonymousTeam()
    const [a] = [await createProject({ teamId, name: 'a' }), await createProject({ teamId, name: 'b' })]
    const id = a?.id ?? ''
    assert.equal(await changeProject({ teamId: await createAnonymousTeam(), id, name: 'c' }), 'not-there')
    assert.equal(await changeProject({ teamId, id, name: 'b' }), 'taken')
    assert.equal(await changeProject({ teamId, id, name: ' ' }), 'taken')
    assert.equal(await changeProject({ teamId, id, name: 'c' }), 'changed')
    assert.equal((await projectOf({ teamId, id }))?.name, 'c')
  })
  test('goes with what was kept in it, and leaves the rest', async () => {
    const { teamId, projectId } = await withBounces([toKeep()])
    const mailId = newId()
    const { line: _line, ...told } = toKeep()
    await prisma.bounce.create({ data: { ...told, id: newId(), teamId, projectId, mailId, source: 'mail' } })
    assert.equal(await deleteProject({ teamId: await createAnonymousTeam(), id: projectId }), false)
    assert.equal(await deleteProject({ teamId, id: projectId }), true)
    const left = await bouncesOf({ teamId, ...all, take: 9 })
    assert.deepEqual(
      left.map((one) => [one.mailId, one.projectId]),
      [[mailId, null]],
    )
    assert.equal(await deleteProject({ teamId, id: projectId }), false)
  })
})

describe('what is kept', () => {
  test('is there once, however often it is brought', async () => {
    const rows = [toKeep({ line: 1 }), toKeep({ line: 2 })]
    const { teamId, projectId, as } = await withBounces(rows)
    assert.deepEqual(await keepBounces({ teamId, projectId, as, bounces: rows }), { kept: 2 })
    assert.equal((await bouncesOf({ teamId, ...all, take: 9 })).length, 2)
  })
  test('holds what PostgreSQL does not', async () => {
    const { teamId } = await withBounces([toKeep({ diagnostic: 'a\0b\ud800' })])
    assert.equal((await bouncesOf({ teamId, ...all, take: 1 }))[0]?.diagnostic, 'a\u2400b\ufffd')
  })
  test('goes together, by its own team only, and no mail goes with it', async () => {
    const { teamId, as } = await withBounces([toKeep(), toKeep({ recipient: 'b@acme.com' })])
    assert.equal(await deleteKept({ teamId: await createAnonymousTeam(), projects: null, as }), 0)
    assert.equal(await deleteKept({ teamId, projects: null, as: 'x' }), 0)
    assert.equal(await deleteKept({ teamId, projects: [newId()], as }), 0)
    assert.equal(await deleteKept({ teamId, projects: null, as }), 2)
  })
  test('is no more than a team may', async () => {
    const { teamId, projectId } = await withBounces([toKeep()])
    const bounces = Array.from({ length: mostKept }, (_, line) => toKeep({ line }))
    assert.equal(await keepBounces({ teamId, projectId, as: newId(), bounces }), null)
    assert.equal((await bouncesOf({ teamId, ...all, take: 9 })).length, 1)
  })
  test('keeps its team', async () => {
    const { teamId, as } = await withBounces([toKeep()])
    await deleteForsakenTeams(new Date(now + day))
    assert.ok(await prisma.team.findUnique({ where: { id: teamId } }))
    await deleteKept({ teamId, projects: null, as })
    await deleteForsakenTeams(new Date(now + day))
    assert.equal(await prisma.team.findUnique({ where: { id: teamId } }), null)
  })
  test('has an id made of the project and the octets', () => {
    const [one, other] = [newId(), newId()]
    const id = keptId(one, Buffer.from('x'))
    assert.ok(isId(id))
    assert.equal(id, keptId(one, Buffer.from('x')))
    assert.notEqual(id, keptId(one, Buffer.from('y')))
    assert.notEqual(id, keptId(other, Buffer.from('x')))
    assert.ok(leastId(now) <= newId(now) && newId(now - 1) < leastId(now))
  })
})

describe('bounces', () => {
  const rows: [title: string, narrower: object, lines: number[]][] = [
    ['all', {}, [4, 3, 2, 1]],
    ['of a code', { status: '4.2.2' }, [2]],
    ['of a label', { label: 'spam' }, [3]],
    ['of a class', { class: 'hard' }, [4, 1]],
    ['of a receiver', { provider: 'gmail' }, [4, 1]],
    ['of receivers that are not recognised', { provider: '' }, [3, 2]],
    ['of a domain, however it is written', { domain: 'acme.com' }, [3, 2]],
    ['of a domain with a sign that LIKE knows', { domain: '%.com' }, []],
    ['of a time', { since: new Date(now - 3 * day), until: new Date(now - day) }, [2, 1]],
    ['of no such project', { projectId: newId() }, []],
    ['for one limited to no project', { projects: [] }, []],
  ]
  let owner: Awaited<ReturnType<typeof withBounces>>
  before(async () => {
    owner = await withBounces([
      toKeep({ line: 1, at: new Date(now - 3 * day) }),
      toKeep({
        ...{ line: 2, at: new Date(now - 2 * day), recipient: 'b@ACME.com', status: '4.2.2' },
        ...acme('soft', 'mailbox-full'),
      }),
      toKeep({ ...{ line: 3, at: new Date(now - day), recipient: 'c@acme.com', status: '5.7.1' }, ...acme('block', 'spam') }),
      toKeep({ line: 4 }),
    ])
  })
  const acme = (kind: string, label: string) => ({ class: kind, label, provider: '', rule: '' })
  /** By the row they were kept from. */
  const lines = async (filter: object) => {
    const found = await bouncesOf({ ...owner, projectId: undefined, ...all, take: 99, ...filter })
    const kept = await prisma.bounce.findMany({ where: { teamId: owner.teamId }, select: { id: true, line: true } })
    return found.map(({ id }) => kept.find((one) => one.id === id)?.line)
  }
  for (const [title, narrower, wanted] of rows) {
    test(`are listed: ${title}`, async () => assert.deepEqual(await lines(narrower), wanted))
    test(`are counted: ${title}`, async () => {
      const filter = { teamId: owner.teamId, ...all, ...narrower }
      for (const counts of [await countBounces(filter), await countBouncesBy(filter, 'label')])
        assert.equal(
          counts.reduce((sum, { count }) => sum + count, 0),
          wanted.length,
        )
      assert.equal(await bounceTotal(filter), wanted.length)
    })
  }
  test('are told apart by one thing', async () => {
    const counts = await countBouncesBy({ teamId: owner.teamId, ...all }, 'class')
    const keys = counts.flatMap(({ key, count }) => Array<string>(count).fill(key))
    assert.deepEqual(keys.sort(), ['block', 'hard', 'hard', 'soft'])
  })
  test('of months are counted by their days, of a week by their hours', async () => {
    const noon = Math.floor(now / day) * day - 2 * day + day / 2
    const { teamId } = await withBounces(
      [-3, 0, 5].map((hours, line) => toKeep({ line, at: new Date(noon + hours * 3_600_000) })),
    )
    const countsOf = async (days: number) => {
      const rows = await countBounces({ teamId, projects: null, since: new Date(now - days * day) })
      return rows.map(({ hour, count }) => [(hour.getTime() - noon) / 3_600_000, count])
    }
    assert.deepEqual(await countsOf(90), [[0, 3]])
    assert.deepEqual(await countsOf(7), [
      [-3, 1],
      [0, 1],
      [5, 1],
    ])
  })
  test('of another team are never seen', async () => {
    const teamId = await createAnonymousTeam()
    const [mine] = await bouncesOf({ teamId: owner.teamId, ...all, take: 1 })
    assert.deepEqual(await bouncesOf({ teamId, ...all, take: 9 }), [])
    assert.equal(await bounceOf({ teamId, projects: null, id: mine?.id ?? '' }), null)
    assert.equal((await bounceOf({ teamId: owner.teamId, projects: null, id: mine?.id ?? '' }))?.id, mine?.id)
    assert.equal(await bounceOf({ teamId: owner.teamId, projects: [], id: mine?.id ?? '' }), null)
    assert.equal(await bounceOf({ teamId: owner.teamId, projects: null, id: 'x' }), null)
  })
  test('go on after the last of a page, also among those of one moment', async () => {
    const at = new Date(now - 5000)
    const { teamId } = await withBounces(Array.from({ length: 7 }, (_, line) => toKeep({ line, at })))
    const seen: string[] = []
    for (let after: { at: Date; id: string } | undefined; ; ) {
      const page = await bouncesOf({ teamId, ...all, take: 3, ...(after && { after }) })
      seen.push(...page.map(({ id }) => id))
      after = page.at(-1)
      if (page.length < 3) break
    }
    assert.equal(seen.length, 7)
    assert.deepEqual(seen, [...new Set(seen)].sort().reverse())
  })
  test('have domains, the most first', async () => {
    assert.deepEqual(await domainsOfBounces({ teamId: owner.teamId, ...all, take: 5 }), [
      { domain: 'acme.com', count: 2 },
      { domain: 'gmail.com', count: 2 },
    ])
  })
  test('are found by index among many', async () => {
    const bounces = Array.from({ length: 3000 }, (_, line) => toKeep({ line, at: new Date(now - line * 60_000) }))
    const [{ teamId, projectId }] = [await withBounces(bounces.slice(0, 50)), await withBounces(bounces)]
    await prisma.$executeRaw`ANALYZE "Bounce"`
    const ofProject = { teamId, ...all, projects: [projectId] }
    for (const [query, index] of [
      [bouncesQuery({ teamId, ...all, take: 50 }), /Bounce_teamId_at_id_idx/],
      [bouncesQuery({ teamId, ...all, take: 50, after: { at: new Date(now - day), id: newId() } }), /Bounce_teamId_at_id_idx/],
      [countQuery({ teamId, ...all, label: 'spam' }), /Bounce_teamId_at_id_idx/],
      [bouncesQuery({ ...ofProject, take: 50 }), /Bounce_teamId_projectId_at_id_idx/],
      [countQuery(ofProject), /Bounce_teamId_projectId_at_id_idx/],
    ] as const) {
      const plan = await prisma.$queryRaw<{ 'QUERY PLAN': string }[]>(Prisma.sql`EXPLAIN ${query}`)
      const text = plan.map((row) => row['QUERY PLAN']).join('\n')
      assert.match(text, index)
      assert.doesNotMatch(text, /Seq Scan/)
    }
  })
  test('are set against the sends that have ended, for who sees all of the team', async () => {
    const teamId = await createAnonymousTeam()
    const relay = await prisma.relay.create({
      data: { id: newId(), teamId, name: 'r', host: 'r.example', port: 25, tls: 'none' },
    })
    const late = new Date(now + day)
    const mail = { fromHeader: 'a@a.example', mailFrom: 'a@a.example', recipient: 'b@b.example', subjectHeader: 's' }
    const send = (status: string, endedAt: Date | null) => {
      const data = { id: newId(), teamId, relayId: relay.id, messageId: newId(), rawId: newId(), status, endedAt }
      return prisma.testSend.create({ data: { ...data, ...mail, expiresAt: late, keptUntil: late } })
    }
    for (const status of ['arrived', 'bounced', 'refused']) await send(status, new Date())
    await send('waiting', null)
    assert.deepEqual(await endedSends({ teamId, projects: null, since }), { sent: 3, back: 2 })
    assert.deepEqual(await endedSends({ teamId, projects: [newId()], since }), { sent: 0, back: 0 })
    assert.deepEqual(await endedSends({ teamId, projects: null, since: new Date(now + day) }), { sent: 0, back: 0 })
  })
})
