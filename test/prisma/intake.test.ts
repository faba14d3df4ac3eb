import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { issueAddress } from '#prisma/address.ts'
import { databaseUrl, prisma } from '#prisma/client.ts'
import { newId } from '#prisma/id.ts'
import { addReplyCounts, type Entry, endSessions, openIntake } from '#prisma/intake.ts'
import { deleteMail, mailRaw, mailsOfAddress } from '#prisma/mail.ts'
import { openPool } from '#prisma/pool.ts'
import { addressesBySeed, mailsSince, nearestAddress, roleAddress } from '#prisma/recipient.ts'
import { maskTranscript, sessionOfMail, sessionsOfAddress, type TranscriptLine } from '#prisma/session.ts'
import { createAnonymousTeam } from '#prisma/team.ts'

const pool = openPool({ databaseUrl: databaseUrl(), max: 4 })
const intake = openIntake(pool)
after(() => Promise.all([pool.end(), prisma.$disconnect()]))

const newAddress = async () => (await issueAddress({ teamId: await createAnonymousTeam(), domain: 'seedbed.localhost' })).address
type Address = Awaited<ReturnType<typeof newAddress>>

/** An entry with one mail for each address. */
function entryFor(addresses: Address[], { bytes = Buffer.from('a'), transcript = [] as TranscriptLine[] } = {}): Entry {
  const at = new Date().toISOString()
  return {
    session: {
      id: newId(),
      startedAt: at,
      endedAt: null,
      ending: null,
      peerAddress: '192.0.2.1',
      peerPort: 25,
      helo: 'a\0b',
      extended: true,
      tlsVersion: null,
      tlsCipher: null,
      tlsOffered: 'starttls',
      listener: 'smtp',
      transcript,
    },
    completes: false,
    addresses: addresses.map(({ id, email }) => ({
      addressId: id,
      outcome: 'delivered',
      reply: '250 2.0.0 Stored',
      recipient: email,
      at,
    })),
    mails: addresses.map(({ id, teamId, email }) => ({
      id: newId(),
      addressId: id,
      teamId,
      transaction: 1,
      receivedAt: at,
      mailFrom: '\ud800',
      recipient: email,
      label: null,
    })),
    raw: { id: newId(), bytes },
  }
}

describe('the intake', () => {
  test('stores a mail with every column that Prisma knows, and its octets as they are', async () => {
    const address = await newAddress()
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, octet) => octet))
    const entry = entryFor([address], { bytes })
    assert.deepEqual(await intake.store(entry), new Set(entry.mails.map(({ id }) => id)))
    const [mail] = await mailsOfAddress({ addressId: address.id })
    assert.partialDeepStrictEqual(mail, {
      helo: 'a\u2400b',
      mailFrom: '\ufffd',
      size: 256,
      status: 'stored',
      analysis: 1,
      tlsOffered: 'starttls',
    })
    assert.deepEqual(await mailRaw({ mailId: mail?.id ?? '' }), bytes)
  })

  test('stores what comes at once together, each with its own octets', async () => {
    const addresses = await Promise.all(Array.from({ length: 100 }, newAddress))
    const entries = addresses.map((address, index) => entryFor([address], { bytes: Buffer.from(`mail ${index}`) }))
    await Promise.all(entries.map((entry) => intake.store(entry)))
    for (const [index, { mails }] of entries.entries())
      assert.equal(String(await mailRaw({ mailId: mails[0]?.id ?? '' })), `mail ${index}`)
  })

  test('keeps the octets of a mail for two addresses once', async () => {
    const entry = entryFor([await newAddress(), await newAddress()])
    assert.equal((await intake.store(entry)).size, 2)
    assert.equal(await prisma.mailRaw.count({ where: { id: entry.raw?.id ?? '' } }), 1)
  })

  test('stores nothing for an address that is gone, and the rest all the same', async () => {
    const [gone, stays] = [await newAddress(), await newAddress()]
    await prisma.address.delete({ where: { id: gone.id } })
    const nothing = entryFor([gone])
    const [both, none] = await Promise.all([intake.store(entryFor([gone, stays])), intake.store(nothing)])
    assert.equal((await mailsOfAddress({ addressId: stays.id })).length, 1)
    assert.equal(none.size, both.size, 'they shared a statement')
    assert.equal(await prisma.mailRaw.count({ where: { id: nothing.raw?.id ?? '' } }), 0)
    assert.equal(await prisma.session.count({ where: { id: nothing.session.id } }), 0)
  })

  test('lets one that PostgreSQL refuses not take its neighbours with it', async () => {
    const good = await newAddress()
    const bad = entryFor([await newAddress()])
    bad.session.peerPort = 2 ** 40
    const results = await Promise.allSettled([intake.store(entryFor([good])), intake.store(bad)])
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected'],
    )
    assert.equal((await mailsOfAddress({ addressId: good.id })).length, 1)
  })

  test('completes a session, but does not bring back one that was deleted', async () => {
    const address = await newAddress()
    const entry = entryFor([address])
    await intake.store(entry)
    const end = {
      ...entry,
      completes: true,
      mails: [],
      raw: null,
      session: { ...entry.session, endedAt: new Date().toISOString(), ending: 'quit' },
    }
    await intake.store(end)
    assert.equal((await prisma.session.findUnique({ where: { id: entry.session.id } }))?.ending, 'quit')
    await endSessions(pool, [entry.session.id], new Date().toISOString(), 'timeout')
    assert.equal((await prisma.session.findUnique({ where: { id: entry.session.id } }))?.ending, 'timeout')
    await deleteMail({ id: entry.mails[0]?.id ?? '', teamId: address.teamId })
    await intake.store(end)
    assert.equal(await prisma.session.count({ where: { id: entry.session.id } }), 0)
    assert.deepEqual(await sessionsOfAddress({ addressId: address.id, take: 5 }), [])
  })

  test('adds replies to what was counted before', async () => {
    const teamId = await createAnonymousTeam()
    const row = { teamId, reply: '250 2.0.0', hour: '2026-11-21T06:00:00.000Z' }
    await addReplyCounts(pool, [{ ...row, count: 2 }])
    await Promise.all(
      [1, 2, 3].map(() =>
        addReplyCounts(pool, [
          { ...row, count: 1 },
          { ...row, reply: '451 4.3.0', count: 1 },
        ]),
      ),
    )
    const counts = await prisma.replyCount.findMany({
      where: { teamId },
      orderBy: { reply: 'asc' },
      select: { reply: true, count: true },
    })
    assert.deepEqual(counts, [
      { reply: '250 2.0.0', count: 5 },
      { reply: '451 4.3.0', count: 3 },
    ])
  })
})

describe('recipients', () => {
  test('are found by seed, best candidate first', async () => {
    const [one, two] = [await newAddress(), await newAddress()]
    assert.deepEqual(
      (await addressesBySeed(pool, [two.seed, '', one.seed])).map(({ id }) => id),
      [two.id, one.id],
    )
  })
  test('that were probably meant are found, and nobody else', async () => {
    const { seed, id } = await newAddress()
    const other = (letter = ''): string => (letter === 'x' ? 'y' : 'x')
    const near = [
      seed,
      seed.slice(2),
      `${seed}zz`,
      seed.slice(0, 14),
      `zz${seed}`,
      other(seed[0]) + seed.slice(1, 15) + other(seed[15]),
    ]
    for (const typed of near) assert.equal((await nearestAddress(pool, typed))?.id, id, typed)
    for (const typed of [seed.slice(3), `${seed.slice(0, 13)}...`, ''])
      assert.equal(await nearestAddress(pool, typed), null, typed)
    await prisma.address.update({ where: { id }, data: { receivesUntil: new Date() } })
    assert.equal(await nearestAddress(pool, seed), null)
  })
  test('have their mails counted, up to a number', async () => {
    const address = await newAddress()
    for (let mail = 0; mail < 3; mail++) await intake.store(entryFor([address]))
    const since = (ms: number) => mailsSince(pool, { addressId: address.id, since: new Date(Date.now() + ms), most: 2 })
    assert.deepEqual([await since(-60_000), await since(60_000)], [2, 0])
  })
  test('postmaster and abuse have an address a month, made once', async () => {
    const roles = await Promise.all([1, 2, 3].map(() => roleAddress(pool, 'postmaster', new Date('2026-12-31T23:59:59Z'))))
    assert.equal(new Set(roles.map(({ id }) => id)).size, 1)
    const row = await prisma.address.findUnique({ where: { id: roles[0]?.id ?? '' } })
    assert.ok(row && row.keptUntil > new Date('2027-01-01') && row.keptUntil < new Date('2028-01-01'))
    assert.notEqual((await roleAddress(pool, 'abuse')).id, roles[0]?.id)
  })
})

describe('a transcript shown to one address', () => {
  const line = (transaction: number, text: string, address?: string | null): TranscriptLine => ({
    at: '',
    from: /^\d{3}/.test(text) ? 'server' : 'client',
    line: text,
    transaction,
    ...(address === undefined ? {} : { address }),
  })
  const shown = (lines: TranscriptLine[], transaction?: number) =>
    maskTranscript(lines, 'mine', transaction).map(({ line }) => line)
  const table: [title: string, lines: TranscriptLine[], shown: string[]][] = [
    [
      'hides the recipient of another owner',
      [line(1, 'RCPT TO:<a@b>', 'mine'), line(1, 'RCPT TO:<c@d>', 'theirs')],
      ['RCPT TO:<a@b>', 'RCPT TO:<another recipient>'],
    ],
    [
      'hides a recipient that is nobody',
      [line(1, 'RCPT TO:<a@b>', 'mine'), line(1, 'rcpt to: c@d', null)],
      ['RCPT TO:<a@b>', 'RCPT TO:<another recipient>'],
    ],
    [
      'folds what did not name it',
      [line(1, 'MAIL FROM:<x@y>'), line(1, '250 ok'), line(2, 'RCPT TO:<a@b>', 'mine'), line(3, 'DATA')],
      ['<another transaction>', 'RCPT TO:<a@b>', '<another transaction>'],
    ],
    ['shows greeting and end', [line(0, '220 a'), line(0, 'EHLO b'), line(0, 'QUIT')], ['220 a', 'EHLO b', 'QUIT']],
    [
      'shows no argument that may be a name',
      [line(0, 'VRFY c@d'), line(0, 'NOOP c@d'), line(0, 'RCTP TO:<c@d>'), line(0, 'EXPN list')],
      ['VRFY <not shown>', 'NOOP <not shown>', '<not a command>', 'EXPN <not shown>'],
    ],
    [
      'shows the mail as its size',
      [line(1, 'RCPT TO:<a@b>', 'mine'), line(1, '<12 octets of mail>'), line(1, '.')],
      ['RCPT TO:<a@b>', '<12 octets of mail>', '.'],
    ],
  ]
  for (const [title, lines, expected] of table) test(title, () => assert.deepEqual(shown(lines), expected))

  test('is of the session and the address asked for, or there is none', async () => {
    const [own, other] = [await newAddress(), await newAddress()]
    const transcript = [line(1, `RCPT TO:<${own.email}>`, own.id), line(1, `RCPT TO:<${other.email}>`, other.id)]
    const entry = entryFor([own, other], { transcript })
    await intake.store(entry)
    const session = await sessionOfMail({ sessionId: entry.session.id, addressId: own.id, transaction: 1 })
    assert.deepEqual(
      session?.transcript.map(({ line }) => line),
      [`RCPT TO:<${own.email}>`, 'RCPT TO:<another recipient>'],
    )
    const stranger = await newAddress()
    assert.equal(await sessionOfMail({ sessionId: entry.session.id, addressId: stranger.id, transaction: 1 }), null)
    assert.equal((await sessionsOfAddress({ addressId: stranger.id, take: 5 })).length, 0)
  })
})
