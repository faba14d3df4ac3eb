/** Scans as programs ask for them, and what may be typed for a domain. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { prisma } from '#prisma/client.ts'
import { newId } from '#prisma/id.ts'
import { saveScanReport } from '#prisma/report.ts'
import { scanById } from '#prisma/scan.ts'
import { problemSchema, scanSchema } from '../../app/api.ts'
import { askForAddress, askForScan } from '../../app/limits.server.ts'
import { compare } from '#checks/compare.ts'
import { lineOf, publishedRecords } from '#checks/published.ts'
import { readTyped, unicodeForm } from '../../app/scan/typed.server.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { ask, type Question } from '../helpers/ask.ts'
import { domainReport } from '../helpers/domain-report.ts'

let web: Web
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(() => web.close())

const api = (path: string, question?: Question) => ask(web.port, `/api/v1${path}`, question)
const json = { 'content-type': 'application/json' }
const post = (body: string, headers: Record<string, string> = json) => api('/scans', { method: 'POST', headers, body })
const newScan = async () => {
  const { text } = await post('{"domain":"tern.example"}')
  return (await scanById(scanSchema.parse(JSON.parse(text)).id)) ?? assert.fail()
}

describe('a domain is found in', () => {
  const rows: [typed: string, domain: string][] = [
    ['acme.com', 'acme.com'],
    ['  ACME.com.  ', 'acme.com'],
    ['https://user:pass@www.acme.com:8443/a@b?q=x.y#z', 'www.acme.com'],
    ['www.acme.com/path/@user', 'www.acme.com'],
    ['acme.com:25', 'acme.com'],
    ['news@acme.com', 'acme.com'],
    ['a/b@acme.com', 'acme.com'],
    ['"Acme, Inc." <news@acme.com>', 'acme.com'],
    ['mailto:news@acme.com?subject=a/b', 'acme.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['BÜCHER.example', 'xn--bcher-kva.example'],
    ['例え。テスト', 'xn--r8jz45g.xn--zckzah'],
    ['_dmarc.acme.com', '_dmarc.acme.com'],
    ['acme.cmo', 'acme.cmo'],
  ]
  for (const [typed, domain] of rows) test(typed, () => assert.deepEqual(readTyped(typed), { domain }))
})

describe('no domain is found in', () => {
  const rows: [typed: string, code: string][] = [
    ['', 'empty'],
    ['   ', 'empty'],
    ['acme', 'no-dot'],
    ['co.uk', 'public-suffix'],
    ['nas.local', 'private-name'],
    ['a.b.home.arpa', 'private-name'],
    ['192.0.2.1', 'ip-address'],
    ['[2001:db8::1]', 'ip-address'],
    ['http://[2001:db8::1]/', 'ip-address'],
    ['a@[192.0.2.1]', 'ip-address'],
    ['192.0.2.0/24', 'ip-network'],
    ['[2001:db8::]/32', 'ip-network'],
    ['1.2.3', 'not-a-domain'],
    ['acme..com', 'not-a-domain'],
    ['-acme.com', 'not-a-domain'],
    ['two words', 'not-a-domain'],
    ['<script>alert(1)</script>', 'not-a-domain'],
    ['a\0b.com', 'not-a-domain'],
    [`${'a'.repeat(64)}.com`, 'not-a-domain'],
    ['Received: from mx.acme.com by us', 'headers'],
    ['DKIM-Signature: v=1; d=acme.com', 'headers'],
    ['550 5.1.1 no such user at acme.com', 'bounce'],
    ['Diagnostic-Code: smtp; 550 5.7.1 acme.com', 'bounce'],
  ]
  for (const [typed, code] of rows) {
    test(`${JSON.stringify(typed)}: ${code}`, () => {
      const read = readTyped(typed)
      assert.ok('code' in read)
      assert.equal(read.code, code)
      assert.match(read.say, /\.$|: npx seedbed check \S+$/)
    })
  }
  test('a name without a dot, but perhaps in one with .com', () => {
    const read = readTyped('acme')
    assert.ok('code' in read)
    assert.equal(read.suggestion, 'acme.com')
  })
})

test('a domain in its own script is shown beside its A-labels', () => {
  assert.equal(unicodeForm('xn--bcher-kva.example'), 'bücher.example')
  assert.equal(unicodeForm('acme.com'), null)
})

describe('records are shown', () => {
  const asked = { server: '127.0.0.1:53', at: '2026-11-21T08:00:00.000Z', milliseconds: 3, outcome: 'records', ttl: 60 }
  const mx = { name: 'tern.example', type: 'MX', ...asked, records: [{ exchange: 'mx.tern.example', preference: 10 }] }
  const key = {
    name: 's1._domainkey.tern.example',
    type: 'TXT',
    ...asked,
    records: [{ text: 'v=DKIM1', strings: ['v=', 'DKIM1'] }],
  }

  test('with their fields in the order of a zone file', () => assert.equal(lineOf(mx).answer, '10 mx.tern.example'))
  test('behind the aliases that led to them', () => {
    const aliases = [{ name: 'a.example', target: 'b.example' }]
    assert.equal(lineOf({ ...mx, aliases }).answer, '→ b.example · 10 mx.tern.example')
  })
  test('cut where they are long, and not at all for what is no record', () => {
    assert.equal(lineOf({ ...key, records: [{ text: 'x'.repeat(500) }] }).answer.length, 401)
    assert.equal(lineOf({ ...mx, type: 'SMTP', records: ['x'] }).answer, '')
    assert.equal(lineOf({ ...mx, type: 'constructor' }).answer, '')
  })
  test('as published: of the domain and below it, once, as the resolver said', () => {
    const questions = [
      key,
      mx,
      mx,
      { ...mx, direct: true as const },
      { ...mx, name: 'other.example' },
      { ...mx, name: 'none.tern.example', outcome: 'nodata', records: [] },
    ]
    assert.deepEqual(publishedRecords(domainReport({ questions })), [
      { name: 'tern.example', type: 'MX', ttl: 60, values: ['10 mx.tern.example'] },
      { name: 's1._domainkey.tern.example', type: 'TXT', ttl: 60, values: ['v=DKIM1'] },
    ])
  })
})

describe('between two scans changed', () => {
  const asked = { server: '127.0.0.1:53', at: '2026-11-21T08:00:00.000Z', milliseconds: 3 }
  const text = (name: string, ...values: string[]) => ({
    ...{ name, type: 'TXT', ...asked, outcome: values.length > 0 ? 'records' : 'nodata' },
    records: values.map((value) => ({ text: value })),
  })
  const report = (...questions: ReturnType<typeof text>[]) => domainReport({ questions })
  const [name, below] = ['tern.example', '_dmarc.tern.example']

  const rows: [
    title: string,
    before: ReturnType<typeof text>[],
    after: ReturnType<typeof text>[],
    gone: string[],
    come: string[],
  ][] = [
    ['a text', [text(name, 'a', 'b')], [text(name, 'b', 'c')], ['a'], ['c']],
    ['a record that is gone', [text(below, 'a')], [text(below)], ['a'], []],
    ['a record that is new', [text(below)], [text(below, 'a')], [], ['a']],
    ['nothing when the order did', [text(name, 'a', 'b')], [text(name, 'b', 'a')], [], []],
    ['nothing where one did not ask', [text(name, 'a')], [text(name, 'a'), text(below, 'b')], [], []],
    ['nothing where one was silent', [text(name, 'a')], [{ ...text(name), outcome: 'timeout' }], [], []],
  ]
  for (const [title, before, after, gone, come] of rows) {
    test(title, () => {
      const { records } = compare(report(...before), report(...after))
      assert.deepEqual([records.flatMap((one) => one.gone), records.flatMap((one) => one.come)], [gone, come])
    })
  }
  test('a finding, by its outcome', () => {
    const before = domainReport()
    const findings = before.findings.map((one) =>
      one.id === 'dmarc-syntax' ? { ...one, verdict: 'pass' as const, code: 'valid' } : one,
    )
    const changed = compare(before, { ...before, findings }).findings
    assert.deepEqual(
      changed.map((one) => [one.id, one.before.verdict, one.after.verdict]),
      [['dmarc-syntax', 'fail', 'pass']],
    )
    assert.deepEqual(compare(before, before), { findings: [], records: [] })
  })
})

describe('POST /scans', () => {
  test('takes a domain however it is written, and says where the scan is', async () => {
    const answer = await post('{"domain":"https://Bücher.example/"}')
    assert.equal(answer.status, 202)
    const scan = scanSchema.parse(JSON.parse(answer.text))
    assert.deepEqual([scan.domain, scan.status, scan.score], ['xn--bcher-kva.example', 'asked', null])
    assert.equal(answer.headers.location, `/api/v1/scans/${scan.id}`)
    assert.equal(answer.headers['set-cookie'], undefined)
    assert.equal((await scanById(scan.id))?.teamKind, 'anonymous')
  })

  test('takes an address of a server however it is written', async () => {
    const scan = scanSchema.parse(JSON.parse((await post('{"address":"[2620:FE::9]"}')).text))
    assert.deepEqual([scan.kind, scan.subject, scan.domain], ['address', '2620:fe::9', undefined])
    assert.equal((await scanById(scan.id))?.kind, 'address')
  })
  test('takes selectors', async () => {
    const scan = scanSchema.parse(
      JSON.parse((await post('{"domain":"acme.com","selectors":["S1","a._domainkey.acme.com"]}')).text),
    )
    assert.deepEqual((await scanById(scan.id))?.selectors, ['s1', 'a'])
  })

  const refused: [title: string, body: string, headers: Record<string, string>, status: number, code: string][] = [
    ['nothing', '', json, 400, 'bad-request'],
    ['no domain', '{}', json, 400, 'bad-request'],
    ['an object for a text', '{"domain":{"contains":"a"}}', json, 400, 'bad-request'],
    ['a field it does not know', '{"domain":"acme.com","teamId":"x"}', json, 400, 'bad-request'],
    ['an address of a server', '{"domain":"192.0.2.1"}', json, 400, 'ip-address'],
    ['both a domain and an address', '{"domain":"acme.com","address":"9.9.9.9"}', json, 400, 'bad-request'],
    ['a private address', '{"address":"10.0.0.1"}', json, 400, 'private-address'],
    ['a network', '{"address":"9.9.9.0/24"}', json, 400, 'ip-network'],
    ['a domain for an address', '{"address":"acme.com"}', json, 400, 'not-an-address'],
    ['selectors of an address', '{"address":"9.9.9.9","selectors":["s1"]}', json, 400, 'bad-request'],
    ['what is no selector', '{"domain":"acme.com","selectors":["-"]}', json, 400, 'bad-selector'],
    ['a name without a dot', '{"domain":"acme"}', json, 400, 'no-dot'],
    ['an ending', '{"domain":"co.uk"}', json, 400, 'public-suffix'],
    ['a name of a network of its own', '{"domain":"nas.local"}', json, 400, 'private-name'],
    ['NUL', '{"domain":"a\\u0000.com"}', json, 400, 'not-a-domain'],
    ['a form', 'domain=acme.com', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'unsupported-media-type'],
  ]
  for (const [title, body, headers, status, code] of refused) {
    test(`does not take ${title}: ${code}`, async () => {
      const answer = await post(body, headers)
      assert.equal(answer.status, status)
      assert.equal(problemSchema.parse(JSON.parse(answer.text)).code, code)
    })
  }
})

describe('GET /scans/{id}', () => {
  test('tells how far the scan is, then all of its report', async () => {
    const scan = await newScan()
    const before = scanSchema.parse(JSON.parse((await api(`/scans/${scan.id}`)).text))
    assert.deepEqual([before.status, before.finishedAt, 'findings' in before], ['asked', null, false])
    await saveScanReport({ scan, report: domainReport() })
    const then = scanSchema.parse(JSON.parse((await api(`/scans/${scan.id}`)).text))
    assert.deepEqual([then.status, then.score, then.domain], ['reported', 7.9, 'tern.example'])
    assert.ok('findings' in then && then.changes?.length === 1 && then.answers?.length === 3)
  })
  for (const id of ['x', newId(), '%00']) {
    test(`is 404 for ${id.slice(0, 4)}`, async () => assert.ok([400, 404].includes((await api(`/scans/${id}`)).status)))
  }
  test('of a team with an owner opens nothing to others', async () => {
    const scan = await newScan()
    await prisma.team.update({ where: { id: scan.teamId }, data: { kind: 'personal' } })
    assert.equal((await api(`/scans/${scan.id}`)).status, 404)
    assert.equal((await api(`/scans/${scan.id}`, { method: 'DELETE' })).status, 404)
    assert.equal((await ask(web.port, `/scan/${scan.id}`)).status, 404)
    assert.ok(await scanById(scan.id))
  })
})

test('DELETE /scans/{id} removes it and its report', async () => {
  const scan = await newScan()
  await saveScanReport({ scan, report: domainReport() })
  assert.equal((await api(`/scans/${scan.id}`, { method: 'DELETE' })).status, 204)
  assert.equal((await api(`/scans/${scan.id}`)).status, 404)
  assert.equal(await prisma.report.count({ where: { scanId: scan.id } }), 0)
})

describe('a method', () => {
  const rows: [path: string, method: string, allow: string][] = [
    ['/scans', 'DELETE', 'GET, HEAD, POST'],
    ['/scans/x', 'POST', 'GET, HEAD, DELETE'],
  ]
  for (const [path, method, allow] of rows) {
    test(`${method} on ${path} is told what is allowed: ${allow}`, async () => {
      const answer = await api(path, { method })
      assert.deepEqual([answer.status, answer.headers.allow], [405, allow])
    })
  }
})

describe('the page of a domain', () => {
  const page = (path: string, headers: Record<string, string> = {}) => ask(web.port, path, { headers })
  const scans = (subject: string) => prisma.scan.count({ where: { subject } })
  const cookieOf = ({ headers }: { headers: Record<string, unknown> }) => String(headers['set-cookie']).split(';')[0] ?? ''

  test('asks for a scan once, and finds it again by the cookie', async () => {
    const cookie = cookieOf(await page('/domain/once.example'))
    assert.equal((await page('/domain/once.example', { cookie })).status, 200)
    assert.equal(await scans('once.example'), 1)
  })
  test('asks for none when a page elsewhere has it as a part', async () => {
    const part = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }
    assert.equal((await page('/domain/part.example', part)).status, 403)
    assert.equal(await scans('part.example'), 0)
    assert.equal((await page('/domain/part.example', { ...part, 'sec-fetch-mode': 'navigate' })).status, 200)
  })
  test('has one path, whatever way the domain is written', async () => {
    const { status, headers } = await page('/domain/B%C3%BCcher.example.')
    assert.deepEqual([status, headers.location], [303, '/domain/xn--bcher-kva.example'])
    assert.equal(await scans('xn--bcher-kva.example'), 1)
  })
  test('shows a stranger’s text as text', async () => {
    const scan = await newScan()
    await saveScanReport({ scan, report: domainReport() })
    const { text } = await page(`/scan/${scan.id}`)
    assert.ok(text.includes('&lt;b&gt;mx.tern.example&lt;/b&gt;'))
    assert.ok(!text.includes('<b>mx.tern.example'))
  })
  test('is not indexed, and tells no other site where it was', async () => {
    const { headers } = await page('/domain/once.example')
    assert.match(String(headers['x-robots-tag']), /noindex/)
    assert.equal(headers['referrer-policy'], 'no-referrer')
  })
  test('says when the network has had its scans, with 429', async () => {
    for (let count = 1; count <= 40; count++) await askForScan({ client: '127.0.0.1' })
    const { status, text } = await page('/domain/late.example')
    assert.equal(status, 429)
    assert.match(text, /all the scans it can have this hour/)
    assert.equal((await post('{"domain":"late.example"}')).status, 429)
    assert.equal(await scans('late.example'), 0)
  })
})

test('a network may ask for thirty scans an hour, whatever addresses it took', async () => {
  const [client, now] = ['198.51.100.7', Date.UTC(2026, 10, 21, 9, 59)]
  for (let count = 1; count <= 20; count++) await askForAddress({ client }, now)
  for (let count = 1; count <= 30; count++) assert.deepEqual(await askForScan({ client }, now), { given: true })
  const leave = await askForScan({ client }, now)
  assert.deepEqual(leave, { given: false, reason: 'too-many', retryAt: new Date(Date.UTC(2026, 10, 21, 10)) })
  assert.deepEqual(await askForScan({ client }, now + 60_000), { given: true })
  assert.deepEqual(await askForScan({ client: '198.51.100.8' }, now), { given: true })
})
