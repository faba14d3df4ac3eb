/**
 * What SPF says about a sender (RFC 7208): may this address send for the domain of MAIL FROM, or, of `<>`, for the name given at HELO?
 * mailauth evaluates, exactly by the RFC; we add who was silent when it could not, and write the digits of `%{i}` as others do.
 */
import ipaddr from 'ipaddr.js'
import { type Net, Unreachable } from '../net.ts'
import { normalDomain } from '../records/names.ts'
import type { TestMail } from '../subject.ts'
import { spfModule } from './mailauth.ts'
import { listen } from './mailauth-resolver.ts'
import { remember } from './remember.ts'

export type SpfWord = 'none' | 'neutral' | 'pass' | 'fail' | 'softfail' | 'temperror' | 'permerror'

export interface SpfEvaluation {
  result: SpfWord
  /** Whose record was evaluated; '' when there is no domain to look at. */
  domain: string
  identity: 'mailfrom' | 'helo'
  ip: string
  /** The record at `domain`, as published. */
  record: string | undefined
  /** mailauth's words for an error, the domain owner's own for a fail that has some. */
  explanation: string
  /** Of `temperror`: who was silent. */
  silence: Unreachable | undefined
}

export interface Sender {
  ip: string
  helo: string
  /** The reverse-path; '' checks the HELO name. */
  mailFrom: string
}

/** SPF of a received mail; undefined when nobody saw who sent it. Never throws for a silent world: that is `temperror`. */
export async function spfOfMail(mail: TestMail, net: Net): Promise<SpfEvaluation | undefined> {
  const { session, envelope } = mail
  if (!session || envelope.mailFrom === null) return undefined
  return await evaluateSpf({ ip: session.peerAddress, helo: session.helo, mailFrom: envelope.mailFrom }, net)
}

/** SPF for any sender. Asked once per report and sender. */
export function evaluateSpf(sender: Sender, net: Net): Promise<SpfEvaluation> {
  return remember(net, `spf-evaluation ${JSON.stringify(sender)}`, () => evaluate(sender, net))
}

async function evaluate({ ip, helo, mailFrom }: Sender, net: Net): Promise<SpfEvaluation> {
  const { resolve, silences } = listen(net)
  const identity = mailFrom === '' ? 'helo' : 'mailfrom'
  const domain = normalDomain(identity === 'helo' ? helo : mailFrom.slice(mailFrom.lastIndexOf('@') + 1))
  const { spf } = spfModule.loaded ?? (await spfModule.load())
  const found = await spf({ ip, helo, sender: mailFrom, mta: 'seedbed', resolver: resolve, strict: true })
  const result = found.status.result as SpfWord
  const [silence] = silences.values()
  return {
    result,
    domain,
    identity,
    ip,
    record: found.rr,
    explanation: found.explanation ? withLargeDigits(found.explanation, ip) : reasonIn(found.status.comment),
    silence: result === 'temperror' ? (silence ?? new Unreachable(`${domain} TXT`, 'malformed')) : undefined,
  }
}

/**
 * mailauth writes the hex digits of `%{i}` and `%{ir}` small. RFC 7208 §7.3 leaves it open, and in a name it is the same; in an explanation,
 * which people compare with the record, the RFC 7208 test suite has them large.
 */
function withLargeDigits(explanation: string, ip: string): string {
  if (!ipaddr.isValid(ip)) return explanation
  const address = ipaddr.process(ip)
  if (address.kind() === 'ipv4') return explanation
  const digits = [...Buffer.from(address.toByteArray()).toString('hex')]
  const written = [digits.join('.'), digits.toReversed().join('.')]
  return written.reduce((text, dotted) => text.replaceAll(dotted, dotted.toUpperCase()), explanation)
}

/** What stands behind "…during lookup of user@example.com: " in mailauth's comment. */
function reasonIn(comment: unknown): string {
  return typeof comment === 'string' ? (/during lookup of .*?: (.*)$/.exec(comment)?.[1] ?? '') : ''
}
