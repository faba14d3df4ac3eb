/** Redis or PostgreSQL away: what still works, what is said, and that it comes back by itself. */
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { ask, open } from '../helpers/ask.ts'
import { doorTo } from '../helpers/door.ts'
import { eventsOf } from '../helpers/events.ts'
import { until } from '../helpers/until.ts'

// Both services are reached through doors that we can shut, so their places must be set before anything of ours is imported.
const database = new URL(process.env.DATABASE_URL ?? '')
const postgres = await doorTo({ host: database.hostname, port: Number(database.port) })
process.env.DATABASE_URL = Object.assign(database, { hostname: '127.0.0.1', port: String(postgres.port) }).href
const given = process.env.REDIS_URL ?? ''
const redisUrl = given.startsWith('redis:') ? new URL(given) : null
const redis = await doorTo(
  redisUrl ? { host: redisUrl.hostname, port: Number(redisUrl.port) } : { path: given.replace(/^unix:(\/\/)?/, '') },
)
process.env.REDIS_URL = `redis://127.0.0.1:${redis.port}`

const { startWeb } = await import('../../app/server.ts')
const { arrived, newAddress } = await import('../helpers/rows.ts')
const { newsAvailable, publishNews } = await import('#worker/news.ts')
let web: Awaited<ReturnType<typeof startWeb>>
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(async () => {
  await web.close()
  await Promise.all([redis.shut(), postgres.shut()])
})

const parts = async () => JSON.parse((await ask(web.port, '/readyz')).text).parts

describe('without Redis', () => {
  before(() => redis.shut())

  test('the process is up, and says that its queue is not', async () => {
    assert.equal((await ask(web.port, '/healthz')).status, 200)
    await until(async () => {
      const { queue, database } = await parts()
      return !queue.ok && database.ok
    })
    assert.match((await ask(web.port, '/metrics')).text, /seedbed_queue_up 0/)
  })
  test('an address can be taken, and is counted here', async () => {
    const taken = []
    for (let count = 0; count < 21; count++) taken.push((await ask(web.port, '/api/v1/addresses', { method: 'POST' })).status)
    assert.deepEqual(taken, [...Array(20).fill(201), 429])
  })
  test('a live page sees a mail by looking', async () => {
    const { address, token } = await newAddress()
    const stream = await open(web.port, `/a/${token}/events`)
    const events = eventsOf(stream)
    await events.next('state')
    const id = await arrived(address)
    assert.equal(JSON.parse((await events.next('state')).data).mails[0].id, id)
    stream.destroy()
  })
  test('a long poll sees a mail by looking', async () => {
    const { address, token } = await newAddress()
    const answer = ask(web.port, `/api/v1/addresses/${token}/mails?wait=60s`)
    const id = await arrived(address)
    assert.equal(JSON.parse((await answer).text).mails[0].id, id)
  })
  test('and with it again, news are told', async () => {
    const { address, token } = await newAddress()
    const stream = await open(web.port, `/a/${token}/events`)
    const events = eventsOf(stream)
    await events.next('state')
    await redis.open()
    await until(newsAvailable)
    await until(async () => (await parts()).queue.ok)
    // Redis has our subscription when it tells the first.
    const at = new Date().toISOString()
    const again = setInterval(
      () => publishNews(address.id, [{ kind: 'connected', at, session: 's', peerAddress: '192.0.2.1' }]),
      20,
    )
    assert.equal(JSON.parse((await events.next('news')).data).session, 's')
    clearInterval(again)
    stream.destroy()
  })
})

describe('without PostgreSQL', () => {
  let shut = false
  const away = async () => {
    await postgres.shut()
    shut = true
  }
  const back = async () => {
    if (shut) await postgres.open()
    shut = false
  }
  afterEach(back)

  test('the process is up, and says that its database is not', async () => {
    await away()
    assert.equal((await ask(web.port, '/healthz')).status, 200)
    const { queue, database } = await parts()
    assert.deepEqual([queue.ok, database.ok], [true, false])
    assert.match((await ask(web.port, '/metrics')).text, /seedbed_database_up 0/)
  })
  test('the API says 503, never 404, and a page shows nothing of the error', async () => {
    const { token } = await newAddress()
    await away()
    for (const path of [`/api/v1/addresses/${token}`, `/api/v1/addresses/${token}/mails`, `/a/${token}/state`]) {
      const answer = await ask(web.port, path)
      assert.deepEqual([answer.status, JSON.parse(answer.text).code], [503, 'not-available'])
    }
    const page = await ask(web.port, `/a/${token}`)
    assert.ok(page.status >= 500, String(page.status))
    for (const inside of ['prisma', 'postgres', 'ECONNREFUSED', 'at async', String(postgres.port)])
      assert.ok(!page.text.includes(inside), inside)
    assert.ok(page.text.includes(String(page.headers['x-request-id'])))
  })
  test('a live page stays, and goes on when it is back', async () => {
    const { address, token } = await newAddress()
    const stream = await open(web.port, `/a/${token}/events`)
    const events = eventsOf(stream)
    await events.next('state')
    await away()
    publishNews(address.id, [{ kind: 'analysing', at: new Date().toISOString(), mailId: 'x' }])
    await events.next('news')
    await back()
    const id = await arrived(address)
    assert.equal(JSON.parse((await events.next('state')).data).mails[0].id, id)
    stream.destroy()
  })
  test('a live page that is opened waits for it', async () => {
    const { address, token } = await newAddress()
    await away()
    const stream = await open(web.port, `/a/${token}/events`)
    assert.equal(stream.statusCode, 200)
    await back()
    assert.equal(JSON.parse((await eventsOf(stream).next('state')).data).email, address.email)
    stream.destroy()
  })
  test('a live page of nobody that is opened meanwhile ends when it is back', async () => {
    await away()
    const stream = await open(web.port, '/a/AAAAAAAAAAAAAAAAAAAAAA/events')
    await back()
    assert.equal((await eventsOf(stream).next()).event, 'gone')
  })
})
