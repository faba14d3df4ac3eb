/** The page of bounces, what is kept for it, its files and its API, as a browser and a program see them. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { bouncesPath, queryOf, readAsked } from '#app/bounces/asked.ts'
import { figuresOf } from '#app/bounces/figures.server.ts'
import { readCursor, writeCursor } from '#app/bounces/page.server.ts'
import { believed, dateOfMail, readTime } from '#app/bounce/moment.server.ts'
import { judgedRows } from '#app/bounce/export.server.ts'
import { type BounceCount, bouncesOf } from '#prisma/bounce.ts'
import { newId } from '#prisma/id.ts'
import { projectsOf } from '#prisma/project.ts'
import { bounceAnswerSchema } from '#checks/report.ts'
import { createAnonymousTeam } from '#prisma/team.ts'
import { bounceListSchema } from '../../app/api.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { remember } from '../../app/who.server.ts'
import { type Answered, ask, type Question } from '../helpers/ask.ts'

let web: Web
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(() => web.close())

const browserOf = (anonymousTeamId: string) => ({ cookie: remember({ anonymousTeamId, tokens: [] }).split(';')[0] ?? '' })
const get = (path: string, headers: Record<string, string> = {}) => ask(web.port, path, { headers })
const all = { projects: null, since: new Date(0), take: 999 }

/** Sends a form as a browser does. */
async function post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Answered> {
  const body = new URLSearchParams(fields).toString()
  const type = { 'content-type': 'application/x-www-form-urlencoded', origin: `http://127.0.0.1:${web.port}` }
  return ask(web.port, path, { method: 'POST', body, headers: { ...type, ...headers } } satisfies Question)
}

describe('a query', () => {
  const rows: [query: string, asked: object][] = [
    ['', { days: 30, by: 'code' }],
    ['days=7&by=label', { days: 7, by: 'label' }],
    ['days=8&by=x&code=9.1.1&label=<b>&class=x&provider=%2F&project=1&domain=a%20b', { days: 30, by: 'code' }],
    ['code=none&provider=other&domain=ACME.com', { days: 30, by: 'code', code: 'none', provider: 'other', domain: 'acme.com' }],
    [
      'from=2026-11-20T00:00:00.000Z&until=2026-11-21T00:00:00.000Z',
      { days: 30, by: 'code', from: '2026-11-20T00:00:00.000Z', until: '2026-11-21T00:00:00.000Z' },
    ],
    ['from=2026-11-22T00:00:00.000Z&until=2026-11-21T00:00:00.000Z', { days: 30, by: 'code' }],
  ]
  for (const [query, asked] of rows) {
    test(`says ${JSON.stringify(query)}`, () => {
      assert.deepEqual(readAsked(new URLSearchParams(query)), asked)
      assert.deepEqual(readAsked(new URLSearchParams(queryOf(readAsked(new URLSearchParams(query))))), asked)
    })
  }
  test('of the usual is none', () => assert.equal(bouncesPath({ days: 30, by: 'code' }), '/bounces'))
})

describe('where a list goes on', () => {
  test('is read as it was written', () => {
    const cursor = { at: new Date('2026-11-21T13:05:00.123Z'), id: newId() }
    assert.deepEqual(readCursor(writeCursor(cursor)), cursor)
  })
  for (const text of ['', 'x', 'AAAA', Buffer.from('2026-99-99T99:99:99.999Z x').toString('base64url')]) {
    test(`is nowhere by ${JSON.stringify(text)}`, () => assert.equal(readCursor(text), undefined))
  }
})

describe('a moment', () => {
  const rows: [text: string, iso: string | undefined][] = [
    ['2026-11-21', '2026-11-21T00:00:00.000Z'],
    ['2026-11-21 13:05:00', '2026-11-21T13:05:00.000Z'],
    ['2026-11-21 13:05:00.123456 UTC', '2026-11-21T13:05:00.123Z'],
    ['2026-11-21T13:05:00+0100', '2026-11-21T12:05:00.000Z'],
    ['2026-11-21T13:05Z', '2026-11-21T13:05:00.000Z'],
    ['Sat, 21 Nov 2026 13:05:00 +0100 (CET)', '2026-11-21T12:05:00.000Z'],
    ['1795266300', '2026-11-21T13:05:00.000Z'],
    ['1795266300000', '2026-11-21T13:05:00.000Z'],
    ['11/21/2026', undefined],
    ['2026-13-41', undefined],
    ['550', undefined],
    ['', undefined],
  ]
  for (const [text, iso] of rows) {
    test(`is ${iso ?? 'not read'} of ${JSON.stringify(text)}`, () => {
      const at = readTime(text)
      assert.equal(at === undefined ? undefined : new Date(at).toISOString(), iso)
    })
  }
  test('of a mail is its Date, and not one of its body', () => {
    assert.equal(
      dateOfMail(Buffer.from('From: a\r\nDate: Sat, 21 Nov 2026 13:05:00 +0000\r\n\r\nx')),
      Date.parse('2026-11-21T13:05:00Z'),
    )
    assert.equal(dateOfMail(Buffer.from('From: a\r\n\r\nDate: Sat, 21 Nov 2026 13:05:00 +0000')), undefined)
  })
  test('is believed within a year, and never in the future', () => {
    const now = Date.parse('2026-11-21T00:00:00Z')
    for (const [at, wanted] of [
      [now - 1000, now - 1000],
      [now + 1, now],
      [0, now],
      [undefined, now],
    ] as const)
      assert.equal(believed(at, now).getTime(), wanted)
  })
  test('of an export is that of the row', async () => {
    const rows = await judgedRows('when,email,reply\n2026-11-20 10:00,a@acme.com,550 5.1.1 x\n,b@acme.com,550 5.1.1 x')
    assert.deepEqual(
      rows?.map(({ at }) => at),
      [Date.parse('2026-11-20T10:00Z'), undefined],
    )
  })
})

describe('the figures', () => {
  const now = Date.parse('2026-11-21T12:30:00Z')
  const utc = { hour: (at: number) => new Date(at).toISOString(), day: (at: number) => new Date(at).toISOString().slice(0, 10) }
  const calendar = { ...utc, week: utc.day }
  const row = (changes: Partial<BounceCount>): BounceCount => ({
    ...{
      hour: new Date('2026-11-10T08:00:00Z'),
      status: '5.1.1',
      class: 'hard',
      label: 'mailbox-unknown',
      provider: '',
      count: 1,
    },
    ...changes,
  })
  const rows = [row({ count: 3, provider: 'gmail' }), row({ status: '', class: 'soft', label: 'deferred' })]
  const figures = figuresOf(rows, { asked: { days: 30, by: 'code' }, now, calendar })
  test('are sums', () => {
    assert.equal(figures.total, 4)
    assert.deepEqual(figures.time.totals, [
      { key: '5.1.1', count: 3 },
      { key: 'none', count: 1 },
    ])
    assert.deepEqual(
      figures.providers.map(({ key, name, count, share }) => [key, name, count, share]),
      [
        ['gmail', 'Gmail', 3, 0.75],
        ['other', 'Other receivers', 1, 0.25],
      ],
    )
    assert.deepEqual(
      figures.classes.map(({ key, count }) => [key, count]),
      [
        ['hard', 3],
        ['block', 0],
        ['soft', 1],
        ['unknown', 0],
      ],
    )
    assert.equal(figures.reasons[0]?.name, 'The mailbox does not exist.')
  })
  test('of nothing are none', () => {
    const none = figuresOf([], { asked: { days: 30, by: 'label' }, now, calendar })
    assert.deepEqual([none.total, none.time.buckets, none.providers], [0, [], []])
  })
  test('end with the bar that was pressed', () => {
    const asked = { days: 30, by: 'label', from: '2026-11-10T00:00:00.000Z', until: '2026-11-11T00:00:00.000Z' } as const
    assert.ok(figuresOf(rows, { asked, now, calendar }).time.buckets.every(({ at }) => at < '2026-11-11'))
  })
})

const csv = [
  'date,email,reason',
  '2026-11-01,ann@gmail.com,550 5.1.1 No such user',
  '2026-11-02,ann@gmail.com,550 5.1.1 No such user',
  ',=cmd@acme.com,"=HYPERLINK(""http://evil.example"") 452 4.2.2 mailbox full"',
  ',dan@acme.com,250 2.0.0 delivered',
].join('\n')

/** A browser that has kept the export. */
async function keeper() {
  const answer = await post('/bounce', { intent: 'keep', csv, name: 'x.csv', newProject: 'Borealis' })
  assert.equal(answer.status, 303, answer.text.slice(0, 500))
  const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? ''
  const location = answer.headers.location ?? ''
  return { headers: { cookie }, location, teamId: teamIdOf(cookie) }
}

const teamIdOf = (cookie: string): string => JSON.parse(Buffer.from(cookie.split(/[=.]/)[1] ?? '', 'base64url').toString()).teamId

describe('what is brought to /bounce', () => {
  test('is not kept unless it is put into a project', async () => {
    const teamId = await createAnonymousTeam()
    const answer = await post('/bounce', { text: '550 5.1.1 no such user' }, browserOf(teamId))
    assert.equal(answer.status, 200)
    assert.match(answer.text, /Keep in project/)
    assert.deepEqual(await bouncesOf({ teamId, ...all }), [])
    assert.deepEqual(await projectsOf({ teamId, projects: null }), [])
  })
  test('is kept in a new project by a browser that had nothing, and only what was refused', async () => {
    const { teamId, location } = await keeper()
    assert.match(location, /^\/bounces\?project=[\w-]{36}&kept=[\w-]{36}$/)
    const kept = await bouncesOf({ teamId, ...all })
    assert.deepEqual(
      kept.map(({ recipient, status, at }) => [recipient, status, at.toISOString().slice(0, 10)]),
      [
        ['=cmd@acme.com', '4.2.2', new Date().toISOString().slice(0, 10)],
        ['ann@gmail.com', '5.1.1', '2026-11-02'],
        ['ann@gmail.com', '5.1.1', '2026-11-01'],
      ],
    )
  })
  test('is kept once, however often', async () => {
    const { teamId, headers, location } = await keeper()
    const project = new URLSearchParams(location.split('?')[1]).get('project') ?? ''
    const again = await post('/bounce', { intent: 'keep', csv, name: 'y.csv', project }, headers)
    assert.equal(again.headers.location, location)
    assert.equal((await bouncesOf({ teamId, ...all })).length, 3)
  })
  test('is kept as a reply and as a mail', async () => {
    const teamId = await createAnonymousTeam()
    const headers = browserOf(teamId)
    const mail =
      'From: MAILER-DAEMON@mx\nDate: Fri, 20 Nov 2026 10:00:00 +0000\nSubject: failure notice\n\nundeliverable\n\n<a@acme.com>:\n552 5.2.2 mailbox full\n'
    const brought: Record<string, string>[] = [
      { text: '550 5.1.1 no such user' },
      { mail: Buffer.from(mail).toString('base64') },
      { text: mail },
    ]
    for (const fields of brought) {
      const answer = await post('/bounce', { intent: 'keep', newProject: 'x', ...fields }, headers)
      assert.equal(answer.status, 303)
    }
    const kept = await bouncesOf({ teamId, ...all })
    assert.deepEqual(kept.map(({ label, recipient }) => [label, recipient]).sort(), [
      ['mailbox-full', 'a@acme.com'],
      ['mailbox-unknown', ''],
    ])
  })
  const refused: [title: string, fields: Record<string, string>, words: RegExp][] = [
    ['tells of no refusal', { text: 'hello', newProject: 'x' }, /no refusal in this/],
    ['was delivered', { text: '250 2.0.0 ok', newProject: 'x' }, /no refusal in this/],
    ['has no project', { text: '550 5.1.1 x', newProject: ' ' }, /Give the new project a name/],
    ['is to go into a project that is not there', { text: '550 5.1.1 x', project: newId() }, /no longer there/],
    ['is to go into what is no project', { text: '550 5.1.1 x', project: "' OR 1=1" }, /no longer there/],
  ]
  for (const [title, fields, words] of refused) {
    test(`is not kept when it ${title}`, async () => {
      const teamId = await createAnonymousTeam()
      const answer = await post('/bounce', { intent: 'keep', ...fields }, browserOf(teamId))
      assert.match(answer.text, words)
      assert.deepEqual(await bouncesOf({ teamId, ...all }), [])
    })
  }
  test('never goes into another’s project', async () => {
    const { teamId } = await keeper()
    const [project] = await projectsOf({ teamId, projects: null })
    const stranger = await createAnonymousTeam()
    const answer = await post('/bounce', { intent: 'keep', text: '550 5.1.1 x', project: project?.id ?? '' }, browserOf(stranger))
    assert.match(answer.text, /no longer there/)
    assert.equal((await bouncesOf({ teamId, ...all })).length, 3)
  })
  test('is taken back by whoever kept it, and by nobody else', async () => {
    const { teamId, headers, location } = await keeper()
    const kept = new URLSearchParams(location.split('?')[1]).get('kept') ?? ''
    await post('/bounces?index', { kept }, browserOf(await createAnonymousTeam()))
    assert.equal((await bouncesOf({ teamId, ...all })).length, 3)
    assert.equal((await post('/bounces?index', { kept }, headers)).status, 303)
    assert.equal((await bouncesOf({ teamId, ...all })).length, 0)
  })
})

describe('the page', () => {
  test('of a browser without bounces says how they come', async () => {
    for (const headers of [{}, browserOf(await createAnonymousTeam())]) {
      const { status, text } = await get('/bounces', headers)
      assert.equal(status, 200)
      assert.match(text, /No bounces yet.*Return-Path.*by themselves/s)
    }
  })
  test('tells, counts and lists, and says no rate of few sends', async () => {
    const { headers, location } = await keeper()
    const { text } = await get(location, headers)
    for (const words of [
      /3 bounces\. 2 say that the address is gone: remove them\./,
      /Too few to say what share comes back: 0 of the 100 test sends/,
      /3 bounces kept\./,
      /Take back/,
      /Share by receiver/,
      /Top reasons/,
      /by code/,
      /=cmd@acme\.com/,
    ])
      assert.match(text.replaceAll('<!-- -->', ''), words)
  })
  test('is narrowed, and each number leads on', async () => {
    const { headers } = await keeper()
    const { text } = await get('/bounces?class=soft', headers)
    assert.match(text.replaceAll('<!-- -->', ''), />1 bounce\./)
    assert.match((await get('/bounces', headers)).text, /href="\/bounces\?class=hard#all"/)
    assert.match((await get('/bounces?days=1&code=5.9.9', headers)).text, /None in this time/)
  })
  test('of one bounce has its full text, for its owner only', async () => {
    const { teamId, headers } = await keeper()
    const [one] = await bouncesOf({ teamId, ...all })
    const { text, status } = await get(`/bounces/${one?.id}`, headers)
    assert.equal(status, 200)
    assert.match(text, /=HYPERLINK\(&quot;http:\/\/evil\.example&quot;\) 452 4\.2\.2 mailbox full/)
    assert.match(text, /The mailbox is full\./)
    for (const stranger of [{}, browserOf(await createAnonymousTeam())]) {
      assert.equal((await get(`/bounces/${one?.id}`, stranger)).status, 404)
    }
    assert.equal((await get('/bounces/x', headers)).status, 404)
  })
  test('deletes a bounce with what was kept with it', async () => {
    const { teamId, headers } = await keeper()
    const [one] = await bouncesOf({ teamId, ...all })
    assert.equal((await post(`/bounces/${one?.id}`, { intent: 'delete' }, browserOf(await createAnonymousTeam()))).status, 404)
    assert.equal((await post(`/bounces/${one?.id}`, { intent: 'delete' }, headers)).status, 303)
    assert.deepEqual(await bouncesOf({ teamId, ...all }), [])
  })
})

describe('the file', () => {
  test('of all bounces runs nothing in a spreadsheet', async () => {
    const { headers } = await keeper()
    const { text, headers: answered } = await get('/bounces.csv', headers)
    const [first = '', second = ''] = text.split('\r\n')
    assert.equal(first, 'time,recipient,code,status,class,label,action,provider,rule,source,reply')
    assert.match(second, /,'=cmd@acme\.com,452,4\.2\.2,soft,mailbox-full,retry,,[\w.-]+,file,"'=HYPERLINK/)
    assert.equal(answered['content-disposition'], 'attachment; filename="bounces.csv"')
    assert.equal(text.split('\r\n').length, 5)
  })
  for (const [chart, line] of [
    ['providers', /^gmail,Gmail,2,66\.7$/m],
    ['classes', /^hard,hard,2,66\.7$/m],
    ['reasons', /^mailbox-full,The mailbox is full\.,1,33\.3$/m],
    ['time', /^from,5\.1\.1,4\.2\.2$/m],
  ] as const) {
    test(`of ${chart} has its numbers`, async () => {
      const { headers } = await keeper()
      assert.match((await get(`/bounces.csv?chart=${chart}`, headers)).text.replaceAll('\r', '').replace('\uFEFF', ''), line)
    })
  }
  test('of nobody is none', async () => assert.equal((await get('/bounces.csv')).status, 404))
})

describe('GET /bounces', () => {
  const list = async (query: string, headers: Record<string, string>) => {
    const answer = await get(`/api/v1/bounces${query}`, headers)
    return answer.status === 200 ? bounceListSchema.parse(JSON.parse(answer.text)) : answer.status
  }
  test('gives the bounces of whoever asks, page by page', async () => {
    const { headers } = await keeper()
    const first = await list('?limit=2', headers)
    assert.ok(typeof first === 'object' && first.next !== null)
    const second = await list(`?limit=2&after=${first.next}`, headers)
    assert.ok(typeof second === 'object')
    assert.deepEqual([first.bounces.length, second.bounces.length, second.next], [2, 1, null])
    const [one] = second.bounces
    assert.deepEqual([one?.recipient, one?.source, one?.action], ['ann@gmail.com', 'file', 'remove'])
    assert.deepEqual([one?.at, one?.sentence.slice(0, 26)], ['2026-11-01T00:00:00.000Z', 'The mailbox does not exist'])
  })
  const narrowed: [query: string, count: number][] = [
    ['?class=hard', 2],
    ['?label=mailbox-full', 1],
    ['?code=5.1.1', 2],
    ['?provider=other', 1],
    ['?domain=GMAIL.com', 2],
    ['?since=2026-11-02T00:00:00Z&until=2026-11-03T00:00:00Z', 1],
    [`?project=${newId()}`, 0],
  ]
  test('narrows', async () => {
    const { headers } = await keeper()
    for (const [query, count] of narrowed) {
      const found = await list(query, headers)
      assert.equal(typeof found === 'object' && found.bounces.length, count, query)
    }
  })
  for (const query of ['?class=x', '?since=yesterday', '?until=2026-13-01', '?after=x', '?limit=0', '?limit=201', '?project=1']) {
    test(`does not take ${query}`, async () => assert.equal(await list(query, {}), 400))
  }
  test('gives nothing to a stranger', async () => {
    await keeper()
    assert.deepEqual(await list('', {}), { bounces: [], next: null })
    assert.deepEqual(await list('', browserOf(await createAnonymousTeam())), { bounces: [], next: null })
  })
})

describe('POST /bounces/classify', () => {
  const classify = async (body: object, type = 'application/json') => {
    const question = { method: 'POST', headers: { 'content-type': type }, body: JSON.stringify(body) }
    const answer = await ask(web.port, '/api/v1/bounces/classify', question)
    return answer.status === 200 ? bounceAnswerSchema.parse(JSON.parse(answer.text)) : answer.status
  }
  test('reads a reply, by the receiver it came from', async () => {
    const answer = await classify({ reply: '550 5.7.27 x', host: 'gmail-smtp-in.l.google.com' })
    assert.equal(typeof answer === 'object' && answer.recipients[0]?.label, 'spf-failed')
  })
  test('reads a mail', async () => {
    const mime = 'From: MAILER-DAEMON@mx\nSubject: failure notice\n\nundeliverable\n\n<a@acme.com>:\n552 5.2.2 mailbox full\n'
    const answer = await classify({ mime })
    assert.deepEqual(typeof answer === 'object' && [answer.kind, answer.recipients[0]?.address], ['bounce', 'a@acme.com'])
  })
  const refused: [body: object][] = [
    [{}],
    [{ reply: 'x', mime: 'y' }],
    [{ mime: 'x', host: 'y' }],
    [{ reply: 1 }],
    [{ reply: 'x', keep: true }],
  ]
  for (const [body] of refused) test(`does not take ${JSON.stringify(body)}`, async () => assert.equal(await classify(body), 400))
  test('takes JSON only', async () => assert.equal(await classify({ reply: 'x' }, 'text/plain'), 415))
})
