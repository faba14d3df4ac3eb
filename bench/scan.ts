/**
 * Whole-domain scans against a name server on this machine, at once and 20 ms away: how many a second, how many questions each asks, and how
 * many round trips it waits for. The figure to watch is the last: what one scan waits for must be the depth of the questions, not their number.
 *
 *     node run.mjs bench/scan.ts [-- scans]
 */
import { Worker } from 'node:worker_threads'
import { judgeDomain } from '#checks/judge-domain.ts'
import { openNet } from '#net/open.ts'
import { rehearse } from '#net/overlay.ts'
import { domainSubject } from '../test/helpers/outcome.ts'
import type { Zone } from '#net/zone.ts'

const scans = Number(process.argv[2] ?? 100)
const warmUp = 10
const together = 8
const latencyMs = 20

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
  'mx2.example.com A': '127.0.0.1',
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

/** Starts a name server this far away and says where it listens. */
async function serve(latencyMs: number): Promise<{ port: number; stop(): Promise<unknown> }> {
  const worker = new Worker(new URL('./name-server.ts', import.meta.url), { workerData: { zone, latencyMs } })
  const port = await new Promise<number>((resolve, reject) => worker.once('message', resolve).once('error', reject))
  return { port, stop: () => worker.terminate() }
}

async function measure(port: number): Promise<Figures> {
  const subject = domainSubject({ sends: false, selectors: [] })
  // Nobody listens where mail and web servers would be: their time is not what is measured.
  const ports = new Map([
    [53, port],
    [25, 1],
    [443, 1],
  ])
  const scan = async () => {
    const net = openNet({ servers: [`127.0.0.1:${port}`], targets: { allowPrivate: true, ports } })
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

const figures: Figures[] = []
for (const ms of [0, latencyMs]) {
  const { port, stop } = await serve(ms)
  figures.push(await measure(port))
  await stop()
}
tell(figures)
process.exit(0)

function tell([near, far]: Figures[]): void {
  if (!near || !far) return
  const row = (name: string, { perSecond, medianMs, questions }: Figures) => ({
    name,
    'scans/s, 8 together': Math.round(perSecond),
    'ms, alone': Math.round(medianMs),
    questions,
  })
  console.table([row('at once', near), row(`${latencyMs} ms away`, far)])
  console.log(`round trips a scan waits for: ${((far.medianMs - near.medianMs) / latencyMs).toFixed(1)}`)
}
