/** Fetches over HTTPS from servers that this test starts. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer as createPlain, type Server } from 'node:http'
import { createServer } from 'node:https'
import { type AddressInfo, createServer as createTcp } from 'node:net'
import { after, before, describe, test } from 'node:test'
import type { SecureContextOptions } from 'node:tls'
import { type Fetched, Unreachable } from '#checks/net.ts'
import { post } from '#net/https.ts'
import { type NameServer, startNameServer } from '#net/name-server.ts'
import { openNet } from '#net/open.ts'
import { overlay } from '#net/overlay.ts'
import { lasting, silent } from '#net/zone.ts'
import { issue } from '../helpers/certificate.ts'

const root = issue({ commonName: 'root', ca: true })
const names = ['web.test', '*.wild.test']
const good = issue({ names, issuer: root })
const expired = issue({ names, issuer: root, from: -20, until: -1 })
const early = issue({ names, issuer: root, from: 1 })
const stranger = issue({ names })
const old = issue({ names, from: -20, until: -1 })

let dns: NameServer
let plain: Server
const ports = new Map<string, number>()
const closing: (() => void)[] = []

before(async () => {
  dns = await startNameServer({
    'web.test A': '127.0.0.1',
    'a.wild.test A': '127.0.0.1',
    'a.b.wild.test A': '127.0.0.1',
    'other.test A': '127.0.0.1',
    'inside.test A': ['10.0.0.1', '169.254.169.254'],
    'inside.test AAAA': '::1',
    'mapped.test AAAA': ['::ffff:127.0.0.1', '::ffff:10.0.0.1', '::127.0.0.1'],
    'nat64.test AAAA': ['64:ff9b::7f00:1', '64:ff9b:1::a00:1', '2002:7f00:1::1'],
    'alias.test CNAME': 'inside.test',
    'both.test A': ['10.0.0.1', '127.0.0.1'],
    'empty.test TXT': 'no address',
    'mute.test A': silent,
    'half.test A': '127.0.0.1',
    'half.test AAAA': silent,
  })
  const serve = async (title: string, { cert, key }: SecureContextOptions) => {
    const server = createServer({ cert, key }, (request, response) =>
      answer(request.url ?? '', request.headers.host ?? '', response),
    )
    await listen(title, server)
    closing.push(() => server.closeAllConnections())
  }
  for (const [title, certificate] of Object.entries({ good, expired, early, stranger, old })) await serve(title, certificate)
  plain = createPlain((_, response) => response.end('in the clear'))
  await listen('plain', plain)
  await listen('mute', createTcp())
  const trickle = createTcp((socket) => {
    // The head of a TLS record that promises 16 KiB, and then nothing to speak of.
    socket.write(Buffer.from([0x16, 3, 3, 0x3f, 0xff, 2]))
    const timer = setInterval(() => socket.write('\0'), 20)
    socket.on('close', () => clearInterval(timer)).on('error', () => socket.destroy())
  })
  await listen('trickle', trickle)
})
after(async () => {
  for (const close of closing) close()
  await dns.close()
})

async function listen(title: string, server: Server | ReturnType<typeof createTcp>) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  ports.set(title, (server.address() as AddressInfo).port)
  closing.push(() => server.close())
  // A connection that nobody answers must not keep the test alive.
  server.on('connection', (socket) => socket.unref())
}

function answer(path: string, host: string, response: import('node:http').ServerResponse) {
  const moved = /^\/to\?(.*)$/.exec(path)?.[1]
  if (moved) response.writeHead(302, { location: moved }).end('moved')
  else if (path === '/big') response.writeHead(200, { 'content-type': 'text/plain' }).end('x'.repeat(1000))
  else if (path === '/slow') response.writeHead(200).write('never ends')
  else if (path === '/drip') drip(response)
  else if (path === '/heads') response.writeHead(200, { 'x-long': 'x'.repeat(20_000) }).end()
  else if (path === '/endless') pour(response)
  else if (path === '/cut') response.writeHead(200, { 'content-length': '10' }).write('short', () => response.destroy())
  else if (path === '/none') response.writeHead(404).end()
  else response.writeHead(200, { 'content-type': 'Text/Plain; charset=utf-8' }).end(`hello ${host}`)
}

/** An octet now and then, for ever. */
function drip(response: import('node:http').ServerResponse): void {
  response.writeHead(200)
  const timer = setInterval(() => response.write('x'), 20)
  response.on('close', () => clearInterval(timer))
}

/** As much as is taken, for ever. */
function pour(response: import('node:http').ServerResponse): void {
  const part = Buffer.alloc(65_536, 'x')
  const more = () => {
    while (!response.destroyed && response.write(part));
  }
  response.on('drain', more)
  more()
}

interface Wish {
  at?: string
  redirects?: number
  maxBytes?: number
  timeoutMs?: number
  allowPrivate?: boolean
}

function get(
  url: string,
  { at = 'good', redirects = 0, maxBytes = 100, timeoutMs = 3000, allowPrivate = true }: Wish = {},
): Promise<Fetched> {
  const targets = { allowPrivate, ports: new Map([[443, ports.get(at) ?? 1]]) }
  const net = openNet({ servers: [dns.address], timeoutMs: 100, targets, ca: root.cert })
  return net.https.get(url, { maxBytes, timeoutMs, redirects })
}

describe('a fetch', () => {
  const cases: [title: string, url: string, expected: object, wish?: Wish][] = [
    [
      'brings status, type and body',
      'https://web.test/',
      {
        outcome: 'answered',
        status: 200,
        mediaType: 'text/plain',
        truncated: false,
        address: '127.0.0.1',
        text: 'hello web.test',
      },
    ],
    ['accepts a wildcard for one label', 'https://a.wild.test/', { outcome: 'answered' }],
    ['and for no more', 'https://a.b.wild.test/', { outcome: 'bad-certificate', problem: 'wrong-name' }],
    ['brings another status', 'https://web.test/none', { outcome: 'answered', status: 404, mediaType: '' }],
    ['stops at its size, however much there is', 'https://web.test/endless', { truncated: true, text: 'x'.repeat(100) }],
    ['stops at its size', 'https://web.test/big', { outcome: 'answered', truncated: true, text: 'x'.repeat(100) }],
    ['takes exactly its size', 'https://web.test/big', { truncated: false, text: 'x'.repeat(1000) }, { maxBytes: 1000 }],
    ['follows no redirect where none is allowed', 'https://web.test/to?/none', { status: 302, redirects: [] }],
    [
      'follows one where it is',
      'https://web.test/to?/none',
      { status: 404, url: 'https://web.test/none', redirects: ['https://web.test/to?/none'] },
      { redirects: 1 },
    ],
    [
      'follows no more than allowed',
      'https://web.test/to?/to?/none',
      { status: 302, redirects: ['https://web.test/to?/to?/none'] },
      { redirects: 1 },
    ],
    ['steps down to no HTTP', 'https://web.test/to?http://web.test/', { status: 302, redirects: [] }, { redirects: 3 }],
    ['sees an expired certificate', 'https://web.test/', { outcome: 'bad-certificate', problem: 'expired' }, { at: 'expired' }],
    [
      'sees one that begins tomorrow',
      'https://web.test/',
      { outcome: 'bad-certificate', problem: 'not-yet-valid' },
      { at: 'early' },
    ],
    [
      'sees one that nobody vouches for',
      'https://web.test/',
      { outcome: 'bad-certificate', problem: 'untrusted' },
      { at: 'stranger' },
    ],
    ['sees one for another name', 'https://other.test/', { outcome: 'bad-certificate', problem: 'wrong-name' }],
    ['sees a server without TLS', 'https://web.test/', { outcome: 'no-tls' }, { at: 'plain' }],
    ['sees a port where nobody listens', 'https://web.test/', { outcome: 'closed' }, { at: 'nowhere' }],
    ['sees that there is no such host', 'https://nowhere.test/', { outcome: 'no-host', status: 'nxdomain' }],
    ['sees that a host has no address', 'https://empty.test/', { outcome: 'no-host', status: 'nodata' }],
    ['is content with one family of addresses', 'https://half.test/', { outcome: 'bad-certificate', address: '127.0.0.1' }],
  ]
  for (const [title, url, expected, wish] of cases) {
    test(title, async () => {
      const got = await get(url, wish)
      const text = 'body' in got ? Buffer.from(got.body).toString() : ''
      assert.partialDeepStrictEqual({ ...got, text }, { outcome: 'answered', ...expected })
    })
  }

  const silences: [title: string, url: string, reason: string, wish?: Wish][] = [
    ['of a host with private addresses only', 'https://inside.test/', 'private', { allowPrivate: false }],
    ['of loopback', 'https://127.0.0.1/', 'private', { allowPrivate: false }],
    ['of loopback in other clothes', 'https://0x7f.1/', 'private', { allowPrivate: false }],
    ['of IPv6 loopback', 'https://[::1]/', 'private', { allowPrivate: false }],
    ['of IPv4 loopback in IPv6 clothes', 'https://[::ffff:127.0.0.1]/', 'private', { allowPrivate: false }],
    ['of a host with such addresses', 'https://mapped.test/', 'private', { allowPrivate: false }],
    ['of a host behind NAT64 or 6to4', 'https://nat64.test/', 'private', { allowPrivate: false }],
    ['of an alias to a private host', 'https://alias.test/', 'private', { allowPrivate: false }],
    ['of a redirect to loopback', 'https://web.test/to?https://inside.test/', 'private', { redirects: 1, allowPrivate: false }],
    ['of name servers', 'https://mute.test/', 'timeout'],
    ['of a server that never ends', 'https://web.test/slow', 'timeout', { timeoutMs: 300 }],
    ['of a server that says nothing', 'https://web.test/', 'timeout', { at: 'mute', timeoutMs: 100 }],
    ['of a server that sends an octet now and then', 'https://web.test/drip', 'timeout', { timeoutMs: 300, maxBytes: 100_000 }],
    ['of a header that does not end', 'https://web.test/heads', 'malformed'],
    ['of a handshake an octet at a time', 'https://web.test/', 'timeout', { at: 'trickle', timeoutMs: 300 }],
    ['of a server that hangs up in the middle', 'https://web.test/cut', 'closed'],
    ['of what is not HTTPS', 'http://web.test/', 'bad-name'],
    ['of a URL with a password', 'https://me:secret@web.test/', 'bad-name'],
    ['of a port that is not for the web', 'https://web.test:22/', 'bad-name'],
    ['of what is no URL', 'web.test', 'bad-name'],
  ]
  const inside = ['inside.test', 'mapped.test', 'nat64.test', 'alias.test', '127.0.0.1', '[::1]', '169.254.169.254', '0x7f.1']
  for (const host of inside) {
    test(`posts nothing to ${host}, a private address, whatever its name said when the webhook was made`, async () => {
      const targets = { allowPrivate: false, ports: new Map() }
      const to = {
        dns: openNet({ servers: [dns.address] }).dns,
        targets,
        ca: undefined,
        timeoutMs: 2000,
        plain: false,
      }
      const sends = { body: '{}', headers: {} }
      const isPrivate = (error: unknown) => error instanceof Unreachable && error.reason === 'private'
      await assert.rejects(post(`https://${host}/hook`, sends, to), isPrivate)
    })
  }
  for (const [title, url, reason, wish] of silences) {
    test(`is silence: ${title}`, async () => {
      await assert.rejects(get(url, wish), (error) => error instanceof Unreachable && error.reason === reason)
    })
  }

  test('of an untrusted certificate that is expired too does not call it merely expired', async () => {
    const got = await get('https://web.test/', { at: 'old' })
    assert.ok(got.outcome === 'bad-certificate' && !got.tls.trusted)
  })

  test('goes where the one look-up led, though the name leads elsewhere a moment later (DNS rebinding)', async () => {
    const turning = await startNameServer({ 'web.test A': lasting(0, ['127.0.0.1']) })
    const ports443 = new Map([[443, ports.get('good') ?? 1]])
    const open = (allowPrivate: boolean) =>
      openNet({ servers: [turning.address], timeoutMs: 200, targets: { allowPrivate, ports: ports443 }, ca: root.cert })
    const options = { maxBytes: 100, timeoutMs: 1000, redirects: 0 }
    const net = open(true)
    await net.dns.resolve('web.test', 'A')
    turning.set({ 'web.test A': lasting(0, ['127.0.0.2']) })
    const got = await net.https.get('https://web.test/', options)
    assert.partialDeepStrictEqual(got, { outcome: 'answered', address: '127.0.0.1' })
    assert.equal(turning.questions.filter(({ type }) => type === 'A').length, 1)
    // The next report looks anew, judges what it finds, and goes there or nowhere.
    assert.equal((await open(true).https.get('https://web.test/', options)).outcome, 'closed')
    const refused = open(false).https.get('https://web.test/', options)
    await assert.rejects(refused, (error) => error instanceof Unreachable && error.reason === 'private')
    await turning.close()
  })

  test('goes to none of several addresses that are all private', async () => {
    const net = openNet({ servers: [dns.address], targets: { allowPrivate: false, ports: new Map() } })
    await assert.rejects(
      net.https.get('https://both.test/', { maxBytes: 1, timeoutMs: 200, redirects: 0 }),
      (error) => error instanceof Unreachable && error.reason === 'private',
    )
  })

  test('goes to the address that was looked up, whatever the name says afterwards', async () => {
    const net = openNet({ servers: [dns.address], targets: { allowPrivate: false, ports: new Map() } })
    const before = dns.questions.length
    await assert.rejects(net.https.get('https://inside.test/', { maxBytes: 1, timeoutMs: 500, redirects: 0 }))
    assert.equal(dns.questions.slice(before).filter(({ name }) => name === 'inside.test').length, 2)
  })

  describe('in a rehearsal', () => {
    const seen = () =>
      openNet({
        servers: [dns.address],
        targets: { allowPrivate: false, ports: new Map() },
      })
    const options = { maxBytes: 100, timeoutMs: 2000, redirects: 0 }
    const laid = (name: string, address: string) => ({ name, type: 'A' as const, ttl: 60, data: { address } })
    const open = () =>
      openNet({
        servers: [dns.address],
        targets: { allowPrivate: true, ports: new Map([[443, ports.get('good') ?? 1]]) },
        ca: root.cert,
      })

    test('goes to the address that would be published', async () => {
      const net = overlay(open(), [laid('a.wild.test', '127.0.0.2'), laid('b.wild.test', '127.0.0.1')])
      assert.equal((await net.https.get('https://b.wild.test/', options)).outcome, 'answered')
      assert.equal((await net.https.get('https://a.wild.test/', options)).outcome, 'closed')
      assert.equal((await open().https.get('https://b.wild.test/', options)).outcome, 'no-host')
    })

    test('finds no host where a whole zone has none', async () => {
      const net = overlay(open(), [laid('mail.web.test', '127.0.0.1')], 'web.test')
      assert.equal((await net.https.get('https://web.test/', options)).outcome, 'no-host')
    })

    test('goes to no private address, whatever would be published', async () => {
      const net = overlay(seen(), [laid('b.wild.test', '10.0.0.1'), laid('c.wild.test', '127.0.0.1')])
      for (const host of ['b', 'c']) {
        const asked = net.https.get(`https://${host}.wild.test/`, options)
        await assert.rejects(asked, (error) => error instanceof Unreachable && error.reason === 'private')
      }
    })

    test('of a host that stays where it is, is the fetch of the world, made once', async () => {
      const world = open()
      const net = overlay(world, [laid('b.wild.test', '127.0.0.1')])
      assert.equal(await net.https.get('https://web.test/', options), await world.https.get('https://web.test/', options))
    })
  })

  test('is made once in a report, and written down', async () => {
    const net = openNet({
      servers: [dns.address],
      targets: { allowPrivate: true, ports: new Map([[443, ports.get('good') ?? 1]]) },
      ca: root.cert,
    })
    const options = { maxBytes: 10, timeoutMs: 1000, redirects: 0 }
    const [one, other] = await Promise.all([
      net.https.get('https://web.test/', options),
      net.https.get('https://web.test/', options),
    ])
    assert.equal(one, other)
    const kept = net.questions().map(({ name, type, outcome }) => `${name} ${type} ${outcome}`)
    assert.deepEqual(kept, ['https://web.test/ GET answered', 'web.test A records', 'web.test AAAA nodata'])
  })
})
