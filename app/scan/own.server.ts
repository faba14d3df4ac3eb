/** What is known of an address here: the mails of the browser that reads, never of whoever asked for the scan; and the scans before this one. */
import { reportOfScan } from '#prisma/report.ts'
import type { ScanView } from '#prisma/scan.ts'
import { seenFrom } from '#prisma/seen.ts'
import { whoAsks } from '../who.server.ts'

/** Times ISO 8601. */
export interface OwnMails {
  mails: number
  firstAt: string
  lastAt: string
  /** The newest of them. */
  mailId: string
  domains: { domain: string; mails: number; proven: number }[]
}

/** Null when nothing came from this address. */
export async function ownMails(request: Request, address: string): Promise<OwnMails | null> {
  const { teamId, projects } = await whoAsks(request)
  // Counted over the whole team: nothing for who may not see all of it.
  const seen = teamId === null || projects ? null : await seenFrom({ teamId, address })
  return seen && { ...seen, firstAt: seen.firstAt.toISOString(), lastAt: seen.lastAt.toISOString() }
}

/**
 * Since when each list has it, as far as earlier scans tell: by the list's zone, the time (ISO 8601) of the oldest scan from which on it was
 * listed each time. `earlier`: newest first.
 */
export async function listedSince(earlier: ScanView[]): Promise<Record<string, string>> {
  const reports = await Promise.all(earlier.map(({ id }) => reportOfScan({ scanId: id })))
  const since: Record<string, string> = {}
  const ended = new Set<string>()
  for (const report of reports) {
    for (const { zone, state } of report?.views?.address?.lists ?? []) {
      if (state === 'clear') ended.add(zone)
      if (state === 'listed' && !ended.has(zone)) since[zone] = report?.analysedAt ?? ''
    }
  }
  return since
}
