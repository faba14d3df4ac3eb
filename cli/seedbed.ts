#!/usr/bin/env node
/** `seedbed`: the checks on a terminal, without database or queue. Each command is loaded when it is asked for, so that starting is quick. */
import { enableCompileCache } from 'node:module'
import { usage, UsageError } from './usage.ts'

// What was compiled once is read the next time, where Node can (22.8 and later).
enableCompileCache?.()

/** 0 nothing found, 1 findings, 2 wrong usage, 3 could not look. */
type ExitStatus = 0 | 1 | 2 | 3

async function run([command, ...rest]: string[]): Promise<ExitStatus> {
  switch (command) {
    case 'check':
      return await (await import('./check.ts')).check(rest)
    case 'mail':
      return await (await import('./mail.ts')).mail(rest)
    case 'probe':
      return await (await import('./probe.ts')).probe(rest)
    case 'spf':
      return await (await import('./spf.ts')).spf(rest)
    case 'bounce':
      return (await import('./bounce.ts')).bounce(rest)
    case 'wait':
      return await (await import('./wait.ts')).wait(rest)
    case undefined:
      throw new UsageError(undefined, 'Which command?')
    case 'help':
    case '--help':
    case '-h':
      process.stdout.write(usage())
      return 0
    default:
      throw new UsageError(undefined, `There is no command "${command}".`)
  }
}

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  process.stderr.write(error.place ? `${error.message}\n` : `${error.message}\n\n${usage(error.command)}`)
  process.exitCode = 2
}
// What is still open, a question nobody waits for any more, must not hold the terminal.
process.stdout.write('', () => process.exit())
