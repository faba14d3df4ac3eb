/** Sums by day: of each domain and of all together, finer or coarser, and of the hours around a change. */
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { prisma } from '#prisma/client.ts'
import { allDomains, countedAs } from '#prisma/counted-as.ts'
import { checkCounts, checkHours, checkTotals, replyCounts } from '#prisma/history.ts'
import { delayTotals, firstDay, mailDays, stepOf } from '#prisma/mail-day.ts'
import { createAnonymousTeam, deleteForsakenTeams } from '#prisma/team.ts'
import { domainReport } from '../helpers/domain-report.ts'
import { arrived, newAddress, reported } from '../helpers/rows.ts'
import { tracesOf } from '../helpers/traces.ts'

after(() => prisma.$disconnect())

const since = new Date(Date.now() - 86_400_000)
const noon = (day: string) => new Date(`2026-${day}T12:00:00Z`)

/** A team with a mail from each of the domains, all with the same report. */
async function withMails(...domains: string[]): Promise<string> {
  const { address } = await newAddress()
  for (const fromDomain of domains) {
    const said = { subjectHeader: '', fromHeader: '', fromDomain, messageId: '' }
    await reported(address, await arrived(address), { findings: domainReport().findings }, said)
  }
  return address.teamId
}

test('a mail is in the sum of its domain and in that of all', async () => {
  const teamId = await withMails('acme.com', 'tern.example', 'acme.com')
  const days = async (domain?: string) => (await mailDays({ teamId, since, domain })).map(({ mails }) => mails)
  assert.deepEqual([await days(), await days('acme.com'), await days('tern.example')], [[3], [2], [1]])
  const [all, own] = [undefined, 'acme.com'].map((domain) => checkTotals({ teamId, since, domain, per: 'day' }))
  const bySize = ({ count }: { count: number }) => count
  assert.deepEqual([...new Set((await all)?.map(bySize))], [3])
  assert.deepEqual([...new Set((await own)?.map(bySize))], [2])
})

test('no mail gives itself out for the sum of all', async () => {
  const teamId = await withMails(allDomains, 'acme.com')
  assert.deepEqual([countedAs(allDomains), countedAs('acme.com'), countedAs('')], ['', 'acme.com', ''])
  const days = await prisma.mailDay.findMany({
    where: { teamId },
    select: { domain: true, mails: true },
    orderBy: { domain: 'asc' },
  })
  assert.deepEqual(
    new Map(days.map(({ domain, mails }) => [domain, mails])),
    new Map([
      ['', 1],
      [allDomains, 2],
      ['acme.com', 1],
    ]),
  )
})

test('a browser’s team that is forsaken leaves no sums', async () => {
  const teamId = await createAnonymousTeam()
  const day = { teamId, domain: allDomains, day: new Date() }
  await prisma.mailDay.create({ data: { ...day, mails: 1, ready: 1, scored: 1, scoreSum: 1, scoreLeast: 1 } })
  await prisma.delayCount.create({ data: { ...day, step: 1, count: 1 } })
  await deleteForsakenTeams(new Date(Date.now() + 1000))
  assert.deepEqual(await tracesOf(teamId), [])
})

describe('of a week', () => {
  const counted = async (...rows: [day: string, verdict: string, count: number][]) => {
    const teamId = await createAnonymousTeam()
    const own = { teamId, domain: allDomains, checkId: 'spf-result' }
    await prisma.dayCount.createMany({
      data: rows.map(([day, verdict, count]) => ({ ...own, day: noon(day), verdict, count })),
    })
    const span = { teamId, since: noon('01-01'), until: noon('12-01') }
    const rowsOf = async (per: 'day' | 'week') =>
      (await checkCounts({ ...span, per }))
        .map(({ hour, verdict, count }) => [hour.toISOString().slice(5, 10), verdict, count])
        .sort()
    return { days: await rowsOf('day'), weeks: await rowsOf('week') }
  }
  // 16 November 2026 is a Monday.
  const passing: [string, string, number][] = [
    ['11-15', 'pass', 1],
    ['11-16', 'pass', 2],
    ['11-18', 'pass', 4],
    ['11-19', 'fail', 8],
    ['11-22', 'fail', 16],
    ['11-23', 'fail', 32],
  ]
  test('the days are one, from Monday on: passes up to their last, the others from their first', async () => {
    const { days, weeks } = await counted(...passing)
    assert.deepEqual(days, passing)
    assert.deepEqual(weeks, [
      ['11-15', 'pass', 1],
      ['11-18', 'pass', 6],
      ['11-19', 'fail', 24],
      ['11-23', 'fail', 32],
    ])
  })
})

test('hours of several domains and checks are asked for at once, and come in that order', async () => {
  const [teamId, other] = [await createAnonymousTeam(), await createAnonymousTeam()]
  const row = (domain: string, checkId: string, hour: string, count: number, of = teamId) => ({
    ...{ teamId: of, domain, checkId, code: 'x', verdict: 'pass', count, hour: new Date(`2026-11-${hour}:00:00Z`) },
  })
  await prisma.checkCount.createMany({
    data: [
      row('a.example', 'spf-result', '10T08', 1),
      row('a.example', 'spf-result', '10T09', 2),
      row('a.example', 'dmarc-result', '10T08', 4),
      row('b.example', 'spf-result', '10T08', 8),
      row('a.example', 'spf-result', '12T08', 16),
      row('a.example', 'spf-result', '10T08', 32, other),
    ],
  })
  const span = { since: new Date('2026-11-10T00:00:00Z'), until: new Date('2026-11-11T00:00:00Z') }
  const spans = [
    ['b.example', 'spf-result'],
    ['c.example', 'spf-result'],
    ['a.example', 'spf-result'],
  ].map(([domain = '', checkId = '']) => ({ ...span, domain, checkId }))
  const found = await checkHours({ teamId, spans })
  assert.deepEqual(
    found.map((rows) => rows.map(({ hour, count }) => [hour.getUTCHours(), count]).sort()),
    [
      [[8, 8]],
      [],
      [
        [8, 1],
        [9, 2],
      ],
    ],
  )
  assert.deepEqual(await checkHours({ teamId, spans: [] }), [])
})

test('times on the way are added up over days', async () => {
  const teamId = await createAnonymousTeam()
  const row = (domain: string, day: string, count: number) => ({ teamId, domain, day: noon(day), step: stepOf(2000), count })
  await prisma.delayCount.createMany({
    data: [row(allDomains, '11-10', 1), row(allDomains, '11-11', 2), row(allDomains, '11-20', 4), row('a.example', '11-10', 8)],
  })
  const totals = await delayTotals({ teamId, since: noon('11-10'), until: noon('11-15') })
  assert.deepEqual(totals, [{ step: stepOf(2000), count: 3 }])
})

test('the first day that had mails is known', async () => {
  const teamId = await createAnonymousTeam()
  const span = { teamId, since: noon('11-01') }
  assert.equal(await firstDay(span), null)
  const sums = { mails: 1, ready: 1, scored: 0, scoreSum: 0, scoreLeast: 10 }
  await prisma.mailDay.createMany({
    data: ['10-30', '11-05', '11-07'].map((day) => ({ teamId, domain: allDomains, day: noon(day), ...sums })),
  })
  assert.deepEqual(await firstDay(span), noon('11-05'))
})

test('replies over months are counted by their days, of a week by their hours', async () => {
  const teamId = await createAnonymousTeam()
  const hours = ['10T00', '10T23', '11T05'].map((hour) => new Date(`2026-11-${hour}:00:00Z`))
  await prisma.replyCount.createMany({ data: hours.map((hour) => ({ teamId, reply: '250 2.0.0', hour, count: 1 })) })
  const until = noon('11-12')
  const times = async (from: Date) => (await replyCounts({ teamId, since: from, until })).map(({ hour, count }) => [hour, count])
  assert.deepEqual(
    await times(noon('11-08')),
    hours.map((hour) => [hour, 1]),
  )
  assert.deepEqual(await times(noon('10-01')), [
    [noon('11-10'), 2],
    [noon('11-11'), 1],
  ])
})
