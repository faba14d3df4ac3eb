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
  '9.9.9.9.in-addr.arpa PTR': ['dns.tern.example'],
  'dns.tern.example A': ['9.9.9.9'],
  '9.9.9.9.origin.asn.cymru.com TXT': [
    '64496 | 9.9.0.0/16 | ZZ | ripencc | 2009-01-01',
    '64496 | 9.9.9.0/24 | ZZ | ripencc | 2010-07-14',
  ],
  'AS64496.asn.cymru.com TXT': ['64496 | ZZ | ripencc | 2010-07-14 | TERN-AS, ZZ'],
  '2.0.0.127.bl.spamcop.net A': ['127.0.0.2'],
  '9.9.9.9.bl.spamcop.net A': ['127.0.0.2'],
  '9.9.9.9.bl.spamcop.net TXT': ['Seen on Tuesday'],
})
// The settings are read once, by whoever is imported first.
process.env.DNS_SERVERS = nameServer.address
process.env.DNS_TIMEOUT_MS = '2000'
const { prisma } = await import('#prisma/client.ts')
const { newId } = await import('#prisma/id.ts')
const { reportOfScan } = await import('#prisma/report.ts')
const { createScan, deleteScan, scanById, seenSending } = await import('#prisma/scan.ts')
const { seenFrom } = await import('#prisma/seen.ts')
const { createAnonymousTeam } = await import('#prisma/team.ts')
const { runScan } = await import('#worker/jobs/scan.ts')
const { sweep } = await import('#worker/jobs/sweep.ts')
const { closeNews, foundSoFar, subscribeScanNews } = await import('#worker/news.ts')
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

  test('with changes is the report as if they were published, and says who said so', async () => {
    const change = {
      action: 'replace' as const,
      name: 'tern.example',
      type: 'TXT',
      was: 'v=spf1 mx ?all',
      value: 'v=spf1 -all',
      ttl: 60,
    }
    const scan = await createScan({ teamId: await createAnonymousTeam(), subject: 'tern.example', changes: [change] })
    await runScan({ scanId: scan.id })
    const report = reportSchema.parse(await reportOfScan({ scanId: scan.id }))
    assert.equal(report.findings.find(({ id }) => id === 'spf-all')?.verdict, 'pass')
    assert.ok(
      report.questions.some(({ name, type, server }) => `${name} ${type} ${server}` === 'tern.example TXT the proposed records'),
    )
  })

  test('of a mail judges it once more, with the records changed', async () => {
    const { address } = await newAddress()
    const mailId = await arrived(address, 'From: a@tern.example\r\nSubject: hi\r\n\r\nhello\r\n')
    const change = { action: 'replace' as const, name: '_dmarc.tern.example', type: 'TXT', was: 'v=DMARC1; p=none', ttl: 60 }
    const changes = [{ ...change, value: 'v=DMARC1; p=reject' }]
    const ofMail = { teamId: address.teamId, kind: 'mail' as const, mailId, subject: 'tern.example' }
    const policies = []
    for (const more of [{}, { changes }]) {
      const scan = await createScan({ ...ofMail, ...more })
      await runScan({ scanId: scan.id })
      const report = reportSchema.parse(await reportOfScan({ scanId: scan.id }))
      policies.push([report.kind, report.authentication?.dmarc.policy])
    }
    assert.deepEqual(policies, [
      ['mail', 'none'],
      ['mail', 'reject'],
    ])
  })

  test('knows what its team has seen of the domain', async () => {
    const { address } = await newAddress()
    const spf = { result: 'pass', domain: 'tern.example' }
    const authentication = {
      spf,
      dkim: [],
      dmarc: { result: 'pass', policy: 'none', domain: spf.domain },
      arc: { result: 'none' },
    }
    await reported(address, await arrived(address), { authentication }, { fromDomain: spf.domain })
    const codes = []
    for (const teamId of [address.teamId, await createAnonymousTeam()]) {
      const scan = await createScan({ teamId, subject: spf.domain })
      await runScan({ scanId: scan.id })
      codes.push((await reportOfScan({ scanId: scan.id }))?.findings.find(({ id }) => id === 'dmarc-enforceable')?.code)
    }
    assert.deepEqual(codes, ['ready', 'no-data'])
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
    const [begun, ...others] = heard
    assert.deepEqual([begun, others.at(-1), new Set(others.slice(0, -1))], ['scanning', 'scanned', new Set(['found'])])
    assert.equal((await scanById(scan.id))?.attempts, 1)
    stop()
  })

  test('tells each finding as it comes, and those who come late what came before', async () => {
    const scan = await asked()
    await runScan({ scanId: scan.id })
    const report = reportSchema.parse(await reportOfScan({ scanId: scan.id }))
    const told = await foundSoFar(scan.id)
    const found = told.flatMap((one) => one.found)
    const outcome = ({ id, verdict, code }: { id: string; verdict: string; code: string }) => `${id} ${verdict} ${code}`
    assert.deepEqual(found.map(outcome).sort(), report.findings.map(outcome).sort())
    assert.ok(told.every(({ checks }) => checks === report.findings.length))
    assert.deepEqual(
      told[0]?.sections,
      report.sections.map(({ id, title }) => ({ id, title })),
    )
  })

  test('of an address becomes a report on its names, its network and the lists', async () => {
    const scan = await createScan({ teamId: await createAnonymousTeam(), kind: 'address', subject: '9.9.9.9' })
    await runScan({ scanId: scan.id })
    const report = reportSchema.parse(await reportOfScan({ scanId: scan.id }))
    assert.deepEqual([report.kind, report.subject], ['address', '9.9.9.9'])
    const view = report.views?.address ?? assert.fail()
    assert.deepEqual(view.names, [{ name: 'dns.tern.example', addresses: ['9.9.9.9'], leadsBack: true }])
    assert.deepEqual(view.network, {
      prefix: '9.9.9.0/24',
      systems: [{ number: '64496', name: 'TERN-AS, ZZ' }],
      country: 'ZZ',
      registry: 'ripencc',
      since: '2010-07-14',
    })
    const spamcop = view.lists.find(({ zone }) => zone === 'bl.spamcop.net')
    assert.deepEqual([spamcop?.state, spamcop?.meanings, spamcop?.reason], ['listed', ['listed'], 'Seen on Tuesday'])
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

describe('where an address was seen', () => {
  test('are the mails of one team that came from it, by the domains they name', async () => {
    const { address } = await newAddress()
    const proven = {
      authentication: {
        spf: none,
        dkim: [],
        dmarc: { result: 'pass', policy: 'none', domain: 'a.example' },
        arc: { result: 'none' },
      },
    }
    await reported(address, await arrived(address), proven, { fromDomain: 'a.example' })
    await reported(address, await arrived(address), {}, { fromDomain: 'a.example' })
    const newest = await arrived(address)
    await reported(address, newest, {}, { fromDomain: 'b.example' })
    const seen = (await seenFrom({ teamId: address.teamId, address: '127.0.0.1' })) ?? assert.fail()
    assert.deepEqual([seen.mails, seen.mailId], [3, newest])
    assert.deepEqual(seen.domains, [
      { domain: 'a.example', mails: 2, proven: 1 },
      { domain: 'b.example', mails: 1, proven: 0 },
    ])
    assert.ok(seen.firstAt <= seen.lastAt)
  })
  test('is nowhere for another address, and for another team', async () => {
    const { address } = await newAddress()
    await reported(address, await arrived(address))
    assert.equal(await seenFrom({ teamId: address.teamId, address: '127.0.0.2' }), null)
    assert.equal(await seenFrom({ teamId: await createAnonymousTeam(), address: '127.0.0.1' }), null)
  })
  const none = { result: 'none', domain: '' }
})
