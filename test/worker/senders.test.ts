/** Blocklist monitors: the addresses that send for watched domains are looked up by turns, and a listing is told. */
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { judgeAddress } from '#checks/judge-address.ts'
import { blocklists } from '#checks/records/blocklists.ts'
import { issueAddress } from '#prisma/address.ts'
import { alertsOf } from '#prisma/alert.ts'
import { makeChannel } from '#prisma/channel.ts'
import { prisma } from '#prisma/client.ts'
import { addDomains } from '#prisma/domain.ts'
import { newId } from '#prisma/id.ts'
import { monitorsOf, overdueMonitors, takeDue, unwatch, watch } from '#prisma/monitor.ts'
import { watchSenders } from '#prisma/sender-monitor.ts'
import { deliver } from '#worker/monitoring/deliver.ts'
import { lookAtSenders } from '#worker/monitoring/senders.ts'
import { closeQueues } from '#worker/queue.ts'
import { listsInOrder } from '../helpers/lists.ts'
import { arrived } from '../helpers/rows.ts'
import { netOf, silent, type Zone } from '../helpers/zone.ts'

after(closeQueues)

const ip = '198.51.99.7'
const reversed = '7.99.51.198'
const hourMs = 3_600_000
const listed: Zone = { ...listsInOrder, [`${reversed}.zen.spamhaus.org A`]: '127.0.0.2' }
/** Every list is silent. */
const away: Zone = Object.fromEntries(blocklists.map(({ zone }) => [`*.${zone} ANY`, silent]))
/** Every list says yes to whatever is asked: closed ones do. */
const yes: Zone = Object.fromEntries(blocklists.map(({ zone }) => [`*.${zone} ANY`, '127.0.0.2']))

/** A team that watches domains from which mail came. */
async function watching(domains = ['acme.com'], { service = '', passes = true, address = ip, seenAt = new Date() } = {}) {
  const teamId = (await prisma.team.create({ data: { id: newId(), kind: 'team', name: 'Acme' } })).id
  await addDomains({ teamId, domains: domains.map((name) => ({ name, projectId: null, tags: [] })) })
  const seen = { helo: 'x', mailFromDomain: 'x', selector: '', firstSeenAt: seenAt, lastSeenAt: seenAt, service, passes, address }
  await prisma.knownSender.createMany({ data: domains.map((domain) => ({ id: newId(), teamId, domain, ...seen })) })
  for (const subject of domains) {
    const made = await watch({ teamId, projectId: null, kind: 'domain', subject, preset: 'usual', createdBy: null })
    await watchSenders(made, new Date())
  }
  let at = Date.now()
  /** Every look is three hours after the one before, so that all are due. */
  const look = async (world: Zone) => {
    at += 3 * hourMs
    // Of the other tests nothing is due.
    await prisma.monitor.updateMany({ where: { kind: 'sender', teamId: { not: teamId } }, data: { pausedAt: new Date() } })
    return lookAtSenders(new Date(at), (address) => judgeAddress(address, netOf(world)))
  }
  const senders = () => prisma.monitor.findMany({ where: { teamId, kind: 'sender' } })
  const alerts = async () => alertsOf({ teamId, projects: null }, {})
  return { teamId, look, senders, alerts, later: () => new Date(at + 3 * hourMs) }
}

describe('a known sender', () => {
  test('is looked up in turn, and is told when it is on a list, with whose mail goes out from there', async () => {
    const { look, alerts } = await watching(['acme.com', 'acme.net'])
    await look(listsInOrder)
    await look(listed)
    await look(listed)
    const [alert, ...more] = await alerts()
    assert.deepEqual([alert?.kind, alert?.subject, alert?.code, more], ['listed', ip, 'listed-spamhaus', []])
    assert.match(alert?.says.what.text ?? '', /on a Spamhaus list.*It sends for acme\.com, acme\.net\./)
    assert.match(alert?.says.step?.text ?? '', /Find what sent spam/)
    assert.equal((await prisma.scan.findUnique({ where: { id: alert?.scanId ?? '' } }))?.status, 'reported')
    await look(listsInOrder)
    assert.ok((await alerts())[0]?.recoveredAt)
  })
  test('of a service is that service’s to have removed', async () => {
    const { look, alerts } = await watching(['acme.com'], { service: 'Brevo' })
    await look(listsInOrder)
    await look(listed)
    const [alert] = await alerts()
    assert.match(alert?.says.cause?.text ?? '', /belongs to Brevo/)
    assert.match(alert?.says.step?.text ?? '', /support of Brevo/)
  })
  test('that was on a list when watching began is not told, and nothing is kept of a look without news', async () => {
    const { teamId, look, alerts } = await watching()
    for (const world of [listed, listed]) await look(world)
    assert.deepEqual([await alerts(), await prisma.scan.count({ where: { teamId } })], [[], 0])
  })
  const quiet: [title: string, world: Zone][] = [
    ['lists that are silent for days', away],
    ['lists that say yes to everything', yes],
  ]
  for (const [title, world] of quiet) {
    test(`is never told because of ${title}`, async () => {
      const { look, alerts } = await watching()
      await look(listsInOrder)
      for (let looks = 0; looks < 12; looks += 1) await look(world)
      assert.deepEqual(await alerts(), [])
    })
  }
  const none: [title: string, seen: Parameters<typeof watching>[1]][] = [
    ['that does not pass DMARC', { passes: false }],
    ['that was not seen for 60 days', { seenAt: new Date(Date.now() - 61 * 24 * hourMs) }],
  ]
  for (const [title, seen] of none) {
    test(`${title} is nobody’s to look up`, async () => {
      assert.deepEqual(await (await watching(['acme.com'], seen)).senders(), [])
    })
  }
  test('is one of 20 of a domain, those seen last, spread over two hours', async () => {
    const { teamId, senders } = await watching()
    const now = Date.now()
    const row = (n: number) => ({
      ...{ id: newId(), teamId, domain: 'acme.com', service: '', helo: 'x', mailFromDomain: 'x', selector: '', passes: true },
      ...{ address: `198.51.98.${n}`, firstSeenAt: new Date(now), lastSeenAt: new Date(now - n * 60_000) },
    })
    await prisma.knownSender.createMany({ data: Array.from({ length: 40 }, (_, n) => row(n)) })
    await watchSenders({ teamId, projectId: null, subject: 'acme.com', everyMinutes: 60 }, new Date(now))
    const known = await senders()
    // The one of before was seen last but a few, and stays.
    assert.ok(known.length === 20 || known.length === 21, String(known.length))
    assert.ok(!known.some(({ subject }) => subject === '198.51.98.30'))
    assert.ok(known.every(({ nextDueAt, everyMinutes }) => everyMinutes === 120 && nextDueAt.getTime() <= now + 2 * hourMs))
    assert.ok(new Set(known.map(({ nextDueAt }) => nextDueAt.getTime())).size > 10)
  })
  test('ends with the watch of its domain, and its alert with it', async () => {
    const { teamId, look, senders, alerts } = await watching()
    await look(listsInOrder)
    await look(listed)
    await unwatch({ teamId, kind: 'domain', subject: 'acme.com' })
    await look(listed)
    assert.deepEqual(await senders(), [])
    assert.ok((await alerts())[0]?.recoveredAt)
  })
  test('stands in no list of what is watched, and is no domain that is due or late', async () => {
    const { teamId, later } = await watching()
    assert.deepEqual(
      (await monitorsOf({ teamId, projects: null })).map(({ kind }) => kind),
      ['domain'],
    )
    const now = new Date(later().getTime() + 24 * hourMs)
    for (const rows of [await overdueMonitors({ now, take: 1000 }), await takeDue({ now, take: 1000 })])
      assert.deepEqual(
        rows.filter((row) => row.teamId === teamId).map(({ kind }) => kind),
        ['domain'],
      )
  })
  test('that sends for two projects belongs to neither', async () => {
    const { teamId, senders } = await watching()
    const project = await prisma.project.create({ data: { id: newId(), teamId, name: 'Borealis' } })
    await prisma.monitor.updateMany({ where: { teamId, kind: 'sender' }, data: { projectId: project.id } })
    await watchSenders({ teamId, projectId: null, subject: 'acme.com', everyMinutes: 60 }, new Date())
    assert.deepEqual(
      (await senders()).map(({ projectId }) => projectId),
      [null],
    )
  })
})

describe('an alert about a known sender', () => {
  interface Told {
    /** Does the project of the mail say so? */
    tellsAll: boolean
    /** Is the mail in the project of the alert, or in another? */
    mailIn?: 'ours' | 'another'
    isThere?: boolean
  }
  /** A mail showed who sends; that address is on a list; a channel of the alert's project and one of the team hear of it. */
  async function told({ tellsAll, mailIn = 'ours', isThere = true }: Told) {
    const { teamId, look } = await watching()
    const [ours, another] = [newId(), newId()]
    const projects = [
      { id: ours, teamId, name: 'Borealis', alertsTellAll: tellsAll },
      { id: another, teamId, name: 'Kiosk', alertsTellAll: tellsAll },
    ]
    await prisma.project.createMany({ data: projects })
    await prisma.monitor.updateMany({ where: { teamId, kind: 'sender' }, data: { projectId: ours } })
    const { address } = await issueAddress({ teamId, domain: 'seedbed.localhost' })
    const mailId = await arrived(address)
    const subjectHeader = 'Our November offer\r\nBcc: x@evil.example'
    const seen = { subjectHeader, fromDomain: 'acme.com', projectId: mailIn === 'ours' ? ours : another }
    const { receivedAt } = await prisma.mail.update({ where: { id: mailId }, data: seen })
    await prisma.knownSender.updateMany({ where: { teamId }, data: { lastSeenAt: receivedAt } })
    for (const [name, projectId] of [['all', null] as const, ['ours', ours] as const])
      await makeChannel({ teamId, projectId, kind: 'email', name, target: `${name}@acme.example` })
    await look(listsInOrder)
    await look(listed)
    // What is told is looked up when it is told.
    if (!isThere) await prisma.mail.delete({ where: { id: mailId } })
    await prisma.delivery.updateMany({ where: { channel: { teamId } }, data: { nextAttemptAt: new Date() } })
    await deliver(new Date(Date.now() + 1000))
    const mails = await prisma.outboxMail.findMany({ where: { teamId }, orderBy: { recipient: 'asc' } })
    const hear = mails.map(({ recipient, text }) => `${recipient.split('@')[0]} ${text.includes('November')}`)
    return { address, mails, mailId, hear }
  }
  test('tells the subject of the mail it is known from where the project of that mail says so, in no header', async () => {
    const { mails, address, mailId, hear } = await told({ tellsAll: true })
    assert.deepEqual(hear, ['all true', 'ours true'])
    const [{ text = '', subjectHeader = '' } = {}] = mails
    assert.ok(text.includes('“Our November offer Bcc:') && text.includes(`” to ${address.email}: `), text)
    assert.ok(text.includes(`/mail/${mailId}\n`))
    assert.doesNotMatch(text, /^Bcc|evil\.example/m)
    assert.doesNotMatch(subjectHeader, /November/)
  })
  const less: [title: string, how: Told, hear: string[]][] = [
    ['nothing of it where it does not', { tellsAll: false }, ['all false', 'ours false']],
    ['nothing of it once that mail is gone', { tellsAll: true, isThere: false }, ['all false', 'ours false']],
    ['no channel of a project of another project’s mail', { tellsAll: true, mailIn: 'another' }, ['all true', 'ours false']],
  ]
  for (const [title, how, hear] of less) test(`tells ${title}`, async () => assert.deepEqual((await told(how)).hear, hear))
})
