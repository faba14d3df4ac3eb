/** An address as Return-Path: bounces that come to it over SMTP, and what their report and row say. */
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { startNameServer } from '#net/name-server.ts'
import { SmtpClient } from '../helpers/smtp.ts'

const nameServer = await startNameServer({})
// The settings are read once, by whoever is imported first.
process.env.DNS_SERVERS = nameServer.address
process.env.DNS_TIMEOUT_MS = '2000'
const { issueAddress } = await import('#prisma/address.ts')
const { prisma } = await import('#prisma/client.ts')
const { newId } = await import('#prisma/id.ts')
const { mailsOfAddress } = await import('#prisma/mail.ts')
const { reportOfMail } = await import('#prisma/report.ts')
const { hardSends, isMarkKnown } = await import('#prisma/return-path.ts')
const { createAnonymousTeam } = await import('#prisma/team.ts')
const { analyzeMail } = await import('#worker/jobs/analyze-mail.ts')
const { closeNews } = await import('#worker/news.ts')
const { closeQueues } = await import('#worker/queue.ts')
const { startReceiver } = await import('#worker/receiver/main.ts')

const domain = 'seeds.example'
const receiver = await startReceiver({ smtpPort: 0, smtpsPort: 0, seedDomains: [domain], limits: { connectionsPerClient: 1000 } })
after(async () => {
  await receiver.close()
  await Promise.allSettled([closeNews(), closeQueues(), prisma.$disconnect()])
  await nameServer.close()
})
const teamId = await createAnonymousTeam()

/** A bounce of a mail with this Message-ID, about this recipient. */
const dsn = (recipient: string, messageId = 'unknown@sender.test'): string =>
  [
    ...['From: MAILER-DAEMON@mx.example.net', 'Subject: Undelivered Mail Returned to Sender', 'MIME-Version: 1.0'],
    ...['Content-Type: multipart/report; report-type=delivery-status; boundary=b', '', '--b', '', 'It came back.', '--b'],
    ...[
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example.net',
      '',
      `Final-Recipient: rfc822; ${recipient}`,
    ],
    ...['Action: failed', 'Status: 5.1.1', 'Diagnostic-Code: smtp; 550 5.1.1 no such user', '', '--b'],
    ...['Content-Type: text/rfc822-headers', '', `Message-ID: <${messageId}>`, 'Subject: Spring sale', '', '--b--'],
  ].join('\r\n')

/** Hands a mail to an address of the team with a label, from `<>`, and has it judged. */
async function comesBack(label: string, mail: string) {
  const { address } = await issueAddress({ teamId, domain })
  const client = await SmtpClient.connect(receiver.smtpPort)
  await client.reply()
  await client.say('EHLO mx.example.net')
  await client.say('MAIL FROM:<>')
  assert.match(await client.say(`RCPT TO:<${address.seed}${label}@${domain}>`), /^250 /)
  assert.match(await client.data(mail), /^250 /)
  await client.quit()
  const [{ id } = assert.fail()] = await mailsOfAddress({ addressId: address.id })
  await analyzeMail({ mailId: id, analysis: 1 })
  const report = await reportOfMail({ mailId: id })
  const bounces = await prisma.bounce.findMany({ where: { mailId: id }, select: { recipient: true, class: true } })
  return { bounces, codes: new Map(report?.findings.map((finding) => [finding.id, finding.code])) }
}

/** A mail to an address of the team that was told something, tried again until it is taken. Returns its report's codes. */
async function triedUntilTaken(prefix: string) {
  const { address } = await issueAddress({ teamId, domain })
  const client = await SmtpClient.connect(receiver.smtpPort)
  const to = `${prefix}.${address.seed}@${domain}`
  let [heard = ''] = await client.begin(to)
  while (heard.startsWith('4')) heard = await client.say(`RCPT TO:<${to}>`)
  assert.match(await client.data('Subject: a\r\n\r\nb'), /^250 /)
  await client.quit()
  const [{ id } = assert.fail()] = await mailsOfAddress({ addressId: address.id })
  await analyzeMail({ mailId: id, analysis: 1 })
  const report = await reportOfMail({ mailId: id })
  return report?.findings.find((finding) => finding.id === 'greylist-retry')
}

/** A test send of the team, ended so many days ago. */
async function testSend(messageId: string, days = 0): Promise<string> {
  const relay = await prisma.relay.create({ data: { id: newId(), teamId, name: 'r', host: 'h', port: 25, tls: 'none' } })
  const at = new Date(Date.now() - days * 86_400_000)
  const id = newId(at.getTime())
  await prisma.testSend.create({
    data: {
      ...{
        id,
        teamId,
        relayId: relay.id,
        fromHeader: 'a@b.example',
        mailFrom: 'a@b.example',
        recipient: 'c@d.example',
        messageId,
      },
      ...{ subjectHeader: 's', rawId: newId(), status: 'bounced', requestedAt: at, endedAt: at, expiresAt: at, keptUntil: at },
    },
  })
  return id
}

describe('a bounce to a labelled address', () => {
  test('that names nobody is about the recipient in its label', async () => {
    const { bounces, codes } = await comesBack('+user=example.com', dsn('undisclosed'))
    assert.deepEqual(bounces, [{ recipient: 'user@example.com', class: 'hard' }])
    assert.deepEqual([codes.get('bounce-forged'), codes.get('bounce-rate')], ['ours', 'too-few'])
  })
  test('that names somebody is about that one', async () => {
    const { bounces, codes } = await comesBack('+bounces+user=example.com', dsn('forwarded@other.example'))
    assert.deepEqual(bounces, [{ recipient: 'forwarded@other.example', class: 'hard' }])
    assert.equal(codes.get('bounce-forged'), 'unknown-origin')
  })
  test('of a mail that came to the team as well is known by its Message-ID', async () => {
    await comesBack('', 'Message-ID: <seen@sender.test>\r\nSubject: Spring sale\r\n\r\nx')
    assert.equal((await comesBack('', dsn('a@b.example', 'seen@sender.test'))).codes.get('bounce-forged'), 'ours')
    assert.equal((await comesBack('', dsn('a@b.example', 'other@sender.test'))).codes.get('bounce-forged'), 'unknown-origin')
  })
  test('of a test send is known by its mark, and another mark is not', async () => {
    const id = await testSend('<t1@seeds.example>')
    assert.equal((await comesBack(`+send-${id.slice(-12)}`, dsn('a@b.example'))).codes.get('bounce-forged'), 'ours')
    assert.equal((await comesBack('+send-000000000000', dsn('a@b.example'))).codes.get('bounce-forged'), 'backscatter')
    assert.equal(await isMarkKnown({ teamId: await createAnonymousTeam(), label: `send-${id.slice(-12)}` }), false)
    assert.equal(await isMarkKnown({ teamId, label: 'send-%' }), null)
  })
  test('an ordinary mail asks for none of this', async () => {
    const { bounces, codes } = await comesBack('+user=example.com', 'Subject: Spring sale\r\n\r\nx')
    assert.deepEqual([bounces, codes.get('bounce-forged')], [[], undefined])
  })
})

test('a mail that was put off says so, and when its sender came back', async () => {
  const finding = await triedUntilTaken('defer-3x')
  assert.deepEqual([finding?.code, finding?.evidence.length], ['retried', 4])
  assert.equal((await triedUntilTaken('spring'))?.code, 'not-tested')
})

test('sends count with their bounces, by reply or by mail, and old ones no more', async () => {
  const before = await hardSends({ teamId, since: new Date(Date.now() - 30 * 86_400_000) })
  const id = await testSend('<t2@seeds.example>')
  await testSend('<t3@seeds.example>', 31)
  const said = { recipient: 'c@d.example', status: '5.1.1', diagnostic: 'x', class: 'hard', at: new Date() }
  await prisma.bounce.create({ data: { id: newId(), teamId, mailId: id, source: 'test_send', ...said } })
  const now = await hardSends({ teamId, since: new Date(Date.now() - 30 * 86_400_000) })
  assert.deepEqual([now.ended - before.ended, now.hard - before.hard, before.hard], [1, 1, 1])
})
