/** Mails handed to relays that this test starts; each is a script. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type NameServer, startNameServer } from '#net/name-server.ts'
import { handOver, type RelayOutcome, type RelayServer, tryRelay } from '#net/relay.ts'
import { type RelayServed, relayRoot, type Script, serveRelay } from '../helpers/relay.ts'

let nameServer: NameServer
before(async () => {
  nameServer = await startNameServer({
    'relay.test A': ['127.0.0.1'],
    'other.test A': ['127.0.0.1'],
    'mapped.test AAAA': ['::ffff:127.0.0.1'],
  })
})
const open: (() => void)[] = []
after(async () => {
  for (const close of open) close()
  await nameServer.close()
})

async function serve(script: Script): Promise<RelayServed> {
  const served = await serveRelay(script)
  open.push(served.close)
  return served
}

const parcel = { from: 'me@sender.test', to: 'you@seeds.test', octets: Buffer.from('Subject: hi\r\n\r\nhello\r\n') }
const optionsAt = (port: number, allowPrivate = true) => ({
  targets: { allowPrivate, ports: new Map([[587, port]]) },
  servers: [nameServer.address],
  ca: relayRoot,
})
const plain: RelayServer = { host: 'relay.test', port: 587, tls: 'none', username: '', password: '' }

async function hand(script: Script, changes: Partial<RelayServer> = {}, to = parcel.to): Promise<RelayOutcome & RelayServed> {
  const served = await serve(script)
  const outcome = await handOver({ ...plain, ...changes }, { ...parcel, to }, optionsAt(served.port))
  return { ...outcome, ...served }
}

const user = { tls: 'starttls', username: 'ann', password: 'kingfisher' } as const
const pipelining = '250-relay.test\r\n250 PIPELINING'
const auth = '250-relay.test\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS'

describe('a mail handed to a relay', () => {
  const taken: Partial<RelayOutcome> = {
    accepted: true,
    again: false,
    phase: 'final',
    reply: '250 2.0.0 queued as 4711',
    trouble: '',
  }
  const refused: Partial<RelayOutcome> = { accepted: false, again: false, trouble: '' }
  const deferred: Partial<RelayOutcome> = { ...refused, again: true }
  const lost: Partial<RelayOutcome> = { accepted: false, again: true, reply: '' }
  const cases: [title: string, script: Script, expected: Partial<RelayOutcome>, changes?: Partial<RelayServer>, to?: string][] = [
    ['is taken', {}, taken],
    ['is taken after STARTTLS and AUTH', { EHLO: auth }, taken, user],
    ['is taken over TLS from the first octet', { implicit: true }, taken, { tls: 'implicit' }],
    ['is taken when all of the envelope goes out at once', { EHLO: pipelining }, taken],
    [
      'is put off by the greeting',
      { greeting: '421 4.3.2 too busy' },
      { ...deferred, phase: 'greeting', reply: '421 4.3.2 too busy' },
    ],
    [
      'is refused by the greeting',
      { greeting: '554 5.7.1 not you' },
      { ...refused, phase: 'greeting', reply: '554 5.7.1 not you' },
    ],
    [
      'is refused where STARTTLS is missing',
      { STARTTLS: '502 5.5.1 what?' },
      { ...refused, phase: 'starttls' },
      { tls: 'starttls' },
    ],
    [
      'is put off by TLS that cannot begin now',
      { STARTTLS: '454 4.7.0 later' },
      { ...deferred, phase: 'starttls' },
      { tls: 'starttls' },
    ],
    [
      'is refused by AUTH',
      { EHLO: auth, AUTH: '535 5.7.8 bad credentials' },
      { ...refused, phase: 'auth', reply: '535 5.7.8 bad credentials' },
      user,
    ],
    ['is kept where nobody asks for the password', {}, { ...refused, phase: 'auth', trouble: 'no-auth' }, user],
    [
      'is refused for its sender',
      { MAIL: '550 5.7.1 sender not yours' },
      { ...refused, phase: 'mail', reply: '550 5.7.1 sender not yours' },
    ],
    ['is put off for its recipient', { RCPT: '451 4.7.1 later' }, { ...deferred, phase: 'rcpt', reply: '451 4.7.1 later' }],
    [
      'is refused for its recipient, in all lines of the reply',
      { RCPT: '550-5.1.1 no such\r\n550 5.1.1 user' },
      { ...refused, phase: 'rcpt', reply: '550-5.1.1 no such\n550 5.1.1 user' },
    ],
    [
      'is refused for its recipient, whatever DATA is answered then',
      { EHLO: pipelining, RCPT: '550 5.1.1 no such user', DATA: '554 5.5.1 no valid recipients' },
      { ...refused, phase: 'rcpt', reply: '550 5.1.1 no such user' },
    ],
    ['is refused at DATA', { DATA: '554 5.3.4 too big' }, { ...refused, phase: 'data', reply: '554 5.3.4 too big' }],
    ['is put off after the dot', { mail: '452 4.3.1 disk full' }, { ...deferred, phase: 'final', reply: '452 4.3.1 disk full' }],
    ['is refused after the dot', { mail: '550 5.7.1 spam' }, { ...refused, phase: 'final', reply: '550 5.7.1 spam' }],
    [
      'is lost when the relay hangs up instead of greeting',
      { greeting: 'hang up' },
      { ...lost, phase: 'greeting', trouble: 'closed' },
    ],
    ['is lost when it hangs up at RCPT', { RCPT: 'hang up' }, { ...lost, phase: 'rcpt', trouble: 'closed' }],
    [
      'may or may not be lost when it hangs up after the dot',
      { mail: 'hang up' },
      { ...lost, phase: 'final', trouble: 'closed' },
    ],
    ['is lost on what is no reply', { greeting: 'HTTP/1.1 400 Bad Request' }, { ...lost, phase: 'greeting', trouble: 'garbled' }],
    [
      'is kept where the certificate is for another name',
      {},
      { ...refused, phase: 'starttls', trouble: 'tls-name' },
      { tls: 'starttls', host: 'other.test' },
    ],
    [
      'is kept where the certificate is for another name, over TLS from the first octet',
      { implicit: true },
      { ...refused, phase: 'starttls', trouble: 'tls-name' },
      { tls: 'implicit', host: 'other.test' },
    ],
    ['is kept where TLS does not answer', {}, { ...refused, phase: 'starttls', trouble: 'tls-failed' }, { tls: 'implicit' }],
    ['goes to a UTF-8 address', { EHLO: '250-relay.test\r\n250 SMTPUTF8' }, taken, {}, 'zoë@seeds.test'],
    ['is kept from a relay without SMTPUTF8', {}, { ...refused, phase: 'mail', trouble: 'no-smtputf8' }, {}, 'zoë@seeds.test'],
    ['does not go to a name without address', {}, { ...refused, phase: 'connect', trouble: 'no-host' }, { host: 'nowhere.test' }],
  ]
  for (const [title, script, expected, changes, to] of cases) {
    test(title, async () => {
      const outcome = await hand(script, changes, to)
      assert.deepEqual({ ...outcome, ...expected }, outcome, JSON.stringify(outcome.transcript, null, 1))
    })
  }

  test('waits for a relay that does not listen now', async () => {
    const { port } = await serve({})
    for (const close of open.splice(-1)) close()
    const { trouble, again } = await handOver(plain, parcel, optionsAt(port))
    assert.deepEqual({ trouble, again }, { trouble: 'connection-refused', again: true })
  })

  test('is told line by line, and the envelope as it was said', async () => {
    const { transcript, told } = await hand({})
    assert.deepEqual(
      transcript.map(({ from, line }) => `${from} ${line}`),
      [
        'note connected: 127.0.0.1, port 587',
        'server 220 relay.test ESMTP',
        'client EHLO seedbed.localhost',
        'server 250-relay.test',
        'server 250 8BITMIME',
        'client MAIL FROM:<me@sender.test>',
        'server 250 2.1.0 ok',
        'client RCPT TO:<you@seeds.test>',
        'server 250 2.1.5 ok',
        'client DATA',
        'server 354 go on',
        'client <22 octets of mail>',
        'client .',
        'server 250 2.0.0 queued as 4711',
        'client QUIT',
      ],
    )
    assert.ok(told.includes('MAIL FROM:<me@sender.test>'))
  })

  test('asks for SMTPUTF8 where it needs it', async () => {
    const { told } = await hand({ EHLO: '250-relay.test\r\n250 SMTPUTF8' }, {}, 'zoë@seeds.test')
    assert.ok(told.includes('MAIL FROM:<me@sender.test> SMTPUTF8'))
  })
})

describe('the transcript', () => {
  for (const mechanism of ['PLAIN', 'LOGIN', 'CRAM-MD5']) {
    test(`has no credentials of AUTH ${mechanism}, not even those that the relay repeats`, async () => {
      const encoded = Buffer.from('\0ann\0kingfisher').toString('base64')
      const EHLO = `250-relay.test\r\n250-AUTH ${mechanism}\r\n250 STARTTLS`
      const AUTH = mechanism === 'PLAIN' ? `535 5.7.8 kingfisher? ${encoded}!` : '334 VXNlcm5hbWU6'
      const { transcript } = await hand({ EHLO, AUTH }, user)
      const text = JSON.stringify(transcript)
      for (const secret of ['kingfisher', encoded, ...['kingfisher', 'ann'].map((one) => Buffer.from(one).toString('base64'))])
        assert.ok(!text.includes(secret), text)
      assert.match(text, new RegExp(`AUTH ${mechanism}`))
    })
  }

  test('has nothing that could turn the page around', async () => {
    const { reply } = await hand({ RCPT: '550 5.1.1 \u202etxt\u0000\u001b[31m' })
    assert.equal(reply, '550 5.1.1 ?txt??[31m')
  })
})

describe('a relay that is tried', () => {
  test('hears EHLO, STARTTLS, AUTH and goodbye, and of no mail', async () => {
    const served = await serve({ EHLO: auth })
    const { accepted, phase, transcript } = await tryRelay({ ...plain, ...user }, optionsAt(served.port))
    assert.deepEqual({ accepted, phase }, { accepted: true, phase: 'auth' })
    const name = 'EHLO seedbed.localhost'
    const login = `AUTH PLAIN ${Buffer.from('\0ann\0kingfisher').toString('base64')}`
    assert.deepEqual(served.told, ['connected', name, 'STARTTLS', name, login, 'QUIT'])
    assert.deepEqual(
      transcript.slice(-3).map(({ from, line, secure }) => ({ from, line, secure })),
      [
        { from: 'server', line: '235 2.7.0 welcome', secure: true },
        { from: 'client', line: 'QUIT', secure: true },
        { from: 'server', line: '221 2.0.0 bye', secure: true },
      ],
    )
  })
})

describe('no connection is made', () => {
  const hosts = ['127.0.0.1', '::1', '::ffff:127.0.0.1', '10.0.0.1', '169.254.169.254', 'relay.test', 'mapped.test']
  for (const host of hosts) {
    test(`to ${host}`, async () => {
      const served = await serve({})
      const { trouble, again, accepted } = await tryRelay({ ...plain, host }, optionsAt(served.port, false))
      assert.deepEqual({ trouble, again, accepted }, { trouble: 'private', again: false, accepted: false })
      assert.deepEqual(served.told, [])
    })
  }

  for (const host of ['2130706433', '0x7f.1', '127.1', '0177.0.0.1']) {
    test(`to ${host}, which is a name and not an address`, async () => {
      const served = await serve({})
      const { trouble } = await tryRelay({ ...plain, host }, optionsAt(served.port))
      assert.equal(trouble, 'no-host')
      assert.deepEqual(served.told, [])
    })
  }

  test('to another address than the one that was judged: nobody asks for the name again (DNS rebinding)', async () => {
    const served = await serve({ EHLO: auth })
    const before = nameServer.questions.length
    await handOver({ ...plain, ...user }, parcel, optionsAt(served.port))
    assert.deepEqual(
      nameServer.questions.slice(before).map(({ name, type }) => `${name} ${type}`),
      ['relay.test A', 'relay.test AAAA'],
    )
    assert.equal(served.told[0], 'connected')
  })
})
