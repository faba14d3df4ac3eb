/** The domains a team keeps an eye on: what the newest look at each said, in a row that a table can be sorted by. */
import type { ReportWords } from '#checks/report.ts'
import { prisma } from './client.ts'
import type { DomainState } from './domain-state.ts'
import { Prisma } from './generated/client.ts'
import { newId } from './id.ts'
import { endMonitors } from './monitor.ts'
import { inReach, type Reach } from './reach.ts'

export type { DomainState }

export interface DomainView {
  id: string
  projectId: string | null
  name: string
  tags: string[]
  notes: string
  addedAt: Date
  scanId: string | null
  lookedAt: Date | null
  state: DomainState
  stateSince: Date | null
  policy: string | null
  /** When the first certificate of its mail servers, or its registration, ends; and which of them that is. */
  nextExpiry: Date | null
  nextExpiryOf: Ending | null
  /** What the newest look found otherwise than the one before. */
  changed: ReportWords | null
  changedAt: Date | null
}

export type Ending = 'certificate' | 'registration'

export interface DomainToAdd {
  name: string
  projectId: string | null
  tags: string[]
}

/** Adds those that are not there yet. Returns the names that are new. */
export async function addDomains({ teamId, domains }: { teamId: string; domains: DomainToAdd[] }): Promise<string[]> {
  const data = domains.map((domain) => ({ id: newId(), teamId, ...domain }))
  const added = await prisma.domain.createManyAndReturn({ data, skipDuplicates: true, select: { name: true } })
  return added.map(({ name }) => name)
}

export interface DomainFilter {
  projectId?: string | undefined
  tag?: string | undefined
  state?: DomainState | undefined
  /** A part of the name. */
  text?: string | undefined
}

const most = 1000

/** A team's domains, those that need somebody first: by state, then the newest change, then the name. */
export async function domainsOf(reach: Reach, { projectId, tag, state, text }: DomainFilter = {}): Promise<DomainView[]> {
  const rows = await prisma.domain.findMany({
    where: {
      AND: [
        inReach(reach),
        projectId ? { projectId } : {},
        tag ? { tags: { has: tag } } : {},
        state ? { state } : {},
        text ? { name: { contains: text } } : {},
      ],
    },
    take: most,
  })
  return rows.map(view).sort(byNeed)
}

const order: readonly DomainState[] = ['problems', 'warnings', 'unknown', 'waiting', 'in-order']
/** What needs somebody first. */
export const byState = (a: { state: DomainState }, b: { state: DomainState }): number =>
  order.indexOf(a.state) - order.indexOf(b.state)
const byNeed = (a: DomainView, b: DomainView): number =>
  byState(a, b) || (b.changedAt?.getTime() ?? 0) - (a.changedAt?.getTime() ?? 0) || (a.name < b.name ? -1 : 1)

/** One domain of a team; null when it is not kept, or in a project out of reach. */
export async function domainOf(reach: Reach, name: string): Promise<DomainView | null> {
  const row = await prisma.domain.findFirst({ where: { ...inReach(reach), name } })
  return row && view(row)
}

export interface DomainChange {
  projectId?: string | null
  tags?: string[]
  notes?: string
}

/** Changes what the team says of its domains. What watches one goes with it to another project, and what that told. Returns how many there were. */
export async function changeDomains(reach: Reach, names: string[], change: DomainChange): Promise<number> {
  const { teamId } = reach
  const { projectId } = change
  const where = { ...inReach(reach), name: { in: names } }
  return prisma.$transaction(async (db) => {
    if (projectId !== undefined) {
      const moved = await db.domain.findMany({ where, select: { name: true } })
      const subject = { in: moved.map(({ name }) => name) }
      await db.monitor.updateMany({ where: { teamId, kind: 'domain', subject }, data: { projectId } })
      await db.alert.updateMany({ where: { teamId, subjectKind: 'domain', subject }, data: { projectId } })
    }
    return (await db.domain.updateMany({ where, data: change })).count
  })
}

/**
 * Keeps them no more; their monitors, with what those told, and what was accepted of them end with them. Scans, changes of records and known
 * senders are the team's, and stay as long as it keeps things.
 */
export async function removeDomains(reach: Reach, names: string[]): Promise<number> {
  const where = { ...inReach(reach), name: { in: names } }
  return prisma.$transaction(async (db) => {
    const gone = await db.domain.findMany({ where, select: { name: true } })
    const subject = { in: gone.map(({ name }) => name) }
    const { teamId } = reach
    // One that is watched no longer told of it before.
    await db.alert.deleteMany({ where: { teamId, subjectKind: 'domain', subject } })
    await endMonitors(db, { teamId, kind: 'domain', subject })
    await db.accepted.deleteMany({ where: { teamId, domain: subject } })
    return (await db.domain.deleteMany({ where: { ...inReach(reach), name: subject } })).count
  })
}

/** What a look at a domain says for its row. */
export interface DomainLook {
  scanId: string
  at: Date
  state: DomainState
  policy: string | null
  /** Of the certificates. */
  nextExpiry: Date | null
  /** Null when the registry said nothing: then what it told before is still so. */
  registeredUntil: Date | null
  /** Null when nothing changed, or there was no look before. */
  changed: ReportWords | null
}

/** Notes a look at a domain that a team keeps; nothing when it keeps it not, or a newer look is noted. */
export async function noteLook({ teamId, name, look }: { teamId: string; name: string; look: DomainLook }): Promise<void> {
  const { scanId, at, state, policy, nextExpiry, registeredUntil, changed } = look
  await prisma.$transaction(async (db) => {
    const row = await db.domain.findUnique({ where: { teamId_name: { teamId, name } }, select: { state: true, lookedAt: true } })
    if (!row || (row.lookedAt && row.lookedAt > at)) return
    await db.domain.update({
      where: { teamId_name: { teamId, name } },
      data: {
        ...{ scanId, lookedAt: at, state, policy, nextExpiry },
        ...(row.state === state ? {} : { stateSince: at }),
        ...(registeredUntil && { registeredUntil }),
        ...(changed && { changed: { ...changed }, changedAt: at }),
      },
    })
  })
}

/** The newest scan with a report of a domain that a team keeps; null when there is none. */
export async function lastLook({ teamId, name }: { teamId: string; name: string }): Promise<string | null> {
  const row = await prisma.domain.findUnique({ where: { teamId_name: { teamId, name } }, select: { scanId: true } })
  return row?.scanId ?? null
}

/** Tags in use, for filters. */
export async function tagsOf(reach: Reach): Promise<string[]> {
  const { teamId, projects } = reach
  const within = projects ? Prisma.sql`AND "projectId" = ANY(${projects}::uuid[])` : Prisma.empty
  const rows = await prisma.$queryRaw<{ tag: string }[]>`
    SELECT DISTINCT unnest(tags) AS tag FROM "Domain" WHERE "teamId" = ${teamId}::uuid ${within} ORDER BY 1 LIMIT 200`
  return rows.map(({ tag }) => tag)
}

function view({ teamId: _, state, changed, registeredUntil, ...row }: Prisma.DomainGetPayload<object>): DomainView {
  const isRegistration = registeredUntil !== null && (row.nextExpiry === null || registeredUntil < row.nextExpiry)
  const nextExpiry = isRegistration ? registeredUntil : row.nextExpiry
  const nextExpiryOf = nextExpiry && (isRegistration ? 'registration' : 'certificate')
  return { ...row, nextExpiry, nextExpiryOf, state: state as DomainState, changed: changed as unknown as ReportWords | null }
}
