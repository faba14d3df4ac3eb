/**
 * What one report sees of DNS: every question once, aliases followed, limits kept, all of it written down.
 *
 * The live window and the fake world of the tests stand on this same file; they differ only in the `Ask` underneath.
 */
import {
  Unreachable,
  type Answer,
  type AnswerStatus,
  type Net,
  type Question,
  type RecordData,
  type RecordType,
} from '#checks/net.ts'
import type { Ask } from './dns.ts'
import type { Reply, WireQuestion, WireRecord } from './message.ts'
import { queryName } from './name.ts'

export interface Limits {
  /** Questions one report may send. */
  budget: number
  /** Milliseconds from its first question to its last answer. */
  totalMs: number
  /** Questions under way at once. */
  inFlight: number
}

export const defaultLimits: Limits = { budget: 250, totalMs: 20_000, inFlight: 24 }

/** RFC 1034 §3.6.2 sets no number; most resolvers stop at about this many links. */
const longestChain = 16

/** RFC 2308 §5 advises against keeping an absence for longer than hours. */
const longestAbsence = 3600

/** A window on the world for one report. */
export function windowOn(ask: Ask, limits: Limits = defaultLimits): Net {
  const memory = new Map<string, Promise<Answer>>()
  const kept: (Question | undefined)[] = []
  const send = limited(ask, limits)

  async function lookUp(name: string, type: RecordType): Promise<Answer> {
    const slot = kept.push(undefined) - 1
    const at = new Date().toISOString()
    const started = performance.now()
    const took = () => Math.round((performance.now() - started) * 10) / 10
    try {
      const answer = { ...(await follow(name, type, send)), at, milliseconds: took() }
      kept[slot] = keep(answer)
      return answer
    } catch (error) {
      if (error instanceof Unreachable) {
        kept[slot] = { name, type, server: error.server ?? '', at, milliseconds: took(), outcome: error.reason }
      }
      throw error
    }
  }

  return {
    dns: {
      async resolve<T extends RecordType>(name: string, type: T): Promise<Answer<T>> {
        const asked = queryName(name, type)
        const key = `${asked} ${type}`
        const answer = memory.get(key) ?? lookUp(asked, type)
        memory.set(key, answer)
        // The key holds the type, so the answer under it has records of that type.
        return (await answer) as Answer<T>
      },
    },
    questions: () => kept.filter((question) => question !== undefined),
  }
}

function keep({ status, size: _, ...answer }: Answer): Question {
  return { ...answer, outcome: status }
}

type Send = (question: WireQuestion) => ReturnType<Ask>

/** Keeps the limits of one report around `ask`. */
function limited(ask: Ask, { budget, totalMs, inFlight }: Limits): Send {
  let left = budget
  let running = 0
  let deadline: number | undefined
  const waiting: (() => void)[] = []

  return async (question) => {
    deadline ??= performance.now() + totalMs
    if (left-- <= 0) throw new Unreachable(`${question.name} ${question.type}`, 'budget')
    if (running >= inFlight) await new Promise<void>((resolve) => waiting.push(resolve))
    else running++
    try {
      const leftMs = deadline - performance.now()
      if (leftMs <= 0) throw new Unreachable(`${question.name} ${question.type}`, 'budget')
      return await ask(question, leftMs)
    } finally {
      const next = waiting.shift()
      // The place is handed on rather than freed, so that nobody who comes in between takes it.
      if (next) next()
      else running--
    }
  }
}

type Followed = Omit<Answer, 'at' | 'milliseconds'>

/** Asks, and goes on asking while a server gives only a CNAME without what stands behind it. */
async function follow(name: string, type: RecordType, send: Send): Promise<Followed> {
  const aliases: Answer['aliases'] = []
  let ttl = Number.POSITIVE_INFINITY
  let size: number | undefined
  let authenticated = true
  for (let asking = name; ; ) {
    const { reply, server } = await send({ name: asking, type })
    const step = readStep(asking, type, reply)
    aliases.push(...step.aliases)
    if (aliases.length > longestChain || hasLoop(name, aliases)) throw new Unreachable(`${name} ${type}`, 'alias-loop', server)
    ttl = Math.min(ttl, step.ttl)
    size ??= reply.size
    authenticated &&= reply.authenticated
    if (step.status) return { name, type, status: step.status, records: step.records, aliases, ttl, authenticated, size, server }
    asking = step.end
  }
}

interface Step {
  aliases: Answer['aliases']
  /** The name at the end of the aliases in this reply. */
  end: string
  /** Undefined: the reply ends with an alias and does not say what stands there. */
  status: AnswerStatus | undefined
  records: RecordData[RecordType][]
  ttl: number
}

function readStep(name: string, type: RecordType, reply: Reply): Step {
  const links: WireRecord[] = []
  let end = name
  while (type !== 'CNAME' && links.length <= longestChain) {
    const link = reply.answers.find((record) => record.type === 'CNAME' && record.name === end)
    if (!link) break
    links.push(link)
    end = target(link)
  }
  const found = reply.answers.filter((record) => record.type === type && record.name === end)
  const status = statusOf(reply, found.length > 0, links.length > 0)
  const ttls = [...links, ...found].map((record) => record.ttl)
  if (status === 'nodata' || status === 'nxdomain') ttls.push(absenceTtl(reply))
  return {
    aliases: links.map((link) => ({ name: link.name, target: target(link) })),
    end,
    status,
    records: found.map((record) => record.data),
    ttl: Math.min(...ttls, Number.POSITIVE_INFINITY),
  }
}

/** RFC 6604 §2.1: with aliases, the RCODE is about the last name. */
function statusOf(reply: Reply, found: boolean, aliased: boolean): AnswerStatus | undefined {
  if (found) return 'records'
  if (reply.rcode === 'NXDOMAIN') return 'nxdomain'
  const denied = reply.authority.some((record) => record.type === 'SOA')
  return aliased && !denied ? undefined : 'nodata'
}

/** RFC 2308 §5: the smaller of the SOA's TTL and its minimum field. */
function absenceTtl({ authority }: Reply): number {
  const soa = authority.find((record) => record.type === 'SOA')
  if (!soa || !('minimum' in soa.data)) return 0
  return Math.min(soa.ttl, soa.data.minimum, longestAbsence)
}

function hasLoop(name: string, aliases: Answer['aliases']): boolean {
  const names = [name, ...aliases.map((alias) => alias.target)]
  return new Set(names).size < names.length
}

function target(link: WireRecord): string {
  return 'name' in link.data ? link.data.name : ''
}
