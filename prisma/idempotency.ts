/**
 * Requests that must not be done twice: the first with a key is done, and every later one within a day is answered as that was. One whose
 * process died before it could answer is free again after a while. Answers may show a token or a password this once: they are sealed.
 */
import { prisma } from './client.ts'
import { seal, unseal } from './sealed.ts'

export interface KeptAnswer {
  status: number
  headers: Record<string, string>
  body: string
}

export type Claim =
  | { kind: 'first' }
  | { kind: 'answered'; answer: KeptAnswer }
  /** The same key, and another request. */
  | { kind: 'another' }
  /** It is being done. */
  | { kind: 'busy' }

export interface Claimed {
  /** Whose key it is. */
  ownerId: string
  key: string
}

const keptMs = 86_400_000
const busyMs = 120_000
const purpose = 'kept-answer'

/** Claims a key for a request (the SHA-256 of all that makes it what it is). */
export async function claimKey({ ownerId, key }: Claimed, request: Uint8Array<ArrayBuffer>): Promise<Claim> {
  const now = Date.now()
  const taken = await prisma.$executeRaw`
    INSERT INTO "Idempotency" ("ownerId", key, request, "createdAt") VALUES (${ownerId}::uuid, ${key}, ${request}, ${new Date(now)})
    ON CONFLICT ("ownerId", key) DO UPDATE SET request = excluded.request, status = NULL, headers = NULL, body = NULL, "createdAt" = excluded."createdAt"
      WHERE "Idempotency"."createdAt" < ${new Date(now - keptMs)}
        OR ("Idempotency".status IS NULL AND "Idempotency"."createdAt" < ${new Date(now - busyMs)})`
  if (taken === 1) return { kind: 'first' }
  const row = await prisma.idempotency.findUnique({ where: { ownerId_key: { ownerId, key } } })
  if (!row) return { kind: 'busy' }
  if (!Buffer.from(row.request).equals(request)) return { kind: 'another' }
  if (row.status === null) return { kind: 'busy' }
  const body = unseal(purpose, row.body ?? '')
  // Sealed with another SESSION_SECRET: what it was cannot be told, and doing it again would be worse.
  if (body === null) return { kind: 'another' }
  return { kind: 'answered', answer: { status: row.status, headers: row.headers as Record<string, string>, body } }
}

/** Keeps the answer to it. */
export async function keepAnswer({ ownerId, key }: Claimed, { status, headers, body }: KeptAnswer): Promise<void> {
  await prisma.idempotency.updateMany({ where: { ownerId, key }, data: { status, headers, body: seal(purpose, body) } })
}

/** Lets go of a key whose request came to nothing: it may be tried again. */
export async function letGo({ ownerId, key }: Claimed): Promise<void> {
  await prisma.idempotency.deleteMany({ where: { ownerId, key, status: null } })
}

/** Forgets what is older than a day. Returns how many that were. */
export async function forgetAnswers({ now }: { now: Date }): Promise<number> {
  return (await prisma.idempotency.deleteMany({ where: { createdAt: { lt: new Date(now.getTime() - keptMs) } } })).count
}
