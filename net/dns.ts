/**
 * The DNS client: which server is asked, how often, and what counts as an answer.
 *
 * NOERROR and NXDOMAIN are answers. Everything else is silence: no reply, SERVFAIL (asked twice), REFUSED and its kin, a referral from a
 * server that should have recursed. A server that gave a reply of that sort is not asked again; the next one is.
 */
import { isIP } from 'node:net'
import { Unreachable, type Silence } from '#checks/net.ts'
import { exchange, type Outcome, type Server } from './exchange.ts'
import type { Reply, WireQuestion } from './message.ts'

/** Asks the world one question, within so many milliseconds. @throws {Unreachable} */
export type Ask = (question: WireQuestion, leftMs: number) => Promise<{ reply: Reply; server: string }>

/**
 * A client of these servers. The tries are `timeoutMs`, the same again, and twice as long, going round the servers: 2 s, 2 s, 4 s.
 */
export function askServers(servers: Server[], timeoutMs: number): Ask {
  return async (question, leftMs) => {
    const deadline = performance.now() + leftMs
    const left = () => deadline - performance.now()
    const silenced = new Set<Server>()
    let last: { silence: Silence; server: Server } | undefined
    for (const [turn, ms] of [timeoutMs, timeoutMs, 2 * timeoutMs].entries()) {
      const server = servers[turn % servers.length]
      if (left() <= 0) throw new Unreachable(`${question.name} ${question.type}`, 'budget')
      if (!server || silenced.has(server)) continue
      const outcome = await askServer(question, server, () => Math.max(1, Math.min(ms, left())))
      if ('reply' in outcome) return { reply: outcome.reply, server: serverText(server) }
      if (outcome.silence !== 'timeout') silenced.add(server)
      if (!last || outcome.silence !== 'timeout') last = { silence: outcome.silence, server }
    }
    throw new Unreachable(`${question.name} ${question.type}`, last?.silence ?? 'network', last && serverText(last.server))
  }
}

/** RFC 6891 §7: a server that does not know EDNS is asked without it. SERVFAIL is often a matter of the moment, so it is asked twice. */
async function askServer(question: WireQuestion, server: Server, ms: () => number): Promise<Outcome> {
  let edns = true
  let outcome = await exchange(question, server, ms, edns)
  if (hasRcode(outcome, 'FORMERR', 'NOTIMP', 'BADVERS')) {
    edns = false
    outcome = await exchange(question, server, ms, edns)
  }
  if (hasRcode(outcome, 'SERVFAIL')) outcome = await exchange(question, server, ms, edns)
  return 'reply' in outcome ? judge(outcome.reply) : outcome
}

function hasRcode(outcome: Outcome, ...rcodes: string[]): boolean {
  return 'reply' in outcome && rcodes.includes(outcome.reply.rcode)
}

function judge(reply: Reply): Outcome {
  if (reply.rcode === 'SERVFAIL') return { silence: 'servfail' }
  if (reply.rcode !== 'NOERROR' && reply.rcode !== 'NXDOMAIN') return { silence: 'refused' }
  return isReferral(reply) ? { silence: 'refused' } : { reply }
}

/** NOERROR with nothing but other name servers is no NODATA: the server did not look (RFC 2308 §2.1). */
function isReferral({ rcode, answers, authority }: Reply): boolean {
  const has = (type: string) => authority.some((record) => record.type === type)
  return rcode === 'NOERROR' && answers.length === 0 && has('NS') && !has('SOA')
}

/**
 * Reads `ip`, `ip:port` or `[ip]:port`.
 * @throws {Error} when it is none of these
 */
export function readServer(text: string): Server {
  if (isIP(text)) return { address: text, port: 53 }
  const [, bracketed, plain, port = '53'] = /^(?:\[(.+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text) ?? []
  const address = bracketed ?? plain ?? ''
  if (!isIP(address) || Number(port) > 65535) throw new Error(`"${text}" is no name server address`)
  return { address, port: Number(port) }
}

function serverText({ address, port }: Server): string {
  if (port === 53) return address
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
