/**
 * The addresses that are known to send for watched domains, looked up in blocklists by turns. Each is a monitor of the kind `sender`, made and
 * ended by what is watched, so that nobody has to keep a list of them.
 */
import { prisma } from './client.ts'
import type { Prisma } from './generated/client.ts'
import { newId } from './id.ts'
import { endMonitors, type MonitorView, takeMonitors } from './monitor.ts'

/** Of one domain those seen last, and of one team no more than that. */
const mostOfDomain = 20
const mostOfTeam = 300
/** Minutes between two looks at one address; longer where the domain is looked at less often. */
const leastMinutes = 120
const seenForMs = 60 * 86_400_000

interface Watched {
  teamId: string
  projectId: string | null
  /** The domain. */
  subject: string
  everyMinutes: number
}

/** Who may have the address looked up: a mail that passed DMARC. Anybody can send without passing, from anywhere. */
const isSender = (now: Date): Prisma.KnownSenderWhereInput => ({
  passes: true,
  lastSeenAt: { gt: new Date(now.getTime() - seenForMs) },
})

/** Has the senders of a watched domain looked up from now on, spread over the time between two looks. Returns how many are new. */
export async function watchSenders({ teamId, projectId, subject: domain, ...watched }: Watched, now: Date): Promise<number> {
  const everyMinutes = Math.max(leastMinutes, watched.everyMinutes)
  const rows = await prisma.knownSender.groupBy({
    by: ['address'],
    where: { teamId, domain, ...isSender(now) },
    orderBy: { _max: { lastSeenAt: 'desc' } },
    take: mostOfDomain,
  })
  const subject = { in: rows.map(({ address }) => address) }
  const known = { teamId, kind: 'sender', subject }
  // What sends for two projects is nobody's of one of them alone.
  const elsewhere = projectId === null ? { projectId: { not: null } } : { NOT: { projectId }, projectId: { not: null } }
  await prisma.monitor.updateMany({ where: { ...known, ...elsewhere }, data: { projectId: null } })
  await prisma.monitor.updateMany({
    where: { ...known, everyMinutes: { gt: everyMinutes } },
    data: { everyMinutes, nextDueAt: now },
  })
  const room = mostOfTeam - (await prisma.monitor.count({ where: { teamId, kind: 'sender' } }))
  const there = await prisma.monitor.findMany({ where: known, select: { subject: true } })
  const added = rows.filter(({ address }) => !there.some((one) => one.subject === address)).slice(0, Math.max(0, room))
  const what = { teamId, projectId, kind: 'sender', preset: 'own', everyMinutes }
  const data = added.map(({ address }) => ({
    ...{ id: newId(), ...what, subject: address },
    nextDueAt: new Date(now.getTime() + Math.random() * everyMinutes * 60_000),
  }))
  return (await prisma.monitor.createMany({ data, skipDuplicates: true })).count
}

export type SenderView = Omit<MonitorView, 'kind'>

/** Takes senders that are due, each by one caller only. */
export const takeSenders = ({ now, take }: { now: Date; take: number }): Promise<SenderView[]> =>
  takeMonitors({ now, take, ofSenders: true })

export interface SendsFor {
  domain: string
  /** '' when none is recognised. */
  service: string
  lastSeenAt: Date
}

/** For which watched domains of its team an address sends, by name. One that sends for none any more is looked up no more. */
export async function sendsFor({ id, teamId, subject: address }: SenderView, now: Date): Promise<SendsFor[]> {
  const rows = await prisma.knownSender.findMany({
    where: { teamId, address, ...isSender(now) },
    distinct: ['domain'],
    orderBy: [{ domain: 'asc' }, { lastSeenAt: 'desc' }],
    select: { domain: true, service: true, lastSeenAt: true },
  })
  const name = { in: rows.map(({ domain }) => domain) }
  const watched = await prisma.monitor.findMany({
    where: { teamId, kind: 'domain', subject: name, pausedAt: null },
    select: { subject: true },
  })
  const uses = rows.filter(({ domain }) => watched.some(({ subject }) => subject === domain))
  if (uses.length === 0) await prisma.$transaction((db) => endMonitors(db, { id }))
  return uses
}
