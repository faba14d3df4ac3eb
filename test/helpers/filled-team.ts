/** A team with something in every table that a team can have something in, all of it marked with one word. */
import { randomBytes } from 'node:crypto'
import { noteSender } from '#prisma/known-sender.ts'
import { issueAddress } from '#prisma/address.ts'
import { note } from '#prisma/audit.ts'
import { makeApiToken } from '#prisma/api-token.ts'
import { makeChannel } from '#prisma/channel.ts'
import { prisma } from '#prisma/client.ts'
import { issueCredential } from '#prisma/credential.ts'
import { newId } from '#prisma/id.ts'
import { createInvitation } from '#prisma/invitation.ts'
import { sendMail } from '#prisma/outbox.ts'
import { createProject } from '#prisma/project.ts'
import { createRelay } from '#prisma/relay.ts'
import { saveScanReport } from '#prisma/report.ts'
import { createScan } from '#prisma/scan.ts'
import { createShare } from '#prisma/share.ts'
import { createTestSend } from '#prisma/test-send.ts'
import { domainReport } from './domain-report.ts'
import { arrived, reported } from './rows.ts'

export interface FilledTeam {
  teamId: string
  userId: string
  projectId: string
  addressId: string
  mailId: string
  scanId: string
  /** Stands in every text that a stranger or a member wrote. */
  word: string
}

/** Fills a team that is there, for somebody who belongs to it. */
export async function fillTeam({ teamId, userId }: { teamId: string; userId: string }): Promise<FilledTeam> {
  const word = `zebra${randomBytes(6).toString('hex')}`
  const domain = `${word}.example`
  const project = await createProject({ teamId, name: word })
  if (!project) throw new Error('no project')
  const { address } = await issueAddress({ teamId, projectId: project.id, domain: 'seedbed.localhost', name: word })
  const ids = { teamId, userId, projectId: project.id, addressId: address.id }
  const mailId = await fillAddress({ ...address, email: `${word}@seedbed.localhost` }, word)
  const scan = await createScan({ teamId, subject: domain, projectId: project.id })
  await saveScanReport({ scan, report: domainReport({ subject: domain }) })
  const owned = { teamId, projectId: project.id }
  await prisma.projectMember.create({ data: { ...owned, userId } })
  await fillWatch({ ...owned, userId, scanId: scan.id, domain })
  await fillDoors({ ...owned, userId, word })
  await fillSends({ ...owned, word })
  return { ...ids, mailId, scanId: scan.id, word }
}

async function fillAddress(address: Parameters<typeof arrived>[0], word: string): Promise<string> {
  const { id: addressId, teamId } = address
  const domain = `${word}.example`
  const mailId = await arrived(address, `Subject: ${word}\r\n\r\n${word}\r\n`)
  await prisma.mail.update({ where: { id: mailId }, data: { mailFrom: `a@${domain}`, label: word } })
  const finding = { id: 'spf-result', section: 'authentication', title: 'SPF', code: 'fail', verdict: 'fail' }
  const said = { text: word, strings: [word], values: [] }
  const findings = [{ ...finding, explanation: said, evidence: [], fix: { who: 'dns', say: said, why: said } }]
  const saw = { subjectHeader: word, fromHeader: `a@${domain}`, fromDomain: domain, messageId: `<${word}>` }
  await reported({ teamId }, mailId, { findings: findings as never }, saw)
  await createShare({ teamId, mailId, withBody: false, withRecipients: false, withSource: false })
  await issueCredential({ addressId, teamId, email: address.email })
  const folder = { addressId, name: word, uidValidity: 1, id: newId() }
  await prisma.mailbox.create({ data: { ...folder, entries: { create: { uid: 1, mailId, modseq: 1, envelope: word } } } })
  const tried = { behaviour: 'defer', recipient: `${word}@x.example`, mailFrom: '', peerAddress: '192.0.2.1', reply: '451' }
  await prisma.replyAttempt.create({ data: { id: newId(), teamId, addressId, ...tried, accepted: false, at: new Date() } })
  const seen = { domain, service: '', address: '192.0.2.1', helo: domain, mailFromDomain: domain, selector: 's' }
  await noteSender({ mailId, at: new Date(), passes: true, isNew: true, ...seen })
  await refusedSession(address, word)
  return mailId
}

/** A conversation that brought nothing. */
async function refusedSession({ id: addressId }: { id: string }, word: string): Promise<void> {
  const [id, at] = [newId(), new Date()]
  const transcript = [{ at: at.toISOString(), from: 'client', line: `MAIL FROM:<a@${word}.example>`, transaction: 1 }]
  const seen = { peerAddress: '192.0.2.1', peerPort: 1, helo: word, extended: true, tlsOffered: 'none', listener: 'smtp' }
  await prisma.session.create({ data: { id, startedAt: at, transcript, ...seen } })
  const named = { outcome: 'refused', reply: '451', recipient: `${word}@seedbed.localhost`, at }
  await prisma.sessionAddress.create({ data: { addressId, sessionId: id, ...named } })
}

interface Watched {
  teamId: string
  projectId: string
  userId: string
  scanId: string
  domain: string
}

async function fillWatch({ teamId, projectId, userId, scanId, domain }: Watched): Promise<void> {
  const [at, monitorId] = [new Date(), newId()]
  const owned = { teamId, projectId }
  await prisma.domain.create({ data: { id: newId(), ...owned, name: domain, tags: [domain], notes: domain, scanId } })
  const rhythm = { kind: 'domain', subject: domain, preset: 'usual', everyMinutes: 60, nextDueAt: at, createdBy: userId }
  const states = { create: { checkId: 'spf', code: 'fail', verdict: 'fail', since: at } }
  await prisma.monitor.create({ data: { id: monitorId, ...owned, ...rhythm, states } })
  const channel = await makeChannel({ ...owned, kind: 'email', name: domain, target: `a@${domain}` })
  const alert = { ...owned, monitorId, kind: 'failing', subject: domain, says: { what: { text: domain } }, scanId, since: at }
  await prisma.alert.create({
    data: {
      ...{ id: newId(), ...alert, recoveredAt: at },
      deliveries: { create: { id: newId(), channelId: channel.id, reply: domain, status: 'delivered' } },
    },
  })
  const accepted = { domain, checkId: 'spf', code: 'fail', reason: domain, userId }
  await prisma.accepted.create({ data: { id: newId(), teamId, ...accepted } })
  const change = { domain, name: domain, type: 'TXT', before: [domain], after: [], scanId, at }
  await prisma.recordEvent.create({ data: { id: newId(), teamId, ...change } })
  await createShare({ teamId, scanId, withBody: false, withRecipients: false, withSource: false })
}

interface Doors {
  teamId: string
  projectId: string
  userId: string
  word: string
}

async function fillDoors({ teamId, projectId, userId, word }: Doors): Promise<void> {
  const subject = `a@${word}.example`
  await makeApiToken({ teamId, projectId, userId, name: word, scope: 'read', expiresAt: null })
  const invitation = { email: subject, role: 'viewer' as const, projectIds: [projectId], uses: 1 }
  await createInvitation({ teamId, invitedBy: userId, ...invitation })
  await note({ teamId, userId, action: 'member.invited', subject })
  await sendMail({ userId: null, teamId, recipient: subject, subjectHeader: word, text: word })
  await prisma.seedDomain.create({ data: { id: newId(), teamId, name: `${word}.example`, seen: { word } } })
  await prisma.idempotency.create({
    data: { ownerId: teamId, key: word, request: new Uint8Array(32), status: 201, body: word },
  })
  await prisma.replyCount.create({ data: { teamId, reply: '250 2.0.0', hour: new Date(), count: 1 } })
  await prisma.delayCount.create({ data: { teamId, domain: `${word}.example`, day: new Date(), step: 1, count: 1 } })
}

async function fillSends({ teamId, projectId, word }: { teamId: string; projectId: string; word: string }): Promise<void> {
  const server = { name: word, host: `${word}.example`, port: 25, tls: 'none' as const, username: '', password: '' }
  const relay = await createRelay({ teamId, ...server })
  if (!relay) throw new Error('no relay')
  const mail = { fromHeader: word, mailFrom: `a@${word}.example`, recipient: `b@${word}.example`, subjectHeader: word }
  const send = {
    id: newId(),
    teamId,
    relayId: relay.id,
    messageId: `<send.${word}>`,
    octets: Buffer.from(word),
    triesForMs: 1000,
  }
  await createTestSend({ ...send, ...mail })
  const attempt = { at: new Date(), took: 1, phase: 'rcpt', reply: word, transcript: [word] }
  await prisma.testSendAttempt.create({ data: { id: newId(), testSendId: send.id, ...attempt } })
  const refusal = { recipient: `b@${word}.example`, status: '5.1.1', diagnostic: word, at: new Date() }
  const of = { teamId, projectId }
  await prisma.bounce.create({ data: { id: newId(), ...of, source: 'file', mailId: newId(), ...refusal } })
  await prisma.bounce.create({ data: { id: newId(), ...of, source: 'test_send', mailId: send.id, ...refusal } })
}
