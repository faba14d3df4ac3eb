import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Check } from '#checks/check.ts'
import type { Received } from '#checks/gather.ts'
import { fcrdns } from '#checks/rdns/fcrdns.ts'
import { ofMailServers } from '#checks/rdns/of-mail-servers.ts'
import { ptrMissing } from '#checks/rdns/ptr-missing.ts'
import type { Sender } from '#checks/subject.ts'
import { ask, compose, gathered, inOrder, received, sender, sign, zoneWith } from '../helpers/mails.ts'
import { domainSubject, findingOf, recordsOf } from '../helpers/outcome.ts'
import { delegated, type FakeServer, netOf, refused, servfail, silent, type World, type Zone } from '../helpers/zone.ts'

type Row = [title: string, verdict: string, code: string, session: object | null, world?: Zone, mail?: string | Promise<string>]

const reverse = '20.215.184.93.in-addr.arpa PTR'
const v6 = '2a00:1450::25'
const reverse6 = `${[...'2a001450000000000000000000000025'].reverse().join('.')}.ip6.arpa PTR`
const complete6 = zoneWith({ [reverse6]: 'mail.acme.com', 'mail.acme.com AAAA': v6, 'acme.com TXT': `v=spf1 ip6:${v6} -all` })
const named = (name: string | undefined) => zoneWith({ [reverse]: name })
const helo = (name: string) => ({ helo: name })

const tables: Record<string, Row[]> = {
  'ptr-missing': [
    ['there is one', 'pass', 'present', {}],
    ['there is none', 'fail', 'missing', {}, named(undefined)],
    ['the reverse zone is silent', 'unknown', 'lookup-failed', {}, zoneWith({ [reverse]: silent })],
    ['the reverse zone refuses', 'unknown', 'lookup-failed', {}, zoneWith({ [reverse]: refused })],
    ['nobody saw the session', 'unknown', 'lookup-failed', null],
  ],
  fcrdns: [
    ['the name leads back', 'pass', 'confirmed', {}],
    ['the name leads elsewhere', 'fail', 'mismatch', {}, zoneWith({ 'mail.acme.com A': '93.184.215.99' })],
    ['the name leads nowhere', 'fail', 'no-forward', {}, zoneWith({ 'mail.acme.com A': undefined })],
    ['there is no name', 'info', 'no-ptr', {}, named(undefined)],
    ['the name is silent', 'unknown', 'lookup-failed', {}, zoneWith({ 'mail.acme.com A': servfail })],
    ['nobody saw the session', 'unknown', 'lookup-failed', null],
  ],
  'ptr-generic': [
    ['a name of its own', 'pass', 'custom', {}],
    ['a mail provider’s, with part of the address', 'pass', 'custom', {}, named('a93-184-215-20.smtp-out.amazonses.com')],
    ['the hosting company’s default', 'warn', 'provider-default', {}, named('static.20.215.184.93.clients.your-server.de')],
    ['the address with dashes', 'warn', 'generic', {}, named('93-184-215-20.some.isp.example')],
    ['the address reversed, with dots', 'warn', 'generic', {}, named('20.215.184.93.some.isp.example')],
    ['the address in hex', 'warn', 'generic', {}, named('host5db8d714.isp.example')],
    ['a label pool', 'warn', 'generic', {}, named('x1.pool.isp.example')],
    ['there is no name', 'info', 'no-ptr', {}, named(undefined)],
    ['silence', 'unknown', 'lookup-failed', {}, zoneWith({ [reverse]: silent })],
    ['nobody saw the session', 'unknown', 'lookup-failed', null],
  ],
  'helo-syntax': [
    ['a full name', 'pass', 'fqdn', {}],
    ['an address in brackets', 'warn', 'address-literal', helo('[93.184.215.20]')],
    ['an address without brackets', 'fail', 'bare-ip', helo('93.184.215.20')],
    ['a single label', 'fail', 'not-fqdn', helo('web1')],
    ['localhost', 'fail', 'not-fqdn', helo('localhost.localdomain')],
    ['a .local name', 'fail', 'not-fqdn', helo('mail.acme.local')],
    ['nothing', 'fail', 'not-fqdn', helo('')],
    ['an underscore', 'fail', 'not-fqdn', helo('mail_1.acme.com')],
    ['nobody saw the session', 'unknown', 'lookup-failed', null],
  ],
  'helo-resolves': [
    ['to the sending address', 'pass', 'to-sender', {}],
    [
      'to a sibling of the sender',
      'info',
      'same-organization',
      helo('out.acme.com'),
      zoneWith({ 'out.acme.com A': '93.184.215.99' }),
    ],
    ['elsewhere', 'warn', 'elsewhere', helo('mx.other.example'), zoneWith({ 'mx.other.example A': '93.184.215.99' })],
    ['nowhere', 'fail', 'missing', helo('nowhere.acme.com')],
    ['there is no name to look up', 'info', 'not-applicable', helo('[93.184.215.20]')],
    ['the name is silent', 'unknown', 'lookup-failed', {}, zoneWith({ 'mail.acme.com A': silent })],
    ['nobody saw the session', 'unknown', 'lookup-failed', null],
  ],
  'helo-ptr-match': [
    ['the same name', 'pass', 'same', helo('MAIL.acme.com.')],
    ['the same organization', 'pass', 'same-organization', helo('out.acme.com')],
    ['our own name', 'warn', 'impersonation', helo('mx.seed.example')],
    ['the recipient’s domain', 'warn', 'impersonation', helo('seed.example')],
    ['a large provider’s name', 'warn', 'impersonation', helo('mail.google.com')],
    ['an unrelated name', 'info', 'different', helo('mx.other.example')],
    ['the address has no name', 'info', 'not-applicable', {}, named(undefined)],
    ['no name was given', 'info', 'not-applicable', helo('[93.184.215.20]')],
    ['silence', 'unknown', 'lookup-failed', {}, zoneWith({ [reverse]: silent })],
    ['nobody saw the session', 'unknown', 'lookup-failed', null],
  ],
  'ip-family': [
    ['public IPv4', 'pass', 'ipv4', {}],
    ['IPv6 with a confirmed name and SPF', 'pass', 'ipv6-complete', { peerAddress: v6 }, complete6],
    ['IPv6 without a name', 'fail', 'ipv6-bare', { peerAddress: v6 }],
    [
      'IPv6, and neither SPF nor DKIM',
      'fail',
      'ipv6-bare',
      { peerAddress: v6 },
      zoneWith({ 'acme.com TXT': 'v=spf1 -all' }, complete6),
    ],
    ['a private address', 'unknown', 'special', { peerAddress: '10.0.0.7' }],
    ['loopback', 'unknown', 'special', { peerAddress: '::1' }],
    ['IPv6, and SPF silent', 'unknown', 'lookup-failed', { peerAddress: v6 }, zoneWith({ 'acme.com TXT': silent }, complete6)],
    ['IPv6, and the name silent', 'unknown', 'lookup-failed', { peerAddress: v6 }, zoneWith({ [reverse6]: silent }, complete6)],
    ['nobody saw the session', 'unknown', 'lookup-failed', null],
  ],
  'spf-helo': [
    ['permitted', 'pass', 'pass', {}],
    ['not permitted', 'warn', 'fail', {}, zoneWith({ 'mail.acme.com TXT': 'v=spf1 -all' })],
    ['neither yes nor no', 'info', 'neutral', {}, zoneWith({ 'mail.acme.com TXT': 'v=spf1 ?all' })],
    ['no record', 'info', 'missing', {}, zoneWith({ 'mail.acme.com TXT': undefined })],
    ['an address literal', 'info', 'not-applicable', helo('[93.184.215.20]')],
    ['nobody saw the session', 'info', 'not-applicable', null],
    ['silence', 'unknown', 'lookup-failed', {}, zoneWith({ 'mail.acme.com TXT': servfail })],
  ],
  'tls-sender': [
    ['TLS 1.3', 'pass', 'modern', {}],
    ['TLS 1.2', 'pass', 'modern', { tls: { version: 'TLSv1.2', cipher: 'ECDHE-RSA-AES256-GCM-SHA384' } }],
    ['TLS 1.0', 'warn', 'old', { tls: { version: 'TLSv1', cipher: 'AES128-SHA' } }],
    ['none, although offered', 'fail', 'plaintext', { tls: null }],
    ['none, and none offered', 'unknown', 'not-observed', { tls: null, tlsOffered: false }],
    ['nobody saw the session', 'info', 'no-session', null],
  ],
}

for (const [id, rows] of Object.entries(tables)) {
  describe(id, () => {
    for (const [title, verdict, code, changes, world = inOrder, mail = compose()] of rows) {
      test(`${title}: ${code}`, async () => {
        const session = changes && ({ ...received('').session, ...changes } as Received['session'])
        const finding = await ask(id, await gathered(await mail, { session }), world)
        assert.deepEqual([finding.verdict, finding.code], [verdict, code], finding.explanation.text)
      })
    }
  })
}

test('the missing name is asked of the network owner, as the record it would be', async () => {
  const finding = await ask('ptr-missing', await gathered(await sign(compose())), named(undefined))
  assert.ok('fix' in finding && finding.fix.who === 'network-owner')
  assert.deepEqual(recordsOf(finding), [
    { action: 'add', name: '20.215.184.93.in-addr.arpa', type: 'PTR', value: 'mail.acme.com.', ttl: 3600 },
  ])
  assert.match(finding.fix.say.text, new RegExp(`${sender} .*mail\\.acme\\.com`))
})

test('what is known only inside a network is in no fix: neither an address nor a name', async () => {
  const fixOf = async (seen: object, world: Zone, id = 'ptr-missing') => {
    const session = { ...received('').session, ...seen } as Received['session']
    const finding = await ask(id, await gathered(compose(), { session }), world)
    assert.ok('fix' in finding && recordsOf(finding).length === 0)
    return finding.fix
  }
  const inside = await fixOf({ peerAddress: '127.0.0.1' }, inOrder)
  assert.equal(inside.who, 'mail-server')
  const nowhere = await fixOf({ peerAddress: '127.0.0.1', helo: 'nowhere.acme.com' }, inOrder, 'helo-resolves')
  assert.match(nowhere.say.text, /^Send the test through the server that sends your real mail/)
  const outside = await fixOf({ helo: 'web1.localdomain' }, named(undefined))
  assert.doesNotMatch(outside.say.text, /localdomain/)
})

describe('a reverse name that does not lead back', () => {
  const fixOf = async (name: string, mail = compose()) => {
    const world = zoneWith({ [reverse]: name, [`${name} A`]: '93.184.215.99' })
    const finding = await ask('fcrdns', await gathered(mail), world)
    assert.ok('fix' in finding)
    return { who: finding.fix.who, records: recordsOf(finding).map((record) => `${record.name} ${record.value}`) }
  }
  test('of the sender’s organization gets the address', async () => {
    assert.deepEqual(await fixOf('mail.acme.com'), { who: 'dns', records: [`mail.acme.com ${sender}`] })
  })
  test('of another organization is not the sender’s to change', async () => {
    assert.deepEqual(await fixOf('mx9.other.net'), { who: 'network-owner', records: [] })
  })
  test('is nobody’s to change where no From domain is known', async () => {
    const unreadable = compose().replace(/^From: .*$/m, 'From: nobody')
    assert.deepEqual(await fixOf('mail.acme.com', unreadable), { who: 'network-owner', records: [] })
  })
})

describe('a reverse zone whose servers', () => {
  const ripe: Zone = { '93.in-addr.arpa SOA': 'ns.ripe.net hostmaster.ripe.net 1', '93.in-addr.arpa NS': 'ns.ripe.net' }
  const failing = { '215.184.93.in-addr.arpa ANY': servfail, '20.215.184.93.in-addr.arpa ANY': servfail }
  const addresses: Zone = { 'ns.ripe.net A': '193.0.9.7', 'ns1.lame.net A': '93.184.215.1', 'ns2.lame.net A': '93.184.215.2' }
  const lame: Zone = { '215.184.93.in-addr.arpa ANY': refused }
  const seen = (...servers: (FakeServer | null)[]): World => {
    const parent = { ...ripe, '215.184.93.in-addr.arpa NS': delegated('ns1.lame.net', 'ns2.lame.net') }
    const known = servers.flatMap((server, index) => (server ? [[`ns${index + 1}.lame.net`, server] as const] : []))
    return { direct: { 'ns.ripe.net': parent, ...Object.fromEntries(known) } }
  }
  const rows: [title: string, world: World, verdict: string, code: string][] = [
    ['all refuse', seen(lame, lame), 'fail', 'broken-delegation'],
    ['answer without authority', seen(lame, { zone: ripe, authoritative: false }), 'fail', 'broken-delegation'],
    ['are in trouble', seen({ '215.184.93.in-addr.arpa ANY': servfail }, lame), 'unknown', 'lookup-failed'],
    ['are silent, one of them', seen(lame, null), 'unknown', 'lookup-failed'],
    ['nobody knows', { direct: {} }, 'unknown', 'lookup-failed'],
  ]
  for (const [title, world, verdict, code] of rows) {
    test(`${title}: ${code}`, async () => {
      const finding = await ask('ptr-missing', await gathered(compose()), netOf({ ...ripe, ...addresses, ...failing }, world))
      assert.deepEqual([finding.verdict, finding.code], [verdict, code], finding.explanation.text)
    })
  }
})

describe('the names of a domain’s mail servers', () => {
  const servers: Zone = {
    'example.com MX': ['10 a.example.com', '20 b.example.com'],
    'a.example.com A': '93.184.215.1',
    'b.example.com A': '93.184.215.2',
  }
  const both = { ...servers, '1.215.184.93.in-addr.arpa PTR': 'a.example.com', '2.215.184.93.in-addr.arpa PTR': 'b.example.com' }
  const elsewhere: Zone = { ...both, '2.215.184.93.in-addr.arpa PTR': 'a.example.com' }
  const rows: [title: string, check: Check<Sender>, zone: Zone, verdict: string, code: string][] = [
    ['each has one', ptrMissing, both, 'pass', 'present'],
    ['one has none', ptrMissing, { ...servers, '1.215.184.93.in-addr.arpa PTR': 'a.example.com' }, 'info', 'missing'],
    ['each leads back', fcrdns, both, 'pass', 'confirmed'],
    ['one leads elsewhere', fcrdns, elsewhere, 'info', 'mismatch'],
    ['one is silent', ptrMissing, { ...both, '2.215.184.93.in-addr.arpa PTR': silent }, 'unknown', 'lookup-failed'],
    ['one has no address that answers', ptrMissing, { ...both, 'b.example.com A': silent }, 'unknown', 'lookup-failed'],
    ['no mail server', ptrMissing, { 'example.com MX': '0 .' }, 'info', 'not-applicable'],
    ['silent MX', ptrMissing, { 'example.com MX': silent }, 'unknown', 'lookup-failed'],
  ]
  for (const [title, check, zone, verdict, code] of rows) {
    test(`${check.id}, ${title}: ${code}`, async () => {
      const finding = await findingOf(ofMailServers(check), domainSubject(), zone)
      assert.deepEqual([finding.verdict, finding.code], [verdict, code], finding.explanation.text)
    })
  }
  test('of no domain are not looked at', async () => {
    assert.equal((await findingOf(ofMailServers(ptrMissing), domainSubject({ domain: '' }), {})).code, 'not-applicable')
  })
})
