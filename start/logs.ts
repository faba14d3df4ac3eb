/** The logs of what we run: one file each, kept small, and their warnings told to whoever started us. */
import { copyFile, mkdir, open, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'

/** Beyond this a log is copied to `….1` and begun anew; who writes it goes on writing, because files are opened for appending. */
const largestBytes = 20 * 1024 ** 2
const lookMs = 1000
/** pino's number for a warning. */
const warning = 40

export interface Logs {
  file(name: string): string
  /** Reads what was written since the last look, a last time. */
  close(): Promise<void>
}

/** Opens the folder of logs and follows the JSON logs of `names`. `warn` hears each warning as one line. */
export async function openLogs(folder: string, names: string[], warn: (line: string) => void): Promise<Logs> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = (name: string) => join(folder, `${name}.log`)
  const read = new Map<string, number>()
  for (const name of names) read.set(name, await sizeOf(file(name)))

  async function look(): Promise<void> {
    for (const name of names) {
      const text = await readFrom(file(name), read.get(name) ?? 0)
      const complete = text.slice(0, text.lastIndexOf('\n') + 1)
      read.set(name, (read.get(name) ?? 0) + Buffer.byteLength(complete))
      tell(name, complete.split('\n').filter(Boolean), warn)
      if ((read.get(name) ?? 0) <= largestBytes) continue
      await copyFile(file(name), `${file(name)}.1`)
      await truncate(file(name))
      read.set(name, 0)
    }
  }

  let stopped = false
  let last = Promise.resolve()
  const timer = setInterval(() => {
    last = last.then(() => (stopped ? undefined : look())).catch((error) => warn(`The logs cannot be read: ${error.message}`))
  }, lookMs)
  return {
    file,
    async close() {
      clearInterval(timer)
      await last
      stopped = true
      await look().catch(() => {})
    },
  }
}

function tell(name: string, lines: string[], warn: (line: string) => void): void {
  const lastWords: string[] = []
  for (const line of lines) {
    const entry = readEntry(line)
    if (!entry) lastWords.push(line)
    else if (entry.level >= warning) warn(`${name}: ${[entry.msg, entry.err?.message].filter(Boolean).join(': ')}`)
  }
  // Of what Node says when a process ends by an exception, the line that names it.
  const telling = lastWords.find((line) => /^\w*Error\b/.test(line)) ?? lastWords[0]
  if (telling) warn(`${name}: ${telling}`)
}

/** Undefined for a line that is not of pino: Node's own last words when a process ends. */
function readEntry(line: string): { level: number; msg?: string; err?: { message?: string } } | undefined {
  try {
    const entry: unknown = JSON.parse(line)
    return typeof entry === 'object' && entry !== null && 'level' in entry && typeof entry.level === 'number'
      ? { ...entry, level: entry.level }
      : undefined
  } catch {
    return undefined
  }
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0
}

async function readFrom(file: string, offset: number): Promise<string> {
  const size = await sizeOf(file)
  if (size <= offset) return ''
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - offset), 0, size - offset, offset)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await handle.close()
  }
}
