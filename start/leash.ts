/**
 * When we are killed without a chance to stop anything, nothing of ours may stay behind. A small shell waits for its standard input to
 * end, which happens when we end, however that happens; it then ends the services whose pid files are still there.
 */
import { spawn } from 'node:child_process'

/** `services`: each one's pid file (first line: the process id) and the signal it stops by. */
export function leash(services: { pidFile: string; signal: 'INT' | 'TERM' }[]): void {
  const script =
    'cat >/dev/null; while [ $# -gt 1 ]; do pid=$(head -n 1 "$1" 2>/dev/null) && kill -s "$2" "$pid" 2>/dev/null; shift 2; done'
  const args = services.flatMap(({ pidFile, signal }) => [pidFile, signal])
  const shell = spawn('/bin/sh', ['-c', script, 'seedbed-leash', ...args], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  shell.unref()
  const input = shell.stdin
  if (input && 'unref' in input && typeof input.unref === 'function') input.unref()
}
