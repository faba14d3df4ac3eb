/** `npm run demo`: a team that every browser joins, and a program beside the others that has sample mails sent to its addresses. */
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { newId } from '#prisma/id.ts'
import { launch } from './running.ts'

export interface Demo {
  /** For DEMO_TEAM: the same at every start of this folder. */
  team: string
  /** Everything runs: send. */
  begin(): void
  stop(): Promise<void>
}

interface Options {
  dataDir: string
  settings: NodeJS.ProcessEnv
  logFile: string
  say(line: string): void
}

/** Starts the program and waits until the team exists. @throws when it ends before */
export async function startDemo({ dataDir, settings, logFile, say }: Options): Promise<Demo> {
  const file = join(dataDir, 'demo.team')
  if (!existsSync(file)) writeFileSync(file, newId())
  const team = readFileSync(file, 'utf8')
  const child = launch({
    name: 'demo',
    command: process.execPath,
    args: ['--import', join(import.meta.dirname, 'leashed.ts'), join(import.meta.dirname, 'demo-mails.ts')],
    env: { ...settings, DEMO_TEAM: team },
    logFile,
    leash: true,
  })
  const ended = once(child, 'exit')
  const first = await Promise.race([once(child, 'message'), ended.then(() => undefined)])
  if (!first) throw new Error(`The demo did not start. See ${logFile}`)
  child.on('message', (line) => say(String(line)))
  return {
    team,
    begin: () => void child.send('begin'),
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}
