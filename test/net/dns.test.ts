import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { after, before, describe, test } from 'node:test'
import { type RecordType, Unreachable } from '#checks/net.ts'
import { type NameServer, startNameServer } from '#net/name-server.ts'
import { type OpenOptions, openNet, stubZone } from '#net/open.ts'
import {
  bareAlias,
  delay,
  foreign,
  garbled,
  noEdns,
  referral,
  refused,
  servfail,
  silent,
  truncated,
  wrongId,
  type Zone,
} from '#net/zone.ts'

const zone: Zone = {
  'example.com TXT': ['v=spf1 mx -all', 'google-site-verification=abc'],
  'example.com MX': ['20 mail2.example.com', '10 MAIL.example.com.'],
  'example.com SOA': 'ns1.example.com hostmaster.example.com 7 3600 600 86400 30',
  'example.com SPF': 'v=spf1 -all',
  'null.example.com MX': '0 .',
  'mail.example.com A': ['192.0.2.1', '192.0.2.2'],
  'mail.example.com AAAA': '2001:DB8:0:0::1',
  '1.2.0.192.in-addr.arpa PTR': 'mail.example.com',
  'strings.example.com TXT': [['one string ', 'and another']],
  'nul.example.com TXT': 'a\0b',
  'long.example.com TXT': `v=DKIM1; p=${'A'.repeat(600)}`,
  'big.example.com TXT': Array.from({ length: 40 }, (_, index) => `record ${index} ${'x'.repeat(200)}`),
  'bücher.example.com TXT': 'never reached under this name',
  'xn--bcher-kva.example.com TXT': 'found by its A-label',
  'www.example.com CNAME': 'example.com',
  'dangling.example.com CNAME': 'nowhere.example.com',
  'bare.example.com CNAME': bareAlias('example.com'),
  'loop1.example.com CNAME': 'loop2.example.com',
  'loop2.example.com CNAME': 'loop1.example.com',
  'bareloop1.example.com CNAME': bareAlias('bareloop2.example.com'),
  'bareloop2.example.com CNAME': bareAlias('bareloop1.example.com'),
  ...Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`hop${i}.example.com CNAME`, `hop${i + 1}.example.com`])),
  'hop17.example.com A': '192.0.2.17',
  '*.wild.example.com TXT': 'from the wildcard',
  'silent.example.com ANY': silent,
  'servfail.example.com ANY': servfail,
  'refused.example.com ANY': refused,
  'garbled.example.com ANY': garbled,
  'referral.example.com ANY': referral,
  'slow.example.com TXT': delay(20, 'late'),
  'wrong-id.example.com TXT': wrongId('true'),
  'foreign.example.com TXT': foreign('true'),
  'truncated.example.com TXT': truncated('whole over TCP'),
  'no-edns.example.com TXT': noEdns('without EDNS'),
}

let server: NameServer
before(async () => {
  server = await startNameServer(zone)
})
after(() => server.close())

const open = (options: OpenOptions = {}) => openNet({ servers: [server.address], timeoutMs: 50, ...options })

describe('an answer', () => {
  const cases: [title: string, name: string, type: RecordType, expected: object][] = [
    [
      'holds every TXT record',
      'example.com',
      'TXT',
      { status: 'records', ttl: 300, texts: ['v=spf1 mx -all', 'google-site-verification=abc'] },
    ],
    [
      'joins the strings of a TXT without a space (RFC 7208 §3.3)',
      'strings.example.com',
      'TXT',
      { texts: ['one string and another'] },
    ],
    ['joins a long text again', 'long.example.com', 'TXT', { texts: [`v=DKIM1; p=${'A'.repeat(600)}`] }],
    ['holds no NUL, which the database could not keep', 'nul.example.com', 'TXT', { texts: ['a␀b'] }],
    ['reads record type 99', 'example.com', 'SPF', { texts: ['v=spf1 -all'] }],
    ['is asked by A-label', 'Bücher.example.com.', 'TXT', { name: 'xn--bcher-kva.example.com', texts: ['found by its A-label'] }],
    [
      'follows an alias',
      'www.example.com',
      'TXT',
      { status: 'records', aliases: [{ name: 'www.example.com', target: 'example.com' }] },
    ],
    [
      'follows an alias the server left to us',
      'bare.example.com',
      'MX',
      { status: 'records', aliases: [{ name: 'bare.example.com', target: 'example.com' }] },
    ],
    [
      'says NXDOMAIN of an alias to nothing (RFC 6604)',
      'dangling.example.com',
      'A',
      { status: 'nxdomain', aliases: [{ name: 'dangling.example.com', target: 'nowhere.example.com' }] },
    ],
    [
      'gives the alias itself when asked for it',
      'www.example.com',
      'CNAME',
      { status: 'records', aliases: [], records: [{ name: 'example.com' }] },
    ],
    ['says that there is no such name', 'nothing.example.com', 'A', { status: 'nxdomain', ttl: 60 }],
    ['says that a name has no such type', 'mail.example.com', 'TXT', { status: 'nodata', ttl: 60 }],
    ['says "no data" of a name with only names below it (RFC 8020)', 'com', 'TXT', { status: 'nodata' }],
    ['comes from a wildcard', 'any.thing.wild.example.com', 'TXT', { texts: ['from the wildcard'] }],
    ['keeps a null MX', 'null.example.com', 'MX', { records: [{ preference: 0, exchange: '.' }] }],
    [
      'has MX targets in lower case without the final dot',
      'example.com',
      'MX',
      {
        records: [
          { preference: 20, exchange: 'mail2.example.com' },
          { preference: 10, exchange: 'mail.example.com' },
        ],
      },
    ],
    ['has IPv6 in its short form', 'mail.example.com', 'AAAA', { records: [{ address: '2001:db8::1' }] }],
    ['has PTR names', '1.2.0.192.in-addr.arpa', 'PTR', { records: [{ name: 'mail.example.com' }] }],
    ['may be late', 'slow.example.com', 'TXT', { texts: ['late'] }],
    ['with a wrong id is dropped', 'wrong-id.example.com', 'TXT', { texts: ['true'] }],
    ['from a foreign port is dropped', 'foreign.example.com', 'TXT', { texts: ['true'] }],
    ['that was truncated is asked for over TCP', 'truncated.example.com', 'TXT', { texts: ['whole over TCP'] }],
    ['too large for UDP comes over TCP', 'big.example.com', 'TXT', { status: 'records' }],
    ['comes from a server that does not know EDNS (RFC 6891 §7)', 'no-edns.example.com', 'TXT', { texts: ['without EDNS'] }],
  ]
  for (const [title, name, type, expected] of cases) {
    test(title, async () => {
      const answer = await open({ timeoutMs: 1000 }).dns.resolve(name, type)
      const seen = { ...answer, texts: answer.records.map((record) => ('text' in record ? record.text : '')) }
      assert.partialDeepStrictEqual(seen, expected)
      assert.equal(answer.server, server.address)
      assert.ok(answer.size > 0 && answer.milliseconds >= 0)
    })
  }
})

describe('silence', () => {
  const cases: [title: string, name: string, reason: string][] = [
    ['is a timeout', 'silent.example.com', 'timeout'],
    ['is SERVFAIL, asked twice', 'servfail.example.com', 'servfail'],
    ['is REFUSED', 'refused.example.com', 'refused'],
    ['is a referral from a server that should have looked', 'referral.example.com', 'refused'],
    ['is what cannot be read', 'garbled.example.com', 'malformed'],
    ['is an alias loop', 'loop1.example.com', 'alias-loop'],
    ['is an alias loop over several answers', 'bareloop1.example.com', 'alias-loop'],
    ['is a chain of 17 aliases', 'hop0.example.com', 'alias-loop'],
    ['is a label of 64 octets, never sent', `${'a'.repeat(64)}.example.com`, 'bad-name'],
    ['is a name over 253 octets, never sent', `${'a.'.repeat(125)}example.com`, 'bad-name'],
    ['is an empty label, never sent', 'a..example.com', 'bad-name'],
  ]
  for (const [title, name, reason] of cases) {
    test(title, async () => {
      await assert.rejects(open().dns.resolve(name, 'A'), (error) => error instanceof Unreachable && error.reason === reason)
    })
  }

  test('of a port where nobody listens is ours', async () => {
    const socket = createSocket('udp4').bind(0, '127.0.0.1')
    await once(socket, 'listening')
    const { port } = socket.address()
    await new Promise<void>((done) => socket.close(done))
    const asked = openNet({ servers: [`127.0.0.1:${port}`], timeoutMs: 50 }).dns.resolve('example.com', 'A')
    await assert.rejects(asked, (error) => error instanceof Unreachable && error.reason === 'network' && error.side === 'ours')
  })

  test('of the first server sends us to the second', async () => {
    const mute = await startNameServer({ 'example.com ANY': silent })
    const net = open({ servers: [mute.address, server.address] })
    const answer = await net.dns.resolve('example.com', 'MX')
    assert.equal(answer.server, server.address)
    assert.equal(mute.questions.length, 1)
    await mute.close()
  })

  test('by refusal is not asked for a second time at the same server', async () => {
    server.questions.length = 0
    await assert.rejects(open().dns.resolve('refused.example.com', 'A'))
    assert.equal(server.questions.length, 1)
  })
})

describe('a report', () => {
  test('asks identical questions once, also while the first is under way', async () => {
    server.questions.length = 0
    const net = open()
    await Promise.all([net.dns.resolve('example.com', 'MX'), net.dns.resolve('EXAMPLE.com.', 'MX')])
    await net.dns.resolve('example.com', 'MX')
    assert.equal(server.questions.length, 1)
  })

  test('remembers nothing of another report', async () => {
    server.questions.length = 0
    await open().dns.resolve('example.com', 'MX')
    await open().dns.resolve('example.com', 'MX')
    assert.equal(server.questions.length, 2)
  })

  test('may ask so many questions and no more', async () => {
    const net = open({ budget: 2 })
    await net.dns.resolve('example.com', 'MX')
    await net.dns.resolve('example.com', 'TXT')
    await assert.rejects(
      net.dns.resolve('example.com', 'A'),
      (error) => error instanceof Unreachable && error.reason === 'budget',
    )
    await net.dns.resolve('example.com', 'MX')
  })

  test('has many questions under way and gets all answers', async () => {
    const net = open({ timeoutMs: 2000 })
    const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => net.dns.resolve(`n${i}.wild.example.com`, 'TXT')))
    assert.ok(answers.every((answer) => answer.status === 'records'))
  })

  test('keeps its questions in the order asked, with what came back', async () => {
    const net = open()
    await net.dns.resolve('example.com', 'MX')
    await net.dns.resolve('nothing.example.com', 'A')
    await assert.rejects(net.dns.resolve('servfail.example.com', 'TXT'))
    assert.deepEqual(
      net.questions().map(({ name, type, outcome, unchecked }) => `${name} ${type} ${outcome}${unchecked ? ' (CD)' : ''}`),
      [
        'example.com MX records',
        'nothing.example.com A nxdomain',
        'servfail.example.com TXT servfail',
        'servfail.example.com TXT servfail (CD)',
      ],
    )
  })

  test('reaches a stub zone at its own server, the longest suffix first', async () => {
    const sample = await startNameServer({ 'a.samples.test TXT': 'sample', 'b.a.samples.test TXT': 'longer' })
    const other = await startNameServer({ 'b.a.samples.test TXT': 'longest' })
    const removals = [stubZone(['samples.test'], sample.address), stubZone(['b.a.samples.test'], other.address)]
    const net = open()
    const texts = await Promise.all(['a.samples.test', 'b.a.samples.test'].map((name) => net.dns.resolve(name, 'TXT')))
    assert.deepEqual(
      texts.map(({ records }) => records[0]?.text),
      ['sample', 'longest'],
    )
    for (const remove of removals) remove()
    assert.equal((await open().dns.resolve('a.samples.test', 'TXT')).status, 'nxdomain')
    await Promise.all([sample.close(), other.close()])
  })
})

describe('the name server', () => {
  test('can be given another zone while it runs', async () => {
    const changing = await startNameServer({ 'a.test TXT': 'before' })
    const ask = () => openNet({ servers: [changing.address] }).dns.resolve('a.test', 'TXT')
    assert.equal((await ask()).records[0]?.text, 'before')
    changing.set({ 'a.test TXT': 'after' })
    assert.equal((await ask()).records[0]?.text, 'after')
    await changing.close()
  })

  test('does not start with a zone it cannot read', async () => {
    await assert.rejects(startNameServer({ 'example.com': 'no type' }), /"example.com" is not "name TYPE"/)
    await assert.rejects(startNameServer({ 'example.com MX': 'mail.example.com' }), /is not "preference exchange"/)
  })
})
