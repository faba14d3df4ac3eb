/**
 * The sandbox of a project: mail that an application sends, to anybody, ends here and goes nowhere. A day's mails lie at a hidden address of their own, so
 * that they expire, are owned and are deleted as any others are.
 */
import type pg from 'pg'
import { env } from '#env'
import { prisma } from './client.ts'
import { givenHash, newPassword, passwordHash, sameHash } from './credential.ts'
import { newId } from './id.ts'
import { deleteMailsOf, type MailView, mailsByIds } from './mail.ts'
import { inReach } from './reach.ts'
import type { KnownAddress } from './recipient.ts'
import { noTokenHash } from './token.ts'

/** Whose sandbox: a project's, or that of a team for what belongs to no project. */
export interface SandboxOwner {
  teamId: string
  projectId: string | null
}

/** The team of the port that asks for no password: whoever looks at /sandbox on this machine sees what it has. */
export const localSandboxTeam = '00000000-0000-7000-8000-000000000002'

/** A week after its day. */
const keptDays = 7
const dayMs = 86_400_000

/** The address at which an owner's mails of today are kept, made when first needed. Its seed is no seed, and nobody has its token. */
export async function sandboxAddress(
  pool: pg.Pool,
  { teamId, projectId }: SandboxOwner,
  now = new Date(),
): Promise<KnownAddress> {
  const day = now.toISOString().slice(0, 10)
  const seed = `sandbox-${day}-${projectId ?? teamId}`
  const find = async () =>
    (
      await pool.query<KnownAddress>({
        name: 'sandbox-address',
        text: `SELECT id, "teamId", seed, true AS receives FROM "Address" WHERE seed = $1 AND kind = 'sandbox'`,
        values: [seed],
      })
    ).rows[0]
  const known = await find()
  if (known) return known
  if (teamId === localSandboxTeam)
    await pool.query(`INSERT INTO "Team" (id, kind) VALUES ($1, 'anonymous') ON CONFLICT (id) DO NOTHING`, [teamId])
  const dayEnd = new Date(Date.parse(`${day}T00:00:00Z`) + dayMs)
  await pool.query(
    `INSERT INTO "Address" (id, kind, "teamId", "projectId", seed, domain, "tokenHash", "receivesUntil", "keptUntil")
     VALUES ($1, 'sandbox', $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (seed) DO NOTHING`,
    [
      ...[newId(), teamId, projectId, seed, env.SEED_DOMAINS[0], noTokenHash()],
      ...[dayEnd, new Date(dayEnd.getTime() + keptDays * dayMs)],
    ],
  )
  const made = await find()
  if (!made) throw new Error('the address of a sandbox could not be made')
  return made
}

/** Gives a sandbox one more user name and password. The password is known to the caller only. */
export async function issueSandboxCredential({
  teamId,
  projectId,
}: SandboxOwner): Promise<{ username: string; password: string }> {
  const password = newPassword()
  const username = `sandbox-${newPassword().slice(0, 14)}`
  await prisma.credential.create({
    data: { id: newId(), teamId, projectId, username, name: 'sandbox', passwordHash: passwordHash(password) },
  })
  return { username, password }
}

export interface SandboxCredential {
  id: string
  projectId: string | null
  username: string
  createdAt: Date
  lastUsedAt: Date | null
}

const ofSandbox = { name: 'sandbox', addressId: null, userId: null, revokedAt: null }

/** Those that open now, the newest first. `projects`: only of these; null for all. */
export async function sandboxCredentials({ teamId, projects }: SandboxScope): Promise<SandboxCredential[]> {
  return prisma.credential.findMany({
    where: { ...ofSandbox, ...inReach({ teamId, projects }) },
    select: { id: true, projectId: true, username: true, createdAt: true, lastUsedAt: true },
    orderBy: { createdAt: 'desc' },
    take: 100,
  })
}

/** From now on it opens nothing. */
export async function revokeSandboxCredential({
  teamId,
  projects,
  username,
}: SandboxScope & { username: string }): Promise<void> {
  const where = { ...ofSandbox, ...inReach({ teamId, projects }), username }
  await prisma.credential.updateMany({ where, data: { revokedAt: new Date() } })
}

/** Whose sandbox user name and password open; null for wrong ones. @throws when PostgreSQL is away */
export async function openSandbox(
  pool: pg.Pool,
  { username, password }: { username: string; password: string },
): Promise<SandboxOwner | null> {
  const { rows } = await pool.query<SandboxOwner & { id: string; passwordHash: Buffer }>({
    name: 'open-sandbox',
    text: `SELECT c.id, c."teamId", c."projectId", c."passwordHash" FROM "Credential" c LEFT JOIN "Project" p ON p.id = c."projectId"
      WHERE c.username = $1 AND c.name = 'sandbox' AND c."addressId" IS NULL AND c."userId" IS NULL AND c."revokedAt" IS NULL
        AND (c."projectId" IS NULL OR p.id IS NOT NULL)`,
    values: [username.toLowerCase()],
  })
  const [row] = rows
  if (!row || !sameHash(row.passwordHash, givenHash(password))) return null
  await pool.query({ name: 'sandbox-used', text: `UPDATE "Credential" SET "lastUsedAt" = now() WHERE id = $1`, values: [row.id] })
  return { teamId: row.teamId, projectId: row.projectId }
}

/** Which sandboxes of a team. `projects`: only of these; null for all. */
export interface SandboxScope {
  teamId: string
  projects: string[] | null
}

/** What came into these sandboxes, newest first. `find`: text in subject, sender or any recipient. `before`: only those older than the mail with this id. */
export async function sandboxMails({
  scopes,
  find = '',
  before = null,
  take = 50,
}: {
  scopes: SandboxScope[]
  find?: string
  before?: string | null
  take?: number
}): Promise<MailView[]> {
  return mailsByIds(await idsIn(scopes, { find, before, take }))
}

/** Deletes all that came into these sandboxes. Returns how much it was. */
export async function emptySandboxes({ scopes }: { scopes: SandboxScope[] }): Promise<number> {
  let count = 0
  for (const scope of scopes) {
    for (;;) {
      const ids = await idsIn([scope], { find: '', before: null, take: 100 })
      if (ids.length === 0) break
      await deleteMailsOf({ ids, teamId: scope.teamId })
      count += ids.length
    }
  }
  return count
}

/** Through the addresses at which the mails of each day lie: a team may have a million other mails. */
async function idsIn(
  scopes: SandboxScope[],
  { find, before, take }: { find: string; before: string | null; take: number },
): Promise<string[]> {
  const like = `%${find.replaceAll('\0', '').replaceAll(/[\\%_]/g, '\\$&')}%`
  const found = await Promise.all(
    scopes.map(
      ({ teamId, projects }) => prisma.$queryRaw<{ id: string }[]>`
        SELECT mail.id FROM "Address" AS address CROSS JOIN LATERAL (
          SELECT id FROM "Mail" AS mail
          WHERE mail."addressId" = address.id AND mail.source = 'submission'
            AND (${before}::uuid IS NULL OR mail.id < ${before}::uuid)
            AND (${find} = '' OR mail."subjectHeader" ILIKE ${like} OR mail."fromHeader" ILIKE ${like}
              OR array_to_string(mail.recipients, ' ') ILIKE ${like})
          ORDER BY mail.id DESC LIMIT ${take}
        ) AS mail
        WHERE address."teamId" = ${teamId}::uuid AND address.kind = 'sandbox'
          AND (${projects}::uuid[] IS NULL OR address."projectId" = ANY(${projects}::uuid[]))
        ORDER BY mail.id DESC LIMIT ${take}`,
    ),
  )
  const ids = found.flat().map(({ id }) => id)
  return ids.sort().reverse().slice(0, take)
}
