import { waitingMails } from '#prisma/mail.ts'
import { alone } from '#prisma/alone.ts'
import { addAnalysis, queueCounts } from '../queue.ts'

/** At most so many analyses wait in Redis; the rest waits in Postgres, where turns are fair. */
const mostWaiting = 1000
/** The receiver's own hint gets this long before the sweep looks, so that the ordinary case costs nothing here. */
const settleMs = 2000

/**
 * Puts mail that has no report into the queue: its hint was lost, its worker died with Redis, or its next attempt is due.
 * One process at a time. Returns how many it asked for.
 * @throws when Postgres or Redis is away: the next sweep does it
 */
export async function sweep(now = Date.now()): Promise<number> {
  return (await alone('sweep', () => askForWaiting(now))) ?? 0
}

async function askForWaiting(now: number): Promise<number> {
  const { waiting } = (await queueCounts())['analyze-mail']
  if (waiting >= mostWaiting) return 0
  const mails = await waitingMails({ settledBefore: new Date(now - settleMs), take: mostWaiting - waiting })
  for (const { id, analysis } of mails) await addAnalysis({ mailId: id, analysis })
  return mails.length
}
