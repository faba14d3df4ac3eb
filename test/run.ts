/**
 * `npm test [file or folder …] [--flags of node --test]`: a PostgreSQL without fsync and a Redis, thrown away afterwards; a migrated
 * template database, from which test/helpers/setup.ts copies one for each file that needs it; then node's own test runner.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync, rmSync, statSync } from 'node:fs'
import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { migrate } from '#prisma/migrate.ts'
import { leash } from '../start/leash.ts'
import { makeDatabase, startPostgres } from '../start/postgres.ts'
import { startRedis } from '../start/redis.ts'
import type { Service } from '../start/service.ts'

const house = resolve(import.meta.dirname, '..')
/** Rooms whose tests look at pages, so that what the browser gets must be built. */
const needBuild = ['test/app/', 'test/flow/']
/** Rooms whose tests want real mail servers, brought once for all of them. */
const needServers = 'test/real/'
/** A test that waits for what never comes fails after this, instead of holding up everything. No test is near it. */
const hangsAfterMs = 300_000

const files = chosen(process.argv.slice(2).filter((argument) => !argument.startsWith('-')))
const flags = process.argv.slice(2).filter((argument) => argument.startsWith('-'))
process.exit(await main())

async function main(): Promise<number> {
  if (files.length === 0) return say('There is no such test.')
  const folder = await mkdtemp(join(tmpdir(), 'seedbed-test-'))
  // PostgreSQL runs as another user when we are root.
  await chmod(folder, 0o711)
  const services: Service[] = []
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupted.abort())
  try {
    const building = files.some((file) => needBuild.some((room) => file.startsWith(room))) ? build() : undefined
    const bringing = files.some((file) => file.startsWith(needServers)) ? bringServers() : undefined
    const options = (name: string) => ({
      folder: join(folder, name),
      logFile: join(folder, `${name}.log`),
      durable: false,
      notify: warn,
    })
    const postgres = await startPostgres(options('postgres'))
    services.push(postgres)
    const redis = await startRedis(options('redis'))
    services.push(redis)
    leash([
      { pidFile: postgres.pidFile, signal: 'INT' },
      { pidFile: redis.pidFile, signal: 'TERM' },
    ])
    await migrate(await makeDatabase(postgres.url, 'template'))
    await bringing
    const built = await building
    if (built) return built
    if (interrupted.signal.aborted) return 130
    return await endOf(runTests(postgres.url, redis.url, join(folder, 'compiled')), interrupted.signal)
  } catch (error) {
    return say(error instanceof Error ? error.message : String(error))
  } finally {
    await Promise.all(services.map((service) => service.stop()))
    for (const place of [folder, ...services.map((service) => service.folder)]) rmSync(place, { recursive: true, force: true })
  }
}

/** `compiled`: a folder in which what one process has compiled is found by the next; each file has one of its own, and they load much the same. */
function runTests(postgresUrl: string, redisUrl: string, compiled: string): ChildProcess {
  const setup = join(import.meta.dirname, 'helpers', 'setup.ts')
  const concurrency = flags.some((flag) => flag.startsWith('--test-concurrency')) ? [] : ['--test-concurrency=3']
  return spawn(
    process.execPath,
    ['--test', '--test-reporter=spec', `--test-timeout=${hangsAfterMs}`, ...concurrency, ...flags, '--import', setup, ...files],
    {
      cwd: house,
      stdio: 'inherit',
      env: {
        ...process.env,
        ...{ SEEDBED_TEST_POSTGRES: postgresUrl, SEEDBED_TEST_REDIS: redisUrl, NODE_COMPILE_CACHE: compiled },
      },
    },
  )
}

/** Loaded only then, with all it imports. */
async function bringServers(): Promise<void> {
  const { hasRealServers } = await import('./helpers/real-rows.ts')
  await hasRealServers()
}

function build(): Promise<number> {
  return endOf(spawn(process.execPath, ['run.mjs', '--build'], { cwd: house, stdio: 'inherit' }))
}

/** The exit status. `interrupted` ends it as Ctrl-C does, and it is the terminal's job to have done so to the process itself. */
async function endOf(child: ChildProcess, interrupted?: AbortSignal): Promise<number> {
  interrupted?.addEventListener('abort', () => child.kill('SIGINT'))
  const [status] = await once(child, 'exit')
  return status ?? 130
}

/** Test files by name, by folder, or all. */
function chosen(names: string[]): string[] {
  const patterns = names.length === 0 ? ['test'] : names.map((name) => relative(house, resolve(name)))
  return patterns.flatMap((name) => {
    const path = join(house, name)
    if (existsSync(path) && statSync(path).isDirectory()) return globSync(`${name}/**/*.test.ts`, { cwd: house }).sort()
    return globSync(name, { cwd: house })
  })
}

function say(line: string): number {
  warn(line)
  return 1
}
function warn(line: string): void {
  process.stderr.write(`${line}\n`)
}
