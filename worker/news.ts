/**
 * News: small live events on Redis pub/sub, one channel an address or scan. They are hints. Whoever listens reads the state from Postgres first,
 * and again after every gap; without Redis it looks every second instead.
 */
import { Redis } from 'ioredis'
import type { ReportFound } from '#checks/report.ts'
import { env } from '#env'

type Moment = { at: string }
type InSession = Moment & { session: string }

/** `session` groups the steps of one SMTP conversation; times are ISO 8601. */
export type News =
  | (InSession & { kind: 'connected'; peerAddress: string })
  | (InSession & { kind: 'helo'; helo: string; extended: boolean })
  | (InSession & { kind: 'tls'; version: string; cipher: string })
  | (InSession & { kind: 'mail-from'; mailFrom: string })
  | (InSession & { kind: 'rcpt'; recipient: string; reply: string })
  | (InSession & { kind: 'refused'; recipient: string; reply: string })
  | (InSession & { kind: 'data' })
  | (InSession & { kind: 'stored'; mailId: string; size: number })
  | (InSession & { kind: 'closed'; ending: string })
  | (Moment & { kind: 'analysing'; mailId: string })
  | (Moment & { kind: 'reported'; mailId: string; score: number | null; subjectHeader: string })
  | (Moment & { kind: 'failed'; mailId: string; nextAttemptAt: string })

/** Of a scan, on its own channel. */
export type ScanNews =
  | (Moment & { kind: 'scanning'; scanId: string })
  | ScanFound
  | (Moment & { kind: 'scanned'; scanId: string; score: number | null })
  | (Moment & { kind: 'scan-failed'; scanId: string; nextAttemptAt: string | null })

/** What the checks have found since the last such news; `checks`: how many are asked in all. */
export interface ScanFound extends Moment {
  kind: 'found'
  scanId: string
  sections: { id: string; title: string }[]
  checks: number
  found: ReportFound[]
}

/** Of a folder of a mail program, on its own channel: a flag, a copy, an expunge. */
export interface FolderNews {
  kind: 'folder'
}

export interface NewsListener<Heard = News> {
  news(news: Heard): void
  /** Listening begins now, at first or after a lost connection: something may have been missed before. */
  gap(): void
}

/** Ids of addresses, scans and folders are never the same. */
const channelOf = (id: string): string => `${env.REDIS_PREFIX}:news:${id}`

/** Options for a connection of ours: a URL or, for Bull and ioredis alike, the path of a socket. */
export function redisOptions():
  | { path: string }
  | { host: string; port: number; username?: string; password?: string; db?: number; tls?: object } {
  if (!env.REDIS_URL) throw new Error('REDIS_URL is not set')
  if (env.REDIS_URL.startsWith('/')) return { path: env.REDIS_URL }
  if (env.REDIS_URL.startsWith('unix:')) return { path: env.REDIS_URL.replace(/^unix:(\/\/)?/, '') }
  const url = new URL(env.REDIS_URL)
  return {
    host: url.hostname,
    port: Number(url.port || 6379),
    ...(url.username ? { username: decodeURIComponent(url.username) } : {}),
    ...(url.password ? { password: decodeURIComponent(url.password) } : {}),
    ...(url.pathname.length > 1 ? { db: Number(url.pathname.slice(1)) } : {}),
    ...(url.protocol === 'rediss:' ? { tls: {} } : {}),
  }
}

/** Reconnects soon and for ever: at most a second between tries. */
export const retrySoon = (times: number): number => Math.min(50 * times, 1000)

/** Milliseconds that a command may take. */
const patienceMs = 1000

let publisher: Redis | undefined
let subscriber: Redis | undefined
const listeners = new Map<string, Set<NewsListener<AnyNews>>>()

type AnyNews = News | ScanNews | FolderNews

/** Never throws, never waited for; dropped while Redis is away. */
export function publishNews(addressId: string, news: News[]): void {
  publish(channelOf(addressId), news)
}

/** The same for what happens to a scan. */
export function publishScanNews(scanId: string, news: ScanNews[]): void {
  publish(channelOf(scanId), news)
}

/** The same for a change in a folder. */
export function publishFolderNews(folderId: string): void {
  publish(channelOf(folderId), [{ kind: 'folder' }])
}

function publish(channel: string, news: AnyNews[]): void {
  inTurn((redis) => {
    for (const one of news) redis.publish(channel, JSON.stringify(one)).catch(() => {})
  })
}

/** What waits until the first connection stands: while it is made, ioredis lets a PUBLISH overtake those that it keeps itself. */
const waiting: ((redis: Redis) => void)[] = []

/** Sends after what was sent before; drops it while Redis is away. */
function inTurn(send: (redis: Redis) => void): void {
  const redis = atHand()
  if (redis?.status === 'ready' && waiting.length === 0) send(redis)
  else if (redis) waiting.push(send)
}

function openPublisher(): Redis {
  const redis = connect({ commandTimeout: patienceMs })
  redis.on('ready', () => {
    for (const send of waiting.splice(0)) send(redis)
  })
  redis.on('close', () => waiting.splice(0))
  return redis
}

/** The connection for commands, when it stands or is being made for the first time. */
function atHand(): Redis | undefined {
  publisher ??= openPublisher()
  return ['ready', 'connecting', 'connect'].includes(publisher.status) ? publisher : undefined
}

/** Seconds for which late readers can hear what a scan has found. It has its report, or has begun anew, long before. */
const foundKeptSeconds = 300
const foundKey = (scanId: string): string => `${env.REDIS_PREFIX}:found:${scanId}`

/** The same for what a scan finds, kept a while for those who come late. `first`: an attempt begins, and what another found is forgotten. */
export function publishFound(news: ScanFound, { first }: { first: boolean }): void {
  const [key, text] = [foundKey(news.scanId), JSON.stringify(news)]
  inTurn((redis) => {
    const steps = first ? redis.multi().del(key) : redis.multi()
    steps
      .rpush(key, text)
      .expire(key, foundKeptSeconds)
      .publish(channelOf(news.scanId), text)
      .exec()
      .catch(() => {})
  })
}

/** What a scan has found so far, oldest first; nothing while Redis is away. */
export async function foundSoFar(scanId: string): Promise<ScanFound[]> {
  const texts = await atHand()
    ?.lrange(foundKey(scanId), 0, -1)
    .catch(() => [])
  return (texts ?? []).map((text): ScanFound => JSON.parse(text))
}

/** Tells a listener what happens to an address, until the returned function is called. */
export function subscribeNews(addressId: string, listener: NewsListener): () => void {
  return subscribe(channelOf(addressId), listener)
}

/** The same for a scan. */
export function subscribeScanNews(scanId: string, listener: NewsListener<ScanNews>): () => void {
  return subscribe(channelOf(scanId), listener)
}

/** The same for a folder. */
export function subscribeFolderNews(folderId: string, listener: NewsListener<FolderNews>): () => void {
  return subscribe(channelOf(folderId), listener)
}

/** Hands on what was heard of a folder in another way: to those who listen in this process. */
export function hearFolderNews(folderId: string): void {
  const set: Set<NewsListener<FolderNews>> | undefined = listeners.get(channelOf(folderId))
  for (const listener of set ?? []) listener.news({ kind: 'folder' })
}

/** On a channel there is only what its listeners expect. */
function subscribe(channel: string, listener: NewsListener<never>): () => void {
  const present = listeners.get(channel)
  if (present) present.add(listener)
  else {
    const set = new Set([listener])
    listeners.set(channel, set)
    // What was published before Redis confirmed is lost like in any gap.
    subscription()
      .subscribe(channel)
      .then(() => set.forEach((each) => each.gap()))
      .catch(() => {})
  }
  return () => {
    const set = listeners.get(channel)
    if (!set?.delete(listener) || set.size > 0) return
    listeners.delete(channel)
    subscriber?.unsubscribe(channel).catch(() => {})
  }
}

/** False while Redis is away: look at Postgres every second instead. */
export const newsAvailable = (): boolean => subscriber?.status === 'ready'

export async function closeNews(): Promise<void> {
  listeners.clear()
  publisher?.disconnect()
  subscriber?.disconnect()
  publisher = undefined
  subscriber = undefined
}

function subscription(): Redis {
  if (subscriber) return subscriber
  const redis = connect()
  redis.on('message', (channel: string, text: string) => {
    const news: AnyNews = JSON.parse(text)
    for (const listener of listeners.get(channel) ?? []) listener.news(news)
  })
  // ioredis subscribes again by itself; what was published meanwhile is lost.
  redis.on('ready', () => {
    for (const set of listeners.values()) for (const listener of set) listener.gap()
  })
  subscriber = redis
  return redis
}

function connect(more: { commandTimeout?: number } = {}): Redis {
  const options = { retryStrategy: retrySoon, maxRetriesPerRequest: null, enableOfflineQueue: true, ...more }
  const redis = new Redis({ ...redisOptions(), ...options })
  // Without a listener an error would end the process; being away is normal and shown by newsAvailable.
  redis.on('error', () => {})
  return redis
}
