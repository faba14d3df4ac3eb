/** The pages of a team: domains, today, alerts, channels, API tokens; who may press what. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { acceptedOf } from '#prisma/accepted.ts'
import { alertsOf, noteLookOf } from '#prisma/alert.ts'
import { appPasswordsOf } from '#prisma/app-password.ts'
import { auditOf } from '#prisma/audit.ts'
import { apiTokensOf, makeApiToken } from '#prisma/api-token.ts'
import { channelsOf, makeChannel } from '#prisma/channel.ts'
import { prisma } from '#prisma/client.ts'
import { allDomains } from '#prisma/counted-as.ts'
import { addDomains, domainsOf } from '#prisma/domain.ts'
import { newId } from '#prisma/id.ts'
import { monitorOf, watch } from '#prisma/monitor.ts'
import { createProject, projectsOf } from '#prisma/project.ts'
import { saveScanReport } from '#prisma/report.ts'
import { createScan } from '#prisma/scan.ts'
import { closeLimits } from '../../app/limits.server.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { withAccepted } from '../../cli/accepted.ts'
import { statusOf } from '../../cli/status.ts'
import { readPasted } from '../../app/watch/names.server.ts'
import { ask } from '../helpers/ask.ts'
import { domainReport } from '../helpers/domain-report.ts'
import { newMember, newTeam } from '../helpers/people.ts'
import { newVisitor } from '../helpers/visitor.ts'

let web: Web
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(async () => {
  await web.close()
  closeLimits()
})

describe('pasted domains', () => {
  const rows: [title: string, text: string, names: string[], refused: number][] = [
    ['are read a line each', 'acme.com\nExample.ORG\n', ['acme.com', 'example.org'], 0],
    [
      'are cleaned of URLs, addresses and doubles',
      'https://acme.com/x\nme@acme.com\nbücher.example',
      ['acme.com', 'xn--bcher-kva.example'],
      0,
    ],
    ['are CSV of client, domain and tag, with a head', 'client,domain,tag\nBorealis,acme.com,shop', ['acme.com'], 0],
    ['that are none are told, and the others are kept', 'acme\nacme.com\n192.0.2.1\n', ['acme.com'], 2],
    ['are nothing of nothing', ' \n\n', [], 0],
    [
      'are a column of a table that has others',
      '\uFEFFstate,Domain,notes,tags\r\nproblems,acme.com,"one, two\nthree",shop\r\nwaiting,acme,,\r\n',
      ['acme.com'],
      1,
    ],
  ]
  for (const [title, text, names, refused] of rows) {
    test(title, () => {
      const read = readPasted(text)
      assert.deepEqual([read.domains.map(({ name }) => name), read.refused.length], [names, refused])
    })
  }
  test('of a table tell them too, without the mark that a formula got', () => {
    const table = `client,domain,tags,state\n'=Borealis,acme.com,"shop eu",waiting\n`
    assert.deepEqual(readPasted(table).domains, [{ name: 'acme.com', client: '=Borealis', tags: ['shop', 'eu'] }])
  })
  test('tell the client and the tags', () => {
    assert.deepEqual(readPasted('"Borealis Ltd";acme.com;Shop eu').domains, [
      { name: 'acme.com', client: 'Borealis Ltd', tags: ['shop', 'eu'] },
    ])
  })
})

async function withTeam(role: 'viewer' | 'member' | 'admin' = 'member', projects: string[] | null = null) {
  const team = await newTeam()
  const person = await newMember(team.teamId, role, projects)
  const get = (path: string) => ask(web.port, `/team/${team.slug}${path}`, { headers: { cookie: person.cookie } })
  const post = (path: string, fields: Record<string, string>) =>
    ask(web.port, `/team/${team.slug}${path}`, {
      method: 'POST',
      headers: {
        cookie: person.cookie,
        origin: `http://127.0.0.1:${web.port}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams(fields).toString(),
    })
  return { ...team, person, get, post, reach: { teamId: team.teamId, projects } }
}

const say = (text: string) => ({ text, strings: [text], values: [] })

/** A scan with its report. */
async function reported(teamId: string) {
  const scan = await createScan({ teamId, subject: 'tern.example' })
  await saveScanReport({ scan, report: domainReport() })
  return scan
}

/** An open alert on a watched domain. */
async function withAlert(teamId: string) {
  const monitor = await watch({ teamId, projectId: null, kind: 'domain', subject: 'acme.com', preset: 'usual', createdBy: null })
  const opens = [
    {
      kind: 'failing',
      checkId: 'spf-record',
      code: 'missing',
      since: new Date(),
      says: { what: say('The SPF record is gone.') },
    },
  ]
  await noteLookOf({ monitor, scanId: null, now: new Date(), states: [], opens, recovers: [] })
  const [alert] = await alertsOf({ teamId, projects: null }, {})
  assert.ok(alert)
  return alert
}

describe('domains', () => {
  test('are added, watched, and shown with those that need somebody first', async () => {
    const { post, get, reach, teamId } = await withTeam()
    assert.equal((await post('/domains', { intent: 'add', domains: 'acme.com\nacme.example', preset: 'usual' })).status, 303)
    assert.deepEqual(
      (await domainsOf(reach)).map(({ name }) => name),
      ['acme.com', 'acme.example'],
    )
    assert.equal((await monitorOf({ teamId, kind: 'domain', subject: 'acme.com' }))?.preset, 'usual')
    const { text } = await get('/domains')
    assert.ok(text.includes('acme.com') && text.includes('Being looked at'))
  })
  test('of which some are none are added all the same, and the others told', async () => {
    const { post, reach } = await withTeam()
    const { text } = await post('/domains', { intent: 'add', domains: 'acme.com\nno domain here', preset: '' })
    assert.match(text.replaceAll('<!-- -->', ''), /1 domain added.*Line 2/s)
    assert.equal((await domainsOf(reach)).length, 1)
  })
  test('of a client go into its project, which an admin makes by naming it', async () => {
    const { post, reach, teamId } = await withTeam('admin')
    await post('/domains', { intent: 'add', domains: 'Borealis,acme.com,shop', preset: '' })
    const [project] = await projectsOf({ teamId, projects: null })
    const [domain] = await domainsOf(reach)
    assert.deepEqual(
      [project?.name, project?.isClient, domain?.projectId, domain?.tags],
      ['Borealis', true, project?.id, ['shop']],
    )
  })
  test('are watched from the page of a domain, which keeps them', async () => {
    const { post, reach, teamId } = await withTeam()
    await post('/domains', { intent: 'watch', name: 'acme.com', preset: 'close' })
    assert.equal((await domainsOf(reach)).length, 1)
    assert.equal((await monitorOf({ teamId, kind: 'domain', subject: 'acme.com' }))?.everyMinutes, 5)
    await post('/domains', { intent: 'unwatch', name: 'acme.com' })
    assert.equal(await monitorOf({ teamId, kind: 'domain', subject: 'acme.com' }), null)
  })
  test('are filtered by the service that sends for them, and all that are left are acted on', async () => {
    const { post, get, reach, teamId } = await withTeam()
    await post('/domains', { intent: 'add', domains: 'one.example\ntwo.example\nthree.example', preset: '' })
    const at = { helo: '', mailFromDomain: 'b.example', selector: '', firstSeenAt: new Date(), lastSeenAt: new Date() }
    const sender = (domain: string, service: string, passes = true) => ({ id: newId(), teamId, domain, service, passes, ...at })
    await prisma.knownSender.createMany({
      data: [
        { ...sender('one.example', 'Brevo'), address: '192.0.2.1' },
        { ...sender('two.example', ''), address: '192.0.2.2' },
        // Anybody can send with its name.
        { ...sender('two.example', 'Brevo', false), address: '192.0.2.3' },
      ],
    })
    const { text } = await get('/domains?service=Brevo')
    assert.ok(text.includes('>Brevo<span') && !text.includes('two.example'))
    await post('/domains', { intent: 'tag', tags: 'shop', all: 'yes', 'shown-service': 'Brevo' })
    assert.deepEqual(
      (await domainsOf(reach, { tag: 'shop' })).map(({ name }) => name),
      ['one.example'],
    )
    await post('/domains', { intent: 'tag', tags: 'all', all: 'yes' })
    assert.equal((await domainsOf(reach, { tag: 'all' })).length, 3)
  })
  test('are a file of what is shown, in which no formula stands, and which brings them to another team', async () => {
    const { get, teamId } = await withTeam()
    const client = await createProject({ teamId, name: '=Borealis', isClient: true })
    const projectId = client?.id ?? null
    const names = [
      { name: 'acme.com', projectId, tags: ['shop', '@eu'] },
      { name: 'other.example', projectId: null, tags: [] },
    ]
    await addDomains({ teamId, domains: names })
    const { text, headers } = await get('/domains.csv?tag=shop')
    assert.match(headers['content-disposition'] ?? '', /attachment; filename="domains\.csv"/)
    assert.match(text, /\r\n'=Borealis,acme\.com,shop @eu,waiting,/)
    assert.ok(!text.includes('other.example') && !/(^|,)"?[=@]/m.test(text))
    const there = await withTeam('admin')
    await there.post('/domains', { intent: 'add', domains: text, preset: '' })
    const [domain] = await domainsOf(there.reach)
    const [project] = await projectsOf(there.reach)
    assert.deepEqual([domain?.name, domain?.tags, project?.name], ['acme.com', ['shop', '@eu'], '=Borealis'])
    assert.equal(domain?.projectId, project?.id)
    assert.match((await get('/domains?tag=shop')).text, /domains\.csv\?tag=shop"/)
  })
  test('have findings that are accepted for a reason and a time, and taken back', async () => {
    const { post, teamId } = await withTeam()
    await post('/domains', { intent: 'add', domains: 'acme.com', preset: '' })
    const finding = { intent: 'accept', name: 'acme.com', check: 'spf-record', code: 'missing' }
    assert.equal((await post('/domains', { ...finding, reason: '' })).status, 400)
    await post('/domains', { ...finding, reason: 'no mail from there', days: '30' })
    const accepted = () => acceptedOf({ teamId, domain: 'acme.com', now: new Date() })
    const [one] = await accepted()
    assert.deepEqual([one?.code, one?.reason], ['missing', 'no mail from there'])
    await post('/domains', { intent: 'unaccept', name: 'acme.com', id: one?.id ?? '' })
    assert.deepEqual(await accepted(), [])
  })
  test('have their accepted findings marked in the report, for who keeps them', async () => {
    const { post, teamId, person } = await withTeam()
    const { id } = await reported(teamId)
    const read = async (cookie: string) =>
      (await ask(web.port, `/scan/${id}`, { headers: { cookie } })).text.replaceAll('<!-- -->', '')
    assert.doesNotMatch(await read(person.cookie), /Accept it/)
    await post('/domains', { intent: 'add', domains: 'tern.example', preset: '' })
    assert.equal((await read(person.cookie)).match(/Accept it/g)?.length, 2)
    const finding = { intent: 'accept', name: 'tern.example', check: 'mx-redundancy', code: 'single', reason: '<b>one is enough' }
    const back = await post('/domains', { ...finding, days: '30', back: `/scan/${id}#mx-redundancy` })
    assert.equal(back.headers.location, `/scan/${id}#mx-redundancy`)
    const text = await read(person.cookie)
    assert.match(text, new RegExp(`Accepted by <bdi>${person.email}</bdi>.*until.*&lt;b&gt;one is enough`, 's'))
    assert.equal(text.match(/Accept it/g)?.length, 1)
    const viewer = await newMember(teamId, 'viewer')
    assert.match(await read(viewer.cookie), /Accepted by/)
    assert.doesNotMatch(await read(viewer.cookie), /Accept it|Take back/)
  })
  test('have what is accepted left out of what the command exits with', async () => {
    const { post, teamId, person } = await withTeam()
    await post('/domains', { intent: 'add', domains: 'tern.example', preset: '' })
    const { token } = await makeApiToken({
      teamId,
      userId: person.id,
      projectId: null,
      name: 'ci',
      scope: 'read',
      expiresAt: null,
    })
    const strict = { failOn: 'fail', onUnknown: 'warn' } as const
    const status = async (domains = ['tern.example']) => {
      const asked = { domains, url: `http://127.0.0.1:${web.port}`, token }
      return statusOf([domainReport()], { ...strict, baseline: await withAccepted(undefined, asked) })
    }
    assert.equal(await status(), 1)
    const finding = { intent: 'accept', name: 'tern.example', check: 'dmarc-syntax', reason: 'we know', days: '30' }
    await post('/domains', { ...finding, code: 'another' })
    assert.equal(await status(), 1)
    await post('/domains', { ...finding, code: 'bad-policy' })
    assert.equal(await status(), 0)
    // Of a domain that nobody keeps nothing is accepted, and of one that is, it still is.
    assert.equal(await status(['never.example', 'tern.example']), 0)
  })
  test('of a project out of reach are not shown, not counted, and not touched', async () => {
    const { teamId, slug } = await newTeam()
    const [mine, theirs] = [await createProject({ teamId, name: 'Mine' }), await createProject({ teamId, name: 'Theirs' })]
    const person = await newMember(teamId, 'member', [mine?.id ?? ''])
    const data = (name: string, projectId = '') => ({ id: crypto.randomUUID(), teamId, name, projectId })
    await prisma.domain.createMany({ data: [data('mine.example', mine?.id), data('theirs.example', theirs?.id)] })
    for (const path of ['', '/domains', '/alerts']) {
      const { text } = await ask(web.port, `/team/${slug}${path}`, { headers: { cookie: person.cookie } })
      assert.ok(!text.includes('theirs') && !text.includes('Theirs'), path)
    }
  })
})

describe('what is watched besides domains', () => {
  const host = { intent: 'watch', kind: 'host', subject: 'mx.acme.com', preset: 'usual' }
  const hostOf = (teamId: string) => monitorOf({ teamId, kind: 'host', subject: 'mx.acme.com' })

  test('begins on the page of a host, which shows it, changes it and ends it', async () => {
    const { post, teamId, person } = await withTeam()
    const project = await createProject({ teamId, name: 'Borealis' })
    await createScan({ teamId, kind: 'host', subject: 'mx.acme.com' })
    const read = async () => {
      const { text } = await ask(web.port, '/probe/mx.acme.com', { headers: { cookie: person.cookie } })
      return text.replaceAll('<!-- -->', '')
    }
    assert.match(
      await read(),
      /name="preset" value="close".*<option value="[\w-]+">Borealis|Borealis.*name="preset" value="close"/s,
    )
    const back = await post('/watched', { ...host, project: project?.id ?? '', back: '/probe/mx.acme.com' })
    assert.deepEqual([back.status, back.headers.location], [303, '/probe/mx.acme.com'])
    assert.equal((await hostOf(teamId))?.projectId, project?.id)
    assert.match(await read(), /Watched since .*every hour; next look .*Stop watching/s)
    const { id = '' } = (await hostOf(teamId)) ?? {}
    await post('/watched', { intent: 'unwatch', id, back: '/probe/mx.acme.com' })
    assert.doesNotMatch(await read(), /Watched since/)
  })
  test('stands on a page with its state, its next look and how to change it', async () => {
    const { post, get, teamId } = await withTeam()
    await post('/watched', host)
    await post('/watched', { ...host, kind: 'address', subject: '9.9.9.9' })
    await post('/domains', { intent: 'add', domains: 'acme.com', preset: 'usual' })
    const shown = async (query = '') => (await get(`/watched${query}`)).text.replaceAll('<!-- -->', '')
    assert.match(await shown(), /href="\/probe\/mx\.acme\.com".*Being looked at.*href="\/ip\/9\.9\.9\.9".*\/domains\/acme\.com"/s)
    assert.doesNotMatch(await shown('?kind=address'), /\/probe\/mx/)
    assert.doesNotMatch(await shown('?text=9.9'), /\/probe\/mx/)
    const { id = '' } = (await hostOf(teamId)) ?? {}
    await post('/watched', { intent: 'set', id, amount: '3', unit: 'hours' })
    const paused = await post('/watched?kind=host&text=mx', { intent: 'pause', id })
    assert.equal(paused.headers.location?.split('/').at(-1), 'watched?kind=host&text=mx&done=paused')
    assert.match(await shown('?kind=host'), /every 3 hours.*paused/s)
    await post('/watched', { intent: 'resume', id })
    assert.deepEqual([(await hostOf(teamId))?.everyMinutes, (await hostOf(teamId))?.pausedAt], [180, null])
    await post('/watched', { intent: 'set', id, preset: 'quiet' })
    assert.equal((await hostOf(teamId))?.preset, 'quiet')
  })
  const intervals: [amount: string, unit: string, says: RegExp][] = [
    ['4', 'minutes', /more often than is looked\. From 5 minutes to 31 days/],
    ['32', 'days', /more seldom than is looked\. From 5 minutes to 31 days/],
    ['1.5', 'hours', /a whole number\. From 5 minutes/],
    ['9', 'constructor', /a whole number/],
  ]
  for (const [amount, unit, says] of intervals) {
    test(`is not looked at every ${amount} ${unit}, and is told why`, async () => {
      const { post, teamId } = await withTeam()
      await post('/watched', host)
      const { id = '' } = (await hostOf(teamId)) ?? {}
      const { status, text } = await post('/watched', { intent: 'set', id, amount, unit })
      assert.equal(status, 400)
      assert.match(text, says)
      assert.match(text, new RegExp(`name="amount"[^>]* value="${amount}"`))
      assert.equal((await hostOf(teamId))?.preset, 'usual')
    })
  }
  test('is no private address and no word, and what was typed stays', async () => {
    const { post } = await withTeam()
    for (const subject of ['10.0.0.1', 'mx']) {
      const { status, text } = await post('/watched', { ...host, kind: 'address', subject })
      assert.equal(status, 400)
      assert.ok(text.includes(`value="${subject}"`) && text.includes('role="alert"') === false)
    }
  })
  test('of a project out of reach is not shown, not counted and not touched', async () => {
    const { teamId, slug } = await newTeam()
    const [mine, theirs] = [await createProject({ teamId, name: 'Mine' }), await createProject({ teamId, name: 'Theirs' })]
    const what = { teamId, kind: 'host', preset: 'usual', createdBy: null } as const
    const hidden = await watch({ ...what, projectId: theirs?.id ?? null, subject: 'mx.theirs.example' })
    await watch({ ...what, projectId: mine?.id ?? null, subject: 'mx.mine.example' })
    const { get, post } = newVisitor(web.port, (await newMember(teamId, 'member', [mine?.id ?? ''])).cookie)
    const at = `/team/${slug}/watched`
    const { text } = await get(at)
    assert.ok(text.includes('mx.mine.example') && !text.includes('heirs'))
    assert.match(text.replaceAll('<!-- -->', ''), /Hosts \(1\)/)
    for (const intent of ['set', 'pause', 'unwatch'])
      assert.equal((await post(at, { intent, id: hidden.id, preset: 'close' })).status, 404)
    assert.equal((await post(at, { ...host, subject: 'mx.theirs.example' })).status, 400)
    const { pausedAt, preset, projectId } = await prisma.monitor.findUniqueOrThrow({ where: { id: hidden.id } })
    assert.deepEqual([pausedAt, preset, projectId], [null, 'usual', theirs?.id])
  })
})

describe('alerts of hosts and addresses', () => {
  async function down() {
    const team = await withTeam()
    const { teamId } = team
    const of = { teamId, projectId: null, preset: 'usual', createdBy: null } as const
    const host = await watch({ ...of, kind: 'host', subject: 'mx.acme.com' })
    const address = await watch({ ...of, kind: 'address', subject: '9.9.9.9' })
    const scan = await createScan({ teamId, kind: 'host', subject: 'mx.acme.com' })
    const told = { since: new Date(), says: { what: say('It does not answer.'), step: say('Start the mail service.') } }
    const look = { now: new Date(), states: [], recovers: [] }
    await noteLookOf({
      ...look,
      monitor: host,
      scanId: scan.id,
      opens: [{ ...told, kind: 'port-down', checkId: 'port-25', code: 'timeout' }],
    })
    await noteLookOf({
      ...look,
      monitor: address,
      scanId: null,
      opens: [{ ...told, kind: 'listed', checkId: 'blocklist-ip-major', code: 'listed' }],
    })
    return { ...team, host, address, scan }
  }
  test('say what kind of thing it is, which port, and what to do, and lead to its page', async () => {
    const { get, scan } = await down()
    for (const path of ['', '/alerts']) {
      const text = (await get(path)).text.replaceAll('<!-- -->', '')
      assert.match(text, /Port 25 · host<.*href="\/probe\/mx\.acme\.com".*Start the mail service/s, path)
      assert.match(text, /Blocklist · IP address<.*href="\/ip\/9\.9\.9\.9"/s, path)
      assert.ok(text.includes(`href="/scan/${scan.id}"`), path)
    }
  })
  test('are over when all is quiet, and what is watched is counted by kind', async () => {
    const { get, teamId, host } = await down()
    await prisma.alert.updateMany({ where: { teamId }, data: { recoveredAt: new Date() } })
    assert.match((await get('/alerts')).text.replaceAll('<!-- -->', ''), /Nothing open\. 1 host, 1 IP address watched/)
    await prisma.monitor.update({ where: { id: host.id }, data: { state: 'problems', stateSince: new Date() } })
    assert.match(
      (await get('')).text.replaceAll('<!-- -->', ''),
      /1 thing needs you.*href="\/probe\/mx\.acme\.com".*problems since/s,
    )
  })
})

describe('who only reads', () => {
  const rows: [title: string, path: string, fields: Record<string, string>][] = [
    ['adds no domain', '/domains', { intent: 'add', domains: 'acme.com' }],
    ['watches nothing', '/domains', { intent: 'watch', name: 'acme.com' }],
    ['watches no host', '/watched', { intent: 'watch', kind: 'host', subject: 'mx.acme.com' }],
    ['pauses nothing', '/watched', { intent: 'pause', id: crypto.randomUUID() }],
    ['acknowledges no alert', '/alerts', { intent: 'acknowledge', id: crypto.randomUUID() }],
    ['makes no channel', '/settings/channels', { intent: 'make', kind: 'email', target: 'me@acme.com' }],
    ['makes no token', '/settings/tokens', { intent: 'make', name: 'x', scope: 'read' }],
    ['makes no app password', '/settings/app-passwords', { intent: 'make', name: 'x' }],
  ]
  for (const [title, path, fields] of rows) {
    test(title, async () => {
      assert.equal((await (await withTeam('viewer')).post(path, fields)).status, 403)
    })
  }
})

describe('the pages', () => {
  test('show an alert today and in its list, until somebody has seen it', async () => {
    const { get, post, teamId } = await withTeam()
    const alert = await withAlert(teamId)
    for (const path of ['', '/alerts']) assert.match((await get(path)).text, /The SPF record is gone/)
    assert.equal((await post('/alerts', { intent: 'acknowledge', id: alert.id })).status, 303)
    assert.doesNotMatch((await get('/alerts')).text, /The SPF record is gone/)
    assert.match((await get('/alerts?list=acknowledged')).text, /The SPF record is gone/)
  })
  test('give the charts of Today as files, and nobody a sum who sees a part', async () => {
    const { get, teamId } = await withTeam('viewer')
    const unscored = { scored: 0, scoreSum: 0, scoreLeast: 10 }
    await prisma.mailDay.create({
      data: { teamId, domain: allDomains, day: new Date(Date.now() - 86_400_000), mails: 5, ready: 3, ...unscored },
    })
    assert.match((await get('/today.csv?chart=mails')).text, /^\uFEFF?from,ready,not\r\n(?:.*\r\n)*.*,3,2\r\n/)
    assert.equal((await get('/today.csv?chart=bounces')).status, 200)
    for (const query of ['', '?chart=x', '?chart=constructor']) assert.equal((await get(`/today.csv${query}`)).status, 404)
    const limited = await withTeam('viewer', [])
    assert.equal((await limited.get('/today.csv?chart=mails')).status, 404)
  })
  test('show no alert of another team, and let nobody press it', async () => {
    const alert = await withAlert((await newTeam()).teamId)
    const { get, post } = await withTeam()
    assert.doesNotMatch((await get('/alerts')).text, /The SPF record is gone/)
    assert.equal((await post('/alerts', { intent: 'acknowledge', id: alert.id })).status, 404)
  })
  test('make a webhook and show its key once; the target is sealed', async () => {
    const { get, post, teamId } = await withTeam('admin')
    const made = await post('/settings/channels', {
      intent: 'make',
      kind: 'webhook',
      target: 'https://hooks.acme.com/secret-path',
      name: 'ours',
    })
    assert.match(made.text, /whsec_/)
    const { text } = await get('/settings/channels')
    assert.ok(text.includes('hooks.acme.com') && !text.includes('whsec_') && !text.includes('secret-path'))
    const row = await prisma.channel.findFirstOrThrow({ where: { teamId } })
    assert.ok(!JSON.stringify(row).includes('acme'))
  })
  test('make no channel to what is no place', async () => {
    const { post, teamId } = await withTeam('admin')
    for (const [kind, target] of [
      ['email', 'nobody'],
      ['webhook', 'ftp://x'],
      ['webhook', 'https://a:b@c.example/'],
      ['fax', '1'],
    ] as const) {
      assert.equal((await post('/settings/channels', { intent: 'make', kind, target })).status, 400, target)
    }
    assert.deepEqual(await channelsOf({ teamId }), [])
  })
  const badHours: [from: string, until: string, says: RegExp][] = [
    ['22:00', '', /give both, or neither/],
    ['', '07:00', /give both, or neither/],
    ['07:00', '07:00', /begin and end at the same time/],
    ['22:00', '25:00', /“25:00” is no time of the day/],
  ]
  test('change when a channel is told; hours that are none get a sentence, and the form is as it was typed', async () => {
    const { get, post, teamId } = await withTeam('admin')
    const { id } = await makeChannel({ teamId, projectId: null, kind: 'email', name: 'On duty', target: 'me@acme.com' })
    const at = '/settings/channels'
    const [form, hours] = [
      { intent: 'change', id, pace: 'daily' },
      { quietFrom: '22:00', quietUntil: '07:00' },
    ]
    const made = { intent: 'make', kind: 'slack', target: 'https://chat.acme.com/hook', name: 'Chat', pace: 'daily' }
    for (const [quietFrom, quietUntil, says] of badHours) {
      const changing = await post(at, { ...form, quietFrom, quietUntil })
      assert.equal(changing.status, 400)
      assert.match(changing.text, says)
      const [, fold = ''] = /<details open="">(.*?)<\/details>/s.exec(changing.text) ?? []
      assert.ok(fold.includes('<option value="daily" selected="">') && fold.includes(`value="${quietFrom || quietUntil}"`), fold)
      const making = (await post(at, { ...made, quietFrom, quietUntil })).text
      assert.match(making, says)
      for (const typed of ['value="https://chat.acme.com/hook"', 'value="Chat"', '<option value="slack" selected="">'])
        assert.ok(making.includes(typed), typed)
    }
    assert.equal((await post(at, { ...form, ...hours })).status, 303)
    const [channel, ...more] = await channelsOf({ teamId })
    assert.deepEqual([channel?.pace, channel?.quietFrom, channel?.quietUntil, more], ['daily', 22 * 60, 7 * 60, []])
    await post(at, { intent: 'pause', id })
    const paused = (await get(at)).text
    assert.ok(paused.includes('quiet 22:00–07:00 · once a day · paused') && !paused.includes('Send a test'))
    await post(at, { intent: 'resume', id })
    const actions = (await auditOf({ teamId })).entries.map(({ action, subject }) => `${action} ${subject}`)
    assert.deepEqual(actions.sort(), ['channel.changed On duty', 'channel.paused On duty', 'channel.resumed On duty'])
    const theirs = (await newTeam()).teamId
    const other = await makeChannel({ teamId: theirs, projectId: null, kind: 'email', name: 'x', target: 'x@acme.com' })
    assert.equal((await post(at, { ...form, ...hours, id: other.id })).status, 404)
  })
  test('make a token, show it once, and take it back', async () => {
    const { get, post, teamId } = await withTeam()
    const token = /seedbed_[\w-]{43}/.exec(
      (await post('/settings/tokens', { intent: 'make', name: 'ci', scope: 'write', days: '30' })).text,
    )?.[0]
    assert.ok(token)
    assert.ok(!(await get('/settings/tokens')).text.includes(token))
    const [known] = await apiTokensOf({ teamId })
    await post('/settings/tokens', { intent: 'revoke', id: known?.id ?? '' })
    assert.deepEqual(await apiTokensOf({ teamId }), [])
  })
  test('make an app password, show it once, give its profile to its maker alone, and take it back', async () => {
    const { get, post, teamId } = await withTeam()
    assert.equal((await post('/settings/app-passwords', { intent: 'make', name: ' ' })).status, 400)
    const made = await post('/settings/app-passwords', { intent: 'make', name: 'Phone' })
    const [, password = ''] = />((?:[0-9a-z]{4}-){6}[0-9a-z]{4})</.exec(made.text) ?? []
    assert.ok(password)
    const [known] = await appPasswordsOf({ teamId })
    const page = (await get('/settings/app-passwords')).text
    assert.ok(page.includes(known?.username ?? 'none') && !page.includes(password))
    const profile = `/settings/app-passwords/${known?.id}/mail.mobileconfig`
    assert.match((await get(profile)).text, new RegExp(`<string>${known?.username}</string>`))
    assert.equal((await (await withTeam()).get(profile)).status, 404)
    await post('/settings/app-passwords', { intent: 'revoke', id: known?.id ?? '' })
    assert.deepEqual(await appPasswordsOf({ teamId }), [])
    assert.equal((await get(profile)).status, 404)
  })
})
