/** What the charts say: ranges and what they are compared with, pass rates, percentiles, and what a changed record did. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { prisma } from '#prisma/client.ts'
import { allDomains } from '#prisma/counted-as.ts'
import { newId } from '#prisma/id.ts'
import { createAnonymousTeam } from '#prisma/team.ts'
import { type CheckHour, frameOf, wholeTicks } from '../../app/charts/buckets.ts'
import { type Changed, checkOfRecord, diffOf, effectOf, nameOfRecord } from '../../app/charts/changes.ts'
import { delayBars, percentilesOf } from '../../app/charts/delays.ts'
import { chartsOf } from '../../app/charts/figures.server.ts'
import { before, nameOf, nameOfBefore, readRange } from '../../app/charts/range.ts'
import { against, overTime, ratesBy } from '../../app/charts/rates.ts'
import { calendarOf } from '../../app/charts/history.server.ts'

const hourMs = 3_600_000
const now = Date.parse('2026-11-21T10:00:00Z')
const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString().slice(0, 16))

describe('bars begin with their hour, whatever the clocks of a zone do', () => {
  const zones: [zone: string, end: string][] = [
    ['UTC', '2026-11-21T10:00:00Z'],
    ['Europe/Berlin', '2026-11-02T10:10:00Z'],
    ['Australia/Lord_Howe', '2026-10-08T03:00:00Z'],
    // Put forward and back at midnight; a day that was left out.
    ['Asia/Beirut', '2026-04-01T00:00:00Z'],
    ['America/Havana', '2026-11-03T00:00:00Z'],
    ['Pacific/Apia', '2012-01-04T00:00:00Z'],
  ]
  for (const [zone, text] of zones)
    for (const [days, per] of [
      [30, 'day'],
      [200, 'week'],
    ] as const)
      test(`${zone}, ${days} days`, () => {
        const [end, calendar] = [Date.parse(text), calendarOf(zone)]
        const begin = Math.floor((end - days * 24 * hourMs) / hourMs) * hourMs
        const named = new Map<string, number>()
        for (let at = begin; at <= end; at += hourMs) if (!named.has(calendar[per](at))) named.set(calendar[per](at), at)
        const frame = frameOf(begin, end, calendar)
        assert.deepEqual(
          frame.bars.map(({ at, label }) => [label, Date.parse(at)]),
          [...named],
        )
        for (const [place, { at }] of frame.bars.entries()) {
          assert.equal(frame.placeOf(at), place)
          assert.equal(frame.placeOf(new Date(Date.parse(at) - 1).toISOString()), place === 0 ? undefined : place - 1)
        }
      })
})

describe('a range is', () => {
  const rows: [title: string, query: string, zone: string, since: string, until: string | null, name: string, past: string][] = [
    ['30 days when nothing is said', '', 'UTC', '2026-10-22T10:00', null, '30 days', 'the 30 days before'],
    ['of so many days', 'days=7', 'UTC', '2026-11-14T10:00', null, '7 days', 'the 7 days before'],
    ['none of our own', 'days=8', 'UTC', '2026-10-22T10:00', null, '30 days', 'the 30 days before'],
    [
      'of days in the reader’s zone',
      'from=2026-11-12&to=2026-11-13',
      'Europe/Berlin',
      '2026-11-11T23:00',
      '2026-11-13T23:00',
      '12 Nov 2026 to 13 Nov 2026',
      'the 2 days before',
    ],
    [
      'of one day',
      'from=2026-11-12&to=2026-11-12',
      'Asia/Kathmandu',
      '2026-11-11T18:15',
      '2026-11-12T18:15',
      '12 Nov 2026',
      'the day before',
    ],
    [
      'over a change of the clocks',
      'from=2026-10-25&to=2026-10-25',
      'Europe/Berlin',
      '2026-10-24T22:00',
      '2026-10-25T23:00',
      '25 Oct 2026',
      'the day before',
    ],
    [
      'the same in the other order',
      'from=2026-11-13&to=2026-11-12',
      'UTC',
      '2026-11-12T00:00',
      '2026-11-14T00:00',
      '12 Nov 2026 to 13 Nov 2026',
      'the 2 days before',
    ],
    [
      'until now when its last day is today',
      'from=2026-11-20&to=2026-11-21',
      'UTC',
      '2026-11-20T00:00',
      null,
      '20 Nov 2026 to 21 Nov 2026',
      'the day before',
    ],
    [
      'the usual one for a day that is none',
      'from=2026-02-30&to=2026-11-21',
      'UTC',
      '2026-10-22T10:00',
      null,
      '30 days',
      'the 30 days before',
    ],
    [
      'the usual one for what is longer than anything is kept',
      'from=1990-01-01&to=2026-11-21',
      'UTC',
      '2026-10-22T10:00',
      null,
      '30 days',
      'the 30 days before',
    ],
    [
      'the usual one for the future',
      'from=2027-01-01&to=2027-01-02',
      'UTC',
      '2026-10-22T10:00',
      null,
      '30 days',
      'the 30 days before',
    ],
  ]
  for (const [title, query, zone, since, until, name, past] of rows) {
    test(title, () => {
      const range = readRange(new URLSearchParams(query), now, zone)
      const said = [iso(range.since), iso(range.until), nameOf(range, now, zone), nameOfBefore(range, now)]
      assert.deepEqual(said, [since, until, name, past])
      const { since: from, until: to } = before(range, now)
      assert.equal(to.getTime(), range.since)
      assert.equal(to.getTime() - from.getTime(), (range.until ?? now) - range.since)
    })
  }
})

const counted = (checkId: string, verdict: string, hour: number, count: number): CheckHour => ({
  ...{ checkId, verdict, count },
  hour: new Date(now + hour * hourMs).toISOString(),
})

describe('the ticks of bars', () => {
  const rows: [most: number, ticks: number[]][] = [
    [1, [0, 1]],
    [2, [0, 1, 2]],
    [4, [0, 1, 2, 3, 4]],
    [5, [0, 2, 4, 6]],
    [9, [0, 5, 10]],
    [41, [0, 20, 40, 60]],
    [1000, [0, 500, 1000]],
    [1_234_567, [0, 500_000, 1_000_000, 1_500_000]],
  ]
  for (const [most, ticks] of rows) test(`up to ${most}`, () => assert.deepEqual(wholeTicks(most), ticks))
})

describe('pass rates', () => {
  const hours = [
    counted('spf-result', 'pass', -1, 11),
    counted('spf-result', 'fail', -25, 9),
    counted('spf-result', 'unknown', -1, 500),
    counted('ptr-missing', 'pass', -1, 40),
  ]
  const past = [
    { checkId: 'spf-result', verdict: 'pass', count: 99 },
    { checkId: 'spf-result', verdict: 'warn', count: 1 },
    { checkId: 'ptr-missing', verdict: 'pass', count: 9 },
  ]
  const rows = ratesBy(
    { now: hours, before: past },
    (id) => id,
    (id) => id.toUpperCase(),
  )

  test('leave out what could not be looked at, and begin with what passes least', () => {
    assert.deepEqual(
      rows.map(({ name, looked, rate, before }) => [name, looked, rate, before]),
      [
        ['SPF-RESULT', 20, 0.55, 0.99],
        // Nine looks are too few to compare with.
        ['PTR-MISSING', 40, 1, null],
      ],
    )
  })

  test('stand in the bars of their days', () => {
    const frame = frameOf(now - 72 * hourMs, now, calendarOf('UTC'))
    const [line] = overTime(rows, hours, frame, (id) => id)
    assert.deepEqual(line?.values.slice(-2), [
      { pass: 0, looked: 9 },
      { pass: 11, looked: 11 },
    ])
  })

  const compared: [rate: number | null, before: number | null, said: string | null][] = [
    [0.61, 0.99, '−38 points against the 7 days before'],
    [1, 0.99, '+1 point against the 7 days before'],
    // 99.9 is written as 99.
    [0.999, 0.99, 'as in the 7 days before'],
    [0.5, null, null],
    [null, 0.5, null],
  ]
  for (const [rate, past, said] of compared)
    test(`${rate} and ${past} before: ${said}`, () => assert.equal(against(rate, past, 'the 7 days before'), said))
})

describe('time on the way', () => {
  const rows: [title: string, delays: [longest: number, count: number][], half: number | null, most: number | null][] = [
    ['of nothing is not known', [], null, null],
    ['of one mail is its own', [[2000, 1]], 2000, 2000],
    [
      'of many is that of the one in the middle, and of the 95th',
      [
        [60_000, 6],
        [1000, 94],
      ],
      1000,
      60_000,
    ],
    [
      'leaves the last five of a hundred out',
      [
        [60_000, 5],
        [1000, 95],
      ],
      1000,
      1000,
    ],
  ]
  for (const [title, delays, half, most] of rows) {
    test(title, () => {
      const found = percentilesOf(delays.map(([longest, count]) => ({ longest, count })))
      assert.deepEqual([found.half, found.most], [half, most])
    })
  }
  test('stands in the bar of its day', () => {
    const frame = frameOf(now - 96 * hourMs, now, calendarOf('UTC'))
    const bars = delayBars([{ at: new Date(now - 24 * hourMs).toISOString(), longest: 1000, count: 3 }], frame)
    assert.deepEqual(bars.map(({ mails }) => mails).slice(-3), [0, 3, 0])
  })
})

const spf = (changes: Partial<Changed> = {}): Changed => ({
  ...{ domain: 'acme.com', name: 'acme.com', type: 'TXT', before: ['v=spf1 mx -all'], after: ['v=spf1 -all'], ...changes },
})

describe('of more than three months', () => {
  const chartsSince = async (day: string) => {
    const teamId = await createAnonymousTeam()
    const days = Array.from({ length: 200 }, (_, back) => new Date(now - back * 24 * hourMs)).filter((at) => at >= new Date(day))
    const own = { teamId, domain: allDomains }
    const sums = { mails: 2, ready: 2, scored: 2, scoreSum: 12, scoreLeast: 5 }
    await prisma.mailDay.createMany({ data: days.map((at) => ({ ...own, day: at, ...sums })) })
    const turned = new Date('2026-10-14')
    const verdict = (at: Date) => (at < turned ? 'pass' : 'fail')
    await prisma.dayCount.createMany({
      data: days.map((at) => ({ ...own, checkId: 'spf-result', verdict: verdict(at), day: at, count: 1 })),
    })
    // More than are told one by one.
    const mail = {
      teamId,
      addressId: newId(),
      sessionId: newId(),
      rawId: newId(),
      transaction: 1,
      mailFrom: '',
      recipient: '',
      size: 1,
    }
    const seen = {
      peerAddress: '',
      helo: '',
      extended: true,
      tlsOffered: '',
      status: 'reported',
      receivedAt: new Date(now),
    } as const
    await prisma.mail.createMany({ data: Array.from({ length: 61 }, () => ({ ...mail, ...seen, id: newId() })) })
    const range = readRange(new URLSearchParams('from=2025-01-01&to=2026-11-21'), now, 'UTC')
    return chartsOf({ teamId, range, check: '', section: '', now, calendar: calendarOf('UTC') })
  }

  test('weeks are drawn, and it is still known on which day a check turned', async () => {
    const { checks, scores, turn, heat } = await chartsSince('2026-01-01')
    assert.deepEqual([checks.per, scores.by, heat.per], ['week', 'week', 'week'])
    assert.deepEqual(checks.totals, [
      { key: 'pass', count: 161 },
      { key: 'fail', count: 39 },
    ])
    assert.equal(turn?.since.slice(0, 10), '2026-10-14')
    assert.deepEqual(scores.points.at(-2), {
      key: '2026-11-09T00:00:00.000Z',
      at: '2026-11-09T00:00:00.000Z',
      score: 6,
      least: 5,
      mails: 14,
    })
  })
  test('days, when what is there is younger', async () => {
    const { checks, scores, turn } = await chartsSince('2026-10-01')
    assert.deepEqual([checks.per, scores.by, scores.points.length], ['day', 'day', 52])
    assert.equal(turn?.since.slice(0, 10), '2026-10-14')
  })
})

describe('a record that changed is called', () => {
  const rows: [name: string, check: string | null, changed: Changed][] = [
    ['SPF', 'spf-result', spf()],
    ['SPF', 'spf-result', spf({ before: [] })],
    ['TXT', null, spf({ before: ['x'], after: ['y'] })],
    ['SPF of mail.acme.com', null, spf({ name: 'mail.acme.com' })],
    ['DMARC', 'dmarc-result', spf({ name: '_dmarc.acme.com', before: [], after: ['v=DMARC1; p=none'] })],
    ['DKIM key s1', 'dkim-signature', spf({ name: 's1._domainkey.acme.com', before: ['p='], after: ['p=x'] })],
    ['MX', null, spf({ type: 'MX', before: ['10 a.'], after: ['10 b.'] })],
    ['TLS reporting', null, spf({ name: '_smtp._tls.acme.com', before: [], after: ['v=TLSRPTv1'] })],
  ]
  for (const [name, check, changed] of rows)
    test(`${name}, which ${check ?? 'no check of mails'} tells of`, () =>
      assert.deepEqual([nameOfRecord(changed), checkOfRecord(changed)], [name, check]))
})

describe('what the mails say of a change', () => {
  const seen = (hour: number, lookedBefore: number | null = hour - 1) => ({
    at: now + hour * hourMs,
    lookedBefore: lookedBefore === null ? null : now + lookedBefore * hourMs,
  })
  const mails = (hour: number, pass: number, fail: number) => [counted('c', 'pass', hour, pass), counted('c', 'fail', hour, fail)]
  type Other = ReturnType<typeof seen>
  const rows: [title: string, hours: CheckHour[], said: string | null, others?: Other[]][] = [
    ['it fell', [...mails(-5, 99, 1), ...mails(2, 61, 39)], 'fell 99/100 61/100'],
    ['it rose', [...mails(-5, 61, 39), ...mails(2, 99, 1)], 'rose 61/100 99/100'],
    ['nothing with few mails before', [...mails(-5, 19, 0), ...mails(2, 61, 39)], null],
    ['nothing with few mails after', [...mails(-5, 99, 1), ...mails(2, 1, 18)], null],
    [
      'nothing of the hours between the looks',
      [...mails(-5, 99, 1), ...mails(-1, 0, 500), ...mails(2, 61, 39)],
      'fell 99/100 61/100',
    ],
    ['that what chance may have done is the same', [...mails(-5, 20, 2), ...mails(2, 18, 4)], 'same 20/22 18/22'],
    [
      'that a few of a hundred are the same, however many',
      [...mails(-5, 9900, 100), ...mails(2, 9600, 400)],
      'same 9900/10000 9600/10000',
    ],
    ['nothing of weeks before', [...mails(-200, 500, 0), ...mails(-5, 30, 0), ...mails(2, 0, 30)], 'fell 30/30 0/30'],
    [
      'nothing of what another change did',
      [...mails(-5, 30, 0), ...mails(2, 0, 30), ...mails(9, 300, 0)],
      'fell 30/30 0/30',
      [seen(6)],
    ],
    [
      'nothing of what was before another',
      [...mails(-50, 300, 0), ...mails(-5, 0, 30), ...mails(2, 30, 0)],
      'rose 0/30 30/30',
      [seen(-20)],
    ],
    ['nothing of what could not be looked at', [...mails(-5, 30, 0), counted('c', 'unknown', 2, 500)], null],
  ]
  for (const [title, hours, said, others = []] of rows) {
    test(title, () => {
      const effect = effectOf(hours, seen(0), others)
      const side = ({ pass, looked }: { pass: number; looked: number }) => `${pass}/${looked}`
      assert.equal(effect && `${effect.turn} ${side(effect.before)} ${side(effect.after)}`, said)
    })
  }
})

describe('two records are laid beside each other', () => {
  const rows: [before: string, after: string, said: string][] = [
    ['v=spf1 mx include:a.net -all', 'v=spf1 mx include:b.net -all', 'v=spf1 mx [-include:a.net ][+include:b.net ]-all'],
    ['v=DMARC1; p=none', 'v=DMARC1; p=reject; pct=5', 'v=DMARC1; [-p=none][+p=reject; ][+pct=5]'],
    ['a b', 'a b', 'a b'],
  ]
  const signs = { come: '+', gone: '-', kept: '' }
  for (const [before, after, said] of rows) {
    test(said, () => {
      const parts = diffOf(before, after) ?? []
      assert.equal(parts.map(({ text, kind }) => (kind === 'kept' ? text : `[${signs[kind]}${text}]`)).join(''), said)
    })
  }
  test('but not when they are very long', () => assert.equal(diffOf('a '.repeat(500), 'b'), null))
})
