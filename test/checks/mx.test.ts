import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Check } from '#checks/check.ts'
import { mxCname } from '#checks/mx/mx-cname.ts'
import { mxDangling } from '#checks/mx/mx-dangling.ts'
import { mxDuplicate } from '#checks/mx/mx-duplicate.ts'
import { mxHostnameSyntax } from '#checks/mx/mx-hostname-syntax.ts'
import { mxIpLiteral } from '#checks/mx/mx-ip-literal.ts'
import { mxIpv6 } from '#checks/mx/mx-ipv6.ts'
import { mxNoAddress } from '#checks/mx/mx-no-address.ts'
import { mxPreference } from '#checks/mx/mx-preference.ts'
import { mxRecord } from '#checks/mx/mx-record.ts'
import { mxRedundancy } from '#checks/mx/mx-redundancy.ts'
import { mxSelfLoop } from '#checks/mx/mx-self-loop.ts'
import { mxSpecialAddress } from '#checks/mx/mx-special-address.ts'
import { mxWildcard } from '#checks/mx/mx-wildcard.ts'
import { postmasterMailbox } from '#checks/mx/postmaster-mailbox.ts'
import { nullMxConflict } from '#checks/mx/null-mx-conflict.ts'
import { nullMxSender } from '#checks/mx/null-mx-sender.ts'
import type { Domain } from '#checks/subject.ts'
import { ask, compose, gathered, zoneWith } from '../helpers/mails.ts'
import { domainSubject, findingOf, recordsOf } from '../helpers/outcome.ts'
import { refused, servfail, silent, type World, type Zone } from '../helpers/zone.ts'

type Row = [title: string, zone: Zone, verdict: string, code: string, changes?: Partial<Domain>]

const mx = (...records: string[]): Zone => ({ 'example.com MX': records })
const two: Zone = {
  ...mx('10 mx1.example.com', '20 mx2.example.com'),
  'mx1.example.com A': '93.184.215.20',
  'mx1.example.com AAAA': '2a00:1450::25',
  'mx2.example.com A': '93.184.215.21',
}
const one: Zone = { ...mx('10 mail.example.com'), 'mail.example.com A': '93.184.215.20' }
const many = mx(...Array.from({ length: 500 }, (_, index) => `${index} m${index}.example.com`), '600 localhost')
const noMx: Row[] = [
  ['no MX', { 'example.com A': '192.0.2.1' }, 'info', 'no-mx'],
  ['a null MX', mx('0 .'), 'info', 'no-mx'],
  ['no such domain', {}, 'info', 'no-mx'],
  ['no domain', {}, 'info', 'no-mx', { domain: '' }],
  ['a silent domain', { 'example.com MX': silent }, 'unknown', 'lookup-failed'],
]
const notApplicable = noMx.map(([title, zone, verdict, code, changes]): Row => {
  return [title, zone, verdict, code === 'no-mx' ? 'not-applicable' : code, changes]
})
const silentTargets: Row[] = [silent, servfail, refused].map((behaviour) => {
  return [
    'a target that does not answer',
    { ...mx('10 mail.example.com'), 'mail.example.com ANY': behaviour },
    'unknown',
    'lookup-failed',
  ]
})

const tables: [check: Check<Domain>, rows: Row[]][] = [
  [
    mxRecord,
    [
      ['one mail server', { 'example.com MX': '10 mail.example.com' }, 'pass', 'present'],
      ['a mail server beside a null MX, whose form is judged elsewhere', mx('0 .', '10 mail.example.com'), 'pass', 'present'],
      ['a null MX (RFC 7505 §3)', { 'example.com MX': '0 .' }, 'info', 'null-mx'],
      ['no MX, but an address', { 'example.com A': '192.0.2.1' }, 'warn', 'implicit'],
      ['no MX, but an IPv6 address', { 'example.com AAAA': '2001:db8::1' }, 'warn', 'implicit'],
      ['neither MX nor address', { 'example.com TXT': 'hello' }, 'fail', 'missing'],
      ['only names below it', { 'www.example.com A': '192.0.2.1' }, 'fail', 'missing'],
      ['no such domain', {}, 'fail', 'no-such-domain'],
      ['a silent name server', { 'example.com MX': silent }, 'unknown', 'lookup-failed'],
      ['a name server that fails only for the address', { 'example.com A': servfail }, 'unknown', 'lookup-failed'],
      ['no domain', {}, 'info', 'not-applicable', { domain: '' }],
    ],
  ],
  [
    nullMxConflict,
    [
      ['mail servers only', one, 'pass', 'no-null-mx'],
      ['no MX at all', { 'example.com A': '192.0.2.1' }, 'pass', 'no-null-mx'],
      ['a null MX alone (RFC 7505 §3)', mx('0 .'), 'pass', 'alone'],
      ['a null MX beside a mail server', mx('0 .', '10 mail.example.com'), 'fail', 'mixed'],
      ['two null MX', mx('0 .', '10 .'), 'fail', 'mixed'],
      ['a null MX with another preference', mx('10 .'), 'warn', 'nonzero-preference'],
      ['silence', { 'example.com MX': silent }, 'unknown', 'lookup-failed'],
      ['no domain', {}, 'info', 'not-applicable', { domain: '' }],
    ],
  ],
  [
    nullMxSender,
    [
      ['a mail server', one, 'info', 'not-applicable'],
      ['a null MX beside a mail server', mx('0 .', '10 mail.example.com'), 'info', 'not-applicable'],
      ['a null MX, and mail was received from it', mx('0 .'), 'fail', 'sends'],
      ['a null MX without SPF', mx('0 .'), 'warn', 'spf-open', { sends: false }],
      ['… with senders', { ...mx('0 .'), 'example.com TXT': 'v=spf1 ip4:192.0.2.1 -all' }, 'warn', 'spf-open', { sends: false }],
      [
        '… with two records',
        { ...mx('0 .'), 'example.com TXT': ['v=spf1 -all', 'v=spf1 a -all'] },
        'warn',
        'spf-open',
        { sends: false },
      ],
      ['… with ~all', { ...mx('0 .'), 'example.com TXT': 'v=spf1 ~all' }, 'warn', 'spf-open', { sends: false }],
      ['… that permits nobody', { ...mx('0 .'), 'example.com TXT': 'v=spf1 -all' }, 'pass', 'silent', { sends: false }],
      [
        '… that permits nobody elsewhere',
        { ...mx('0 .'), 'example.com TXT': 'v=spf1 redirect=none.example', 'none.example TXT': 'v=spf1 -all' },
        'pass',
        'silent',
        { sends: false },
      ],
      ['silent SPF', { ...mx('0 .'), 'example.com TXT': silent }, 'unknown', 'lookup-failed', { sends: false }],
      ['no domain', {}, 'info', 'not-applicable', { domain: '' }],
    ],
  ],
  [
    mxCname,
    [
      ['names with addresses', two, 'pass', 'canonical'],
      [
        'an alias',
        { ...one, 'mail.example.com CNAME': 'host.example.net', 'host.example.net A': '93.184.215.20' },
        'fail',
        'aliased',
      ],
      ['an alias of nothing', { ...one, 'mail.example.com CNAME': 'gone.example.net' }, 'fail', 'aliased'],
      ['an alias of itself', { ...one, 'mail.example.com CNAME': 'mail.example.com' }, 'fail', 'aliased'],
      [
        'an alias beside silence',
        { ...mx('1 a.example.com', '2 b.example.com'), 'a.example.com ANY': silent, 'b.example.com CNAME': 'mx.example.net' },
        'fail',
        'aliased',
      ],
      ['silence for one family only', { ...one, 'mail.example.com AAAA': silent }, 'pass', 'canonical'],
      ['more targets than are looked at', many, 'unknown', 'lookup-failed'],
      ...silentTargets,
      ...noMx,
    ],
  ],
  [
    mxIpLiteral,
    [
      ['a host name', one, 'pass', 'hostname'],
      ['a silent host name', { ...one, 'mail.example.com ANY': silent }, 'pass', 'hostname'],
      ['an address', mx('10 192.0.2.1.'), 'fail', 'ip-literal'],
      ['part of an address', mx('10 2.1.'), 'fail', 'ip-literal'],
      ['an IPv6 address', mx('10 2001:db8::1'), 'fail', 'ip-literal'],
      ['an alias whose last label is a number', { ...mx('10 a.1'), 'a.1 CNAME': 'b.example' }, 'fail', 'ip-literal'],
      ['more targets than are looked at', many, 'unknown', 'lookup-failed'],
      ...noMx,
    ],
  ],
  [
    mxHostnameSyntax,
    [
      ['a host name', one, 'pass', 'valid'],
      ['the domain twice', mx('10 mail.example.com.example.com'), 'fail', 'doubled-zone'],
      ['a hyphen at the end', mx('10 mail-.example.com'), 'fail', 'invalid'],
      ['markup', mx('10 <b>.example.com'), 'fail', 'invalid'],
      ['an empty label', mx('10 mail..example.com'), 'fail', 'invalid'],
      ['a label of 64 letters', mx(`10 ${'a'.repeat(64)}.example.com`), 'fail', 'invalid'],
      ['an underscore', mx('10 mail_1.example.com'), 'warn', 'underscore'],
      ['an address, which another check fails', mx('10 192.0.2.1'), 'pass', 'valid'],
      ['a bad alias, which another check fails', { ...mx('10 a-.example'), 'a-.example CNAME': 'b.example' }, 'pass', 'valid'],
      ['more targets than are looked at', many, 'unknown', 'lookup-failed'],
      ...noMx,
    ],
  ],
  [
    mxDangling,
    [
      ['servers that exist', two, 'pass', 'none'],
      ['a server without address, which exists', { ...mx('10 mail.example.com'), 'mail.example.com TXT': 'hi' }, 'pass', 'none'],
      ['a server of a domain that is gone', { ...one, ...mx('10 mail.example.com', '20 mx.gone.net') }, 'fail', 'registrable'],
      ['no server that exists', { ...mx('10 mail.example.com', '20 mx2.example.com') }, 'fail', 'all'],
      ['a server that is gone from a domain that is there', { ...mx('10 mx.there.net'), 'there.net TXT': 'hi' }, 'fail', 'all'],
      ['… whose domain is silent', { ...mx('10 mx.there.net'), 'there.net ANY': silent }, 'fail', 'all'],
      ['one server gone, another there', { ...one, ...mx('10 mail.example.com', '20 old.example.com') }, 'warn', 'some'],
      [
        'one server gone, another silent',
        { ...mx('10 a.example.com', '20 b.example.com'), 'b.example.com ANY': silent },
        'warn',
        'some',
      ],
      [
        'an alias of nothing, which another check fails',
        { ...one, 'mail.example.com CNAME': 'gone.example.net' },
        'pass',
        'none',
      ],
      ['localhost, which another check fails', mx('10 localhost'), 'pass', 'none'],
      ...silentTargets,
      ...noMx,
    ],
  ],
  [
    mxNoAddress,
    [
      ['addresses', two, 'pass', 'all-resolve'],
      ['an IPv6 address', { ...mx('10 m.example.com'), 'm.example.com AAAA': '2a00:1450::1' }, 'pass', 'all-resolve'],
      ['no address', { ...mx('10 mail.example.com'), 'mail.example.com TXT': 'hi' }, 'fail', 'all-empty'],
      [
        'no address, and another is gone',
        { ...mx('1 a.example.com', '2 b.example.com'), 'a.example.com TXT': 'hi' },
        'fail',
        'all-empty',
      ],
      ['no address at one of two', { ...two, 'mx2.example.com A': [], 'mx2.example.com TXT': 'hi' }, 'warn', 'some-empty'],
      [
        'no IPv4 address, and silence for IPv6',
        { ...one, 'mail.example.com A': [], 'mail.example.com AAAA': silent },
        'unknown',
        'lookup-failed',
      ],
      ['only servers that are gone', mx('10 gone.example.com'), 'info', 'not-applicable'],
      ...silentTargets,
      ...notApplicable,
    ],
  ],
  [
    mxSpecialAddress,
    [
      ['public addresses', two, 'pass', 'public'],
      ...['10.0.0.1', '127.0.0.1', '0.0.0.0', '169.254.1.1', '100.64.0.1', '192.0.2.1', '224.0.0.1'].map((ip): Row => {
        return [ip, { ...mx('10 m.example.com'), 'm.example.com A': ip }, 'fail', 'all-special']
      }),
      ...['::1', 'fe80::1', 'fd00::1', '2001:db8::1', '2002:c000:201::1', '::ffff:10.0.0.1'].map((ip): Row => {
        return [ip, { ...mx('10 m.example.com'), 'm.example.com AAAA': ip }, 'fail', 'all-special']
      }),
      ['a private address beside a public one', { ...two, 'mx2.example.com A': '192.168.1.1' }, 'warn', 'some-special'],
      [
        'a private address beside silence',
        { ...two, 'mx1.example.com A': silent, 'mx1.example.com AAAA': silent, 'mx2.example.com A': '10.0.0.1' },
        'unknown',
        'lookup-failed',
      ],
      ['no address', { ...mx('10 mail.example.com'), 'mail.example.com TXT': 'hi' }, 'info', 'not-applicable'],
      ...silentTargets,
      ...notApplicable,
    ],
  ],
  [
    mxDuplicate,
    [
      ['two machines', two, 'pass', 'distinct'],
      ['one name twice', { ...one, ...mx('10 mail.example.com', '20 mail.example.com') }, 'info', 'same-target'],
      [
        'two names of one machine',
        { ...one, ...mx('1 mail.example.com', '2 m.example.com'), 'm.example.com A': '93.184.215.20' },
        'info',
        'same-address',
      ],
      ['two names of nothing', { ...mx('10 a.example.com', '20 b.example.com') }, 'pass', 'distinct'],
      ...silentTargets,
      ...noMx,
    ],
  ],
  [
    mxRedundancy,
    [
      ['two addresses', two, 'pass', 'multiple'],
      [
        'two addresses beside silence',
        { ...two, ...mx('1 mx1.example.com', '2 mx2.example.com', '3 x.example.com'), 'x.example.com ANY': silent },
        'pass',
        'multiple',
      ],
      ['two IPv6 addresses', { ...mx('10 m.example.com'), 'm.example.com AAAA': ['2a00::1', '2a00::2'] }, 'pass', 'multiple'],
      ['one name of a provider', { ...mx('10 smtp.google.com'), 'smtp.google.com A': '93.184.215.20' }, 'pass', 'provider'],
      ['one address of each family', { ...one, 'mail.example.com AAAA': '2a00::1' }, 'info', 'single'],
      ...silentTargets,
      ...noMx,
    ],
  ],
  [
    mxPreference,
    [
      ['different numbers', two, 'pass', 'ordered'],
      ['equal numbers of one owner', mx('10 a.example.com', '10 b.example.com'), 'pass', 'ordered'],
      ['equal numbers of one provider', mx('10 aspmx.l.google.com', '10 aspmx2.googlemail.com'), 'pass', 'ordered'],
      ['a provider behind a filter', mx('10 mxa-1.gslb.pphosted.com', '20 aspmx.l.google.com'), 'pass', 'ordered'],
      ['two providers', mx('1 aspmx.l.google.com', '10 example-com.mail.protection.outlook.com'), 'warn', 'foreign-provider'],
      ['equal numbers of two owners', mx('10 mx.example.com', '10 mx.other.net', '20 x.example'), 'info', 'equal-mixed'],
      ['more targets than are looked at', many, 'unknown', 'lookup-failed'],
      ...noMx,
    ],
  ],
  [
    mxIpv6,
    [
      ['both', two, 'pass', 'dual-stack'],
      ['IPv6 only', { ...mx('10 m.example.com'), 'm.example.com AAAA': '2a00::1' }, 'fail', 'ipv6-only'],
      ['IPv4 only', one, 'info', 'ipv4-only'],
      [
        'IPv6, and silence for IPv4',
        { ...mx('10 m.example.com'), 'm.example.com AAAA': '2a00::1', 'm.example.com A': silent },
        'unknown',
        'lookup-failed',
      ],
      ['no address', mx('10 gone.example.com'), 'info', 'not-applicable'],
      ...silentTargets,
      ...notApplicable,
    ],
  ],
  [
    mxSelfLoop,
    [
      ['a host name', one, 'pass', 'none'],
      ['localhost', mx('10 localhost'), 'fail', 'localhost'],
      ['a name below localhost', mx('10 mail.localhost', '20 mail.example.com'), 'fail', 'localhost'],
      ['more targets than are looked at', many, 'unknown', 'lookup-failed'],
      ...noMx,
    ],
  ],
  [
    mxWildcard,
    [
      ['no wildcard', one, 'pass', 'none'],
      ['a wildcard of another type', { ...one, '*.example.com TXT': 'hi' }, 'pass', 'none'],
      ['a wildcard', { ...one, '*.example.com MX': '10 mail.example.com' }, 'info', 'present'],
      ['a wildcard that refuses', { ...one, '*.example.com MX': '0 .' }, 'info', 'present'],
      ['silence', { '*.example.com MX': silent }, 'unknown', 'lookup-failed'],
      ['no domain', {}, 'info', 'not-applicable', { domain: '' }],
    ],
  ],
]

for (const [check, rows] of tables) {
  describe(check.id, () => {
    for (const [title, zone, verdict, code, changes] of rows) {
      test(`${title}: ${code}`, async () => {
        const finding = await findingOf(check, domainSubject(changes), zone)
        assert.deepEqual([finding.verdict, finding.code], [verdict, code], finding.explanation.text)
        assert.ok(finding.evidence.length <= 45, 'evidence is no longer than a person reads')
      })
    }
  })
}

describe('an MX fix', () => {
  const changesOf = async (check: Check<Domain>, zone: Zone, changes: Partial<Domain> = {}) =>
    recordsOf(await findingOf(check, domainSubject(changes), zone)).map(({ action, name, type, was, value }) =>
      [action, name, type, was && `${was} →`, value].filter(Boolean).join(' '),
    )

  test('never offers a null MX to a domain that sends', async () => {
    assert.deepEqual(await changesOf(mxRecord, { 'example.com TXT': 'hello' }), [])
    assert.deepEqual(await changesOf(mxRecord, { 'example.com TXT': 'hello' }, { sends: false }), ['add example.com MX 0 .'])
  })

  test('names the host behind an alias, once', async () => {
    const zone = { 'a.example.com CNAME': 'mail.example.com', 'mail.example.com A': '93.184.215.20' }
    const alias = { ...zone, ...mx('10 a.example.com') }
    assert.deepEqual(await changesOf(mxCname, alias), ['replace example.com MX 10 a.example.com. → 10 mail.example.com.'])
    const both = { ...zone, ...mx('10 a.example.com', '10 mail.example.com') }
    assert.deepEqual(await changesOf(mxCname, both), ['delete example.com MX 10 a.example.com.'])
  })

  test('gives an address the name mail, unless that is another machine', async () => {
    const literal = mx('5 93.184.215.20')
    const replaced = 'replace example.com MX 5 93.184.215.20. → 5 mail.example.com.'
    assert.deepEqual(await changesOf(mxIpLiteral, literal), ['add mail.example.com A 93.184.215.20', replaced])
    assert.deepEqual(await changesOf(mxIpLiteral, { ...literal, 'mail.example.com A': '93.184.215.20' }), [replaced])
    assert.deepEqual(await changesOf(mxIpLiteral, { ...literal, 'mail.example.com A': '93.184.215.99' }), [])
    assert.deepEqual(await changesOf(mxIpLiteral, { ...literal, 'mail.example.com A': silent }), [])
  })

  test('takes the doubled name away when the single one has an address', async () => {
    const doubled = mx('10 mail.example.com.example.com')
    assert.deepEqual(await changesOf(mxHostnameSyntax, doubled), [])
    assert.deepEqual(await changesOf(mxHostnameSyntax, { ...doubled, 'mail.example.com A': '93.184.215.20' }), [
      'replace example.com MX 10 mail.example.com.example.com. → 10 mail.example.com.',
    ])
  })

  test('deletes a dead server only where others remain', async () => {
    assert.deepEqual(await changesOf(mxDangling, { ...one, ...mx('10 mail.example.com', '20 old.example.com') }), [
      'delete example.com MX 20 old.example.com.',
    ])
    assert.deepEqual(await changesOf(mxDangling, mx('20 old.example.com')), [])
  })
})

describe('a mail that went round', () => {
  const hop = (by: string) =>
    `Received: from a.example (a.example [192.0.2.1]) by ${by} with ESMTP id 1; Sat, 21 Nov 2026 09:59:00 +0000\r\n`
  const rows: [title: string, hops: string[], code: string][] = [
    ['three times through its own mail server', ['MX.acme.com', 'out.acme.com', 'mx.acme.com', 'mx.acme.com'], 'loop'],
    ['twice', ['mx.acme.com', 'mx.acme.com'], 'none'],
    ['three times through another server', ['a.other.net', 'a.other.net', 'a.other.net'], 'none'],
  ]
  for (const [title, hops, code] of rows) {
    test(`${title}: ${code}`, async () => {
      const mail = await gathered(hops.map(hop).join('') + compose())
      const world = zoneWith({ 'acme.com MX': '10 mx.acme.com', 'mx.acme.com A': '93.184.215.25' })
      assert.equal((await ask('mx-self-loop', mail, world)).code, code)
    })
  }
})

describe(postmasterMailbox.id, () => {
  const world = (recipients: Record<string, string>): World => ({ smtp: { 'mail.example.com': { recipients } } })
  const to = (postmaster: string, abuse = '250 2.1.5 ok') =>
    world({ 'postmaster@example.com': postmaster, 'abuse@example.com': abuse })
  const rows: [title: string, zone: Zone, world: World, verdict: string, code: string, changes?: Partial<Domain>][] = [
    ['both taken', one, world({}), 'pass', 'accepted'],
    ['forwarded', one, to('251 2.1.5 will forward'), 'pass', 'accepted'],
    ['no such address', one, to('550 5.1.1 no such user'), 'warn', 'rejected'],
    ['no such address, without a code for it', one, to('550 User unknown'), 'warn', 'rejected'],
    ['no abuse', one, to('250 ok', '550 5.1.1 no such user'), 'info', 'abuse-missing'],
    ['abuse that is deferred', one, to('250 ok', '451 4.7.1 later'), 'pass', 'accepted'],
    ['greylisting', one, to('450 4.7.1 come again'), 'unknown', 'deferred'],
    ['a block of us', one, to('550 5.7.1 blocked, user unknown to us'), 'unknown', 'deferred'],
    ['a refusal that says nothing', one, to('554 no'), 'unknown', 'deferred'],
    ['a silent mail server', one, {}, 'unknown', 'not-probed'],
    ['port 25 closed for us', one, { smtp: { 'mail.example.com': 'blocked' } }, 'unknown', 'not-probed'],
    ['a mail server without address', mx('10 mail.example.com'), {}, 'unknown', 'not-probed'],
    ['nobody wants it asked', one, world({}), 'unknown', 'not-probed', { consents: undefined }],
    ...noMx.map(([title, zone, verdict, code, changes]) => {
      return [title, zone, {}, verdict, code === 'lookup-failed' ? 'not-probed' : code, changes] as (typeof rows)[number]
    }),
  ]
  for (const [title, zone, outside, verdict, code, changes] of rows) {
    test(`${title}: ${code}`, async () => {
      const subject = { ...domainSubject(), consents: true as const, ...changes }
      const { consents, ...without } = subject
      const found = await findingOf(postmasterMailbox, consents ? subject : without, zone, outside)
      assert.deepEqual([found.verdict, found.code], [verdict, code], found.explanation.text)
    })
  }
})
