/** What is known of the mails that may come back to a bounce address. All of one team. */
import { prisma } from './client.ts'
import { Prisma } from './generated/client.ts'
import { storable } from './text.ts'

const markPattern = /^send-([0-9a-f]{12})$/

/** Does the mark of a test send in a label (`send-` and the end of its id) stand for one of the team? Null for another label. */
export async function isMarkKnown({ teamId, label }: { teamId: string; label: string | null }): Promise<boolean | null> {
  const [, mark] = markPattern.exec(label ?? '') ?? []
  if (mark === undefined) return null
  const found = await prisma.$queryRaw<unknown[]>`
    SELECT 1 FROM "TestSend" WHERE "teamId" = ${teamId}::uuid AND right(id::text, 12) = ${mark} LIMIT 1`
  return found.length > 0
}

/** Did the team send a mail with one of these Message-IDs, or get one itself? `but`: not this mail. */
export async function isMessageIdKnown({
  teamId,
  messageIds,
  but,
}: {
  teamId: string
  messageIds: string[]
  but: string
}): Promise<boolean> {
  if (messageIds.length === 0) return false
  const among = { in: storable(messageIds) }
  const [sent, got] = await Promise.all([
    prisma.testSend.findFirst({
      where: { teamId, OR: [{ messageId: among }, { relayMessageId: among }] },
      select: { id: true },
    }),
    prisma.mail.findFirst({ where: { teamId, messageId: among, id: { not: but } }, select: { id: true } }),
  ])
  return sent !== null || got !== null
}

/** Test sends of a team since a moment whose fate is known, and how many of them came back as hard bounces, by reply or by mail. */
export async function hardSends({ teamId, since }: { teamId: string; since: Date }): Promise<{ ended: number; hard: number }> {
  const ofTeam = Prisma.sql`send."teamId" = ${teamId}::uuid AND send."requestedAt" >= ${since} AND send."endedAt" IS NOT NULL`
  const [row] = await prisma.$queryRaw<{ ended: number; hard: number }[]>`
    WITH hard AS (
      SELECT bounce."mailId", mail.label FROM "Bounce" AS bounce LEFT JOIN "Mail" AS mail ON mail.id = bounce."mailId"
      WHERE bounce."teamId" = ${teamId}::uuid AND bounce.at >= ${since} AND bounce.class = 'hard' AND bounce.source IN ('mail', 'test_send')
    )
    SELECT count(*)::int AS ended, count(*) FILTER (
      WHERE send.id IN (SELECT "mailId" FROM hard) OR 'send-' || right(send.id::text, 12) IN (SELECT label FROM hard)
    )::int AS hard
    FROM "TestSend" AS send WHERE ${ofTeam}`
  return row ?? { ended: 0, hard: 0 }
}
