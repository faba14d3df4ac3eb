/**
 * Whole-domain scans against a name server on this machine, at once and 20 ms away: how many a second, how many questions each asks, and how
 * many round trips it waits for. The figure to watch is the last: what one scan waits for must be the depth of the questions, not their number.
 * First without mail servers, whose port is closed; then with two that are looked at, four conversations at once each.
 *
 *     node run.mjs bench/scan.ts [-- scans]
 */
import { Worker } from 'node:worker_threads'
import { judgeDomain } from '#checks/judge-domain.ts'
import { openNet } from '#net/open.ts'
import { rehearse } from '#net/overlay.ts'
import type { Zone } from '#net/zone.ts'
import { issue } from '../test/helpers/certificate.ts'
import { domainSubject } from '../test/helpers/outcome.ts'

const scans = Number(process.argv[2] ?? 100)
const warmUp = 10
const together = 8
const latencyMs = 20
/** A port where nobody listens. */
const nobody = 1

const root = issue({ commonName: 'root', ca: true })
const leaf = issue({ names: ['mx1.example.com', 'mx2.example.com'], issuer: root })

/** A domain with two mail servers, SPF three levels deep, keys, and reports sent elsewhere; its name servers are this machine. */
const zone: Zone = {
  'com NS': 'ns.registry.com',
  'com SOA': 'ns.registry.com hostmaster.registry.com 1 7200 3600 1209600 300',
  'ns.registry.com A': '127.0.0.1',
  'example.com SOA': 'ns1.example.com hostmaster.example.com 2026112101 7200 3600 1209600 300',
  'example.com NS': ['ns1.example.com', 'ns2.example.com'],
  'ns1.example.com A': '127.0.0.1',
  'ns2.example.com A': '127.0.0.1',
  'example.com MX': ['10 mx1.example.com', '20 mx2.example.com'],
  'mx1.example.com A': '127.0.0.1',
  'mx2.example.com A': '127.0.0.2',
  'example.com A': '127.0.0.1',
  'example.com TXT': ['v=spf1 mx include:_spf.service.com include:_spf.other.com ~all', 'verification=123'],
  '_spf.service.com TXT': 'v=spf1 include:_a.service.com include:_b.service.com ~all',
  '_a.service.com TXT': 'v=spf1 ip4:198.51.100.0/24 ~all',
  '_b.service.com TXT': 'v=spf1 ip4:203.0.113.0/24 include:_c.service.com ~all',
  '_c.service.com TXT': 'v=spf1 ip4:192.0.2.0/24 ~all',
  '_spf.other.com TXT': 'v=spf1 ip4:192.0.2.0/25 ~all',
  '_dmarc.example.com TXT': 'v=DMARC1; p=quarantine; rua=mailto:reports@service.com',
  'example.com._report._dmarc.service.com TXT': 'v=DMARC1',
  'service.com MX': '10 mx.service.com',
  'mx.service.com A': '198.51.100.1',
  'google._domainkey.example.com TXT': 'v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=',
}

interface Figures {
  perSecond: number
  medianMs: number
  questions: number
}

/** Starts a server in a thread of its own and says where it listens. */
async function serve(file: string, workerData: object): Promise<{ port: number; stop(): Promise<unknown> }> {
  const worker = new Worker(new URL(file, import.meta.url), { workerData })
  const port = await new Promise<number>((resolve, reject) => worker.once('message', resolve).once('error', reject))
  return { port, stop: () => worker.terminate() }
}

/** `mail`: the port of the mail servers. */
async function measure(port: number, mail: number): Promise<Figures> {
  const subject = domainSubject({ sends: false, selectors: [] })
  const ports = new Map([
    [53, port],
    [25, mail],
    [443, nobody],
  ])
  const scan = async () => {
    const net = openNet({ servers: [`127.0.0.1:${port}`], targets: { allowPrivate: true, ports }, ca: root.cert })
    const started = performance.now()
    await judgeDomain(subject, net, { rehearse })
    return { milliseconds: performance.now() - started, questions: net.questions().length }
  }
  for (let count = 0; count < warmUp; count++) await scan()
  const alone = []
  for (let count = 0; count < scans; count++) alone.push(await scan())
  const started = performance.now()
  let left = scans
  const work = async () => {
    while (left-- > 0) await scan()
  }
  await Promise.all(Array.from({ length: together }, work))
  return {
    perSecond: (scans * 1000) / (performance.now() - started),
    medianMs: median(alone.map(({ milliseconds }) => milliseconds)),
    questions: median(alone.map(({ questions }) => questions)),
  }
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
}

const rows: (Figures & { name: string })[] = []
for (const looks of [false, true]) {
  for (const ms of [0, latencyMs]) {
    const names = await serve('./name-server.ts', { zone, latencyMs: ms })
    const mail = looks ? await serve('./mail-server.ts', { cert: leaf.cert, key: leaf.key, latencyMs: ms }) : undefined
    const name = `${ms === 0 ? 'at once' : `${ms} ms away`}${looks ? ', with mail servers' : ''}`
    rows.push({ name, ...(await measure(names.port, mail?.port ?? nobody)) })
    await Promise.all([names.stop(), mail?.stop()])
  }
}
tell(rows)
process.exit(0)

function tell(rows: (Figures & { name: string })[]): void {
  const shown = rows.map(({ name, perSecond, medianMs, questions }, index) => {
    const near = rows[index - 1]
    const trips = index % 2 === 1 && near ? ((medianMs - near.medianMs) / latencyMs).toFixed(1) : ''
    return {
      ...{ name, 'scans/s, 8 together': Math.round(perSecond), 'ms, alone': Math.round(medianMs), questions },
      'round trips': trips,
    }
  })
  console.table(shown)
}
