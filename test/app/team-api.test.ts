/** What a team keeps, through the client of the API: every operation once, and what another's token gets. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { alertsOf, noteLookOf } from '#prisma/alert.ts'
import { issueAddress } from '#prisma/address.ts'
import { env } from '#env'
import { makeApiToken, type Scope } from '#prisma/api-token.ts'
import { newId } from '#prisma/id.ts'
import { watch } from '#prisma/monitor.ts'
import { createProject } from '#prisma/project.ts'
import { createScan } from '#prisma/scan.ts'
import { closeNews } from '#worker/news.ts'
import { closeQueues } from '#worker/queue.ts'
import { closeLimits } from '../../app/limits.server.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { type Client, clientOf, Refused } from '../../cli/client.ts'
import { newMember, newTeam } from '../helpers/people.ts'
import { arrived, newAddress, reported } from '../helpers/rows.ts'

let web: Web
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(async () => {
  await web.close()
  await Promise.allSettled([closeNews(), closeQueues()])
  closeLimits()
})

async function withToken(scope: Scope = 'manage', { projectId = null as string | null, teamId = '' } = {}) {
  const team = teamId || (await newTeam()).teamId
  const { id: userId } = await newMember(team, 'admin')
  const expiresAt = new Date(Date.now() + 3_600_000)
  const { token } = await makeApiToken({ teamId: team, userId, projectId, name: 'ci', scope, expiresAt })
  return { teamId: team, client: clientOf(`http://127.0.0.1:${web.port}`, { token }) }
}

const refused = (status: number) => (error: unknown) => error instanceof Refused && error.status === status

async function withAlert(teamId: string): Promise<string> {
  const monitor = await watch({ teamId, projectId: null, kind: 'domain', subject: 'acme.com', preset: 'usual', createdBy: null })
  const text = 'The SPF record is gone.'
  const says = { what: { text, strings: [text], values: [] } }
  const opens = [{ kind: 'failing', checkId: 'spf-record', code: 'missing', since: new Date(), says }]
  await noteLookOf({ monitor, scanId: null, now: new Date(), states: [], opens, recovers: [] })
  return (await alertsOf({ teamId, projects: null }, {}))[0]?.id ?? ''
}

describe('with a token of a team', () => {
  test('projects are made, changed, listed and deleted', async () => {
    const { client } = await withToken()
    const { id } = await client.makeProject({ body: { name: 'Shop' } })
    await client.makeProject({ body: { name: 'Borealis', isClient: true, keeps: 'headers' } })
    await client.changeProject({ id, body: { name: 'Our shop', isClient: true, keeps: 'report' } })
    await assert.rejects(client.changeProject({ id, body: { name: 'Borealis' } }), refused(409))
    const names = async () => (await client.listProjects({})).projects.map(({ name, isClient, keeps }) => [name, isClient, keeps])
    assert.deepEqual(await names(), [
      ['Borealis', true, 'headers'],
      ['Our shop', true, 'report'],
    ])
    await client.deleteProject({ id })
    assert.deepEqual(await names(), [['Borealis', true, 'headers']])
  })
  test('an address that was taken without an account is put into the team', async () => {
    const { client } = await withToken()
    const project = await client.makeProject({ body: { name: 'Shop' } })
    const { token, address } = await newAddress()
    const kept = await client.keepAddress({ token, body: { project: project.id } })
    assert.deepEqual([kept.id, kept.project], [address.id, project.id])
    await assert.rejects(client.keepAddress({ token, body: {} }), refused(404))
    const { client: other } = await withToken()
    await assert.rejects(other.keepAddress({ token, body: {} }), refused(404))
  })
  test('addresses are taken, listed a page at a time, changed and deleted', async () => {
    const { client } = await withToken()
    const project = await client.makeProject({ body: { name: 'Shop' } })
    const taken = await client.takeTeamAddress({ body: { name: 'CI', hours: null, mailsPerDay: 5, project: project.id } })
    assert.deepEqual([taken.name, taken.project, taken.mailsPerDay], ['CI', project.id, 5])
    assert.equal((await client.readAddress({ token: taken.token })).address, taken.address)
    const { id } = await client.takeTeamAddress({ body: {} })
    const first = await client.listTeamAddresses({ query: { limit: 1 } })
    const second = await client.listTeamAddresses({ query: { limit: 1, after: first.next ?? '' } })
    assert.deepEqual([first.addresses[0]?.id, second.addresses[0]?.id, second.next], [id, taken.id, null])
    await client.changeTeamAddress({ id, body: { name: 'Renamed', inUse: true, project: project.id } })
    const [changed] = (await client.listTeamAddresses({ query: { text: 'renam', project: project.id } })).addresses
    assert.deepEqual([changed?.id, changed?.inUse], [id, true])
    await client.deleteTeamAddress({ id })
    await assert.rejects(client.changeTeamAddress({ id, body: {} }), refused(404))
  })
  test('app passwords are made, listed and taken back', async () => {
    const { client, teamId } = await withToken('write')
    const project = await createProject({ teamId, name: 'Shop' })
    const made = await client.makeAppPassword({ body: { name: ' CI ', project: project?.id ?? '' } })
    assert.match(made.username, /^app-[0-9a-z-]{14}@seedbed\.localhost$/)
    const { password, imap, ...rest } = made
    assert.deepEqual([password.length, imap.port, rest.name, rest.project], [34, env.IMAP_PORT, 'CI', project?.id])
    assert.deepEqual((await client.listAppPasswords({})).appPasswords, [rest])
    await assert.rejects(client.makeAppPassword({ body: { name: '\n' } }), refused(400))
    await assert.rejects(client.makeAppPassword({ body: { name: 'x', project: newId() } }), refused(400))
    const other = await withToken('manage')
    await assert.rejects(other.client.makeAppPassword({ body: { name: 'x', project: project?.id ?? '' } }), refused(400))
    await assert.rejects(other.client.revokeAppPassword({ id: made.id }), refused(404))
    await client.revokeAppPassword({ id: made.id })
    assert.deepEqual((await client.listAppPasswords({})).appPasswords, [])
    const ofProject = await withToken('write', { projectId: project?.id ?? null, teamId })
    await assert.rejects(ofProject.client.makeAppPassword({ body: { name: 'all' } }), refused(400))
  })
  test('domains are added, filtered, changed and removed', async () => {
    const { client } = await withToken()
    assert.deepEqual(
      (await client.addDomains({ body: { domains: ['acme.com', 'HTTPS://Acme.example/'], tags: ['Shop'] } })).added,
      ['acme.com', 'acme.example'],
    )
    assert.deepEqual((await client.addDomains({ body: { domains: ['acme.com'] } })).added, [])
    await assert.rejects(client.addDomains({ body: { domains: ['no domain here'] } }), refused(400))
    await client.changeDomain({ name: 'acme.com', body: { tags: ['main'], notes: 'ours' } })
    const { domains } = await client.listDomains({ query: { tag: 'main', state: 'waiting' } })
    assert.deepEqual([domains.length, domains[0]?.name, domains[0]?.notes], [1, 'acme.com', 'ours'])
    await client.removeDomain({ name: 'acme.com' })
    await assert.rejects(client.removeDomain({ name: 'acme.com' }), refused(404))
  })
  test('a domain is watched, which keeps it, and watched no more', async () => {
    const { client } = await withToken()
    const made = await client.watch({ body: { domain: 'acme.com', preset: 'own', everyMinutes: 30 } })
    assert.deepEqual([made.subject, made.everyMinutes], ['acme.com', 30])
    await assert.rejects(client.watch({ body: { domain: 'acme.com', preset: 'own' } }), refused(400))
    assert.equal((await client.listDomains({})).domains[0]?.name, 'acme.com')
    assert.deepEqual(
      (await client.listMonitors({})).monitors.map(({ id }) => id),
      [made.id],
    )
    await client.unwatch({ id: made.id })
    assert.deepEqual((await client.listMonitors({})).monitors, [])
  })
  test('hosts and addresses are watched, changed, paused and listed', async () => {
    const { client, teamId } = await withToken()
    const project = await createProject({ teamId, name: 'Borealis' })
    const host = await client.watch({ body: { host: 'MX1.acme.com.', project: project?.id ?? '', everyMinutes: 90 } })
    assert.deepEqual([host.kind, host.subject, host.project, host.preset], ['host', 'mx1.acme.com', project?.id, 'own'])
    assert.deepEqual([host.state, host.pausedAt], ['waiting', null])
    const address = await client.watch({ body: { address: '9.9.9.9', preset: 'quiet' } })
    await client.changeMonitor({ id: host.id, body: { preset: 'close', paused: true, project: null } })
    const listed = async (query: NonNullable<Parameters<Client['listMonitors']>[0]['query']>) =>
      (await client.listMonitors({ query })).monitors.map(({ id, everyMinutes, pausedAt }) => [
        id,
        everyMinutes,
        pausedAt !== null,
      ])
    assert.deepEqual(await listed({ kind: 'host' }), [[host.id, 5, true]])
    assert.deepEqual(await listed({ kind: 'address' }), [[address.id, 7 * 1440, false]])
    assert.deepEqual(await listed({ project: project?.id ?? '' }), [])
    // Watched once more, it goes on, and stays where it is.
    assert.deepEqual(
      [(await client.watch({ body: { host: 'mx1.acme.com' } })).id, await listed({ kind: 'host' })],
      [host.id, [[host.id, 60, false]]],
    )
    await client.unwatch({ id: address.id })
    assert.deepEqual(await listed({ kind: 'address' }), [])
  })
  const notWatched: [title: string, body: Parameters<Client['watch']>[0]['body'], status: number][] = [
    ['nothing', {}, 400],
    ['two things', { host: 'mx.acme.com', domain: 'acme.com' }, 400],
    ['what is no address', { address: 'mx.acme.com' }, 400],
    ['a private address', { address: '10.0.0.1' }, 400],
    ['every minute', { host: 'mx.acme.com', everyMinutes: 1 }, 400],
    ['for a project of nobody', { host: 'mx.acme.com', project: newId() }, 400],
  ]
  for (const [title, body, status] of notWatched) {
    test(`${title} cannot be watched`, async () => assert.rejects((await withToken()).client.watch({ body }), refused(status)))
  }
  test('a domain takes its monitor with it to another project, and not the other way', async () => {
    const { client } = await withToken()
    const { id } = await client.watch({ body: { domain: 'acme.com' } })
    await assert.rejects(client.changeMonitor({ id, body: { project: null } }), refused(400))
  })
  test('alerts are listed, acknowledged and put off', async () => {
    const { client, teamId } = await withToken()
    const id = await withAlert(teamId)
    const open = async () => (await client.listAlerts({ query: { list: 'open', subject: 'acme.com', limit: 5 } })).alerts
    assert.deepEqual(
      (await open()).map(({ what, check }) => [what, check]),
      [['The SPF record is gone.', 'spf-record']],
    )
    await client.snoozeAlert({ id, body: { hours: 2 } })
    assert.deepEqual(await open(), [])
    await client.acknowledgeAlert({ id })
    const { alerts } = await client.listAlerts({ query: { list: 'acknowledged' } })
    assert.equal(alerts[0]?.id, id)
    await assert.rejects(client.acknowledgeAlert({ id: newId() }), refused(404))
    await assert.rejects(client.snoozeAlert({ id: 'x', body: {} }), refused(404))
  })
  test('mails are searched a page at a time', async () => {
    const { client, teamId } = await withToken()
    const { address } = await issueAddress({ teamId, domain: 'seedbed.localhost' })
    const ids = [await arrived(address), await arrived(address)]
    for (const id of ids) await reported(address, id)
    const query = { words: 'spring', domain: 'sender.example', at: address.id, since: '2026-01-01T00:00:00Z', limit: 1 }
    const first = await client.searchMails({ query })
    const second = await client.searchMails({ query: { ...query, after: first.next ?? '' } })
    assert.deepEqual([first.mails[0]?.id, second.mails[0]?.id, second.next], [ids[1], ids[0], null])
    assert.deepEqual((await client.searchMails({ query: { words: 'autumn' } })).mails, [])
    assert.deepEqual((await client.searchMails({ query: { verdict: 'fail' } })).mails, [])
  })
})

test('scans and probes are searched', async () => {
  const { client, teamId } = await withToken()
  const { id } = await createScan({ teamId, subject: 'acme.com' })
  await createScan({ teamId, subject: 'mx.acme.com', kind: 'host' })
  const { scans, next } = await client.listScans({ query: { kind: 'domain', subject: 'acme.com' } })
  assert.deepEqual([scans.map((scan) => scan.id), next], [[id], null])
  assert.equal((await client.listScans({ query: { limit: 1 } })).scans[0]?.subject, 'mx.acme.com')
  await assert.rejects(client.listScans({ query: { after: 'x' } }), refused(400))
  test('figures over time come by day, as JSON and as CSV', async () => {
    const { client, teamId } = await withToken()
    const { address } = await issueAddress({ teamId, domain: 'seedbed.localhost' })
    const id = await arrived(address)
    await reported(address, id)
    const { rows } = await client.readHistory({ query: { of: 'mails', days: 2 } })
    assert.deepEqual(
      rows.map((row) => ('mails' in row ? [row.at.slice(10), row.mails, row.ready, row.meanScore] : [])),
      [['T00:00:00.000Z', 1, 1, 8.9]],
    )
    const csv = new TextDecoder().decode(await client.exportHistory({ query: { of: 'scores', days: 2 } }))
    assert.deepEqual(
      csv
        .trim()
        .split(/\r?\n/)
        .map((line) => line.split(',')[1]),
      ['mail', id],
    )
    await assert.rejects(client.readHistory({ query: { of: 'checks', days: 30, by: 'hour' } }), refused(400))
  })
})

describe('what is refused', () => {
  const changes: [title: string, work: (client: Client) => Promise<unknown>][] = [
    ['a project', (client) => client.makeProject({ body: { name: 'x' } })],
    ['an address', (client) => client.takeTeamAddress({ body: {} })],
    ['a domain', (client) => client.addDomains({ body: { domains: ['acme.com'] } })],
    ['a monitor', (client) => client.watch({ body: { domain: 'acme.com' } })],
  ]
  for (const [title, work] of changes) {
    test(`${title} to a token that only reads`, async () => assert.rejects(work((await withToken('read')).client), refused(403)))
    test(`${title} to nobody`, async () => assert.rejects(work(clientOf(`http://127.0.0.1:${web.port}`)), refused(403)))
  }
  test('a project to a token that does what members do', async () =>
    assert.rejects((await withToken('write')).client.makeProject({ body: { name: 'x' } }), refused(403)))
  test('hours of a channel that are none, and what a paused one is to send', async () => {
    const { client } = await withToken('manage')
    const { id } = await client.makeChannel({ body: { kind: 'email', target: 'a@heron.example' } })
    const quiet = { from: '07:00', until: '07:00' }
    await assert.rejects(client.changeChannel({ id, body: { quiet } }), refused(400))
    await assert.rejects(client.makeChannel({ body: { kind: 'email', target: 'a@heron.example', quiet } }), refused(400))
    await client.testChannel({ id })
    await client.changeChannel({ id, body: { paused: true } })
    const { deliveries } = await client.listDeliveries({ id })
    assert.deepEqual(
      deliveries.map(({ status, nextAttemptAt }) => [status, nextAttemptAt]),
      [['waiting', null]],
    )
    await assert.rejects(client.testChannel({ id }), refused(409))
    await assert.rejects(client.redeliver({ id: deliveries[0]?.id ?? '' }), refused(409))
  })
  test('what another team has, as what never was', async () => {
    const [one, other] = [await withToken(), await withToken()]
    const { id } = await other.client.makeProject({ body: { name: 'Theirs' } })
    const address = await other.client.takeTeamAddress({ body: {} })
    const monitor = await other.client.watch({ body: { domain: 'theirs.example' } })
    const alert = await withAlert(other.teamId)
    const tries = [
      one.client.changeProject({ id, body: { name: 'x' } }),
      one.client.deleteProject({ id }),
      one.client.changeTeamAddress({ id: address.id, body: { name: 'x' } }),
      one.client.deleteTeamAddress({ id: address.id }),
      one.client.changeDomain({ name: 'theirs.example', body: { notes: 'x' } }),
      one.client.removeDomain({ name: 'theirs.example' }),
      one.client.unwatch({ id: monitor.id }),
      one.client.changeMonitor({ id: monitor.id, body: { paused: true } }),
      one.client.acknowledgeAlert({ id: alert }),
    ]
    for (const tried of await Promise.allSettled(tries)) assert.ok(tried.status === 'rejected' && refused(404)(tried.reason))
    await assert.rejects(one.client.takeTeamAddress({ body: { project: id } }), refused(400))
  })
  test('what is out of reach of a token limited to a project', async () => {
    const { teamId } = await newTeam()
    const [mine, theirs] = [await createProject({ teamId, name: 'Mine' }), await createProject({ teamId, name: 'Theirs' })]
    const whole = await withToken('manage', { teamId })
    const { client } = await withToken('write', { teamId, projectId: mine?.id ?? null })
    const hidden = await whole.client.takeTeamAddress({ body: { project: theirs?.id ?? '' } })
    await whole.client.addDomains({ body: { domains: ['theirs.example'], project: theirs?.id ?? '' } })
    assert.equal((await client.takeTeamAddress({ body: {} })).project, mine?.id)
    assert.equal((await client.listTeamAddresses({})).addresses.length, 1)
    assert.deepEqual((await client.listDomains({})).domains, [])
    assert.deepEqual(
      (await client.listProjects({})).projects.map(({ name }) => name),
      ['Mine'],
    )
    await assert.rejects(client.deleteTeamAddress({ id: hidden.id }), refused(404))
    await assert.rejects(client.watch({ body: { domain: 'theirs.example' } }), refused(404))
    const host = { host: 'mx.theirs.example', project: theirs?.id ?? '' }
    const { id } = await whole.client.watch({ body: host })
    await assert.rejects(client.watch({ body: { host: host.host } }), refused(404))
    await assert.rejects(client.changeMonitor({ id, body: { paused: true } }), refused(404))
    assert.deepEqual((await client.listMonitors({})).monitors, [])
    assert.equal((await client.watch({ body: { host: 'mx.mine.example' } })).project, mine?.id)
  })
})
