/** What is watched besides domains: which looks count, what they open, and how a monitor is changed. And until when a domain is registered. */
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { Report } from '#checks/report.ts'
import { alertsOf, type AlertView } from '#prisma/alert.ts'
import { prisma } from '#prisma/client.ts'
import { addDomains, changeDomains, domainOf } from '#prisma/domain.ts'
import { newId } from '#prisma/id.ts'
import { changeMonitor, type MonitorChange, monitorOf, type ToWatch, watch } from '#prisma/monitor.ts'
import { createProject } from '#prisma/project.ts'
import { createScan, type ProbeOptions, type ScanKind } from '#prisma/scan.ts'
import { afterScan } from '#worker/monitoring/after-scan.ts'
import { tick } from '#worker/monitoring/tick.ts'
import { closeQueues } from '#worker/queue.ts'
import { domainReport } from '../helpers/domain-report.ts'
import { hostReport } from '../helpers/host-report.ts'
import { newTeam } from '../helpers/people.ts'

after(closeQueues)

const host = 'mx.tern.example'
const minuteMs = 60_000
const say = (text: string) => ({ text, strings: [text], values: [] })
const from = Date.now() - 3 * 86_400_000
/** The time of one look after the other. */
const later = (looks: number) => new Date(from + looks * 60 * minuteMs)

async function watched(more: Partial<ToWatch> = {}) {
  const { teamId } = await newTeam()
  const what = { teamId, projectId: null, kind: 'host', subject: host, preset: 'usual', createdBy: null, ...more } as const
  return { ...(await watch(what)), reach: { teamId, projects: null } }
}

async function look(teamId: string, report: Report, { at = new Date(), options }: { at?: Date; options?: ProbeOptions } = {}) {
  const kind = report.kind as ScanKind
  await afterScan(await createScan({ teamId, kind, subject: report.subject, ...(options && { options }) }), report, at)
}

const [port] = hostReport().findings
const fix = { who: 'mail-server', say: say('Start it.'), why: say('Nobody delivers.') } as const
const found = (code: 'open' | 'refused', id = 'port-25') =>
  ({
    ...port,
    id,
    code,
    verdict: code === 'open' ? 'pass' : 'fail',
    ...(code === 'refused' && { fix }),
  }) as Report['findings'][number]
const ports = (...findings: Report['findings']) => hostReport({}, { findings })
const open = ports(found('open'), found('refused', 'port-110'))
const closed = ports(found('refused'), found('refused', 'port-110'))
const refused = hostReport(
  { refused: { code: 'opt-out', say: say('It asks not to be looked at.') } },
  { findings: [], coverage: 0 },
)
const told = (alerts: AlertView[]) => alerts.map(({ kind, subjectKind, checkId }) => [kind, subjectKind, checkId].join(' '))

describe('a host that is watched', () => {
  test('is told of when a port is down twice in a row, and not of one that never was up', async () => {
    const { teamId, reach } = await watched()
    await look(teamId, open, { at: later(0) })
    await look(teamId, closed, { at: later(1) })
    assert.deepEqual(told(await alertsOf(reach, {})), [])
    await look(teamId, closed, { at: later(2) })
    assert.deepEqual(told(await alertsOf(reach, { list: 'open' })), ['port-down host port-25'])
    await look(teamId, open, { at: later(3) })
    assert.deepEqual(told(await alertsOf(reach, { list: 'recovered' })), ['port-down host port-25'])
  })
  const parts: [title: string, options: ProbeOptions][] = [
    ['some of its ports', { ports: [587] }],
    ['a recipient', { rcptTo: 'a@tern.example' }],
    ['a domain of that name', { mx: true }],
  ]
  for (const [title, options] of parts) {
    test(`is the same after somebody looked at ${title}`, async () => {
      const { teamId, reach } = await watched()
      await look(teamId, open, { at: later(0) })
      await look(teamId, ports(found('open', 'port-587')), { at: later(1), options })
      for (const again of [2, 3]) await look(teamId, open, { at: later(again) })
      assert.deepEqual(told(await alertsOf(reach, {})), [])
    })
  }
  test('and may not be looked at any more is told of after a day, and what was known of it stays', async () => {
    const { teamId, reach } = await watched()
    await look(teamId, open, { at: later(0) })
    for (const again of [1, 26]) await look(teamId, refused, { at: later(again) })
    assert.deepEqual(told(await alertsOf(reach, { list: 'open' })), ['cannot-check host '])
    await look(teamId, open, { at: later(27) })
    assert.deepEqual(told(await alertsOf(reach, { list: 'open' })), [])
  })
  test('has a word for how it is, since when, and when it was looked at', async () => {
    const { teamId } = await watched()
    const now = async () => {
      const { state, stateSince, lookedAt } = (await monitorOf({ teamId, kind: 'host', subject: host })) ?? assert.fail()
      return [state, stateSince, lookedAt]
    }
    const fine = ports(found('open'))
    assert.deepEqual(await now(), ['waiting', null, null])
    await look(teamId, fine, { at: later(0) })
    await look(teamId, fine, { at: later(1) })
    assert.deepEqual(await now(), ['in-order', later(0), later(1)])
    await look(teamId, closed, { at: later(2) })
    assert.deepEqual(await now(), ['problems', later(2), later(2)])
    await look(teamId, refused, { at: later(3) })
    assert.deepEqual(await now(), ['unknown', later(3), later(3)])
  })
})

describe('a monitor', () => {
  const dueIn = async (more: Partial<ToWatch>, change: MonitorChange, minutes: number) => {
    const { id, reach } = await watched(more)
    await prisma.monitor.update({ where: { id }, data: { nextDueAt: new Date(Date.now() + minutes * minuteMs) } })
    const changed = (await changeMonitor(reach, id, change)) ?? assert.fail()
    return { changed, minutes: Math.max(0, Math.round((changed.nextDueAt.getTime() - Date.now()) / minuteMs)) }
  }
  const rows: [title: string, change: MonitorChange, before: number, after: number, everyMinutes: number][] = [
    ['that is looked at more often is due at once', { preset: 'close' }, 60, 0, 5],
    ['that has less than that to wait goes on waiting', { preset: 'own', everyMinutes: 90 }, 60, 60, 90],
    ['that rests keeps its pause', { isPaused: true }, 60, 60, 60],
  ]
  for (const [title, change, before, due, everyMinutes] of rows) {
    test(title, async () => {
      const { changed, minutes } = await dueIn({}, change, before)
      assert.deepEqual([minutes, changed.everyMinutes, changed.pausedAt !== null], [due, everyMinutes, change.isPaused === true])
    })
  }
  test('that rested long and goes on is due, and not told as late', async () => {
    const { id, reach, teamId } = await watched()
    await changeMonitor(reach, id, { isPaused: true })
    await prisma.monitor.update({ where: { id }, data: { nextDueAt: later(0) } })
    await tick()
    assert.equal(await prisma.scan.count({ where: { teamId } }), 0)
    await changeMonitor(reach, id, { isPaused: false })
    await tick()
    assert.equal(await prisma.scan.count({ where: { teamId } }), 1)
    assert.deepEqual(told(await alertsOf(reach, {})), [])
    // Nobody gets around the pause between two looks that way.
    for (const isPaused of [true, false]) await changeMonitor(reach, id, { isPaused })
    for (const preset of ['quiet', 'usual'] as const) await changeMonitor(reach, id, { preset })
    await tick()
    assert.equal(await prisma.scan.count({ where: { teamId } }), 1)
  })
  test('out of reach is not changed', async () => {
    const { id, teamId } = await watched()
    const reaches = [
      { teamId, projects: [newId()] },
      { teamId: newId(), projects: null },
    ]
    for (const reach of reaches) assert.equal(await changeMonitor(reach, id, { isPaused: true }), null)
  })
  test('goes with its domain to another project, and what it told', async () => {
    const { teamId, reach, subject } = await watched({ kind: 'domain', subject: 'tern.example' })
    const other = await createProject({ teamId, name: 'Other' })
    await addDomains({ teamId, domains: [{ name: subject, projectId: null, tags: [] }] })
    const [passing] = domainReport().findings
    const failing = { ...passing, verdict: 'fail', code: 'missing', fix } as Report['findings'][number]
    await look(teamId, domainReport({ findings: passing ? [passing] : [] }))
    await look(teamId, domainReport({ findings: [failing] }))
    await changeDomains(reach, [subject], { projectId: other?.id ?? null })
    const theirs = { teamId, projects: [other?.id ?? ''] }
    assert.equal((await alertsOf(theirs, { list: 'open' })).length, 1)
    assert.equal((await monitorOf({ teamId, kind: 'domain', subject }))?.projectId, other?.id)
  })
})

describe('the end of a registration', () => {
  const until = '2027-03-01T00:00:00.000Z'
  const certificate = (ends: string) => ({
    name: 'mx',
    more: 0,
    issuer: 'CA',
    until: ends,
    expired: false,
    named: true,
    trusted: true,
  })
  const servers = (ends: string) => {
    const tls = { state: 'done', address: '192.0.2.1', version: 'TLSv1.3', cipher: 'X', certificate: certificate(ends) } as const
    const one = { name: host, preferences: [10], aliases: [], exists: true, addresses: [], more: 0, tls, dane: null }
    return { mailServers: { kind: 'mx' as const, servers: [one], more: 0 } }
  }
  const rows: [title: string, views: Report['views'][], ends: string, of: string][] = [
    [
      'is next where it is first',
      [{ registration: { name: 'tern.example', until }, ...servers('2027-04-01T00:00:00Z') }],
      until,
      'registration',
    ],
    [
      'is not where a certificate ends before',
      [{ registration: { name: 'tern.example', until }, ...servers('2027-02-01T00:00:00Z') }],
      '2027-02-01T00:00:00.000Z',
      'certificate',
    ],
    [
      'is remembered while the registry says nothing',
      [{ registration: { name: 'tern.example', until } }, servers('2027-04-01T00:00:00Z')],
      until,
      'registration',
    ],
  ]
  for (const [title, looks, ends, of] of rows) {
    test(title, async () => {
      const { teamId } = await newTeam()
      await addDomains({ teamId, domains: [{ name: 'tern.example', projectId: null, tags: [] }] })
      for (const views of looks) await look(teamId, domainReport({ views }))
      const domain = await domainOf({ teamId, projects: null }, 'tern.example')
      assert.deepEqual([domain?.nextExpiry?.toISOString(), domain?.nextExpiryOf], [ends, of])
    })
  }
})
