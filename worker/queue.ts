/**
 * The letterbox. Postgres is the truth, Redis a hint: jobs carry ids only, the producer fails at once when Redis is away, and the sweep
 * finds what was never put in. Completed and failed jobs are removed, because a `jobId` that is kept never runs again.
 */
import { once } from 'node:events'
import Bull from 'bull'
import { env } from '#env'
import { redisOptions, retrySoon } from './news.ts'

export type SampleKind = 'in-order' | 'usual-mistakes' | 'forged'
export const sampleKinds: readonly SampleKind[] = ['in-order', 'usual-mistakes', 'forged']

export interface JobData {
  'analyze-mail': { mailId: string; analysis: number }
  scan: { scanId: string }
  probe: { scanId: string }
  'send-sample': { addressId: string; kind: SampleKind }
  'test-send': { sendId: string }
}
export type JobKind = keyof JobData

/** What one address has to bear of probes, whoever asks. `spacingMs`: from the beginning of a look to the next; `totalMs`: a whole look. */
export const bearable = { spacingMs: 10_000, perHour: 60, totalMs: 180_000 }

/** One queue per kind. The hash tag keeps all keys of a queue on one node of a Redis Cluster. */
const names: Record<JobKind, string> = {
  'analyze-mail': 'analyze',
  scan: 'scan',
  probe: 'probe',
  'send-sample': 'sample',
  'test-send': 'send',
}

const connectMs = 1000

/**
 * A worker that died is noticed within lock + stall check, 10 seconds: with its restart well inside the 20 seconds we promise. A worker
 * that merely did not get to renew its lock makes no harm: a job that runs twice writes one report.
 */
const settings = { lockDuration: 7000, lockRenewTime: 2000, stalledInterval: 3000, maxStalledCount: 3 }

/** Opens a queue. `producer`: an `add` without Redis must fail at once; a worker waits for Redis to come back instead. */
export function openQueue<Kind extends JobKind>(kind: Kind, role: 'producer' | 'worker'): Bull.Queue<JobData[Kind]> {
  const queue = new Bull<JobData[Kind]>(names[kind], {
    prefix: `{${env.REDIS_PREFIX}:${names[kind]}}`,
    settings,
    redis: {
      ...redisOptions(),
      retryStrategy: retrySoon,
      maxRetriesPerRequest: role === 'producer' ? 0 : null,
      enableOfflineQueue: role === 'worker',
      enableReadyCheck: role === 'producer',
    },
  })
  queue.on('error', () => {})
  return queue
}

const producers: { [Kind in JobKind]?: Bull.Queue<JobData[Kind]> } = {}

function producer<Kind extends JobKind>(kind: Kind): Bull.Queue<JobData[Kind]> {
  const open: { [K in Kind]?: Bull.Queue<JobData[K]> } = producers
  const queue = open[kind] ?? openQueue(kind, 'producer')
  open[kind] = queue
  return queue
}

/**
 * Bull does not wait for a connection: the very first `add` would fail. One still being made is waited for, a lost one is not.
 * @throws when Redis is away
 */
async function connected<Data>(queue: Bull.Queue<Data>): Promise<Bull.Queue<Data>> {
  const { client } = queue
  if (client.status === 'ready') return queue
  if (!['wait', 'connecting', 'connect'].includes(client.status)) throw new Error('Redis is away')
  await once(client, 'ready', { signal: AbortSignal.timeout(connectMs) })
  return queue
}

/**
 * Puts an analysis into the queue; the same analysis only once. Resolves when Redis has it.
 * @throws when Redis is away
 */
export async function addAnalysis({ mailId, analysis }: JobData['analyze-mail']): Promise<void> {
  await addOnce('analyze-mail', `${mailId}.${analysis}`, { mailId, analysis })
}

/**
 * Puts a scan into the queue; the same scan only once. Resolves when Redis has it.
 * @throws when Redis is away
 */
export async function addScan({ scanId }: JobData['scan']): Promise<void> {
  await addOnce('scan', scanId, { scanId })
}

/**
 * Puts a look at the ports of a host into the queue; the same one only once. They have one of their own because a host may keep us for minutes.
 * @throws when Redis is away
 */
export async function addProbe({ scanId }: JobData['probe']): Promise<void> {
  await addOnce('probe', scanId, { scanId })
}

/**
 * Puts an attempt of a test send into the queue; of one test send only one at a time.
 * @throws when Redis is away
 */
export async function addTestSend({ sendId }: JobData['test-send']): Promise<void> {
  await addOnce('test-send', sendId, { sendId })
}

async function addOnce<Kind extends JobKind>(kind: Kind, jobId: string, data: JobData[Kind]): Promise<void> {
  const queue = await connected(producer(kind))
  const add = () => queue.add(data, { jobId, removeOnComplete: true, removeOnFail: true })
  await add()
  if (await clearRemains(queue, jobId)) await add()
}

/**
 * A worker's command that was under way when Redis died is sent again to a Redis that forgot the job, and leaves a job without data behind:
 * it never runs, and would keep out every later job of its id. Was there one, and is it gone?
 */
async function clearRemains<Data extends object>(queue: Bull.Queue<Data>, jobId: string): Promise<boolean> {
  const job = await queue.getJob(jobId)
  if (!job || Object.keys(job.data).length > 0) return false
  // Held by a worker's lock for some seconds more: the next sweep comes again.
  return job.remove().then(
    () => true,
    () => false,
  )
}

/** The same as a hint: never awaited, never throws. */
export function requestAnalysis(mailId: string, analysis: number): void {
  addAnalysis({ mailId, analysis }).catch(() => {})
}

/** The same for a scan. */
export function requestScan(scanId: string): void {
  addScan({ scanId }).catch(() => {})
}

/** The same for the ports of a host. */
export function requestProbe(scanId: string): void {
  addProbe({ scanId }).catch(() => {})
}

/** The same for a test send. */
export function requestTestSend(sendId: string): void {
  addTestSend({ sendId }).catch(() => {})
}

/**
 * Asks for a sample mail to an address.
 * @throws when Redis is away
 */
export async function requestSample({ addressId, kind }: JobData['send-sample']): Promise<void> {
  const queue = await connected(producer('send-sample'))
  await queue.add({ addressId, kind }, { removeOnComplete: true, removeOnFail: true })
}

const kinds = Object.keys(names) as JobKind[]

/** Connects the producers ahead of their first use, so that the first hint is not lost to a connection still being made. */
export async function openProducers(): Promise<void> {
  await Promise.allSettled(kinds.map((kind) => connected(producer(kind))))
}

/** How many jobs wait and run, by kind. @throws when Redis is away */
export async function queueCounts(): Promise<Record<JobKind, { waiting: number; active: number }>> {
  const counts = await Promise.all(kinds.map(async (kind) => [kind, await countsOf(kind)] as const))
  // Every kind is among the kinds.
  return Object.fromEntries(counts) as Record<JobKind, { waiting: number; active: number }>
}

async function countsOf(kind: JobKind): Promise<{ waiting: number; active: number }> {
  const { waiting, active } = await (await connected(producer(kind))).getJobCounts()
  return { waiting, active }
}

/** Does Redis answer? @throws when it does not */
export async function pingQueue(): Promise<void> {
  const queue = await connected(producer('analyze-mail'))
  await queue.client.ping()
}

/** The version of Redis, or of what stands in for it. @throws when it does not answer */
export async function queueVersion(): Promise<string | undefined> {
  const { client } = await connected(producer('analyze-mail'))
  return /^(?:valkey|redis)_version:(\S+)/m.exec(await client.info('server'))?.[1]
}

export async function closeQueues(): Promise<void> {
  await Promise.allSettled(Object.values(producers).map((queue) => queue.close(true)))
  for (const kind of Object.keys(producers) as JobKind[]) delete producers[kind]
}
