/** What a team and a project keep, and for how long: afterwards the whole database is looked through. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { env } from '#env'
import { addressById, issueAddress } from '#prisma/address.ts'
import { noteRead } from '#prisma/audit.ts'
import { databaseUrl, prisma } from '#prisma/client.ts'
import { claimTeam } from '#prisma/claim.ts'
import { newId } from '#prisma/id.ts'
import { daysMs, keepingOf, mostDays } from '#prisma/kept-days.ts'
import { mailById, mailRaw, requestNewAnalysis } from '#prisma/mail.ts'
import { ensurePartitions } from '#prisma/partition.ts'
import { changeProject, createProject } from '#prisma/project.ts'
import { createScan, scanById } from '#prisma/scan.ts'
import { createAnonymousTeam } from '#prisma/team.ts'
import { setTeam } from '#prisma/team-admin.ts'
import { tidy } from '#worker/jobs/tidy.ts'
import { newMember, newTeam } from '../helpers/people.ts'
import { arrived, reported } from '../helpers/rows.ts'
import { tracesOf } from '../helpers/traces.ts'
import { fillTeam } from '../helpers/filled-team.ts'

const later = (days: number) => Date.now() + daysMs(days)

before(() => ensurePartitions(databaseUrl()))
after(() => prisma.$disconnect())

async function people() {
  const { teamId } = await newTeam()
  const { id: userId } = await newMember(teamId, 'owner')
  const keep = (retentionDays: number | null) => setTeam({ teamId, userId, zone: 'UTC', retentionDays })
  return { teamId, userId, keep }
}

/** All turns that are due then. */
async function tidied(now = Date.now()): Promise<void> {
  while ((await tidy(now)) > 0);
}

describe('what a team keeps no longer', () => {
  test('is gone from every table, but for its counts by day and what it says of itself', async () => {
    const { teamId, userId, keep } = await people()
    const { word, mailId, scanId } = await fillTeam({ teamId, userId })
    const { sessionId, rawId } = await prisma.mail.findUniqueOrThrow({ where: { id: mailId } })
    await noteRead({ teamId, userId, action: 'mail.opened', id: mailId, subject: 'opened' })
    await keep(7)
    await tidied(later(6))
    assert.ok((await tracesOf(mailId)).length > 4)
    await tidied(later(8))
    for (const one of [mailId, rawId, sessionId ?? '', scanId]) {
      const left = (await tracesOf(one)).filter((name) => !['Domain', 'MailboxEntry'].includes(name))
      assert.deepEqual(left, [], one)
    }
    const said = ['Accepted', 'Address', 'ApiToken', 'AuditEntry', 'Channel', 'Credential', 'DayCount', 'DelayCount', 'Domain']
    const more = ['Idempotency', 'Invitation', 'MailDay', 'Mailbox', 'Monitor', 'OutboxMail', 'Project', 'Relay', 'SeedDomain']
    assert.deepEqual(await tracesOf(word), [...said, ...more])
  })

  test('is nothing of a team that keeps longer, of a permanent address too', async () => {
    const [short, long] = [await people(), await people()]
    const all = [await fillTeam(short), await fillTeam(long)]
    const { address } = await issueAddress({ teamId: short.teamId, domain: 'seedbed.localhost', hours: null })
    const mailId = await arrived(address)
    await short.keep(3)
    await long.keep(30)
    await tidied(later(5))
    const [gone, there] = await Promise.all(all.map(({ mailId: id }) => prisma.mail.count({ where: { id } })))
    assert.deepEqual([gone, there, await prisma.mail.count({ where: { id: mailId } })], [0, 1, 0])
    assert.ok(await addressById(address.id))
  })

  test('is decided anew by what the team says: what is there is kept as much shorter, or longer', async () => {
    const { teamId, keep } = await people()
    const { address } = await issueAddress({ teamId, domain: 'seedbed.localhost', hours: 24 })
    const scan = await createScan({ teamId, subject: 'acme.example' })
    for (const days of [5, 50]) {
      await keep(days)
      await tidied()
      const dates = [await addressById(address.id), await scanById(scan.id)].map((row) => row?.keptUntil.getTime())
      assert.deepEqual(dates, [address.receivesUntil.getTime() + daysMs(days), scan.requestedAt.getTime() + daysMs(days)])
    }
  })

  test('is decided for what was claimed as for all of the team', async () => {
    const { teamId } = await people()
    await tidied()
    const from = await createAnonymousTeam()
    const { address } = await issueAddress({ teamId: from, domain: 'seedbed.localhost' })
    const receives = env.ADDRESS_TTL_HOURS * 3_600_000
    assert.equal(address.keptUntil.getTime() - address.receivesUntil.getTime(), daysMs(env.RETENTION_DAYS) - receives)
    await claimTeam({ from, to: teamId })
    await tidied()
    assert.equal(
      (await addressById(address.id))?.keptUntil.getTime(),
      address.receivesUntil.getTime() + daysMs((await keepingOf({ teamId })).days),
    )
  })

  test('is at most what the instance keeps', async () => {
    const { teamId, keep } = await people()
    assert.equal((await keepingOf({ teamId })).days, mostDays)
    await keep(3650)
    assert.equal((await keepingOf({ teamId })).days, mostDays)
    assert.equal((await keepingOf({ teamId: newId() })).days, env.RETENTION_DAYS)
  })
})

const source = 'Subject: hi\r\nFrom: a@sender.example\r\n\r\nthe text\r\n'

async function inProject(keeps: 'everything' | 'headers' | 'report') {
  const { teamId } = await people()
  const project = await createProject({ teamId, name: 'Shop', keeps })
  const projectId = project?.id ?? ''
  const { address } = await issueAddress({ teamId, projectId, domain: 'seedbed.localhost' })
  const come = async () => {
    const id = await arrived(address, source)
    await prisma.mail.update({ where: { id }, data: { projectId } })
    return id
  }
  const raw = async (mailId: string) => (await mailRaw({ mailId }))?.toString()
  const keep = (less: 'everything' | 'headers' | 'report') => changeProject({ teamId, id: projectId, keeps: less })
  return { teamId, come, raw, keep, judge: (id: string) => reported({ teamId }, id) }
}

describe('of a mail', () => {
  const rows: [keeps: 'everything' | 'headers' | 'report', left: string | undefined][] = [
    ['everything', source],
    ['headers', 'Subject: hi\r\nFrom: a@sender.example\r\n\r\n'],
    ['report', undefined],
  ]
  for (const [keeps, left] of rows) {
    test(`a project that keeps ${keeps} has that, from the report on`, async () => {
      const { come, raw, judge } = await inProject(keeps)
      const id = await come()
      assert.equal(await raw(id), source)
      await judge(id)
      assert.deepEqual([await raw(id), (await mailById(id))?.kept], [left, keeps])
    })

    test(`a project that keeps ${keeps} from now on has that of those before, once they have their reports`, async () => {
      const { come, raw, judge, keep } = await inProject('everything')
      const [judged, waiting] = [await come(), await come()]
      await judge(judged)
      await keep(keeps)
      await tidied()
      assert.deepEqual([await raw(judged), await raw(waiting)], [left, source])
      await judge(waiting)
      assert.equal(await raw(waiting), left)
      await keep('everything')
      await tidied()
      assert.equal(await raw(judged), left)
    })
  }

  test('what another address needs stays there', async () => {
    const { come, raw, judge } = await inProject('report')
    const id = await come()
    const { rawId, ...mail } = await prisma.mail.findUniqueOrThrow({ where: { id }, omit: { headline: true, terms: true } })
    const other = await prisma.mail.create({ data: { ...mail, id: newId(), rawId, projectId: null } })
    await judge(id)
    assert.equal(await raw(other.id), source)
  })

  test('of which not all is kept nothing is judged again', async () => {
    const { teamId, come, judge } = await inProject('headers')
    const mailId = await come()
    await judge(mailId)
    await prisma.report.updateMany({ where: { mailId }, data: { createdAt: new Date(0) } })
    assert.equal(await requestNewAnalysis({ mailId, teamId }), null)
  })
})
