import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RecordType } from '#checks/net.ts'
import { type Change, overlay, rehearse } from '#net/overlay.ts'
import { readRecord, readText, writeRecord } from '#net/presentation.ts'
import { readZoneFile, ZoneFileError } from '#net/zone-file.ts'
import { netOf, silent, type Zone } from '../helpers/zone.ts'

describe('a zone file', () => {
  const rows: [title: string, text: string, expected: [name: string, type: string, ttl: number, data: object][]][] = [
    // RFC 1035 §5.3, as far as its types are asked about.
    [
      'as in RFC 1035',
      `@   IN  SOA     VENERA      Action\\.domains (
                                 20     ; SERIAL
                                 7200   ; REFRESH
                                 600    ; RETRY
                                 3600000; EXPIRE
                                 60)    ; MINIMUM
        NS      A.ISI.EDU.
        MX      10      VENERA
VENERA  A       10.1.0.52`,
      [
        [
          'isi.edu',
          'SOA',
          3600,
          {
            mname: 'venera.isi.edu',
            rname: 'action.domains.isi.edu',
            serial: 20,
            refresh: 7200,
            retry: 600,
            expire: 3600000,
            minimum: 60,
          },
        ],
        ['isi.edu', 'NS', 3600, { name: 'a.isi.edu' }],
        ['isi.edu', 'MX', 3600, { preference: 10, exchange: 'venera.isi.edu' }],
        ['venera.isi.edu', 'A', 3600, { address: '10.1.0.52' }],
      ],
    ],
    [
      'a whole name',
      'example.com. 300 IN TXT "v=spf1 -all"',
      [['example.com', 'TXT', 300, { strings: ['v=spf1 -all'], text: 'v=spf1 -all' }]],
    ],
    ['class before TTL', 'a IN 5m A 192.0.2.1', [['a.isi.edu', 'A', 300, { address: '192.0.2.1' }]]],
    [
      '$TTL and $ORIGIN',
      '$TTL 1h\n$ORIGIN example.net.\n_dmarc TXT "v=DMARC1; p=none"',
      [['_dmarc.example.net', 'TXT', 3600, { strings: ['v=DMARC1; p=none'], text: 'v=DMARC1; p=none' }]],
    ],
    [
      'a text of several strings',
      '@ TXT ( "one "\n "two" )',
      [['isi.edu', 'TXT', 3600, { strings: ['one ', 'two'], text: 'one two' }]],
    ],
    ['quotes inside', '@ TXT "say \\"a\\" \\059"', [['isi.edu', 'TXT', 3600, { strings: ['say "a" ;'], text: 'say "a" ;' }]]],
    [
      'a semicolon outside quotes, which begins a comment',
      '@ TXT v=DMARC1; p=none',
      [['isi.edu', 'TXT', 3600, { strings: ['v=DMARC1'], text: 'v=DMARC1' }]],
    ],
    [
      'CAA, TLSA and SRV',
      '@ CAA 128 issue "ca.example"\n_25._tcp TLSA 3 1 1 AB cd\n_imaps._tcp SRV 0 1 993 mail',
      [
        ['isi.edu', 'CAA', 3600, { critical: true, tag: 'issue', value: 'ca.example' }],
        ['_25._tcp.isi.edu', 'TLSA', 3600, { usage: 3, selector: 1, matchingType: 1, data: 'abcd' }],
        ['_imaps._tcp.isi.edu', 'SRV', 3600, { priority: 0, weight: 1, port: 993, target: 'mail.isi.edu' }],
      ],
    ],
    ['types that no check asks about, left out', '@ SSHFP 1 1 00\n@ TYPE65534 \\# 1 00', []],
    ['a null MX', '@ MX 0 .', [['isi.edu', 'MX', 3600, { preference: 0, exchange: '.' }]]],
    ['nothing but comments', '; nothing\n\n', []],
  ]
  for (const [title, text, expected] of rows) {
    test(`can hold ${title}`, () => {
      const read = readZoneFile(text, 'isi.edu').map(({ name, type, ttl, data }) => [name, type, ttl, data])
      assert.deepEqual(read, expected)
    })
  }

  const wrong: [title: string, text: string, line: number, column: number, says: RegExp][] = [
    ['an address that is none', 'a A 192.0.2.1\nb A 192.0.2.300', 2, 5, /not an IPv4 address/],
    ['a type nobody knows', '@ MXX 10 mail', 1, 3, /no record type/],
    ['an MX without a preference', '@ MX mail', 1, 6, /not a number/],
    ['an MX without a host', '@ MX 10', 1, 6, /missing/],
    ['something left over', '@ A 192.0.2.1 192.0.2.2', 1, 15, /more than A holds/],
    ['an open parenthesis', '@ TXT ( "a"\n', 1, 7, /never closed/],
    ['an open quote', '@ TXT "a\n', 1, 7, /not closed/],
    ['a string that is too long', `@ TXT "${'x'.repeat(256)}"`, 1, 7, /256 octets/],
    ['another file', '$INCLUDE more.zone', 1, 1, /not read here/],
    ['another class', '@ CH TXT "a"', 1, 3, /class CH/],
    ['no owner', '  A 192.0.2.1', 1, 3, /owner/],
    ['a label that is too long', `${'x'.repeat(64)} A 192.0.2.1`, 1, 1, /no name/],
  ]
  for (const [title, text, line, column, says] of wrong) {
    test(`with ${title} is refused where it is wrong`, () => {
      assert.throws(
        () => readZoneFile(text, 'isi.edu'),
        (error) => error instanceof ZoneFileError && says.test(error.message) && error.line === line && error.column === column,
      )
    })
  }
  test('needs an origin for names that are not whole', () => assert.throws(() => readZoneFile('www A 192.0.2.1'), /\$ORIGIN/))
})

const world: Zone = {
  'example.com TXT': ['v=spf1 -all', 'other'],
  'example.com MX': '10 mail.example.com',
  'mail.example.com A': '192.0.2.1',
  'www.example.com CNAME': 'web.example.com',
  'web.example.com A': '192.0.2.80',
  'away.example.com CNAME': 'host.example.net',
  'host.example.net A': '198.51.100.1',
  'dead.example.com TXT': silent,
}

type Row = [title: string, name: string, type: RecordType, expected: string]

async function said(net: ReturnType<typeof netOf>, name: string, type: RecordType): Promise<string> {
  const { status, records, aliases } = await net.dns.resolve(name, type)
  const values = records.map((data) => ('text' in data ? data.text : 'address' in data ? data.address : JSON.stringify(data)))
  return [...aliases.map(({ target }) => `→ ${target}`), ...(status === 'records' ? values : [status])].join(' ')
}

describe('records laid over the world', () => {
  const file = `
    example.com. TXT "v=spf1 mx -all"
    new.sub.example.com. A 192.0.2.9
    www.example.com. TXT "no alias any more"
    alias.example.com. CNAME web.example.com.
    out.example.com. CNAME host.example.net.
    host.example.net. A 198.51.100.2
    *.wild.example.com. A 192.0.2.7
    round.example.com. CNAME round.example.com.
    dead.example.com. TXT "alive"`.replaceAll(/^ +/gm, '')
  const net = () => overlay(netOf(world), readZoneFile(file, '.'))
  const rows: Row[] = [
    ['take the place of the set with their name and type', 'example.com', 'TXT', 'v=spf1 mx -all'],
    ['leave the other types alone', 'example.com', 'MX', '{"preference":10,"exchange":"mail.example.com"}'],
    ['bring new names into being', 'new.sub.example.com', 'A', '192.0.2.9'],
    ['bring the names above them into being', 'sub.example.com', 'A', 'nodata'],
    ['do not invent others', 'none.example.com', 'A', 'nxdomain'],
    ['take the place of an alias', 'www.example.com', 'A', 'nodata'],
    ['may be aliases into the world', 'alias.example.com', 'A', '→ web.example.com 192.0.2.80'],
    ['are found by aliases of the world', 'away.example.com', 'A', '→ host.example.net 198.51.100.2'],
    ['are found by aliases of their own', 'out.example.com', 'A', '→ host.example.net 198.51.100.2'],
    ['may be a wildcard', 'any.wild.example.com', 'A', '192.0.2.7'],
    ['need no answer from the world', 'dead.example.com', 'TXT', 'alive'],
  ]
  for (const [title, name, type, expected] of rows) test(title, async () => assert.equal(await said(net(), name, type), expected))
  test('that go in a circle are silence, as everywhere', async () => {
    await assert.rejects(net().dns.resolve('round.example.com', 'A'), { reason: 'alias-loop' })
  })
  test('are among the questions of the report', async () => {
    const window = net()
    await said(window, 'example.com', 'TXT')
    assert.ok(window.questions().some(({ name, server }) => name === 'example.com' && server === 'the proposed records'))
  })
})

describe('a whole zone', () => {
  const file = '@ MX 10 mail\nmail A 192.0.2.1\ndeep.down A 192.0.2.2\nsub NS ns.elsewhere.example.'
  const served: Zone = {
    ...world,
    'a.sub.example.com A': '192.0.2.3',
    'example.com NS': 'ns1.dns.example',
    'example.com DS': `1 13 2 ${'ab'.repeat(32)}`,
    'web.example.com NS': 'ns1.dns.example',
  }
  const net = () => overlay(netOf(served), readZoneFile(file, 'example.com'), 'example.com')
  const rows: Row[] = [
    ['has what is in it', 'example.com', 'MX', '{"preference":10,"exchange":"mail.example.com"}'],
    ['has nothing else at its names', 'example.com', 'TXT', 'nodata'],
    ['has no other names', 'web.example.com', 'A', 'nxdomain'],
    ['has the names above its own', 'down.example.com', 'A', 'nodata'],
    ['leaves its servers to who serves it', 'example.com', 'NS', '{"name":"ns1.dns.example"}'],
    [
      'leaves the DS to the zone above',
      'example.com',
      'DS',
      `{"keyTag":1,"algorithm":13,"digestType":2,"digest":"${'ab'.repeat(32)}"}`,
    ],
    ['has no other zones below', 'web.example.com', 'NS', 'nxdomain'],
    ['says nothing of what it delegates', 'a.sub.example.com', 'A', '192.0.2.3'],
    ['says nothing of other zones', 'host.example.net', 'A', '198.51.100.1'],
  ]
  for (const [title, name, type, expected] of rows) test(title, async () => assert.equal(await said(net(), name, type), expected))
})

describe('the servers of the zone, asked themselves', () => {
  const server = { name: 'ns1.example.com', address: '192.0.2.53' }
  const served: Zone = {
    ...world,
    'example.com SOA': 'ns1.example.com h.example.com 1 2 3 4 5',
    'example.com NS': 'ns1.example.com',
  }
  const rows: [title: string, whole: boolean, name: string, type: RecordType, outcome: string, records: number][] = [
    ['have what is laid over them', false, 'new.example.com', 'TXT', 'records', 1],
    ['have their own beside it', false, 'example.com', 'MX', 'records', 1],
    ['have nothing else of a whole zone', true, 'example.com', 'MX', 'nodata', 0],
    ['have no other names of a whole zone', true, 'mail.example.com', 'A', 'nxdomain', 0],
    ['stay silent where they are', false, 'dead.example.com', 'TXT', 'timeout', 0],
  ]
  for (const [title, whole, name, type, outcome, records] of rows) {
    test(title, async () => {
      const file = readZoneFile('new TXT "a"\ndead TXT "a"\n@ SOA ns1 h 2 2 3 4 5', 'example.com')
      const said = await overlay(netOf(served), file, whole ? 'example.com' : undefined).dns.ask(server, name, type)
      assert.deepEqual([said.outcome, said.records.length], [outcome, records])
    })
  }
})

describe('a record is read and written again', () => {
  const rows: [type: RecordType, value: string, written: string][] = [
    ['A', '192.0.2.1', '192.0.2.1'],
    ['AAAA', '2001:DB8::0:1', '2001:db8::1'],
    ['MX', '10  Mail.Example.com', '10 mail.example.com.'],
    ['MX', '0 .', '0 .'],
    ['CNAME', 's1.example.net', 's1.example.net.'],
    ['CAA', '0 issue "ca.example; account=1"', '0 issue "ca.example; account=1"'],
    ['CAA', '128 issue ca.example', '128 issue "ca.example"'],
    ['TLSA', '3 1 1 ABCD', '3 1 1 abcd'],
    ['SOA', 'ns1.acme.com h.acme.com. 7 2h 600 3600 60', 'ns1.acme.com. h.acme.com. 7 7200 600 3600 60'],
    ['TXT', 'v=spf1 "x" -all', 'v=spf1 "x" -all'],
  ]
  for (const [type, value, written] of rows) {
    test(`${type} ${value}`, () => assert.equal(writeRecord(readRecord(type, value)), written))
  }
  const wrong: [type: RecordType, value: string, column: number][] = [
    ['A', '192.0.2.300', 1],
    ['MX', 'mail.example.com', 1],
    ['MX', '10 mail.example.com more', 21],
    ['CAA', '0 issue', 3],
    ['MX', '10 mail\n. A 192.0.2.1', 9],
  ]
  for (const [type, value, column] of wrong)
    test(`but not ${type} ${JSON.stringify(value)}`, () => {
      assert.throws(
        () => readRecord(type, value),
        (error) => error instanceof ZoneFileError && error.column === column,
      )
    })
  test('texts in the quotes of a zone file are joined', () =>
    assert.equal(readText(String.raw`"v=DKIM1; " "p=AB\"C"`), 'v=DKIM1; p=AB"C'))
  test('texts without them are as they are', () => assert.equal(readText('v=spf1 exp="x'), 'v=spf1 exp="x'))
})

describe('a rehearsal', () => {
  const change = (
    action: Change['action'],
    value: string,
    was?: string,
    type: RecordType = 'TXT',
    name = 'example.com',
  ): Change => ({
    action,
    name,
    type,
    was,
    value,
    ttl: 300,
  })
  const rows: [title: string, changes: Change[], type: RecordType, expected: string][] = [
    ['adds beside what is there', [change('add', 'new')], 'TXT', 'v=spf1 -all other new'],
    ['replaces one record of a set', [change('replace', 'v=spf1 mx -all', 'v=spf1 -all')], 'TXT', 'other v=spf1 mx -all'],
    ['takes one away', [change('delete', 'other')], 'TXT', 'v=spf1 -all'],
    ['takes all away', [change('delete', 'other'), change('delete', 'v=spf1 -all')], 'TXT', 'nodata'],
    ['reads other types too', [change('replace', '0 .', '10 mail.example.com.', 'MX')], 'MX', '{"preference":0,"exchange":"."}'],
  ]
  for (const [title, changes, type, expected] of rows) {
    test(title, async () => assert.equal(await said(rehearse(netOf(world), changes), 'example.com', type), expected))
  }

  const alias = (action: Change['action'], value: string, was?: string) => change(action, value, was, 'CNAME', 'www.example.com')
  const atAlias: [title: string, changes: Change[], type: RecordType, expected: string][] = [
    ['takes an alias away', [alias('delete', 'web.example.com.')], 'A', 'nodata'],
    ['turns an alias', [alias('replace', 'mail.example.com.', 'web.example.com.')], 'A', '→ mail.example.com 192.0.2.1'],
    [
      'puts a record in the place of an alias',
      [alias('delete', 'web.example.com.'), change('add', '192.0.2.9', undefined, 'A', 'www.example.com')],
      'A',
      '192.0.2.9',
    ],
  ]
  for (const [title, changes, type, expected] of atAlias) {
    test(title, async () => assert.equal(await said(rehearse(netOf(world), changes), 'www.example.com', type), expected))
  }

  test('has a file that is not served yet, and leaves the others to the world', async () => {
    const url = 'https://mta-sts.example.com/.well-known/mta-sts.txt'
    const file: Change = { action: 'add', name: url, type: 'GET', value: 'version: STSv1', ttl: 0 }
    const net = rehearse(netOf(world), [file])
    const options = { maxBytes: 8, timeoutMs: 1000, redirects: 0 }
    const got = await net.https.get(url, options)
    assert.ok(got.outcome === 'answered')
    assert.deepEqual([String(got.body), got.truncated, got.mediaType], ['version:', true, 'text/plain'])
    assert.ok(net.questions().some(({ name, server }) => name === url && server === 'the proposed records'))
    assert.equal((await net.https.get('https://none.example.com/', options)).outcome, 'no-host')
  })
})
