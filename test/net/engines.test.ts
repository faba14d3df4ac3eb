import assert from 'node:assert/strict'
import { createServer as createHttpServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { after, describe, test } from 'node:test'
import { type FilterEnvelope, Unreachable } from '#checks/net.ts'
import { enginesOf } from '#net/engines.ts'

const raw = Buffer.from('From: a@acme.com\r\n\r\nHello\r\n')
const envelope: FilterEnvelope = {
  mailFrom: 'a@acme.com',
  rcptTo: 'you@seed.example',
  peerAddress: '93.184.215.20',
  helo: 'mail.acme.com\r\nX-Injected: 1',
  receiverName: 'mx.seed.example',
  receivedAt: '2026-11-21T10:00:00.000Z',
}
const servers: Server[] = []
after(() => {
  for (const server of servers) server.close()
})

async function port(server: Server): Promise<number> {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** A spamd that says this to whatever it gets. */
async function spamd(answer: string): Promise<{ host: string; heard: () => string }> {
  let heard = ''
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (octets) => {
      heard += octets.toString('latin1')
    })
    socket.on('end', () => socket.end(answer))
  })
  return { host: `127.0.0.1:${await port(server)}`, heard: () => heard }
}

const report = [
  'Content analysis details:   (6.5 points, 5.0 required)',
  '',
  ' pts rule name              description',
  '---- ---------------------- --------------------------------------------------',
  '-0.1 DKIM_VALID             Message has at least one valid DKIM or DK signature',
  ' 3.5 BAYES_99               BODY: Bayes spam probability is 99 to 100%',
].join('\r\n')

describe('spamd', () => {
  const ask = (host: string, ms?: number) => enginesOf({ SPAMD_HOST: host }, ms).spamassassin?.(raw, envelope)
  test('is given the mail with what we saw on top, and its report is read', async () => {
    const { host, heard } = await spamd(
      `SPAMD/1.1 0 EX_OK\r\nContent-length: ${report.length}\r\nSpam: True ; 6.5 / 5.0\r\n\r\n${report}`,
    )
    const got = await ask(host)
    assert.deepEqual([got?.score, got?.required], [6.5, 5])
    assert.deepEqual(
      got?.rules.map(({ name, points }) => [name, points]),
      [
        ['BAYES_99', 3.5],
        ['DKIM_VALID', -0.1],
      ],
    )
    assert.match(
      heard(),
      /^REPORT SPAMC\/1\.5\r\nContent-length: \d+\r\n\r\nReturn-Path: <a@acme\.com>\r\nReceived: from mail\.acme\.comX-Injected:1 \(unknown \[93\.184\.215\.20\]\)/,
    )
    const [, length = '', mail = ''] = /Content-length: (\d+)\r\n\r\n([\s\S]*)$/.exec(heard()) ?? []
    assert.equal(mail.length, Number(length))
  })
  const bad: [title: string, answer: string][] = [
    ['says that something went wrong', 'SPAMD/1.0 76 Bad header line\r\n\r\n'],
    ['says nothing', ''],
    ['is something else', 'HTTP/1.1 400 Bad Request\r\n\r\nSpam: True ; 1 / 5'],
  ]
  for (const [title, answer] of bad) {
    test(`that ${title} has not answered`, async () => {
      const { host } = await spamd(answer)
      await assert.rejects(async () => await ask(host), Unreachable)
    })
  }
  test('that is not there has not answered', async () => {
    await assert.rejects(
      async () => await ask('127.0.0.1:1'),
      (error) => error instanceof Unreachable && error.side === 'ours',
    )
  })
  test('that is silent is given up', async () => {
    const silent = `127.0.0.1:${await port(createServer({ allowHalfOpen: true }, (socket) => socket.on('error', () => undefined).resume()))}`
    await assert.rejects(
      async () => await ask(silent, 50),
      (error) => error instanceof Unreachable && error.reason === 'timeout',
    )
  })
})

describe('rspamd', () => {
  const ask = (url: string, ms?: number) => enginesOf({ RSPAMD_URL: url }, ms).rspamd?.(raw, envelope)
  async function rspamd(answer: string, status = 200): Promise<{ url: string; heard: IncomingMessage[] }> {
    const heard: IncomingMessage[] = []
    const server = createHttpServer((request, response) => {
      heard.push(request)
      request.resume().on('end', () => response.writeHead(status).end(answer))
    })
    return { url: `http://127.0.0.1:${await port(server)}/`, heard }
  }
  test('is given the mail and its envelope, and its answer is read', async () => {
    const symbols = {
      MIME_GOOD: { name: 'MIME_GOOD', score: -0.1 },
      R_DKIM_NA: { name: 'R_DKIM_NA', score: 2, description: 'Missing DKIM signature' },
    }
    const { url, heard } = await rspamd(
      JSON.stringify({ is_skipped: false, score: 7.2, required_score: 15, action: 'add header', symbols }),
    )
    const got = await ask(url)
    assert.deepEqual(
      [got?.score, got?.action, got?.rules[0]],
      [7.2, 'add header', { name: 'R_DKIM_NA', points: 2, description: 'Missing DKIM signature' }],
    )
    const [request] = heard
    assert.deepEqual(
      [request?.method, request?.url, request?.headers.ip, request?.headers.rcpt],
      ['POST', '/checkv2', '93.184.215.20', 'you@seed.example'],
    )
    assert.equal(request?.headers.helo, 'mail.acme.comX-Injected:1')
  })
  const bad: [title: string, answer: string, status?: number][] = [
    ['answers with an error', '{"error":"x"}', 500],
    ['answers something else', '<html>'],
    ['answers without a score', '{"action":"reject"}'],
    ['answers without end', 'x'.repeat(2_000_000)],
  ]
  for (const [title, answer, status] of bad) {
    test(`that ${title} has not answered`, async () => {
      const { url } = await rspamd(answer, status)
      await assert.rejects(async () => await ask(url), Unreachable)
    })
  }
  test('that is not there has not answered', async () => {
    await assert.rejects(async () => await ask('http://127.0.0.1:1'), Unreachable)
  })
})

test('a filter that is not set is not there', () => assert.deepEqual(enginesOf({}), {}))
