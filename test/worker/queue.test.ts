import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, describe, test } from 'node:test'
import type Bull from 'bull'
import { newId } from '#prisma/id.ts'
import { Redis } from 'ioredis'
import { type TestRedis, startRedis } from '../helpers/redis.ts'

// A Redis of our own, known before the queue reads its setting: this file kills it.
const redis: TestRedis = await startRedis()
process.env.REDIS_URL = redis.path
const { addAnalysis, closeQueues, openProducers, openQueue, pingQueue, queueCounts, requestAnalysis } = await import(
  '#worker/queue.ts'
)
const { env } = await import('#env')
const { closeNews, newsAvailable, publishNews, subscribeNews } = await import('#worker/news.ts')
type News = import('#worker/news.ts').News

await openProducers()
const worker = openQueue('analyze-mail', 'worker')
after(async () => {
  // Bull may not be closed while its connections are being made again: a job that went through shows that they stand.
  await carried(job())
  await Promise.allSettled([worker.close(true), processing, closeQueues(), closeNews()])
  await redis.close()
})

/** Jobs in the order they were run. `work` decides how each ends. */
const ran: string[] = []
let work: (job: Bull.Job) => Promise<void> = async () => {}
const processing = worker.process(4, async (job) => {
  ran.push(String(job.id))
  await work(job)
})

const job = () => ({ mailId: newId(), analysis: 1 })
const idOf = ({ mailId, analysis }: { mailId: string; analysis: number }) => `${mailId}.${analysis}`

/** Adds a job, again and again while Redis is away, and waits for its end. */
async function carried(data: ReturnType<typeof job>): Promise<void> {
  const end = finished(idOf(data))
  while (
    !(await addAnalysis(data).then(
      () => true,
      () => false,
    ))
  )
    await new Promise(setImmediate)
  await end
}

async function finished(id: string): Promise<void> {
  for (;;) {
    const [done] = (await once(worker, 'global:finished-or-failed')) as [string]
    if (done === id) return
  }
}
for (const event of ['completed', 'failed'] as const)
  worker.on(event, (done: Bull.Job) => worker.emit('global:finished-or-failed', String(done.id)))

describe('the queue', () => {
  test('is not kept from a job by what an earlier Redis left of it', async () => {
    const data = job()
    // As a command of the worker does that was under way when Redis died.
    await worker.client.hset(worker.toKey(idOf(data)), 'processedOn', String(Date.now()))
    await carried(data)
    assert.ok(ran.includes(idOf(data)))
  })

  test('carries a job to the worker', async () => {
    const data = job()
    const end = finished(idOf(data))
    await addAnalysis(data)
    await end
    assert.ok(ran.includes(idOf(data)))
  })

  test('runs an analysis once while it waits or runs, however often it is asked for', async () => {
    const data = job()
    const gate = Promise.withResolvers<void>()
    work = () => gate.promise
    const end = finished(idOf(data))
    await addAnalysis(data)
    await Promise.all([addAnalysis(data), addAnalysis(data)])
    gate.resolve()
    await end
    assert.equal(ran.filter((id) => id === idOf(data)).length, 1)
  })

  test('runs an analysis again after it completed, and after it failed', async () => {
    const data = job()
    const endings: (() => Promise<void>)[] = [async () => {}, () => Promise.reject(new Error('stopped')), async () => {}]
    for (const ending of endings) {
      work = ending
      const end = finished(idOf(data))
      await addAnalysis(data)
      await end
    }
    assert.equal(ran.filter((id) => id === idOf(data)).length, 3)
    work = async () => {}
  })

  test('keeps all its keys under one hash tag', async () => {
    const keys = await worker.client.keys('*')
    assert.ok(keys.length > 0)
    for (const key of keys) assert.match(key, /^\{[\w-]+:analyze\}:analyze:/)
  })

  test('says no at once while Redis is away, and works again when it is back', async () => {
    const lost = new Promise((resolve) => worker.client.once('close', resolve))
    await redis.kill()
    await lost
    await assert.rejects(addAnalysis(job()))
    await assert.rejects(pingQueue())
    await assert.rejects(queueCounts())
    requestAnalysis(newId(), 1)

    await redis.start()
    await carried(job())
    assert.deepEqual((await queueCounts())['analyze-mail'].active, 0)
  })
})

describe('news', () => {
  const heard: News[] = []
  let gaps = 0
  let wake = () => {}
  const until = async (condition: () => boolean) => {
    while (!condition())
      await new Promise<void>((resolve) => {
        wake = resolve
      })
  }
  const listener = {
    news(news: News) {
      heard.push(news)
      wake()
    },
    gap() {
      gaps++
      wake()
    },
  }
  const analysing = (mailId: string): News => ({ kind: 'analysing', at: new Date().toISOString(), mailId })

  /** A listener is told of a gap when its listening begins; several may follow each other, so Redis itself is asked. */
  const subscribed = async (address: string) => {
    const asked = new Redis(redis.path)
    while (Number((await asked.pubsub('NUMSUB', `${env.REDIS_PREFIX}:news:${address}`))[1]) === 0) await until(() => gaps > 0)
    asked.disconnect()
  }

  test('reach who listens to that address, and nobody else', async () => {
    const [mine, other] = [newId(), newId()]
    const stop = subscribeNews(mine, listener)
    await subscribed(mine)
    publishNews(other, [analysing('theirs')])
    const ours = analysing('ours')
    publishNews(mine, [ours])
    await until(() => heard.length > 0)
    assert.deepEqual(heard, [ours])
    stop()
  })

  test('come with a gap when Redis was away, and publishing meanwhile neither throws nor waits', async () => {
    const address = newId()
    const stop = subscribeNews(address, listener)
    await subscribed(address)
    const before = gaps
    await redis.kill()
    publishNews(address, [analysing('lost')])
    await redis.start()
    await until(() => gaps > before)
    assert.ok(newsAvailable())
    stop()
  })
})
