/** `npm start`: the services, the migrations, the processes, in reading order. `npm run demo` adds a team with sample mails. */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { env } from '#env'
import { migrate } from '#prisma/migrate.ts'
import { startDemo } from './start/demo.ts'
import { leash } from './start/leash.ts'
import { takeLock } from './start/lock.ts'
import { openLogs } from './start/logs.ts'
import { makeDatabase, startPostgres } from './start/postgres.ts'
import { waitUntilReady } from './start/ready.ts'
import { startRedis } from './start/redis.ts'
import { freePort, type Kept, keepRunning, whyNotListen } from './start/running.ts'
import type { Service } from './start/service.ts'
import { readCertificate } from './worker/receiver/certificate.ts'

const house = import.meta.dirname
const dataDir = resolve(env.DATA_DIR)
const isDemo = process.argv.includes('--demo')

/** In the order in which they start; they stop in the reverse, so that the last to go is who keeps the mail. */
const programs = {
  worker: 'worker/main.ts',
  web: 'app/server.ts',
  ...(env.READERS && { readers: 'worker/readers/main.ts' }),
  receiver: 'worker/receiver/main.ts',
}
const patienceMs = 20_000
/** A process that cannot start ends sooner. */
const standsAfterMs = 1000

process.exit(await main())

async function main(): Promise<number> {
  const asked = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => asked.abort())
  const undo: (() => Promise<void>)[] = []
  try {
    await run(asked.signal, undo)
    return 0
  } catch (error) {
    if (asked.signal.aborted) return 0
    say(error instanceof Error ? error.message : String(error))
    return 1
  } finally {
    for (const step of undo.reverse()) await step().catch((error) => say(String(error)))
    if (asked.signal.aborted) say('Stopped.')
  }
}

/** Everything `npm start` does. Each step leaves in `undo` how it is taken back. Returns when asked to stop. @throws one line */
async function run(asked: AbortSignal, undo: (() => Promise<void>)[]): Promise<void> {
  if (env.TLS_CERT) readCertificate(env)
  const ports = await choosePorts()
  const baseUrl = env.BASE_URL.replace(/:0$/, `:${ports.PORT}`)
  undo.push(await takeLock(join(dataDir, 'lock'), baseUrl, 'start.ts'))
  await refuseUsedPorts(ports)
  const secret = sessionSecret()

  const logs = await openLogs(join(dataDir, 'log'), Object.keys(programs), say)
  undo.push(() => logs.close())
  const options = (name: string) => ({ folder: dataDir, logFile: logs.file(name), durable: true, notify: say })
  const building = build()
  building.catch(() => {})
  const postgres = env.DATABASE_URL ? undefined : await startPostgres(options('postgres'))
  if (postgres) undo.push(() => postgres.stop())
  const redis = env.REDIS_URL ? undefined : await startRedis({ ...options('redis'), folder: join(dataDir, 'redis') })
  if (redis) undo.push(() => redis.stop())
  holdOnLeash(postgres, redis)

  const databaseUrl = env.DATABASE_URL ?? (await makeDatabase(postgres?.url ?? '', 'seedbed'))
  await bringToNewest(databaseUrl)
  await building
  asked.throwIfAborted()

  const settings: NodeJS.ProcessEnv = {
    ...process.env,
    ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)])),
    NODE_ENV: 'production',
    BASE_URL: baseUrl,
    DATABASE_URL: databaseUrl,
    REDIS_URL: env.REDIS_URL ?? redis?.url,
    SESSION_SECRET: secret,
  }
  const demo = isDemo ? await startDemo({ dataDir, settings, logFile: logs.file('demo'), say }) : undefined
  if (demo) {
    settings.DEMO_TEAM = demo.team
    undo.push(() => demo.stop())
  }
  const processes = Object.entries(programs).map(([name, file]) => {
    const kept = keepRunning(node(name, file, settings, logs.file(name)), (how) => say(`${name} ${how}; starting it again`))
    undo.push(() => kept.stop('SIGTERM', patienceMs))
    return kept
  })
  const gaveUp = () => (keepsEnding(processes) ? `It does not start. See ${relativeToHouse(join(dataDir, 'log'))}` : undefined)
  const stand = () => processes.every(({ upMs }) => upMs > standsAfterMs)
  await waitUntilReady({ host: reachable(env.HOST), port: ports.PORT, baseUrl, asked, stand, gaveUp, say })
  sayWhere({ baseUrl, ports, elsewhere: postgres && !postgres.folder.startsWith(dataDir) ? postgres.folder : undefined })
  demo?.begin()
  if (!asked.aborted) await once(asked, 'abort')
  say('Stopping …')
}

type Ports = Record<'PORT' | SmtpPort | 'IMAP_PORT' | 'IMAPS_PORT' | 'POP3_PORT' | 'POP3S_PORT', number>
type SmtpPort = 'SMTP_PORT' | 'SMTPS_PORT' | 'SUBMISSION_PORT' | 'SUBMISSIONS_PORT' | 'SANDBOX_PORT'

/** A port of 0 means any that is free. */
async function choosePorts(): Promise<Ports> {
  return {
    PORT: env.PORT || (await freePort()),
    SMTP_PORT: env.SMTP_PORT || (await freePort()),
    SMTPS_PORT: env.SMTPS_PORT || (await freePort()),
    SUBMISSION_PORT: env.SUBMISSION_PORT || (await freePort()),
    SUBMISSIONS_PORT: env.SUBMISSIONS_PORT || (await freePort()),
    SANDBOX_PORT: env.SANDBOX_PORT || (await freePort()),
    IMAP_PORT: env.IMAP_PORT || (await freePort()),
    IMAPS_PORT: env.IMAPS_PORT || (await freePort()),
    POP3_PORT: env.POP3_PORT || (await freePort()),
    POP3S_PORT: env.POP3S_PORT || (await freePort()),
  }
}

async function refuseUsedPorts(ports: Ports): Promise<void> {
  for (const [name, port] of Object.entries(ports)) {
    const isReaders = /^(IMAP|POP3)/.test(name)
    if (isReaders && !env.READERS) continue
    const host = name === 'PORT' ? env.HOST : isReaders ? env.IMAP_HOST : env.SMTP_HOST
    const reason = await whyNotListen(port, host)
    if (reason) throw new Error(`Port ${port} of ${host} ${reason}: set ${name} to another one`)
  }
}

/** The pages, when their sources have changed. */
async function build(): Promise<void> {
  const child = spawn(process.execPath, [join(house, 'run.mjs'), '--build'], {
    cwd: house,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [status] = await once(child, 'exit')
  if (status !== 0) throw new Error('The pages could not be built.')
}

async function bringToNewest(databaseUrl: string): Promise<void> {
  try {
    await migrate(databaseUrl)
  } catch (error) {
    // Its own database was just made, so only one that was set can be unreachable or closed to us.
    const named = env.DATABASE_URL ? 'The database at DATABASE_URL cannot be used: ' : ''
    throw new Error(`${named}${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

function holdOnLeash(postgres: Service | undefined, redis: Service | undefined): void {
  leash([
    ...(postgres ? [{ pidFile: postgres.pidFile, signal: 'INT' as const }] : []),
    ...(redis ? [{ pidFile: redis.pidFile, signal: 'TERM' as const }] : []),
  ])
}

/** Signs cookies: the one set, or one made once for this folder. @throws when several machines may share the database: they need the same */
function sessionSecret(): string {
  if (env.SESSION_SECRET) return env.SESSION_SECRET
  if (env.DATABASE_URL)
    throw new Error(
      'SESSION_SECRET is needed with DATABASE_URL: 32 characters or more, the same for all copies (openssl rand -base64 32)',
    )
  const file = join(dataDir, 'session.secret')
  mkdirSync(dataDir, { recursive: true })
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600 })
  return readFileSync(file, 'utf8')
}

function node(name: string, file: string, settings: NodeJS.ProcessEnv, logFile: string) {
  const args = ['--import', join(house, 'start/leashed.ts'), join(house, file)]
  return { name, command: process.execPath, args, env: settings, logFile, leash: true }
}

/** Where we reach what listens on this address ourselves. */
function reachable(host: string): string {
  return ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host
}

function keepsEnding(processes: Kept[]): boolean {
  return processes.some((kept) => kept.restarts > 3)
}

function sayWhere({ baseUrl, ports, elsewhere }: { baseUrl: string; ports: Ports; elsewhere: string | undefined }): void {
  say('')
  say(`  Dashboard   ${baseUrl}`)
  say(
    `  Send mail   to …@${env.SEED_DOMAINS[0]} at ${env.SMTP_HOST}, port ${ports.SMTP_PORT} (STARTTLS) or ${ports.SMTPS_PORT} (TLS)`,
  )
  if (env.READERS) sayReaders(ports)
  say(`  Sandbox     for what your application sends: 127.0.0.1, port ${ports.SANDBOX_PORT}; see ${baseUrl}/sandbox`)
  say(`  Logs        ${relativeToHouse(join(dataDir, 'log'))}`)
  if (elsewhere) say(`  Database    ${elsewhere} (this folder is closed to the user PostgreSQL runs as)`)
  say('  Ctrl-C stops everything; nothing is lost.')
  say('')
}

function sayReaders(ports: Ports): void {
  say(
    `  Read mail   with a mail program, by IMAP at ${env.IMAP_HOST}, port ${ports.IMAP_PORT} (STARTTLS) or ${ports.IMAPS_PORT} (TLS)`,
  )
  say(`              or by POP3, port ${ports.POP3_PORT} (STLS) or ${ports.POP3S_PORT} (TLS)`)
}

function relativeToHouse(path: string): string {
  return path.startsWith(house) ? path.slice(house.length + 1) : path
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
