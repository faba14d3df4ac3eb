/** Claiming: everything of an anonymous team moves, counts add up, and what is on its way arrives at the new owner. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { issueAddress } from '#prisma/address.ts'
import { claimTeam } from '#prisma/claim.ts'
import { claimAddress, isClaimable } from '#prisma/claim-address.ts'
import { prisma } from '#prisma/client.ts'
import { Prisma } from '#prisma/generated/client.ts'
import { createProject } from '#prisma/project.ts'
import { saveScanReport } from '#prisma/report.ts'
import { createScan } from '#prisma/scan.ts'
import { createShare } from '#prisma/share.ts'
import { createAnonymousTeam } from '#prisma/team.ts'
import { domainReport } from '../helpers/domain-report.ts'
import { newMember, newPerson, newTeam } from '../helpers/people.ts'
import { arrived, reported } from '../helpers/rows.ts'
import { tracesOf } from '../helpers/traces.ts'

async function testsOf(teamId: string) {
  const { address } = await issueAddress({ teamId, domain: 'seedbed.localhost' })
  const mailId = await arrived(address)
  const scan = await createScan({ teamId, subject: 'acme.example' })
  return { address, mailId, scan }
}

test('all of it moves, and nothing stays', async () => {
  const [from, to] = [await createAnonymousTeam(), await createAnonymousTeam()]
  const hour = new Date('2026-11-21T10:00:00Z')
  for (const teamId of [from, to]) await prisma.replyCount.create({ data: { teamId, reply: '250 2.0.0', hour, count: 2 } })
  const { address, mailId, scan } = await testsOf(from)
  await reported(address, mailId)
  await saveScanReport({ scan, report: domainReport({ subject: 'acme.example' }) })
  assert.deepEqual(await claimTeam({ from, to }), { addresses: 1, scans: 1 })
  assert.equal(await claimTeam({ from, to }), null, 'once')
  assert.deepEqual(await tablesWith(from), [])
  const counts = await prisma.replyCount.findMany({ where: { teamId: to }, select: { count: true } })
  assert.deepEqual(counts, [{ count: 4 }])
  const reports = await prisma.report.findMany({ select: { teamId: true } })
  assert.deepEqual(
    reports.map(({ teamId }) => teamId),
    [to, to],
  )
})

test('a report that was on its way belongs to the new owner', async () => {
  const [from, to] = [await createAnonymousTeam(), await createAnonymousTeam()]
  const { address, mailId, scan } = await testsOf(from)
  await claimTeam({ from, to })
  // The worker read both before they were claimed.
  await reported(address, mailId)
  await saveScanReport({ scan, report: domainReport({ subject: 'acme.example' }) })
  assert.deepEqual(await tablesWith(from), [])
  assert.equal(await prisma.report.count({ where: { teamId: to } }), 2)
})

test('a team of people is never claimed', async () => {
  const to = await createAnonymousTeam()
  const from = await createAnonymousTeam()
  await prisma.team.update({ where: { id: from }, data: { kind: 'personal' } })
  const { address } = await testsOf(from)
  assert.equal(await claimTeam({ from, to }), null)
  assert.equal(await claimTeam({ from: randomUUID(), to }), null)
  assert.equal(await prisma.address.count({ where: { id: address.id, teamId: from } }), 1)
})

/** Every table with an owner that has rows of this one. */
async function tablesWith(teamId: string): Promise<string[]> {
  const tables = await prisma.$queryRaw<{ name: string }[]>`
    SELECT c.table_name AS name FROM information_schema.columns c JOIN pg_class t ON t.relname = c.table_name
    WHERE c.table_schema = 'public' AND c.column_name = 'teamId' AND NOT t.relispartition ORDER BY 1`
  const found = []
  for (const { name } of tables) {
    const [row] = await prisma.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM ${Prisma.raw(`"${name}"`)} WHERE "teamId" = ${teamId}::uuid`
    if (row?.count) found.push(name)
  }
  return found
}

test('one address moves with all that came to it, and nothing else', async () => {
  const [from, { teamId: to }] = [await createAnonymousTeam(), await newTeam()]
  const { id: userId } = await newMember(to, 'member')
  const project = await createProject({ teamId: to, name: 'Shop', keeps: 'report' })
  const projectId = project?.id ?? ''
  const [{ address, mailId }, other] = [await testsOf(from), await testsOf(from)]
  await reported(address, mailId)
  await createShare({ teamId: from, mailId, withBody: false, withRecipients: false, withSource: false })
  const again = await createScan({ teamId: from, subject: 'sender.example', kind: 'mail', mailId })
  await saveScanReport({ scan: again, report: domainReport() })
  assert.equal(await claimAddress({ addressId: address.id, userId, to, projectId }), true)
  assert.deepEqual(await tracesOf(address.id), ['Address', 'Mail', 'SessionAddress'])
  for (const table of ['Address', 'Mail', 'Report', 'Finding', 'Share', 'Scan'])
    assert.ok((await tablesWith(to)).includes(table), table)
  const theirs = { teamId: to, projectId }
  assert.equal(await prisma.mail.count({ where: theirs }), 1)
  assert.equal(await prisma.scan.count({ where: theirs }), 1)
  assert.equal(await prisma.mail.count({ where: { id: other.mailId, teamId: from } }), 1)
  assert.notEqual((await prisma.project.findUnique({ where: { id: projectId } }))?.stripsFrom, null)
  assert.equal(await claimAddress({ addressId: address.id, userId, to: (await newTeam()).teamId, projectId: null }), false)
})

test('an address of a team, or of somebody else, is not to be had', async () => {
  const person = await newPerson()
  const { teamId: to } = await newTeam()
  const rows: [from: string, isTheirs: boolean][] = [
    [(await newTeam()).teamId, false],
    [(await newPerson()).teamId, false],
    [person.teamId, true],
  ]
  for (const [from, isTheirs] of rows) {
    const { id: addressId } = (await testsOf(from)).address
    assert.equal(await isClaimable({ addressId, userId: person.id, to }), isTheirs)
    assert.equal(await claimAddress({ addressId, userId: person.id, to, projectId: null }), isTheirs)
  }
})
