/** The job behind a scan: from a row that is asked for to its report, over a real name server. */
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { reportSchema } from '#checks/report.ts'
import { startNameServer } from '#net/name-server.ts'
import { until } from '../helpers/until.ts'

const nameServer = await startNameServer({
  'tern.example SOA': ['ns1.tern.example hostmaster.tern.example 2026112101 7200 3600 1209600 300'],
  'tern.example NS': ['ns1.tern.example'],
  'tern.example MX': ['10 mx.tern.example'],
  'mx.tern.example A': ['192.0.2.25'],
  'tern.example TXT': ['v=spf1 mx ?all'],
  '_dmarc.tern.example TXT': ['v=DMARC1; p=none'],
})
// The settings are read once, by whoever is imported first.
process.env.DNS_SERVERS = nameServer.address
process.env.DNS_TIMEOUT_MS = '50'
const { prisma } = await import('#prisma/client.ts')
const { newId } = await import('#prisma/id.ts')
const { reportOfScan } = await import('#prisma/report.ts')
const { createScan, deleteScan, scanById, seenSending } = await import('#prisma/scan.ts')
const { createAnonymousTeam } = await import('#prisma/team.ts')
const { runScan } = await import('#worker/jobs/scan.ts')
const { sweep } = await import('#worker/jobs/sweep.ts')
const { closeNews, subscribeScanNews } = await import('#worker/news.ts')
const { arrived, newAddress, reported } = await import('../helpers/rows.ts')
const { closeQueues, openProducers, openQueue } = await import('#worker/queue.ts')

await openProducers()
after(async () => {
  await Promise.allSettled([closeQueues(), closeNews(), prisma.$disconnect()])
  await nameServer.close()
})

const asked = async (domain = 'tern.example') => createScan({ teamId: await createAnonymousTeam(), subject: domain })

describe('a scan', () => {
  test('becomes a report with three answers, and with changes that mend what they name', async () => {
    const scan = await asked()
    await runScan({ scanId: scan.id })
    const { status, score, problems, warnings } = (await scanById(scan.id)) ?? assert.fail()
    const report = reportSchema.parse(await reportOfScan({ scanId: scan.id }))
    assert.deepEqual([status, score, report.kind, report.subject], ['reported', report.score, 'domain', 'tern.example'])
    assert.deepEqual(
      report.answers?.map(({ id }) => id),
      ['receiving', 'sending', 'forgery'],
    )
    assert.ok(warnings + problems > 0)
    assert.ok(report.changes?.length, 'something can be published')
    assert.ok(report.questions.length > 10)
  })

  test('tells who listens when it begins and when its report is there, and is judged once', async () => {
    const scan = await asked()
    const heard: string[] = []
    let listening = false
    const stop = subscribeScanNews(scan.id, { news: ({ kind }) => heard.push(kind), gap: () => (listening = true) })
    await until(() => listening)
    await runScan({ scanId: scan.id })
    await until(() => heard.includes('scanned'))
    await runScan({ scanId: scan.id })
    assert.deepEqual([heard, (await scanById(scan.id))?.attempts], [['scanning', 'scanned'], 1])
    stop()
  })

  test('that was deleted, or never was, is nobody’s work', async () => {
    const scan = await asked()
    await deleteScan(scan)
    for (const scanId of [scan.id, newId(), 'x']) await runScan({ scanId })
    assert.equal(await prisma.report.count({ where: { scanId: scan.id } }), 0)
  })

  test('whose hint was lost is put into the queue by the sweep', async () => {
    const scan = await asked()
    const worker = openQueue('scan', 'worker')
    const carried = Promise.withResolvers<void>()
    void worker.process(async ({ data }) => {
      await runScan(data)
      if (data.scanId === scan.id) carried.resolve()
    })
    assert.ok((await sweep(Date.now() + 60_000)) > 0)
    await carried.promise
    assert.equal((await scanById(scan.id))?.status, 'reported')
    await worker.close()
  })
})

describe('what a team’s mails tell of a domain', () => {
  const dkim = [
    { result: 'pass', domain: 'sender.example', selector: 's1' },
    { result: 'pass', domain: 'esp.example', selector: 'esp' },
    { result: 'fail', domain: 'sender.example', selector: 'broken' },
  ]
  const proven = (dmarc: string) => ({
    authentication: {
      spf: { result: 'pass', domain: 'sender.example' },
      dkim,
      dmarc: { result: dmarc, policy: 'none', domain: 'sender.example' },
      arc: { result: 'none' },
    },
  })

  test('are the selectors of signatures that passed, its own ones, of mail that is proven to be from it', async () => {
    const { address } = await newAddress()
    await reported(address, await arrived(address), proven('pass'))
    const seen = await seenSending({ teamId: address.teamId, domain: 'sender.example' })
    assert.deepEqual(seen, { sends: true, selectors: [{ domain: 'sender.example', selector: 's1' }] })
    assert.equal((await seenSending({ teamId: await createAnonymousTeam(), domain: 'sender.example' })).sends, false)
  })
  test('is nothing when the mail only claims to be from it', async () => {
    const { address } = await newAddress()
    await reported(address, await arrived(address), proven('fail'))
    assert.deepEqual(await seenSending({ teamId: address.teamId, domain: 'sender.example' }), { sends: false, selectors: [] })
  })
})
