/** LMTP (RFC 2033): mail from a mail server of ours, one reply for each recipient. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, connect as connectTo } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { createTransport } from 'nodemailer'
import { type AddressView, deleteAddress, issueAddress } from '#prisma/address.ts'
import { prisma } from '#prisma/client.ts'
import { mailRaw, mailsOfAddress } from '#prisma/mail.ts'
import { sessionOfMail } from '#prisma/session.ts'
import { createAnonymousTeam } from '#prisma/team.ts'
import { subjectOf } from '#worker/jobs/analyze-mail.ts'
import { closeNews } from '#worker/news.ts'
import { closeQueues } from '#worker/queue.ts'
import { startReceiver } from '#worker/receiver/main.ts'
import { SmtpClient } from '../helpers/smtp.ts'
import { until } from '../helpers/until.ts'

const domain = 'seeds.example'
const folder = mkdtempSync(join(tmpdir(), 'seedbed-lmtp-'))
const socket = join(folder, 'lmtp')

// What a receiver that was killed leaves behind must not keep the next one out.
const stale = createServer()
stale.listen(socket)
await once(stale, 'listening')

const receiver = await startReceiver({
  ...{ smtpPort: 0, smtpsPort: 0, lmtpPort: 0, lmtpSocket: socket, name: 'mx.seeds.example', seedDomains: [domain] },
  limits: { mailBytes: 100_000, errors: 100 },
})
after(async () => {
  await receiver.close()
  stale.close()
  rmSync(folder, { recursive: true, force: true })
  await Promise.allSettled([closeNews(), closeQueues(), prisma.$disconnect()])
})
const teamId = await createAnonymousTeam()
const newAddress = async (): Promise<AddressView> => (await issueAddress({ teamId, domain })).address

async function connect(): Promise<SmtpClient> {
  const client = await SmtpClient.connect(receiver.lmtpPort ?? 0)
  assert.match(await client.reply(), /^220 mx\.seeds\.example LMTP/)
  assert.match(await client.say('LHLO relay.example'), /^250-mx\.seeds\.example\n/)
  return client
}

/** Sends a mail and reads so many replies to its final dot. */
async function send(client: SmtpClient, octets: string, replies: number): Promise<string[]> {
  const [first, ...more] = [await client.data(octets), ...Array<string>(replies - 1).fill('')]
  for (const [index] of more.entries()) more[index] = await client.reply()
  return [first, ...more]
}

const mail = 'From: a@b.example\r\nSubject: x\r\n\r\nhello\r\n'

describe('LMTP', () => {
  const rows: [title: string, line: string, reply: RegExp][] = [
    ['does not know HELO', 'HELO a.example', /^500 /],
    ['nor EHLO', 'EHLO a.example', /^500 /],
    ['wants LHLO first', 'MAIL FROM:<a@b.example>', /^503 5\.5\.1 /],
    ['wants a name', 'LHLO', /^501 /],
  ]
  for (const [title, line, reply] of rows) {
    test(title, async () => {
      const client = await SmtpClient.connect(receiver.lmtpPort ?? 0)
      await client.reply()
      assert.match(await client.say(line), reply)
      await client.quit()
    })
  }
  test('offers what RFC 2033 §5 asks for, and no encryption', async () => {
    const client = await SmtpClient.connect(receiver.lmtpPort ?? 0)
    await client.reply()
    const offered = await client.say('LHLO relay.example')
    assert.match(offered, /PIPELINING/)
    assert.match(offered, /ENHANCEDSTATUSCODES/)
    assert.doesNotMatch(offered, /STARTTLS|AUTH/)
    await client.quit()
  })
  test('takes no foreign recipient, and no DATA without one', async () => {
    const client = await connect()
    const replies = await client.envelope('a@elsewhere.example', `nobody@${domain}`)
    assert.match(replies[0] ?? '', /^550 5\.7\.1 /)
    assert.match(replies[1] ?? '', /^550 5\.1\.1 /)
    assert.match(await client.say('DATA'), /^503 5\.5\.1 /)
    await client.quit()
  })
})

describe('a mail for several', () => {
  test('has a reply for each that was accepted, the same one named twice included', async () => {
    const [one, other] = [await newAddress(), await newAddress()]
    const client = await connect()
    await client.envelope(one.email, `nobody@${domain}`, other.email, one.email)
    const replies = await send(client, mail, 3)
    for (const reply of replies) assert.match(reply, /^250 2\.0\.0 /)
    // Nothing more comes: the next command gets its own reply.
    assert.match(await client.say('NOOP'), /^250 2\.0\.0 OK|^250 /)
    await client.quit()
    assert.equal((await mailsOfAddress({ addressId: one.id })).length, 1)
    assert.equal((await mailsOfAddress({ addressId: other.id })).length, 1)
  })
  test('of whom one was deleted meanwhile says so to that one alone', async () => {
    const [kept, gone] = [await newAddress(), await newAddress()]
    const client = await connect()
    await client.envelope(kept.email, gone.email)
    await deleteAddress(gone)
    const replies = await send(client, mail, 2)
    assert.match(replies[0] ?? '', /^250 2\.0\.0 /)
    assert.match(replies[1] ?? '', /^550 5\.1\.1 /)
    await client.quit()
  })
  test('that is too large is refused to each', async () => {
    const client = await connect()
    await client.envelope((await newAddress()).email, (await newAddress()).email)
    const replies = await send(client, 'x'.repeat(100_001), 2)
    for (const reply of replies) assert.match(reply, /^552 5\.3\.4 /)
    await client.quit()
  })
  test('and then another in the same session', async () => {
    const address = await newAddress()
    const client = await connect()
    await client.envelope(address.email)
    await send(client, mail, 1)
    await client.envelope(address.email)
    assert.match((await send(client, mail, 1))[0] ?? '', /^250 /)
    await client.quit()
    assert.deepEqual(
      (await mailsOfAddress({ addressId: address.id })).map(({ transaction }) => transaction),
      [2, 1],
    )
  })
})

describe('what came by LMTP', () => {
  test('is kept with its transcript, and judged as nobody’s session', async () => {
    const [address, other] = [await newAddress(), await newAddress()]
    const client = await connect()
    await client.envelope(address.email, other.email)
    await send(client, mail, 2)
    await client.quit()
    const [row = assert.fail('no mail')] = await mailsOfAddress({ addressId: address.id })
    assert.deepEqual([row.source, row.helo], ['lmtp', 'relay.example'])
    // The whole transcript is stored when the session has ended.
    await until(async () => (await sessionOfMail(row))?.ending === 'quit')
    const spoken = (await sessionOfMail(row)) ?? assert.fail('no session')
    const lines = spoken.transcript.map(({ line }) => line)
    assert.ok(lines.includes('LHLO relay.example'))
    assert.ok(lines.includes('RCPT TO:<another recipient>'))
    assert.equal(lines.filter((line) => line === '250 2.0.0 Stored').length, 2)
    assert.ok(!JSON.stringify(lines).includes(other.email))
    const subject = await subjectOf(row, (await mailRaw({ mailId: row.id })) ?? assert.fail())
    assert.deepEqual([subject.session, subject.envelope.mailFrom], [null, 'sender@example.com'])
  })
  test('through the socket comes as well', async () => {
    const address = await newAddress()
    const transport = createTransport({ lmtp: true, connection: connectTo(socket), ignoreTLS: true })
    await transport.sendMail({ envelope: { from: 'a@b.example', to: [address.email] }, raw: mail })
    transport.close()
    const [row] = await mailsOfAddress({ addressId: address.id })
    assert.deepEqual([row?.source, row?.peerAddress], ['lmtp', 'local'])
  })
})
