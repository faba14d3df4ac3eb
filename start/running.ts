/** What runs on this machine: processes by their id, kept alive when they are ours, and free ports. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** How to start a program. `logFile` takes what it writes on standard error, and on standard output unless `read` wants the lines. */
export interface Program {
  name: string
  command: string
  args: string[]
  env?: NodeJS.ProcessEnv
  user?: { uid: number; gid: number }
  logFile: string
  /** Given to a process of ours, so that it notices when we are gone. */
  leash?: boolean
}

export interface Kept {
  readonly pid: number | undefined
  /** How often it has been started again. */
  readonly restarts: number
  /** Milliseconds since it was last started; 0 while it does not run. */
  readonly upMs: number
  /** Sends a signal to the running process and leaves the rest to the keeper. */
  kill(signal: NodeJS.Signals): void
  /** Ends it for good: `signal` first, SIGKILL after `patienceMs`. */
  stop(signal: NodeJS.Signals, patienceMs: number): Promise<void>
}

const shortestWaitMs = 200
const longestWaitMs = 10_000
/** A process that ran this long has earned a fresh start: the waiting begins small again. */
const healthyMs = 30_000

/** Starts a program, and again whenever it ends, waiting longer each time it ends soon. `ended` hears why. */
export function keepRunning(program: Program, ended: (how: string, restarts: number) => void): Kept {
  const stopping = new AbortController()
  let child: ChildProcess | undefined
  let restarts = 0
  let since = Date.now()

  async function loop(): Promise<void> {
    let waitMs = shortestWaitMs
    while (!stopping.signal.aborted) {
      since = Date.now()
      child = launch(program)
      const how = await endOf(child)
      child = undefined
      if (stopping.signal.aborted) return
      if (Date.now() - since > healthyMs) waitMs = shortestWaitMs
      ended(how, ++restarts)
      await pause(waitMs, undefined, { signal: stopping.signal }).catch(() => {})
      waitMs = Math.min(waitMs * 2, longestWaitMs)
    }
  }
  const finished = loop()

  return {
    get pid() {
      return child?.pid
    },
    get restarts() {
      return restarts
    },
    get upMs() {
      return child ? Date.now() - since : 0
    },
    kill: (signal) => void child?.kill(signal),
    async stop(signal, patienceMs) {
      stopping.abort()
      const last = child
      last?.kill(signal)
      const impatience = setTimeout(() => last?.kill('SIGKILL'), patienceMs)
      await finished
      clearTimeout(impatience)
    },
  }
}

/** Starts a program in its own process group, so that a Ctrl-C at the terminal reaches only us and we stop things in order. */
export function launch({ command, args, env, user, logFile, leash }: Program): ChildProcess {
  const log = openSync(logFile, 'a')
  const child = spawn(command, args, {
    cwd: user ? '/' : undefined,
    env: env ?? process.env,
    detached: true,
    stdio: leash ? ['ignore', log, log, 'ipc'] : ['ignore', log, log],
    ...user,
  })
  closeSync(log)
  return child
}

async function endOf(child: ChildProcess): Promise<string> {
  try {
    const [status, signal] = await once(child, 'exit')
    return signal ? `ended by ${signal}` : `ended with status ${status}`
  } catch (error) {
    return `did not start: ${error instanceof Error ? error.message : error}`
  }
}

/** The command line of a process, or undefined when there is none with this id. */
export function commandOf(pid: number): string | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    // Not Linux, or not there.
  }
  try {
    return execFileSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return undefined
  }
}

/** Ends a process that an earlier start of ours left behind, if that is what the id in this file still means. */
export async function endOrphan(pidFile: string, marks: string[], signal: NodeJS.Signals): Promise<void> {
  const pid = Number.parseInt(await readFile(pidFile, 'utf8').catch(() => ''), 10)
  const isOurs = () => {
    const command = commandOf(pid)
    return command !== undefined && marks.every((mark) => command.includes(mark))
  }
  if (!isOurs()) return
  process.kill(pid, signal)
  for (let waited = 0; isOurs(); waited += 50) {
    if (waited === 20_000) process.kill(pid, 'SIGKILL')
    await pause(50)
  }
}

/** Asks until the answer is yes. @throws when it is still no after `limitMs`, or when `gaveUp` says why there is no use in waiting. */
export async function until(
  ask: () => Promise<boolean>,
  { limitMs, what, gaveUp }: { limitMs: number; what: string; gaveUp?: () => string | undefined },
): Promise<void> {
  const deadline = Date.now() + limitMs
  while (!(await ask())) {
    const reason = gaveUp?.()
    if (reason) throw new Error(reason)
    if (Date.now() > deadline) throw new Error(`${what} within ${limitMs / 1000} seconds`)
    await pause(50)
  }
}

/** Below the ports that systems give to outgoing connections, so that none of those takes it before we listen. */
const lowestPort = 15_000
const highestPort = 32_000

/** A TCP port of 127.0.0.1 that nobody uses at this moment. @throws when none is found */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = randomInt(lowestPort, highestPort)
    if (!(await whyNotListen(port, '127.0.0.1'))) return port
  }
  throw new Error('There is no free port.')
}

/** Why nobody could listen on this port, or undefined when one could. */
export async function whyNotListen(port: number, host: string): Promise<string | undefined> {
  const server = createServer()
  try {
    server.listen({ port, host, exclusive: true })
    await once(server, 'listening')
    server.close()
    await once(server, 'close')
    return undefined
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error
    if (code === 'EADDRINUSE') return 'is in use'
    if (code === 'EACCES') return 'needs more rights than we have'
    if (code === 'EADDRNOTAVAIL') return 'is not on an address of this machine'
    return `cannot be used (${code})`
  }
}
