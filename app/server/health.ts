/**
 * Is this process up (/healthz), and is everything it needs (/readyz)? Each part is really asked, at the moment of the question, and has
 * two seconds. What went wrong is told in a word: error texts can hold addresses and names that are nobody's business.
 */
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { Unreachable } from '#checks/net.ts'
import { env } from '#env'
import { openNet } from '#net/open.ts'
import { prisma } from '#prisma/client.ts'
import { pingQueue } from '#worker/queue.ts'
import type { Part, Readiness } from '../api.ts'

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
  async dns() {
    const { status } = await openNet({ timeoutMs: patienceMs / 2 }).dns.resolve('.', 'NS')
    return `answers (${status})`
  },
}

/** Does the receiver greet? For the pages, which say so when it does not. */
export const receiverGreets = async (): Promise<boolean> => (await inTime(looks.receiver)).ok

/** Asks every part at once. */
export async function readiness(): Promise<Readiness> {
  const [database, queue, receiver, dns] = await Promise.all([
    inTime(looks.database),
    inTime(looks.queue),
    inTime(looks.receiver),
    inTime(looks.dns),
  ])
  const parts = { database, queue, receiver, dns }
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

/** Connects and reads the greeting, RFC 5321 §4.2: 220 means service ready. */
async function greetReceiver(): Promise<string> {
  const host = env.SMTP_HOST === '0.0.0.0' ? '127.0.0.1' : env.SMTP_HOST === '::' ? '::1' : env.SMTP_HOST
  const socket = connect({ host, port: env.SMTP_PORT, signal: AbortSignal.timeout(patienceMs) })
  try {
    const [greeting] = await once(socket, 'data')
    const code = String(greeting).slice(0, 3)
    if (code !== '220') throw new Error(`greeting ${/^\d{3}$/.test(code) ? code : 'unreadable'}`)
    socket.write('QUIT\r\n')
    return 'greets with 220'
  } finally {
    socket.on('error', () => {})
    socket.end()
    setTimeout(() => socket.destroy(), 100).unref()
  }
}

function inAWord(error: unknown): string {
  if (error instanceof TooLate) return `no answer in ${patienceMs / 1000} s`
  if (error instanceof Unreachable) return error.reason
  if (error instanceof Error && error.message.startsWith('greeting ')) return error.message
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ECONNREFUSED') return 'connection refused'
  return /^[A-Z][A-Z0-9_]{2,30}$/.test(code) ? code : 'no connection'
}

const since = (started: number): number => Math.round((performance.now() - started) * 10) / 10
