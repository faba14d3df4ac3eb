import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { chosenAddress, phases, readChosen, words } from '#app/live/chosen.ts'
import { attemptsOf } from '#app/live/talks.ts'
import { lastSession, lasting, saidTo, seriesOf, tell } from '#app/live/tries.ts'
import type { LiveSession, LiveState, LiveTry } from '#app/live.ts'
import { prefixOf, readBehaviour } from '#worker/receiver/behaviour.ts'

const started = Date.parse('2026-11-21T09:00:00Z')

/** Tries as the state has them, from "0 1 5+ 9@other": minutes, `+` was accepted, `@` names another sender. */
function tries(text: string): LiveTry[] {
  return text
    .split(' ')
    .filter(Boolean)
    .map((one, index): LiveTry => {
      const [minute = '', mailFrom = 'a@b.example'] = one.split('@')
      const accepted = minute.endsWith('+')
      return {
        ...{
          id: `try-${index}`,
          behaviour: 'defer',
          recipient: 'defer.x@y.example',
          mailFrom,
          peerAddress: '192.0.2.1',
          accepted,
        },
        at: new Date(started + Number.parseFloat(minute) * 60_000).toISOString(),
        reply: accepted ? '250 2.1.5 Accepted' : '451 4.7.1 Later',
      }
    })
    .reverse()
}

describe('tries are told as', () => {
  const table: [tries: string, told: string[]][] = [
    ['', []],
    ['0', ['1 try: after 0 s, not accepted so far.']],
    ['0 1 5 30+', ['4 tries: after 0 s, 1 min, 5 min, 30 min, then accepted.']],
    ['0 0.5+ 2 90+', ['2 tries: after 0 s, 1 h 28 min, then accepted.', '2 tries: after 0 s, 30 s, then accepted.']],
    ['0 1@c 2+ 3+@c', ['2 tries: after 0 s, 2 min, then accepted.', '2 tries: after 0 s, 2 min, then accepted.']],
    [
      '0 1 2 3 4 5 6 7 8 9 10',
      ['11 tries: after 0 s, 1 min, 2 min, 3 min, 4 min, 5 min, 6 min, 7 min … 10 min, not accepted so far.'],
    ],
  ]
  for (const [text, told] of table) test(text || 'nothing', () => assert.deepEqual(seriesOf(tries(text)).map(tell), told))
})

test('the series with the newest try comes first, and pauses are counted from the one before', () => {
  const [first, second] = seriesOf(tries('0 1@c 2 7@c'))
  assert.deepEqual([first?.mailFrom, second?.mailFrom], ['c', 'a@b.example'])
  assert.deepEqual(
    first?.tries.map(({ pause }) => pause),
    [null, 6 * 60_000],
  )
})

test('how long something lasted is told in two units at most', () => {
  const table: [seconds: number, told: string][] = [
    [0, '0 s'],
    [0.4, '0 s'],
    [59.6, '1 min'],
    [90, '1 min 30 s'],
    [3600, '1 h'],
    [5425, '1 h 30 min'],
    [90_000, '1 d 1 h'],
    [432_000, '5 d'],
  ]
  for (const [seconds, told] of table) assert.equal(lasting(seconds * 1000), told)
})

test('what happened without a word is told, too', () => {
  const [one = assert.fail()] = tries('0')
  assert.equal(saidTo(one), '451 4.7.1 Later')
  assert.equal(saidTo({ ...one, reply: '', behaviour: 'drop' }), 'The connection was dropped.')
  assert.equal(saidTo({ ...one, reply: '', behaviour: 'slow' }), 'The sender left before our reply.')
})

describe('of conversations', () => {
  const session = (id: string, recipient: string, startedAt = '2026-11-21T08:59:59.000Z'): LiveSession => ({
    ...{ id, recipient, startedAt, ending: 'quit', peerAddress: '', helo: '', tls: null, outcome: 'refused', reply: null },
    transcript: [],
  })
  const state: LiveState = {
    ...{ email: 'x@y.example', receivesUntil: '', keptUntil: '', now: '', mails: [], tries: tries('0 1') },
    sessions: [
      session('later', 'defer.x@y.example', '2026-11-21T10:00:00.000Z'),
      session('its', 'defer.x@y.example'),
      session('other', 'x@y.example'),
    ],
  }
  test('those that were asked for are no attempts', () =>
    assert.deepEqual(
      attemptsOf(state).map(({ id }) => id),
      ['other'],
    ))
  test('the newest try has its own', () => {
    const [series = assert.fail()] = seriesOf(state.tries)
    assert.equal(lastSession(series, state.sessions)?.id, 'its')
  })
})

describe('every choice of the page is one that the receiver follows', () => {
  for (const { word, codes, limits } of words) {
    for (const code of codes.length > 0 ? codes : [undefined]) {
      for (const limit of limits.length > 0 ? limits : [undefined]) {
        for (const phase of phases) {
          const fields = new URLSearchParams({
            ...{ answer: word, phase: phase.value },
            ...(code && { code: code.value }),
            ...(limit && { limit: limit.value }),
          })
          const address = chosenAddress(readChosen(fields), 'k7qm-2xr9-v4tn-8hzp@seeds.example')
          test(address, () => {
            const read = readBehaviour(prefixOf(address.split('@')[0] ?? ''))
            if (!read || !('word' in read)) assert.fail(JSON.stringify(read))
            assert.deepEqual([read.word, read.atData], [word, phase.value === 'data-'])
            if (code) assert.ok(`${read.reply?.code} ${read.reply?.text}`.startsWith(code.value.replace('-', ' ')))
          })
        }
      }
    }
  }
  test('and what is not among them is the first', () => {
    const chosen = readChosen(new URLSearchParams({ answer: '<script>', code: 'x', limit: '9x', phase: 'y' }))
    assert.equal(chosenAddress(chosen, 'a@b.example'), 'reply-550-5.1.1.a@b.example')
  })
})
