/**
 * Web sessions: one for each browser in which a person is signed in. The token (256 bits) is in that browser's cookie; kept is its SHA-256.
 * A session lasts 30 days from the last time it was used, and can be ended from any other.
 */
import { prisma } from './client.ts'
import type { Role, TeamKind } from './generated/enums.ts'
import { isId, newId } from './id.ts'
import { isToken, newToken, tokenHash } from './token.ts'

export type { Role, TeamKind }

/** A team that a person belongs to, and what they are in it. */
export interface Membership {
  teamId: string
  kind: TeamKind
  name: string
  /** In its pages' paths; a personal team has its id. */
  slug: string
  role: Role
  /** The ids of the projects that it is limited to; null when all of the team is open. */
  projects: string[] | null
}

export interface Person {
  id: string
  email: string
  name: string
  verified: boolean
  /** Owns this instance. */
  isOperator: boolean
  /** IANA name; null when never told. */
  zone: string | null
}

export interface SignInView {
  id: string
  person: Person
  /** False while the second factor is still asked for: it opens nothing yet. */
  completed: boolean
  /** The team that was chosen to be looked at. */
  teamId: string | null
  /** The personal one first, then by name. */
  memberships: Membership[]
}

const lastsMs = 30 * 86_400_000
/** Of the second factor. */
const halfWayMs = 10 * 60_000
/** A session that is used is noted as seen no more often than this. */
const seenEveryMs = 10 * 60_000

/** Begins a session. `completed`: nothing more is asked for. Returns its token, known to the caller only. */
export async function createSignIn({
  userId,
  userAgent,
  peerAddress,
  completed,
}: {
  userId: string
  userAgent: string
  peerAddress: string
  completed: boolean
}): Promise<{ id: string; token: string }> {
  const token = newToken(256)
  const now = Date.now()
  const id = newId(now)
  const data = { id, userId, tokenHash: tokenHash(token), userAgent: userAgent.slice(0, 200), peerAddress }
  const times = { expiresAt: new Date(now + (completed ? lastsMs : halfWayMs)), completedAt: completed ? new Date(now) : null }
  await prisma.signIn.create({ data: { ...data, ...times } })
  return { id, token }
}

interface Row {
  id: string
  teamId: string | null
  completed: boolean
  isStale: boolean
  person: Person
  memberships: Membership[]
}

/** The session behind a token, noted as used now. Null for one that is malformed, unknown, over or ended. */
export async function signInByToken(token: string): Promise<SignInView | null> {
  if (!isToken(token, 256)) return null
  const [row] = await prisma.$queryRaw<Row[]>`
    SELECT session.id, session."teamId", session."completedAt" IS NOT NULL AS completed,
      session."lastSeenAt" < ${new Date(Date.now() - seenEveryMs)} AS "isStale",
      jsonb_build_object('id', person.id, 'email', person.email, 'name', person.name, 'verified', person."verifiedAt" IS NOT NULL,
        'isOperator', person."isOperator", 'zone', person.zone) AS person,
      coalesce((
        SELECT jsonb_agg(jsonb_build_object('teamId', team.id, 'kind', team.kind, 'name', team.name,
          'slug', coalesce(team.slug, team.id::text), 'role', member.role,
          'projects', CASE WHEN member.limited THEN coalesce((
            SELECT jsonb_agg(allowed."projectId") FROM "ProjectMember" AS allowed
            WHERE allowed."teamId" = member."teamId" AND allowed."userId" = member."userId"
          ), '[]') END) ORDER BY team.kind, team.name, team.id)
        FROM "Member" AS member JOIN "Team" AS team ON team.id = member."teamId"
        WHERE member."userId" = person.id
      ), '[]') AS memberships
    FROM "SignIn" AS session JOIN "User" AS person ON person.id = session."userId"
    WHERE session."tokenHash" = ${tokenHash(token)} AND session."expiresAt" > now()`
  if (!row) return null
  const { isStale, ...view } = row
  if (isStale && view.completed) await noteSeen(view.id)
  return view
}

async function noteSeen(id: string): Promise<void> {
  const now = Date.now()
  await prisma.signIn.updateMany({ where: { id }, data: { lastSeenAt: new Date(now), expiresAt: new Date(now + lastsMs) } })
}

export interface DeviceView {
  id: string
  userAgent: string
  peerAddress: string
  createdAt: Date
  lastSeenAt: Date
}

/** Where a person is signed in, the last used first. */
export async function signInsOf({ userId }: { userId: string }): Promise<DeviceView[]> {
  return prisma.signIn.findMany({
    where: { userId, completedAt: { not: null }, expiresAt: { gt: new Date() } },
    orderBy: [{ lastSeenAt: 'desc' }, { id: 'desc' }],
    select: { id: true, userAgent: true, peerAddress: true, createdAt: true, lastSeenAt: true },
  })
}

/** Ends one session of a person, at once. */
export async function endSignIn({ id, userId }: { id: string; userId: string }): Promise<void> {
  if (isId(id)) await prisma.signIn.deleteMany({ where: { id, userId } })
}

/** Ends all sessions of a person but one; all when none is to be kept. Returns how many ended. */
export async function endOtherSignIns({ userId, keep }: { userId: string; keep: string | null }): Promise<number> {
  const where = { userId, ...(keep ? { id: { not: keep } } : {}) }
  return (await prisma.signIn.deleteMany({ where })).count
}

/** Chooses the team that a session looks at. Whoever asks has made sure that the person belongs to it. */
export async function lookAtTeam({ id, userId, teamId }: { id: string; userId: string; teamId: string }): Promise<void> {
  await prisma.signIn.updateMany({ where: { id, userId }, data: { teamId } })
}

/** Deletes sessions whose time is over. Returns how many went. */
export async function deleteOverSignIns({ now }: { now: Date }): Promise<number> {
  return (await prisma.signIn.deleteMany({ where: { expiresAt: { lte: now } } })).count
}
