import assert from 'node:assert/strict'
import { once } from 'node:events'
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { Redis } from 'ioredis'
import pg from 'pg'
import { AlreadyRunning, takeLock } from '../../start/lock.ts'
import { openLogs } from '../../start/logs.ts'
import { makeDatabase, startPostgres } from '../../start/postgres.ts'
import { startRedis } from '../../start/redis.ts'
import { commandOf, freePort, keepRunning, launch, until, whyNotListen } from '../../start/running.ts'

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seedbed-start-'))
  await chmod(folder, 0o711)
})
after(() => rm(folder, { recursive: true, force: true }))

const options = (name: string) => ({
  folder: join(folder, name),
  logFile: join(folder, `${name}.log`),
  durable: true,
  notify: () => {},
})
const soon = { limitMs: 30_000, what: 'It did not happen' }

describe('a second start in the same folder', () => {
  test('is told where the first one is', async () => {
    const file = join(folder, 'lock')
    const release = await takeLock(file, 'http://localhost:3000', 'start.test.ts')
    await assert.rejects(takeLock(file, 'http://localhost:3001', 'start.test.ts'), (error) => {
      assert.ok(error instanceof AlreadyRunning)
      assert.match(error.message, new RegExp(`http://localhost:3000 .*${process.pid}`))
      return true
    })
    await release()
    assert.ok(!existsSync(file))
  })

  const stale: [title: string, text: string][] = [
    ['of a process that is gone', JSON.stringify({ pid: 2 ** 22 + 1, url: 'http://localhost:3000' })],
    ['whose number another program got', JSON.stringify({ pid: 1, url: 'http://localhost:3000' })],
    ['that was never written to its end', '{"pid":'],
  ]
  for (const [title, text] of stale) {
    test(`takes over a lock ${title}`, async () => {
      const file = join(folder, 'stale')
      writeFileSync(file, text)
      const release = await takeLock(file, 'http://localhost:3000', 'start.test.ts')
      assert.equal(JSON.parse(readFileSync(file, 'utf8')).pid, process.pid)
      await release()
    })
  }
})

describe('a port', () => {
  test('that is used is refused with the reason, and a free one is not', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    assert.ok(address && typeof address === 'object')
    assert.equal(await whyNotListen(address.port, '127.0.0.1'), 'is in use')
    server.close()
    assert.equal(await whyNotListen(await freePort(), '127.0.0.1'), undefined)
    assert.equal(await whyNotListen(0, '203.0.113.1'), 'is not on an address of this machine')
  })
})

describe('a program that is kept running', () => {
  const program = { name: 'sleeper', command: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'] }

  test('is started again after kill -9, and not after it was stopped', async () => {
    const reasons: string[] = []
    const kept = keepRunning({ ...program, logFile: join(folder, 'sleeper.log') }, (how) => reasons.push(how))
    const first = kept.pid
    kept.kill('SIGKILL')
    await until(async () => kept.pid !== undefined && kept.pid !== first, soon)
    assert.deepEqual(reasons, ['ended by SIGKILL'])
    const second = kept.pid
    await kept.stop('SIGTERM', 5000)
    assert.equal(kept.pid, undefined)
    assert.equal(second && commandOf(second), undefined)
    assert.equal(kept.restarts, 1)
  })

  test('that cannot be started says so', async () => {
    const reasons: string[] = []
    const missing = { ...program, command: '/nonexistent', logFile: join(folder, 'missing.log') }
    const kept = keepRunning(missing, (how) => reasons.push(how))
    await until(async () => reasons.length > 0, soon)
    await kept.stop('SIGTERM', 1000)
    assert.match(reasons[0] ?? '', /did not start: .*ENOENT/)
  })

  test('ends when we are gone, however that happens', async () => {
    const leashed = join(import.meta.dirname, '../../start/leashed.ts')
    const logFile = join(folder, 'leashed.log')
    const child = launch({ ...program, args: ['--import', leashed, ...program.args], logFile, leash: true })
    child.disconnect()
    const [status, signal] = await once(child, 'exit')
    assert.deepEqual([status, signal], [null, 'SIGTERM'])
  })
})

describe('the logs', () => {
  test('tell their warnings, and the last words of a process, in a line each', async () => {
    const told: string[] = []
    const logs = await openLogs(join(folder, 'log'), ['worker'], (line) => told.push(line))
    const lines = [
      '{"level":30,"msg":"all is well"}',
      '{"level":40,"msg":"the sweep could not run","err":{"message":"Redis is away"}}',
      'node:internal/modules/esm/resolve:272',
      'Error [ERR_MODULE_NOT_FOUND]: Cannot find module',
      '    at finalizeResolution',
    ]
    appendFileSync(logs.file('worker'), `${lines.join('\n')}\n{"level":50,"msg":"not yet compl`)
    await logs.close()
    assert.deepEqual(told, [
      'worker: the sweep could not run: Redis is away',
      'worker: Error [ERR_MODULE_NOT_FOUND]: Cannot find module',
    ])
  })
})

describe('the embedded PostgreSQL', () => {
  test('keeps what was committed through kill -9, and is started again', async () => {
    const postgres = await startPostgres(options('postgres'))
    const url = await makeDatabase(postgres.url, 'kept')
    const write = new pg.Client({ connectionString: url })
    write.on('error', () => {})
    await write.connect()
    await write.query('CREATE TABLE kept (word text); INSERT INTO kept VALUES (1)')
    postgres.kill('SIGKILL')
    await until(async () => (await words(url)).length > 0, soon)
    assert.deepEqual(await words(url), ['1'])
    await write.end().catch(() => {})
    await postgres.stop()
  })

  test('opens the same data the next time, with the same password, on loopback only', async () => {
    const postgres = await startPostgres(options('postgres'))
    const url = new URL(await makeDatabase(postgres.url, 'kept'))
    assert.deepEqual(await words(url.href), ['1'])
    assert.equal(url.hostname, '127.0.0.1')
    url.password = 'wrong'
    await assert.rejects(new pg.Client({ connectionString: url.href }).connect(), /password authentication failed/)
    await postgres.stop()
  })
})

describe('the Redis of ours', () => {
  test('keeps what it was told, is started again after kill -9, and leaves nothing behind', async () => {
    const redis = await startRedis(options('redis'))
    const client = new Redis({ path: redis.url, retryStrategy: () => 50, maxRetriesPerRequest: null })
    client.on('error', () => {})
    await client.set('word', 'kept')
    // Written to disk once a second; asked for here, so that the test need not wait.
    await client.bgrewriteaof()
    await until(async () => /aof_rewrite_in_progress:0/.test(await client.info('persistence')), soon)
    redis.kill('SIGKILL')
    await once(client, 'close')
    assert.equal(await client.get('word'), 'kept')
    client.disconnect()
    await redis.stop()
    assert.ok(!existsSync(redis.pidFile) && !existsSync(redis.url))
  })
})

async function words(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  try {
    await client.connect()
    return (await client.query<{ word: string }>('SELECT word FROM kept')).rows.map(({ word }) => word)
  } catch {
    return []
  } finally {
    await client.end().catch(() => {})
  }
}
