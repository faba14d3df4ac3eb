/** Looks at every part of this Seedbed; at most once a minute, whoever asks. */
import { X509Certificate } from 'node:crypto'
import { getServers } from 'node:dns'
import { readFileSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { addressListCoverage } from '#checks/index.ts'
import { type Net, Unreachable } from '#checks/net.ts'
import { env, isLoopback } from '#env'
import { readServer } from '#net/dns.ts'
import { openNet } from '#net/open.ts'
import { databaseUrl, prisma } from '#prisma/client.ts'
import { queueCounts, queueVersion } from '#worker/queue.ts'
import { readiness } from '../server/health.ts'
import { partsOf, type Seen, type StatusPart, type Way } from './parts.ts'

const keptMs = 60_000
/** Public addresses, so that our own way out is judged. Nothing is sent to them. */
const anyone = { v4: '9.9.9.9', v6: '2620:fe::fe' }
const otherPorts = [465, 587, 143, 993, 110, 995]
/** Whose clock is asked: the registry that scans of domains ask anyway. */
const clockOwner = { name: 'iana.org', url: 'https://data.iana.org/' }

let known: { parts: Promise<StatusPart[]>; until: number } | undefined

/** Every part, as seen within the last minute. */
export function status(): Promise<StatusPart[]> {
  if (!known || known.until < Date.now()) known = { parts: look(), until: Date.now() + keptMs }
  return known.parts
}

async function look(): Promise<StatusPart[]> {
  const net = openNet({ timeoutMs: 1000, limits: { dnsMs: 6000, totalMs: 8000 } })
  const { parts } = await readiness()
  const { database, queue, receiver, readers, dns } = parts
  const wayOut = (address: string, port: number): Promise<Way> =>
    net.probe.egress(address, port).catch(() => 'not-judged' as const)
  const [validates, tcp, port25, port25v6, ports, lists, clocks, free, jobs, versions] = await Promise.all([
    orUndefined(async () => (await net.dns.resolve('.', 'SOA')).authenticated),
    orUndefined(() => overTcp(net)),
    wayOut(anyone.v4, 25),
    wayOut(anyone.v6, 25),
    Promise.all(otherPorts.map(async (port) => ({ port, way: await wayOut(anyone.v4, port) }))),
    listsSeen(net),
    clocksSeen(net),
    orUndefined(freeShare),
    orUndefined(jobsSeen),
    versionsSeen(),
  ])
  const seen: Seen = {
    ...{ database: database.ok, queue: queue.ok, receiver: receiver.ok, dns: dns.ok },
    readers: env.READERS ? readers.ok : 'off',
    // A resolver that does not answer at all says nothing about TCP.
    ...{ validates, tcp: dns.ok ? tcp : undefined, port25, port25v6, ports, lists, clocks, free, jobs, versions },
    ...{ resolvers: env.PUBLIC_RESOLVERS.length, certificateDays: certificateDays() },
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

async function clocksSeen(net: Net): Promise<Seen['clocks']> {
  const [outside, database] = await Promise.all([
    orUndefined(() => clockOutside(net)),
    databaseIsHere() ? undefined : orUndefined(clockOfDatabase),
  ])
  return [
    ...(outside === undefined ? [] : [{ of: clockOwner.name, seconds: outside }]),
    ...(database === undefined ? [] : [{ of: 'the database', seconds: database }]),
  ]
}

/** By the Date of an answer (RFC 9110 §6.6.1), which a cache may have kept for a while (Age). */
async function clockOutside(net: Net): Promise<number | undefined> {
  const before = Date.now()
  const got = await net.https.get(clockOwner.url, { maxBytes: 1, timeoutMs: 3000, redirects: 0, method: 'HEAD' })
  const said = got.outcome === 'answered' ? Date.parse(got.headers.date ?? '') : Number.NaN
  if (got.outcome !== 'answered' || Number.isNaN(said)) return undefined
  // A Date has whole seconds.
  return (said + 500 + Number(got.headers.age ?? 0) * 1000 - (before + Date.now()) / 2) / 1000
}

async function clockOfDatabase(): Promise<number> {
  const before = Date.now()
  const rows = await prisma.$queryRaw<{ now: Date }[]>`SELECT now() AS now`
  const between = (before + Date.now()) / 2
  return ((rows[0]?.now.getTime() ?? between) - between) / 1000
}

/** Then its clock is ours. */
function databaseIsHere(): boolean {
  const host = URL.parse(databaseUrl())?.hostname ?? ''
  return host === '' || isLoopback(host.replace(/[[\]]/g, ''))
}

async function jobsSeen(): Promise<Seen['jobs']> {
  const counts = Object.values(await queueCounts())
  const sum = (name: 'waiting' | 'active') => counts.reduce((all, one) => all + one[name], 0)
  return { waiting: sum('waiting'), active: sum('active') }
}

async function versionsSeen(): Promise<Seen['versions']> {
  const [postgres, redis] = await Promise.all([orUndefined(postgresVersion), orUndefined(queueVersion)])
  return [
    { name: 'Node.js', version: process.versions.node },
    { name: 'OpenSSL', version: process.versions.openssl },
    ...(postgres ? [{ name: 'PostgreSQL', version: postgres }] : []),
    ...(redis ? [{ name: 'Redis', version: redis }] : []),
  ]
}

async function postgresVersion(): Promise<string | undefined> {
  const [row] = await prisma.$queryRaw<{ server_version: string }[]>`SHOW server_version`
  return row?.server_version.split(' ')[0]
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
