/** Records to be judged before they are published: `--with` and `--zone`. */
import { readFileSync } from 'node:fs'
import type { Net } from '#checks/net.ts'
import { overlay } from '#net/overlay.ts'
import { readZoneFile, type ZoneFileRecord, ZoneFileError } from '#net/zone-file.ts'
import { UsageError } from './usage.ts'

export interface Proposal {
  /** As given; `-` for standard input. */
  file: string
  records: ZoneFileRecord[]
  /** The name of the zone, when the file is all of it. */
  zone: string | undefined
}

export interface Given {
  with?: string | undefined
  zone?: string | undefined
  origin?: string | undefined
}

/**
 * Reads the file; undefined when none is given. Names are under `--origin`, else under the one domain asked about.
 * @throws {UsageError} with line and column when it cannot be read
 */
export function readProposal(given: Given, domains: string[]): Proposal | undefined {
  if (given.with !== undefined && given.zone !== undefined) throw new UsageError('check', 'Give --with or --zone, not both.')
  const file = given.with ?? given.zone
  if (file === undefined) {
    if (given.origin !== undefined) throw new UsageError('check', '--origin belongs to --with or --zone.')
    return undefined
  }
  const origin = given.origin ?? (domains.length === 1 ? domains[0] : undefined)
  const records = read(file, origin)
  if (given.zone === undefined) return { file, records, zone: undefined }
  const zone = records.find(({ type }) => type === 'SOA')?.name ?? origin?.toLowerCase().replace(/\.$/, '')
  if (zone === undefined) throw new UsageError('check', 'Which zone is it? Give --origin, or a file with a SOA record.')
  return { file, records, zone }
}

function read(file: string, origin: string | undefined): ZoneFileRecord[] {
  try {
    return readZoneFile(readFileSync(file === '-' ? 0 : file, 'utf8'), origin)
  } catch (error) {
    if (error instanceof ZoneFileError) {
      const { line, column } = error
      throw new UsageError('check', `${file}:${line}:${column}: ${error.message}.`, { file, line, column })
    }
    if (error instanceof Error && 'code' in error) throw new UsageError('check', `${file} cannot be read: ${error.code}.`)
    throw error
  }
}

/** The world with the proposal in it. */
export function proposedNet(net: Net, proposal: Proposal | undefined): Net {
  return proposal ? overlay(net, proposal.records, proposal.zone) : net
}
