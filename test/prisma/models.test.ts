import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { after, describe, test } from 'node:test'
import type { Report } from '#checks/report.ts'
import { addressByToken, deleteAddress, expiredAddresses, extendAddress, issueAddress, tokenThatOpens } from '#prisma/address.ts'
import { countBounces } from '#prisma/bounce.ts'
import { prisma } from '#prisma/client.ts'
import { checkCounts, scores } from '#prisma/history.ts'
import { isId, newId, reportId, timeOfId } from '#prisma/id.ts'
import {
  deleteMail,
  deleteMailsWithoutAddress,
  failAnalysis,
  mailById,
  mailRaw,
  mailsOfAddress,
  mailsOfTeam,
  requestNewAnalysis,
  startAnalysis,
  waitingMails,
} from '#prisma/mail.ts'
import { reportOfMail, saveReport } from '#prisma/report.ts'
import { createAnonymousTeam, deleteForsakenTeams } from '#prisma/team.ts'
import { storable } from '#prisma/text.ts'

after(() => prisma.$disconnect())

const say = (text: string) => ({ text, strings: [text], values: [] })

function report(changes: Partial<Report> = {}): Report {
  return {
    schema: 1,
    rubric: 'message-1',
    kind: 'mail',
    subject: 'example.com',
    analysedAt: new Date().toISOString(),
    milliseconds: 1,
    headline: { kind: 'ready', say: say('Ready to send.') },
    score: 9.5,
    coverage: 1,
    first: [],
    sections: [],
    findings: [
      {
        id: 'spf-result',
        section: 's',
        title: 't',
        reference: 'r',
        verdict: 'pass',
        code: 'pass',
        explanation: say('ok'),
        evidence: [],
        costs: 0,
      },
      {
        id: 'tls-sender',
        section: 's',
        title: 't',
        reference: 'r',
        verdict: 'fail',
        code: 'plaintext',
        explanation: say('no'),
        evidence: [],
        costs: 6,
      },
      {
        id: 'arc-chain',
        section: 's',
        title: 't',
        reference: 'r',
        verdict: 'info',
        code: 'absent',
        explanation: say('-'),
        evidence: [],
        costs: 0,
      },
    ],
    questions: [],
    ...changes,
  }
}

/** A team with an address and one mail of the given age in milliseconds. */
async function mailOfNewTeam({ age = 60_000, teamId }: { age?: number; teamId?: string } = {}) {
  const owner = teamId ?? (await createAnonymousTeam())
  const { address, token } = await issueAddress({ teamId: owner, domain: 'seedbed.localhost' })
  const receivedAt = new Date(Date.now() - age)
  const [id, rawId, sessionId] = [newId(receivedAt.getTime()), newId(), newId()]
  await prisma.session.create({
    data: {
      id: sessionId,
      startedAt: receivedAt,
      peerAddress: '127.0.0.1',
      peerPort: 1,
      helo: 'a.example',
      extended: true,
      tlsOffered: 'starttls',
      listener: 'smtp',
      transcript: [],
    },
  })
  await prisma.mailRaw.create({ data: { id: rawId, bytes: new Uint8Array(Buffer.from('Subject: hi\r\n\r\n\0raw')) } })
  await prisma.mail.create({
    data: {
      id,
      addressId: address.id,
      teamId: owner,
      sessionId,
      rawId,
      transaction: 1,
      receivedAt,
      mailFrom: 'a@a.example',
      recipient: address.email,
      size: 18,
      peerAddress: '127.0.0.1',
      helo: 'a.example',
      extended: true,
      tlsOffered: 'starttls',
    },
  })
  return { teamId: owner, address, token, mail: { id, teamId: owner, receivedAt } }
}

const seen = { subjectHeader: 'hi', fromHeader: 'a@a.example', fromDomain: 'a.example', messageId: '<1@a.example>' }

describe('an id', () => {
  test('is a UUIDv7 that holds its moment', () => {
    const id = newId(1_763_000_000_123)
    assert.ok(isId(id))
    assert.equal(timeOfId(id), 1_763_000_000_123)
  })
  test('of a report is the same for the same mail and analysis, and another for any other', () => {
    const mail = newId()
    assert.equal(reportId(mail, 1), reportId(mail, 1))
    assert.notEqual(reportId(mail, 1), reportId(mail, 2))
    assert.ok(isId(reportId(mail, 1)))
  })
  for (const text of ['', 'x', '00000000-0000-0000-0000-000000000000', `${newId()}\0`, newId().toUpperCase()])
    test(`is not ${JSON.stringify(text)}`, () => assert.equal(isId(text), false))
})

describe('text for PostgreSQL', () => {
  test('loses NUL and lone surrogates at any depth, and nothing else', () => {
    assert.deepEqual(storable({ a: ['x\0y', { 'k\0': '\ud800' }], n: 1, z: null }), { a: ['x␀y', { 'k␀': '�' }], n: 1, z: null })
  })
})

describe('an address', () => {
  test('is opened by its token and by nothing else', async () => {
    const { address, token } = await issueAddress({ teamId: await createAnonymousTeam(), domain: 'seedbed.localhost' })
    assert.equal((await addressByToken(token))?.id, address.id)
    for (const other of [
      address.seed,
      address.id,
      address.email,
      randomBytes(16).toString('base64url'),
      `${token}=`,
      '',
      '\0'.repeat(22),
    ])
      assert.equal(await addressByToken(other), null)
  })
  test('is found among the tokens of a browser, and only by its own', async () => {
    const { address, token, teamId } = await mailOfNewTeam()
    const { token: other } = await issueAddress({ teamId, domain: 'seedbed.localhost' })
    assert.equal(await tokenThatOpens({ addressId: address.id, tokens: ['', other, token] }), token)
    assert.equal(await tokenThatOpens({ addressId: address.id, tokens: [other] }), null)
    assert.equal(await tokenThatOpens({ addressId: newId(), tokens: [token] }), null)
    await prisma.address.update({ where: { id: address.id }, data: { keptUntil: new Date(0) } })
    assert.equal(await tokenThatOpens({ addressId: address.id, tokens: [token] }), null)
  })
  test('keeps of its token only the SHA-256', async () => {
    const { address, token } = await issueAddress({ teamId: await createAnonymousTeam(), domain: 'seedbed.localhost' })
    const row = await prisma.address.findUniqueOrThrow({ where: { id: address.id } })
    assert.deepEqual(Buffer.from(row.tokenHash), createHash('sha256').update(token).digest())
    assert.ok(!JSON.stringify(row).includes(token))
  })
  test('receives again after it was extended by its owner, and by nobody else', async () => {
    const { address, teamId } = await mailOfNewTeam()
    await prisma.address.update({ where: { id: address.id }, data: { receivesUntil: new Date(0) } })
    await extendAddress({ id: address.id, teamId: await createAnonymousTeam() })
    assert.equal((await prisma.address.findUniqueOrThrow({ where: { id: address.id } })).receivesUntil.getTime(), 0)
    await extendAddress({ id: address.id, teamId })
    assert.ok((await prisma.address.findUniqueOrThrow({ where: { id: address.id } })).receivesUntil > new Date())
  })
  test('takes everything it received with it when deleted', async () => {
    const { address, token, teamId, mail } = await mailOfNewTeam()
    await saveReport({ mail, analysis: 1, report: report(), seen, bounces: [] })
    await deleteAddress({ id: address.id, teamId: await createAnonymousTeam() })
    assert.ok(await addressByToken(token))
    assert.deepEqual(await deleteAddress({ id: address.id, teamId }), { mails: 1 })
    assert.equal(await addressByToken(token), null)
    for (const left of [
      await prisma.mail.count({ where: { addressId: address.id } }),
      await prisma.report.count({ where: { mailId: mail.id } }),
      await prisma.finding.count({ where: { mailId: mail.id } }),
    ])
      assert.equal(left, 0)
  })
  test('that is no longer kept opens nothing and is found by the expire job', async () => {
    const { address, token, mail } = await mailOfNewTeam()
    await prisma.address.update({ where: { id: address.id }, data: { keptUntil: new Date(Date.now() - 1) } })
    assert.equal(await addressByToken(token), null)
    assert.equal(await mailById(mail.id), null)
    assert.ok((await expiredAddresses(new Date(), 100)).some(({ id }) => id === address.id))
  })
})

describe('a mail', () => {
  test('gives its octets unchanged', async () => {
    const { mail } = await mailOfNewTeam()
    assert.equal((await mailRaw({ mailId: mail.id }))?.toString('latin1'), 'Subject: hi\r\n\r\n\0raw')
  })
  test('is listed for its address and its team only', async () => {
    const one = await mailOfNewTeam()
    const two = await mailOfNewTeam()
    assert.deepEqual(
      (await mailsOfAddress({ addressId: one.address.id })).map(({ id }) => id),
      [one.mail.id],
    )
    assert.deepEqual(
      (await mailsOfTeam({ teamId: two.teamId })).map(({ id }) => id),
      [two.mail.id],
    )
    assert.deepEqual(await mailsOfAddress({ addressId: one.address.id, after: one.mail.id }), [])
    assert.deepEqual(await mailsOfAddress({ addressId: one.address.id, after: 'no id' }), [])
  })
  test('keeps the octets another mail of its transaction needs', async () => {
    const { mail, teamId } = await mailOfNewTeam()
    const { headline: _, terms: _terms, ...row } = await prisma.mail.findUniqueOrThrow({ where: { id: mail.id } })
    const other = newId()
    await prisma.mail.create({ data: { ...row, id: other } })
    await deleteMail({ id: mail.id, teamId })
    assert.equal(await prisma.mailRaw.count({ where: { id: row.rawId } }), 1)
    await deleteMail({ id: other, teamId })
    assert.equal(await prisma.mailRaw.count({ where: { id: row.rawId } }), 0)
    assert.equal(await prisma.session.count({ where: { id: row.sessionId ?? assert.fail() } }), 0)
  })
  test('that came in while its address was deleted goes too', async () => {
    const { address, mail } = await mailOfNewTeam({ age: 0 })
    await prisma.address.delete({ where: { id: address.id } })
    await deleteMailsWithoutAddress({ since: new Date(Date.now() - 60_000) })
    assert.equal(await prisma.mail.count({ where: { id: mail.id } }), 0)
  })
  test('is not begun by a job that lost its data, nor is any other', async () => {
    const { mail } = await mailOfNewTeam()
    const lost: { mailId: string; analysis: number } = JSON.parse('{}')
    assert.equal(await startAnalysis(lost), false)
    assert.equal((await mailById(mail.id))?.attempts, 0)
  })
  test('waits for its report in turn between teams, not before its hint had time, and not before its next attempt', async () => {
    await prisma.mail.updateMany({ data: { status: 'reported' } })
    const busy = await mailOfNewTeam({ age: 90_000 })
    const second = await mailOfNewTeam({ age: 80_000, teamId: busy.teamId })
    const other = await mailOfNewTeam({ age: 70_000 })
    await mailOfNewTeam({ age: 0 })
    const later = await mailOfNewTeam({ age: 60_000 })
    await startAnalysis({ mailId: later.mail.id, analysis: 1 })
    await failAnalysis({ mailId: later.mail.id, analysis: 1, failure: 'x', nextAttemptAt: new Date(Date.now() + 60_000) })
    const waiting = await waitingMails({ settledBefore: new Date(Date.now() - 2000), take: 10 })
    assert.deepEqual(
      waiting.map(({ id }) => id),
      [busy.mail.id, other.mail.id, second.mail.id],
    )
  })
})

describe('a report', () => {
  test('is written once per analysis, however often it is saved', async () => {
    const { mail } = await mailOfNewTeam()
    const save = (score: number) => saveReport({ mail, analysis: 1, report: report({ score }), seen, bounces: [] })
    const saved = await Promise.all([save(1), save(2), save(3)])
    assert.equal(saved.filter(Boolean).length, 1)
    assert.equal(await prisma.report.count({ where: { mailId: mail.id } }), 1)
    assert.equal(await prisma.finding.count({ where: { mailId: mail.id } }), 1)
  })
  test('of an earlier analysis stays when the mail is analysed again', async () => {
    const { mail, teamId } = await mailOfNewTeam()
    await saveReport({ mail, analysis: 1, report: report({ score: 3 }), seen, bounces: [] })
    assert.equal(await requestNewAnalysis({ mailId: mail.id, teamId }), null, 'not while the report is only seconds old')
    await prisma.report.updateMany({ where: { mailId: mail.id }, data: { createdAt: new Date(Date.now() - 60_000) } })
    assert.equal(await requestNewAnalysis({ mailId: mail.id, teamId }), 2)
    assert.equal(await requestNewAnalysis({ mailId: mail.id, teamId }), 2)
    assert.equal(await saveReport({ mail, analysis: 1, report: report({ score: 4 }), seen, bounces: [] }), false)
    await saveReport({ mail, analysis: 2, report: report({ score: 5 }), seen, bounces: [] })
    assert.equal((await reportOfMail({ mailId: mail.id, analysis: 1 }))?.score, 3)
    assert.equal((await reportOfMail({ mailId: mail.id }))?.score, 5)
  })
  test('of a mail deleted meanwhile is not written', async () => {
    const { mail, teamId } = await mailOfNewTeam()
    await deleteMail({ id: mail.id, teamId })
    assert.equal(await saveReport({ mail, analysis: 1, report: report(), seen, bounces: [] }), false)
  })
  test('counts passes, problems and bounces for the charts, and no notes', async () => {
    const { mail, teamId } = await mailOfNewTeam()
    const meaning = { class: 'hard', label: 'mailbox-unknown', provider: '', rule: 'registry-5.1.1' }
    const bounces = [
      {
        recipient: `${'x'.repeat(5000)}@y.example`,
        status: '5.1.1',
        replyCode: 550,
        diagnostic: 'smtp; 550 5.1.1 no\0',
        ...meaning,
      },
    ]
    const projectId = newId()
    await prisma.mail.update({ where: { id: mail.id }, data: { projectId } })
    await saveReport({ mail, analysis: 1, report: report(), seen, bounces })
    const since = new Date(Date.now() - 7_200_000)
    assert.equal((await countBounces({ teamId, projects: [projectId], since })).length, 1)
    const [bounce] = await prisma.bounce.findMany({ where: { teamId } })
    assert.equal(bounce?.recipient.length, 320, 'as long as an address may be')
    const counts = await checkCounts({ teamId, since })
    assert.deepEqual(counts.map(({ checkId, verdict, count }) => [checkId, verdict, count]).sort(), [
      ['spf-result', 'pass', 1],
      ['tls-sender', 'fail', 1],
    ])
    assert.deepEqual(
      (await countBounces({ teamId, projects: null, since })).map(({ hour, ...row }) => row),
      [{ status: '5.1.1', class: 'hard', label: 'mailbox-unknown', provider: '', count: 1 }],
    )
    assert.deepEqual(
      (await scores({ teamId, since })).map(({ score }) => score),
      [9.5],
    )
  })
})

describe('a team', () => {
  test('without an address goes when its time is over', async () => {
    const teamId = await createAnonymousTeam()
    const { teamId: owner } = await mailOfNewTeam()
    await deleteForsakenTeams(new Date(Date.now() + 1000))
    assert.equal(await prisma.team.count({ where: { id: teamId } }), 0)
    assert.equal(await prisma.team.count({ where: { id: owner } }), 1)
  })
})
