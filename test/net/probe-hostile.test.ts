/**
 * Servers that mean us harm, at every port and in every phase: a probe of them ends in time, never throws, keeps little, and never says that
 * there is no TLS where nobody got to hear of it.
 */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { after, describe, test } from 'node:test'
import { createSecureContext, TLSSocket } from 'node:tls'
import { judgeHost } from '#checks/judge-host.ts'
import type { ProbedHost } from '#checks/subject.ts'
import { openNet } from '#net/open.ts'
import { issue } from '../helpers/certificate.ts'

const ports = [25, 465, 587, 143, 993, 110, 995]
const totalMs = 700
/** Beyond the limit: a machine that has other things to do. */
const grace = 4000

const root = issue({ commonName: 'root', ca: true })
const leaf = issue({ names: ['mx.test'], issuer: root })
const secureContext = createSecureContext({ cert: leaf.cert, key: leaf.key })

const phases = ['connect', 'greeting', 'list', 'upgrade', 'handshake', 'inside'] as const
type Phase = (typeof phases)[number]
type Act = (socket: Socket) => void

/** The same manners in three languages: what is said, and by which word each phase begins. */
const languages: Record<'smtp' | 'imap' | 'pop3', Record<string, string>> = {
  smtp: {
    greeting: '220 mx.test ESMTP',
    EHLO: '250-mx.test\r\n250 STARTTLS',
    STARTTLS: '220 go',
    VRFY: '252 ?',
    EXPN: '502 no',
    MAIL: '250 ok',
    RCPT: '550 no',
    RSET: '250 ok',
    QUIT: '221',
  },
  imap: {
    greeting: '* OK ready',
    CAPABILITY: '* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\na1 OK',
    STARTTLS: 'a2 OK',
    LOGOUT: '* BYE',
  },
  pop3: { greeting: '+OK ready', CAPA: '+OK\r\nSTLS\r\n.', STLS: '+OK', QUIT: '+OK' },
}
const languageAt = (port: number) =>
  port === 143 || port === 993 ? languages.imap : port === 110 || port === 995 ? languages.pop3 : languages.smtp
const isImplicit = (port: number) => port === 465 || port === 993 || port === 995

const acts: Record<string, Act> = {
  // Inside TLS there is no handle to reset by.
  'resets the connection': (socket) => (socket instanceof TLSSocket ? socket.destroy() : socket.resetAndDestroy()),
  'ends its side only': (socket) => socket.end(),
  'falls silent': () => undefined,
  'sends a line of 8 MB': (socket) => socket.write(`${'x'.repeat(8 * 1024 * 1024)}\r\n`),
  'sends lines without end': (socket) => repeat(socket, 1, () => 'junk\r\n'.repeat(50)),
  'sends replies without end': (socket) => repeat(socket, 1, () => '250-more\r\n'.repeat(50)),
  'sends NULs': (socket) => socket.write(`${'\0'.repeat(5000)}\r\n`),
  'sends an octet now and then': (socket) => repeat(socket, 15, () => '2'),
  'sends noise': (socket) => socket.write(randomBytes(4000)),
}
/** Nothing that could be taken for an answer: five octets are one to a handshake, and none to a command. */
const saysNothing = (doing: string, phase: Phase) =>
  doing === 'falls silent' || (doing === 'sends an octet now and then' && phase !== 'handshake')

function repeat(socket: Socket, ms: number, piece: () => string): void {
  const timer = setInterval(() => {
    if (socket.writableLength < 1_000_000) socket.write(piece())
  }, ms)
  socket.on('close', () => clearInterval(timer))
}

const closing: (() => void)[] = []
after(() => {
  for (const close of closing) close()
})

/** A server that is polite until this phase, and then does that. */
async function serve(port: number, phase: Phase, act: Act): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket))
    if (phase === 'connect') act(socket)
    else if (isImplicit(port) && phase === 'handshake') socket.once('data', () => act(socket))
    else speak(isImplicit(port) ? secured(socket) : socket, languageAt(port), phase, act, isImplicit(port))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return (server.address() as AddressInfo).port
}

function secured(socket: Socket): Socket {
  const tls = new TLSSocket(socket, { isServer: true, secureContext })
  return tls.on('error', () => tls.destroy())
}

function speak(socket: Socket, words: Record<string, string>, phase: Phase, act: Act, inside: boolean, greets = true): void {
  const at = (now: Phase) => now === phase
  if (greets && at('greeting')) {
    act(socket)
    return
  }
  if (greets) socket.write(`${words.greeting}\r\n`)
  socket.on('data', function hear(line: Buffer) {
    const [verb = ''] = String(line).trim().replace(/^a\d /, '').split(/[ :]/)
    const lists = /^(?:EHLO|CAPABILITY|CAPA)$/.test(verb)
    const upgrades = /^(?:STARTTLS|STLS)$/.test(verb)
    if ((lists && at(inside ? 'inside' : 'list')) || (upgrades && at('upgrade'))) {
      socket.off('data', hear)
      return act(socket)
    }
    socket.write(`${words[verb] ?? '500 what?'}\r\n`)
    if (!upgrades) return
    socket.off('data', hear)
    if (at('handshake')) socket.once('data', () => act(socket))
    else speak(secured(socket), words, phase, act, true, false)
  })
}

const subject: ProbedHost = { kind: 'host', host: 'mx.test', ofDomain: false, domain: '', ports, consents: true }

async function probe(phase: Phase, act: Act) {
  const at = await Promise.all(ports.map(async (port) => [port, await serve(port, phase, act)] as const))
  const net = openNet({ targets: { allowPrivate: true, ports: new Map(at) }, ca: root.cert, limits: { totalMs } })
  const started = performance.now()
  const answer = await judgeHost({ ...subject, host: '127.0.0.1' }, net)
  return { answer, took: performance.now() - started }
}

describe('a server that', { concurrency: 9 }, () => {
  for (const [doing, act] of Object.entries(acts))
    for (const phase of phases)
      test(`${doing} (${phase})`, async () => {
        const { answer, took } = await probe(phase, act)
        assert.ok(took < totalMs + grace, `${took} ms`)
        for (const { lines } of answer.transcript) {
          assert.ok(lines.length <= 500)
          for (const { line } of lines) assert.match(line, /^[\x20-\x7e]{0,1001}$/)
        }
        const without = answer.findings.filter(({ code }) => /^(?:no-starttls|no-stls|plaintext)$/.test(code))
        const said = without.map(({ id, explanation }) => `${id}: ${explanation.text}`)
        // Whoever offered STARTTLS and then broke it was heard; whoever speaks another language is told to.
        const deserved = (phase === 'upgrade' || phase === 'handshake') && !saysNothing(doing, phase)
        assert.deepEqual(deserved ? [] : said.filter((one) => !one.includes('no mail server')), [])
      })
})

describe('what is sent behind the consent to TLS, in the clear, is not taken for something said inside it:', () => {
  for (const [port, injected] of [
    [587, '\r\n250-mx.test\r\n250 X-INJECTED'],
    [143, '\r\n* CAPABILITY X-INJECTED\r\na1 OK'],
    [110, '\r\n+OK\r\nX-INJECTED\r\n.'],
  ] as const)
    test(`port ${port}`, async () => {
      const words = languageAt(port)
      const verb = port === 110 ? 'STLS' : 'STARTTLS'
      const server = createServer((socket) => {
        socket.on('error', () => socket.destroy())
        speak(socket, { ...words, [verb]: `${words[verb]}${injected}` }, 'connect', () => undefined, false)
      })
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      const at = (server.address() as AddressInfo).port
      const net = openNet({
        targets: { allowPrivate: true, ports: new Map([[port, at]]) },
        ca: root.cert,
        limits: { totalMs: 5000 },
      })
      const look = await net.probe.look('mx.test', '127.0.0.1', port)
      server.close()
      assert.equal(look.tls.state, 'done')
      assert.ok(
        look.inside?.some((one) => /^ST(?:ARTT)?LS$/.test(one)),
        String(look.inside),
      )
      assert.ok(!look.inside?.includes('X-INJECTED'))
    })
})
