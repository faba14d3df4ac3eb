import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { env } from '#env'
import { type AddressView, issueAddress } from '#prisma/address.ts'
import { prisma } from '#prisma/client.ts'
import { replyCounts } from '#prisma/history.ts'
import { mailRaw, mailsOfAddress } from '#prisma/mail.ts'
import { sessionOfMail, sessionsOfAddress } from '#prisma/session.ts'
import { createAnonymousTeam } from '#prisma/team.ts'
import { closeNews, type News, subscribeNews } from '#worker/news.ts'
import { closeQueues } from '#worker/queue.ts'
import { startReceiver } from '#worker/receiver/main.ts'
import { SmtpClient } from '../helpers/smtp.ts'

const [domain = ''] = env.SEED_DOMAINS
const receiver = await startReceiver({
  smtpPort: 0,
  smtpsPort: 0,
  limits: { connectionsPerClient: 1000, transactionsPerSession: 3 },
})
after(async () => {
  await receiver.close()
  await Promise.allSettled([closeNews(), closeQueues(), prisma.$disconnect()])
})

/** An address of an owner of its own, and what its owner hears. */
async function listeningAddress() {
  const teamId = await createAnonymousTeam()
  const { address } = await issueAddress({ teamId, domain })
  const heard: News[] = []
  let wake = (): void => {}
  await new Promise<void>((ready) => {
    subscribeNews(address.id, {
      news(news) {
        heard.push(news)
        wake()
      },
      gap: ready,
    })
  })
  /** Resolves when this has been heard. */
  async function hears(kind: News['kind'], times = 1): Promise<void> {
    while (heard.filter((news) => news.kind === kind).length < times) await new Promise<void>((resolve) => (wake = resolve))
  }
  return { address, teamId, heard, hears }
}

/** Everything an owner can see of what was received. */
async function seenBy(address: AddressView): Promise<string> {
  const mails = await mailsOfAddress({ addressId: address.id })
  const sessions = await Promise.all(
    mails.map(({ sessionId, transaction }) => sessionOfMail({ sessionId, addressId: address.id, transaction })),
  )
  return JSON.stringify([mails, sessions, await sessionsOfAddress({ addressId: address.id, take: 50 })])
}

async function connect(): Promise<SmtpClient> {
  return SmtpClient.connect(receiver.smtpPort)
}

const linesOf = (session: { transcript: { line: string }[] } | undefined): string[] =>
  session?.transcript.map(({ line }) => line) ?? []

describe('two owners in one transaction', async () => {
  const one = await listeningAddress()
  const other = await listeningAddress()
  const client = await connect()
  await client.begin(one.address.email, other.address.email, `missed-by-far@${domain}`)
  assert.equal(await client.data('Subject: to both\r\n\r\nBcc'), '250 2.0.0 Stored')
  await client.say(`VRFY ${other.address.email}`)
  await client.say(`what about ${one.address.email}`)
  await client.quit()
  await Promise.all([one.hears('closed'), other.hears('closed')])

  for (const [who, own, foreign] of [
    ['the first', one, other],
    ['the second', other, one],
  ] as const) {
    test(`${who} sees its own recipient and not the other's, in mail, transcript, session and news`, async () => {
      const seen = (await seenBy(own.address)) + JSON.stringify(own.heard)
      assert.ok(seen.includes(own.address.email))
      for (const secret of [foreign.address.email, foreign.address.seed, foreign.address.id, foreign.teamId, 'missed-by-far']) {
        assert.ok(!seen.includes(secret), `${secret} is seen`)
      }
      assert.equal(seen.split('RCPT TO:<another recipient>').length, 5, 'two foreign recipients, in two views')
    })
    test(`${who} hears every step with its own time, in order`, () => {
      const steps = own.heard.map(({ kind }) => kind)
      assert.deepEqual(steps, ['connected', 'helo', 'mail-from', 'rcpt', 'data', 'stored', 'closed'])
      assert.deepEqual(
        own.heard.map(({ at }) => at),
        own.heard.map(({ at }) => at).sort(),
      )
    })
  }
  test('each has a mail of its own, and both share the octets', async () => {
    const [mine] = await mailsOfAddress({ addressId: one.address.id })
    const [theirs] = await mailsOfAddress({ addressId: other.address.id })
    assert.ok(mine && theirs && mine.id !== theirs.id)
    assert.deepEqual(await mailRaw({ mailId: mine.id }), await mailRaw({ mailId: theirs.id }))
    assert.equal(
      await prisma.mailRaw.count({
        where: { id: { in: (await prisma.mail.findMany({ where: { sessionId: mine.sessionId } })).map(({ rawId }) => rawId) } },
      }),
      1,
    )
  })
})

describe('several transactions in one session', () => {
  test('that did not name an address are one line for it', async () => {
    const one = await listeningAddress()
    const other = await listeningAddress()
    const client = await connect()
    await client.begin(other.address.email)
    await client.data('Subject: not yours\r\n\r\n')
    await client.say('MAIL FROM:<secret@sender.example>')
    await client.say('RSET')
    await client.envelope(one.address.email)
    await client.data('Subject: yours\r\n\r\n')
    await client.quit()
    await one.hears('closed')
    const [session] = await sessionsOfAddress({ addressId: one.address.id, take: 1 })
    const lines = linesOf(session)
    assert.equal(lines.filter((line) => line === '<another transaction>').length, 1)
    assert.ok(!lines.some((line) => line.includes('secret@sender.example')))
    assert.deepEqual(lines.slice(-11), [
      'MAIL FROM:<sender@example.com>',
      '250 2.1.0 Accepted',
      `RCPT TO:<${one.address.email}>`,
      '250 2.1.5 Accepted',
      'DATA',
      '354 End data with <CR><LF>.<CR><LF>',
      '<20 octets of mail>',
      '.',
      '250 2.0.0 Stored',
      'QUIT',
      '221 2.0.0 Bye',
    ])
  })

  test('make several sessions when they are many, each opening with the same lines, all completed', async () => {
    const { address, hears } = await listeningAddress()
    const client = await connect()
    await client.begin()
    for (let mail = 0; mail < 7; mail++) {
      await client.say('RSET')
      await client.envelope(address.email)
      assert.equal(await client.data(`Subject: ${mail}`), '250 2.0.0 Stored')
    }
    await client.quit()
    await hears('closed')
    const sessions = await sessionsOfAddress({ addressId: address.id, take: 10 })
    assert.ok(sessions.length >= 3)
    for (const session of sessions) {
      assert.equal(session.ending, 'quit')
      assert.deepEqual(linesOf(session).slice(1, 3), ['EHLO client.example', `250-${env.SMTP_NAME}`])
    }
    const mails = await mailsOfAddress({ addressId: address.id })
    assert.deepEqual(
      mails.map(({ sessionId }) => sessions.some(({ id }) => id === sessionId)),
      Array(7).fill(true),
    )
  })
})

describe('a session without a mail', () => {
  test('is kept for an address it named, as abandoned', async () => {
    const { address, hears, heard } = await listeningAddress()
    const client = await connect()
    await client.begin(address.email)
    client.socket.destroy()
    await hears('closed')
    const [session] = await sessionsOfAddress({ addressId: address.id, take: 1 })
    assert.partialDeepStrictEqual(session, { outcome: 'abandoned', reply: null, recipient: address.email })
    assert.deepEqual(
      heard.map(({ kind }) => kind),
      ['connected', 'helo', 'mail-from', 'rcpt', 'closed'],
    )
  })

  test('is kept for an address that has expired, as refused', async () => {
    const { address, hears, teamId } = await listeningAddress()
    await prisma.address.update({ where: { id: address.id }, data: { receivesUntil: new Date() } })
    const client = await connect()
    await client.begin(address.email)
    await client.quit()
    await hears('closed')
    const [session] = await sessionsOfAddress({ addressId: address.id, take: 1 })
    assert.partialDeepStrictEqual(session, { outcome: 'refused', reply: '550 5.1.1 No such address here', ending: 'quit' })
    assert.ok(linesOf(session).includes(`RCPT TO:<${address.email}>`))
    while ((await replyCounts({ teamId, since: new Date(0) })).length === 0) await new Promise(setImmediate)
    assert.partialDeepStrictEqual(await replyCounts({ teamId, since: new Date(0) }), [{ reply: '550 5.1.1', count: 1 }])
  })

  const slips: [title: string, slip: (seed: string) => string][] = [
    ['one letter wrong', (seed) => `${seed.slice(0, 7)}${seed[7] === 'a' ? 'b' : 'a'}${seed.slice(8)}`],
    [
      'two letters wrong, far apart',
      (seed) => `${seed[0] === 'a' ? 'b' : 'a'}${seed.slice(1, 15)}${seed[15] === 'a' ? 'b' : 'a'}`,
    ],
    ['two letters swapped', (seed) => seed.replace(/(.)(?!\1)(.)/, '$2$1')],
    ['the first letter missing', (seed) => seed.slice(1)],
    ['a letter missing at the start and one wrong at the end', (seed) => `${seed.slice(1, 15)}${seed[15] === 'a' ? 'b' : 'a'}`],
    ['a letter twice, and a letter that no seed has', (seed) => `${seed.slice(0, 3)}${seed.slice(2, 15)}u`],
  ]
  for (const [title, slip] of slips) {
    test(`is kept and told as a near miss: ${title}`, async () => {
      const { address, hears, heard, teamId } = await listeningAddress()
      const recipient = `${slip(address.seed)}@${domain}`
      const client = await connect()
      assert.deepEqual(await client.begin(recipient), ['550 5.1.1 No such address here'])
      await client.quit()
      await hears('closed')
      const refused = heard.find((news) => news.kind === 'refused')
      assert.partialDeepStrictEqual(refused, { recipient, reply: '550 5.1.1 No such address here' })
      const [session] = await sessionsOfAddress({ addressId: address.id, take: 1 })
      assert.partialDeepStrictEqual(session, { outcome: 'near-miss', recipient })
      assert.ok(linesOf(session).includes(`RCPT TO:<${recipient}>`))
      while ((await replyCounts({ teamId, since: new Date(0) })).length === 0) await new Promise(setImmediate)
    })
  }

  test('is not kept when it named nobody', async () => {
    const before = await prisma.session.count()
    const client = await connect()
    await client.begin(`nobody@${domain}`, `2222-3333-4444-5555@${domain}`, 'user@elsewhere.example')
    await client.quit()
    // A later session is stored after it.
    const { address, hears } = await listeningAddress()
    const later = await connect()
    await later.begin(address.email)
    await later.quit()
    await hears('closed')
    assert.equal(await prisma.session.count(), before + 1)
  })
})

test('a transcript keeps no secret, and shows control characters as symbols', async () => {
  const { address, hears } = await listeningAddress()
  const client = await connect()
  await client.begin(address.email)
  await client.say('AUTH PLAIN AGEAc2VjcmV0')
  await client.say('EHLO red\x1b[31m\u202etxt')
  await client.quit()
  await hears('closed')
  const rows = await prisma.$queryRaw<
    { text: string }[]
  >`SELECT transcript::text AS text FROM "Session" s JOIN "SessionAddress" a ON a."sessionId" = s.id WHERE a."addressId" = ${address.id}::uuid`
  const text = rows[0]?.text ?? ''
  assert.ok(text.includes('AUTH PLAIN <not kept>') && !text.includes('AGEAc2VjcmV0'))
  assert.ok(text.includes('red\u241b[31m\ufffdtxt'))
})

test('with the address and every header known, no reply and no header tells an id or a token', async () => {
  const { address } = await listeningAddress()
  const client = await connect()
  await client.begin(address.email)
  const reply = await client.data('Message-ID: <a@b.example>\r\n\r\n')
  await client.quit()
  const [mail] = await mailsOfAddress({ addressId: address.id })
  assert.equal(reply, '250 2.0.0 Stored')
  assert.equal(String(await mailRaw({ mailId: mail?.id ?? '' })), 'Message-ID: <a@b.example>\r\n\r\n\r\n')
})
