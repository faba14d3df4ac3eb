/** What was seen to change in what a domain publishes: an event a record set, with what was there before and after. */
import { prisma } from './client.ts'
import { newId } from './id.ts'
import { storable } from './text.ts'

export interface RecordEventView {
  id: string
  domain: string
  name: string
  type: string
  before: string[]
  after: string[]
  scanId: string
  at: Date
}

export interface SeenChange {
  name: string
  type: string
  before: string[]
  after: string[]
}

/** Notes what a scan saw changed. */
export async function noteChanges({
  teamId,
  domain,
  scanId,
  at,
  changes,
}: {
  teamId: string
  domain: string
  scanId: string
  at: Date
  changes: SeenChange[]
}): Promise<void> {
  if (changes.length === 0) return
  await prisma.recordEvent.createMany({
    data: changes.map((change) => ({ ...storable(change), id: newId(at.getTime()), teamId, domain, scanId, at })),
  })
}

/** What changed in a range of time, newest first, at most `take`; of one domain, or of these. */
export async function recordEvents({
  teamId,
  domains,
  since,
  take = 200,
}: {
  teamId: string
  domains: string[]
  since: Date
  take?: number
}): Promise<RecordEventView[]> {
  return prisma.recordEvent.findMany({
    where: { teamId, domain: { in: domains }, at: { gte: since } },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take,
    omit: { teamId: true },
  })
}

export interface SeenEvent extends RecordEventView {
  /** The look before the one that saw it; null when none is kept. */
  lookedBefore: Date | null
}

/** What changed in a span of time, oldest first, the newest `take`, each with the look before: the record changed between the two. */
export async function seenChanges({
  teamId,
  domains,
  since,
  until = new Date(),
  take = 50,
}: {
  teamId: string
  domains: string[]
  since: Date
  until?: Date | undefined
  take?: number
}): Promise<SeenEvent[]> {
  const rows = await prisma.$queryRaw<SeenEvent[]>`
    SELECT id, domain, name, type, before, after, "scanId", at, (
      SELECT "requestedAt" FROM "Scan" WHERE "teamId" = ${teamId}::uuid AND kind = 'domain' AND subject = event.domain AND id < event."scanId"
        AND status = 'reported' AND changes IS NULL ORDER BY id DESC LIMIT 1
    ) AS "lookedBefore"
    FROM "RecordEvent" AS event
    WHERE "teamId" = ${teamId}::uuid AND domain = ANY(${domains}) AND at >= ${since} AND at < ${until}
    ORDER BY at DESC, id DESC LIMIT ${take}`
  return rows.reverse()
}
