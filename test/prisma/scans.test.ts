import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { Report } from '#checks/report.ts'
import { prisma } from '#prisma/client.ts'
import { houseFigures } from '#prisma/figures.ts'
import { checkCounts } from '#prisma/history.ts'
import { newId } from '#prisma/id.ts'
import { deleteMail } from '#prisma/mail.ts'
import { reportOfScan, saveScanReport } from '#prisma/report.ts'
import { createScan, deleteExpiredScans, deleteScan, failScan, scanById, scansOf, startScan, waitingScans } from '#prisma/scan.ts'
import { createAnonymousTeam, deleteForsakenTeams } from '#prisma/team.ts'
import { domainReport } from '../helpers/domain-report.ts'
import { arrived, newAddress } from '../helpers/rows.ts'

after(() => prisma.$disconnect())

const domain = 'tern.example'
const newScan = async (teamId?: string) => createScan({ teamId: teamId ?? (await createAnonymousTeam()), subject: domain })
const save = (scan: Awaited<ReturnType<typeof newScan>>, changes: Partial<Report> = {}) =>
  saveScanReport({ scan, report: domainReport(changes) })

describe('a scan', () => {
  test('is asked for, runs, and has its report, with what lists show of it', async () => {
    const scan = await newScan()
    assert.deepEqual([scan.status, scan.score, scan.finishedAt], ['asked', null, null])
    assert.equal(await startScan({ scanId: scan.id }), true)
    assert.equal((await scanById(scan.id))?.status, 'running')
    assert.equal(await save(scan), true)
    const { status, score, warnings, problems, finishedAt, teamKind } = (await scanById(scan.id)) ?? assert.fail()
    assert.deepEqual([status, score, warnings, problems, teamKind], ['reported', 7.9, 1, 1, 'anonymous'])
    assert.ok(finishedAt)
    assert.equal((await reportOfScan({ scanId: scan.id }))?.subject, domain)
  })
  test('is written once, however often it is saved', async () => {
    const scan = await newScan()
    const saved = await Promise.all([save(scan, { score: 1 }), save(scan, { score: 2 }), save(scan, { score: 3 })])
    assert.equal(saved.filter(Boolean).length, 1)
    assert.equal(await prisma.report.count({ where: { scanId: scan.id } }), 1)
    assert.equal(await prisma.finding.count({ where: { scanId: scan.id } }), 2)
    assert.equal(await startScan({ scanId: scan.id }), false)
  })
  test('keeps what PostgreSQL cannot hold in a form that it can', async () => {
    const scan = await newScan()
    const headline = { kind: 'ready' as const, say: { text: 'a\0b', strings: ['a\0b'], values: [] } }
    assert.equal(await save(scan, { headline }), true)
    assert.equal((await scanById(scan.id))?.headline?.say.text, 'a␀b')
  })
  test('is listed for its team and its domain only, newest first', async () => {
    const one = await newScan()
    const two = await newScan(one.teamId)
    await newScan()
    await createScan({ teamId: one.teamId, subject: 'other.example' })
    const listed = async (since?: Date) =>
      (await scansOf({ teamId: one.teamId, subject: domain, ...(since ? { since } : {}) })).map(({ id }) => id)
    assert.deepEqual(await listed(), [two.id, one.id].sort().reverse())
    assert.deepEqual(await listed(new Date(Date.now() + 1000)), [])
  })
  test('does not feed the history of a team’s mails', async () => {
    const scan = await newScan()
    await save(scan)
    assert.deepEqual(await checkCounts({ teamId: scan.teamId, since: new Date(0) }), [])
  })
  for (const id of ['', 'x', '\0', newId()]) {
    test(`is not behind ${JSON.stringify(id.slice(0, 4))}`, async () => assert.equal(await scanById(id), null))
  }
  test('is not begun by a job that lost its data, nor is any other', async () => {
    const scan = await newScan()
    const lost: { scanId: string } = JSON.parse('{}')
    assert.equal(await startScan(lost), false)
    assert.equal((await scanById(scan.id))?.attempts, 0)
  })
})

describe('scans that wait', () => {
  test('wait in turn between teams, not before their hint had time, nor before the next attempt, nor for ever', async () => {
    await prisma.scan.updateMany({ data: { status: 'reported' } })
    const busy = await newScan()
    const second = await newScan(busy.teamId)
    const other = await newScan()
    const [later, given] = [await newScan(), await newScan()]
    await failScan({ scanId: later.id, failure: 'x', nextAttemptAt: new Date(Date.now() + 60_000) })
    await failScan({ scanId: given.id, failure: 'x', nextAttemptAt: null })
    assert.ok((await scanById(given.id))?.finishedAt)
    assert.deepEqual(await waitingScans({ hosts: false, settledBefore: new Date(Date.now() - 60_000), take: 10 }), [])
    const waiting = await waitingScans({ hosts: false, settledBefore: new Date(Date.now() + 1000), take: 10 })
    const [first, last] = [busy, second].sort((a, b) => (a.id < b.id ? -1 : 1))
    assert.deepEqual(waiting.map(({ id }) => id).at(-1), last?.id)
    assert.deepEqual(new Set(waiting.slice(0, 2).map(({ id }) => id)), new Set([first?.id, other.id]))
    assert.equal(waiting.length, 3)
  })
})

describe('deleting', () => {
  const left = async (scanId: string) => [
    await prisma.scan.count({ where: { id: scanId } }),
    await prisma.report.count({ where: { scanId } }),
    await prisma.finding.count({ where: { scanId } }),
  ]
  test('takes report and findings with it, for the owner and nobody else', async () => {
    const scan = await newScan()
    await save(scan)
    await deleteScan({ id: scan.id, teamId: await createAnonymousTeam() })
    assert.deepEqual(await left(scan.id), [1, 1, 2])
    await deleteScan(scan)
    assert.deepEqual(await left(scan.id), [0, 0, 0])
    assert.equal(await save(scan), false)
  })
  test('of a mail takes what the mail was judged again for, and nothing else', async () => {
    const { address } = await newAddress()
    const [mailId, otherId] = [await arrived(address), await arrived(address)]
    const ofMail = { teamId: address.teamId, kind: 'mail' as const, subject: domain, changes: [] }
    const [gone, kept] = [await createScan({ ...ofMail, mailId }), await createScan({ ...ofMail, mailId: otherId })]
    await save(gone)
    await deleteMail({ id: mailId, teamId: address.teamId })
    assert.deepEqual(await left(gone.id), [0, 0, 0])
    assert.ok(await scanById(kept.id))
  })
  test('happens by itself when its time is over, and then opens nothing', async () => {
    const [over, kept] = [await newScan(), await newScan()]
    await save(over)
    await prisma.scan.update({ where: { id: over.id }, data: { keptUntil: new Date(Date.now() - 1) } })
    assert.equal(await scanById(over.id), null)
    assert.equal(await deleteExpiredScans({ now: new Date(), take: 10 }), 1)
    assert.deepEqual(await left(over.id), [0, 0, 0])
    assert.ok(await scanById(kept.id))
  })
  test('of a team without anything leaves the teams that still have a scan', async () => {
    const { teamId } = await newScan()
    const forsaken = await createAnonymousTeam()
    await deleteForsakenTeams(new Date(Date.now() + 1000))
    assert.equal(await prisma.team.count({ where: { id: teamId } }), 1)
    assert.equal(await prisma.team.count({ where: { id: forsaken } }), 0)
  })
})

test('a report is of a mail or of a scan, never of both or of nothing', async () => {
  const teamId = await createAnonymousTeam()
  const row = { teamId, analysis: 1, rubric: 'x', score: 1, coverage: 1, document: {} }
  await assert.rejects(prisma.report.create({ data: { ...row, id: newId() } }))
  await assert.rejects(prisma.report.create({ data: { ...row, id: newId(), mailId: newId(), scanId: newId() } }))
})

test('the figures of the house tell scans from probes, and forget those of before', async () => {
  const now = new Date()
  const figures = () => houseFigures({ since: new Date(now.getTime() - 1000), now: new Date() })
  const before = await figures()
  const teamId = await createAnonymousTeam()
  await failScan({ scanId: (await newScan(teamId)).id, failure: 'x', nextAttemptAt: null })
  await createScan({ teamId, kind: 'host', subject: 'mx.tern.example' })
  const late = { nextDueAt: new Date(now.getTime() - 3_600_000), preset: 'usual', everyMinutes: 60 }
  const old = newId(now.getTime() - 86_400_000)
  await prisma.scan.create({ data: { id: old, teamId, subject: domain, requestedAt: now, keptUntil: now } })
  for (const [kind, pausedAt] of [['domain', null] as const, ['host', now] as const])
    await prisma.monitor.create({ data: { id: newId(), teamId, kind, subject: domain, pausedAt, ...late } })
  const { scans, probes, monitors } = await figures()
  const more = (counts: Record<string, number>, was: Record<string, number>) =>
    Object.fromEntries(Object.entries(counts).flatMap(([name, n]) => (n === was[name] ? [] : [[name, n - (was[name] ?? 0)]])))
  assert.deepEqual(
    [more(scans, before.scans), more(probes, before.probes), more(monitors, before.monitors)],
    [{ failed: 1 }, { asked: 1 }, { watching: 1, paused: 1, overdue: 1 }],
  )
})
