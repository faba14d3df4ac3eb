/** Servers that keep whoever asks them: a scan of their domain ends within its limits, and what they kept to themselves is unknown. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { after, describe, test } from 'node:test'
import { judgeDomain } from '#checks/judge-domain.ts'
import { type NameServer, startNameServer } from '#net/name-server.ts'
import { openNet } from '#net/open.ts'
import { rehearse } from '#net/overlay.ts'
import { delay, silent, type Zone } from '#net/zone.ts'
import { domainSubject } from '../helpers/outcome.ts'

const limits = { dnsMs: 600, totalMs: 1200 }
/** Beyond the limit: thinking, on a machine that has other things to do. */
const grace = 1800

const zone: Zone = {
  'com NS': 'ns.registry.com',
  'com SOA': 'ns.registry.com hostmaster.registry.com 1 7200 3600 1209600 300',
  'ns.registry.com A': '127.0.0.1',
  'example.com SOA': 'ns1.example.com hostmaster.example.com 1 7200 3600 1209600 300',
  'example.com NS': ['ns1.example.com', 'ns2.example.com'],
  'ns1.example.com A': '127.0.0.1',
  'ns2.example.com A': '127.0.0.1',
  'example.com MX': ['10 mx1.example.com', '20 mx2.example.com'],
  'mx1.example.com A': ['127.0.0.1', '127.0.0.2'],
  'mx2.example.com A': '127.0.0.1',
  'example.com TXT': 'v=spf1 mx -all',
  '_dmarc.example.com TXT': 'v=DMARC1; p=reject; rua=mailto:d@example.com',
  '_mta-sts.example.com TXT': 'v=STSv1; id=1',
  'mta-sts.example.com A': '127.0.0.1',
  'default._bimi.example.com TXT': 'v=BIMI1; l=https://mta-sts.example.com/logo.svg; a=',
}
const slow = Object.fromEntries(Object.entries(zone).map(([key, value]) => [key, delay(150, value as string)]))

const closing: (Server | NameServer)[] = []
const open = new Set<Socket>()
after(() => {
  for (const socket of open) socket.destroy()
  for (const server of closing) void server.close()
})

async function serve(meet: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => socket.destroy()).on('close', () => open.delete(socket))
    meet(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(server)
  return (server.address() as AddressInfo).port
}

/** Says the next piece every so many milliseconds, for ever. */
function saying(ms: number, piece: (turn: number) => string): (socket: Socket) => void {
  return (socket) => {
    let turn = 0
    const timer = setInterval(() => socket.write(piece(turn++), 'latin1'), ms)
    socket.on('close', () => clearInterval(timer))
  }
}

/** An SMTP server up to STARTTLS, and nothing from there on. */
function stopsAtTls(socket: Socket): void {
  socket.write('220 mx ESMTP\r\n')
  socket.on('data', (line) => {
    if (String(line).startsWith('EHLO')) socket.write('250-mx\r\n250 STARTTLS\r\n')
    if (String(line).startsWith('STARTTLS')) socket.write('220 go ahead\r\n')
  })
}

const greeting = `220 ${'x'.repeat(300)}\r\n`
const servers: [title: string, zone: Zone, mail: (socket: Socket) => void, web: (socket: Socket) => void][] = [
  ['say nothing', zone, () => undefined, () => undefined],
  ['say an octet now and then', zone, saying(20, (turn) => greeting[turn % greeting.length] ?? ''), saying(20, () => '\x16')],
  [
    'say a line now and then',
    zone,
    saying(50, (turn) => `220-line ${turn}\r\n`),
    saying(50, () => '\x16\x03\x03\x00\x02\x00\x00'),
  ],
  ['stop at TLS', zone, stopsAtTls, stopsAtTls],
  ['are slow, their name servers too', slow, saying(100, () => '2'), saying(100, () => '\x16')],
  [
    'are silent, their name servers too',
    { 'com ANY': silent, 'example.com ANY': silent, '*.example.com ANY': silent },
    () => undefined,
    () => undefined,
  ],
]

describe('a scan of a domain whose servers', () => {
  for (const [title, names, mail, web] of servers) {
    test(`${title} ends within its limits`, async () => {
      const server = await startNameServer(names)
      closing.push(server)
      const ports = new Map([
        [53, Number(server.address.split(':')[1])],
        [25, await serve(mail)],
        [443, await serve(web)],
      ])
      const net = openNet({ servers: [server.address], timeoutMs: 500, limits, targets: { allowPrivate: true, ports } })
      const started = performance.now()
      const { findings } = await judgeDomain(domainSubject({ sends: false, selectors: [] }), net, { rehearse })
      const took = performance.now() - started
      assert.ok(took < limits.totalMs + grace, `${took} ms`)
      const transport = findings.filter(({ id }) => /^(?:starttls|tls-(?:version|cert|cipher))/.test(id))
      assert.deepEqual([...new Set(transport.map(({ verdict }) => verdict))], ['unknown'])
    })
  }
})
