import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { SMTPServer } from 'smtp-server'
import { SMTPConnection } from 'smtp-server/lib/smtp-connection.js'
import { SMTPStream } from 'smtp-server/lib/smtp-stream.js'
import { env, readEnv } from '#env'
import { type AddressView, issueAddress } from '#prisma/address.ts'
import { prisma } from '#prisma/client.ts'
import { mailsOfAddress } from '#prisma/mail.ts'
import { sessionsOfAddress } from '#prisma/session.ts'
import { createAnonymousTeam } from '#prisma/team.ts'
import { closeNews } from '#worker/news.ts'
import { closeQueues } from '#worker/queue.ts'
import { openClients } from '#worker/receiver/clients.ts'
import { type Limits, limitsOf } from '#worker/receiver/limits.ts'
import { type Receiver, startReceiver } from '#worker/receiver/main.ts'
import { SmtpClient } from '../helpers/smtp.ts'

const [domain = ''] = env.SEED_DOMAINS
const receivers: Receiver[] = []
after(async () => {
  await Promise.all(receivers.map((receiver) => receiver.close()))
  await Promise.allSettled([closeNews(), closeQueues(), prisma.$disconnect()])
})

async function receiverWith(limits: Partial<Limits>): Promise<Receiver> {
  const receiver = await startReceiver({ smtpPort: 0, smtpsPort: 0, limits })
  receivers.push(receiver)
  return receiver
}
async function newAddress(): Promise<AddressView> {
  return (await issueAddress({ teamId: await createAnonymousTeam(), domain })).address
}
async function clientOf(limits: Partial<Limits>): Promise<SmtpClient> {
  return SmtpClient.connect((await receiverWith(limits)).smtpPort)
}
/** What a client hears until the end while it says something every 20 ms. */
async function whileSaying(client: SmtpClient, octets: string): Promise<string> {
  const saying = setInterval(() => client.send(octets), 20)
  return client.rest().finally(() => clearInterval(saying))
}
/** Waits until the address has a session that has ended. */
async function endedSession(address: AddressView) {
  for (;;) {
    const [session] = await sessionsOfAddress({ addressId: address.id, take: 1 })
    if (session?.ending) return session
  }
}

describe('connections', () => {
  test('of one client are served up to the limit, the rest are told why; another client is served meanwhile', async () => {
    const { smtpPort, smtpsPort } = await receiverWith({ connectionsPerClient: 30 })
    const clients = await Promise.all(Array.from({ length: 100 }, () => SmtpClient.connect(smtpPort)))
    const greetings = await Promise.all(clients.map((client) => client.reply()))
    assert.equal(greetings.filter((reply) => reply.startsWith('220 ')).length, 30)
    assert.equal(greetings.filter((reply) => /^421 4\.7\.0 /.test(reply)).length, 70)
    await assert.rejects(SmtpClient.connect(smtpsPort, { implicitTls: true }).then((client) => client.reply()))
    const other = await SmtpClient.connect(smtpPort, { from: '127.0.9.1' })
    assert.match(await other.reply(), /^220 /)
    await Promise.all([...clients, other].map((client) => client.quit()))
    // Those who have gone make room.
    for (let served = false; !served; ) {
      const again = await SmtpClient.connect(smtpPort)
      served = (await again.reply()).startsWith('220 ')
      await again.quit()
    }
  })

  test('of all clients together have a limit too', async () => {
    const { smtpPort } = await receiverWith({ connections: 2 })
    const clients = await Promise.all([1, 2, 3].map((last) => SmtpClient.connect(smtpPort, { from: `127.0.${last}.1` })))
    const greetings = await Promise.all(clients.map((client) => client.reply()))
    assert.equal(greetings.filter((reply) => reply.startsWith('421 ')).length, 1)
    await Promise.all(clients.map((client) => client.quit()))
  })

  const limits = { connections: 10_000, connectionsPerClient: 30, connectionRate: 300, mailRate: 500 }
  test('are refused from the 301st in a minute, and welcome a minute later', () => {
    let now = 1_000_000 * 60_000
    const clients = openClients(limits, () => now)
    const comeAndGo = (address: string): boolean => {
      const arrival = clients.arrive(address)
      if ('leave' in arrival) arrival.leave()
      return 'leave' in arrival
    }
    const arrivals = Array.from({ length: 301 }, () => comeAndGo('192.0.2.1'))
    assert.equal(arrivals.indexOf(false), 300)
    now += 30_000
    assert.ok(!comeAndGo('::ffff:192.0.2.1'), 'the same client, seen through IPv6')
    assert.ok(comeAndGo('192.0.2.2'))
    now += 90_000
    assert.ok(comeAndGo('192.0.2.1'))
  })
  test('from one /64 count as one client, and a network has three times as much', () => {
    const clients = openClients(limits, () => 60_000)
    const served = (addresses: string[]): number => addresses.filter((address) => 'leave' in clients.arrive(address)).length
    assert.equal(served(Array.from({ length: 40 }, (_, last) => `2001:db8::${last}`)), 30)
    assert.equal(served(Array.from({ length: 40 }, (_, net) => `2001:db8:0:${net + 1}::1`)), 40)
    assert.equal(served(Array.from({ length: 200 }, (_, last) => `192.0.2.${last}`)), 90)
    assert.equal(served(Array.from({ length: 40 }, () => '198.51.100.1')), 30)
  })
  test('bring up to 500 mails a minute from one client', () => {
    const clients = openClients(limits, () => 60_000)
    const mails = Array.from({ length: 501 }, () => clients.mayBeginMail('192.0.2.1'))
    assert.equal(mails.indexOf(false), 500)
  })
})

describe('one session', () => {
  test('is told when its client brings too many mails in a minute', async () => {
    const client = await clientOf({ mailRate: 2 })
    await client.begin()
    await client.say('RSET')
    assert.match(await client.say('MAIL FROM:<a@b.example>'), /^250 /)
    await client.say('RSET')
    assert.match(await client.say('MAIL FROM:<a@b.example>'), /^450 4\.7\.1 /)
    await client.quit()
  })

  test('takes so many recipients of one mail, and one more only with the next', async () => {
    const client = await clientOf({ recipients: 2 })
    const addresses = await Promise.all([newAddress(), newAddress(), newAddress()])
    const replies = await client.begin(...addresses.map(({ email }) => email))
    assert.deepEqual(
      replies.map((reply) => reply.slice(0, 9)),
      ['250 2.1.5', '250 2.1.5', '452 4.5.3'],
    )
    await client.quit()
  })

  test('ends after too many errors', async () => {
    const client = await clientOf({ errors: 3 })
    assert.match(
      (await client.begin(...Array.from({ length: 3 }, (_, i) => `nobody${i}@${domain}`))).join('\n'),
      /^(550.*\n?){3}$/,
    )
    assert.match(await client.rest(), /^421 4\.7\.0 Too many errors\r\n$/)
  })

  test('ends after too many unknown commands, as many as are set', async () => {
    const client = await clientOf({ errors: 15 })
    client.send('WHAT\r\n'.repeat(20))
    const said = await client.rest()
    assert.equal(said.split('500 5.5.2').length - 1, 15)
    assert.ok(said.endsWith('421 4.7.0 Too many errors\r\n'))
  })

  for (const command of ['NOOP', 'RSET', `VRFY x`, 'HELP', 'EHLO again']) {
    test(`ends after too many ${command}`, async () => {
      const client = await clientOf({ junkCommands: 10 })
      await client.reply()
      await client.say('EHLO a')
      client.send(`${command}\r\n`.repeat(50))
      assert.match(await client.rest(), /421 4\.7\.0 Too many commands without a mail\r\n$/)
    })
  }

  test('ends at a command line that is too long', async () => {
    const client = await clientOf({})
    await client.reply()
    client.send('x'.repeat(1_000_000))
    assert.match(await client.rest(), /^421 4\.7\.0 /)
  })

  test('ends when a command line is not complete in time, however its octets drip', async () => {
    const client = await clientOf({ commandMs: 300 })
    assert.match(await whileSaying(client, 'E'), /421 4\.4\.2 You took too long\r\n$/)
  })

  test('ends when it has lasted too long', async () => {
    const client = await clientOf({ sessionMs: 300 })
    assert.match(await whileSaying(client, 'NOOP\r\n'), /421 4\.4\.2 This session has lasted long enough\r\n$/)
  })

  test('ends when TLS does not begin in time, on either port', async () => {
    const { smtpPort, smtpsPort } = await receiverWith({ commandMs: 300 })
    const starttls = await SmtpClient.connect(smtpPort)
    await starttls.reply()
    await starttls.say('STARTTLS')
    const implicit = await SmtpClient.connect(smtpsPort)
    // The first octets of a ClientHello of 512, and then one after the other.
    for (const client of [starttls, implicit]) client.send(Buffer.from('1603010200010001fc0303', 'hex'))
    await Promise.all([starttls, implicit].map((client) => whileSaying(client, 'a')))
    const next = await SmtpClient.connect(smtpPort)
    assert.match(await next.reply(), /^220 /)
    await next.quit()
  })

  test('ends when the client speaks before the greeting, while we wait for that', async () => {
    const client = await clientOf({ greetingDelayMs: 60_000 })
    client.send('EHLO a\r\n')
    assert.match(await client.rest(), /^421 4\.7\.0 /)
  })
})

describe('one mail', () => {
  /** A mail of which `octets` are sent and never more. */
  async function unfinished(limits: Partial<Limits>, octets: string) {
    const address = await newAddress()
    const client = await clientOf(limits)
    await client.begin(address.email)
    await client.say('DATA')
    client.send(octets)
    return { address, client }
  }

  test('is given up when its end does not come in time', async () => {
    const { address, client } = await unfinished({ dataMs: 300 }, 'Subject: a')
    assert.match(await client.rest(), /^421 4\.4\.2 You took too long\r\n$/)
    assert.partialDeepStrictEqual(await endedSession(address), {
      ending: 'timeout',
      outcome: 'refused',
      reply: '421 4.4.2 You took too long',
    })
  })

  test('is given up when it drips', async () => {
    const { address, client } = await unfinished({ dataWindowMs: 300, dataRate: 500 }, 'Subject: a')
    assert.match(await whileSaying(client, 'a'), /^421 4\.4\.2 The mail came too slowly\r\n$/)
    assert.equal((await mailsOfAddress({ addressId: address.id })).length, 0)
  })

  test('that is much too large is cut off soon after', async () => {
    const { client } = await unfinished({ mailBytes: 10_000, excessBytes: 100_000 }, '')
    let sent = 0
    while (!client.ended && client.buffered === '') {
      client.send(Buffer.alloc(10_000, 'a'))
      sent += 10_000
      await new Promise(setImmediate)
    }
    assert.match(await client.rest(), /^552 5\.3\.4 /)
    assert.ok(sent >= 110_000)
  })

  test('waits for memory while others fill it, and is refused when that lasts; then the next one fits', async () => {
    const address = await newAddress()
    const { smtpPort } = await receiverWith({ intakeBytes: 50_000, intakePauseMs: 100 })
    const holder = await SmtpClient.connect(smtpPort)
    await holder.begin(address.email)
    const late = await SmtpClient.connect(smtpPort)
    await late.begin(address.email)
    await holder.say('DATA')
    await late.say('DATA')
    holder.send(Buffer.alloc(49_000, 'a'))
    late.send(Buffer.concat([Buffer.alloc(20_000, 'b'), Buffer.from('\r\n.\r\n')]))
    const refused = await late.reply()
    holder.send('\r\n.\r\n')
    const replies = [refused, await holder.reply()]
    assert.ok(
      replies.some((reply) => /^452 4\.3\.1 /.test(reply)),
      replies.join(),
    )
    await late.envelope(address.email)
    assert.equal(await late.data('small'), '250 2.0.0 Stored')
    await Promise.all([holder.quit(), late.quit()])
  })

  test('is not begun while memory is full', async () => {
    const address = await newAddress()
    const { smtpPort } = await receiverWith({ intakeBytes: 10_000, intakePauseMs: 60_000 })
    const holder = await SmtpClient.connect(smtpPort)
    await holder.begin(address.email)
    await holder.say('DATA')
    holder.send(Buffer.alloc(20_000, 'a'))
    const client = await SmtpClient.connect(smtpPort)
    await client.reply()
    await client.say('EHLO a')
    let reply = ''
    while (!reply.startsWith('452')) {
      reply = await client.say('MAIL FROM:<a@b.example>')
      if (reply.startsWith('250')) await client.say('EHLO a')
    }
    assert.match(reply, /^452 4\.3\.1 /)
    holder.socket.destroy()
    await client.quit()
  })
})

test('every limit is a setting', () => {
  const limits = limitsOf(
    readEnv({
      SMTP_CONNECTIONS: '1',
      SMTP_CONNECTIONS_PER_CLIENT: '2',
      SMTP_CONNECTION_RATE: '3',
      SMTP_MESSAGE_RATE: '4',
      SMTP_RECIPIENTS: '5',
      SMTP_ERRORS: '6',
      SMTP_JUNK_COMMANDS: '7',
      SMTP_COMMAND_SECONDS: '8',
      SMTP_DATA_SECONDS: '9',
      SMTP_DATA_RATE: '10',
      SMTP_SESSION_SECONDS: '11',
      SMTP_GREETING_DELAY_MS: '12',
      MAX_MESSAGE_BYTES: '2048',
      INTAKE_MEMORY: '1048576',
      MAILS_PER_ADDRESS_DAY: '13',
    }),
  )
  assert.partialDeepStrictEqual(limits, {
    connections: 1,
    connectionsPerClient: 2,
    connectionRate: 3,
    mailRate: 4,
    recipients: 5,
    errors: 6,
    junkCommands: 7,
    commandMs: 8000,
    dataMs: 9000,
    dataRate: 10,
    sessionMs: 11_000,
    greetingDelayMs: 12,
    mailBytes: 2048,
    intakeBytes: 1_048_576,
    mailsPerAddressDay: 13,
  })
})

describe('the insides of smtp-server that connection.ts and door.ts stand on', () => {
  const methods: [owner: object, names: string[]][] = [
    [
      SMTPServer.prototype,
      ['_acceptSocket', 'connect', 'onConnect', 'onSecure', 'onMailFrom', 'onRcptTo', 'onData', 'updateSecureContext'],
    ],
    [
      SMTPConnection.prototype,
      [
        'init',
        'connectionReady',
        'send',
        'close',
        'upgrade',
        '_createParser',
        '_setListeners',
        '_onCommand',
        '_onClose',
        '_onError',
        '_parseAddressCommand',
        '_getEnhancedStatusCode',
        'handler_EHLO',
        'handler_HELO',
        'handler_RSET',
        'handler_QUIT',
      ],
    ],
    [SMTPStream.prototype, ['startDataMode', '_feedDataStream', '_countDataBytes', '_endDataMode']],
  ]
  for (const [owner, names] of methods) {
    for (const name of names)
      test(`${owner.constructor.name}.${name}`, () => assert.equal(typeof Reflect.get(owner, name), 'function'))
  }
  test('are those of the version that is pinned', () => {
    const { dependencies } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'))
    assert.match(dependencies['smtp-server'], /^\d+\.\d+\.\d+$/)
  })
  test('hold their state where we look for it', () => {
    const server = new SMTPServer({ logger: false })
    for (const name of ['_pendingSockets', '_closeTimeout', 'connections']) assert.ok(name in server, name)
    const parser = new SMTPStream()
    for (const name of ['_dataStream', 'isClosed']) assert.ok(name in parser, name)
  })
})
