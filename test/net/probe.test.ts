/** Looks at single ports of servers that this test starts; each is a script. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { after, describe, test } from 'node:test'
import { createSecureContext, TLSSocket } from 'node:tls'
import { type PortLook, type PortOptions, Unreachable } from '#checks/net.ts'
import { env } from '#env'
import { openNet } from '#net/open.ts'
import { issue } from '../helpers/certificate.ts'

const root = issue({ commonName: 'root', ca: true })
const leaf = issue({ names: ['mx.test'], issuer: root })
const secureContext = createSecureContext({ cert: leaf.cert, key: leaf.key })

/** What a server answers to each command, by its first word or the whole line; '' answers nothing. */
interface Script {
  greeting?: string
  /** TLS from the first octet. */
  implicit?: boolean
  replies: Record<string, string>
  /** Milliseconds before the greeting. */
  delay?: number
}

const open: (() => void)[] = []
after(() => {
  for (const close of open) close()
})

async function serve(script: Script | ((socket: Socket) => void)): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.unref()
    if (typeof script === 'function') return script(socket)
    if (script.implicit) return play(secured(socket), script)
    play(socket, script)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push(() => server.close())
  return (server.address() as AddressInfo).port
}

function secured(socket: Socket): Socket {
  const tls = new TLSSocket(socket, { isServer: true, secureContext })
  tls.on('error', () => tls.destroy())
  return tls
}

function play(socket: Socket, script: Script, inside = false): void {
  const { greeting, replies, delay = 0 } = script
  if (greeting && !inside) setTimeout(() => socket.write(`${greeting}\r\n`), delay)
  let heard = ''
  let mail = false
  socket.on('data', function hear(octets) {
    heard += octets
    if (mail) {
      const end = /\r\n\.\r\n$/.test(heard) || (replies['bare-lf'] === 'ends' && /\n\.\n$/.test(heard))
      if (end) [mail, heard] = [false, '']
      if (end) socket.write('250 2.0.0 queued\r\n')
      return
    }
    while (heard.includes('\n')) {
      const line = heard.slice(0, heard.indexOf('\n')).trim()
      heard = heard.slice(heard.indexOf('\n') + 1)
      const [first = ''] = line.replace(/^a\d /, '').split(/[ :]/)
      const reply = (inside && replies[`inside ${first}`]) || (replies[line] ?? replies[first] ?? '500 5.5.1 what?')
      if (reply === 'hang up') return void socket.destroy()
      if (reply !== '') socket.write(`${reply.replaceAll('TAG', line.slice(0, 2))}\r\n`)
      if (first === 'DATA') mail = true
      if (
        (first === 'STARTTLS' && reply.startsWith('220')) ||
        (/^(?:a2 OK|\+OK begin)/.test(reply.replaceAll('TAG', 'a2')) && /^ST/.test(first))
      ) {
        socket.removeListener('data', hear)
        return play(secured(socket), script, true)
      }
    }
  })
}

function netAt(port: number, at: number, totalMs = 5000) {
  return openNet({ targets: { allowPrivate: true, ports: new Map([[port, at]]) }, ca: root.cert, limits: { totalMs } })
}

async function look(
  port: number,
  script: Parameters<typeof serve>[0],
  options: PortOptions = {},
  totalMs?: number,
): Promise<PortLook> {
  return await netAt(port, await serve(script), totalMs).probe.look('mx.test', '127.0.0.1', port, options)
}

const smtp = {
  EHLO: '250-mx.test\r\n250-SIZE 1000\r\n250 STARTTLS',
  'inside EHLO': '250-mx.test\r\n250 AUTH PLAIN',
  STARTTLS: '220 go ahead',
  MAIL: '250 2.1.0 ok',
  RCPT: '550 5.7.1 relaying denied',
  'RCPT TO:<me@mx.test>': '250 2.1.5 ok',
  DATA: '354 go on',
  RSET: '250 ok',
  VRFY: '252 try',
  EXPN: '502 5.5.1 no',
  QUIT: '221 bye',
}
const imap = {
  CAPABILITY: '* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\nTAG OK done',
  'inside CAPABILITY': '* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\na1 OK done',
  STARTTLS: 'TAG OK begin',
  LOGOUT: '* BYE\r\na9 OK',
}
const pop3 = { CAPA: '+OK\r\nUSER\r\nSTLS\r\n.', 'inside CAPA': '+OK\r\nUSER\r\n.', STLS: '+OK begin', QUIT: '+OK' }

describe('a look at a port', () => {
  const rows: [
    title: string,
    port: number,
    script: Parameters<typeof serve>[0],
    expected: object,
    options?: PortOptions,
    totalMs?: number,
  ][] = [
    [
      'sees SMTP turn to TLS',
      587,
      { greeting: '220-mx.test\r\n220 ESMTP', replies: smtp },
      {
        banner: ['220-mx.test', '220 ESMTP'],
        greeting: 'ok',
        clear: ['SIZE 1000', 'STARTTLS'],
        inside: ['AUTH PLAIN'],
        hello: 'extended',
        tls: { state: 'done' },
      },
    ],
    [
      'sees SMTP inside TLS',
      465,
      { greeting: '220 mx.test ESMTP', implicit: true, replies: { ...smtp, EHLO: '250-mx.test\r\n250 AUTH PLAIN' } },
      {
        implicit: true,
        greeting: 'ok',
        clear: undefined,
        inside: ['AUTH PLAIN'],
        tls: { state: 'done', tls: { trusted: true } },
      },
    ],
    [
      'sees that SMTP is spoken where TLS should be',
      465,
      { greeting: '220 mx.test ESMTP', replies: smtp },
      { tls: { state: 'failed' }, banner: ['220 mx.test ESMTP'], greeting: 'ok' },
    ],
    [
      'sees that nothing is',
      993,
      (socket) => socket.on('data', () => socket.destroy()),
      { tls: { state: 'failed' }, banner: undefined },
    ],
    [
      'sees IMAP turn to TLS',
      143,
      { greeting: '* OK ready', replies: imap },
      { clear: ['IMAP4rev1', 'STARTTLS', 'LOGINDISABLED'], inside: ['IMAP4rev1', 'AUTH=PLAIN'], tls: { state: 'done' } },
    ],
    [
      'sees POP3 turn to TLS',
      110,
      { greeting: '+OK ready', replies: pop3 },
      { clear: ['USER', 'STLS'], inside: ['USER'], tls: { state: 'done' } },
    ],
    [
      'knows SMTP at another port',
      2626,
      { greeting: '220 mx.test', replies: smtp },
      { protocol: 'smtp', tls: { state: 'done' } },
    ],
    ['sees an open port that is silent', 9999, () => undefined, { protocol: 'other', state: 'open', banner: undefined }, {}, 200],
    ['sees a server that hangs up', 25, (socket) => socket.destroy(), { state: 'reset', banner: undefined }],
    [
      'sees that something else is spoken',
      25,
      (socket) => socket.write('SSH-2.0-OpenSSH\r\n'),
      { greeting: 'foreign', banner: ['SSH-2.0-OpenSSH'] },
    ],
    [
      'sees a refusal',
      25,
      (socket) => socket.write('554 no mail here\r\n'),
      { greeting: 'refusing', banner: ['554 no mail here'] },
    ],
    ['sees a deferral', 25, (socket) => socket.write('421 later\r\n'), { greeting: 'deferring' }],
    [
      'names a tarpit, and does not call it one without TLS',
      25,
      () => undefined,
      { state: 'open', banner: undefined, greeting: undefined, tls: { state: 'none' } },
      { greetingMs: 50 },
    ],
    [
      'waits for a slow greeting',
      25,
      { greeting: '220 mx.test', replies: smtp, delay: 120 },
      { greeting: 'ok', tls: { state: 'done' } },
    ],
    [
      'sees that only HELO is known',
      25,
      { greeting: '220 mx.test', replies: { ...smtp, EHLO: '502 no', HELO: '250 mx' } },
      { hello: 'basic', tls: { state: 'absent' } },
    ],
    ['sees that nothing is known', 25, { greeting: '220 mx.test', replies: { QUIT: '221 bye' } }, { hello: 'refused' }],
    [
      'sees STARTTLS refused',
      25,
      { greeting: '220 mx.test', replies: { ...smtp, STARTTLS: '454 4.7.0 not now' } },
      { tls: { state: 'refused', reason: '454 4.7.0 not now' } },
    ],
    [
      'sees a server that hangs up on STARTTLS',
      25,
      { greeting: '220 mx.test', replies: { ...smtp, STARTTLS: 'hang up' } },
      { tls: { state: 'failed' } },
    ],
    ['ends with one that never ends', 25, (socket) => socket.write('220-again\r\n'.repeat(3000)), { greeting: 'ok' }],
    [
      'ends with one endless line, which is no greeting',
      25,
      (socket) => socket.write(`220 ${'x'.repeat(200_000)}`),
      { state: 'open', greeting: 'foreign' },
    ],
    [
      'asks for names and recipients where that is wanted',
      25,
      { greeting: '220 mx.test', replies: smtp },
      {
        verified: [{ name: 'root', vrfy: { code: 252 }, expn: { code: 502 } }],
        envelopes: [{ mail: { code: 250 }, rcpt: { code: 550, lines: ['5.7.1 relaying denied'] } }],
      },
      { verify: ['root'], envelopes: [{ from: '', to: 'a@example.com' }] },
    ],
    [
      'ends no command early',
      25,
      { greeting: '220 mx.test', replies: smtp },
      { verified: [], envelopes: [] },
      {
        verify: ['a\r\nDATA'],
        envelopes: [
          { from: '', to: 'a@example.com>\r\nDATA' },
          { from: 'a>', to: '' },
        ],
      },
    ],
    [
      'sees that a bare LF ends no mail',
      25,
      { greeting: '220 mx.test', replies: smtp },
      { smuggled: false },
      { smuggle: 'me@mx.test' },
      20_000,
    ],
    [
      'sees that it does',
      25,
      { greeting: '220 mx.test', replies: { ...smtp, 'bare-lf': 'ends' } },
      { smuggled: true },
      { smuggle: 'me@mx.test' },
    ],
    [
      'sends no mail to who does not take it',
      25,
      { greeting: '220 mx.test', replies: smtp },
      { smuggled: undefined },
      { smuggle: 'you@mx.test' },
    ],
  ]
  for (const [title, port, script, expected, options, totalMs] of rows) {
    test(title, async () => {
      const seen = await look(port, script, options, totalMs)
      assert.partialDeepStrictEqual(seen, { host: 'mx.test', address: '127.0.0.1', port, ...expected })
    })
  }

  test('never says DATA unless a mail to an own mailbox is asked for', async () => {
    const { transcript } = await look(
      25,
      { greeting: '220 mx.test', replies: { ...smtp, RCPT: '250 ok' } },
      { envelopes: [{ from: '', to: 'a@b.example' }] },
    )
    const said = transcript.filter(({ from }) => from === 'client').map(({ line }) => line.split(/[ :]/)[0])
    assert.deepEqual(said, ['EHLO', 'STARTTLS', 'EHLO', 'MAIL', 'RCPT', 'RSET', 'QUIT'])
  })

  test('tells an IMAP server that asks who we are where to read about us', async () => {
    const replies = {
      ...imap,
      CAPABILITY: '* CAPABILITY IMAP4rev1 ID LOGINDISABLED\r\nTAG OK done',
      ID: '* ID NIL\r\na3 OK done',
    }
    const { transcript, clear } = await look(143, { greeting: '* OK ready', replies })
    const said = transcript.filter(({ from }) => from === 'client').map(({ line }) => line)
    assert.deepEqual(said, [
      'a1 CAPABILITY',
      `a3 ID ("name" "Seedbed" "support-url" "${env.BASE_URL}/about/probes")`,
      'a9 LOGOUT',
    ])
    assert.deepEqual(clear, ['IMAP4rev1', 'ID', 'LOGINDISABLED'])
  })
  test('writes down the conversation, in the clear and inside TLS', async () => {
    const { transcript } = await look(143, { greeting: '* OK re\u0007ady', replies: imap })
    assert.deepEqual(
      transcript.filter(({ from }) => from !== 'note').map(({ from, secure, line }) => `${secure ? '~' : '-'}${from[0]} ${line}`),
      [
        '-s * OK re?ady',
        '-c a1 CAPABILITY',
        '-s * CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED',
        '-s a1 OK done',
        '-c a2 STARTTLS',
        '-s a2 OK begin',
        '~c a1 CAPABILITY',
        '~s * CAPABILITY IMAP4rev1 AUTH=PLAIN',
        '~s a1 OK done',
        '~c a9 LOGOUT',
      ],
    )
  })

  test('sees that nobody listens', async () => {
    const seen = await netAt(25, 1).probe.look('mx.test', '127.0.0.1', 25)
    assert.equal(seen.state, 'refused')
  })

  test('is made once in a report, and written down', async () => {
    const net = netAt(110, await serve({ greeting: '+OK', replies: pop3 }))
    const [one, two] = await Promise.all([
      net.probe.look('mx.test', '127.0.0.1', 110),
      net.probe.look('mx.test', '127.0.0.1', 110),
    ])
    assert.equal(one, two)
    assert.deepEqual(
      net.questions().map(({ name, type, server, outcome }) => [name, type, server, outcome]),
      [['mx.test:110', 'PORT', '127.0.0.1', 'open']],
    )
  })

  const forbidden = [
    '127.0.0.1',
    '10.0.0.1',
    '169.254.169.254',
    '::1',
    '::ffff:127.0.0.1',
    '::7f00:1',
    'fe80::1',
    '0.0.0.0',
    '64:ff9b::7f00:1',
    '0x7f.1',
  ]
  for (const address of forbidden) {
    test(`never goes to ${address}, unless that is allowed`, async () => {
      const net = openNet({ targets: { allowPrivate: false, ports: new Map() } })
      await assert.rejects(
        net.probe.look('mx.test', address, 25),
        (error) => error instanceof Unreachable && error.reason === 'private',
      )
    })
  }

  test('of seven ports takes as long as the slowest', async () => {
    const ports = [25, 465, 587, 143, 993, 110, 995]
    const at = await serve({ greeting: '220 mx.test', replies: smtp, delay: 300 })
    const net = openNet({
      targets: { allowPrivate: true, ports: new Map(ports.map((port) => [port, at])) },
      limits: { totalMs: 20_000 },
    })
    let [under, most] = [0, 0]
    const one = async (port: number) => {
      most = Math.max(most, ++under)
      await net.probe.look('mx.test', '127.0.0.1', port)
      under--
    }
    await Promise.all(ports.map(one))
    assert.equal(most, 7)
  })
})
