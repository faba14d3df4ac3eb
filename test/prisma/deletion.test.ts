/** Deleting really deletes: afterwards the whole database is looked through. */
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { deleteAccount } from '#prisma/account-removal.ts'
import { deleteAddress, issueAddress } from '#prisma/address.ts'
import { prisma } from '#prisma/client.ts'
import { removeDomains } from '#prisma/domain.ts'
import { instanceTeam } from '#prisma/recipient.ts'
import { changeTeamAddress } from '#prisma/team-address.ts'
import { projectOf } from '#prisma/project.ts'
import { deleteProject, forgetProjects } from '#prisma/project-removal.ts'
import { closeTeam, removeClosedTeams } from '#prisma/team-removal.ts'
import { newMember, newPerson, newTeam } from '../helpers/people.ts'
import { arrived, newAddress } from '../helpers/rows.ts'
import { tablesWithColumn, tracesOf } from '../helpers/traces.ts'
import { fillTeam } from '../helpers/filled-team.ts'

after(() => prisma.$disconnect())

const long = () => Date.now() + 60_000

async function filled() {
  const { teamId } = await newTeam()
  const { id: userId } = await newMember(teamId, 'owner')
  return fillTeam({ teamId, userId })
}

test('the team of these tests has something in every table that names a team', async () => {
  const there = await tracesOf((await filled()).teamId)
  for (const name of await tablesWithColumn('teamId')) assert.ok(there.includes(name), `nothing in ${name}`)
})

describe('deleting', () => {
  test('a team leaves nothing, neither its rows nor what stood in them', async () => {
    const { teamId, word, addressId, mailId, projectId } = await filled()
    await closeTeam({ teamId })
    await removeClosedTeams({ until: long() })
    for (const one of [teamId, word, addressId, mailId, projectId]) assert.deepEqual(await tracesOf(one), [])
  })

  test('an account leaves nothing of the person, and nothing of what was theirs alone', async () => {
    const person = await newPerson()
    const other = await newTeam()
    await newMember(other.teamId, 'owner')
    await prisma.member.create({ data: { teamId: other.teamId, userId: person.id, role: 'member' } })
    const { word } = await fillTeam({ teamId: person.teamId, userId: person.id })
    assert.equal(await deleteAccount({ userId: person.id }), null)
    await removeClosedTeams({ until: long() })
    for (const one of [person.teamId, word]) assert.deepEqual(await tracesOf(one), [])
    // That a member left is told to the others.
    for (const one of [person.id, person.email]) assert.deepEqual(await tracesOf(one), ['AuditEntry'])
  })

  test('a project leaves nothing that opens more without it', async () => {
    const { projectId } = await filled()
    const { teamId } = await prisma.project.findUniqueOrThrow({ where: { id: projectId } })
    await deleteProject({ teamId, id: projectId })
    assert.deepEqual(await tracesOf(projectId), [])
    for (const table of [prisma.apiToken, prisma.channel, prisma.invitation] as { count(of: object): Promise<number> }[])
      assert.equal(await table.count({ where: { teamId } }), 0)
  })

  test('a project is gone at once, however much names it, and named no more in the turns after', async () => {
    const { teamId, projectId, mailId } = await filled()
    await prisma.mail.update({ where: { id: mailId }, data: { projectId } })
    assert.equal(await deleteProject({ teamId, id: projectId, until: 0 }), true)
    assert.equal(await projectOf({ teamId, id: projectId }), null)
    assert.equal(await deleteProject({ teamId, id: projectId }), false)
    const there = await tracesOf(projectId)
    for (const table of ['Mail', 'Scan', 'Bounce', 'Team'])
      assert.ok(
        there.some((name) => name.startsWith(table)),
        table,
      )
    for (const table of ['Address', 'ApiToken', 'Channel', 'Credential', 'ProjectMember'])
      assert.ok(!there.includes(table), table)
    assert.equal(await forgetProjects({ until: 0 }), 0)
    assert.equal(await forgetProjects({ until: long() }), 1)
    assert.deepEqual(await tracesOf(projectId), [])
    assert.equal(await prisma.mail.count({ where: { id: mailId, teamId } }), 1)
    assert.equal(await prisma.bounce.count({ where: { teamId, source: 'file' } }), 0)
    assert.equal(await forgetProjects({ until: long() }), 0)
  })

  test('an address leaves nothing of what came to it', async () => {
    const { teamId, addressId, mailId } = await filled()
    const { seed } = await prisma.address.findUniqueOrThrow({ where: { id: addressId } })
    const mail = await prisma.mail.findUniqueOrThrow({ where: { id: mailId } })
    await deleteAddress({ id: addressId, teamId })
    for (const one of [addressId, mailId, mail.rawId, mail.sessionId ?? '', mail.messageId ?? '', seed])
      assert.deepEqual(await tracesOf(one), [], one)
  })

  test('an address is named no more in a conversation that somebody else still has', async () => {
    const [gone, there] = [(await newAddress()).address, (await newAddress()).address]
    const { sessionId } = await prisma.mail.findUniqueOrThrow({ where: { id: await arrived(there) } })
    const id = sessionId ?? ''
    const named = [gone, there].map((one) => ({
      from: 'client',
      line: `RCPT TO:<${one.email}>`,
      address: one.id,
      transaction: 1,
    }))
    await prisma.session.update({ where: { id }, data: { transcript: named } })
    const at = { outcome: 'delivered', recipient: gone.email, at: new Date() }
    await prisma.sessionAddress.create({ data: { addressId: gone.id, sessionId: id, ...at } })
    await deleteAddress(gone)
    assert.deepEqual([await tracesOf(gone.id), await tracesOf(gone.email)], [[], []])
    const { transcript } = await prisma.session.findUniqueOrThrow({ where: { id } })
    assert.deepEqual(transcript, [{ ...named[0], line: 'RCPT TO:<>', address: null }, named[1]])
  })

  test('a domain leaves none of its watching; what came and was looked at stays as long as such things do', async () => {
    const { teamId, word } = await filled()
    const domain = `${word}.example`
    await removeDomains({ teamId, projects: null }, [domain])
    const where = { teamId, subject: domain }
    assert.deepEqual(
      await Promise.all([
        prisma.monitor.count({ where }),
        prisma.alert.count({ where }),
        prisma.accepted.count({ where: { teamId } }),
        prisma.delivery.count({ where: { alert: { teamId } } }),
        prisma.scan.count({ where }),
      ]),
      [0, 0, 0, 0, 1],
    )
  })

  test('a team leaves the names that are in use at sending services to this Seedbed, for as long as they are accepted', async () => {
    const { teamId } = await newTeam()
    const { address } = await issueAddress({ teamId, domain: 'seedbed.localhost', name: 'zebra' })
    const change = { id: address.id, change: { inUse: true }, freshHours: 72 }
    await changeTeamAddress({ teamId, projects: null }, change)
    await closeTeam({ teamId })
    await removeClosedTeams({ until: long() })
    const { receivesUntil, deletedAt, ...left } = await prisma.address.findUniqueOrThrow({ where: { id: address.id } })
    assert.deepEqual([left.teamId, left.name, left.projectId, deletedAt !== null], [instanceTeam, '', null, true])
    assert.ok(receivesUntil.getTime() > Date.now() + 59 * 86_400_000)
    assert.deepEqual(await tracesOf(teamId), [])
  })
})
