/**
 * What the mail servers of a domain show on port 25: greeting, EHLO, STARTTLS and the TLS behind it. Each server is looked at once and every
 * check of transport security reads the same look. A server that could not be looked at leaves a gap; only when no server could be seen is
 * there nothing to say.
 */
import { type Evidence, type Finding, info, saw, say, type Verdict } from '../check.ts'
import { type LookOptions, type Net, type SmtpLook, type TlsSeen, Unreachable } from '../net.ts'
import { few } from './few.ts'
import type { MailExchange } from './mail-exchange.ts'
import { addressesOf, mxTable, type MxTable } from './mx-table.ts'
import { remember } from './remember.ts'

/** Mail servers looked at, by preference: more say nothing new, and each costs several connections. */
const mostServers = 6
/** Addresses of one server that are tried until one answers. */
const mostTries = 2

export interface MailServer {
  host: string
  address: string
  look: SmtpLook
}

export interface MailServers {
  found: MailExchange
  /** Names that have an address, whether they could be looked at or not. */
  hosts: string[]
  /** The ones that talked to us. */
  seen: MailServer[]
  /** Why another one did not. */
  silence: Unreachable | undefined
}

/** A name that has an address, and what came of looking at it; undefined when there were too many before it. */
export interface ServerLook {
  host: string
  addresses: string[]
  looked: MailServer | Unreachable | undefined
}

/**
 * Looks at the mail servers of `domain`, which must not be empty.
 * @throws {Unreachable} when its MX was silent, or when it names servers and none could be looked at
 */
export async function mailServers(domain: string, net: Net): Promise<MailServers> {
  const [{ found, hosts }, looks] = await Promise.all([mxTable(domain, net), serverLooks(domain, net)])
  const seen = looks.flatMap(({ looked }) => (looked && !(looked instanceof Unreachable) ? [looked] : []))
  const silence = looks.map(({ looked }) => looked).find((one) => one instanceof Unreachable)
  const gap = silence ?? hosts.find((host) => host.silence)?.silence
  // Without an MX nobody says that there is a mail server at all.
  if (seen.length === 0 && gap && found.kind !== 'implicit') throw gap
  return { found, hosts: looks.map(({ host }) => host), seen, silence: gap }
}

/**
 * The same, one row for each server, also where none could be looked at.
 * @throws {Unreachable} when the MX of `domain` was silent
 */
export function serverLooks(domain: string, net: Net): Promise<ServerLook[]> {
  return remember(net, `server-looks ${domain}`, async () => {
    const places = placesOf(domain, await mxTable(domain, net))
    const looks = await Promise.all(places.slice(0, mostServers).map(({ host, addresses }) => lookAt(host, addresses, net)))
    return places.map((place, index) => ({ ...place, looked: looks[index] }))
  })
}

/** Where mail goes: the MX hosts, or the domain itself when it has none (RFC 5321 §5.1). */
function placesOf(domain: string, { found, hosts }: MxTable): { host: string; addresses: string[] }[] {
  if (found.kind === 'implicit') return [{ host: domain, addresses: found.addresses }]
  return hosts.map((host) => ({ host: host.name, addresses: addressesOf(host) })).filter(({ addresses }) => addresses.length > 0)
}

async function lookAt(host: string, addresses: string[], net: Net): Promise<MailServer | Unreachable> {
  let silence = new Unreachable(`${host}:25`, 'network', undefined, 'smtp')
  for (const address of addresses.slice(0, mostTries)) {
    const look = await lookOnce(host, address, net)
    if (!(look instanceof Unreachable)) return { host, address, look }
    silence = look
    // Nobody can be reached from here, or the time is up: another address changes nothing.
    if (look.side === 'ours' && look.reason !== 'network') break
  }
  return silence
}

/** A look, or why there is none. */
export async function lookOnce(host: string, address: string, net: Net, options?: LookOptions): Promise<SmtpLook | Unreachable> {
  try {
    return await net.smtp.look(host, address, options)
  } catch (error) {
    if (error instanceof Unreachable) return error
    throw error
  }
}

/** An offer of the withdrawn versions only (RFC 8996). */
export const legacyTls: LookOptions = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }

/** A server that spoke TLS with us. */
export interface TlsServer extends MailServer {
  tls: TlsSeen
}

export function spokeTls(servers: MailServers): TlsServer[] {
  return servers.seen.flatMap((server) =>
    server.look.starttls.state === 'done' ? [{ ...server, tls: server.look.starttls.tls }] : [],
  )
}

/** The answer where there is nothing to look at: no domain, no mail server, or none that speaks TLS. */
export function notApplicable(found: MailExchange | undefined): Finding {
  if (!found) return info('not-applicable', { evidence: [], explanation: say`There is no domain to look at.` })
  const evidence = few(found.answers.flatMap(saw))
  const name = found.answers[0]?.name ?? ''
  if (found.kind === 'null-mx') return info('not-applicable', { evidence, explanation: say`${name} says that it takes no mail.` })
  return info('not-applicable', { evidence, explanation: say`${name} has no mail server that could be looked at.` })
}

const gravity: Verdict[] = ['fail', 'warn', 'unknown', 'info', 'pass']

/** The worst of several findings; the first of equals. */
export function worstOf(findings: Finding[]): Finding | undefined {
  return [...findings].sort((a, b) => gravity.indexOf(a.verdict) - gravity.indexOf(b.verdict))[0]
}

/**
 * The worst of what `judge` says about each server that speaks TLS; `not-applicable` when none does (`starttls-missing` has said so).
 * @throws {Unreachable} when no server could be looked at, or one was silent that `judge` needed and no other is worse than unknown
 */
export async function worstServer(
  domain: string,
  net: Net,
  judge: (server: TlsServer) => Finding | Promise<Finding>,
): Promise<Finding> {
  if (!domain) return notApplicable(undefined)
  const servers = await mailServers(domain, net)
  const speaking = spokeTls(servers)
  if (speaking.length === 0) return noTls(servers)
  const judged = await Promise.allSettled(speaking.map(async (server) => await judge(server)))
  const worst = worstOf(judged.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])))
  const failed = judged.find((one) => one.status === 'rejected')
  if (failed && !(failed.reason instanceof Unreachable)) throw failed.reason
  if (failed && worst?.verdict !== 'fail' && worst?.verdict !== 'warn') throw failed.reason
  if (!worst) throw new Unreachable(`${domain} MX`, 'network')
  return worst
}

function noTls({ found, seen }: MailServers): Finding {
  if (seen.length === 0) return notApplicable(found)
  const evidence = seen.map(sawServer)
  return info('not-applicable', {
    evidence,
    explanation: say`No mail server of ${found.answers[0]?.name ?? ''} spoke TLS with us.`,
  })
}

/** A look in one row. */
export function sawServer({ host, address, look }: MailServer): Evidence {
  return { where: `${host} (${address}), port ${look.port}`, what: inWords(look) }
}

function inWords({ starttls, ehlo }: SmtpLook): string {
  switch (starttls.state) {
    case 'absent':
      return `no STARTTLS among: ${ehlo.lines.slice(1).join(', ').slice(0, 500) || 'nothing'}`
    case 'refused':
      return `STARTTLS answered with ${starttls.reply.code} ${starttls.reply.lines.join(' ').slice(0, 300)}`
    case 'failed':
      return `STARTTLS offered, then: ${starttls.reason}`
    case 'done':
      return `${starttls.tls.version}, ${starttls.tls.cipher}`
  }
}
