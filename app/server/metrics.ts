/** Figures for Prometheus (its text format, version 0.0.4). Few, and each one true: counted here, or asked at that moment. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { mailCounts } from '#prisma/mail.ts'
import { newsAvailable } from '#worker/news.ts'
import { queueCounts } from '#worker/queue.ts'
import { streams } from '../limits.server.ts'

const loop = monitorEventLoopDelay({ resolution: 20 })
loop.enable()
/** Requests answered, by route and status. Routes are patterns, so there are few. */
const answered = new Map<string, number>()
const day = 86_400_000

export function countAnswer(pattern: string, status: number): void {
  const key = `${pattern} ${status}`
  answered.set(key, (answered.get(key) ?? 0) + 1)
}

export async function metricsText(): Promise<string> {
  const [mails, queues] = await Promise.allSettled([mailCounts({ since: new Date(Date.now() - day) }), queueCounts()])
  const { rss, heapUsed } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  const lines = [
    ...metric('process_resident_memory_bytes', 'gauge', 'Memory of the web process.', [['', rss]]),
    ...metric('nodejs_heap_size_used_bytes', 'gauge', 'JavaScript heap in use.', [['', heapUsed]]),
    ...metric('process_cpu_seconds_total', 'counter', 'CPU time of the web process.', [['', (user + system) / 1e6]]),
    ...metric('process_start_time_seconds', 'gauge', 'When the web process started.', [
      ['', Date.now() / 1000 - process.uptime()],
    ]),
    ...metric('nodejs_eventloop_lag_p99_seconds', 'gauge', 'How late the event loop was, 99th percentile.', [
      ['', loop.percentile(99) / 1e9],
    ]),
    ...metric(
      'seedbed_http_answers_total',
      'counter',
      'Requests answered.',
      [...answered].map(([key, count]) => [answerLabels(key), count]),
    ),
    ...metric('seedbed_open_streams', 'gauge', 'Live pages and long polls held open.', [['', streams.open]]),
    ...metric('seedbed_news_available', 'gauge', '1 while live news arrive from Redis.', [['', newsAvailable() ? 1 : 0]]),
    ...metric('seedbed_database_up', 'gauge', '1 when the database answered just now.', [
      ['', mails.status === 'fulfilled' ? 1 : 0],
    ]),
    ...metric('seedbed_queue_up', 'gauge', '1 when the queue answered just now.', [['', queues.status === 'fulfilled' ? 1 : 0]]),
  ]
  if (mails.status === 'fulfilled') {
    const rows = Object.entries(mails.value).map(([status, count]): Sample => [`{status="${status}"}`, count])
    lines.push(...metric('seedbed_mails', 'gauge', 'Mails received in the last 24 hours, by status.', rows))
  }
  if (queues.status === 'fulfilled') {
    const rows = Object.entries(queues.value).flatMap(([kind, counts]): Sample[] =>
      Object.entries(counts).map(([state, count]) => [`{queue="${kind}",state="${state}"}`, count]),
    )
    lines.push(...metric('seedbed_queue_jobs', 'gauge', 'Jobs in the queues.', rows))
  }
  return `${lines.join('\n')}\n`
}

type Sample = [labels: string, value: number]

const metric = (name: string, type: string, help: string, samples: Sample[]): string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} ${type}`,
  ...samples.map(([labels, value]) => `${name}${labels} ${value}`),
]

function answerLabels(key: string): string {
  const [pattern, status] = key.split(' ')
  return `{route="${pattern}",status="${status}"}`
}
