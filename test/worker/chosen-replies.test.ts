import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { createTransport } from 'nodemailer'
import { type AddressView, issueAddress } from '#prisma/address.ts'
import { databaseUrl, prisma } from '#prisma/client.ts'
import { mailsOfAddress } from '#prisma/mail.ts'
import { attemptsOfAddress } from '#prisma/reply-attempt.ts'
import { sessionsOfAddress } from '#prisma/session.ts'
import { createAnonymousTeam } from '#prisma/team.ts'
import { closeNews } from '#worker/news.ts'
import { closeQueues } from '#worker/queue.ts'
import { startReceiver } from '#worker/receiver/main.ts'
import { cuttableProxy, SmtpClient } from '../helpers/smtp.ts'

const domain = 'seeds.example'
/** Time passes only when it is told to. Pauses end at once, are written down, and one may be held. */
const clock = {
  at: Date.parse('2026-11-21T09:00:00Z'),
  paused: [] as number[],
  held: false,
  now: () => new Date(clock.at),
  async pause(ms: number, signal: AbortSignal) {
    clock.paused.push(ms)
    while (clock.held && !signal.aborted) await turn()
  },
}
const options = {
  ...{ smtpPort: 0, smtpsPort: 0, lmtpPort: 0, name: 'mx.seeds.example', seedDomains: [domain], clock },
  limits: {
    connectionsPerClient: 1000,
    connectionRate: 100_000,
    mailRate: 100_000,
    errors: 100,
    triesPerAddressDay: 30,
    slowReplies: 1,
  },
}
const target = new URL(databaseUrl())
const proxy = await cuttableProxy({ host: target.hostname, port: Number(target.port || 5432) })
const proxied = new URL(target)
proxied.host = `127.0.0.1:${proxy.port}`
const receiver = await startReceiver(options)
const other = await startReceiver({ ...options, databaseUrl: proxied.href })
after(async () => {
  await Promise.all([receiver.close(), other.close()])
  await Promise.allSettled([closeNews(), closeQueues(), prisma.$disconnect()])
  await proxy.close()
})

const teamId = await createAnonymousTeam()
const newAddress = async (): Promise<AddressView> => (await issueAddress({ teamId, domain })).address
const connect = (port = receiver.smtpPort): Promise<SmtpClient> => SmtpClient.connect(port)
const attempts = async ({ id }: AddressView) => (await attemptsOfAddress({ addressId: id, take: 100 })).reverse()
const mails = async ({ id }: AddressView) => (await mailsOfAddress({ addressId: id })).length

/** One try of a real client: what it heard, or that the connection ended. */
async function trySending(to: string, port = receiver.smtpPort): Promise<string> {
  const transport = createTransport({ host: '127.0.0.1', port, tls: { rejectUnauthorized: false } })
  try {
    const { response } = await transport.sendMail({ from: 'news@sender.test', to, subject: 'a', text: 'b' })
    return response
  } catch (error) {
    return error instanceof Error && 'response' in error && error.response ? String(error.response) : 'the connection ended'
  } finally {
    transport.close()
  }
}

/** How many statements wait for a lock; asked outside of transactions, within which the answer would never change. */
async function waitingForLocks(): Promise<number> {
  const rows = await prisma.$queryRaw<unknown[]>`
    SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%FOR NO KEY UPDATE%' AND datname = current_database()`
  return rows.length
}

describe('a real client hears', () => {
  const taken = /^250 2\.0\.0 Stored/
  /** Tries at these minutes, and what each heard. Both receivers are tried in turn. */
  const table: [prefix: string, tries: [minute: number, heard: RegExp][], mails: number][] = [
    ['reply-550-5.1.1', [[0, /^550 5\.1\.1 Refused/]], 0],
    ['reply-421-4.3.2', [[0, /^421 4\.3\.2 Refused/]], 0],
    ['reply-550-4.1.1', [[0, /^550 5\.1\.3 A 4xx code goes with 4\.x\.y/]], 0],
    ['data-reply-554-5.7.1', [[0, /^554 5\.7\.1 Refused/]], 0],
    ['data-reply-421', [[0, /^421 4\.0\.0 Refused/]], 0],
    [
      'defer-451-4.7.1',
      [
        [0, /^451 4\.7\.1 Try again/],
        [1, taken],
      ],
      1,
    ],
    [
      'defer-450-4.2.0-3x',
      [
        [0, /^450 4\.2\.0/],
        [1, /^450/],
        [5, /^450/],
        [30, taken],
        [31, /^450/],
      ],
      1,
    ],
    [
      'defer-10m',
      [
        [0, /^451/],
        [9, /^451/],
        [10, taken],
      ],
      1,
    ],
    [
      'data-defer-2x',
      [
        [0, /^451/],
        [1, /^451/],
        [2, taken],
      ],
      1,
    ],
    [
      'greylist',
      [
        [0, /^451 4\.7\.1 Greylisted/],
        [4, /^451/],
        [5, taken],
        [6, taken],
      ],
      2,
    ],
    ['full', [[0, /^452 4\.2\.2/]], 0],
    ['full-552', [[0, /^552 5\.2\.2/]], 0],
    ['slow-30s', [[0, taken]], 1],
    ['data-slow', [[0, taken]], 1],
    [
      'drop',
      [
        [0, /^the connection ended/],
        [1, /^the connection ended/],
      ],
      0,
    ],
    [
      'drop-1x',
      [
        [0, /^the connection ended/],
        [1, taken],
      ],
      1,
    ],
    [
      'data-drop-1x',
      [
        [0, /^the connection ended/],
        [1, taken],
      ],
      1,
    ],
    ['spring', [[0, taken]], 1],
  ]
  for (const [prefix, tries, count] of table) {
    test(`${prefix}: ${tries.length} tries`, async () => {
      const address = await newAddress()
      const began = clock.at
      for (const [index, [minute, heard]] of tries.entries()) {
        clock.at = began + minute * 60_000
        const { smtpPort } = index % 2 === 0 ? receiver : other
        assert.match(await trySending(`${prefix}.${address.email}`, smtpPort), heard)
      }
      assert.equal(await mails(address), count)
      const kept = await attempts(address)
      const told = prefix === 'spring' || prefix === 'reply-550-4.1.1' ? [] : tries.map(([minute]) => minute)
      assert.deepEqual(
        kept.map(({ at }) => (at.getTime() - began) / 60_000),
        told,
      )
      if (told.length > 0) assert.equal(kept.filter(({ accepted }) => accepted).length, count)
    })
  }
})

test('a try is kept with what was said, and the session too', async () => {
  const address = await newAddress()
  const recipient = `Defer-451-4.7.1-1x.${address.email}`
  await trySending(recipient)
  const [first] = await attempts(address)
  assert.deepEqual(
    { ...first, id: '', at: '' },
    {
      ...{ id: '', at: '', behaviour: 'defer', recipient, mailFrom: 'news@sender.test', peerAddress: '127.0.0.1' },
      ...{ reply: '451 4.7.1 Try again later, as this address was asked to say', accepted: false },
    },
  )
  while ((await sessionsOfAddress({ addressId: address.id, take: 1 })).length === 0) await turn()
  const [session] = await sessionsOfAddress({ addressId: address.id, take: 1 })
  assert.deepEqual([session?.outcome, session?.reply], ['refused', first?.reply])
})

test('the label behind a plus, another sender and another label are series of their own', async () => {
  const { email, seed } = await newAddress()
  const client = await connect()
  const named = (label: string) => `defer.${seed}${label}@${domain}`
  const [one, two] = await client.begin(named(''), named('+b'))
  assert.deepEqual([one?.slice(0, 9), two?.slice(0, 9)], ['451 4.7.1', '451 4.7.1'])
  assert.match((await client.envelope(named('')))[0] ?? '', /^250 /)
  await client.say('RSET')
  await client.say('MAIL FROM:<other@example.com>')
  assert.match(await client.say(`RCPT TO:<${named('')}>`), /^451 /)
  assert.match(await client.say(`RCPT TO:<${email}>`), /^250 /)
  await client.quit()
})

test('two receivers asked at the same moment count both tries', async () => {
  const address = await newAddress()
  const to = `defer-2x.${address.email}`
  const clients = await Promise.all([receiver, other, receiver, other].map(({ smtpPort }) => connect(smtpPort)))
  const heard = await Promise.all(clients.map(async (client) => (await client.begin(to))[0]?.slice(0, 3)))
  await Promise.all(clients.map((client) => client.quit()))
  // After the one that was taken a new series begins.
  assert.deepEqual(heard.sort(), ['250', '451', '451', '451'])
})

describe('what decides about a whole mail comes alone', () => {
  const table: [first: string, second: string][] = [
    ['data-reply-550.', ''],
    ['', 'data-reply-550.'],
    ['drop.', ''],
    ['', 'drop.'],
    ['drop.', 'data-drop.'],
  ]
  for (const [first, second] of table) {
    test(`${first || 'an ordinary one'} and ${second || 'an ordinary one'}`, async () => {
      const [one, two] = await Promise.all([newAddress(), newAddress()])
      const client = await connect()
      const heard = await client.begin(first + one.email, second + two.email)
      assert.deepEqual(
        heard.map((reply) => reply.slice(0, 9)),
        ['250 2.1.5', '452 4.5.3'],
      )
      client.socket.destroy()
    })
  }
  test('while one that is refused by itself disturbs nobody', async () => {
    const [one, two] = await Promise.all([newAddress(), newAddress()])
    const client = await connect()
    const heard = await client.begin(`reply-550.${one.email}`, two.email)
    assert.match(heard.join('\n'), /^550 5\.0\.0 .*\n250 /)
    assert.equal(await client.data('a'), '250 2.0.0 Stored')
    await client.quit()
    assert.deepEqual([await mails(one), await mails(two)], [0, 1])
  })
})

describe('a slow reply', () => {
  test('takes as long as it was asked to, and no more than so many are under way', async () => {
    const address = await newAddress()
    clock.paused.length = 0
    clock.held = true
    const [client, second] = await Promise.all([connect(), connect()])
    const first = client.begin(`slow-20s.${address.email}`)
    while (clock.paused.length === 0) await turn()
    assert.match((await second.begin(`slow.${address.email}`))[0] ?? '', /^452 4\.3\.2 /)
    clock.held = false
    assert.match((await first)[0] ?? '', /^250 /)
    assert.deepEqual(clock.paused, [20_000])
    await Promise.all([client.quit(), second.quit()])
  })
  test('whose client leaves meanwhile is kept as a try that was not taken', async () => {
    const address = await newAddress()
    clock.paused.length = 0
    clock.held = true
    const client = await connect()
    void client.begin(`slow.${address.email}`)
    while (clock.paused.length === 0) await turn()
    client.socket.destroy()
    while ((await attempts(address)).length === 0) await turn()
    clock.held = false
    assert.deepEqual(
      (await attempts(address)).map(({ accepted, reply }) => [accepted, reply]),
      [[false, '']],
    )
  })
})

test('an address is tried so often a day, and the next day again', async () => {
  const address = await newAddress()
  const client = await connect()
  await client.begin()
  await client.say('MAIL FROM:<a@example.com>')
  const say = () => client.say(`RCPT TO:<full.${address.email}>`)
  for (let count = 0; count < 30; count++) assert.match(await say(), /^452 4\.2\.2 /)
  assert.match(await say(), /^452 4\.7\.1 /)
  clock.at += 86_400_000
  assert.match(await say(), /^452 4\.2\.2 /)
  await client.quit()
})

test('while PostgreSQL is away the answer is 451, and nothing is counted', async () => {
  const address = await newAddress()
  const client = await connect(other.smtpPort)
  const to = `data-defer.${address.email}`
  await client.begin(to)
  await client.say('DATA')
  proxy.cut()
  client.send('a\r\n.\r\n')
  assert.match(await client.reply(), /^451 4\.3\.0 /)
  proxy.mend()
  await client.quit()
  assert.deepEqual(await attempts(address), [])
})

test('while tries of an address wait for each other, its mails and its recipients do not', async () => {
  const address = await newAddress()
  await prisma.$transaction(async (db) => {
    await db.$queryRaw`SELECT 1 FROM "Address" WHERE id = ${address.id}::uuid FOR NO KEY UPDATE`
    const tries = await Promise.all(Array.from({ length: 8 }, () => connect()))
    const heard = Promise.all(tries.map(async (client) => (await client.begin(`full.${address.email}`))[0]))
    assert.match(await trySending(address.email), /^250 /)
    for (const client of tries) client.socket.destroy()
    await heard
  })
  assert.equal(await mails(address), 1)
})

test('a receiver that is killed between question and answer leaves nothing half done', async () => {
  const address = await newAddress()
  const client = await connect(other.smtpPort)
  // The database hears of the try and its connection is cut before the commit, as by kill -9.
  const locked = prisma.$transaction(async (db) => {
    await db.$queryRaw`SELECT 1 FROM "Address" WHERE id = ${address.id}::uuid FOR NO KEY UPDATE`
    const heard = client.begin(`defer.${address.email}`)
    while ((await waitingForLocks()) === 0) await turn()
    proxy.cut()
    assert.match((await heard)[0] ?? '', /^451 4\.3\.0 /)
  })
  await locked
  proxy.mend()
  client.socket.destroy()
  assert.deepEqual(await attempts(address), [])
  assert.match(await trySending(`defer.${address.email}`), /^451 4\.7\.1 /)
  assert.match(await trySending(`defer.${address.email}`), /^250 /)
})

test('LMTP answers as chosen, too', async () => {
  const address = await newAddress()
  const client = await connect(receiver.lmtpPort)
  await client.reply()
  await client.say('LHLO client.example')
  await client.say('MAIL FROM:<a@example.com>')
  assert.match(await client.say(`RCPT TO:<reply-550-5.7.1.${address.email}>`), /^550 5\.7\.1 /)
  assert.match(await client.say(`RCPT TO:<data-defer.${address.email}>`), /^250 /)
  assert.match(await client.data('a'), /^451 4\.7\.1 /)
  await client.quit()
})

test('a seed that was never issued is unknown, whatever stands before it', async () => {
  const client = await connect()
  const [heard] = await client.begin(`reply-450.0000-0000-0000-0000@${domain}`)
  assert.equal(heard, '550 5.1.1 No such address here')
  await client.quit()
})
