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
