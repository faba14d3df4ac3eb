/** Looks at every part of this Seedbed; at most once a minute, whoever asks. */
import { X509Certificate } from 'node:crypto'
import { getServers } from 'node:dns'
import { readFileSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { addressListCoverage } from '#checks/index.ts'
import { type Net, Unreachable } from '#checks/net.ts'
import { env } from '#env'
import { readServer } from '#net/dns.ts'
import { openNet } from '#net/open.ts'
import { prisma } from '#prisma/client.ts'
import { readiness } from '../server/health.ts'
import { partsOf, type Seen, type StatusPart } from './parts.ts'

const keptMs = 60_000
/** A public address, so that our own way out is judged. Nothing is sent to it. */
const anyone = '9.9.9.9'

let known: { parts: Promise<StatusPart[]>; until: number } | undefined

/** Every part, as seen within the last minute. */
export function status(): Promise<StatusPart[]> {
  if (!known || known.until < Date.now()) known = { parts: look(), until: Date.now() + keptMs }
  return known.parts
}

async function look(): Promise<StatusPart[]> {
  const net = openNet({ timeoutMs: 1000, limits: { dnsMs: 6000, totalMs: 8000 } })
  const { parts } = await readiness()
  const { database, queue, receiver, dns } = parts
  const [validates, tcp, port25, lists, clockSeconds, free] = await Promise.all([
    orUndefined(async () => (await net.dns.resolve('.', 'SOA')).authenticated),
    orUndefined(() => overTcp(net)),
    net.probe.egress(anyone, 25).catch(() => 'not-judged' as const),
    listsSeen(net),
    orUndefined(clockOff),
    orUndefined(freeShare),
  ])
  const seen: Seen = {
    ...{ database: database.ok, queue: queue.ok, receiver: receiver.ok, dns: dns.ok },
    // A resolver that does not answer at all says nothing about TCP.
    ...{ validates, tcp: dns.ok ? tcp : undefined, port25, lists, clockSeconds, free },
    certificateDays: certificateDays(),
  }
  return partsOf(seen)
}

async function orUndefined<Got>(work: () => Promise<Got>): Promise<Got | undefined> {
  try {
    return await work()
  } catch {
    return undefined
  }
}

async function overTcp(net: Net): Promise<boolean> {
  const [first = ''] = env.DNS_SERVERS ?? getServers()
  const { outcome } = await net.dns.ask({ name: 'resolver', ...readServer(first) }, '.', 'SOA', { tcp: true, recursion: true })
  return outcome === 'records'
}

async function listsSeen(net: Net): Promise<Seen['lists']> {
  try {
    const { evidence } = await addressListCoverage.run(undefined, net)
    return evidence.map(({ where, what }) => ({ name: where, why: what === 'passed its test' ? undefined : what }))
  } catch (error) {
    if (error instanceof Unreachable) return []
    throw error
  }
}

async function clockOff(): Promise<number> {
  const before = Date.now()
  const rows = await prisma.$queryRaw<{ now: Date }[]>`SELECT now() AS now`
  const between = (before + Date.now()) / 2
  return ((rows[0]?.now.getTime() ?? between) - between) / 1000
}

async function freeShare(): Promise<number> {
  const { bavail, blocks } = await statfs(env.DATA_DIR)
  return bavail / blocks
}

/** Days until the certificate ends; undefined when it is our own, or cannot be read. */
function certificateDays(): number | undefined {
  if (!env.TLS_CERT) return undefined
  try {
    return (new X509Certificate(readFileSync(env.TLS_CERT)).validToDate.getTime() - Date.now()) / 86_400_000
  } catch {
    return undefined
  }
}
