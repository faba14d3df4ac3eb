/**
 * Credentials for mail programs: a user name, which is the address itself, and a generated password with 140 random bits, of which only the
 * SHA-256 is kept. A new password takes the place of the one before.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type pg from 'pg'
import { prisma } from './client.ts'
import { newId } from './id.ts'
import { readSeed } from './seed.ts'

/** What a credential opens: an address, or with an app password (prisma/app-password.ts) all of a project's. */
export interface Opened {
  credentialId: string
  /** Null of an app password. */
  addressId: string | null
  /** Of an app password; null for all of the team's. */
  projectId: string | null
  teamId: string
  /** Whose app password it is; null of the password of an address. */
  userId: string | null
  username: string
  /** When its password was made. */
  issuedAt: Date
}

/** Gives an address a new password. It is known to the caller only. */
export async function issueCredential({
  addressId,
  teamId,
  email,
}: {
  addressId: string
  teamId: string
  email: string
}): Promise<{ username: string; password: string }> {
  // Letters that nobody mistakes for another, in groups: it is typed into telephones.
  const password = newPassword()
  const fresh = { passwordHash: passwordHash(password), revokedAt: null, lastUsedAt: null, createdAt: new Date() }
  await prisma.credential.upsert({
    where: { username: email },
    create: { id: newId(), teamId, addressId, username: email, ...fresh },
    update: { ...fresh },
  })
  return { username: email, password }
}

export interface CredentialView {
  username: string
  createdAt: Date
  lastUsedAt: Date | null
}

/** The credential of an address that opens now; null when none does. */
export async function credentialOfAddress({
  addressId,
  teamId,
}: {
  addressId: string
  teamId: string
}): Promise<CredentialView | null> {
  return prisma.credential.findFirst({
    where: { addressId, teamId, revokedAt: null },
    select: { username: true, createdAt: true, lastUsedAt: true },
  })
}

/** From now on no password opens the address; sessions that are open end within seconds. */
export async function revokeCredentials({ addressId, teamId }: { addressId: string; teamId: string }): Promise<void> {
  await prisma.credential.updateMany({ where: { addressId, teamId, revokedAt: null }, data: { revokedAt: new Date() } })
}

/**
 * What user name and password open; null for a wrong one, a revoked one, and an address that is no longer kept. The seed may be written with
 * and without hyphens. One query whatever was given.
 * @throws when PostgreSQL is away
 */
export async function openWith(
  pool: pg.Pool,
  { username, password }: { username: string; password: string },
): Promise<Opened | null> {
  const { rows } = await pool.query<Opened & { passwordHash: Buffer }>({
    name: 'open-with',
    text: `SELECT c.id AS "credentialId", a.id AS "addressId", NULL AS "projectId", c."teamId", NULL AS "userId", c.username, c."createdAt" AS "issuedAt", c."passwordHash"
      FROM "Credential" c JOIN "Address" a ON a.id = c."addressId"
      WHERE (c.username = $1 OR (a.seed = $2 AND a.domain = $3)) AND c."revokedAt" IS NULL AND a."keptUntil" > now() LIMIT 1`,
    values: [username.toLowerCase(), ...seedAndDomain(username)],
  })
  const [row] = rows
  if (!row || !sameHash(row.passwordHash, givenHash(password))) return null
  const { passwordHash: _hash, ...opened } = row
  return opened
}

/** Does it still open, with the password that was made then (`issuedAt`)? Counts as a use, noted to the minute. */
export async function stillOpens(pool: pg.Pool, { credentialId }: { credentialId: string }, since: Date): Promise<boolean> {
  const { rows } = await pool.query({
    name: 'still-opens',
    text: `WITH good AS (
        SELECT c.id FROM "Credential" c JOIN "Address" a ON a.id = c."addressId"
        WHERE c.id = $1 AND c."revokedAt" IS NULL AND c."createdAt" <= $2 AND a."keptUntil" > now()
      ), used AS (
        UPDATE "Credential" SET "lastUsedAt" = now()
        WHERE id IN (SELECT id FROM good) AND ("lastUsedAt" IS NULL OR "lastUsedAt" < now() - interval '1 minute')
      )
      SELECT FROM good`,
    values: [credentialId, since],
  })
  return rows.length > 0
}

function seedAndDomain(username: string): [seed: string, domain: string] {
  const at = username.lastIndexOf('@')
  if (at < 0) return ['', '']
  const [reading] = readSeed(username.slice(0, at).toLowerCase())
  return [reading?.seed ?? '', username.slice(at + 1).toLowerCase()]
}

const letters = '0123456789abcdefghjkmnpqrstvwxyz'

/** 28 characters of Crockford base32 are 140 bits. */
export function newPassword(): string {
  const text = [...randomBytes(28)].map((byte) => letters[byte % 32]).join('')
  return text.replaceAll(/.{4}(?=.)/g, '$&-')
}

export const passwordHash = (password: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash('sha256').update(password.replaceAll('-', '')).digest())

/** Of a password as somebody typed it: with and without hyphens, spaces and capitals. */
export const givenHash = (password: string): Uint8Array<ArrayBuffer> =>
  passwordHash(password.replaceAll(/[-\s]/g, '').toLowerCase())

export const sameHash = (kept: Uint8Array, given: Uint8Array): boolean => timingSafeEqual(kept, given)
