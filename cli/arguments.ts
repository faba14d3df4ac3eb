/** Reads a command line, strictly: an option nobody knows is an error, not a domain. */
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { readServer } from '#net/dns.ts'
import { type Command, UsageError } from './usage.ts'

type Options = NonNullable<ParseArgsConfig['options']>

/** What every command takes. */
const common = {
  resolver: { type: 'string' },
  json: { type: 'boolean' },
  format: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies Options

/** @throws {UsageError} */
export function readArguments<const Own extends Options>(command: Command, args: string[], own: Own) {
  try {
    return parseArgs({ args, options: { ...common, ...own }, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageError(command, error instanceof Error ? error.message : String(error))
  }
}

/** One of these words. @throws {UsageError} */
export function oneOf<const Word extends string>(
  command: Command,
  option: string,
  given: string | undefined,
  words: readonly Word[],
  standard: Word,
): Word {
  if (given === undefined) return standard
  const word = words.find((one) => one === given)
  if (!word) throw new UsageError(command, `--${option} is "${given}"; it may be ${words.join(', ')}.`)
  return word
}

/** The servers of `--resolver`, separated by commas; undefined when not given. @throws {UsageError} */
export function readResolver(command: Command, given: string | undefined): string[] | undefined {
  const servers = given?.split(',').map((server) => server.trim())
  for (const server of servers ?? []) {
    try {
      readServer(server)
    } catch {
      throw new UsageError(command, `--resolver is "${server}"; it must be an IP address, and may have a port: 192.0.2.53:5353.`)
    }
  }
  return servers
}
