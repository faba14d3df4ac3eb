/** What the pages compute: pure, without a browser. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { type CheckHour, type Counted, firstTurn, intoBuckets, keepLargest, totalsByCheck } from '#app/charts/buckets.ts'
import { type Arrival, arrivalOf, attemptsOf, hear, type Live, type Stage, start, tabTitle } from '#app/live/talks.ts'
import type { LiveMail, LiveSession, LiveState } from '#app/live.ts'
import { applies, foldSections } from '#app/report/fold.ts'
import { findingText, zoneLine } from '#app/report/plain.ts'
import { readSource } from '#app/report/source.server.ts'
import { ago, axisTimes, dayAndTime, hourOnly, knownZone, mondayOf } from '#app/ui/clock.ts'
import { count, octets, percent } from '#app/ui/count.ts'
import { reportSchema } from '#checks/report.ts'
import type { News } from '#worker/news.ts'

const fixture = (name: string) =>
  reportSchema.parse(JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', `${name}.json`), 'utf8')))

describe('a report is folded', () => {
  const [identity, server] = foldSections(fixture('refused'))

  test('problems come first, dear ones before cheap ones, then warnings', () => {
    assert.deepEqual(
      identity?.open.map(({ id }) => id),
      ['dmarc-result', 'dkim-alignment', 'spf-result', 'dmarc-record'],
    )
  })

  test('what does not apply is neither a note nor a pass', () => {
    assert.deepEqual(
      identity?.notApplicable.map(({ code }) => code),
      ['no-arc', 'not-applicable'],
    )
    assert.deepEqual(
      identity?.notes.map(({ code }) => code),
      ['esp-domain'],
    )
  })

  test('could not check stands apart from warnings', () => {
    assert.deepEqual(
      server?.unknowns.map(({ side }) => side),
      ['theirs', 'ours'],
    )
    assert.deepEqual(server?.open, [])
  })

  test('what nobody could judge has no points, in part or as a whole', () => {
    const report = fixture('refused')
    const [first] = report.sections.filter(({ id }) => id === report.findings[0]?.section)
    const blind = report.findings.map((finding) => ({ ...finding, verdict: 'unknown' as const, side: 'theirs' as const }))
    assert.equal(identity?.of, first?.of)
    assert.equal(foldSections({ ...report, findings: blind })[0]?.of, 0)
    assert.equal(foldSections({ ...report, score: null })[0]?.of, 0)
  })

  test('a section without findings is not shown', () => {
    const report = fixture('refused')
    const folded = foldSections({ ...report, findings: report.findings.filter(({ section }) => section === 'travel') })
    assert.deepEqual(
      folded.map(({ id }) => id),
      ['travel'],
    )
  })

  const codes: [title: string, verdict: 'info' | 'unknown' | 'warn', code: string, applies: boolean][] = [
    ['a note applies', 'info', 'esp-domain', true],
    ['no-… does not', 'info', 'no-record', false],
    ['not-… does not', 'info', 'not-applicable', false],
    ['a warning always does', 'warn', 'not-enforced', true],
    ['so does what could not be checked', 'unknown', 'not-answered', true],
  ]
  for (const [title, verdict, code, expected] of codes) test(title, () => assert.equal(applies({ verdict, code }), expected))
})

describe('what is copied can be published', () => {
  const record = { name: '_dmarc.acme.com', ttl: 3600, type: 'TXT' }
  const rows: [title: string, type: string, value: string, line: string][] = [
    ['text is quoted', 'TXT', 'v=DMARC1; p=none', '_dmarc.acme.com. 3600 IN TXT "v=DMARC1; p=none"'],
    ['quotes and backslashes are escaped', 'TXT', 'a"b\\c', '_dmarc.acme.com. 3600 IN TXT "a\\"b\\\\c"'],
    ['octets that are not ASCII are numbers', 'TXT', 'é', '_dmarc.acme.com. 3600 IN TXT "\\195\\169"'],
    ['text already quoted stays', 'TXT', '"v=spf1" " -all"', '_dmarc.acme.com. 3600 IN TXT "v=spf1" " -all"'],
    ['other types are as they are', 'CNAME', 'x.example.', '_dmarc.acme.com. 3600 IN CNAME x.example.'],
  ]
  for (const [title, type, value, line] of rows) test(title, () => assert.equal(zoneLine({ ...record, type, value }), line))

  test('a text over 255 octets becomes several strings', () => {
    const line = zoneLine({ ...record, value: 'x'.repeat(300) })
    assert.equal(line, `_dmarc.acme.com. 3600 IN TXT "${'x'.repeat(255)}" "${'x'.repeat(45)}"`)
  })

  test('a finding as text gives answer, reason, next step and evidence, in this order', () => {
    const finding = fixture('refused').findings.find(({ id }) => id === 'dmarc-record')
    assert.ok(finding)
    const text = findingText(finding)
    const places = [
      'has no DMARC record',
      'Why it matters',
      'To do (whoever runs your DNS)',
      'Add: _dmarc.acme.com.',
      'Careful:',
      'Seen at',
      'Check dmarc-record',
    ]
    assert.deepEqual(
      places.map((part) => text.indexOf(part)),
      places.map((part) => text.indexOf(part)).toSorted((a, b) => a - b),
    )
    assert.ok(
      places.every((part) => text.includes(part)),
      text,
    )
  })
})

const at = '2026-11-21T10:00:00.000Z'
const later = '2026-11-21T10:00:01.000Z'
const empty: LiveState = {
  email: 'aaaa-bbbb-cccc-dddd@x.test',
  receivesUntil: later,
  keptUntil: later,
  now: at,
  mails: [],
  sessions: [],
  tries: [],
}
const mail: LiveMail = {
  ...{
    id: 'm1',
    receivedAt: later,
    subjectHeader: 'Spring sale',
    fromHeader: 'a@b.test',
    label: null,
    status: 'reported',
    score: 8.9,
  },
  ...{ problems: 0, warnings: 2, size: 480, nextAttemptAt: null, headline: null },
}
const session: LiveSession = {
  ...{
    id: 's1',
    startedAt: at,
    ending: 'quit',
    peerAddress: '192.0.2.1',
    helo: 'mx.b.test',
    tls: 'TLSv1.3',
    outcome: 'delivered',
  },
  ...{ reply: null, recipient: empty.email, transcript: [{ at, from: 'client', line: 'EHLO mx.b.test' }] },
}
const told: Record<string, News> = {
  connected: { kind: 'connected', at, session: 's1', peerAddress: '192.0.2.1' },
  helo: { kind: 'helo', at, session: 's1', helo: 'mx.b.test', extended: true },
  tls: { kind: 'tls', at, session: 's1', version: 'TLSv1.3', cipher: 'X' },
  rcpt: { kind: 'rcpt', at, session: 's1', recipient: empty.email, reply: '250 2.1.5 Accepted' },
  data: { kind: 'data', at, session: 's1' },
  stored: { kind: 'stored', at: later, session: 's1', mailId: 'm1', size: 480 },
  closed: { kind: 'closed', at: later, session: 's1', ending: 'quit' },
}
const after = (...names: string[]): Live => names.reduce((live, name) => hear(live, { news: told[name] as News }), start(empty))

describe('a mail arrives', () => {
  const stages: [title: string, live: Live, stage: Stage, tab: string][] = [
    ['nothing has come', start(empty), 'waiting', 'Waiting – Seedbed'],
    ['a server has connected', after('connected'), 'connected', 'Arriving … – Seedbed'],
    ['it has said who it is', after('connected', 'helo'), 'greeted', 'Arriving … – Seedbed'],
    ['it hands over the mail', after('connected', 'helo', 'tls', 'rcpt', 'data'), 'handing', 'Arriving … – Seedbed'],
    ['the mail is stored, before the state says so', after('connected', 'data', 'stored'), 'stored', 'Arriving … – Seedbed'],
    ['the server left without a mail', after('connected', 'rcpt', 'closed'), 'waiting', 'Waiting – Seedbed'],
    [
      'the page is opened while the mail is checked',
      start({ ...empty, mails: [{ ...mail, status: 'analysing', score: null }] }),
      'analysing',
      'Arriving … – Seedbed',
    ],
    [
      'the page is opened after the report',
      start({ ...empty, mails: [mail], sessions: [session] }),
      'reported',
      '● 8.9 Spring sale – Seedbed',
    ],
    [
      'the analysis stopped',
      start({ ...empty, mails: [{ ...mail, status: 'failed', score: null }] }),
      'failed',
      'Analysis stopped – Seedbed',
    ],
    [
      'a report has no score',
      start({ ...empty, mails: [{ ...mail, score: null, subjectHeader: '' }] }),
      'reported',
      '● Report – Seedbed',
    ],
  ]
  for (const [title, live, stage, tab] of stages) {
    test(title, () => {
      const arrival: Arrival = arrivalOf(live)
      assert.equal(arrival.stage, stage)
      assert.equal(tabTitle(arrival), tab)
    })
  }

  test('the same news twice gives the same picture', () => {
    assert.deepEqual(arrivalOf(after('connected', 'helo', 'helo')).stage, arrivalOf(after('connected', 'helo')).stage)
  })

  test('a report that comes in is counted, by news or by the state after a gap', () => {
    const waiting = start({ ...empty, mails: [{ ...mail, status: 'analysing', score: null }] })
    const byNews = hear(waiting, {
      news: { kind: 'reported', at: later, mailId: 'm1', score: 8.9, subjectHeader: 'Spring sale' },
    })
    assert.equal(byNews.reports, 1)
    assert.equal(hear(waiting, { state: { ...empty, mails: [mail] } }).reports, 1)
    assert.equal(hear(byNews, { state: { ...empty, mails: [mail] } }).reports, 1)
  })

  test('a flood of connections does not grow', () => {
    const flood = Array.from(
      { length: 100 },
      (_, n): News => ({ kind: 'connected', at, session: `s${n}`, peerAddress: '192.0.2.1' }),
    )
    assert.equal(flood.reduce((live, news) => hear(live, { news }), start(empty)).talks.length, 3)
  })

  test('conversations that brought nothing are attempts, the others are not', () => {
    const sessions = ['delivered', 'refused', 'near-miss', 'abandoned'].map((outcome) => ({ ...session, id: outcome, outcome }))
    assert.deepEqual(
      attemptsOf({ ...empty, sessions }).map(({ id }) => id),
      ['refused', 'near-miss', 'abandoned'],
    )
  })
})

test('points of one day are told apart by the time', () => {
  const [morning, noon, nextDay] = ['2026-11-21T08:17:05Z', '2026-11-21T12:00:00Z', '2026-11-22T08:00:00Z'].map((text) =>
    Date.parse(text),
  ) as [number, number, number]
  assert.equal(axisTimes([morning, noon], 'UTC')(morning), '08:17:05')
  assert.equal(axisTimes([morning, noon, nextDay], 'UTC')(morning), '21 Nov')
  assert.equal(axisTimes([morning, noon], 'Asia/Tokyo')(noon), '21:00:00')
})

describe('counts become a chart', () => {
  const now = Date.parse('2026-11-21T12:30:00Z')
  const calendar = {
    hour: (moment: number) => hourOnly(moment, 'UTC'),
    day: (moment: number) => dayAndTime(moment, 'UTC').slice(4, 10),
    week: (moment: number) => mondayOf(moment, 'UTC'),
  }
  const counted = (hour: string, key: string, count: number): Counted => ({ hour: `2026-11-${hour}:00:00.000Z`, key, count })

  test('within two days by the hour, with the empty hours', () => {
    const { per, buckets } = intoBuckets([counted('21T08', 'pass', 3), counted('21T11', 'fail', 1)], now, calendar)
    assert.equal(per, 'hour')
    assert.equal(buckets.length, 12)
    assert.deepEqual(buckets.find(({ label }) => label === '21 Nov 08:00')?.counts, { pass: 3 })
  })

  test('beyond that by the day, hours of one day together', () => {
    const { per, buckets } = intoBuckets(
      [counted('10T08', 'pass', 3), counted('10T11', 'pass', 1), counted('21T11', 'fail', 1)],
      now,
      calendar,
    )
    assert.equal(per, 'day')
    assert.equal(buckets.length, 12)
    assert.deepEqual(buckets[0]?.counts, { pass: 4 })
  })

  test('weeks when it is longer, each by its Monday', () => {
    const { per, buckets } = intoBuckets([{ hour: '2026-01-01T00:00:00.000Z', key: 'x', count: 2 }], now, calendar)
    assert.deepEqual([per, buckets.length, buckets[0]?.label, buckets[0]?.counts.x], ['week', 47, '29 Dec', 2])
    assert.equal(buckets.at(-1)?.label, '16 Nov')
  })
  test('a week begins on its Monday also when the clocks are changed in it', () => {
    const days = ['2026-03-23T23:30', '2026-03-29T03:30', '2026-03-29T21:30']
    assert.deepEqual(
      days.map((day) => mondayOf(Date.parse(`${day}:00Z`), 'Europe/Berlin')),
      ['23 Mar', '23 Mar', '23 Mar'],
    )
  })
  test('nothing counted is no bar', () => assert.deepEqual(intoBuckets([], now, calendar).buckets, []))

  test('small keys become "other"', () => {
    const keys = keepLargest(
      ['a', 'b', 'c'].map((key, index) => counted('21T08', key, 9 - index)),
      2,
    ).map(({ key }) => key)
    assert.deepEqual(keys, ['a', 'b', 'other'])
  })

  const look = (hour: string, checkId: string, verdict: string, count = 1): CheckHour => ({
    hour: `2026-11-${hour}:00:00.000Z`,
    checkId,
    verdict,
    count,
  })

  test('the first check that turned is named, with the hour', () => {
    const hours = [
      look('10T08', 'a', 'pass'),
      look('10T08', 'b', 'pass'),
      look('12T13', 'b', 'fail', 2),
      look('13T13', 'a', 'fail'),
      look('14T09', 'b', 'fail'),
    ]
    assert.deepEqual(firstTurn(hours), { checkId: 'b', since: '2026-11-12T13:00:00.000Z', failed: 3 })
  })

  test('a check that passes again has not turned, nor one that never passed', () => {
    assert.equal(firstTurn([look('10T08', 'a', 'fail'), look('11T08', 'a', 'pass'), look('10T08', 'b', 'fail')]), null)
  })

  test('checks with problems come first', () => {
    const rows = totalsByCheck([look('10T08', 'a', 'pass', 5), look('10T08', 'b', 'warn'), look('10T08', 'c', 'fail')])
    assert.deepEqual(
      rows.map(({ checkId }) => checkId),
      ['c', 'b', 'a'],
    )
  })
})

describe('a stranger’s mail is shown as text', () => {
  const source = (text: string) => readSource(Buffer.from(text))

  test('header lines are unfolded and decoded', async () => {
    const { headers } = await source('Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\n of May\r\nX: y\r\n\r\nbody\r\n')
    assert.deepEqual(headers, [
      { name: 'Subject', value: 'Grüße of May' },
      { name: 'X', value: 'y' },
    ])
  })

  test('characters that turn the direction of the text, and controls, are written by their number', async () => {
    const { headers, raw } = await source('X: a\u202Egnp.exe\0\r\n\r\n\x1B[31m\r\n')
    assert.equal(headers[0]?.value, 'a<U+202E>gnp.exe<U+0000>')
    assert.match(raw, /<U\+001B>\[31m/)
  })

  test('a line without a colon is shown, not dropped', async () => {
    assert.deepEqual((await source('nonsense\r\n\r\n')).headers, [{ name: '', value: 'nonsense' }])
  })

  test('a large mail is shown in part', async () => {
    const { raw, shown, size, parts } = await source(`A: b\r\n\r\n${'x'.repeat(700_000)}`)
    assert.deepEqual(
      parts.map(({ number, size }) => [number, size]),
      [['1', 700_000]],
    )
    assert.equal(shown, raw.length + 2)
    assert.equal(size, 700_008)
  })
})

describe('numbers and times in words', () => {
  const moment = Date.parse('2026-11-24T13:02:07Z')
  const rows: [what: string, got: string, wanted: string][] = [
    ['one', count(1, 'warning'), '1 warning'],
    ['many', count(2, 'warning'), '2 warnings'],
    ['another plural', count(3, 'reply', 'replies'), '3 replies'],
    ['99.9 % is not all', percent(0.999), '99 %'],
    ['octets', octets(48_200), '48 KB'],
    ['a moment here', dayAndTime(moment, 'Europe/Berlin'), 'Tue 24 Nov, 14:02'],
    ['a moment in no zone of yours', dayAndTime(moment, 'UTC'), 'Tue 24 Nov, 13:02 UTC'],
    ['just now', ago(moment, moment + 59_000, 'UTC'), 'just now'],
    ['minutes', ago(moment, moment + 240_000, 'UTC'), '4 min ago'],
    ['hours', ago(moment, moment + 7_300_000, 'UTC'), '2 h ago'],
    ['yesterday is a date', ago(moment, moment + 90_000_000, 'UTC'), '24 Nov, 13:02'],
    ['a zone nobody knows', knownZone('Mars/Olympus'), 'UTC'],
  ]
  for (const [what, got, wanted] of rows) test(what, () => assert.equal(got, wanted))
})
