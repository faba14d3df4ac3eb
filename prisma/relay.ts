/** Relays: mail servers of a team's own, through which its test sends go out. The password is sealed and leaves this room only for the worker. */
import { prisma } from './client.ts'
import type { Prisma } from './generated/client.ts'
import { isId, newId } from './id.ts'
import { seal, unseal } from './sealed.ts'
import { deleteTestSendsOf } from './test-send.ts'

export type RelayTls = 'starttls' | 'implicit' | 'none'

export interface RelayView {
  id: string
  teamId: string
  name: string
  /** A domain name (A-labels) or an IP address. */
  host: string
  port: number
  tls: RelayTls
  /** '' for none. */
  username: string
  createdAt: Date
  /** Test sends that went, or go, through it. */
  sends: number
}

/** How it is spoken to. */
export interface RelayLogin {
  host: string
  port: number
  tls: RelayTls
  username: string
  /** '' for none; null when it cannot be unsealed: SESSION_SECRET is another than it was. */
  password: string | null
}

export const mostRelays = 20
const purpose = 'relay-password'
const viewed = {
  ...{ id: true, teamId: true, name: true, host: true, port: true, tls: true, username: true, createdAt: true },
  _count: { select: { testSends: true } },
} as const

/** Keeps a relay of a team. Null when it has too many already. */
export async function createRelay({
  teamId,
  password,
  ...rest
}: { teamId: string; name: string; password: string } & Omit<RelayLogin, 'password'>): Promise<RelayView | null> {
  if ((await prisma.relay.count({ where: { teamId } })) >= mostRelays) return null
  const data = { id: newId(), teamId, ...rest, password: password === '' ? null : seal(purpose, password) }
  return view(await prisma.relay.create({ data, select: viewed }))
}

/** A team's relays, the newest first. */
export async function relaysOf({ teamId }: { teamId: string }): Promise<RelayView[]> {
  const rows = await prisma.relay.findMany({ where: { teamId }, orderBy: { id: 'desc' }, select: viewed })
  return rows.map(view)
}

/** One relay of a team. Null for an id that is malformed, unknown or another's. */
export async function relayOf({ id, teamId }: { id: string; teamId: string }): Promise<RelayView | null> {
  if (!isId(id)) return null
  const row = await prisma.relay.findFirst({ where: { id, teamId }, select: viewed })
  return row && view(row)
}

/** How a relay of a team is spoken to, with its password: only to connect with. Null as of `relayOf`. */
export async function relayLogin({ id, teamId }: { id: string; teamId: string }): Promise<RelayLogin | null> {
  if (!isId(id)) return null
  const row = await prisma.relay.findFirst({ where: { id, teamId } })
  if (!row) return null
  const { host, port, tls, username, password } = row
  return { host, port, tls: tls as RelayTls, username, password: password === null ? '' : unseal(purpose, password) }
}

/** Deletes a relay with the test sends that went through it. False when there is none. */
export async function deleteRelay({ id, teamId }: { id: string; teamId: string }): Promise<boolean> {
  if (!isId(id)) return false
  return prisma.$transaction(async (db) => {
    await deleteTestSendsOf(db, { relayId: id, teamId })
    return (await db.relay.deleteMany({ where: { id, teamId } })).count > 0
  })
}

function view({ _count, tls, ...row }: Prisma.RelayGetPayload<{ select: typeof viewed }>): RelayView {
  return { ...row, tls: tls as RelayTls, sends: _count.testSends }
}
