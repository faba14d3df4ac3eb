import { env } from '#env'
import { deleteAddress, expiredAddresses } from '#prisma/address.ts'
import { alone } from '#prisma/alone.ts'
import { databaseUrl } from '#prisma/client.ts'
import { deleteOverInvitations } from '#prisma/invitation.ts'
import { forgetAnswers } from '#prisma/idempotency.ts'
import { daysMs, mostDays } from '#prisma/kept-days.ts'
import { deleteMailsWithoutAddress } from '#prisma/mail.ts'
import { deleteOldMailsOfOurs } from '#prisma/outbox.ts'
import { dropPartitions, ensurePartitions } from '#prisma/partition.ts'
import { deleteExpiredScans } from '#prisma/scan.ts'
import { deleteOverShares } from '#prisma/share.ts'
import { deleteOverSignIns } from '#prisma/sign-in.ts'
import { deleteForsakenTeams } from '#prisma/team.ts'
import { deleteOverTickets } from '#prisma/ticket.ts'
import { deleteUnconfirmed } from '#prisma/user.ts'
import { deleteExpiredTestSends } from '#prisma/test-send.ts'

const batch = 20
const scanBatch = 100

/**
 * Deletes what is no longer kept, in small batches, and keeps the monthly partitions ahead of the calendar. One process at a time.
 * Returns how many addresses and scans went.
 */
export async function expire(now = new Date()): Promise<number> {
  return (await alone('expire', () => expireAll(now))) ?? 0
}

async function expireAll(now: Date): Promise<number> {
  await ensurePartitions(databaseUrl(), now)
  await dropPartitions(databaseUrl(), new Date(now.getTime() - daysMs(longestDays)))
  const expired = await expiredAddresses(now, batch)
  for (const address of expired) await deleteAddress(address)
  await deleteMailsWithoutAddress({ since: new Date(now.getTime() - daysMs(2)) })
  const scans = await deleteExpiredScans({ now, take: scanBatch })
  await deleteExpiredTestSends({ now, take: scanBatch })
  await deleteOverShares({ now })
  await Promise.all([deleteOverSignIns({ now }), deleteOverTickets({ now }), deleteOverInvitations({ now })])
  await deleteOldMailsOfOurs({ now })
  await deleteUnconfirmed({ madeBefore: new Date(now.getTime() - daysMs(7)) })
  await forgetAnswers({ now })
  await deleteForsakenTeams(new Date(now.getTime() - daysMs(env.RETENTION_DAYS)))
  return expired.length + scans
}

/** An address may receive for as long as one takes it for before its days begin. */
const longestDays = mostDays + Math.ceil(env.ADDRESS_TTL_HOURS / 24)
