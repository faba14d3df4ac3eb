/** Rehearsals as forms and programs ask for them: what is taken, what is told back, and who may read one. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Report, ReportQuestion } from '#checks/report.ts'
import { prisma } from '#prisma/client.ts'
import { newId } from '#prisma/id.ts'
import { saveScanReport } from '#prisma/report.ts'
import { createScan, type ScanView, scanById } from '#prisma/scan.ts'
import { createAnonymousTeam } from '#prisma/team.ts'
import { problemSchema, scanSchema } from '../../app/api.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { policyNotes, readForm, readTtl, refusal, type Scope } from '../../app/what-if/changes.server.ts'
import type { Row } from '../../app/what-if/form.ts'
import { publishedRows, rowsWith, rowsWithRecord } from '../../app/what-if/rows.server.ts'
import { ask } from '../helpers/ask.ts'
import { domainReport } from '../helpers/domain-report.ts'
import { arrived, newAddress, reported } from '../helpers/rows.ts'

let web: Web
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(() => web.close())

const scope: Scope = { domains: ['acme.com'], names: new Set(['20.215.184.93.in-addr.arpa']) }
const row = (changes: Partial<Row>): Row => ({ name: 'acme.com', type: 'TXT', was: '', value: '', remove: false, ...changes })

describe('a row of the form', () => {
  const was = 'v=spf1 mx -all'
  const key = 'A'.repeat(250)
  const rows: [title: string, row: Partial<Row>, change: object | undefined][] = [
    ['as published changes nothing', { was, value: was }, undefined],
    ['that is empty changes nothing', { name: '' }, undefined],
    ['that is new and ticked to go changes nothing', { value: was, remove: true }, undefined],
    ['that was edited replaces', { was, value: 'v=spf1 -all' }, { action: 'replace', was, value: 'v=spf1 -all' }],
    ['that was emptied goes', { was, value: ' ' }, { action: 'delete', value: was }],
    ['that is ticked goes', { was, value: 'v=spf1 -all', remove: true }, { action: 'delete', value: was }],
    ['that is new is added', { value: was }, { action: 'add', value: was }],
    ['is read as a zone file quotes it', { value: `"p=${key}" "B"` }, { action: 'add', value: `p=${key}B` }],
    ['loses its line ends', { value: 'v=spf1 mx\r\n  -all' }, { action: 'add', value: was }],
    ['has whole names', { type: 'MX', value: '10 MX.acme.com' }, { action: 'add', type: 'MX', value: '10 mx.acme.com.' }],
    ['written otherwise is the same', { type: 'MX', was: '10 mx.acme.com.', value: '10  mx.acme.com' }, undefined],
    ['may be below', { name: 'Sub.Acme.com.', value: was }, { action: 'add', name: 'sub.acme.com', value: was }],
    ['may be a wildcard', { name: '*.acme.com', value: was }, { action: 'add', name: '*.acme.com', value: was }],
    [
      'may be leave for reports',
      { name: 'acme.com._report._dmarc.d.example', value: 'v=DMARC1' },
      { action: 'add', name: 'acme.com._report._dmarc.d.example', value: 'v=DMARC1' },
    ],
  ]
  for (const [title, written, change] of rows) {
    test(title, () => {
      const { rows: read, changes } = readForm([row(written)], scope)
      assert.deepEqual(
        read[0]?.notes.filter(({ stops }) => stops),
        [],
      )
      assert.deepEqual(changes, change ? [{ name: 'acme.com', type: 'TXT', ...change }] : [])
    })
  }

  const wrong: [title: string, row: Partial<Row>, field: string, says: RegExp][] = [
    ['elsewhere', { name: 'other.com', value: was }, 'name', /other\.com is not part of acme\.com/],
    ['at a name that only ends alike', { name: 'notacme.com', value: was }, 'name', /not part/],
    ['at no name', { name: 'a b', value: was }, 'name', /no name that DNS can hold/],
    ['at a name of markup', { name: '<b>.acme.com', value: was }, 'name', /no name/],
    ['of another type', { type: 'NS', value: was }, 'type', /cannot be rehearsed/],
    ['of a type from the prototype', { type: 'constructor', value: was }, 'type', /cannot be rehearsed/],
    ['without a value', {}, 'value', /has a value/],
    ['that is too long', { value: 'x'.repeat(8193) }, 'value', /8192/],
    ['with an open quote', { value: '"v=spf1' }, 'value', /Character 1: this quote is not closed/],
    ['without a preference', { type: 'MX', value: 'mx.acme.com' }, 'value', /Character 1: "mx\.acme\.com" is not a number/],
    ['with an address that is none', { type: 'A', value: '192.0.2.300' }, 'value', /Character 1/],
    ['with a second record', { type: 'A', value: '192.0.2.1\n. A 192.0.2.2' }, 'value', /more than A holds/],
  ]
  for (const [title, written, field, says] of wrong) {
    test(`${title} cannot be rehearsed`, () => {
      const { rows: read, changes } = readForm([row(written)], scope)
      assert.deepEqual([read[0]?.notes.map((note) => [note.field, note.stops]), changes], [[[field, true]], []])
      assert.match(read[0]?.notes[0]?.say ?? '', says)
      assert.equal(read[0]?.value, written.value ?? '')
    })
  }

  test('that receivers will not read is rehearsed all the same', () => {
    const { rows: read, changes } = readForm([row({ value: 'v=spf1 ipp4:1 -all' })], scope)
    assert.equal(changes.length, 1)
    assert.deepEqual(read[0]?.notes, [
      {
        field: 'value',
        say: 'Receivers will not read this. SPF: unknown mechanism at character 8, “ipp4:1”.',
        stops: false,
      },
    ])
  })
})

test('a policy is read as senders read it', () => {
  assert.deepEqual(policyNotes('version: STSv1\nmode: enforce\nmx: mx.acme.com\nmax_age: 604800\n'), [])
  assert.match(policyNotes('version: STSv1\nmode: on\nmx: mx.acme.com\nmax_age: 1')[0] ?? '', /bad mode in line 2/)
})

test('a TTL is seconds, a week at most', () => {
  assert.deepEqual(['0', ' 3600 ', '604800'].map(readTtl), [0, 3600, 604_800])
  assert.deepEqual(['', '-1', '1h', '604801', '1e5', '٣'].map(readTtl), Array(6).fill(undefined))
})

test('a rehearsal takes fifty changes, and at least one', () => {
  const change = { action: 'add' as const, name: 'acme.com', type: 'TXT', value: 'x', ttl: 1 }
  assert.match(refusal([]) ?? '', /Nothing is changed yet/)
  assert.equal(refusal(Array(50).fill(change)), undefined)
  assert.match(refusal(Array(51).fill(change)) ?? '', /51 changes/)
  assert.match(refusal([{ ...change, type: 'GET', value: 'x'.repeat(65_537) }]) ?? '', /64 KB/)
})

describe('what is published', () => {
  const question = (name: string, type: string, records: object[], more: Partial<ReportQuestion> = {}): ReportQuestion => ({
    ...{ name, type, server: 's', at: '2026-11-21T08:00:00.000Z', milliseconds: 1, outcome: 'records', records },
    ...more,
  })
  const rowsOf = (...questions: ReportQuestion[]) =>
    publishedRows(domainReport({ questions }), ['acme.com']).rows.map(({ name, type, value }) => `${name} ${type} ${value}`)

  test('stands in the form once, what decides about mail first', () => {
    const spf = question('acme.com', 'TXT', [{ text: 'v=spf1 -all', strings: [] }])
    const mx = question('acme.com', 'MX', [{ exchange: 'mx.acme.com', preference: 10 }])
    const address = question('mx.acme.com', 'A', [{ address: '192.0.2.1' }])
    const caa = question('acme.com', 'CAA', [{ critical: false, tag: 'issue', value: 'ca.example; a="b"' }])
    assert.deepEqual(rowsOf(address, caa, spf, mx, spf), [
      'acme.com TXT v=spf1 -all',
      'acme.com MX 10 mx.acme.com.',
      'mx.acme.com A 192.0.2.1',
      'acme.com CAA 0 issue "ca.example; a=\\"b\\""',
    ])
  })
  test('behind an alias is the alias', () => {
    const aliases = [{ name: 's1._domainkey.acme.com', target: 's1.esp.example' }]
    const key = question('s1._domainkey.acme.com', 'TXT', [{ text: 'v=DKIM1; p=', strings: [] }], { aliases })
    assert.deepEqual(rowsOf(key), ['s1._domainkey.acme.com CNAME s1.esp.example.'])
  })
  test('leaves out what others publish, single servers say, and nobody does', () => {
    const text = [{ text: 'x', strings: [] }]
    assert.deepEqual(
      rowsOf(
        question('other.com', 'TXT', text),
        question('acme.com', 'TXT', text, { direct: true }),
        question('acme.com', 'TXT', text, { unchecked: true }),
        question('acme.com', 'TXT', text, { outcome: 'timeout' }),
        question('zz0123456789abcd.acme.com', 'TXT', text),
        question('acme.com', 'NS', [{ name: 'ns.acme.com' }]),
        question('acme.com', 'MX', ['hello' as unknown as object, {}]),
      ),
      [],
    )
  })
  test('of a hostile zone is bounded, and the rest is counted', () => {
    const many = question(
      'acme.com',
      'MX',
      Array.from({ length: 500 }, (_, index) => ({ preference: index, exchange: 'mx.acme.com' })),
    )
    const long = question('acme.com', 'TXT', [
      { text: 'x'.repeat(9000), strings: [] },
      { text: 'a\0b', strings: [] },
    ])
    const { rows, left } = publishedRows(domainReport({ questions: [many, long] }), ['acme.com'])
    assert.deepEqual([rows.length, left], [100, 402])
  })
})

describe('changes are filled in', () => {
  const spf = row({ was: 'v=spf1 mx -all', value: 'v=spf1 mx -all' })
  const change = { name: 'acme.com', type: 'TXT' }
  test('in the record they replace', () => {
    const rows = rowsWith([spf], [{ ...change, action: 'replace', was: spf.was, value: 'v=spf1 -all' }])
    assert.deepEqual(rows, [{ ...spf, value: 'v=spf1 -all' }])
  })
  test('as a record to go', () => {
    assert.deepEqual(rowsWith([spf], [{ ...change, action: 'delete', value: spf.was }]), [{ ...spf, remove: true }])
  })
  test('as a new record, once', () => {
    const add = { ...change, action: 'add' as const, value: 'new' }
    assert.deepEqual(rowsWith([spf], [add, add]), [row({ value: 'new' }), spf])
  })
  test('also when the record they replace is not shown', () => {
    const rows = rowsWith([], [{ ...change, action: 'replace', was: 'old', value: 'new' }])
    assert.deepEqual(rows, [row({ was: 'old', value: 'new' })])
  })
  test('from a link, in the place of the record of the kind', () => {
    assert.deepEqual(rowsWithRecord([spf], { ...change, value: 'v=spf1 -all' }), [{ ...spf, value: 'v=spf1 -all' }])
    assert.equal(rowsWithRecord([spf], { ...change, value: 'other' }).length, 2)
  })
  test('from a link, in the place of an alias and of all of the kind', () => {
    const [second, alias] = [row({ was: 'v=spf1 a', value: 'v=spf1 a' }), row({ type: 'CNAME', was: 'x.net.', value: 'x.net.' })]
    const rows = rowsWithRecord([spf, second, alias], { ...change, value: 'v=spf1 -all' })
    assert.deepEqual(rows, [
      { ...spf, value: 'v=spf1 -all' },
      { ...second, remove: true },
      { ...alias, remove: true },
    ])
  })
})

const json = { 'content-type': 'application/json' }
const post = (body: object) => ask(web.port, '/api/v1/scans', { method: 'POST', headers: json, body: JSON.stringify(body) })
const get = async (id: string) => scanSchema.parse(JSON.parse((await ask(web.port, `/api/v1/scans/${id}`)).text))
const add = { action: 'add', name: '_dmarc.tern.example', type: 'TXT', value: 'v=DMARC1; p=none' }

const mended = (): Report => {
  const report = domainReport({ score: 9.1 })
  const findings = report.findings.map((one) =>
    one.id === 'dmarc-syntax' ? { ...one, verdict: 'pass' as const, code: 'valid' } : one,
  )
  return { ...report, findings }
}
const savedScan = async (more: Partial<Parameters<typeof createScan>[0]> = {}, report = domainReport()) => {
  const scan = await createScan({ teamId: await createAnonymousTeam(), subject: 'tern.example', ...more })
  await saveScanReport({ scan, report })
  return scan
}

describe('POST /scans with changes', () => {
  test('asks for a rehearsal, and for the scan it is compared with', async () => {
    const answer = await post({ domain: 'tern.example', changes: [add] })
    assert.equal(answer.status, 202)
    const { id, changes, basedOn } = scanSchema.parse(JSON.parse(answer.text))
    assert.deepEqual(changes, [{ ...add, ttl: 3600 }])
    const [base, rehearsal] = await Promise.all([scanById(basedOn ?? ''), scanById(id)])
    assert.deepEqual([base?.subject, base?.changes, rehearsal?.kind], ['tern.example', null, 'domain'])
  })

  test('then tells the difference', async () => {
    const base = await savedScan()
    const answer = await post({ domain: 'tern.example', changes: [add], basedOn: base.id })
    const { id } = scanSchema.parse(JSON.parse(answer.text))
    const before = await get(id)
    assert.deepEqual([before.basedOn, 'difference' in before], [base.id, false])
    await saveScanReport({ scan: (await scanById(id)) as ScanView, report: mended() })
    const then = await get(id)
    assert.deepEqual(then.difference, {
      score: { before: 7.9, after: 9.1 },
      findings: [
        { id: 'dmarc-syntax', before: { verdict: 'fail', code: 'bad-policy' }, after: { verdict: 'pass', code: 'valid' } },
      ],
    })
  })

  const refused: [title: string, body: object, says: RegExp][] = [
    ['nothing', { changes: [] }, /^changes/],
    ['too many', { changes: Array(51).fill(add) }, /^changes/],
    ['a field it does not know', { changes: [{ ...add, more: 1 }] }, /^changes\.0/],
    ['a name elsewhere', { changes: [add, { ...add, name: 'other.example' }] }, /^changes\.1\.name: other\.example is not part/],
    ['a type it does not rehearse', { changes: [{ ...add, type: 'NS' }] }, /^changes\.0\.type/],
    ['a value that is none', { changes: [{ ...add, type: 'MX' }] }, /^changes\.0\.value: Character 1/],
    ['what takes the place of nothing', { changes: [{ ...add, action: 'replace' }] }, /^changes\.0\.was/],
    ['what changes nothing', { changes: [{ ...add, action: 'replace', was: add.value }] }, /nothing would be changed/],
    ['a file elsewhere', { changes: [{ ...add, type: 'GET', name: 'https://tern.example/' }] }, /^changes\.0\.name/],
    ['a TTL that is none', { changes: [{ ...add, ttl: -1 }] }, /^changes\.0\.ttl/],
    ['another scan than there is', { changes: [add], basedOn: newId() }, /^basedOn/],
  ]
  for (const [title, body, says] of refused) {
    test(`does not take ${title}`, async () => {
      const answer = await post({ domain: 'tern.example', ...body })
      assert.equal(answer.status, 400)
      assert.match(problemSchema.parse(JSON.parse(answer.text)).detail, says)
    })
  }
})

const form = (fields: [string, string][]) => new URLSearchParams(fields).toString()
const send = (path: string, fields: [string, string][]) =>
  ask(web.port, path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: `http://127.0.0.1:${web.port}` },
    body: form(fields),
  })

describe('the form, sent', () => {
  const dmarc: [string, string][] = [
    ['name', '_dmarc.tern.example'],
    ['type', 'TXT'],
    ['was', ''],
    ['value', 'v=DMARC1; p=none'],
    ['ttl', '300'],
  ]

  test('becomes a rehearsal upon the scan it was made of', async () => {
    const base = await savedScan()
    const { status, headers } = await send(`/domain/tern.example/what-if?scan=${base.id}`, [...dmarc, ['intent', 'rehearse']])
    assert.equal(status, 303)
    const [, id = ''] = /^\/domain\/tern\.example\/what-if\?rehearsal=([0-9a-f-]+)#difference$/.exec(headers.location ?? '') ?? []
    const scan = (await scanById(id)) ?? assert.fail()
    assert.deepEqual([scan.basedOn, scan.changes], [base.id, [{ ...add, ttl: 300 }]])
    await saveScanReport({ scan, report: mended() })
    const { text } = await ask(web.port, `/domain/tern.example/what-if?rehearsal=${id}`)
    for (const seen of ['What would change', '_dmarc.tern.example. 300 IN TXT &quot;v=DMARC1; p=none&quot;', '7.9', '9.1']) {
      assert.ok(text.includes(seen), seen)
    }
    assert.ok(!text.includes('<b>mx.tern.example'))
  })

  test('comes back with what was written when it cannot be rehearsed, with 400', async () => {
    const base = await savedScan()
    const fields: [string, string][] = [...dmarc, ['intent', 'rehearse'], ['policy', 'mode: <i>']]
    const { status, text } = await send(
      `/domain/tern.example/what-if?scan=${base.id}`,
      fields.map(([name, value]) => [name, name === 'name' ? '<b>.other.example' : value]),
    )
    assert.equal(status, 400)
    assert.ok(text.includes('One record cannot be rehearsed as it is written.'))
    assert.ok(text.includes('v=DMARC1; p=none') && text.includes('mode: &lt;i&gt;') && text.includes('&lt;b&gt;.other.example'))
  })

  const odd: [title: string, path: () => Promise<string>, fields: [string, string][], status: number][] = [
    ['without a button', async () => `?scan=${(await savedScan()).id}`, dmarc, 400],
    ['upon a scan of another domain', async () => `?scan=${(await savedScan({ subject: 'other.example' })).id}`, dmarc, 404],
    [
      'upon a rehearsal',
      async () => `?scan=${(await savedScan({ changes: [{ ...add, action: 'add', ttl: 1 }] })).id}`,
      dmarc,
      404,
    ],
    ['upon nothing', async () => '?scan=x', dmarc, 404],
    [
      'with another TTL',
      async () => `?scan=${(await savedScan()).id}`,
      [...dmarc.slice(0, 4), ['ttl', 'x'], ['intent', 'rehearse']],
      400,
    ],
    [
      'with a field less',
      async () => `?scan=${(await savedScan()).id}`,
      [
        ['name', 'a.tern.example'],
        ['ttl', '1'],
        ['intent', 'rehearse'],
      ],
      400,
    ],
  ]
  for (const [title, path, fields, status] of odd) {
    test(`${title}: ${status}`, async () => {
      assert.equal((await send(`/domain/tern.example/what-if${await path()}`, fields)).status, status)
    })
  }
})

describe('a rehearsal is read', () => {
  const changes = [{ ...add, action: 'add' as const, ttl: 1 }]
  const status = async (path: string) => (await ask(web.port, path)).status

  test('under its domain only, and by nobody else when its team has an owner', async () => {
    const scan = await savedScan({ changes })
    assert.equal(await status(`/domain/tern.example/what-if?rehearsal=${scan.id}`), 200)
    assert.equal(await status(`/domain/other.example/what-if?rehearsal=${scan.id}`), 404)
    assert.equal(await status(`/domain/tern.example/what-if?rehearsal=${newId()}`), 404)
    assert.equal(await status(`/domain/tern.example/what-if?rehearsal=${(await savedScan()).id}`), 404)
    await prisma.team.update({ where: { id: scan.teamId }, data: { kind: 'personal' } })
    assert.equal(await status(`/domain/tern.example/what-if?rehearsal=${scan.id}`), 404)
  })

  test('of a mail under that mail only, and by nobody else when its team has an owner', async () => {
    const address = (await newAddress()).address
    const [mailId, otherId] = [await arrived(address), await arrived(address)]
    for (const id of [mailId, otherId]) await reported(address, id)
    const scan = await savedScan({ teamId: address.teamId, kind: 'mail', mailId, subject: 'sender.example', changes })
    assert.equal(await status(`/mail/${mailId}/what-if?rehearsal=${scan.id}`), 200)
    assert.equal(await status(`/mail/${otherId}/what-if?rehearsal=${scan.id}`), 404)
    assert.equal(await status(`/domain/sender.example/what-if?rehearsal=${scan.id}`), 404)
    await prisma.team.update({ where: { id: address.teamId }, data: { kind: 'personal' } })
    assert.equal(await status(`/mail/${mailId}/what-if?rehearsal=${scan.id}`), 404)
    assert.equal(await status(`/mail/${mailId}/what-if`), 404)
  })

  test('and deleted, by its button only', async () => {
    const scan = await savedScan({ changes })
    const press = (intent: string) => send(`/domain/tern.example/what-if?rehearsal=${scan.id}`, [['intent', intent]])
    assert.equal((await press('rehearse')).status, 400)
    assert.equal((await press('delete')).status, 303)
    assert.equal(await scanById(scan.id), null)
    assert.equal((await press('delete')).status, 404)
  })

  test('of a mail without a report is not begun', async () => {
    const { address } = await newAddress()
    assert.equal(await status(`/mail/${await arrived(address)}/what-if`), 404)
  })
})
