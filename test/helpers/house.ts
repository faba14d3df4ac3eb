/**
 * The whole house for one test file: the three processes as real processes, on ports of their own, with the database and Redis of the file
 * and a name server as their whole world. Each process can be killed and started again.
 */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type NameServer, startNameServer } from '#net/name-server.ts'
import type { Zone } from '#net/zone.ts'
import { freePort, launch, until } from '../../start/running.ts'

export interface HouseOptions {
  /** What DNS says; nothing when not given. */
  zone?: Zone
  /** Another Redis than the file's, to be killed. */
  redisUrl?: string
  settings?: Record<string, string>
}

export interface HouseProcess {
  /** kill -9. Resolves when it is gone. */
  kill(): Promise<void>
  /** Asks it to stop, as Ctrl-C does. Resolves when it is gone. */
  stop(): Promise<void>
  start(): Promise<void>
}

export interface House {
  baseUrl: string
  smtpPort: number
  smtpsPort: number
  nameServer: NameServer
  web: HouseProcess
  receiver: HouseProcess
  worker: HouseProcess
  close(): Promise<void>
}

const root = resolve(import.meta.dirname, '../..')
/** Starting takes a second; this is when to say that it does not. */
const limitMs = 60_000

/** Starts one, and waits until it is ready. @throws with the log of what did not start */
export async function startHouse({ zone = {}, redisUrl, settings = {} }: HouseOptions = {}): Promise<House> {
  const nameServer = await startNameServer(zone)
  const folder = await mkdtemp(join(tmpdir(), 'seedbed-house-'))
  const [port, smtpPort, smtpsPort] = [await freePort(), await freePort(), await freePort()]
  const baseUrl = `http://127.0.0.1:${port}`
  const { NODE_TEST_CONTEXT: _, ...inherited } = process.env
  const env: NodeJS.ProcessEnv = {
    ...inherited,
    NODE_ENV: 'production',
    // Written to a file that is shown when something does not start.
    LOG_LEVEL: 'info',
    PORT: String(port),
    SMTP_PORT: String(smtpPort),
    SMTPS_PORT: String(smtpsPort),
    BASE_URL: baseUrl,
    DNS_SERVERS: nameServer.address,
    DNS_TIMEOUT_MS: '300',
    ADDRESSES_PER_HOUR: '10000',
    SCANS_PER_HOUR: '10000',
    // A test that waits for several mails asks again and again.
    API_REQUESTS_PER_MINUTE: '1000000',
    // The three are the whole house.
    READERS: 'false',
    ...(redisUrl ? { REDIS_URL: redisUrl } : {}),
    ...settings,
  }
  const logFile = join(folder, 'log')
  const processes = {
    web: processOf('app/server.ts', env, logFile, () => isReady(baseUrl, [])),
    receiver: processOf('worker/receiver/main.ts', env, logFile, () => isReady(baseUrl, ['receiver'])),
    worker: processOf('worker/main.ts', env, logFile, async () => true),
  }
  const close = async () => {
    await Promise.all(Object.values(processes).map((each) => each.stop()))
    await nameServer.close()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await Promise.all(Object.values(processes).map((each) => each.start()))
    await until(() => isReady(baseUrl, ['database', 'queue', 'receiver', 'dns']), { limitMs, what: 'The house was not ready' })
  } catch (error) {
    const log = readFileSync(logFile, 'utf8')
    await close()
    throw new Error(`${error instanceof Error ? error.message : error}\n${log}`)
  }
  return { baseUrl, smtpPort, smtpsPort, nameServer, ...processes, close }
}

function processOf(file: string, env: NodeJS.ProcessEnv, logFile: string, works: () => Promise<boolean>): HouseProcess {
  let child: ChildProcess | undefined
  const hasEnded = () => !child || child.exitCode !== null || child.signalCode !== null
  const end = async (signal: NodeJS.Signals) => {
    if (!child || hasEnded()) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }
  return {
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    async start() {
      const args = ['--import', join(root, 'start/leashed.ts'), join(root, file)]
      child = launch({ name: file, command: process.execPath, args, env, logFile, leash: true })
      await until(works, { limitMs, what: `${file} did not start`, gaveUp: () => (hasEnded() ? `${file} ended` : undefined) })
    },
  }
}

/** Does the web process answer, and say of these parts that they work? */
async function isReady(baseUrl: string, parts: string[]): Promise<boolean> {
  try {
    const answer = await (await fetch(`${baseUrl}/readyz`)).json()
    const told = (answer as { parts: Record<string, { ok: boolean }> }).parts
    return parts.every((part) => told[part]?.ok)
  } catch {
    return false
  }
}
