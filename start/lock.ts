/** One start per data folder. */
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { commandOf } from './running.ts'

/** Thrown when another start holds the lock. */
export class AlreadyRunning extends Error {}

interface Holder {
  pid: number
  url: string
}

/**
 * Takes the lock, also over one whose holder is gone. Returns how to give it back. `mark` is part of every holder's command line, so that
 * another program which got the number of a dead holder is not taken for it.
 * @throws {AlreadyRunning}
 */
export async function takeLock(file: string, url: string, mark: string): Promise<() => Promise<void>> {
  await mkdir(dirname(file), { recursive: true })
  const own = `${file}.${process.pid}`
  await writeFile(own, JSON.stringify({ pid: process.pid, url }))
  try {
    while (!(await linked(own, file))) {
      const text = await readFile(file, 'utf8').catch(() => undefined)
      if (text === undefined) continue
      const holder = read(text)
      if (holder && commandOf(holder.pid)?.includes(mark)) {
        throw new AlreadyRunning(
          `One is running already: ${holder.url} (process ${holder.pid}; stop it with: kill ${holder.pid})`,
        )
      }
      await discard(file, text)
    }
  } finally {
    await rm(own, { force: true })
  }
  return () => rm(file, { force: true })
}

/** A link comes into being at once and complete, or not at all. */
async function linked(own: string, file: string): Promise<boolean> {
  try {
    await link(own, file)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** Moves the lock of a dead holder away. Who comes second finds a living one in its hands and puts it back. */
async function discard(file: string, text: string): Promise<void> {
  const aside = `${file}.old.${process.pid}`
  try {
    await rename(file, aside)
    if ((await readFile(aside, 'utf8')) === text) await rm(aside)
    else await rename(aside, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
}

function read(text: string): Holder | undefined {
  try {
    return JSON.parse(text) as Holder
  } catch {
    return undefined
  }
}
