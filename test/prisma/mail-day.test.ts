/** Mails by day: counted once each, added up over domains, and for how long they were under way. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { prisma } from '#prisma/client.ts'
import { countMail, delayDays, longestOfStep, mailDays, stepOf } from '#prisma/mail-day.ts'
import { createAnonymousTeam } from '#prisma/team.ts'

const at = (text: string) => new Date(`2026-11-${text}Z`)
const say = { text: '', strings: [''], values: [] }
const judged = (score: number | null, kind: 'ready' | 'fix-first' = 'ready') => ({ score, headline: { kind, say } })

async function counted(...mails: [domain: string, at: Date, score: number | null, delay: number | null][]) {
  const teamId = await createAnonymousTeam()
  for (const [domain, at, score, delay] of mails) {
    const report = judged(score, score !== null && score < 5 ? 'fix-first' : 'ready')
    await countMail(prisma, { teamId, domain, at, report, delay })
  }
  return { teamId, since: at('10T12:00:00'), until: at('13T00:00:00') }
}

test('mails of a day are added up over domains, and told of one domain alone', async () => {
  const span = await counted(
    ['acme.com', at('12T00:30:00'), 9, 2000],
    ['acme.com', at('12T23:30:00'), 3, 90_000],
    ['tern.example', at('12T10:00:00'), null, null],
    ['acme.com', at('13T00:00:00'), 1, 1],
    ['acme.com', at('09T23:59:00'), 1, 1],
  )
  const day = at('12T12:00:00')
  assert.deepEqual(await mailDays(span), [{ day, mails: 3, ready: 2, scored: 2, scoreSum: 12, scoreLeast: 3 }])
  assert.deepEqual(await mailDays({ ...span, domain: 'tern.example' }), [
    { day, mails: 1, ready: 1, scored: 0, scoreSum: 0, scoreLeast: 10 },
  ])
  assert.deepEqual(await delayDays(span), [
    { day, step: stepOf(2000), count: 1 },
    { day, step: stepOf(90_000), count: 1 },
  ])
  assert.deepEqual(await mailDays({ ...span, teamId: await createAnonymousTeam() }), [])
})

describe('a day belongs to the span its noon lies in', () => {
  const rows: [title: string, since: string, until: string, days: number][] = [
    ['which begins with that', '10T12:00:00', '13T00:00:00', 1],
    ['and not to one that begins later', '10T12:00:01', '13T00:00:00', 0],
    ['nor to one that ends then', '09T00:00:00', '10T12:00:00', 0],
  ]
  for (const [title, since, until, days] of rows) {
    test(title, async () => {
      const span = await counted(['acme.com', at('10T00:00:00'), 8, null])
      assert.equal((await mailDays({ ...span, since: at(since), until: at(until) })).length, days)
    })
  }

  test('and of a span without an end, today always does', async () => {
    const { teamId } = await counted(['acme.com', new Date(), 8, 10])
    assert.equal((await mailDays({ teamId, since: new Date(Date.now() - 86_400_000) })).length, 1)
  })
})

describe('a step holds', () => {
  const rows: [milliseconds: number, step: number, longest: number][] = [
    [0, 0, 1000],
    [1000, 0, 1000],
    [1001, 1, 1259],
    [10_000, 10, 10_000],
    [59_000, 18, 63_096],
    [3_600_000, 36, 3_981_072],
  ]
  for (const [milliseconds, step, longest] of rows) {
    test(`${milliseconds} ms`, () => assert.deepEqual([stepOf(milliseconds), longestOfStep(step)], [step, longest]))
  }
})
