/** The worker process: takes jobs from the queues, sweeps for mails and scans without a report, deletes what is no longer kept. */
import { env } from '#env'
import { prisma } from '#prisma/client.ts'
import { analyzeMail } from './jobs/analyze-mail.ts'
import { expire } from './jobs/expire.ts'
import { sendOutbox } from './jobs/outbox.ts'
import { runProbe } from './jobs/probe.ts'
import { removeTeams } from './jobs/remove-teams.ts'
import { runScan } from './jobs/scan.ts'
import { sendSample } from './jobs/send-sample.ts'
import { lookAtSeedDomains } from './jobs/seed-domains.ts'
import { sweep } from './jobs/sweep.ts'
import { testSend } from './jobs/test-send.ts'
import { tidy } from './jobs/tidy.ts'
import { log } from './log.ts'
import { deliver } from './monitoring/deliver.ts'
import { lookAtSenders } from './monitoring/senders.ts'
import { tick } from './monitoring/tick.ts'
import { closeNews } from './news.ts'
import { closeQueues, openQueue } from './queue.ts'
import { serveSamples } from './samples/serve.ts'
import { closeTurns } from './turn.ts'

const sweepMs = 5000
const expireMs = 60_000
const tidyMs = 30_000
const tickMs = 10_000
const deliverMs = 5000
const sendersMs = 10_000
const outboxMs = 2000
const removeMs = 5000
const seedDomainsMs = 10_000
/** A scan mostly waits for name servers. */
const scansAtOnce = 8
/** A probe waits for mail servers, sometimes for minutes. */
const probesAtOnce = 16
/** A relay may take its time, too. */
const testSendsAtOnce = 16

const samples = await serveSamples()
const analyses = openQueue('analyze-mail', 'worker')
const scans = openQueue('scan', 'worker')
const probes = openQueue('probe', 'worker')
const sampleMails = openQueue('send-sample', 'worker')
const testSends = openQueue('test-send', 'worker')

// A processor is never awaited: it ends with the process. One processor a queue, because concurrencies of several add up.
void analyses.process(env.ANALYSE_CONCURRENCY, ({ data }) => analyzeMail(data))
void scans.process(scansAtOnce, ({ data }) => runScan(data))
void probes.process(probesAtOnce, ({ data }) => runProbe(data))
void sampleMails.process(2, ({ data }) => sendSample(data))
void testSends.process(testSendsAtOnce, ({ data }) => testSend(data))
analyses.on('failed', (_job, error) => log.error({ err: error }, 'an analysis job failed'))
scans.on('failed', (_job, error) => log.error({ err: error }, 'a scan job failed'))
probes.on('failed', (_job, error) => log.error({ err: error }, 'a probe job failed'))
testSends.on('failed', (_job, error) => log.error({ err: error }, 'a test send failed'))
sampleMails.on('failed', (_job, error) => log.warn({ err: error }, 'a sample mail could not be sent'))

const stopSweeping = repeat('sweep', sweepMs, sweep)
const stopExpiring = repeat('expire', expireMs, expire)
const stopTidying = repeat('teams tidied', tidyMs, () => tidy())
const stopTicking = repeat('monitors', tickMs, () => tick())
const stopDelivering = repeat('deliveries', deliverMs, () => deliver())
const stopLooking = repeat('senders looked up', sendersMs, () => lookAtSenders())
const stopSending = repeat('outbox', outboxMs, sendOutbox)
const stopRemoving = repeat('teams removed', removeMs, () => removeTeams())
const stopSeedDomains = repeat('seed domains', seedDomainsMs, lookAtSeedDomains)
log.info('the worker is ready')

process.once('SIGTERM', stop)
process.once('SIGINT', stop)

/** Lets running jobs finish, takes no new ones. */
async function stop(): Promise<void> {
  stopSweeping()
  stopExpiring()
  stopTidying()
  stopTicking()
  stopDelivering()
  stopLooking()
  stopSending()
  stopRemoving()
  stopSeedDomains()
  await Promise.allSettled([analyses.close(), scans.close(), probes.close(), sampleMails.close(), testSends.close()])
  await Promise.allSettled([closeQueues(), closeNews(), closeTurns(), prisma.$disconnect(), samples.close()])
  log.info('the worker has stopped')
  process.exit(0)
}

/** Runs some work at once and then again, a pause after each end. Trouble is logged; the next turn tries again. */
function repeat(name: string, pauseMs: number, work: () => Promise<number>): () => void {
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  const turn = async (): Promise<void> => {
    try {
      const done = await work()
      if (done > 0) log.info({ done }, name)
    } catch (error) {
      log.warn({ err: error }, `${name} could not run`)
    }
    if (!stopped) timer = setTimeout(turn, pauseMs)
  }
  void turn()
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}
