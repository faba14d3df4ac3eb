/**
 * Redis (or Valkey, its free continuation): the machine's own program, on a socket of ours. Where there is none it is installed with apt,
 * when that needs no question. Redis only carries hints here (see the design of the queue), so its log on disk is written once a second.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { accessSync, constants, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { keepRunning, until } from './running.ts'
import type { Service, ServiceOptions } from './service.ts'

const names = ['redis-server', 'valkey-server']
/** Places that a service's or a root's PATH often lacks. */
const morePlaces = ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/opt/homebrew/bin', '/snap/bin']
/** The longest path a socket may have (macOS: 104 bytes with the end). */
const longestSocketPath = 103

/**
 * Starts Redis on `folder`. One left behind by a start that was killed is stopped first. `url` is the path of its socket.
 * @throws when there is no Redis and none can be installed, in one line that says what to do
 */
export async function startRedis({ folder, logFile, durable, notify }: ServiceOptions): Promise<Service> {
  const home = resolve(folder)
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const command = findRedis() ?? installRedis(notify)
  const socket = socketPath(home)
  const pidFile = join(home, 'redis.pid')
  await shutDownOrphan(socket)
  rmSync(socket, { force: true })

  const server = keepRunning(
    { name: 'Redis', command, args: serverArguments({ home, socket, pidFile, durable }), logFile },
    (how) => notify(`Redis ${how}`),
  )
  try {
    await until(() => answers(socket), {
      limitMs: 60_000,
      what: 'Redis did not answer',
      gaveUp: () =>
        server.restarts > 3
          ? `Redis does not start:\n${readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-5).join('\n')}`
          : undefined,
    })
  } catch (error) {
    await server.stop('SIGKILL', 0)
    throw error
  }
  return {
    url: socket,
    folder: home,
    pidFile,
    kill: (signal) => server.kill(signal),
    stop: () => server.stop('SIGTERM', 10_000),
  }
}

function serverArguments({
  home,
  socket,
  pidFile,
  durable,
}: {
  home: string
  socket: string
  pidFile: string
  durable: boolean
}): string[] {
  const settings: Record<string, string> = {
    port: '0',
    unixsocket: socket,
    unixsocketperm: '700',
    dir: home,
    pidfile: pidFile,
    appendonly: durable ? 'yes' : 'no',
    appendfsync: 'everysec',
    save: '',
    // A half-written last line, as kill -9 leaves it, is cut off instead of being a reason not to start.
    'aof-load-truncated': 'yes',
    daemonize: 'no',
  }
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
}

function findRedis(): string | undefined {
  const places = [...(process.env.PATH ?? '').split(delimiter), ...morePlaces].filter(Boolean)
  return names.flatMap((name) => places.map((place) => join(place, name))).find(isProgram)
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function installRedis(notify: (line: string) => void): string {
  const say =
    'There is no Redis here: install redis-server or valkey-server (Debian, Ubuntu: apt install redis-server; macOS: brew install redis), or set REDIS_URL'
  const apt = aptCommand()
  if (!apt) throw new Error(say)
  notify('Installing redis-server with apt …')
  const run = (...args: string[]) => {
    const [command = 'apt-get', ...before] = apt
    const { status, stderr } = spawnSync(command, [...before, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    return { status, lastLine: stderr?.trim().split('\n').at(-1) ?? '' }
  }
  run('update')
  const { status, lastLine } = run('install', '--yes', '--no-install-recommends', 'redis-server')
  const found = findRedis()
  if (status !== 0 || !found) throw new Error(`${say} (apt: ${lastLine})`)
  return found
}

/** apt-get as we may call it without a question, or undefined. */
function aptCommand(): string[] | undefined {
  if (!isProgram('/usr/bin/apt-get')) return undefined
  if (process.getuid?.() === 0) return ['apt-get']
  try {
    execFileSync('sudo', ['-n', 'true'], { stdio: 'ignore' })
    return ['sudo', '-n', 'DEBIAN_FRONTEND=noninteractive', 'apt-get']
  } catch {
    return undefined
  }
}

/** In the data folder, or where that would be too long for a socket, in the folder for temporary files under a name made from it. */
function socketPath(home: string): string {
  const path = join(home, 'redis.sock')
  if (Buffer.byteLength(path) <= longestSocketPath) return path
  return join(tmpdir(), `seedbed-${createHash('sha256').update(home).digest('hex').slice(0, 16)}.sock`)
}

/** Whoever listens on our socket is one of ours, left behind: it saves and ends, and only then closes the connection. */
function shutDownOrphan(path: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const socket = connect({ path }, () => socket.write('SHUTDOWN\r\n'))
  socket.resume()
  socket.once('error', () => resolve())
  socket.once('close', () => resolve())
  return promise
}

/** Has it loaded its data and does it take commands? */
function answers(path: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect({ path }, () => socket.write('PING\r\n'))
  socket.setTimeout(1000, () => socket.destroy())
  socket.once('data', (reply) => {
    resolve(reply.toString().startsWith('+PONG'))
    socket.destroy()
  })
  socket.once('error', () => resolve(false))
  socket.once('close', () => resolve(false))
  return promise
}
