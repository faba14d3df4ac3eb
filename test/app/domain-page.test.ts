/** A domain's page of a team, and the files of its charts: what stands there, for whom, and what is safe to open. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { noteLookOf } from '#prisma/alert.ts'
import { prisma } from '#prisma/client.ts'
import { makeApiToken } from '#prisma/api-token.ts'
import { addDomains } from '#prisma/domain.ts'
import { newId } from '#prisma/id.ts'
import { watch } from '#prisma/monitor.ts'
import { createProject } from '#prisma/project.ts'
import { closeLimits } from '../../app/limits.server.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { bends, turns } from '../../app/watch/happenings.ts'
import { clientOf, Refused } from '../../cli/client.ts'
import { ask } from '../helpers/ask.ts'
import { newMember, newTeam } from '../helpers/people.ts'

let web: Web
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(async () => {
  await web.close()
  closeLimits()
})

const hourMs = 3_600_000
const now = Date.now()
const back = (hours: number) => new Date(now - hours * hourMs)
const say = (text: string) => ({ text, strings: [text], values: [] })

/** A scan of a domain, or of another kind, so many hours ago. */
async function looked(teamId: string, hours: number, more: object = {}): Promise<string> {
  const times = { requestedAt: back(hours), keptUntil: new Date(now + 24 * hourMs) }
  const id = newId(back(hours).getTime())
  await prisma.scan.create({ data: { id, teamId, subject: 'acme.com', status: 'reported', score: 9, ...times, ...more } })
  return id
}

/** A team with a domain in a project, whose SPF record broke 48 hours ago. */
async function withHistory() {
  const { teamId, slug } = await newTeam()
  const project = await createProject({ teamId, name: 'Borealis', isClient: true })
  const projectId = project?.id ?? null
  await addDomains({ teamId, domains: [{ name: 'acme.com', projectId, tags: [] }] })
  await looked(teamId, 49, { projectId })
  const scanId = await looked(teamId, 48, { projectId, score: 5, problems: 1 })
  await looked(teamId, 40, { kind: 'host', subject: 'mx.acme.com', options: { domain: 'acme.com' }, score: null, warnings: 1 })
  const changed = { name: 'acme.com', type: 'TXT', before: ['v=spf1 include:esp.example -all'], after: ['=v=spf1 -all'] }
  await prisma.recordEvent.create({ data: { id: newId(), teamId, domain: 'acme.com', scanId, at: back(48), ...changed } })
  const monitor = await watch({ teamId, projectId, kind: 'domain', subject: 'acme.com', preset: 'usual', createdBy: null })
  const opens = [
    { kind: 'failing', checkId: 'spf-record', code: 'missing', since: back(48), says: { what: say('SPF is broken.') } },
  ]
  await noteLookOf({ monitor, scanId, now: back(48), states: [], opens, recovers: [] })
  for (const [hours, verdict, count] of [
    [60, 'pass', 99],
    [60, 'fail', 1],
    [20, 'pass', 61],
    [20, 'fail', 39],
  ] as const) {
    const hour = new Date(Math.floor(back(hours).getTime() / hourMs) * hourMs)
    await prisma.checkCount.create({
      data: { teamId, domain: 'acme.com', checkId: 'spf-result', code: verdict, verdict, hour, count },
    })
  }
  const seen = { service: '', address: '192.0.2.1', helo: 'mx.acme.com', mailFromDomain: 'acme.com', selector: '', passes: true }
  const times = { firstSeenAt: back(30), lastSeenAt: back(2) }
  await prisma.knownSender.create({ data: { id: newId(), teamId, domain: 'acme.com', ...seen, ...times } })
  const as = async (projects: string[] | null) => {
    const { cookie } = await newMember(teamId, 'viewer', projects)
    return async (path = '') => {
      const { status, text } = await ask(web.port, `/team/${slug}/domains/${path || 'acme.com'}`, { headers: { cookie } })
      return { status, text: text.replaceAll('<!-- -->', '').replaceAll(/<script.*?<\/script>/gs, '') }
    }
  }
  const client = async (projects: string[] | null) => {
    const { id: userId } = await newMember(teamId, 'viewer', projects)
    const expiresAt = new Date(now + hourMs)
    const { token } = await makeApiToken({ teamId, userId, projectId: null, name: 'ci', scope: 'read', expiresAt })
    return clientOf(`http://127.0.0.1:${web.port}`, { token })
  }
  return { teamId, slug, projectId, as, client }
}

describe('the page of a domain', () => {
  test('puts all on one time line, with what the mails say of the change', async () => {
    const { as } = await withHistory()
    const get = await as(null)
    const { text } = await get()
    const words = text.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')
    for (const part of [
      /SPF of acme\.com changed .*; pass rate fell from 99 % to 61 % \./,
      /100 mails in the days before, 100 in the days after/,
      /Looks: Looked at: 1 problem, score 5\.0/,
      /Ports: Ports of mx\.acme\.com: 1 warning/,
      /Alerts: SPF is broken\./,
      /Senders: A new sender: 192\.0\.2\.1, passing/,
      /include:esp\.example/,
    ])
      assert.match(words, part)
  })

  test('shows nothing that counts the whole team to who is limited to its project', async () => {
    const { as, projectId } = await withHistory()
    const get = await as([projectId ?? ''])
    const { status, text } = await get()
    assert.equal(status, 200)
    assert.ok(text.includes('Looked at: 1 problem') && text.includes('SPF is broken.'))
    for (const hidden of ['pass rate', 'Pass rate', 'Known senders', '192.0.2.1', 'in the days before', 'Ports of']) {
      assert.ok(!text.includes(hidden), hidden)
    }
    assert.equal((await get('acme.com/charts.csv?chart=rates')).status, 404)
  })

  test('is nothing for another domain, in any spelling', async () => {
    const get = await (await withHistory()).as(null)
    for (const name of ['other.example', 'acme.com.', "'--"]) assert.equal((await get(name)).status, 404, name)
    assert.equal((await get('ACME.com')).status, 200)
  })

  test('holds only what belongs to its range', async () => {
    const get = await (await withHistory()).as(null)
    const { text } = await get('acme.com?days=1')
    assert.ok(!text.includes('SPF of acme.com changed') && !text.includes('Ports of'))
    assert.ok(text.includes('SPF is broken.'), 'an alert that is open')
  })
})

describe('the files of the charts', () => {
  const charts = ['timeline', 'looks', 'rates', 'heat', 'verdicts', 'scores', 'delay', 'records']
  test('are there for each, and no formula stands in them', async () => {
    const get = await (await withHistory()).as(null)
    for (const chart of charts) {
      const { status, text } = await get(`acme.com/charts.csv?chart=${chart}`)
      assert.equal(status, 200, chart)
      assert.ok(!/(^|,)"?[=@]/m.test(text), chart)
    }
    assert.match(
      (await get('acme.com/charts.csv?chart=records')).text,
      /SPF.*include:esp\.example -all,'=v=spf1 -all,99\.0,61\.0/,
    )
    assert.match((await get('acme.com/charts.csv?chart=heat&days=1')).text, /spf-result,.*,61,100/)
    for (const none of ['', 'constructor', 'x']) assert.equal((await get(`acme.com/charts.csv?chart=${none}`)).status, 404, none)
  })
})

describe('over the API', () => {
  const name = 'acme.com'
  const refused = (status: number) => (error: unknown) => error instanceof Refused && error.status === status

  test('a program reads the time line and the charts that the page draws', async () => {
    const api = await (await withHistory()).client(null)
    const { happenings, records, scores } = await api.readTimeline({ name })
    assert.deepEqual(
      [...new Set(happenings.map(({ lane, what }) => `${lane}: ${what}`))].filter((one) => !one.startsWith('scans')),
      [
        'senders: A new sender: 192.0.2.1, passing',
        'probes: Ports of mx.acme.com: 1 warning',
        'alerts: SPF is broken.',
        'records: SPF changed',
      ],
    )
    const [record] = records
    assert.deepEqual([record?.what, record?.effect?.turn, record?.after], ['SPF', 'fell', ['=v=spf1 -all']])
    assert.equal(happenings.find(({ lane }) => lane === 'records')?.page?.endsWith(`/scan/${record?.scan}`), true)
    assert.deepEqual(
      scores.map(({ score }) => score),
      [9, 5],
    )
    const { rates, checks } = await api.readDomainCharts({ name, query: { days: '1', section: 'authentication' } })
    assert.deepEqual([rates.whole?.pass, rates.whole?.looked, checks[0]?.check], [61, 100, 'spf-result'])
    const csv = await api.exportDomainChart({ name, query: { chart: 'heat', days: '1' } })
    assert.match(new TextDecoder().decode(csv), /spf-result,.*,61,100/)
  })
  test('one that is limited to the project of the domain gets nothing that counts the whole team', async () => {
    const { client, projectId } = await withHistory()
    const api = await client([projectId ?? ''])
    const { happenings, records } = await api.readTimeline({ name })
    assert.deepEqual([records[0]?.effect, happenings.some(({ lane }) => lane === 'senders')], [null, false])
    await assert.rejects(api.readDomainCharts({ name }), refused(403))
    await assert.rejects(api.exportDomainChart({ name, query: { chart: 'rates' } }), refused(404))
    assert.ok((await api.exportDomainChart({ name, query: { chart: 'timeline' } })).length > 0)
    const [domain, today, charts] = [await api.readDomain({ name }), await api.readToday({}), await api.readCharts({})]
    assert.deepEqual([domain.services, today.pulse, charts.charts, charts.replies], [null, null, null, null])
    assert.deepEqual([charts.records.length, charts.records[0]?.effect], [1, null])
  })
  test('a query that is not as it may be is told, not passed over', async () => {
    const api = await (await withHistory()).client(null)
    for (const query of [
      { from: '2026-02-30', to: '2026-03-01' },
      { from: '2026-01-01' },
      { from: '1999-01-01', to: '2000-01-01' },
    ])
      await assert.rejects(api.readTimeline({ name, query }), refused(400), JSON.stringify(query))
    await assert.rejects(api.readTimeline({ name, query: { days: '2' as '1' } }), refused(400))
    await assert.rejects(api.exportChart({ query: { chart: 'x' as 'heat' } }), refused(400))
    await assert.rejects(api.readTimeline({ name: 'other.example' }), refused(404))
  })
})

describe('of many looks', () => {
  const look = (subject: string, problems: number) => {
    return { id: `${subject} ${problems}`, subject, status: 'reported', at: new Date(), score: 9, warnings: 0, problems }
  }
  test('those that came out as the one before are no news, a subject at a time', () => {
    const all = [look('a', 0), look('b', 1), look('a', 0), look('a', 2), look('b', 1), look('a', 0)]
    assert.deepEqual(
      turns(all).map(({ id }) => id),
      ['a 0', 'b 1', 'a 2', 'a 0'],
    )
  })
  const lines: [scores: number[], kept: number[]][] = [
    [[], []],
    [[9], [9]],
    [
      [9, 9, 9, 5, 5, 5, 9],
      [9, 9, 5, 5, 9],
    ],
    [
      [9, 9, 9],
      [9, 9],
    ],
  ]
  for (const [scores, kept] of lines) {
    test(`a line of ${scores} is drawn by ${kept}`, () => {
      const points = bends(scores.map((score) => ({ score })))
      assert.deepEqual(
        points.map(({ score }) => score),
        kept,
      )
    })
  }
})
