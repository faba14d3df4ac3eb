/**
 * Is this process up (/healthz), and is everything it needs (/readyz)? Each part is really asked, at the moment of the question, and has
 * two seconds. What went wrong is told in a word: error texts can hold addresses and names that are nobody's business.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { Unreachable } from '#checks/net.ts'
import { env } from '#env'
import { openNet } from '#net/open.ts'
import { prisma } from '#prisma/client.ts'
import { pingQueue } from '#worker/queue.ts'
import type { Part, Readiness } from '../api.ts'
import { greets, NoGreeting } from './greeting.ts'

const patienceMs = 2000

/** Throws what is wrong; the returned text says what was seen. */
type Look = () => Promise<string>

const looks: Record<keyof Readiness['parts'], Look> = {
  async database() {
    await prisma.$queryRaw`SELECT 1`
    return 'answers'
  },
  async queue() {
    await pingQueue()
    return 'answers'
  },
  receiver: greetReceiver,
  readers: greetReaders,
  async dns() {
    const { status } = await openNet({ timeoutMs: patienceMs / 2 }).dns.resolve('.', 'NS')
    return `answers (${status})`
  },
}

/** Does the receiver greet? For the pages, which say so when it does not. */
export const receiverGreets = async (): Promise<boolean> => (await inTime(looks.receiver)).ok

/** Asks every part at once. */
export async function readiness(): Promise<Readiness> {
  const [database, queue, receiver, readers, dns] = await Promise.all([
    inTime(looks.database),
    inTime(looks.queue),
    inTime(looks.receiver),
    inTime(looks.readers),
    inTime(looks.dns),
  ])
  const parts = { database, queue, receiver, readers, dns }
  return { status: Object.values(parts).every(({ ok }) => ok) ? 'ready' : 'not-ready', parts }
}

async function inTime(look: Look): Promise<Part> {
  const started = performance.now()
  const clock = new AbortController()
  const tooLate = pause(patienceMs, undefined, { signal: clock.signal }).then(() => Promise.reject(new TooLate()))
  try {
    const detail = await Promise.race([look(), tooLate])
    return { ok: true, milliseconds: since(started), detail }
  } catch (error) {
    return { ok: false, milliseconds: since(started), detail: inAWord(error) }
  } finally {
    clock.abort()
    tooLate.catch(() => {})
  }
}

class TooLate extends Error {}

/** RFC 5321 §4.2: 220 means service ready. */
async function greetReceiver(): Promise<string> {
  await greets({ host: env.SMTP_HOST, port: env.SMTP_PORT, words: /^220[ -]/, goodbye: 'QUIT', patienceMs })
  return 'greets with 220'
}

/** RFC 9051 §7.1.1 and RFC 1939 §4: both say OK. What was switched off is not missing. */
async function greetReaders(): Promise<string> {
  if (!env.READERS) return 'switched off (READERS)'
  const host = env.IMAP_HOST
  await Promise.all([
    greets({ host, port: env.IMAP_PORT, words: /^\* OK\b/, goodbye: 'a LOGOUT', patienceMs }),
    greets({ host, port: env.POP3_PORT, words: /^\+OK\b/, goodbye: 'QUIT', patienceMs }),
  ])
  return 'greet by IMAP and POP3'
}

function inAWord(error: unknown): string {
  if (error instanceof TooLate) return `no answer in ${patienceMs / 1000} s`
  if (error instanceof Unreachable) return error.reason
  if (error instanceof NoGreeting) return error.message
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ECONNREFUSED') return 'connection refused'
  return /^[A-Z][A-Z0-9_]{2,30}$/.test(code) ? code : 'no connection'
}

const since = (started: number): number => Math.round((performance.now() - started) * 10) / 10
