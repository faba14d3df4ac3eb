/** What the checks of ports share: the looks at one port, what keeps us from judging them, and who can repair what. */
import { type Evidence, type Finding, type Fix, info, say, type Words } from '../check.ts'
import { few } from '../facts/few.ts'
import { portLooks, sawPort, talks, whereOf } from '../facts/port-looks.ts'
import { type Net, type PortLook, Unreachable } from '../net.ts'
import type { ProbedHost } from '../subject.ts'

export interface AtPort {
  /** The looks at this port. */
  looks: PortLook[]
  open: PortLook[]
  /** Why another address could not be looked at. */
  gap: Unreachable | undefined
  evidence: Evidence[]
}

/** @throws {Unreachable} when the host could not be looked up, or none of its addresses looked at */
export async function atPort(port: number, subject: ProbedHost, net: Net): Promise<AtPort> {
  return atPorts([port], subject, net)
}

/** The same of several ports. */
export async function atPorts(ports: readonly number[], subject: ProbedHost, net: Net): Promise<AtPort> {
  const rows = await portLooks(subject, net, ports)
  const looks = rows.flatMap(({ looked }) => (looked instanceof Unreachable ? [] : [looked]))
  const gap = rows.map(({ looked }) => looked).find((one) => one instanceof Unreachable)
  if (looks.length === 0 && gap) throw gap
  return { looks, open: looks.filter(({ state }) => state === 'open'), gap, evidence: few(looks.map(sawPort)) }
}

/**
 * The server took the connection and then said nothing, or that it will not talk now, or fell silent before it came to TLS: that says nothing
 * about what it does otherwise.
 */
export function silentLook(looks: PortLook[]): Unreachable | undefined {
  const look = looks.find(({ state, banner, greeting, tls }) => {
    if (state !== 'open' || tls.state === 'failed') return false
    return (
      banner === undefined || greeting === 'deferring' || greeting === 'refusing' || (greeting === 'ok' && tls.state === 'none')
    )
  })
  return look && new Unreachable(`${look.host}:${look.port}`, look.banner ? 'refused' : 'timeout', look.address, 'smtp')
}

/** The mail servers on port 25 that talked to us, or the finding where there is none. @throws {Unreachable} as `atPort` */
export async function talking(subject: ProbedHost, net: Net): Promise<AtPort | { nothing: Finding }> {
  const at = await atPort(25, subject, net)
  const looks = at.looks.filter(talks)
  if (looks.length > 0) return { ...at, looks, evidence: few(looks.map(sawPort)) }
  const silent = silentLook(at.looks)
  if (silent) throw silent
  return { nothing: notApplicable(at.evidence, subject) }
}

export function notApplicable(evidence: Evidence[], { host }: ProbedHost): Finding {
  return info('not-applicable', { evidence, explanation: say`No mail server of ${host} answers on port ${25}.` })
}

/** Where it takes more than a visit, and nobody allowed more. */
export function notAsked(what: Words, evidence: Evidence[]): Finding {
  return info('not-applicable', { evidence, explanation: say`${what} That is done only for a server of one's own.` })
}

/** A server that did not say what it can before TLS, or inside it, and so nothing of whom it lets sign in. */
export function unlisted(looks: PortLook[]): Unreachable | undefined {
  const look = looks.find(({ implicit, clear, inside }) => (implicit ? inside : clear) === undefined)
  return look && new Unreachable(`${look.host}:${look.port}`, 'malformed', look.address, 'smtp')
}

/** A server on the ports of mail programs that was heard to the end, and has no TLS. */
export function withoutTls({ greeting, tls }: PortLook): boolean {
  return greeting === 'foreign' || (greeting === 'ok' && tls.state !== 'done' && tls.state !== 'none')
}

/** What is wrong at a port where mail programs find no encryption. */
export function bareWords(look: PortLook): Words {
  return look.greeting === 'foreign'
    ? say`${whereOf(look)} is open, but what answers is no mail server.`
    : say`${whereOf(look)} does not encrypt, so passwords and mails cross the network for everybody to read.`
}

/** Somebody with a shell on the mail server. */
export function onServer(what: Words, why: Words, steps?: Words[]): Fix {
  return { who: 'mail-server', say: what, why, ...(steps && { steps }) }
}

/** Mechanisms of SASL that hand over the password as it is. */
export function plainMechanisms(capabilities: readonly string[]): string[] {
  return mechanisms(capabilities).filter((one) => one === 'PLAIN' || one === 'LOGIN')
}

/** `AUTH PLAIN LOGIN` and `AUTH=LOGIN` of SMTP, `AUTH=PLAIN` of IMAP, `SASL PLAIN` of POP3. */
export function mechanisms(capabilities: readonly string[]): string[] {
  return capabilities.flatMap((one) => {
    const [, listed = ''] = /^(?:AUTH[ =]|SASL )(.*)$/i.exec(one) ?? []
    return listed.toUpperCase().split(/[ =]+/).filter(Boolean)
  })
}
