/** Searching what a team had looked at: domains, addresses, mails once more, and the ports of hosts. As `prisma/search.ts` does with mails. */
import { Prisma } from './generated/client.ts'
import { isId } from './id.ts'
import type { Reach } from './reach.ts'
import { type ScanKind, type ScanView, scansByIds } from './scan.ts'
import type { Page } from './search.ts'
import { few, type Look, lookAt } from './search-page.ts'
import { type Finding, type Stretch, usedChecks, wayOfAny, within } from './search-ways.ts'

export interface ScanFilter extends Finding {
  /** All when left out. */
  kind?: ScanKind | undefined
  /** A domain, host or address, whole; of a mail its From domain. */
  subject?: string | undefined
  projectId?: string | undefined
  since?: Date | undefined
  until?: Date | undefined
}

export interface FoundScans {
  /** At most `take`, the newest first. */
  scans: ScanView[]
  /** As of mails. */
  next: string | null
}

/** How many are looked at for what is rare: of each the findings, too. */
const many = 2000

const kinds: readonly ScanKind[] = ['domain', 'address', 'mail', 'host']

/** The scans that fit and are kept, newest first. */
export async function searchScans({ teamId, projects }: Reach, filter: ScanFilter, { before, take }: Page): Promise<FoundScans> {
  if (before !== undefined && !isId(before)) return { scans: [], next: null }
  const { kind, subject, projectId, since, until } = filter
  const stretch: Stretch = { since, until, before }
  const conditions = [Prisma.sql`scan."teamId" = ${teamId}::uuid`, ...(subject ? [Prisma.sql`scan.subject = ${subject}`] : [])]
  const values = Prisma.sql`${kind ? [kind] : kinds}::"ScanKind"[]`
  const way = wayOfAny('scan', { column: Prisma.sql`scan.kind`, values, conditions }, stretch)
  const where = [
    Prisma.sql`scan."keptUntil" > now()`,
    ...(projects ? [Prisma.sql`scan."projectId" = ANY(${projects}::uuid[])`] : []),
    ...(projectId && isId(projectId) ? [Prisma.sql`scan."projectId" = ${projectId}::uuid`] : []),
    ...within(Prisma.sql`scan.id`, stretch),
  ]
  const look: Look = { table: 'scan', where, finding: filter, before, take }
  const soon = await lookAt({ way, isOfFinding: false }, few, look)
  const found = soon.isFull || soon.next === null ? soon : await lookAt({ way, isOfFinding: false }, many, look)
  return { scans: await scansByIds(found.ids), next: found.next }
}

/** The checks that there are to choose from. */
export const choicesOfScans = usedChecks
