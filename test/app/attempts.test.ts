/** The tries of an address that was told what to answer, as programs and the live page see them. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { deleteAddress } from '#prisma/address.ts'
import { prisma } from '#prisma/client.ts'
import { newId } from '#prisma/id.ts'
import { attemptsOfTeam } from '#prisma/reply-attempt.ts'
import { attemptListSchema } from '../../app/api.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { ask } from '../helpers/ask.ts'
import { newAddress } from '../helpers/rows.ts'

let web: Web
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(() => web.close())

const started = Date.parse('2026-11-21T09:00:00Z')

/** An address with tries at these minutes, of which the last was taken. */
async function triedAt(minutes: number[]) {
  const { address, token } = await newAddress()
  const rows = minutes.map((minute, index) => ({
    ...{ id: newId(started + minute * 60_000), teamId: address.teamId, addressId: address.id, behaviour: 'defer' },
    ...{ recipient: `defer-3x.${address.email}`, mailFrom: '<script>@a.example', peerAddress: '192.0.2.1' },
    reply: index < minutes.length - 1 ? '451 4.7.1 Try again later' : '250 2.1.5 Accepted',
    accepted: index === minutes.length - 1,
    at: new Date(started + minute * 60_000),
  }))
  await prisma.replyAttempt.createMany({ data: rows })
  return { address, token }
}
const get = async (path: string) => {
  const answer = await ask(web.port, `/api/v1${path}`)
  assert.equal(answer.status, 200)
  return attemptListSchema.parse(JSON.parse(answer.text))
}

describe('GET /addresses/{token}/attempts', () => {
  test('gives the tries, oldest first, page by page', async () => {
    const { token } = await triedAt([0, 1, 5, 30])
    const { attempts, next } = await get(`/addresses/${token}/attempts`)
    assert.deepEqual(
      attempts.map(({ at }) => (Date.parse(at) - started) / 60_000),
      [0, 1, 5, 30],
    )
    assert.deepEqual([attempts[3]?.accepted, attempts[3]?.id], [true, next])
    const first = await get(`/addresses/${token}/attempts?limit=3`)
    const second = await get(`/addresses/${token}/attempts?limit=3&after=${first.next}`)
    assert.deepEqual([...first.attempts, ...second.attempts], attempts)
    assert.deepEqual(await get(`/addresses/${token}/attempts?after=${next}`), { attempts: [], next })
  })
  test('is empty for an address that nobody tried', async () => {
    const { token } = await newAddress()
    assert.deepEqual(await get(`/addresses/${token}/attempts`), { attempts: [], next: null })
  })
  const refused: [query: string, status: number][] = [
    ['after=1', 400],
    ['limit=0', 400],
    ['limit=201', 400],
  ]
  for (const [query, status] of refused) {
    test(`does not take ${query}`, async () => {
      const { token } = await newAddress()
      assert.equal((await ask(web.port, `/api/v1/addresses/${token}/attempts?${query}`)).status, status)
    })
  }
  test('knows no address without its token, and only GET', async () => {
    const { token } = await newAddress()
    assert.equal((await ask(web.port, '/api/v1/addresses/AAAAAAAAAAAAAAAAAAAAAA/attempts')).status, 404)
    assert.equal((await ask(web.port, `/api/v1/addresses/${token}/attempts`, { method: 'POST' })).status, 405)
  })
})

test('a team has the newest tries of its addresses, and no others', async () => {
  const [{ address }] = await Promise.all([triedAt([0, 1, 5]), triedAt([2])])
  const since = new Date(started + 30_000)
  const times = async (take: number) =>
    (await attemptsOfTeam({ teamId: address.teamId, since, take })).map(({ at }) => (at.getTime() - started) / 60_000)
  assert.deepEqual([await times(10), await times(1)], [[5, 1], [5]])
})

test('with its address the tries are deleted', async () => {
  const { address } = await triedAt([0, 1])
  await deleteAddress(address)
  assert.equal(await prisma.replyAttempt.count({ where: { addressId: address.id } }), 0)
})
