/** Mails of ours with a relay: sent once, tried again while it does not take them, given up in the end, and forgotten once they are gone. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { SMTPServer } from 'smtp-server'

const taken: { to: string; source: string }[] = []
/** What the relay answers to a mail. */
let refusal: string | null = null
const relay = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  logger: false,
  onData(stream, session, done) {
    text(stream).then((source) => {
      if (refusal) return done(Object.assign(new Error(refusal), { responseCode: 451 }))
      taken.push({ to: session.envelope.rcptTo.map(({ address }) => address).join(), source })
      done()
    }, done)
  },
})

let outbox: typeof import('#prisma/outbox.ts')
let send: typeof import('#worker/jobs/outbox.ts').sendOutbox
let prisma: typeof import('#prisma/client.ts').prisma

before(async () => {
  relay.listen(0, '127.0.0.1')
  await once(relay.server, 'listening')
  // The settings are read once, when the first of ours is imported.
  process.env.OUTBOUND_SMTP_URL = `smtp://127.0.0.1:${(relay.server.address() as AddressInfo).port}`
  process.env.OUTBOUND_FROM = 'seedbed@acme.example'
  outbox = await import('#prisma/outbox.ts')
  send = (await import('#worker/jobs/outbox.ts')).sendOutbox
  prisma = (await import('#prisma/client.ts')).prisma
})
after(() => relay.close())

const mail = {
  userId: null,
  recipient: 'jane@customer.example',
  subjectHeader: 'Hello\r\nBcc: x@evil.example',
  text: 'The link: https://x/secret',
}
const rowOf = () => prisma.outboxMail.findFirstOrThrow({ orderBy: { id: 'desc' } })

test('a mail goes out once, to one recipient, and its text is forgotten', async () => {
  await outbox.sendMail(mail)
  assert.equal(await send(), 1)
  assert.equal(await send(), 0)
  const [{ to, source }, ...more] = taken.splice(0) as [{ to: string; source: string }]
  assert.deepEqual([to, more], ['jane@customer.example', []])
  assert.match(source, /^From: Seedbed <seedbed@acme\.example>\r$/m)
  assert.match(source, /^Subject: Hello Bcc: x@evil\.example\r$/m)
  assert.match(source, /^Auto-Submitted: auto-generated\r$/m)
  assert.match(source, /https:\/\/x\/secret/)
  const { sentAt, text: kept, nextAttemptAt } = await rowOf()
  assert.deepEqual([sentAt !== null, kept, nextAttemptAt], [true, '', null])
})

test('a mail that is not taken is tried again later, and given up after the last try', async () => {
  refusal = 'not now'
  await outbox.sendMail(mail)
  let at = new Date()
  const pauses = []
  for (;;) {
    assert.equal(await send(at), 0)
    const { nextAttemptAt, failure, attempts } = await rowOf()
    assert.match(failure ?? '', /451 not now/)
    if (!nextAttemptAt) {
      assert.equal(attempts, 7)
      break
    }
    pauses.push((nextAttemptAt.getTime() - at.getTime()) / 60_000)
    assert.equal(await send(new Date(at.getTime() + 1000)), 0, 'not before its time')
    at = nextAttemptAt
  }
  assert.deepEqual(pauses, [1, 5, 15, 60, 240, 720])
  refusal = null
  assert.equal(await send(new Date(at.getTime() + 86_400_000)), 0)
  assert.deepEqual(taken, [])
})

test('mails of one millisecond are read in the order in which they were handed in, the newest first', async () => {
  await prisma.outboxMail.deleteMany()
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
  for (const subjectHeader of names) await outbox.sendMail({ ...mail, subjectHeader })
  // As of one millisecond: the ids say nothing of their order.
  await prisma.$executeRaw`UPDATE "OutboxMail" SET id = gen_random_uuid(), "createdAt" = now()`
  const read = await outbox.outboxOf({ userId: 'x', isOperator: true, teamIds: [] })
  assert.deepEqual(read.map(({ subjectHeader }) => subjectHeader).reverse(), names)
})

test('who may read what: nobody the text of a mail on its way, the owner of the instance the rest', async () => {
  const [user, other] = ['01900000-0000-7000-8000-000000000001', '01900000-0000-7000-8000-000000000002']
  await prisma.outboxMail.deleteMany()
  await outbox.sendMail({ ...mail, userId: user })
  await outbox.sendMail({ ...mail, userId: null })
  const read = async (reader: Parameters<typeof outbox.outboxOf>[0]) => (await outbox.outboxOf(reader)).map((one) => one.text)
  assert.deepEqual(await read({ userId: user, isOperator: false, teamIds: [] }), [''])
  assert.deepEqual(await read({ userId: other, isOperator: false, teamIds: [] }), [])
  await prisma.outboxMail.updateMany({ data: { nextAttemptAt: null } })
  assert.deepEqual(await read({ userId: user, isOperator: false, teamIds: [] }), [mail.text])
  assert.deepEqual(await read({ userId: other, isOperator: true, teamIds: [] }), [mail.text, mail.text])
})
