/** The job behind a probe: from a host that is asked for to its report, over a real name server and servers that are scripts. */
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { reportSchema } from '#checks/report.ts'
import { startNameServer } from '#net/name-server.ts'
import { plainSmtp, startScripted } from '../helpers/scripted.ts'
import { until } from '../helpers/until.ts'

const nameServer = await startNameServer({
  'tern.example MX': ['10 dead.tern.example', '20 mx.tern.example'],
  'mx.tern.example A': ['127.0.0.1'],
  'dead.tern.example A': ['127.0.0.9'],
  'shy.example A': ['127.0.0.1'],
  '_seedbed.shy.example TXT': ['v=seedbed1; probe=no'],
})
const server = await startScripted(plainSmtp)
// The settings are read once, by whoever is imported first.
process.env.DNS_SERVERS = nameServer.address
process.env.DNS_TIMEOUT_MS = '2000'
process.env.ALLOW_PRIVATE_TARGETS = 'true'
process.env.PORT_MAP = `25:${server.port}`
process.env.SESSION_SECRET = 'a secret of this test, long enough for it'
process.env.BASE_URL = 'https://seedbed.example'
const { prisma } = await import('#prisma/client.ts')
const { reportOfScan } = await import('#prisma/report.ts')
const { createScan, deleteScan, scanById } = await import('#prisma/scan.ts')
const { createAnonymousTeam } = await import('#prisma/team.ts')
const { runProbe } = await import('#worker/jobs/probe.ts')
const { sweep } = await import('#worker/jobs/sweep.ts')
const { closeNews, foundSoFar, subscribeScanNews } = await import('#worker/news.ts')
const { closeQueues, openProducers, openQueue } = await import('#worker/queue.ts')
const { closeTurns, takeTurn } = await import('#worker/turn.ts')
type ProbeOptions = import('#prisma/scan.ts').ProbeOptions

const limits = { spacingMs: 0, perHour: 1000, totalMs: 5000 }
await openProducers()
after(async () => {
  await Promise.allSettled([closeQueues(), closeNews(), prisma.$disconnect()])
  closeTurns()
  server.close()
  await nameServer.close()
})

const asked = async (subject: string, options: ProbeOptions = { ports: [25] }) =>
  createScan({ teamId: await createAnonymousTeam(), kind: 'host', subject, options })

async function probed(subject: string, options?: ProbeOptions) {
  const scan = await asked(subject, options)
  await runProbe({ scanId: scan.id }, limits)
  const report = reportSchema.parse(await reportOfScan({ scanId: scan.id }))
  return { report, probe: report.probe ?? assert.fail(), scan: (await scanById(scan.id)) ?? assert.fail() }
}
const codeOf = ({ findings }: { findings: { id: string; code: string }[] }, id: string) =>
  findings.find((one) => one.id === id)?.code

describe('a probe', () => {
  test('becomes a report with its ports, findings and conversation', async () => {
    const { report, probe, scan } = await probed('mx.tern.example', { ports: [25, 2526] })
    assert.deepEqual([scan.status, scan.score, report.kind, report.subject], ['reported', null, 'host', 'mx.tern.example'])
    assert.deepEqual(
      probe.ports.map(({ address, port, state }) => [address, port, state]),
      [
        ['127.0.0.1', 25, 'open'],
        ['127.0.0.1', 2526, 'refused'],
      ],
    )
    assert.equal(codeOf(report, 'port-25'), 'open')
    assert.ok(scan.warnings + scan.problems > 0, 'it offers no encryption')
    const [talk] = probe.transcript
    assert.ok(talk?.lines.some(({ from, line }) => from === 'client' && line.startsWith('EHLO ')))
  })

  test('of a network of one’s own tries relaying, and names a recipient', async () => {
    const { report, probe, scan } = await probed('mx.tern.example', { ports: [25], rcptTo: 'me@tern.example' })
    assert.deepEqual(probe.leave, { owner: true, recipient: 'named', leftOut: [] })
    assert.deepEqual([codeOf(report, 'smtp-open-relay'), codeOf(report, 'smtp-recipient-probe')], ['closed', 'accepted'])
    const gone = await probed('mx.tern.example', { ports: [25], rcptTo: 'nobody@tern.example' })
    assert.deepEqual([gone.probe.recipient?.class, gone.probe.recipient?.action], ['hard', 'remove'])
    const kept = () => prisma.bounce.findMany({ where: { source: 'probe', mailId: gone.scan.id } })
    assert.deepEqual(
      (await kept()).map(({ recipient, status, class: kind }) => [recipient, status, kind]),
      [['nobody@tern.example', '5.1.1', 'hard']],
    )
    assert.equal(
      await prisma.bounce.count({ where: { source: 'probe', teamId: scan.teamId } }),
      0,
      'who is accepted is no bounce',
    )
    await deleteScan(gone.scan)
    assert.deepEqual(await kept(), [])
    assert.ok(!server.heard.some((line) => /^DATA/i.test(line)), 'no mail is sent')
  })

  test('of a domain walks its mail servers in their order', async () => {
    const { probe } = await probed('tern.example', { mx: true })
    assert.deepEqual(
      probe.walk?.steps.map(({ host, does }) => [host, does]),
      [
        ['dead.tern.example', 'goes-on'],
        ['mx.tern.example', 'delivers'],
      ],
    )
    assert.match(probe.walk?.say.text ?? '', /delivers to mx\.tern\.example/)
  })

  test('of a host that says no is none', async () => {
    const before = server.connections
    const { report, probe, scan } = await probed('shy.example')
    assert.equal(probe.leave.refused?.code, 'opt-out')
    assert.deepEqual([scan.status, report.headline.kind, server.connections], ['reported', 'not-conclusive', before])
    assert.ok(report.questions.some(({ name, type }) => `${name} ${type}` === '_seedbed.shy.example TXT'))
  })

  test('of a name that leads nowhere says so', async () => {
    const { report } = await probed('none.tern.example')
    assert.match(report.headline.say.text, /no host none\.tern\.example/)
  })

  test('says what it found while it looks, and that it is over', async () => {
    const scan = await asked('mx.tern.example')
    const kinds: string[] = []
    const quiet = subscribeScanNews(scan.id, { news: ({ kind }) => kinds.push(kind), gap() {} })
    await runProbe({ scanId: scan.id }, limits)
    await until(async () => kinds.includes('scanned'))
    quiet()
    assert.ok(kinds.includes('found'))
    assert.ok((await foundSoFar(scan.id)).flatMap(({ found }) => found).some(({ id }) => id === 'port-25'))
  })
})

describe('while another looks at the same address', () => {
  test('a probe waits, and the sweep brings it again', async () => {
    const turn = await takeTurn(['127.0.0.1'], limits)
    assert.ok(turn.given)
    const scan = await asked('mx.tern.example')
    const before = server.connections
    await runProbe({ scanId: scan.id }, limits)
    const waiting = (await scanById(scan.id)) ?? assert.fail()
    assert.deepEqual([waiting.status, waiting.attempts, server.connections], ['asked', 0, before])
    await turn.end()

    const worker = openQueue('probe', 'worker')
    void worker.process(({ data }) => runProbe(data, limits))
    await sweep(Date.now() + 60_000)
    await until(async () => (await scanById(scan.id))?.status === 'reported')
    await worker.close(true)
  })

  test('it gives up after ten minutes', async () => {
    const turn = await takeTurn(['127.0.0.1'], limits)
    assert.ok(turn.given)
    const scan = await asked('mx.tern.example')
    await prisma.scan.update({ where: { id: scan.id }, data: { requestedAt: new Date(Date.now() - 660_000) } })
    await runProbe({ scanId: scan.id }, limits)
    await turn.end()
    assert.equal((await reportOfScan({ scanId: scan.id }))?.probe?.leave.refused?.code, 'too-often')
  })

  test('two at the same moment look one after the other', async () => {
    const scans = await Promise.all([asked('mx.tern.example'), asked('127.0.0.1')])
    await Promise.all(scans.map(({ id }) => runProbe({ scanId: id }, limits)))
    const states = await Promise.all(scans.map(async ({ id }) => (await scanById(id))?.status))
    assert.deepEqual(states.sort(), ['asked', 'reported'])
  })
})

test('an address is looked at so many times an hour, whoever asks', async () => {
  const scan = await asked('127.0.0.1')
  await runProbe({ scanId: scan.id }, { ...limits, perHour: 0 })
  const report = (await reportOfScan({ scanId: scan.id })) ?? assert.fail()
  assert.equal(report.probe?.leave.refused?.code, 'too-often')
  assert.match(report.headline.cause?.text ?? '', /The next look is possible from 20\d\d-/)
})
