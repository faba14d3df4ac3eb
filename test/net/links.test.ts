/** The links and pictures of a mail, against a web server that this test starts and that counts who asks it for what. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, beforeEach, describe, test } from 'node:test'
import { judgeMail } from '#checks/judge.ts'
import type { Report, Terms } from '#checks/report.ts'
import { type NameServer, startNameServer } from '#net/name-server.ts'
import { openNet } from '#net/open.ts'
import { compose, gathered } from '../helpers/mails.ts'

let dns: NameServer
let web: Server
let connections = 0
let heard: IncomingMessage[] = []

before(async () => {
  dns = await startNameServer({ 'web.test A': '127.0.0.1' })
  web = createServer((request, response) => {
    heard.push(request)
    const { url = '', method } = request
    if (url === '/gone') return response.writeHead(404).end()
    if (url === '/moved') return response.writeHead(302, { location: '/page' }).end()
    if (url === '/leads') return response.writeHead(302, { location: '/unsubscribe?id=7' }).end()
    if (url === '/get-only' && method === 'HEAD') return response.writeHead(405).end()
    if (url.startsWith('/a.png'))
      return response.writeHead(200, { 'content-type': 'image/png', 'set-cookie': 'a=b' }).end('x'.repeat(5000))
    return response.writeHead(200, { 'content-type': 'text/html', 'set-cookie': 'a=b' }).end('x'.repeat(100_000))
  })
  web.on('connection', () => connections++)
  web.listen(0, '127.0.0.1')
  await once(web, 'listening')
})
after(async () => {
  web.close()
  web.closeAllConnections()
  await dns.close()
})
beforeEach(() => {
  connections = 0
  heard = []
})

async function judged(paths: string[], terms: Terms, { allowPrivate = true, more = '' } = {}): Promise<Report> {
  const links = paths.map((path) => `<p><a href="http://web.test${path}">Read</a></p>`).join('')
  const mail = await gathered(compose({ 'Content-Type': 'text/html' }, `<p>Hello</p>${links}${more}`), { terms })
  const targets = { allowPrivate, ports: new Map([[80, (web.address() as AddressInfo).port]]) }
  return await judgeMail(mail, openNet({ servers: [dns.address], timeoutMs: 300, targets }))
}

const codeOf = ({ findings }: Report, id: string) => findings.find((one) => one.id === id)?.code
const asked = () => heard.map(({ method, url }) => `${method} ${url}`)

const doing = '<a href="http://web.test/magic?t=8f3a">Sign in</a><a href="http://web.test/x">Unsubscribe</a>'
const picture = '<img src="http://web.test/a.png?id=7" alt="">'

describe('the web server of a mail', () => {
  test('sees nobody while nobody has asked', async () => {
    const report = await judged(['/page'], {}, { more: doing + picture })
    assert.deepEqual([connections, heard.length], [0, 0])
    assert.deepEqual([codeOf(report, 'link-broken'), codeOf(report, 'image-weight')], ['not-fetched', 'not-fetched'])
  })
  test('sees a HEAD for each link that was asked for, and none for what does something', async () => {
    const report = await judged(['/page', '/moved'], { links: true }, { more: doing + picture })
    assert.deepEqual([...new Set(asked())].sort(), ['HEAD /moved', 'HEAD /page'])
    assert.equal(codeOf(report, 'link-broken'), 'ok')
    const row = report.findings.find(({ id }) => id === 'link-broken')
    assert.equal(row?.evidence.filter(({ where }) => where.startsWith('never requested')).length, 2)
  })
  test('is told our name, and gets no cookie back', async () => {
    await judged(['/page', '/moved', '/get-only'], { links: true })
    assert.ok(heard.length > 0)
    for (const { headers } of heard)
      assert.deepEqual([headers['user-agent'], headers.cookie, headers.referer], ['Seedbed', undefined, undefined])
  })
  test('is asked for the beginning only where HEAD does not do', async () => {
    const report = await judged(['/get-only'], { links: true })
    assert.deepEqual(asked(), ['HEAD /get-only', 'GET /get-only'])
    assert.equal(heard[1]?.headers.range, 'bytes=0-1023')
    assert.equal(codeOf(report, 'link-broken'), 'ok')
  })
  test('is asked twice before a link is broken', async () => {
    assert.equal(codeOf(await judged(['/gone'], { links: true }), 'link-broken'), 'broken')
    assert.deepEqual(asked(), ['HEAD /gone', 'GET /gone'])
  })
  test('is not followed to where one unsubscribes', async () => {
    await judged(['/leads'], { links: true })
    assert.deepEqual(asked(), ['HEAD /leads'])
  })
  test('is asked for at most a hundred links', async () => {
    await judged(
      Array.from({ length: 130 }, (_, at) => `/page/${at}`),
      { links: true },
    )
    assert.equal(new Set(asked()).size, 100)
  })
  test('is asked for its pictures alone where only they were asked for', async () => {
    const report = await judged(['/page'], { images: true }, { more: picture })
    assert.deepEqual(asked(), ['HEAD /a.png?id=7', 'GET /a.png?id=7'])
    assert.deepEqual([codeOf(report, 'image-weight'), codeOf(report, 'link-broken')], ['light', 'not-fetched'])
  })
  test('inside is not reached at all', async () => {
    const report = await judged(['/page'], { links: true, images: true }, { allowPrivate: false, more: picture })
    assert.equal(connections, 0)
    assert.deepEqual([codeOf(report, 'link-broken'), codeOf(report, 'image-weight')], ['bot-wall', 'not-fetched'])
  })
})
