import { alone } from '#prisma/alone.ts'
import { waitingMails } from '#prisma/mail.ts'
import { waitingScans } from '#prisma/scan.ts'
import { settleTestSends, waitingTestSends } from '#prisma/test-send.ts'
import { addAnalysis, addProbe, addScan, addTestSend, queueCounts } from '../queue.ts'

/** At most so many of a kind wait in Redis; the rest waits in Postgres, where turns are fair. */
const mostWaiting = 1000
/** The first hint gets this long before the sweep looks, so that the ordinary case costs nothing here. */
const settleMs = 2000
/** Mails that came before then, and tell what became of a test send, are found by the page that shows it. */
const lookBackMs = 3_600_000

/**
 * Puts mails, scans and probes that have no report into their queues: the hint was lost, the worker died with Redis, the next attempt is due,
 * or another looked at the host just then. And test sends whose next attempt is due.
 * One process at a time. Returns how many it asked for.
 * @throws when Postgres or Redis is away: the next sweep does it
 */
export async function sweep(now = Date.now()): Promise<number> {
  return (await alone('sweep', () => askForWaiting(now))) ?? 0
}

async function askForWaiting(now: number): Promise<number> {
  const counts = await queueCounts()
  const settledBefore = new Date(now - settleMs)
  const room = (kind: 'analyze-mail' | 'scan' | 'probe' | 'test-send') => Math.max(0, mostWaiting - counts[kind].waiting)
  const mails = await waitingMails({ settledBefore, take: room('analyze-mail') })
  for (const { id, analysis } of mails) await addAnalysis({ mailId: id, analysis })
  const scans = await waitingScans({ hosts: false, settledBefore, take: room('scan') })
  for (const { id } of scans) await addScan({ scanId: id })
  const probes = await waitingScans({ hosts: true, settledBefore, take: room('probe') })
  for (const { id } of probes) await addProbe({ scanId: id })
  // Whoever has arrived needs no further attempt.
  await settleTestSends({ since: new Date(now - lookBackMs) })
  const sends = await waitingTestSends({ now: settledBefore, take: room('test-send') })
  for (const { id } of sends) await addTestSend({ sendId: id })
  return mails.length + scans.length + probes.length + sends.length
}
