/** Deleting conversations: a transcript names sender and recipient, so it goes with what it brought, or when it is old. */
import { prisma } from './client.ts'
import type { Prisma as PrismaTypes } from './generated/client.ts'
import { leastId } from './id.ts'

/** Deletes the sessions that named an address but delivered nothing, unless another address still needs them. */
export async function deleteSessionsOfAddress({ addressId }: { addressId: string }): Promise<void> {
  const named = await prisma.sessionAddress.findMany({ where: { addressId }, select: { addressId: true, sessionId: true } })
  await prisma.$transaction((db) => forget(db, named))
}

/**
 * Deletes those that began before a moment, named addresses of a team, and brought nothing that is still there; `take` at most. Returns how many.
 */
export async function deleteSessionsBefore({
  teamId,
  before,
  take,
}: {
  teamId: string
  before: Date
  take: number
}): Promise<number> {
  const old = await prisma.$queryRaw<Naming[]>`
    SELECT named."addressId", named."sessionId"
    FROM "Address" AS address JOIN "SessionAddress" AS named ON named."addressId" = address.id
    WHERE address."teamId" = ${teamId}::uuid AND named."sessionId" < ${leastId(before.getTime())}::uuid
      AND NOT EXISTS (SELECT FROM "Mail" WHERE "sessionId" = named."sessionId" AND "addressId" = address.id)
    LIMIT ${take}`
  if (old.length > 0) await prisma.$transaction((db) => forget(db, old))
  return old.length
}

interface Naming {
  addressId: string
  sessionId: string
}

/** Takes addresses out of sessions that named them; a session that names no other goes. */
async function forget(db: PrismaTypes.TransactionClient, named: Naming[]): Promise<void> {
  const ids = named.map(({ sessionId }) => sessionId)
  await db.$executeRaw`
    DELETE FROM "SessionAddress" WHERE ("addressId", "sessionId") IN (
      SELECT * FROM unnest(${named.map(({ addressId }) => addressId)}::uuid[], ${ids}::uuid[]))`
  const shared = await db.sessionAddress.findMany({ where: { sessionId: { in: ids } }, select: { sessionId: true } })
  const kept = new Set(shared.map((row) => row.sessionId))
  await unname(
    db,
    named.filter(({ sessionId }) => kept.has(sessionId)),
  )
  await deleteSessionsWithoutMail(
    db,
    ids.filter((id) => !kept.has(id)),
  )
}

/** A conversation that others still have names these addresses no more. */
async function unname(db: PrismaTypes.TransactionClient, named: Naming[]): Promise<void> {
  for (const { addressId, sessionId } of named) {
    const naming = JSON.stringify([{ address: addressId }])
    await db.$executeRaw`
      UPDATE "Session" SET transcript = (
        SELECT jsonb_agg(CASE WHEN line->>'address' = ${addressId} THEN line || '{"line": "RCPT TO:<>", "address": null}' ELSE line END ORDER BY place)
        FROM jsonb_array_elements(transcript) WITH ORDINALITY AS lines(line, place))
      WHERE id = ${sessionId}::uuid AND transcript @> ${naming}::jsonb`
  }
}

/** A session's transcript names sender and recipient, so it goes with its last mail. */
export async function deleteSessionsWithoutMail(db: PrismaTypes.TransactionClient, sessionIds: string[]): Promise<void> {
  const used = await db.mail.findMany({ where: { sessionId: { in: sessionIds } }, select: { sessionId: true } })
  const kept = new Set(used.map((mail) => mail.sessionId))
  const gone = sessionIds.filter((id) => !kept.has(id))
  await db.sessionAddress.deleteMany({ where: { sessionId: { in: gone } } })
  await db.session.deleteMany({ where: { id: { in: gone } } })
}
