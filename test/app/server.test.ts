/** What our server decides before a page is asked: hosts, origins, files, bodies, headers. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { type Answered, ask, open, type Question } from '../helpers/ask.ts'

// The settings are read once, at the first import of anything of ours.
Object.assign(process.env, {
  BASE_URL: 'https://seedbed.example',
  TRUST_PROXY: '10.0.0.0/8',
  METRICS_TOKEN: 'a-token-for-prometheus',
  ACCESS: 'open',
})
const { startWeb } = await import('../../app/server.ts')
const { readSender } = await import('../../app/server/sender.ts')
type Web = Awaited<ReturnType<typeof startWeb>>
let web: Web
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(() => web.close())

const get = (path: string, question?: Question): Promise<Answered> => ask(web.port, path, question)
const port = () => String(web.port)

describe('a Host', () => {
  const rows: [title: string, host: () => string, status: number][] = [
    ['of BASE_URL is ours', () => 'seedbed.example', 200],
    ['of BASE_URL in capitals, with its port, is ours', () => 'SEEDBED.example:443', 200],
    ['localhost with our port is ours on loopback', () => `localhost:${port()}`, 200],
    ['127.0.0.1 with our port is ours on loopback', () => `127.0.0.1:${port()}`, 200],
    ['[::1] with our port is ours on loopback', () => `[::1]:${port()}`, 200],
    ['localhost with another port is foreign', () => 'localhost:1', 421],
    ['of another is foreign', () => 'evil.example', 421],
    ['below ours is foreign', () => 'a.seedbed.example', 421],
    ['with a user before it is foreign', () => 'evil@seedbed.example', 421],
    ['with a path behind it is foreign', () => 'seedbed.example/evil', 421],
    ['with another address of loopback is foreign', () => `127.0.0.2:${port()}`, 421],
  ]
  for (const [title, host, status] of rows) {
    test(title, async () => assert.equal((await get('/healthz', { headers: { host: host() } })).status, status))
  }
  test('in the target counts before the header', async () => {
    assert.equal((await get('http://evil.example/healthz', { headers: { host: 'seedbed.example' } })).status, 421)
    assert.equal((await get('https://seedbed.example/healthz', { headers: { host: 'evil.example' } })).status, 200)
  })
  test('that a client claims in X-Forwarded-Host is not believed', async () => {
    const headers = { host: 'evil.example', 'x-forwarded-host': 'seedbed.example' }
    assert.equal((await get('/healthz', { headers })).status, 421)
  })
})

describe('a sender', () => {
  const read = (remoteAddress: string, headers: IncomingHttpHeaders) => {
    const { client, host, secure } = readSender({ socket: { remoteAddress }, headers } as IncomingMessage)
    return [client, host, secure]
  }
  const rows: [
    title: string,
    peer: string,
    headers: IncomingHttpHeaders,
    expected: [client: string, host: string, secure: boolean],
  ][] = [
    ['without a proxy is the peer', '192.0.2.1', { host: 'a' }, ['192.0.2.1', 'a', true]],
    ['over IPv6 with IPv4 in it is IPv4', '::ffff:192.0.2.1', { host: 'a' }, ['192.0.2.1', 'a', true]],
    [
      'who writes the headers of a proxy is not believed',
      '192.0.2.1',
      { host: 'a', 'x-forwarded-for': '10.0.0.1', 'x-forwarded-host': 'b' },
      ['192.0.2.1', 'a', true],
    ],
    [
      'is whom a trusted proxy names',
      '10.1.1.1',
      { host: 'a', 'x-forwarded-for': '192.0.2.7', 'x-forwarded-host': 'b', 'x-forwarded-proto': 'http' },
      ['192.0.2.7', 'b', false],
    ],
    [
      'is the last before our proxies, not what the client claims',
      '10.1.1.1',
      { host: 'a', 'x-forwarded-for': '198.51.100.1, 192.0.2.7, 10.2.2.2' },
      ['192.0.2.7', 'a', true],
    ],
    [
      'is named with a port by some proxies',
      '10.1.1.1',
      { host: 'a', 'x-forwarded-for': '192.0.2.7:4711' },
      ['192.0.2.7', 'a', true],
    ],
    ['is nobody when the proxy names nonsense', '10.1.1.1', { host: 'a', 'x-forwarded-for': '<script>' }, ['', 'a', true]],
    ['is a proxy that names nobody', '10.1.1.1', { host: 'a' }, ['10.1.1.1', 'a', true]],
  ]
  for (const [title, peer, headers, expected] of rows) test(title, () => assert.deepEqual(read(peer, headers), expected))
})

describe('a request that changes something', () => {
  const same = () => `http://127.0.0.1:${port()}`
  const rows: [title: string, path: string, headers: () => Record<string, string>, refused: boolean][] = [
    ['passes from our origin', '/', () => ({ origin: 'https://seedbed.example' }), false],
    ['passes from our origin on loopback', '/', () => ({ origin: same() }), false],
    ['is refused from another origin', '/', () => ({ origin: 'https://evil.example' }), true],
    ['is refused from our name over http', '/', () => ({ origin: 'http://seedbed.example' }), true],
    ['is refused from another port of loopback', '/', () => ({ origin: 'http://127.0.0.1:1' }), true],
    ['is refused from a name that begins like ours', '/', () => ({ origin: 'https://seedbed.example.evil.example' }), true],
    ['is refused from the origin null', '/', () => ({ origin: 'null' }), true],
    ['is refused from a foreign sandbox', '/', () => ({ origin: 'null', 'sec-fetch-site': 'cross-site' }), true],
    [
      'passes from a page of ours that sends no referrer',
      '/',
      () => ({ origin: 'null', 'sec-fetch-site': 'same-origin' }),
      false,
    ],
    ['is refused without an origin', '/', () => ({}), true],
    ['passes without an origin under /api/v1', '/api/v1/addresses', () => ({}), false],
    ['is refused from another origin under /api/v1', '/api/v1/addresses', () => ({ origin: 'https://evil.example' }), true],
    ['is refused from the origin null under /api/v1', '/api/v1/addresses', () => ({ origin: 'null' }), true],
    ['is refused without an origin beside /api/v1', '/api/v1evil', () => ({}), true],
  ]
  for (const [title, path, headers, refused] of rows) {
    test(title, async () => {
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        const { status } = await get(path, { method, headers: headers() })
        assert.equal(status === 403, refused, `${method} ${status}`)
      }
    })
  }
  test('is refused on every page from a foreign origin', async () => {
    for (const path of [
      '/',
      '/a/AAAAAAAAAAAAAAAAAAAAAA',
      '/mail/x',
      '/history',
      '/zone',
      '/samples',
      '/nothing',
      '/?index',
      '/?_data=routes/_index',
    ]) {
      for (const origin of ['null', 'https://evil.example'])
        assert.equal((await get(path, { method: 'POST', headers: { origin } })).status, 403, path)
    }
  })
})

describe('a body', () => {
  const headers = { origin: 'https://seedbed.example', 'content-type': 'application/json' }
  test('of more than 1 MB is refused', async () => {
    const body = Buffer.alloc(1_000_001, 'x')
    assert.equal((await get('/api/v1/addresses', { method: 'POST', headers, body })).status, 413)
  })
  test('of more than 1 MB without a length is refused', async () => {
    const body = Buffer.alloc(1_500_000, 'x')
    const { status } = await get('/api/v1/addresses', {
      method: 'POST',
      headers: { ...headers, 'transfer-encoding': 'chunked' },
      body,
    })
    assert.equal(status, 413)
  })
  test('of 1 MB is read', async () => {
    const body = Buffer.alloc(1_000_000, ' ')
    assert.equal((await get('/api/v1/addresses', { method: 'POST', headers, body })).status, 400)
  })
})

describe('every answer', () => {
  for (const path of ['/', '/nothing', '/healthz', '/api/v1/nothing', '/robots.txt', '/a/AAAAAAAAAAAAAAAAAAAAAA']) {
    test(`of ${path} is guarded by its headers`, async () => {
      const { headers } = await get(path)
      const policy = String(headers['content-security-policy'])
      for (const part of ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"])
        assert.ok(policy.includes(part), policy)
      assert.ok(!/script-src[^;]*unsafe/.test(policy), policy)
      assert.equal(headers['x-content-type-options'], 'nosniff')
      assert.equal(headers['cross-origin-opener-policy'], 'same-origin')
      assert.equal(headers['cross-origin-resource-policy'], 'same-origin')
      assert.match(String(headers['permissions-policy']), /camera=\(\)/)
      assert.equal(headers['access-control-allow-origin'], undefined)
    })
  }
  test('has a nonce of its own, on every script of the page', async () => {
    const [one, other] = [await get('/privacy'), await get('/privacy')]
    const nonceOf = ({ headers }: Answered) => /'nonce-([^']+)'/.exec(String(headers['content-security-policy']))?.[1]
    assert.notEqual(nonceOf(one), nonceOf(other))
    const scripts = [...one.text.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag)
    assert.ok(scripts.length > 0)
    for (const tag of scripts) assert.ok(tag.includes(`nonce="${nonceOf(one)}"`), tag)
    assert.ok(!/\son\w+="/.test(one.text), 'no handler written in HTML')
  })
  test('of a secret path sends no referrer and stays out of indexes', async () => {
    for (const path of [
      '/a/AAAAAAAAAAAAAAAAAAAAAA',
      '/A/AAAAAAAAAAAAAAAAAAAAAA/',
      '/a/AAAAAAAAAAAAAAAAAAAAAA/events',
      '/mail/x',
      '/api/v1/mails/x',
    ]) {
      const { headers } = await get(path)
      assert.equal(headers['referrer-policy'], 'no-referrer', path)
      assert.match(String(headers['x-robots-tag']), /noindex/)
    }
  })
  test('over https asks for https from then on', async () => {
    assert.match(String((await get('/healthz')).headers['strict-transport-security']), /max-age=\d{8}/)
  })
})

describe('a path', () => {
  test('of Remix route discovery is unknown', async () => {
    for (const path of ['/__manifest', '/__manifest?p=/', '/__manifest?version=x&p=/a'])
      assert.equal((await get(path)).status, 404)
  })
  const outside = [
    '/../package.json',
    '/assets/../../package.json',
    '/..%2f..%2fpackage.json',
    '/assets/%2e%2e/%2e%2e/env.ts',
    '/assets/..\\..\\env.ts',
    '//etc/passwd',
    '/.vite/manifest.json',
    '/assets/',
  ]
  for (const path of outside) {
    test(`${path} leads to no file`, async () => {
      const answer = await get(path)
      assert.ok(answer.status === 404 || answer.status === 400, String(answer.status))
      assert.ok(!answer.text.includes('"seedbed"') && !answer.text.includes('root:'))
    })
  }
  for (const path of ['/%', '/%00', '/a/%0d%0aX', '/a/%ff'])
    test(`${path} cannot be read`, async () => assert.equal((await get(path)).status, 400))
})

describe('a file', () => {
  const script = async () =>
    /src="(\/assets\/[^"]+\.js)"|href="(\/assets\/[^"]+\.js)"/
      .exec((await get('/privacy')).text)
      ?.slice(1)
      .find(Boolean) ?? ''
  test('of the build is kept for ever', async () => {
    const { status, headers } = await get(await script())
    assert.equal(status, 200)
    assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable')
    assert.equal(headers['content-type'], 'text/javascript; charset=utf-8')
  })
  test('is compressed as the reader likes it, and is the same', async () => {
    const path = await script()
    const plain = await get(path)
    const [brotli, gzip] = await Promise.all(
      ['br, gzip', 'gzip, br;q=0'].map(async (coding) => {
        const answer = await open(web.port, path, { headers: { 'accept-encoding': coding } })
        return { coding: answer.headers['content-encoding'], bytes: Buffer.concat(await answer.toArray()) }
      }),
    )
    assert.deepEqual([brotli?.coding, gzip?.coding], ['br', 'gzip'])
    assert.equal(brotliDecompressSync(brotli?.bytes ?? '').toString(), plain.text)
    assert.equal(gunzipSync(gzip?.bytes ?? '').toString(), plain.text)
  })
  test('that is known is not sent again', async () => {
    const { headers } = await get('/robots.txt')
    assert.equal((await get('/robots.txt', { headers: { 'if-none-match': String(headers.etag) } })).status, 304)
  })
  test('asked with HEAD has headers only', async () => {
    const { status, headers, text } = await get('/robots.txt', { method: 'HEAD' })
    assert.deepEqual([status, text], [200, ''])
    assert.ok(Number(headers['content-length']) > 0)
  })
  test('is not written to', async () =>
    assert.notEqual((await get('/robots.txt', { method: 'PUT', headers: { origin: 'https://seedbed.example' } })).status, 200))
})

test('a page is compressed as it streams', async () => {
  const answer = await open(web.port, '/privacy', { headers: { 'accept-encoding': 'br' } })
  assert.equal(answer.headers['content-encoding'], 'br')
  assert.match(brotliDecompressSync(Buffer.concat(await answer.toArray())).toString(), /<\/html>/)
})

describe('health', () => {
  test('is up while the process is', async () => assert.deepEqual(JSON.parse((await get('/healthz')).text), { status: 'up' }))
  test('tells each part truly: the receiver, the readers and DNS are away here', async () => {
    const { status, text } = await get('/readyz')
    const { parts } = JSON.parse(text)
    assert.equal(status, 503)
    const { database, queue, receiver, readers, dns } = parts
    assert.deepEqual([database.ok, queue.ok, receiver.ok, readers.ok, dns.ok], [true, true, false, false, false])
    assert.ok(!text.includes('127.0.0.1') && !text.includes('postgres'))
  })
  test('does not leak who we are to a method that is none', async () =>
    assert.equal((await get('/healthz', { method: 'TRACE' })).status, 405))
})

describe('metrics', () => {
  const inside = () => ({ host: `127.0.0.1:${port()}` })
  const rows: [title: string, headers: () => Record<string, string>, status: number][] = [
    ['are shown on loopback', inside, 200],
    ['are hidden from who comes through a proxy', () => ({ ...inside(), 'x-forwarded-for': '192.0.2.1' }), 404],
    ['are hidden from who asks for our public name', () => ({ host: 'seedbed.example' }), 404],
    ['are shown to the token', () => ({ host: 'seedbed.example', authorization: 'Bearer a-token-for-prometheus' }), 200],
    ['are hidden from another token', () => ({ host: 'seedbed.example', authorization: 'Bearer another' }), 404],
  ]
  for (const [title, headers, status] of rows)
    test(title, async () => assert.equal((await get('/metrics', { headers: headers() })).status, status))
  test('name routes, never paths', async () => {
    await get('/a/AAAAAAAAAAAAAAAAAAAAAA')
    const { text } = await get('/metrics')
    assert.match(text, /seedbed_http_answers_total\{route="\/a\/:token",status="404"\} [1-9]/)
    assert.match(text, /seedbed_mails\{status="stored"\} 0/)
    assert.match(text, /seedbed_queue_jobs\{queue="analyze-mail",state="waiting"\} 0/)
    assert.ok(!text.includes('AAAAAAAAAAAAAAAAAAAAAA'))
  })
  const figures = [
    ...['seedbed_database_up 1', 'seedbed_queue_up 1', 'seedbed_receiver_up 0', 'seedbed_readers_up 0', 'seedbed_dns_up 0'],
    ...['seedbed_scans{status="failed"} 0', 'seedbed_probes{status="asked"} 0', 'seedbed_test_sends{status="expired"} 0'],
    ...['seedbed_deliveries{status="failed"} 0', 'seedbed_monitors{state="overdue"} 0', 'seedbed_monitors{state="watching"} 0'],
    ...['seedbed_open_alerts 0', 'seedbed_outbox_waiting 0'],
  ]
  test('tell of every part and all work, also when there is none', async () => {
    const lines = (await get('/metrics')).text.split('\n')
    assert.deepEqual(
      figures.filter((line) => !lines.includes(line)),
      [],
    )
    const named = lines.flatMap((line) => /^# TYPE (\S+)/.exec(line)?.[1] ?? [])
    assert.deepEqual(named, [...new Set(named)])
  })
})

test('a request without a Host is refused', async () => {
  const socket = connect(web.port, '127.0.0.1')
  socket.write('GET /healthz HTTP/1.0\r\n\r\n')
  const [answer] = await once(socket, 'data')
  assert.match(String(answer), /^HTTP\/1\.1 421/)
  socket.destroy()
})

test('what is no HTTP gets 400, and the server lives', async () => {
  const socket = connect(web.port, '127.0.0.1')
  socket.write('EHLO a.example\r\n\r\n')
  const [answer] = await once(socket, 'data')
  assert.match(String(answer), /^HTTP\/1\.1 400/)
  socket.destroy()
  assert.equal((await get('/healthz')).status, 200)
})
