/** A small world of real servers for the probe: Postfix and Exim on the ports of SMTP, Dovecot on those of IMAP and POP3, and DNS that knows them. */
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { judgeHost } from '#checks/judge-host.ts'
import type { ProbeAnswer } from '#checks/report.ts'
import type { ProbedHost } from '#checks/subject.ts'
import { type NameServer, startNameServer } from '#net/name-server.ts'
import { openNet } from '#net/open.ts'
import type { Zone } from '#net/zone.ts'
import { freePort, whyNotListen } from '../../start/running.ts'
import { issue } from './certificate.ts'
import { startDovecot } from './dovecot.ts'
import { type EximSettings, startExim } from './exim.ts'
import { type PostfixSettings, startPostfix } from './postfix.ts'
import { homes, type RealServer, shortFolder } from './real-server.ts'

const root = issue({ commonName: 'root', ca: true })
export const certificates = {
  valid: issue({ names: ['mx.test'], issuer: root }),
  expired: issue({ names: ['mx.test'], issuer: root, from: -90, until: -1 }),
  ending: issue({ names: ['mx.test'], issuer: root, from: -80, until: 3 }),
  otherName: issue({ names: ['elsewhere.test'], issuer: root }),
  ofNobody: issue({ names: ['mx.test'] }),
}

export const realZone: Zone = {
  'mx.test A': homes[0],
  '2.0.0.127.in-addr.arpa PTR': 'mx.test',
  '3.0.0.127.in-addr.arpa PTR': 'mx.test',
  '_imaps._tcp.example.test SRV': '0 1 993 mx.test',
  '_submissions._tcp.example.test SRV': '0 1 465 mx.test',
}

export type PostfixWay = readonly [certificate: keyof typeof certificates | '', settings?: PostfixSettings]
const withoutTls = { smtpd_tls_security_level: 'none' }

/** A port for each way of running a server, free where servers listen. */
async function placesFor<Way extends string>(ways: Readonly<Record<Way, unknown>>): Promise<Record<Way, number>> {
  const taken = new Set<number>()
  while (taken.size < Object.keys(ways).length) {
    const port = await freePort()
    const inTheWay = await Promise.all(homes.map((home) => whyNotListen(port, home)))
    if (inTheWay.every((why) => why === undefined)) taken.add(port)
  }
  const ports = [...taken]
  return Object.fromEntries(Object.keys(ways).map((way, index) => [way, ports[index]])) as Record<Way, number>
}

/** Starts it at ports that are free; at others when somebody else took one meanwhile. */
async function startAt<Way extends string, Server>(
  ways: Readonly<Record<Way, unknown>>,
  start: (places: Record<Way, number>) => Promise<Server>,
): Promise<{ places: Record<Way, number>; server: Server }> {
  for (let tries = 1; ; tries++) {
    const places = await placesFor(ways)
    try {
      return { places, server: await start(places) }
    } catch (error) {
      if (tries === 3 || !/address already in use/i.test(String(error))) throw error
    }
  }
}

function entriesOf<Way extends string, Value>(ways: Readonly<Record<Way, Value>>): [Way, Value][] {
  return Object.entries(ways) as [Way, Value][]
}

/** `at`: its four ports. */
interface DovecotPlaces {
  at: Record<143 | 993 | 110 | 995, number>
  authSocket: string
}

/** What is running, to be stopped in one go. */
export class RealWorld {
  readonly #running: (RealServer | undefined)[] = []
  #dns: Promise<NameServer> | undefined
  #folder: string | undefined

  /** Each way: the certificate, '' for none, and what is set otherwise. */
  async postfix<Way extends string>(ways: Readonly<Record<Way, PostfixWay>>): Promise<Record<Way, number>> {
    this.#folder ??= await shortFolder('tls')
    for (const [name, { cert, key }] of Object.entries(certificates)) await writeFile(join(this.#folder, name), `${key}${cert}`)
    const settingsOf = ([certificate, settings]: PostfixWay) => ({
      ...(certificate ? { smtpd_tls_chain_files: join(this.#folder ?? '', certificate) } : withoutTls),
      ...settings,
    })
    const { places, server } = await startAt(ways, (ports) =>
      startPostfix(Object.fromEntries(entriesOf(ways).map(([way, how]) => [ports[way], settingsOf(how)]))),
    )
    this.#running.push(server)
    return places
  }

  async exim<Way extends string>(ways: Readonly<Record<Way, EximSettings>>): Promise<Record<Way, number>> {
    const { places, server } = await startAt(ways, (ports) =>
      startExim(Object.fromEntries(entriesOf(ways).map(([way, settings]) => [ports[way], settings]))),
    )
    this.#running.push(server)
    return places
  }

  /** `authSocket`: where Postfix asks who may sign in. */
  async dovecot(certificate: keyof typeof certificates = 'valid', ...settings: string[]): Promise<DovecotPlaces> {
    const { places, server } = await startAt({ imap: 0, imaps: 0, pop3: 0, pop3s: 0 }, (ports) =>
      startDovecot({ ports, certificate: certificates[certificate], settings }),
    )
    this.#running.push(server)
    return {
      at: { 143: places.imap, 993: places.imaps, 110: places.pop3, 995: places.pop3s },
      authSocket: server?.authSocket ?? '',
    }
  }

  /** The report on mx.test where each port is found at that other one, and nobody listens at the rest. */
  async probe(
    at: Readonly<Record<number, number>>,
    subject: Partial<ProbedHost> = {},
    zone: Zone = realZone,
  ): Promise<ProbeAnswer> {
    const ports = [25, 465, 587, 143, 993, 110, 995]
    this.#dns ??= startNameServer(realZone)
    const dns = await (zone === realZone ? this.#dns : startNameServer(zone))
    const net = openNet({
      servers: [dns.address],
      targets: { allowPrivate: true, ports: new Map(ports.map((port) => [port, at[port] ?? nobody])) },
      ca: root.cert,
      limits: { totalMs: 30_000 },
    })
    const usual = { kind: 'host', host: 'mx.test', ofDomain: false, domain: 'example.test', ports, consents: true } as const
    const answer = await judgeHost({ ...usual, recipient: 'me@example.test', ...subject }, net)
    if (zone !== realZone) await dns.close()
    return answer
  }

  async stop(): Promise<void> {
    await (await this.#dns)?.close()
    await Promise.all(this.#running.map((server) => server?.stop()))
    if (this.#folder) await rm(this.#folder, { recursive: true, force: true })
  }
}

/** A port where nobody listens. */
const nobody = 1

/** Each check with its code. */
export function codesOf({ findings }: ProbeAnswer): Record<string, string> {
  return Object.fromEntries(findings.map(({ id, code }) => [id, code]))
}
