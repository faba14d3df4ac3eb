/**
 * What the receiver counts: the replies given to each team's recipients (for the charts, in Postgres), and figures for the operator (in
 * one Redis hash, `<prefix>:receiver`, added up over all receivers). Both are gathered here and written once a second, so that counting
 * never holds up a reply.
 */
import { Redis } from 'ioredis'
import type pg from 'pg'
import { env } from '#env'
import { addReplyCounts, type ReplyRecord } from '#prisma/intake.ts'
import { log } from '../log.ts'
import { redisOptions, retrySoon } from '../news.ts'

export type Figure =
  | 'connections'
  | 'refusedConnections'
  | 'sessions'
  | 'unnamedSessions'
  | 'mails'
  | 'bytes'
  | 'refusedRecipients'

export interface Counts {
  /** `reply`: code and enhanced code, `250 2.0.0`. */
  reply(teamId: string, reply: string): void
  add(figure: Figure, by?: number): void
  /** Writes what is left. */
  close(): Promise<void>
}

const flushMs = 1000
const hourMs = 3_600_000
/** While Postgres is away counts wait here; more than this many different ones are not kept. */
const mostReplies = 10_000

const figuresKey = `${env.REDIS_PREFIX}:receiver`

export function openCounts(pool: pg.Pool): Counts {
  let replies = new Map<string, ReplyRecord>()
  let figures = new Map<Figure, number>()
  const redis = new Redis({ ...redisOptions(), retryStrategy: retrySoon, maxRetriesPerRequest: 0, enableOfflineQueue: false })
  redis.on('error', () => {})

  function addReply(row: ReplyRecord): void {
    const key = `${row.teamId} ${row.hour} ${row.reply}`
    const known = replies.get(key)
    if (known) known.count += row.count
    else if (replies.size < mostReplies) replies.set(key, row)
  }

  async function flushReplies(): Promise<void> {
    if (replies.size === 0) return
    const rows = [...replies.values()]
    replies = new Map()
    try {
      await addReplyCounts(pool, rows)
    } catch (error) {
      log.debug({ err: error }, 'reply counts wait for the database')
      for (const row of rows) addReply(row)
    }
  }

  async function flushFigures(): Promise<void> {
    if (figures.size === 0 || redis.status !== 'ready') return
    const batch = redis.pipeline()
    for (const [figure, by] of figures) batch.hincrby(figuresKey, figure, by)
    figures = new Map()
    await batch.exec().catch(() => {})
  }

  let flushing = Promise.resolve()
  const flush = (): Promise<void> => (flushing = flushing.then(flushReplies).then(flushFigures))
  const timer = setInterval(() => void flush(), flushMs).unref()

  return {
    reply(teamId, reply) {
      const hour = new Date(Math.floor(Date.now() / hourMs) * hourMs).toISOString()
      addReply({ teamId, reply, hour, count: 1 })
    },
    add(figure, by = 1) {
      figures.set(figure, (figures.get(figure) ?? 0) + by)
    },
    async close() {
      clearInterval(timer)
      await flush()
      redis.disconnect()
    },
  }
}
