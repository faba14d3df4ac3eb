/**
 * App passwords: a member's key for mail programs to all addresses of a project, or of the team. A generated user name, written as an address so that
 * programs find our ports by its domain, and a password, of which only the SHA-256 is kept. It opens as long as its maker may use it: belongs to the team, as a member at least, and sees the project.
 */
import type pg from 'pg'
import { env } from '#env'
import { emailOf } from './address.ts'
import { prisma } from './client.ts'
import { givenHash, newPassword, type Opened, passwordHash, sameHash } from './credential.ts'
import { isId, newId } from './id.ts'
import { inReach } from './reach.ts'
import { storable } from './text.ts'

export interface AppPasswordView {
  id: string
  /** Null when it opens all of the team's addresses. */
  projectId: string | null
  userId: string
  name: string
  username: string
  createdAt: Date
  lastUsedAt: Date | null
}

const mark = 'app-'
/** Of one person in one team. */
export const mostAppPasswords = 50
const longestAppPasswordName = 80

/** A name as it is stored: on one line, without spaces around; '' when nothing is left. */
export const appPasswordName = (given: string): string =>
  storable(given)
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, longestAppPasswordName)
    .trim()

/** Makes one. The password is known to the caller only. Null when the person has as many as they may. */
export async function makeAppPassword(asked: {
  teamId: string
  userId: string
  projectId: string | null
  name: string
}): Promise<{ view: AppPasswordView; password: string } | null> {
  const { teamId, userId, projectId, name } = asked
  if ((await prisma.credential.count({ where: { ...ofApps, teamId, userId } })) >= mostAppPasswords) return null
  const password = newPassword()
  const username = `${mark}${newPassword().slice(0, 14)}@${env.SEED_DOMAINS[0]}`
  const made = { id: newId(), teamId, userId, projectId, name, username, passwordHash: passwordHash(password) }
  return { view: view(await prisma.credential.create({ data: made, select: viewed })), password }
}

const ofApps = { addressId: null, revokedAt: null, username: { startsWith: mark } }
const viewed = {
  ...{ id: true, projectId: true, userId: true, name: true, username: true, createdAt: true, lastUsedAt: true },
} as const

/** Whose app passwords: of a team, of one person in it, of these projects. */
export interface AppPasswordScope {
  teamId: string
  userId?: string
  /** Null, or left out, for all. */
  projects?: string[] | null
}

const within = ({ teamId, userId, projects }: AppPasswordScope) => ({
  ...ofApps,
  ...inReach({ teamId, projects }),
  ...(userId === undefined ? {} : { userId }),
})

/** Those that were not taken back, newest first. */
export async function appPasswordsOf(scope: AppPasswordScope): Promise<AppPasswordView[]> {
  const where = within(scope)
  const rows = await prisma.credential.findMany({ where, select: viewed, orderBy: { id: 'desc' }, take: 500 })
  return rows.map(view)
}

/** Takes one back. Its sessions end within seconds. What it was called; null when there is none. */
export async function revokeAppPassword({ id, ...scope }: AppPasswordScope & { id: string }): Promise<string | null> {
  if (!isId(id)) return null
  const where = { ...within(scope), id }
  const row = await prisma.credential.findFirst({ where, select: { name: true } })
  const { count } = await prisma.credential.updateMany({ where, data: { revokedAt: new Date() } })
  return count > 0 ? (row?.name ?? '') : null
}

const view = ({ userId, ...row }: Omit<AppPasswordView, 'userId'> & { userId: string | null }): AppPasswordView => ({
  ...row,
  userId: userId ?? '',
})

/** May its maker use it now? `c`: the credential. */
const mayUse = `c."addressId" IS NULL AND c."revokedAt" IS NULL AND c."userId" IS NOT NULL
  AND (c."projectId" IS NULL OR EXISTS (SELECT FROM "Project" p WHERE p.id = c."projectId" AND p."teamId" = c."teamId"))
  AND EXISTS (SELECT FROM "Member" m WHERE m."teamId" = c."teamId" AND m."userId" = c."userId" AND m.role <> 'viewer'
    AND (NOT m.limited OR EXISTS (SELECT FROM "ProjectMember" pm
      WHERE pm."teamId" = m."teamId" AND pm."userId" = m."userId" AND pm."projectId" = c."projectId")))`

/** What user name and password open; null for wrong ones and for what opens nothing now. @throws when PostgreSQL is away */
export async function openApp(
  pool: pg.Pool,
  { username, password }: { username: string; password: string },
): Promise<Opened | null> {
  const given = username.toLowerCase()
  if (!given.startsWith(mark)) return null
  const { rows } = await pool.query<Opened & { passwordHash: Buffer }>({
    name: 'open-app',
    text: `SELECT c.id AS "credentialId", NULL AS "addressId", c."projectId", c."teamId", c."userId", c.username, c."createdAt" AS "issuedAt", c."passwordHash"
      FROM "Credential" c WHERE c.username = ANY($1) AND ${mayUse}`,
    values: [given.includes('@') ? [given] : env.SEED_DOMAINS.map((domain) => `${given}@${domain}`)],
  })
  const [row] = rows
  if (!row || !sameHash(row.passwordHash, givenHash(password))) return null
  const { passwordHash: _hash, ...opened } = row
  return opened
}

/** An address among those that an app password opens. */
export interface ShelfAddress {
  id: string
  /** What it is called; '' when it has no name. */
  name: string
  email: string
  seed: string
  /** The day (YYYY-MM-DD) of a sandbox; null of an address. */
  sandboxDay: string | null
  /** Of a sandbox that belongs to a project. */
  project: string | null
}

/** As many addresses are opened at once, the newest. */
const mostAddresses = 500

/** `a`: the address; `c`: the credential. */
const ofItsTeam = `a."teamId" = c."teamId" AND (c."projectId" IS NULL OR a."projectId" = c."projectId")
  AND a.kind IN ('seed', 'sandbox') AND a."deletedAt" IS NULL AND a."keptUntil" > now()`

/** The addresses that an app password opens now, and the sandboxes. */
export async function addressesOfApp(pool: pg.Pool, { credentialId }: { credentialId: string }): Promise<ShelfAddress[]> {
  const { rows } = await pool.query<{
    id: string
    name: string
    seed: string
    domain: string
    isSandbox: boolean
    project: string | null
  }>({
    name: 'addresses-of-app',
    text: `SELECT a.id, a.name, a.seed, a.domain, a.kind = 'sandbox' AS "isSandbox", p.name AS project
      FROM "Credential" c JOIN "Address" a ON ${ofItsTeam} LEFT JOIN "Project" p ON p.id = a."projectId"
      WHERE c.id = $1 AND ${mayUse} ORDER BY a.id DESC LIMIT ${mostAddresses}`,
    values: [credentialId],
  })
  return rows.map(({ id, name, seed, domain, isSandbox, project }) => ({
    ...{ id, name, seed, email: emailOf({ seed, domain }) },
    sandboxDay: isSandbox ? (/^sandbox-(\d{4}-\d\d-\d\d)-/.exec(seed)?.[1] ?? '') : null,
    project: isSandbox ? project : null,
  }))
}

/**
 * Does it still open, with the password that was made then (`issuedAt`), and this address among the others? Counts as a use, noted to the
 * minute.
 */
export async function appStillOpens(
  pool: pg.Pool,
  { credentialId, addressId }: { credentialId: string; addressId: string | null },
  since: Date,
): Promise<boolean> {
  const { rows } = await pool.query({
    name: 'app-still-opens',
    text: `WITH good AS (
        SELECT c.id FROM "Credential" c WHERE c.id = $1 AND c."createdAt" <= $2 AND ${mayUse}
          AND ($3::uuid IS NULL OR EXISTS (SELECT FROM "Address" a WHERE a.id = $3::uuid AND ${ofItsTeam}))
      ), used AS (
        UPDATE "Credential" SET "lastUsedAt" = now()
        WHERE id IN (SELECT id FROM good) AND ("lastUsedAt" IS NULL OR "lastUsedAt" < now() - interval '1 minute')
      )
      SELECT FROM good`,
    values: [credentialId, since, addressId],
  })
  return rows.length > 0
}
