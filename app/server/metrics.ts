/** Figures for Prometheus (its text format, version 0.0.4). Few, and each one true: counted here, or asked at that moment. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { env } from '#env'
import { type Counts, type HouseFigures, houseFigures } from '#prisma/figures.ts'
import { mailCounts } from '#prisma/mail.ts'
import { newsAvailable } from '#worker/news.ts'
import { queueCounts } from '#worker/queue.ts'
import { streams } from '../limits.server.ts'
import { readiness } from './health.ts'

const loop = monitorEventLoopDelay({ resolution: 20 })
loop.enable()
/** Requests answered, by route and status. Routes are patterns, so there are few. */
const answered = new Map<string, number>()
const day = 86_400_000

export function countAnswer(pattern: string, status: number): void {
  const key = `${pattern} ${status}`
  answered.set(key, (answered.get(key) ?? 0) + 1)
}

export async function metricsText(now = new Date()): Promise<string> {
  const since = new Date(now.getTime() - day)
  const [mails, house, queues, { parts }] = await Promise.all([
    orNull(mailCounts({ since })),
    orNull(houseFigures({ since, now })),
    orNull(queueCounts()),
    readiness(),
  ])
  const lines = [
    ...ofThisProcess(),
    ...up('database', 'the database answered', parts.database.ok && mails !== null),
    ...up('queue', 'the queue answered', queues !== null),
    ...up('receiver', 'the receiver greeted', parts.receiver.ok),
    ...(env.READERS ? up('readers', 'IMAP and POP3 greeted', parts.readers.ok) : []),
    ...up('dns', 'the resolver answered', parts.dns.ok),
    ...(mails ? byStatus('seedbed_mails', 'Mails received in the last 24 hours, by status.', mails) : []),
    ...(house ? ofTheHouse(house) : []),
    ...(queues ? metric('seedbed_queue_jobs', 'gauge', 'Jobs in the queues.', jobsOf(queues)) : []),
  ]
  return `${lines.join('\n')}\n`
}

async function orNull<Got>(asked: Promise<Got>): Promise<Got | null> {
  return asked.catch(() => null)
}

function ofThisProcess(): string[] {
  const { rss, heapUsed } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  const started = Date.now() / 1000 - process.uptime()
  const answers = [...answered].map(([key, count]): Sample => [answerLabels(key), count])
  return [
    ...one('process_resident_memory_bytes', 'gauge', 'Memory of the web process.', rss),
    ...one('nodejs_heap_size_used_bytes', 'gauge', 'JavaScript heap in use.', heapUsed),
    ...one('process_cpu_seconds_total', 'counter', 'CPU time of the web process.', (user + system) / 1e6),
    ...one('process_start_time_seconds', 'gauge', 'When the web process started.', started),
    ...one(
      'nodejs_eventloop_lag_p99_seconds',
      'gauge',
      'How late the event loop was, 99th percentile.',
      loop.percentile(99) / 1e9,
    ),
    ...metric('seedbed_http_answers_total', 'counter', 'Requests answered.', answers),
    ...one('seedbed_open_streams', 'gauge', 'Live pages and long polls held open.', streams.open),
    ...one('seedbed_news_available', 'gauge', '1 while live news arrive from Redis.', newsAvailable() ? 1 : 0),
  ]
}

function ofTheHouse({ scans, probes, deliveries, testSends, monitors, openAlerts, outbox }: HouseFigures): string[] {
  const states = Object.entries(monitors).map(([state, count]): Sample => [`{state="${state}"}`, count])
  return [
    ...byStatus('seedbed_scans', 'Scans asked for in the last 24 hours, by status.', scans),
    ...byStatus('seedbed_probes', 'Looks at ports asked for in the last 24 hours, by status.', probes),
    ...byStatus('seedbed_test_sends', 'Test sends asked for in the last 24 hours, by status.', testSends),
    ...byStatus('seedbed_deliveries', 'Alerts on their way to a channel, of the last 24 hours, by status.', deliveries),
    ...metric('seedbed_monitors', 'gauge', 'Monitors; overdue ones should have run ten minutes ago.', states),
    ...one('seedbed_open_alerts', 'gauge', 'Alerts that nobody acknowledged and that have not recovered.', openAlerts),
    ...one('seedbed_outbox_waiting', 'gauge', 'Mails to people that wait to be handed to the relay.', outbox),
  ]
}

type Sample = [labels: string, value: number]

const metric = (name: string, type: string, help: string, samples: Sample[]): string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} ${type}`,
  ...samples.map(([labels, value]) => `${name}${labels} ${value}`),
]

const one = (name: string, type: string, help: string, value: number): string[] => metric(name, type, help, [['', value]])

const up = (part: string, did: string, isUp: boolean): string[] =>
  one(`seedbed_${part}_up`, 'gauge', `1 when ${did} just now.`, isUp ? 1 : 0)

const byStatus = (name: string, help: string, counts: Counts): string[] =>
  metric(
    name,
    'gauge',
    help,
    Object.entries(counts).map(([status, count]) => [`{status="${status}"}`, count]),
  )

const jobsOf = (queues: Awaited<ReturnType<typeof queueCounts>>): Sample[] =>
  Object.entries(queues).flatMap(([kind, counts]) =>
    Object.entries(counts).map(([state, count]): Sample => [`{queue="${kind}",state="${state}"}`, count]),
  )

function answerLabels(key: string): string {
  const [pattern, status] = key.split(' ')
  return `{route="${pattern}",status="${status}"}`
}
