/** Monitors from the due time to the channel: real rows, a real web server that takes the webhooks. */
import '../helpers/private-targets.ts'
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import type { Report } from '#checks/report.ts'
import { acceptFinding } from '#prisma/accepted.ts'
import { acknowledge, alertsOf, openAlerts, snooze } from '#prisma/alert.ts'
import { changeChannel } from '#prisma/channel-change.ts'
import { channelsOf, dueAt, makeChannel } from '#prisma/channel.ts'
import { prisma } from '#prisma/client.ts'
import { deliveriesOf, redeliver, testDelivery } from '#prisma/delivery.ts'
import { addDomains, changeDomains, domainOf, domainsOf, removeDomains } from '#prisma/domain.ts'
import { newId } from '#prisma/id.ts'
import { monitorOf, type Preset, takeDue, unwatch, watch } from '#prisma/monitor.ts'
import { recordEvents } from '#prisma/record-event.ts'
import { saveScanReport } from '#prisma/report.ts'
import { createScan, scanById } from '#prisma/scan.ts'
import { afterScan } from '#worker/monitoring/after-scan.ts'
import { deliver } from '#worker/monitoring/deliver.ts'
import { tick } from '#worker/monitoring/tick.ts'
import { closeQueues } from '#worker/queue.ts'
import { domainReport } from '../helpers/domain-report.ts'

const posts: { headers: IncomingHttpHeaders; body: string }[] = []
let status = 200
const taker = createServer((request, response) => {
  let body = ''
  request.on('data', (octets) => {
    body += octets
  })
  request.on('end', () => {
    posts.push({ headers: request.headers, body })
    response.writeHead(status).end('thank you')
  })
})
let url = ''
before(async () => {
  await new Promise<void>((resolve) => taker.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(taker.address() as AddressInfo).port}/hook`
})
after(async () => {
  taker.close()
  taker.closeAllConnections()
  await closeQueues()
})

async function newTeam(): Promise<string> {
  return (await prisma.team.create({ data: { id: newId(), kind: 'team', name: 'Acme' } })).id
}
const all = (teamId: string) => ({ teamId, projects: null })

/** A domain that is kept and watched. */
async function watched(preset: Preset = 'usual') {
  const teamId = await newTeam()
  await addDomains({ teamId, domains: [{ name: 'tern.example', projectId: null, tags: [] }] })
  await watch({ teamId, projectId: null, kind: 'domain', subject: 'tern.example', preset, createdBy: null })
  return teamId
}

/** A look of the team's, as the worker makes it. */
async function look(teamId: string, report: Report, now = new Date()): Promise<string> {
  const made = await createScan({ teamId, subject: report.subject })
  const scan = await scanById(made.id)
  assert.ok(scan)
  await saveScanReport({ scan, report })
  await afterScan(scan, report, now)
  return made.id
}

const bad = domainReport()
const good = domainReport({
  findings: bad.findings.map((finding) =>
    finding.id === 'dmarc-syntax' ? { ...finding, verdict: 'pass' as const, code: 'valid' } : finding,
  ),
})
const txt = (text: string): Report['questions'][number] => ({
  ...{ name: 'tern.example', type: 'TXT', server: 'test', at: '', milliseconds: 1, outcome: 'records', ttl: 300 },
  records: [{ text }],
})

describe('a monitor that is due', () => {
  test('is taken once, asks for a scan, and is due again after its pause, with jitter', async () => {
    const teamId = await watched()
    const now = new Date()
    assert.ok((await tick(now)) >= 1)
    const monitor = await monitorOf({ teamId, kind: 'domain', subject: 'tern.example' })
    const pause = ((monitor?.nextDueAt.getTime() ?? 0) - now.getTime()) / 60_000
    assert.ok(pause >= 54 && pause <= 66, String(pause))
    assert.equal((await scanById(monitor?.lastScanId ?? ''))?.subject, 'tern.example')
    await tick(now)
    assert.equal(await prisma.scan.count({ where: { teamId } }), 1)
  })
  test('and was close becomes usual after 48 hours', async () => {
    const teamId = await watched('close')
    await takeDue({ now: new Date(Date.now() + 49 * 3_600_000), take: 1000 })
    const monitor = await monitorOf({ teamId, kind: 'domain', subject: 'tern.example' })
    assert.deepEqual([monitor?.preset, monitor?.everyMinutes, monitor?.until], ['usual', 60, null])
  })
  test('for hours and did not run is told, until it does', async () => {
    const teamId = await watched()
    await tick(new Date(Date.now() + 5 * 3_600_000))
    assert.deepEqual(
      (await alertsOf(all(teamId), { list: 'open' })).map(({ kind }) => kind),
      ['did-not-run'],
    )
    await look(teamId, good)
    assert.equal(await openAlerts(all(teamId)), 0)
  })
})

describe('a look', () => {
  test('fills the row of a domain: state, since when, rule, and what changed', async () => {
    const teamId = await watched()
    await look(teamId, domainReport({ ...good, questions: [txt('v=spf1 -all')] }), new Date('2026-11-01T08:00:00Z'))
    const scanId = await look(
      teamId,
      domainReport({ ...bad, questions: [txt('v=spf1 mx -all')] }),
      new Date('2026-11-02T08:00:00Z'),
    )
    const row = await domainOf(all(teamId), 'tern.example')
    assert.deepEqual(
      [row?.state, row?.stateSince?.toISOString(), row?.scanId, row?.changed?.text],
      ['problems', '2026-11-02T08:00:00.000Z', scanId, 'The rule cannot be read.'],
    )
    const [event] = await recordEvents({ teamId, domains: ['tern.example'], since: new Date('2026-11-01') })
    assert.deepEqual([event?.type, event?.before, event?.after], ['TXT', ['v=spf1 -all'], ['v=spf1 mx -all']])
  })
  test('opens an alert when a check begins to fail, and ends it when it passes', async () => {
    const teamId = await watched()
    await look(teamId, good)
    const scanId = await look(teamId, bad)
    const [alert] = await alertsOf(all(teamId), { list: 'open' })
    assert.deepEqual([alert?.kind, alert?.checkId, alert?.code, alert?.scanId], ['failing', 'dmarc-syntax', 'bad-policy', scanId])
    await look(teamId, bad)
    assert.equal(await openAlerts(all(teamId)), 1)
    await look(teamId, good)
    assert.equal(await openAlerts(all(teamId)), 0)
    assert.equal((await alertsOf(all(teamId), { list: 'recovered' })).length, 1)
  })
  test('tells a changed record once, and leaves nothing open for it', async () => {
    const teamId = await watched()
    await look(teamId, domainReport({ ...good, questions: [txt('one')] }))
    await look(teamId, domainReport({ ...good, questions: [txt('two')] }))
    assert.deepEqual(
      (await alertsOf(all(teamId), {})).map(({ kind, says }) => [kind, says.what.text]),
      [['record-changed', 'TXT of tern.example changed.']],
    )
    assert.equal(await openAlerts(all(teamId)), 0)
  })
  test('opens none for what the team accepted', async () => {
    const teamId = await watched()
    await look(teamId, good)
    const what = { domain: 'tern.example', checkId: 'dmarc-syntax', code: 'bad-policy', reason: 'we know', userId: null }
    await acceptFinding({ teamId, ...what, until: new Date(Date.now() + 1000_000) })
    await look(teamId, bad)
    assert.equal(await openAlerts(all(teamId)), 0)
    assert.equal((await domainOf(all(teamId), 'tern.example'))?.state, 'warnings')
  })
  test('is told anew of what was accepted, when that is over', async () => {
    const teamId = await watched()
    await look(teamId, good)
    await look(teamId, bad)
    const channel = { teamId, projectId: null, kind: 'email', name: 'me', target: 'me@acme.example', pace: 'daily' } as const
    const { id: channelId } = await makeChannel(channel)
    await look(teamId, good)
    await look(teamId, bad)
    const until = new Date(Date.now() + 1000_000)
    const what = { domain: 'tern.example', checkId: 'dmarc-syntax', code: 'bad-policy', reason: 'we know', userId: null }
    await acceptFinding({ teamId, ...what, until })
    // What waited to be told of the alert is not told: it would only be news to who knows.
    assert.deepEqual((await deliveriesOf({ teamId, channelId })).map(({ event, status }) => `${event} ${status}`).sort(), [
      'opened skipped',
      'recovered waiting',
    ])
    assert.deepEqual([await openAlerts(all(teamId)), (await domainOf(all(teamId), 'tern.example'))?.state], [0, 'warnings'])
    await look(teamId, bad)
    assert.equal(await openAlerts(all(teamId)), 0)
    await look(teamId, bad, new Date(until.getTime() + 1000))
    assert.equal(await openAlerts(all(teamId)), 1)
    assert.equal((await domainOf(all(teamId), 'tern.example'))?.state, 'problems')
  })
  test('that is watched no more leaves no alert open that nobody would end', async () => {
    const teamId = await watched()
    await look(teamId, good)
    await look(teamId, bad)
    await unwatch({ teamId, kind: 'domain', subject: 'tern.example' })
    assert.equal(await openAlerts(all(teamId)), 0)
  })
  test('of another team, or of what nobody watches, changes nothing', async () => {
    const [teamId, other] = [await watched(), await newTeam()]
    await look(teamId, good)
    await look(other, bad)
    assert.equal(await openAlerts(all(teamId)), 0)
    await unwatch({ teamId, kind: 'domain', subject: 'tern.example' })
    await look(teamId, bad)
    assert.equal(await openAlerts(all(teamId)), 0)
  })
})

describe('an alert', () => {
  const opened = async () => {
    const teamId = await watched()
    await look(teamId, good)
    await look(teamId, bad)
    const [alert] = await alertsOf(all(teamId), { list: 'open' })
    assert.ok(alert)
    return { teamId, alert }
  }
  test('that is acknowledged or snoozed leaves the list of what is open', async () => {
    const { teamId, alert } = await opened()
    assert.ok(await snooze(all(teamId), { id: alert.id, until: new Date(Date.now() + 60_000) }))
    assert.equal((await alertsOf(all(teamId), { list: 'snoozed' })).length, 1)
    assert.ok(await acknowledge(all(teamId), { id: alert.id, userId: null }))
    assert.equal((await alertsOf(all(teamId), { list: 'acknowledged' })).length, 1)
    assert.equal(await openAlerts(all(teamId)), 0)
  })
  test('cannot be touched by another team, nor seen from a project it is not in', async () => {
    const { teamId, alert } = await opened()
    const other = await newTeam()
    assert.equal(await acknowledge(all(other), { id: alert.id, userId: null }), false)
    assert.deepEqual(await alertsOf({ teamId, projects: [newId()] }, {}), [])
  })
})

describe('a channel', () => {
  const key = Buffer.from('a key that only both sides know').toString('base64')

  test('gets a webhook, signed, and the log says what was answered', async () => {
    const teamId = await watched()
    await makeChannel({ teamId, projectId: null, kind: 'webhook', name: 'ours', target: url, secret: `whsec_${key}` })
    await look(teamId, good)
    const scanId = await look(teamId, bad)
    posts.length = 0
    await deliver()
    const [post] = posts
    assert.ok(post)
    const { type, data } = JSON.parse(post.body)
    assert.deepEqual(
      [type, data.subject, data.check, data.what],
      ['alert.opened', 'tern.example', 'dmarc-syntax', 'The rule cannot be read.'],
    )
    assert.match(data.report, new RegExp(`/scan/${scanId}$`))
    const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = post.headers
    const expected = createHmac('sha256', Buffer.from(key, 'base64')).update(`${id}.${at}.${post.body}`).digest('base64')
    assert.equal(signature, `v1,${expected}`)
    const [channel] = await channelsOf({ teamId })
    const log = () => deliveriesOf({ teamId, channelId: channel?.id ?? '' })
    const [sent] = await log()
    assert.deepEqual([sent?.status, sent?.reply, sent?.attempts], ['delivered', '200 thank you', 1])
    assert.equal(await redeliver({ teamId, id: sent?.id ?? '' }), 'sent-off')
    await deliver()
    assert.equal(posts.length, 2)
    assert.equal(await redeliver({ teamId: await newTeam(), id: sent?.id ?? '' }), 'not-there')
  })
  test('that does not answer well is tried again later, with growing pauses', async () => {
    const teamId = await watched()
    const { id: channelId } = await makeChannel({ teamId, projectId: null, kind: 'slack', name: 'chat', target: url })
    await look(teamId, good)
    await look(teamId, bad)
    status = 503
    const now = new Date()
    await deliver(now)
    status = 200
    const [first] = await deliveriesOf({ teamId, channelId })
    assert.deepEqual([first?.status, first?.nextAttemptAt?.getTime()], ['waiting', now.getTime() + 60_000])
    await deliver(new Date(now.getTime() + 61_000))
    const [then] = await deliveriesOf({ teamId, channelId })
    assert.deepEqual([then?.status, then?.attempts], ['delivered', 2])
    assert.match(JSON.parse(posts.at(-1)?.body ?? '{}').text, /tern\.example: The rule cannot be read/)
  })
  test('gets a mail by the outbox, with no word of any mail', async () => {
    const teamId = await watched()
    await makeChannel({ teamId, projectId: null, kind: 'email', name: 'me', target: 'me@acme.example' })
    await look(teamId, good)
    await look(teamId, bad)
    await look(teamId, good)
    await deliver()
    const mails = await prisma.outboxMail.findMany({ where: { teamId }, orderBy: { turn: 'asc' } })
    assert.deepEqual(
      mails.map(({ recipient, subjectHeader }) => [recipient, subjectHeader]),
      [
        ['me@acme.example', 'tern.example: The rule cannot be read'],
        ['me@acme.example', 'tern.example: over: The rule cannot be read'],
      ],
    )
    assert.match(mails[0]?.text ?? '', /Since .*UTC\.\nWhy it matters: .*\nFirst step: Publish a rule/)
  })
  test('of every day gets one mail for all', async () => {
    const teamId = await watched()
    const { id } = await makeChannel({
      teamId,
      projectId: null,
      kind: 'email',
      name: 'me',
      target: 'me@acme.example',
      pace: 'daily',
    })
    await look(teamId, good)
    await look(teamId, bad)
    await look(teamId, good)
    await deliver()
    assert.equal(await prisma.outboxMail.count({ where: { teamId } }), 0)
    // More than one turn takes: it is one mail all the same.
    const [alert] = await alertsOf(all(teamId), {})
    const more = { channelId: id, alertId: alert?.id ?? '', nextAttemptAt: new Date() }
    await prisma.delivery.createMany({ data: Array.from({ length: 120 }, () => ({ id: newId(), ...more })) })
    await deliver(new Date(Date.now() + 25 * 3_600_000))
    assert.equal(await prisma.outboxMail.count({ where: { teamId } }), 1)
    assert.equal(await prisma.delivery.count({ where: { channelId: id, status: 'waiting' } }), 0)
  })

  /** A channel with an alert on its way to it, and what its log says. */
  const withOneWaiting = async (kind: 'email' | 'webhook' | 'slack') => {
    const teamId = await watched()
    const { id } = await makeChannel({
      teamId,
      projectId: null,
      kind,
      name: 'me',
      target: kind === 'email' ? 'me@acme.example' : url,
    })
    await look(teamId, good)
    await look(teamId, bad)
    const log = async () =>
      (await deliveriesOf({ teamId, channelId: id })).map(({ event, status }) => `${event} ${status}`).sort()
    return { teamId, id, log, mails: () => prisma.outboxMail.findMany({ where: { teamId }, orderBy: { turn: 'asc' } }) }
  }
  test('that is paused sends nothing, of what waited and of what comes up, and tells what is not over together when it goes on', async () => {
    const { teamId, id, log, mails } = await withOneWaiting('email')
    assert.deepEqual(await changeChannel({ teamId, id }, { paused: true }), { name: 'me', turned: 'paused' })
    const other = domainReport({ ...bad, findings: bad.findings.map((one) => ({ ...one, code: 'another' })) })
    await look(teamId, other)
    await deliver(new Date(Date.now() + 60_000))
    assert.deepEqual([await mails(), await log()], [[], ['opened waiting', 'opened waiting']])
    assert.equal(await testDelivery({ teamId, channelId: id }), 'paused')
    const [waiting] = await deliveriesOf({ teamId, channelId: id })
    assert.equal(await redeliver({ teamId, id: waiting?.id ?? '' }), 'paused')
    const now = new Date()
    assert.equal((await changeChannel({ teamId, id }, { paused: false }, now))?.turned, 'resumed')
    // The first became the second meanwhile: nobody needs to hear of it.
    assert.deepEqual(await log(), ['opened skipped', 'opened waiting'])
    await deliver(new Date(now.getTime() + 1000))
    const [mail, ...more] = await mails()
    assert.match(mail?.text ?? '', /^While this channel was paused: 1 new, of 1 domain\.\n\ntern\.example\n/)
    assert.deepEqual([more, await log()], [[], ['opened delivered', 'opened skipped']])
  })
  test('that is paused hears no end of what it never heard begin, but of what it did', async () => {
    const { teamId, id, log } = await withOneWaiting('webhook')
    await deliver()
    await changeChannel({ teamId, id }, { paused: true })
    await look(teamId, good)
    await look(teamId, bad)
    await look(teamId, good)
    await changeChannel({ teamId, id }, { paused: false })
    assert.deepEqual(await log(), ['opened delivered', 'opened skipped', 'recovered skipped', 'recovered waiting'])
    posts.length = 0
    await deliver(new Date(Date.now() + 1000))
    assert.deepEqual(
      posts.map(({ body }) => JSON.parse(body).type),
      ['alert.recovered'],
    )
  })
  test('that is paused while a try goes on does not try again', async () => {
    const { id, log } = await withOneWaiting('slack')
    await prisma.channel.update({ where: { id }, data: { pausedAt: new Date() } })
    posts.length = 0
    await deliver(new Date(Date.now() + 60_000))
    assert.deepEqual([posts, await log()], [[], ['opened waiting']])
    assert.equal(await changeChannel({ teamId: await newTeam(), id }, { paused: false }), null)
  })
  test('that gets other hours tells what waits by those', async () => {
    const { teamId, id } = await withOneWaiting('email')
    const [now, dueOf] = [at('23:00'), async () => (await deliveriesOf({ teamId, channelId: id }))[0]?.nextAttemptAt]
    await changeChannel({ teamId, id }, { quietFrom: 22 * 60, quietUntil: 7 * 60 }, now)
    assert.deepEqual(await dueOf(), new Date('2026-11-22T07:00Z'))
    assert.deepEqual(await changeChannel({ teamId, id }, { quietFrom: null, quietUntil: null }, now), {
      name: 'me',
      turned: null,
    })
    assert.deepEqual(await dueOf(), now)
  })

  const at = (time: string) => new Date(`2026-11-21T${time}:00Z`)
  const dues: [
    title: string,
    quietFrom: number | null,
    quietUntil: number | null,
    pace: string,
    zone: string,
    now: string,
    due: string,
  ][] = [
    ['is told at once without quiet hours', null, null, 'at-once', 'UTC', '12:00', '2026-11-21T12:00'],
    ['is told at once outside of them', 22 * 60, 7 * 60, 'at-once', 'UTC', '12:00', '2026-11-21T12:00'],
    ['waits for their end over midnight', 22 * 60, 7 * 60, 'at-once', 'UTC', '23:30', '2026-11-22T07:00'],
    ['and in the morning', 22 * 60, 7 * 60, 'at-once', 'UTC', '06:59', '2026-11-21T07:00'],
    ['in the zone of the team', 22 * 60, 7 * 60, 'at-once', 'Europe/Berlin', '21:30', '2026-11-22T06:00'],
    ['of every day is told at eight', null, null, 'daily', 'UTC', '12:00', '2026-11-22T08:00'],
  ]
  for (const [title, quietFrom, quietUntil, pace, zone, now, due] of dues) {
    test(title, () => {
      assert.equal(dueAt({ quietFrom, quietUntil, pace }, zone, at(now)).toISOString().slice(0, 16), due)
    })
  }
})

describe('domains of a team', () => {
  test('are added once, sorted by who needs somebody, changed and removed with their monitors', async () => {
    const teamId = await watched()
    const names = ['a.example', 'b.example', 'tern.example']
    const added = await addDomains({ teamId, domains: names.map((name) => ({ name, projectId: null, tags: ['t'] })) })
    assert.deepEqual(added.sort(), ['a.example', 'b.example'])
    await look(teamId, bad)
    assert.deepEqual(
      (await domainsOf(all(teamId))).map(({ name }) => name),
      ['tern.example', 'a.example', 'b.example'],
    )
    assert.equal(await changeDomains(all(teamId), ['a.example'], { tags: ['x'] }), 1)
    assert.deepEqual(
      (await domainsOf(all(teamId), { tag: 'x' })).map(({ name }) => name),
      ['a.example'],
    )
    assert.equal(await removeDomains(all(teamId), ['tern.example']), 1)
    assert.equal(await monitorOf({ teamId, kind: 'domain', subject: 'tern.example' }), null)
  })
  test('in a project out of reach are not there', async () => {
    const teamId = await watched()
    assert.equal(await domainOf({ teamId, projects: [newId()] }, 'tern.example'), null)
    assert.equal(await changeDomains({ teamId, projects: [] }, ['tern.example'], { tags: ['x'] }), 0)
  })
})
