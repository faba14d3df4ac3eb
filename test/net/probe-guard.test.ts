/**
 * A probe goes to public addresses only, whatever name leads elsewhere and however it is written. These tests run with the settings of earnest,
 * through the connection that the probe really makes; only its last step, the system's `connect`, writes down where it was to go, and goes to
 * this machine instead.
 */
import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { syncBuiltinESMExports } from 'node:module'
import net, { type AddressInfo, type Socket } from 'node:net'
import { after, afterEach, before, describe, mock, test } from 'node:test'
import { createServer as createTlsServer } from 'node:tls'
import packet from 'dns-packet'
import { judgeHost } from '#checks/judge-host.ts'
import { Unreachable } from '#checks/net.ts'
import type { ProbeAnswer } from '#checks/report.ts'
import type { ProbedHost } from '#checks/subject.ts'
import { startNameServer } from '#net/name-server.ts'
import { openNet } from '#net/open.ts'
import type { Zone } from '#net/zone.ts'
import { issue } from '../helpers/certificate.ts'

const outside = '93.184.215.20'
const earnest = { allowPrivate: false, ports: new Map<number, number>() }
const ports = [25, 465, 587, 143, 993, 110, 995]

/** Where connections were to go. */
const went: string[] = []
/** Ports of the public address that are played by this machine. */
const played = new Map<number, number>()
const reallyConnect = net.connect

before(() => {
  mock.method(net, 'connect', (options: { host: string; port: number }): Socket => {
    went.push(options.host)
    const port = options.host === outside ? (played.get(options.port) ?? 1) : 1
    return reallyConnect({ host: '127.0.0.1', port })
  })
  syncBuiltinESMExports()
})
after(() => {
  mock.restoreAll()
  syncBuiltinESMExports()
})
afterEach(() => {
  went.length = 0
  played.clear()
})

const subjectOf = (host: string, more: Partial<ProbedHost> = {}): ProbedHost => ({
  ...{ kind: 'host', host, ofDomain: false, domain: '', ports, consents: true },
  ...more,
})

async function probe(subject: ProbedHost, server: string, ca?: string): Promise<ProbeAnswer> {
  const limits = { totalMs: 4000 }
  return await judgeHost(subject, openNet({ servers: [server], targets: earnest, limits, ...(ca ? { ca } : {}) }))
}

const inside: [title: string, zone: Zone, host?: string, more?: Partial<ProbedHost>][] = [
  ['loopback', { 'mx.test A': '127.0.0.1' }],
  ['any loopback', { 'mx.test A': '127.53.0.9' }],
  ['a private network', { 'mx.test A': ['10.0.0.1', '172.16.3.4', '192.168.1.1'] }],
  ['the addresses of a carrier', { 'mx.test A': '100.64.0.1' }],
  ['the metadata of a cloud', { 'mx.test A': '169.254.169.254' }],
  ['this host', { 'mx.test A': '0.0.0.0' }],
  ['everybody', { 'mx.test A': ['255.255.255.255', '224.0.0.1'] }],
  ['loopback of IPv6', { 'mx.test AAAA': '::1' }],
  ['IPv4 in IPv6', { 'mx.test AAAA': ['::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:169.254.169.254'] }],
  ['IPv4 in IPv6, the old way', { 'mx.test AAAA': '::127.0.0.1' }],
  ['IPv4 behind a translator', { 'mx.test AAAA': ['64:ff9b::7f00:1', '64:ff9b:1::a00:1'] }],
  ['IPv4 in 6to4 and Teredo', { 'mx.test AAAA': ['2002:7f00:1::1', '2001:0:7f00:1::1'] }],
  ['a link, a site, a private network of IPv6', { 'mx.test AAAA': ['fe80::1', 'fec0::1', 'fd00::1'] }],
  ['another name for it', { 'mx.test CNAME': 'inner.test', 'inner.test A': '127.0.0.1' }],
  [
    'a mail server inside',
    { 'mx.test MX': '10 inner.test', 'inner.test A': '10.0.0.25' },
    'mx.test',
    { ofDomain: true, domain: 'mx.test' },
  ],
  [
    'a mail server that is an address',
    { 'mx.test MX': '10 127.0.0.1', '127.0.0.1 A': '127.0.0.1' },
    'mx.test',
    { ofDomain: true, domain: 'mx.test' },
  ],
  ['a number', { '2130706433 A': '127.0.0.1' }, '2130706433'],
  ['a number in another system', { '0x7f000001 A': '127.0.0.1' }, '0x7f000001'],
  ['octal digits', { '0177.0.0.1 A': '127.0.0.1' }, '0177.0.0.1'],
  ['a short form', { '127.1 A': '127.0.0.1' }, '127.1'],
  ['an address', {}, '127.0.0.1'],
  ['an address of IPv6', {}, '::ffff:7f00:1'],
  ['an address with a zone', {}, '::1%lo'],
  [
    'a service inside that settings name',
    { 'mx.test A': '127.0.0.1', '_imaps._tcp.mx.test SRV': '0 1 993 inner.test', 'inner.test A': '127.0.0.1' },
  ],
]

describe('nobody goes to', () => {
  for (const [title, zone, host = 'mx.test', more] of inside)
    test(title, async () => {
      const server = await startNameServer(zone)
      const { findings, ports: seen } = await probe(subjectOf(host, more), server.address)
      await server.close()
      assert.deepEqual(went, [])
      assert.deepEqual(
        seen.filter(({ state }) => state !== 'unknown'),
        [],
      )
      // No word of what is open inside; what DNS says is for everybody to know.
      const told = findings.filter(({ id, verdict }) => verdict !== 'unknown' && id !== 'client-autoconfig')
      assert.deepEqual(
        told.map(({ id, code }) => `${id} ${code}`),
        [],
      )
    })

  const written = [
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '0177.0.0.1',
    '017700000001',
    '127.1',
    '127.0.0.1.',
    '127.0.0.1%lo',
    '::1%lo',
    '[::1]',
    '::ffff:7f00:1',
    '0:0:0:0:0:ffff:127.0.0.1',
    '１２７.0.0.1',
    'localhost',
    '010.0.0.1',
    '8.8.2056',
    '0010.8.8.8',
    ' 127.0.0.1',
    '',
  ]
  for (const address of written)
    test(`"${address}", where an address should be`, async () => {
      const looking = openNet({ targets: earnest }).probe.look('mx.test', address, 25)
      await assert.rejects(looking, (error) => error instanceof Unreachable && error.reason === 'private')
      assert.deepEqual(went, [])
    })

  test('a private address beside a public one', async () => {
    const server = await startNameServer({ 'mx.test A': [outside, '127.0.0.1', '10.0.0.1'], 'mx.test AAAA': '::ffff:10.0.0.1' })
    const { ports: seen } = await probe(subjectOf('mx.test'), server.address)
    await server.close()
    assert.deepEqual([...new Set(went)], [outside])
    assert.deepEqual([...new Set(seen.filter(({ address }) => address !== outside).map(({ state }) => state))], ['unknown'])
  })
})

test('a name that leads elsewhere each time it is asked leads nowhere else', async () => {
  let asked = 0
  const server = createSocket('udp4')
  server.on('message', (octets, peer) => {
    const { id, questions } = packet.decode(octets)
    const isA = questions?.[0]?.type === 'A'
    const data = asked++ % 2 === 0 ? outside : '127.0.0.1'
    const answers = isA ? [{ type: 'A' as const, name: questions?.[0]?.name ?? '', ttl: 0, data }] : []
    server.send(
      packet.encode({ type: 'response', id, flags: packet.RECURSION_DESIRED, questions, answers }),
      peer.port,
      peer.address,
    )
  })
  server.bind(0, '127.0.0.1')
  await once(server, 'listening')
  const tries = 100
  const subject = subjectOf('mx.test', { ports: [25] })
  for (let turn = 0; turn < tries; turn++) await probe(subject, `127.0.0.1:${server.address().port}`)
  server.close()
  assert.ok(asked > tries)
  assert.deepEqual([...new Set(went)], [outside])
})

test('no page of settings leads inside by a redirect', async () => {
  const root = issue({ commonName: 'root', ca: true })
  const leaf = issue({ names: ['autoconfig.example.test', 'example.test', 'autodiscover.example.test'], issuer: root })
  let served = 0
  const places = [
    'https://127.0.0.1/',
    'https://inner.test/',
    'https://169.254.169.254/latest/',
    'https://[::1]/',
    'https://2130706433/',
  ]
  const web = createTlsServer({ cert: leaf.cert, key: leaf.key }, (socket) => {
    socket.on('error', () => socket.destroy())
    const location = places[served++ % places.length]
    socket.once('data', () => socket.end(`HTTP/1.1 302 Found\r\nlocation: ${location}\r\ncontent-length: 0\r\n\r\n`))
  })
  web.listen(0, '127.0.0.1')
  await once(web, 'listening')
  played.set(443, (web.address() as AddressInfo).port)
  const server = await startNameServer({
    'mx.example.test A': outside,
    'example.test A': outside,
    'autoconfig.example.test A': outside,
    'autodiscover.example.test A': outside,
    'inner.test A': '127.0.0.1',
  })
  for (let turn = 0; turn < 3; turn++)
    await probe(subjectOf('mx.example.test', { domain: 'example.test', ports: [993] }), server.address, root.cert)
  await server.close()
  web.close()
  assert.ok(served >= places.length, `${served} redirects`)
  assert.deepEqual([...new Set(went)], [outside])
})
