/**
 * From a question to its answer: the aliases a reply shows are followed, and where a server gives only a CNAME without what stands behind it,
 * that name is asked too (RFC 1034 §3.6.2, RFC 6604).
 */
import { type Answer, type AnswerStatus, type RecordData, type RecordType, Unreachable } from '#checks/net.ts'
import type { Ask } from './dns.ts'
import type { Reply, WireRecord } from './message.ts'

/** RFC 1034 §3.6.2 sets no number; most resolvers stop at about this many links. */
const longestChain = 16

/** RFC 2308 §5 advises against keeping an absence for longer than hours. */
export const longestAbsence = 3600

/** Asks for this name, and always for the same type. */
export type Send = (name: string) => ReturnType<Ask>
type Replied = Awaited<ReturnType<Ask>>

/**
 * The answer, when a reply has all of it, as nearly every reply does; undefined when there is more to ask. When it was asked and how long it
 * took is for whoever has a clock to fill in.
 */
export function wholeAnswer(name: string, type: RecordType, { reply, server }: Replied): Answer | undefined {
  const { status, records, aliases, ttl } = readStep(name, type, reply)
  if (!status || (aliases.length > 0 && isEndless(name, aliases))) return undefined
  const { authenticated, authoritative, size } = reply
  return { name, type, status, records, aliases, ttl, authenticated, authoritative, size, server, at: '', milliseconds: 0 }
}

/** Goes on asking while a server gives only a CNAME without what stands behind it. `first`: what the first question came to. */
export async function follow(name: string, type: RecordType, first: Replied, send: Send): Promise<Answer> {
  const aliases: Answer['aliases'] = []
  let ttl = Number.POSITIVE_INFINITY
  let authenticated = true
  let authoritative = true
  let replied = first
  for (let asking = name; ; replied = await send(asking)) {
    const { reply, server } = replied
    const step = readStep(asking, type, reply)
    aliases.push(...step.aliases)
    if (isEndless(name, aliases)) throw new Unreachable(`${name} ${type}`, 'alias-loop', server)
    ttl = Math.min(ttl, step.ttl)
    authenticated &&= reply.authenticated
    authoritative &&= reply.authoritative
    if (step.status) {
      const { status, records } = step
      const { size } = first.reply
      return { name, type, status, records, aliases, ttl, authenticated, authoritative, size, server, at: '', milliseconds: 0 }
    }
    asking = step.end
  }
}

function isEndless(name: string, aliases: Answer['aliases']): boolean {
  return aliases.length > longestChain || hasLoop(name, aliases)
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
  if (reply.answers.length === 0)
    return { aliases: [], end: name, status: statusOf(reply, false, false), records: [], ttl: absenceTtl(reply) }
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
