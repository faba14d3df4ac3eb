/**
 * What the ports of a mail host show: one look at each port of each of its addresses, IPv4 and IPv6, all at the same time. Every check of the
 * area `ports` reads the same looks. Where we could not look there is a gap, and so there is where a server was silent and nobody knows
 * whether that was our own network.
 */
import { randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import type { Evidence } from '../check.ts'
import { type Envelope, type Net, type PortLook, type PortOptions, type SmtpReply, Unreachable } from '../net.ts'
import type { ProbedHost } from '../subject.ts'
import { answered } from './answered.ts'
import { addressesOf, mxTable } from './mx-table.ts'
import { publicAddress } from './public-address.ts'
import { remember } from './remember.ts'

/** Hosts of a domain, and addresses of one host, that are looked at. */
const mostHosts = 6
const mostAddresses = 8

export interface Place {
  host: string
  addresses: string[]
}

export interface PortRow {
  host: string
  address: string
  port: number
  looked: PortLook | Unreachable
}

/** What whoever is in a hurry waits for a greeting, in milliseconds. */
const hurryMs = 3000
/** Nobody waits longer for a greeting (RFC 5321 §4.5.3.2.1). */
export const longestGreetingMs = 300_000

/**
 * The hosts with their addresses; empty when there is no address.
 * @throws {Unreachable} when the name servers were silent
 */
export function placesOf({ host, ofDomain }: ProbedHost, net: Net): Promise<Place[]> {
  return remember(net, `probed-places ${host} ${ofDomain}`, async () => {
    if (isIP(host)) return [{ host, addresses: [host] }]
    if (!ofDomain) return [await placeOf(host, net)].filter(({ addresses }) => addresses.length > 0)
    const { found, hosts } = await mxTable(host, net)
    if (found.kind === 'implicit') return [{ host, addresses: found.addresses.slice(0, mostAddresses) }]
    const places = hosts.map((one) => ({ host: one.name, addresses: addressesOf(one).slice(0, mostAddresses) }))
    return places.filter(({ addresses }) => addresses.length > 0).slice(0, mostHosts)
  })
}

async function placeOf(host: string, net: Net): Promise<Place> {
  const [a, aaaa] = await Promise.all([answered(host, 'A', net), answered(host, 'AAAA', net)])
  const addresses = [a, aaaa].flatMap((one) => (one instanceof Unreachable ? [] : one.records.map(({ address }) => address)))
  const silence = [a, aaaa].find((one) => one instanceof Unreachable)
  if (addresses.length === 0 && silence) throw silence
  return { host, addresses: addresses.slice(0, mostAddresses) }
}

type Looking = Omit<PortRow, 'looked'> & { looking: Promise<PortLook | Unreachable> }

/**
 * These ports of every address, all of them when not given: who asks about one port does not wait for another.
 * @throws {Unreachable} when the hosts could not be looked up
 */
export async function portLooks(subject: ProbedHost, net: Net, ports = subject.ports): Promise<PortRow[]> {
  const begun = await lookings(subject, net)
  const rows = begun.filter(({ port }) => ports.includes(port))
  return await Promise.all(rows.map(async ({ looking, ...door }) => ({ ...door, looked: await looking })))
}

/** All looks, under way at the same time. */
function lookings(subject: ProbedHost, net: Net): Promise<Looking[]> {
  return remember(net, `port-looks ${JSON.stringify(subject)}`, async () => {
    const places = await placesOf(subject, net)
    const wanted = places.flatMap(({ host, addresses }) =>
      addresses.flatMap((address) => subject.ports.map((port) => ({ host, address, port }))),
    )
    return wanted.map((one) => {
      const looking = lookAt(one, optionsFor(one.port, subject, net), net)
      return { ...one, looking: subject.hurried && one.port !== 25 ? inAHurry(one, looking) : looking }
    })
  })
}

type Door = Omit<PortRow, 'looked'>

/** A look, or why there is none. Silence is the server's only where our own way out is known to be open. */
async function lookAt({ host, address, port }: Door, options: PortOptions, net: Net): Promise<PortLook | Unreachable> {
  try {
    const look = await net.probe.look(host, address, port, options)
    if (look.state !== 'filtered' || !publicAddress(address)) return look
    const egress = await net.probe.egress(address, port)
    return egress === 'open' || egress === 'hijacked' ? look : new Unreachable(`${host}:${port}`, 'blocked', address, 'smtp')
  } catch (error) {
    if (error instanceof Unreachable) return error
    throw error
  }
}

/** Whoever is in a hurry goes on without it. To port 25 the checks of encryption connect too, and take no longer. */
async function inAHurry({ host, address, port }: Door, looking: ReturnType<typeof lookAt>): ReturnType<typeof lookAt> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Unreachable>((resolve) => {
    timer = setTimeout(() => resolve(new Unreachable(`${host}:${port}`, 'budget', address, 'smtp')), hurryMs)
  })
  return await Promise.race([looking, late]).finally(() => clearTimeout(timer))
}

function optionsFor(port: number, subject: ProbedHost, net: Net): PortOptions {
  const { consents, patient, hurried, recipient, smuggles } = subject
  return {
    ...(hurried && { greetingMs: hurryMs }),
    ...(patient && { greetingMs: longestGreetingMs }),
    ...(port === 25 && consents && { verify: verifiedNames(subject, net) }),
    ...(port === 25 &&
      (consents || recipient) && { envelopes: envelopesFor(subject, net).map(({ from, to }) => ({ from, to })) }),
    ...(port === 25 && smuggles && recipient && { smuggle: recipient }),
  }
}

/** What a mail that is never sent would tell. `foreign`, `second`: plain relaying. `null`, `recipient`, `random`: mail to the host itself. */
export type EnvelopeId =
  | 'foreign'
  | 'second'
  | 'null-foreign'
  | 'own-sender'
  | 'percent'
  | 'route'
  | 'quoted'
  | 'null'
  | 'recipient'
  | 'random'

/** Two domains that are nobody's (RFC 2606 §3). */
const foreign = ['seedbed-probe@example.com', 'seedbed-probe@example.org'] as const

/** The envelopes tried, in order: those to the host itself first, for some servers hang up on who tries to relay. */
export function envelopesFor(subject: ProbedHost, net: Net): (Envelope & { id: EnvelopeId })[] {
  const { recipient, consents, host, domain } = subject
  const own = recipient?.split('@').at(-1) || domain || (isIP(host) ? `[${host}]` : host)
  const us = `probe@${net.probe.name}`
  const [first, second] = foreign
  const known = recipient
    ? [
        { id: 'recipient' as const, from: us, to: recipient },
        { id: 'random' as const, from: us, to: `${randomName(net)}@${own}` },
      ]
    : []
  if (!consents) return known
  return [
    ...known,
    { id: 'null', from: '', to: recipient ?? 'postmaster' },
    ...(recipient ? [] : [{ id: 'random' as const, from: us, to: `${randomName(net)}@${own}` }]),
    { id: 'foreign', from: us, to: first },
    { id: 'second', from: us, to: second },
    { id: 'null-foreign', from: '', to: first },
    { id: 'own-sender', from: `postmaster@${own}`, to: first },
    { id: 'percent', from: us, to: `${first.replace('@', '%')}@${own}` },
    { id: 'route', from: us, to: `@${own}:${first}` },
    { id: 'quoted', from: us, to: `"${first}"@${own}` },
  ]
}

const randoms = new WeakMap<Net, string>()

/** A mailbox that nobody has, the same throughout a report. */
function randomName(net: Net): string {
  const known = randoms.get(net) ?? `seedbed-${randomBytes(6).toString('hex')}`
  randoms.set(net, known)
  return known
}

/** Names for VRFY and EXPN: one that every server has (RFC 5321 §4.5.1), and last one that none has, where the recipient is if one is known. */
export function verifiedNames({ recipient }: ProbedHost, net: Net): string[] {
  const nobody = randomName(net)
  return recipient ? ['postmaster', recipient, `${nobody}@${recipient.split('@').at(-1)}`] : ['postmaster', nobody]
}

/** What was answered to this envelope; undefined when it was not tried, or the server had hung up. */
export function replyTo(look: PortLook, id: EnvelopeId, subject: ProbedHost, net: Net): SmtpReply | undefined {
  const index = envelopesFor(subject, net).findIndex((one) => one.id === id)
  const row = look.envelopes[index]
  return row?.rcpt ?? row?.mail
}

/** Did a mail server say anything there that it would take mail? */
export function talks(look: PortLook): boolean {
  return look.state === 'open' && look.greeting === 'ok'
}

/** The same port, with an offer of the withdrawn versions of TLS only (RFC 8996). Nothing else is asked there. */
export async function legacyLook({ host, address, port }: PortLook, net: Net): Promise<PortLook | Unreachable> {
  return await lookAt({ host, address, port }, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' }, net)
}

/** A look in one row. */
export function sawPort(look: PortLook): Evidence {
  return { where: whereOf(look), what: inWords(look) }
}

export function whereOf({ host, address, port }: Door): string {
  return host === address ? `${host}, port ${port}` : `${host} (${address}), port ${port}`
}

function inWords({ state, banner, connectMs, greetingMs, waitedMs, tls, implicit }: PortLook): string {
  if (state === 'refused') return 'connection refused'
  if (state === 'filtered') return 'no answer to the connection'
  if (state === 'reset') return 'took the connection and closed it without a word'
  const said = banner
    ? `${banner[0] ?? ''} (after ${seconds(greetingMs ?? 0)})`
    : `no greeting${waitedMs ? ` in ${seconds(waitedMs)}` : ''}`
  const secured = { none: '', absent: 'no encryption offered', refused: 'encryption refused', failed: 'TLS failed', done: '' }[
    tls.state
  ]
  const spoken =
    tls.state === 'done' ? `${tls.tls.version}, ${tls.tls.cipher}` : 'reason' in tls ? `${secured}: ${tls.reason}` : secured
  const opened = `open in ${seconds(connectMs ?? 0)}`
  return [opened, ...(implicit ? [spoken, said] : [said, spoken])].filter(Boolean).join('; ').slice(0, 500)
}

/** Milliseconds, as a person says them. */
export function seconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`
}
