/** One look at an address at a time, and not too many an hour. */
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { closeTurns, takeTurn } from '#worker/turn.ts'

after(closeTurns)

const limits = { spacingMs: 0, perHour: 3 }

describe('a turn', () => {
  test('is for one at a time', async () => {
    const first = await takeTurn(['192.0.2.1', '192.0.2.2'], limits)
    assert.ok(first.given)
    assert.deepEqual(await takeTurn(['192.0.2.2'], limits), { given: false, reason: 'busy' })
    const other = await takeTurn(['192.0.2.3'], limits)
    assert.ok(other.given, 'another address is free')
    await Promise.all([first.end(), other.end()])
    const next = await takeTurn(['192.0.2.2'], limits)
    assert.ok(next.given)
    await next.end()
  })

  test('is taken for all addresses or for none', async () => {
    const first = await takeTurn(['192.0.2.12'], limits)
    assert.equal((await takeTurn(['192.0.2.11', '192.0.2.12'], limits)).given, false)
    const free = await takeTurn(['192.0.2.11'], limits)
    assert.ok(free.given && first.given)
    await Promise.all([first.end(), free.end()])
  })

  test('of many at the same moment is given to one', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => takeTurn(['192.0.2.20', '192.0.2.21'], limits)))
    assert.ok(all.filter(({ given }) => given).length <= 1)
    await Promise.all(all.map((turn) => turn.given && turn.end()))
  })

  test('comes again only after a while', async () => {
    const first = await takeTurn(['192.0.2.30'], { ...limits, spacingMs: 60_000 })
    assert.ok(first.given)
    await first.end()
    assert.deepEqual(await takeTurn(['192.0.2.30'], limits), { given: false, reason: 'busy' })
  })

  test('is given so many times an hour', async () => {
    const hour = 3_600_000 * 500_000
    for (let time = 0; time < limits.perHour; time++) {
      const turn = await takeTurn(['192.0.2.40'], limits, hour)
      assert.ok(turn.given)
      await turn.end()
    }
    const over = await takeTurn(['192.0.2.40'], limits, hour)
    assert.deepEqual(over, { given: false, reason: 'too-often', retryAt: new Date(hour + 3_600_000) })
    const later = await takeTurn(['192.0.2.40'], limits, hour + 3_600_000)
    assert.ok(later.given)
    await later.end()
  })
})
