/** Looks at mail servers that this test starts; each is a script. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { after, describe, test } from 'node:test'
import { createSecureContext, type SecureContextOptions, TLSSocket } from 'node:tls'
import { type LookOptions, type SmtpLook, Unreachable } from '#checks/net.ts'
import { openNet } from '#net/open.ts'
import { issue } from '../helpers/certificate.ts'

const root = issue({ commonName: 'root', ca: true })
const middle = issue({ commonName: 'middle', ca: true, issuer: root })
const leaf = issue({ names: ['mx.test'], issuer: middle, rsaBits: 2048 })
const weak = issue({ names: ['mx.test'], issuer: middle, rsaBits: 1024 })
const bundle = { cert: leaf.cert + middle.cert, key: leaf.key }

interface Script {
  greeting?: string
  ehlo?: string
  helo?: string
  /** The reply to MAIL FROM. */
  mail?: string
  starttls?: string | 'hang up' | 'silence'
  tls?: SecureContextOptions
  /** Keeps what came before the handshake and answers it inside. */
  keeps?: boolean
}

const open: (() => void)[] = []
after(() => {
  for (const close of open) close()
})

async function serve(script: Script | ((socket: Socket) => void)): Promise<number> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.unref()
    if (typeof script === 'function') script(socket)
    else play(socket, script)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push(() => server.close())
  return (server.address() as AddressInfo).port
}

function play(socket: Socket, script: Script): void {
  const { greeting = '220 mx.test ESMTP', ehlo = '250-mx.test\r\n250-SIZE 1000\r\n250 STARTTLS', helo = '250 mx.test' } = script
  socket.write(`${greeting}\r\n`)
  let heard = ''
  socket.on('data', function hear(octets) {
    heard += octets
    while (heard.includes('\n')) {
      const line = heard.slice(0, heard.indexOf('\n')).trim().toUpperCase()
      heard = heard.slice(heard.indexOf('\n') + 1)
      if (line.startsWith('EHLO')) socket.write(`${ehlo}\r\n`)
      else if (line.startsWith('HELO')) socket.write(`${helo}\r\n`)
      else if (line.startsWith('MAIL')) socket.write(`${script.mail ?? '250 2.1.0 ok'}\r\n`)
      else if (line.startsWith('RCPT'))
        socket.write(line.includes('ABUSE') ? '550-5.1.1 no\r\n550 5.1.1 such user\r\n' : '250 2.1.5 ok\r\n')
      else if (line === 'QUIT') socket.end('221 bye\r\n')
      else if (line === 'STARTTLS') {
        const { starttls = '220 go ahead' } = script
        if (starttls === 'hang up') return void socket.destroy()
        if (starttls === 'silence') return
        socket.write(`${starttls}\r\n`)
        if (!starttls.startsWith('220')) continue
        socket.removeListener('data', hear)
        secure(socket, script, script.keeps ? heard : '')
        return
      }
    }
  })
}

function secure(socket: Socket, { tls: context = bundle }: Script, kept: string): void {
  const secureContext = createSecureContext({ ciphers: 'DEFAULT@SECLEVEL=0', ...context })
  const tls = new TLSSocket(socket, { isServer: true, secureContext })
  tls.on('error', () => tls.destroy())
  if (kept !== '') tls.write('250 ok\r\n')
  tls.on('data', () => tls.end('221 bye\r\n'))
}

async function look(script: Parameters<typeof serve>[0], options: LookOptions = {}, totalMs = 5000): Promise<SmtpLook> {
  const port = await serve(script)
  const net = openNet({ targets: { allowPrivate: true, ports: new Map([[25, port]]) }, ca: root.cert, limits: { totalMs } })
  return await net.smtp.look('mx.test', '127.0.0.1', options)
}

const done = (expected: object) => ({ state: 'done', tls: expected })

describe('a look at a mail server', () => {
  const cases: [title: string, script: Script, expected: object, options?: LookOptions][] = [
    [
      'sees greeting and keywords',
      {},
      { greeting: { code: 220, lines: ['mx.test ESMTP'] }, ehlo: { code: 250, lines: ['mx.test', 'SIZE 1000', 'STARTTLS'] } },
    ],
    [
      'sees TLS and the chain as it was sent',
      {},
      { starttls: done({ version: 'TLSv1.3', trusted: true, distrust: '' }), chain: 2 },
    ],
    [
      'sees that an intermediate is missing',
      { tls: { cert: leaf.cert, key: leaf.key } },
      { starttls: done({ trusted: false, distrust: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }), chain: 1 },
    ],
    [
      'sees a key that is too weak to be accepted anywhere',
      { tls: { cert: weak.cert + middle.cert, key: weak.key } },
      { starttls: done({ trusted: true }) },
    ],
    ['sees that STARTTLS is not offered', { ehlo: '250-mx.test\r\n250 SIZE 1' }, { starttls: { state: 'absent' } }],
    [
      'sees a keyword that was painted over',
      { ehlo: '250-mx.test\r\n250 XXXXXXXA' },
      { starttls: { state: 'absent' }, ehlo: { lines: ['mx.test', 'XXXXXXXA'] } },
    ],
    [
      'sees a server that knows only HELO',
      { ehlo: '502 what?' },
      { starttls: { state: 'absent' }, ehlo: { lines: ['mx.test'] } },
    ],
    [
      'sees STARTTLS refused',
      { starttls: '454 4.7.0 not now' },
      { starttls: { state: 'refused', reply: { code: 454, lines: ['4.7.0 not now'] } } },
    ],
    ['sees a server that hangs up on STARTTLS', { starttls: 'hang up' }, { starttls: { state: 'failed' } }],
    [
      'sees a version that is not accepted',
      { tls: { ...bundle, minVersion: 'TLSv1.3' } },
      { starttls: { state: 'failed', reason: 'tlsv1 alert protocol version' } },
      { maxVersion: 'TLSv1.2' },
    ],
    [
      'sees an old version accepted',
      { tls: { ...bundle, minVersion: 'TLSv1' } },
      { starttls: done({ version: 'TLSv1.1' }) },
      { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' },
    ],
    [
      'sees a static RSA key exchange',
      { tls: { ...bundle, maxVersion: 'TLSv1.2' } },
      { starttls: done({ cipher: 'TLS_RSA_WITH_AES_256_GCM_SHA384', dhBits: undefined }) },
      { ciphers: 'kRSA@SECLEVEL=0', maxVersion: 'TLSv1.2' },
    ],
    [
      'sees the group of a Diffie-Hellman exchange',
      { tls: { ...bundle, maxVersion: 'TLSv1.2', dhparam: 'auto' } },
      { starttls: done({ dhBits: 2048 }) },
      { ciphers: 'DHE@SECLEVEL=0', maxVersion: 'TLSv1.2' },
    ],
    [
      'sees an anonymous cipher',
      { tls: { maxVersion: 'TLSv1.2', ciphers: 'aNULL@SECLEVEL=0' } },
      { starttls: done({ trusted: false }), chain: 0 },
      { ciphers: 'aNULL@SECLEVEL=0', maxVersion: 'TLSv1.2' },
    ],
    [
      'sees that a command before the handshake is forgotten',
      {},
      { starttls: { state: 'done', injected: false } },
      { inject: true },
    ],
    ['sees that it is not', { keeps: true }, { starttls: { state: 'done', injected: true } }, { inject: true }],
    ['cleans what is shown', { greeting: '220 a\u0000\u001b[31mb\u00e9' }, { greeting: { lines: ['a??[31mb??'] } }],
  ]
  for (const [title, script, expected, options] of cases) {
    test(title, async () => {
      const seen = await look(script, options)
      const chain = seen.starttls.state === 'done' ? seen.starttls.tls.chain.length : undefined
      assert.partialDeepStrictEqual({ ...seen, chain }, { host: 'mx.test', address: '127.0.0.1', ...expected })
    })
  }

  const silences: [title: string, script: Parameters<typeof serve>[0], reason: string, totalMs?: number][] = [
    ['says that it takes no mail', { greeting: '554 no mail here' }, 'refused'],
    ['says that it is busy', { greeting: '421 later' }, 'refused'],
    ['says nothing', () => undefined, 'timeout', 150],
    ['says nothing to STARTTLS', { starttls: 'silence' }, 'timeout', 150],
    ['hangs up at once', (socket) => socket.destroy(), 'closed'],
    ['speaks something else', (socket) => socket.write('SSH-2.0-OpenSSH\r\n'), 'malformed'],
    ['never ends its greeting', (socket) => socket.write('220-again\r\n'.repeat(200)), 'malformed'],
    ['sends one endless line', (socket) => socket.write(`220 ${'x'.repeat(200_000)}`), 'closed'],
  ]
  for (const [title, script, reason, totalMs] of silences) {
    test(`is silence when it ${title}`, async () => {
      await assert.rejects(
        look(script, {}, totalMs),
        (error) => error instanceof Unreachable && error.reason === reason && error.over === 'smtp',
      )
    })
  }

  test('is silence when nobody listens', async () => {
    const { smtp } = openNet({ targets: { allowPrivate: true, ports: new Map([[25, 1]]) } })
    await assert.rejects(smtp.look('mx.test', '127.0.0.1'), (error) => error instanceof Unreachable && error.reason === 'closed')
  })

  test('never goes to a private address, unless that is allowed', async () => {
    const { smtp } = openNet({ targets: { allowPrivate: false, ports: new Map() } })
    await assert.rejects(smtp.look('mx.test', '127.0.0.1'), (error) => error instanceof Unreachable && error.reason === 'private')
  })

  test('is made once in a report, and written down', async () => {
    let connections = 0
    const port = await serve((socket) => {
      connections++
      play(socket, {})
    })
    const net = openNet({ targets: { allowPrivate: true, ports: new Map([[25, port]]) } })
    await Promise.all([net.smtp.look('mx.test', '127.0.0.1'), net.smtp.look('mx.test', '127.0.0.1')])
    assert.equal(connections, 1)
    assert.deepEqual(
      net.questions().map(({ name, type, server, outcome }) => [name, type, server, outcome]),
      [['mx.test:25', 'SMTP', '127.0.0.1', 'done']],
    )
  })
})

describe('recipients that are named', () => {
  const recipients = ['postmaster@mx.test', 'abuse@mx.test']
  const named = async (script: Script, wanted = recipients) =>
    (await look(script, { recipients: wanted })).recipients?.map(({ code, lines }) => `${code} ${lines.join(' ')}`)
  test('are answered one by one', async () => {
    assert.deepEqual(await named({}), ['250 2.1.5 ok', '550 5.1.1 no 5.1.1 such user'])
  })
  test('are not named where the sender is refused', async () => {
    const refusal = '530 5.7.0 Must issue a STARTTLS command first'
    assert.deepEqual(await named({ mail: refusal }), [refusal, refusal])
  })
  test('end no command early', async () => {
    await assert.rejects(named({}, ['a@x>\r\nDATA']), (error) => error instanceof Unreachable && error.reason === 'bad-name')
  })
})
