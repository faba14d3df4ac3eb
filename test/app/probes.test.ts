/** Probes as programs and pages ask for them; what may be typed for a host; and what is refused. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { hostReport } from '../helpers/host-report.ts'
import { ask, type Question } from '../helpers/ask.ts'

// The settings are read once, by whoever is imported first.
process.env.PROBE_OPT_OUT = 'listed.example, 198.51.100.0/24'
process.env.PROBES_PER_HOUR = '200'
const { prisma } = await import('#prisma/client.ts')
const { newId } = await import('#prisma/id.ts')
const { proofOf } = await import('#prisma/proof.ts')
const { saveScanReport } = await import('#prisma/report.ts')
const { scanById } = await import('#prisma/scan.ts')
const { probeSchema, problemSchema, scanSchema } = await import('../../app/api.ts')
const { askForProbe } = await import('../../app/limits.server.ts')
const { isVisitor } = await import('../../app/probe/ask.server.ts')
const { pathOfTyped, readHost, readPorts, readRecipient } = await import('../../app/probe/subject.server.ts')
const { talkText } = await import('../../app/probe/talk.ts')
const { startWeb } = await import('../../app/server.ts')
type ProbeLeave = import('#checks/report.ts').ProbeLeave

let web: Awaited<ReturnType<typeof startWeb>>
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(() => web.close())

const api = (path: string, question?: Question) => ask(web.port, `/api/v1${path}`, question)
const json = { 'content-type': 'application/json' }
const post = (body: object, headers: Record<string, string> = json) =>
  api('/probes', { method: 'POST', headers, body: JSON.stringify(body) })
const read = ({ text }: { text: string }) => probeSchema.parse(JSON.parse(text))
const newProbe = async (body: object = { host: 'mx.tern.example' }) =>
  (await scanById(read(await post(body)).id)) ?? assert.fail()
const probed = async (leave: Partial<ProbeLeave> = {}, body?: object) => {
  const scan = await newProbe(body)
  await saveScanReport({ scan, report: hostReport(leave) })
  return scan
}

describe('a host is found in', () => {
  const rows: [typed: string, host: string][] = [
    ['mx1.acme.com', 'mx1.acme.com'],
    [' MX1.Acme.com. ', 'mx1.acme.com'],
    ['mx.bücher.example', 'mx.xn--bcher-kva.example'],
    ['9.9.9.9', '9.9.9.9'],
    ['[2620:FE::9]', '2620:fe::9'],
    ['::ffff:9.9.9.9', '9.9.9.9'],
    ['0x9.9.9.9', '9.9.9.9'],
  ]
  for (const [typed, host] of rows) test(typed, () => assert.deepEqual(readHost(typed), { host }))
})

/** Every way of writing an address that only we can reach. */
const inside = [
  ...['127.0.0.1', '10.1.2.3', '192.168.0.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1'],
  ...[
    '::1',
    '[::1]',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::7f00:1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
  ],
  ...['127.1', '2130706433', '0x7f000001', '0x7f.1', '0177.0.0.1', '017700000001', '127.0.0.1.', '0'],
]

describe('no host is found in', () => {
  const rows: [typed: string, code: string][] = [
    ['', 'empty'],
    ['acme', 'no-dot'],
    ['co.uk', 'public-suffix'],
    ['mx.nas.local', 'private-name'],
    ['localhost', 'no-dot'],
    ['9.9.9.0/24', 'ip-network'],
    ['mx.listed.example', 'opt-out'],
    ['198.51.100.9', 'private-address'],
    ['two words', 'not-a-domain'],
    ['a\0b.com', 'not-a-domain'],
    ['999.999.999.999', 'not-a-domain'],
    ...inside.map((typed): [string, string] => [typed, 'private-address']),
  ]
  for (const [typed, code] of rows) {
    test(`${JSON.stringify(typed)}: ${code}`, () => {
      const found = readHost(typed)
      assert.ok('code' in found)
      assert.equal(found.code, code)
      assert.ok(found.say.endsWith('.') || found.say.includes('npx'), found.say)
    })
  }
})

describe('the box leads', () => {
  const rows: [typed: string, path: string][] = [
    ['mx1.acme.com', '/probe/mx1.acme.com'],
    ['acme.com:25', '/probe/acme.com?ports=25'],
    ['mail.acme.com:587', '/probe/mail.acme.com?ports=587'],
    ['[2620:fe::9]:993', '/probe/2620%3Afe%3A%3A9?ports=993'],
    ['smtp-in.l.acme.com', '/probe/smtp-in.l.acme.com'],
    ['mx.com', '/domain/mx.com'],
    ['www.acme.com', '/domain/www.acme.com'],
    ['acme.com:8080', '/domain/acme.com'],
    ['me@mx1.acme.com', '/domain/mx1.acme.com'],
  ]
  for (const [typed, path] of rows) {
    test(`${typed} to ${path}`, async () => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: `http://127.0.0.1:${web.port}` }
      const body = new URLSearchParams({ text: typed }).toString()
      const answer = await ask(web.port, '/check', { method: 'POST', headers, body })
      assert.deepEqual([answer.status, answer.headers.location], [303, path])
    })
  }
})

test('ports are read as a list of at most ten', () => {
  assert.deepEqual(readPorts('25, 587 587'), [25, 587])
  for (const typed of ['', 'smtp', '0', '65536', '1,2,3,4,5,6,7,8,9,10,11', '25-99', '1e3'])
    assert.equal(readPorts(typed), undefined)
})
test('a recipient is a mail address, and nothing that ends a command', () => {
  assert.equal(readRecipient(' <me@acme.com> '), 'me@acme.com')
  for (const typed of ['me', 'me@', 'a b@acme.com', 'a@b>\r\nDATA', '<<a@b>>', `${'a'.repeat(65)}@acme.com`])
    assert.equal(readRecipient(typed), undefined, typed)
})
test('what is typed cannot lead elsewhere', () => {
  for (const typed of ['//evil.example', '../..', 'a?b#c', 'javascript:alert(1)'])
    assert.match(pathOfTyped(typed), /^\/probe\/[^/?#]*$/)
})
test('a conversation reads as swaks writes it', () => {
  const [talk] = hostReport().probe?.transcript ?? []
  assert.equal(
    talk && talkText(talk),
    [
      '=== mx.tern.example (9.9.9.9), port 25',
      '  0.058 <-  220 mx.tern.example <b>ESMTP</b>',
      '  0.058  -> EHLO seedbed.example',
      '  0.070  ~> QUIT',
    ].join('\n'),
  )
})
test('whoever sits at the machine is no visitor', () => {
  assert.deepEqual(['127.0.0.1', '::1', '198.51.100.7'].map(isVisitor), [false, false, true])
})

describe('POST /probes', () => {
  test('takes a host, and says where the probe is and what would prove it', async () => {
    const answer = await post({ host: 'MX.Tern.example', ports: [25, 587, 25], rcptTo: 'me@acme.com' })
    assert.equal(answer.status, 202)
    const probe = read(answer)
    assert.deepEqual([probe.host, probe.status], ['mx.tern.example', 'asked'])
    assert.deepEqual(probe.asked, { ports: [25, 587], mx: false, rcptTo: 'me@acme.com' })
    assert.equal(answer.headers.location, `/api/v1/probes/${probe.id}`)
    const { teamId, kind } = (await scanById(probe.id)) ?? assert.fail()
    assert.equal(kind, 'host')
    assert.deepEqual(
      probe.proofs,
      ['tern.example', 'acme.com'].map((domain) => ({
        name: `_seedbed.${domain}`,
        type: 'TXT',
        value: `seedbed-proof=${proofOf({ teamId, domain })}`,
      })),
    )
  })
  test('takes the mail servers of a domain', async () => {
    assert.deepEqual((await newProbe({ host: 'tern.example', mx: true })).options, { mx: true })
  })

  const refused: [title: string, body: object, status: number, code: string][] = [
    ['no host', {}, 400, 'bad-request'],
    ['a field it does not know', { host: 'mx.acme.com', teamId: 'x' }, 400, 'bad-request'],
    ['all ports', { host: 'mx.acme.com', ports: Array.from({ length: 65_535 }, (_, port) => port + 1) }, 400, 'bad-request'],
    ['a port that is none', { host: 'mx.acme.com', ports: [70_000] }, 400, 'bad-request'],
    ['a recipient that is none', { host: 'mx.acme.com', rcptTo: 'a@b>\r\nDATA' }, 400, 'not-a-recipient'],
    ['who is on the list', { host: 'a.listed.example' }, 403, 'opt-out'],
    ['a name inside', { host: 'nas.local' }, 400, 'private-name'],
    ...inside.map((host): [string, object, number, string] => [host, { host }, 400, 'private-address']),
  ]
  for (const [title, body, status, code] of refused) {
    test(`does not take ${title}: ${code}`, async () => {
      const before = await prisma.scan.count({ where: { kind: 'host' } })
      const answer = await post(body)
      assert.deepEqual([answer.status, problemSchema.parse(JSON.parse(answer.text)).code], [status, code])
      assert.equal(await prisma.scan.count({ where: { kind: 'host' } }), before)
    })
  }
})

describe('GET /probes/{id}', () => {
  test('tells how far it is, then what was seen, and so does the scan of the same id', async () => {
    const scan = await newProbe()
    assert.ok(!('ports' in read(await api(`/probes/${scan.id}`))))
    await saveScanReport({ scan, report: hostReport() })
    const then = read(await api(`/probes/${scan.id}`))
    assert.ok('ports' in then && then.ports.length === 2 && then.transcript.length === 1)
    assert.deepEqual([then.status, then.host, then.proofs], ['reported', 'mx.tern.example', []])
    const same = scanSchema.parse(JSON.parse((await api(`/scans/${scan.id}`)).text))
    assert.deepEqual([same.kind, same.status], ['host', 'reported'])
  })
  test('waits until it is over', async () => {
    const scan = await newProbe()
    const waiting = api(`/probes/${scan.id}?wait=30s`)
    await saveScanReport({ scan, report: hostReport() })
    assert.equal(read(await waiting).status, 'reported')
  })
  test('is 404 for what is no probe', async () => {
    const { id } = scanSchema.parse(
      JSON.parse((await api('/scans', { method: 'POST', headers: json, body: '{"domain":"acme.com"}' })).text),
    )
    for (const one of [id, newId(), 'x']) assert.equal((await api(`/probes/${one}`)).status, 404)
  })
  test('of a team with an owner opens nothing to others', async () => {
    const scan = await probed()
    await prisma.team.update({ where: { id: scan.teamId }, data: { kind: 'personal' } })
    for (const path of [`/api/v1/probes/${scan.id}`, `/scan/${scan.id}`]) assert.equal((await ask(web.port, path)).status, 404)
  })
})

describe('the page', () => {
  const page = (path: string, headers: Record<string, string> = {}) => ask(web.port, path, { headers })
  const cookieOf = ({ headers }: { headers: Record<string, unknown> }) => String(headers['set-cookie']).split(';')[0] ?? ''
  const probes = (subject: string) => prisma.scan.count({ where: { kind: 'host', subject } })

  test('asks for a probe once, and finds it again by the cookie', async () => {
    const cookie = cookieOf(await page('/probe/once.acme.com'))
    assert.equal((await page('/probe/once.acme.com', { cookie })).status, 200)
    assert.equal(await probes('once.acme.com'), 1)
    await page('/probe/once.acme.com?ports=25', { cookie })
    assert.equal(await probes('once.acme.com'), 2, 'other ports are another question')
  })
  test('asks for none when a page elsewhere has it as a part', async () => {
    const part = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }
    assert.equal((await page('/probe/part.acme.com', part)).status, 403)
    assert.equal(await probes('part.acme.com'), 0)
  })
  test('has one path, whatever way the host is written', async () => {
    const { status, headers } = await page('/probe/MX.Acme.com.?ports=25')
    assert.deepEqual([status, headers.location], [303, '/probe/mx.acme.com?ports=25'])
  })
  for (const host of inside) {
    test(`looks at nothing at ${host}`, async () => {
      const { status, text } = await page(`/probe/${encodeURIComponent(host)}`)
      assert.equal(status, 400)
      assert.match(text, /Nobody outside meets it/)
    })
  }

  const shown: [title: string, leave: Partial<ProbeLeave>, options: object, says: RegExp][] = [
    ['its ports, with a stranger’s text as text', {}, {}, /220 mx\.tern\.example &lt;b&gt;ESMTP&lt;\/b&gt;/],
    ['what our side could not check, with the way to why', {}, {}, /lets nothing out on that port.*?href="\/status"/s],
    ['which ports were left out for want of an account', { leftOut: [465, 587] }, { ports: [25] }, /465, 587.*? not looked at/s],
    ['that a recipient was not named', { recipient: 'not-proved' }, {}, /The recipient was not named to the server/],
  ]
  for (const [title, leave, options, says] of shown) {
    test(`shows ${title}`, async () => {
      const { id } = await probed(leave, { host: 'mx.tern.example', ...options })
      const { text } = await page(`/scan/${id}`)
      assert.match(text.replaceAll('<!-- -->', ''), says)
      assert.ok(!text.includes('<b>ESMTP'))
    })
  }

  test('begins with it when our own port 25 is closed', async () => {
    const scan = await newProbe()
    const [finding] = hostReport().findings
    const findings = finding ? [{ ...finding, id: 'egress-25', verdict: 'info' as const, code: 'blocked' }] : []
    await saveScanReport({ scan, report: hostReport({}, { findings }) })
    const { text } = await page(`/scan/${scan.id}`)
    assert.match(text, /From this Seedbed, port 25 out is blocked: what we say about port 25 is “could not check”\./)
  })

  test('shows the record to publish to the team alone', async () => {
    const asked = await page('/probe/mx.own.example')
    const scan = (await prisma.scan.findFirst({ where: { subject: 'mx.own.example' } })) ?? assert.fail()
    await saveScanReport({ scan, report: hostReport() })
    const code = proofOf({ teamId: scan.teamId, domain: 'own.example' })
    assert.ok((await page('/probe/mx.own.example', { cookie: cookieOf(asked) })).text.includes(`seedbed-proof=${code}`))
    assert.ok(!(await page(`/scan/${scan.id}`)).text.includes('seedbed-proof='))
  })

  test('looks again as it is told, and says what it cannot read', async () => {
    const cookie = cookieOf(await page('/probe/form.acme.com'))
    const origin = `http://127.0.0.1:${web.port}`
    const headers = { cookie, origin, 'content-type': 'application/x-www-form-urlencoded' }
    const send = (fields: Record<string, string>) =>
      ask(web.port, '/probe/form.acme.com', { method: 'POST', headers, body: new URLSearchParams(fields).toString() })
    const wrong = await send({ intent: 'probe', ports: 'all', rcptTo: '' })
    assert.equal(wrong.status, 400)
    assert.match(wrong.text, /From one to 10 ports/)
    assert.equal((await send({ intent: 'probe', ports: '25', rcptTo: 'no address' })).status, 400)
    assert.equal((await send({ intent: 'format' })).status, 400)
    const right = await send({ intent: 'probe', ports: '25', rcptTo: 'me@acme.com' })
    assert.deepEqual([right.status, right.headers.location], [303, '/probe/form.acme.com'])
    const newest = await prisma.scan.findFirst({ where: { subject: 'form.acme.com' }, orderBy: { id: 'desc' } })
    assert.deepEqual(newest?.options, { ports: [25], rcptTo: 'me@acme.com' })
  })

  test('says who asks and how to opt out', async () => {
    const { status, text } = await page('/about/probes')
    assert.equal(status, 200)
    assert.match(text, /v=seedbed1; probe=no/)
  })

  test('says when the network has had its looks, with 429', async () => {
    for (let count = 1; count <= 200; count++) await askForProbe({ client: '127.0.0.1' })
    const { status, text } = await page('/probe/late.acme.com')
    assert.equal(status, 429)
    assert.match(text, /all the looks at ports it can have this hour/)
    const answer = await post({ host: 'late.acme.com' })
    assert.deepEqual([answer.status, problemSchema.parse(JSON.parse(answer.text)).code], [429, 'too-many-probes'])
    assert.equal(await probes('late.acme.com'), 0)
  })
})
