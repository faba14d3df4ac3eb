/** A Redis of a test's own, on a socket, that it may kill and start again. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface TestRedis {
  /** For REDIS_URL. */
  path: string
  start(): Promise<void>
  kill(): Promise<void>
  close(): Promise<void>
}

/** Starts one; nothing it holds survives `kill`. */
export async function startRedis(): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'seedbed-redis-'))
  const path = join(folder, 'redis.sock')
  let child: ChildProcess | undefined

  async function start(): Promise<void> {
    const started = spawn('redis-server', ['--port', '0', '--unixsocket', path, '--save', '', '--dir', folder])
    child = started
    for await (const text of started.stdout.setEncoding('utf8')) if (/ready to accept connections/i.test(text)) break
    started.stdout.resume()
  }
  async function kill(): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  await start()
  return { path, start, kill, close: () => kill().then(() => rm(folder, { recursive: true, force: true })) }
}
