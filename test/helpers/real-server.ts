/** Real mail servers in the foreground, for a test file: each in a process group and a folder of its own, gone when the test is. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { chmod, mkdtemp, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { leash } from '../../start/leash.ts'
import { type Brought, bring } from './debian.ts'

export interface RealServer {
  folder: string
  stop(): Promise<void>
}

export interface Start {
  command: string
  args: string[]
  env: NodeJS.ProcessEnv
  folder: string
  logFile: string
  /** `address:port` that must answer before it counts as started. */
  listens: readonly string[]
}

/** Where the servers of tests listen. Another one than we come from: Dovecot holds an address that talks to itself to be safe. */
export const homes = ['127.0.0.2', '127.0.0.3'] as const

const isRoot = process.getuid?.() === 0
/** Who owns what a server may write. As root it must be somebody else, whom nobody needs to know. */
export const owner = { uid: isRoot ? 64_001 : (process.getuid?.() ?? 0), gid: isRoot ? 64_001 : (process.getgid?.() ?? 0) }

/** A folder with a short path: /tmp, for the paths of sockets have an end. */
export async function shortFolder(name: string): Promise<string> {
  const folder = await mkdtemp(`/tmp/${name}-`)
  await chmod(folder, 0o755)
  return folder
}

/** They start in a twentieth of a second. */
const slowestMs = 20_000
/** Milliseconds to end in peace. */
const patienceMs = 1000

/** How to end each that runs. */
const running = new Set<() => void>()
process.once('exit', () => {
  for (const clear of running) clear()
})

/** @throws {Error} with its log, when it does not start */
export async function startReal({ command, args, env, folder, logFile, listens }: Start): Promise<RealServer> {
  const child = spawn(command, args, { env, cwd: folder, detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (octets) => {
    said += octets
  })
  if (child.pid) await writeFile(join(folder, 'pid'), String(child.pid))
  // Also when this process is killed.
  leash([{ pidFile: join(folder, 'pid'), signal: 'TERM' }])
  const isRunning = () => child.exitCode === null && child.signalCode === null
  // The whole group: what the server started may outlive it, and write where nothing is to be left.
  const clear = () => {
    try {
      if (child.pid) process.kill(-child.pid, 'SIGKILL')
    } catch {
      // Nobody is left.
    }
    rmSync(folder, { recursive: true, force: true })
  }
  running.add(clear)
  const giveUp = (why: string): never => {
    const log = `${said}${existsSync(logFile) ? readFileSync(logFile, 'utf8') : ''}`.slice(-4000)
    running.delete(clear)
    clear()
    throw new Error(`${command} ${why}:\n${log}`)
  }
  const deadline = performance.now() + slowestMs
  for (const listener of listens) {
    while (!(await answers(listener))) {
      if (!isRunning()) giveUp('ended')
      if (performance.now() > deadline) giveUp(`does not listen at ${listener}`)
      await wait(20)
    }
  }
  return {
    folder,
    async stop() {
      const ended = isRunning() && once(child, 'exit')
      child.kill('SIGTERM')
      await Promise.race([ended, wait(patienceMs)])
      running.delete(clear)
      clear()
    },
  }
}

function answers(listener: string): Promise<boolean> {
  const [, host = '', port] = /^(.*):(\d+)$/.exec(listener) ?? []
  return new Promise((resolve) => {
    const socket = connect(Number(port), host)
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

/**
 * Users that a server asks for and this machine does not have, told to it by libraries made for tests; and root, where it wants to be root and
 * we are not. `undefined` when this machine does not bring them.
 */
export async function pretendingUsers(
  folder: string,
  names: readonly string[],
  wantsRoot: boolean,
): Promise<Record<string, string> | undefined> {
  const wrappers = await bring('libnss-wrapper', 'libuid-wrapper')
  if (!wrappers) return undefined
  const [passwd, group] = [join(folder, 'passwd'), join(folder, 'group')]
  const row = (name: string, uid: number, gid: number) => `${name}:x:${uid}:${gid}::/:/bin/false\n`
  const users = names.map((name) => row(name, owner.uid, owner.gid))
  await writeFile(passwd, [row('root', 0, 0), row('nobody', 65_534, 65_534), ...users].join(''))
  await writeFile(
    group,
    `root:x:0:\nnogroup:x:65534:\npostdrop:x:64002:\n${names.map((name) => `${name}:x:${owner.gid}:\n`).join('')}`,
  )
  const root = wantsRoot || isRoot
  return {
    NSS_WRAPPER_PASSWD: passwd,
    NSS_WRAPPER_GROUP: group,
    ...(root && { UID_WRAPPER: '1', UID_WRAPPER_ROOT: '1' }),
    LD_PRELOAD: ['nss', ...(root ? ['uid'] : [])].map((one) => libraryOf(wrappers, `lib${one}_wrapper.so`)).join(':'),
  }
}

function libraryOf({ env }: Brought, name: string): string {
  const found = (env.LD_LIBRARY_PATH ?? '').split(':').find((folder) => existsSync(join(folder, name)))
  return join(found ?? '', name)
}

/** What a server started as somebody else may write. Root's own files it may not. */
export async function giveTo(
  chown: (path: string, uid: number, gid: number) => Promise<void>,
  paths: readonly string[],
): Promise<void> {
  if (isRoot) for (const path of paths) await chown(path, owner.uid, owner.gid)
}
