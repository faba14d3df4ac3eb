/** Test sends from the row to their end: real relays, the database, and a clock of the test's own. */
import assert from 'node:assert/strict'
import { after, beforeEach, describe, test } from 'node:test'
import { claimTeam } from '#prisma/claim.ts'
import { prisma } from '#prisma/client.ts'
import { newId } from '#prisma/id.ts'
import { createRelay, deleteRelay, relayLogin, relaysOf } from '#prisma/relay.ts'
import {
  beginAttempt,
  createTestSend,
  deleteExpiredTestSends,
  deleteTestSend,
  mailsOfTestSend,
  returnLabel,
  settleTestSends,
  testSendOf,
  waitingTestSends,
} from '#prisma/test-send.ts'
import { testSend } from '#worker/jobs/test-send.ts'
import { type RelayServed, type Script, serveRelay } from '../helpers/relay.ts'
import { arrived, newAddress, reported } from '../helpers/rows.ts'

const minute = 60_000
const day = 24 * 60 * minute
const octets = Buffer.from('From: Shop <me@sender.test>\r\nMessage-ID: <1@sender.test>\r\nSubject: Sale\r\n\r\nhello\r\n')

let served: RelayServed
let clock: number
let address: Awaited<ReturnType<typeof newAddress>>['address']

beforeEach(async () => {
  served?.close()
  served = await serveRelay()
  clock = Date.now()
  ;({ address } = await newAddress())
})
after(async () => {
  served?.close()
  await prisma.$disconnect()
})

async function relay(changes: { username?: string; password?: string; tls?: 'none' | 'starttls' } = {}): Promise<string> {
  const { teamId } = address
  const given = { name: 'Ours', host: '127.0.0.1', port: 587, tls: 'none', username: '', password: '', ...changes } as const
  const { id = '' } = (await createRelay({ teamId, ...given })) ?? {}
  return id
}

async function asked(changes: Partial<Parameters<typeof createTestSend>[0]> = {}): Promise<string> {
  const id = newId()
  const { teamId, email: recipient } = address
  const mail = { fromHeader: 'Shop <me@sender.test>', mailFrom: 'me@sender.test', recipient, subjectHeader: 'Sale', octets }
  const relayId = changes.relayId ?? (await relay())
  await createTestSend({ ...mail, id, teamId, relayId, messageId: `<${id}@sender.test>`, triesForMs: 2 * day, ...changes })
  clock = Date.now()
  return id
}

const attempt = (sendId: string): Promise<void> => {
  const targets = { allowPrivate: true, ports: new Map([[587, served.port]]) }
  return testSend({ sendId }, { clock: () => clock, net: { targets } })
}

async function sendOf(id: string) {
  const send = await testSendOf({ id, teamId: address.teamId })
  assert.ok(send)
  return send
}

const bouncesOf = (mailId: string) => prisma.bounce.findMany({ where: { mailId }, orderBy: { line: 'asc' } })
const connections = (): number => served.told.filter((line) => line === 'connected').length

describe('a test send', () => {
  test('is handed over as it is, and what was said is kept', async () => {
    const id = await asked()
    await attempt(id)
    const { status, nextAttemptAt, endedAt, attempts } = await sendOf(id)
    assert.deepEqual({ status, nextAttemptAt, endedAt }, { status: 'accepted', nextAttemptAt: null, endedAt: new Date(clock) })
    assert.deepEqual(
      attempts.map(({ phase, reply, trouble }) => ({ phase, reply, trouble })),
      [{ phase: 'final', reply: '250 2.0.0 queued as 4711', trouble: '' }],
    )
    assert.ok(attempts[0]?.transcript.some(({ line }) => line === `RCPT TO:<${address.email}>`))
    assert.deepEqual(served.mails, [`${octets.toString()}.\r\n`])
    assert.deepEqual(await bouncesOf(id), [])
  })

  test('that was taken is never handed over again', async () => {
    const id = await asked()
    for (const later of [0, minute, 3 * day]) {
      clock += later
      await attempt(id)
    }
    assert.equal(connections(), 1)
  })

  test('is tried again after one minute, five and thirty, until it is taken', async () => {
    const id = await asked()
    const tries: [minutes: number, script: Script, connections: number][] = [
      [0, { RCPT: '451 4.7.1 greylisted' }, 1],
      [0.5, {}, 1],
      [0.5, { mail: '452 4.3.1 disk full' }, 2],
      [4, {}, 2],
      [1, { greeting: 'hang up' }, 3],
      [29, {}, 3],
      [1, {}, 4],
    ]
    for (const [minutes, script, expected] of tries) {
      clock += minutes * minute
      served.set(script)
      await attempt(id)
      assert.equal(connections(), expected)
    }
    const { status, attempts } = await sendOf(id)
    assert.equal(status, 'accepted')
    assert.deepEqual(
      attempts.map(({ phase, trouble }) => `${phase} ${trouble}`),
      ['rcpt ', 'final ', 'greeting closed', 'final '],
    )
    assert.deepEqual(
      (await bouncesOf(id)).map(({ line, replyCode, status: code, class: kind, source }) => [
        line,
        replyCode,
        code,
        kind,
        source,
      ]),
      [
        [1, 451, '4.7.1', 'soft', 'test_send'],
        [2, 452, '4.3.1', 'soft', 'test_send'],
      ],
    )
  })

  test('expires when the next attempt would come too late', async () => {
    const id = await asked({ triesForMs: 10 * minute })
    served.set({ MAIL: '421 4.3.2 closing' })
    for (const later of [0, 1, 5]) {
      clock += later * minute
      await attempt(id)
    }
    const { status, attempts } = await sendOf(id)
    assert.deepEqual([status, attempts.length], ['expired', 3])
  })

  const refusals: [title: string, script: Script, phase: string, bounce: object | undefined][] = [
    [
      'its recipient',
      { RCPT: '550 5.1.1 user unknown' },
      'rcpt',
      { recipient: 'the address', status: '5.1.1', replyCode: 550, class: 'hard', label: 'mailbox-unknown', line: 1 },
    ],
    ['its sender', { MAIL: '550 5.1.1 user unknown' }, 'mail', { status: '5.1.1', class: 'block', label: 'sender-refused' }],
    ['its words', { mail: '554 5.7.1 spam' }, 'final', { status: '5.7.1', replyCode: 554 }],
    ['no reason', { DATA: '554 no' }, 'data', { status: '5.0.0', class: 'unknown' }],
    ['TLS, which is no bounce', { STARTTLS: '502 5.5.1 what?' }, 'starttls', undefined],
  ]
  for (const [title, script, phase, bounce] of refusals) {
    test(`is refused for ${title}`, async () => {
      const id = await asked({ relayId: await relay(phase === 'starttls' ? { tls: 'starttls' } : {}) })
      served.set(script)
      await attempt(id)
      const { status, attempts } = await sendOf(id)
      assert.deepEqual([status, attempts[0]?.phase], ['refused', phase])
      const [row] = await bouncesOf(id)
      const named = row && { ...row, recipient: row.recipient === address.email ? 'the address' : row.recipient }
      if (bounce) assert.deepEqual({ ...named, ...bounce }, named)
      else assert.equal(row, undefined)
    })
  }

  test('says so when its relay’s password cannot be unsealed, and asks nobody', async () => {
    const relayId = await relay({ username: 'ann', password: 'kingfisher' })
    await prisma.relay.update({ where: { id: relayId }, data: { password: 'AAAA' } })
    const id = await asked({ relayId })
    await attempt(id)
    const { status, attempts } = await sendOf(id)
    assert.deepEqual([status, attempts[0]?.trouble, connections()], ['refused', 'sealed', 0])
  })
})

describe('of two workers with one test send', () => {
  test('one speaks', async () => {
    const id = await asked()
    await Promise.all(Array.from({ length: 5 }, () => attempt(id)))
    assert.equal(connections(), 1)
    assert.equal((await sendOf(id)).attempts.length, 1)
  })

  test('the second begins only when the time of one that died is over, and says the same', async () => {
    const id = await asked()
    const begun = await beginAttempt({ sendId: id, now: new Date(clock) })
    assert.ok(begun)
    clock += 4 * minute
    await attempt(id)
    assert.equal(connections(), 0)
    clock += minute
    await attempt(id)
    const { status, attempts } = await sendOf(id)
    assert.equal(status, 'accepted')
    assert.deepEqual(
      attempts.map(({ phase }) => phase),
      ['', 'final'],
    )
    assert.deepEqual(served.mails, [`${octets.toString()}.\r\n`])
  })

  test('the second does nothing for what was seen to arrive meanwhile', async () => {
    const id = await asked()
    await beginAttempt({ sendId: id, now: new Date(clock) })
    await reported(address, await arrived(address), {}, { messageId: `<${id}@sender.test>` })
    await settleTestSends({ since: new Date(clock - 60 * minute) })
    clock += 10 * minute
    await attempt(id)
    assert.deepEqual([(await sendOf(id)).status, connections()], ['arrived', 0])
  })

  test('the sweep finds what is due', async () => {
    const id = await asked()
    const due = async (at: number) => (await waitingTestSends({ now: new Date(at), take: 100 })).some((one) => one.id === id)
    assert.equal(await due(clock), true)
    await beginAttempt({ sendId: id, now: new Date(clock) })
    assert.equal(await due(clock + minute), false)
    assert.equal(await due(clock + 6 * minute), true)
  })
})

/** A bounce that came to this recipient of an address of the team. */
async function returned(label: string, status: string, team = address): Promise<string> {
  const mailId = await arrived(team)
  await prisma.mail.updateMany({ where: { id: mailId }, data: { label } })
  const row = { recipient: 'you@elsewhere.test', status, replyCode: 550, diagnostic: `550 ${status} no` }
  await prisma.bounce.create({ data: { ...row, id: newId(), teamId: team.teamId, mailId, at: new Date() } })
  return mailId
}

describe('what became of it', () => {
  test('is told by the mail itself, when it arrives', async () => {
    const id = await asked()
    await attempt(id)
    const mailId = await arrived(address)
    await reported(address, mailId, {}, { messageId: `<${id}@sender.test>` })
    assert.equal(await settleTestSends({ teamId: address.teamId }), 1)
    assert.equal((await sendOf(id)).status, 'arrived')
    assert.equal((await mailsOfTestSend({ id, teamId: address.teamId })).arrived?.id, mailId)
  })

  test('also when the relay gave it another Message-ID and said so', async () => {
    const id = await asked()
    served.set({
      mail: '250 2.0.0 OK <other@x.prod.outlook.com> [Hostname=x.prod.outlook.com]',
    })
    await attempt(id)
    const mailId = await arrived(address)
    await reported(address, mailId, {}, { messageId: '<other@x.prod.outlook.com>' })
    await settleTestSends({ since: new Date(clock - 60 * minute) })
    assert.equal((await sendOf(id)).status, 'arrived')
  })

  test('is not told by a mail of another team', async () => {
    const id = await asked()
    await attempt(id)
    const { address: other } = await newAddress()
    await reported(other, await arrived(other), {}, { messageId: `<${id}@sender.test>` })
    await returned(returnLabel(id), '5.1.1', other)
    await settleTestSends({ since: new Date(clock - 60 * minute) })
    assert.equal((await sendOf(id)).status, 'accepted')
  })

  for (const [status, expected] of [
    ['5.1.1', 'bounced'],
    ['4.4.7', 'bounced'],
    ['4.4.1', 'accepted'],
  ] as const) {
    test(`is ${expected} when a bounce with ${status} comes to its Return-Path`, async () => {
      const id = await asked()
      await attempt(id)
      const mailId = await returned(returnLabel(id), status)
      await settleTestSends({ since: new Date(clock - 60 * minute) })
      assert.equal((await sendOf(id)).status, expected)
      assert.equal((await mailsOfTestSend({ id, teamId: address.teamId })).returned?.id, mailId)
    })
  }

  test('is not told by the bounce of another', async () => {
    const id = await asked()
    await attempt(id)
    await returned(returnLabel(newId()), '5.1.1')
    await settleTestSends({ since: new Date(clock - 60 * minute) })
    assert.equal((await sendOf(id)).status, 'accepted')
  })
})

describe('a relay', () => {
  test('shows its password to nobody but the worker', async () => {
    const id = await relay({ username: 'ann', password: 'kingfisher' })
    const shown = JSON.stringify([await relaysOf({ teamId: address.teamId }), await prisma.relay.findMany({ where: { id } })])
    assert.ok(!shown.includes('kingfisher'))
    assert.equal((await relayLogin({ id, teamId: address.teamId }))?.password, 'kingfisher')
  })

  test('is nobody else’s', async () => {
    const id = await relay()
    const { address: other } = await newAddress()
    assert.equal(await relayLogin({ id, teamId: other.teamId }), null)
    assert.equal(await deleteRelay({ id, teamId: other.teamId }), false)
    assert.equal((await relaysOf({ teamId: address.teamId })).length, 1)
  })

  test('goes with whoever signs up, and its test sends too', async () => {
    const relayId = await relay()
    const id = await asked({ relayId })
    const { address: other } = await newAddress()
    await claimTeam({ from: address.teamId, to: other.teamId })
    assert.deepEqual(
      (await relaysOf({ teamId: other.teamId })).map((one) => one.id),
      [relayId],
    )
    assert.equal((await testSendOf({ id, teamId: other.teamId }))?.id, id)
  })

  test('takes its test sends along, their octets and their bounces', async () => {
    const relayId = await relay()
    const id = await asked({ relayId })
    served.set({ RCPT: '550 5.1.1 no' })
    await attempt(id)
    const { rawId } = await prisma.testSend.findUniqueOrThrow({ where: { id } })
    assert.equal(await deleteRelay({ id: relayId, teamId: address.teamId }), true)
    const left = [await prisma.mailRaw.count({ where: { id: rawId } }), await prisma.testSend.count({ where: { id } })]
    assert.deepEqual([...left, (await bouncesOf(id)).length], [0, 0, 0])
  })
})

describe('a test send is deleted', () => {
  test('by its team, and by nobody else', async () => {
    const id = await asked()
    const { address: other } = await newAddress()
    assert.equal(await deleteTestSend({ id, teamId: other.teamId }), false)
    assert.equal(await deleteTestSend({ id, teamId: address.teamId }), true)
    assert.equal(await testSendOf({ id, teamId: address.teamId }), null)
  })

  test('when its time is over', async () => {
    const id = await asked()
    await deleteExpiredTestSends({ now: new Date(clock + 31 * day), take: 100 })
    assert.ok(await testSendOf({ id, teamId: address.teamId }))
    await deleteExpiredTestSends({ now: new Date(clock + 33 * day), take: 100 })
    assert.equal(await testSendOf({ id, teamId: address.teamId }), null)
  })
})
