/**
 * API tokens: open the API for a team, as what their maker is there at most, and no longer than the maker belongs to it. The token (256 bits)
 * is shown once; kept is its SHA-256.
 */
import { prisma } from './client.ts'
import { isId, newId } from './id.ts'
import type { Membership, Person, Role } from './sign-in.ts'
import { isToken, newToken, tokenHash } from './token.ts'

/** What a token may: read, do what members do, or what admins do. */
export type Scope = 'read' | 'write' | 'manage'
export const scopes: readonly Scope[] = ['read', 'write', 'manage']

export interface ApiTokenView {
  id: string
  projectId: string | null
  userId: string
  name: string
  scope: Scope
  createdAt: Date
  expiresAt: Date | null
  lastUsedAt: Date | null
}

/** So that a token that was published by mistake is recognised for what it is. */
const mark = 'seedbed_'
/** A token that is used is noted no more often than this. */
const notedEveryMs = 60_000

export interface TokenToMake {
  teamId: string
  userId: string
  projectId: string | null
  name: string
  scope: Scope
  expiresAt: Date | null
}

/** Makes one. The token itself is known to the caller only. */
export async function makeApiToken({ scope, ...rest }: TokenToMake): Promise<{ view: ApiTokenView; token: string }> {
  const token = `${mark}${newToken(256)}`
  const row = await prisma.apiToken.create({ data: { id: newId(), ...rest, scopes: [scope], tokenHash: tokenHash(token) } })
  return { token, view: view(row) }
}

/** A team's tokens that open something, newest first; of one person only, when given. */
export async function apiTokensOf({ teamId, userId }: { teamId: string; userId?: string }): Promise<ApiTokenView[]> {
  const rows = await prisma.apiToken.findMany({
    where: {
      teamId,
      ...(userId === undefined ? {} : { userId }),
      revokedAt: null,
      OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }],
    },
    orderBy: { id: 'desc' },
  })
  return rows.map(view)
}

/** Ends one, at once; of one person only, when given. False when there is no such token. */
export async function revokeApiToken({ teamId, id, userId }: { teamId: string; id: string; userId?: string }): Promise<boolean> {
  if (!isId(id)) return false
  const where = { teamId, id, revokedAt: null, ...(userId === undefined ? {} : { userId }) }
  return (await prisma.apiToken.updateMany({ where, data: { revokedAt: new Date() } })).count > 0
}

/** Who stands behind a token: its maker, as a member of that one team, with what the token leaves of their role and projects. */
export interface BehindToken {
  tokenId: string
  person: Person
  membership: Membership
}

interface Row {
  id: string
  scopes: Scope[]
  projectId: string | null
  isStale: boolean
  person: Person
  membership: Membership
}

/** Null for a token that is malformed, unknown, over or revoked, and when its maker belongs to the team no more. */
export async function behindApiToken(token: string): Promise<BehindToken | null> {
  if (!token.startsWith(mark) || !isToken(token.slice(mark.length), 256)) return null
  const [row] = await prisma.$queryRaw<Row[]>`
    SELECT token.id, token.scopes, token."projectId",
      coalesce(token."lastUsedAt", 'epoch') < ${new Date(Date.now() - notedEveryMs)} AS "isStale",
      jsonb_build_object('id', person.id, 'email', person.email, 'name', person.name, 'verified', person."verifiedAt" IS NOT NULL,
        'isOperator', false, 'zone', person.zone) AS person,
      jsonb_build_object('teamId', team.id, 'kind', team.kind, 'name', team.name, 'slug', coalesce(team.slug, team.id::text),
        'role', member.role, 'projects', CASE WHEN member.limited THEN coalesce((
          SELECT jsonb_agg(allowed."projectId") FROM "ProjectMember" AS allowed
          WHERE allowed."teamId" = member."teamId" AND allowed."userId" = member."userId"
        ), '[]') END) AS membership
    FROM "ApiToken" AS token
    JOIN "User" AS person ON person.id = token."userId"
    JOIN "Team" AS team ON team.id = token."teamId"
    JOIN "Member" AS member ON member."teamId" = token."teamId" AND member."userId" = token."userId"
    WHERE token."tokenHash" = ${tokenHash(token)} AND token."revokedAt" IS NULL
      AND (token."expiresAt" IS NULL OR token."expiresAt" > now())`
  if (!row) return null
  if (row.isStale) await prisma.apiToken.updateMany({ where: { id: row.id }, data: { lastUsedAt: new Date() } })
  const { role, projects, ...team } = row.membership
  const membership = { ...team, role: lesser(role, row.scopes), projects: narrowed(projects, row.projectId) }
  return { tokenId: row.id, person: row.person, membership }
}

const order: readonly Role[] = ['viewer', 'member', 'admin', 'owner']
const most: Record<Scope, Role> = { read: 'viewer', write: 'member', manage: 'admin' }

/** What the maker is, or what the token may be, whichever is less. */
function lesser(role: Role, [scope = 'read']: Scope[]): Role {
  const place = Math.min(order.indexOf(role), order.indexOf(most[scope]))
  return order[place] ?? 'viewer'
}

const narrowed = (projects: string[] | null, projectId: string | null): string[] | null => {
  if (projectId === null) return projects
  return projects === null || projects.includes(projectId) ? [projectId] : []
}

interface Stored extends Omit<ApiTokenView, 'scope'> {
  scopes: string[]
}

const view = ({ id, projectId, userId, name, scopes: given, createdAt, expiresAt, lastUsedAt }: Stored): ApiTokenView => ({
  ...{ id, projectId, userId, name, createdAt, expiresAt, lastUsedAt },
  scope: scopes.find((scope) => given.includes(scope)) ?? 'read',
})
