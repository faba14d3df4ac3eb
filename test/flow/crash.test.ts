import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import pg from 'pg'
import { delay } from '#net/zone.ts'
import { apiOf } from '../helpers/api.ts'
import { startHouse } from '../helpers/house.ts'
import { startRedis } from '../helpers/redis.ts'
import { keyName, senderZone, sendMail } from '../helpers/sender.ts'

// A promise to keep: whatever of ours dies, mail that got its 250 has exactly one report a mail, within 20 seconds.
const promisedMs = 20_000

const redis = await startRedis()
const house = await startHouse({ zone: senderZone, redisUrl: redis.path })
const api = apiOf(house.baseUrl)
const database = new pg.Client({ connectionString: process.env.DATABASE_URL })
await database.connect()
after(async () => {
  await house.close()
  await database.end()
  await redis.close()
})

const keyValue = senderZone[keyName]
assert.ok(Array.isArray(keyValue))

async function untilStatus(token: string, status: string): Promise<void> {
  while (!(await api.mails(token)).mails.some((mail) => mail.status === status)) await new Promise(setImmediate)
}

async function reportsByMail(): Promise<number[]> {
  const { rows } = await database.query<{ count: number }>(
    'SELECT count(report.id)::int AS count FROM "Mail" AS mail LEFT JOIN "Report" AS report ON report."mailId" = mail.id GROUP BY mail.id',
  )
  return rows.map(({ count }) => count)
}

async function takesLessThanPromised(work: Promise<unknown>): Promise<void> {
  const started = performance.now()
  await work
  const took = performance.now() - started
  assert.ok(took < promisedMs, `took ${Math.round(took)} ms`)
}

const ready = async (): Promise<Record<string, { ok: boolean }>> => {
  const { parts } = (await (await fetch(`${house.baseUrl}/readyz`)).json()) as { parts: Record<string, { ok: boolean }> }
  return parts
}

describe('kill -9', () => {
  test('of the worker in the middle of an analysis loses nothing and doubles nothing', async () => {
    // The key comes so late that the worker surely dies between question and answer.
    house.nameServer.set({ ...senderZone, [keyName]: delay(1500, keyValue) })
    const { token, address } = await api.take()
    await sendMail(house.smtpPort, address)
    await untilStatus(token, 'analysing')
    await house.worker.kill()
    house.nameServer.set(senderZone)
    await house.worker.start()
    await takesLessThanPromised(api.reported(token))
    assert.deepEqual(await reportsByMail(), [1])
  })

  test('of Redis loses nothing and doubles nothing, mail is accepted meanwhile, and readiness says so', async () => {
    const { token, address } = await api.take()
    await sendMail(house.smtpPort, address)
    await redis.kill()
    for (let i = 0; i < 5; i++) await sendMail(house.smtpPort, address)
    const response = await fetch(`${house.baseUrl}/readyz`)
    assert.equal(response.status, 503)
    assert.equal((await ready()).queue?.ok, false)
    assert.equal((await ready()).database?.ok, true)
    await redis.start()
    await takesLessThanPromised(api.reported(token, 6))
    assert.ok((await reportsByMail()).every((count) => count === 1))
  })

  test('of the receiver in the middle of a session keeps what got its 250', async () => {
    const { token, address } = await api.take()
    await sendMail(house.smtpPort, address)
    await house.receiver.kill()
    assert.equal((await ready()).receiver?.ok, false)
    await house.receiver.start()
    await takesLessThanPromised(api.reported(token))
    await sendMail(house.smtpPort, address)
    await takesLessThanPromised(api.reported(token, 2))
  })
})
