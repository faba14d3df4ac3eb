import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Check } from '#checks/check.ts'
import { spfTree } from '#checks/facts/spf-tree.ts'
import { spfAfterAll } from '#checks/spf/spf-after-all.ts'
import { spfAll } from '#checks/spf/spf-all.ts'
import { spfIncludeLoop } from '#checks/spf/spf-include-loop.ts'
import { spfIncludeMissing } from '#checks/spf/spf-include-missing.ts'
import { spfLookups } from '#checks/spf/spf-lookups.ts'
import { spfPtr } from '#checks/spf/spf-ptr.ts'
import { spfRecord } from '#checks/spf/spf-record.ts'
import { spfSyntax } from '#checks/spf/spf-syntax.ts'
import { spfVoidLookups } from '#checks/spf/spf-void-lookups.ts'
import type { Domain } from '#checks/subject.ts'
import { domainSubject, findingOf, recordsOf } from '../helpers/outcome.ts'
import { netOf, refused, servfail, silent, type Zone } from '../helpers/zone.ts'

type Row = [title: string, zone: Zone, verdict: string, code: string, changes?: Partial<Domain>]

const spf = (text: string, more: Zone = {}): Zone => ({ 'example.com TXT': text, ...more })
const empty = { spfDomain: '' }
/** `a` names that exist, to spend look-ups on. */
const hosts = (count: number) => Array.from({ length: count }, (_, i) => `a:h${i}.example.com`).join(' ')
const hostZone = (count: number): Zone =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`h${i}.example.com A`, '192.0.2.1']))

const tables: [Check<Domain>, Row[]][] = [
  [
    spfRecord,
    [
      ['one record beside other texts', { 'example.com TXT': ['google-site-verification=1', 'v=spf1 -all'] }, 'pass', 'single'],
      ['an empty record', spf('v=spf1'), 'pass', 'single'],
      ['a version in other case (RFC 7208 §4.5, §12)', spf('V=SPF1 -all'), 'pass', 'single'],
      ['two records', { 'example.com TXT': ['v=spf1 mx ~all', 'v=spf1 a -all'] }, 'fail', 'multiple'],
      ['no such name, seen sending', {}, 'fail', 'missing'],
      ['only other texts', { 'example.com TXT': 'google-site-verification=1' }, 'fail', 'missing'],
      ['a version that goes on (RFC 7208 §4.5)', spf('v=spf10 -all'), 'fail', 'missing'],
      ['a space before the version', spf(' v=spf1 -all'), 'fail', 'missing'],
      ['not seen sending, but with an MX', { 'example.com MX': '10 mail.example.com' }, 'fail', 'missing', { sends: false }],
      ['not seen sending, with a null MX', { 'example.com MX': '0 .' }, 'warn', 'missing-parked', { sends: false }],
      ['not seen sending, without MX', { 'example.com A': '192.0.2.1' }, 'warn', 'missing-parked', { sends: false }],
      ['silence', { 'example.com ANY': silent }, 'unknown', 'lookup-failed'],
      ['SERVFAIL', { 'example.com ANY': servfail }, 'unknown', 'lookup-failed'],
      ['refusal', { 'example.com ANY': refused }, 'unknown', 'lookup-failed'],
      ['no domain', {}, 'info', 'not-applicable', empty],
    ],
  ],
  [
    spfSyntax,
    [
      ['the example of RFC 7208 §3', spf('v=spf1 +mx a:colo.example.com/28 -all'), 'pass', 'valid'],
      [
        'all terms and macros',
        spf('v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 a/24//64 exists:%{ir}.%{l1r+-}._spf.%{d} ~all exp=e.%{d}'),
        'pass',
        'valid',
      ],
      ['smart quotes', spf('v=spf1 “mx” ~all'), 'fail', 'non-ascii'],
      ['a no-break space', spf('v=spf1\u0020mx\u00a0~all'), 'fail', 'non-ascii'],
      ['two terms without a space', spf('v=spf1 ip4:192.0.2.0/24~all'), 'fail', 'glued'],
      ['two mechanisms without a space', spf('v=spf1 a:a.example.comip4:192.0.2.1 ~all'), 'fail', 'glued'],
      ['an unknown mechanism', spf('v=spf1 ip:192.0.2.1 ~all'), 'fail', 'unknown-mechanism'],
      ['an argument of all', spf('v=spf1 all:example.com'), 'fail', 'unknown-mechanism'],
      ['an address out of range', spf('v=spf1 ip4:192.0.2.256 ~all'), 'fail', 'bad-ip'],
      ['an address of the other family', spf('v=spf1 ip4:2001:db8::1 ~all'), 'fail', 'bad-ip'],
      ['a prefix with a leading zero', spf('v=spf1 ip4:192.0.2.0/024 ~all'), 'fail', 'bad-ip'],
      ['a prefix that is too long', spf('v=spf1 a/33 ~all'), 'fail', 'bad-ip'],
      ['an empty name', spf('v=spf1 include: ~all'), 'fail', 'bad-domain'],
      ['an address as a name', spf('v=spf1 a:192.0.2.1 ~all'), 'fail', 'bad-domain'],
      ['a macro without end', spf('v=spf1 exists:%{i.example.com ~all'), 'fail', 'bad-domain'],
      ['a macro only for explanations (RFC 7208 §7.2)', spf('v=spf1 exists:%{c}.example.com ~all'), 'fail', 'bad-domain'],
      ['redirect twice', spf('v=spf1 redirect=a.example.com redirect=b.example.com'), 'fail', 'repeated-modifier'],
      ['a mechanism written as modifier', spf('v=spf1 ip4=192.0.2.1 ~all'), 'warn', 'mistyped-term'],
      ['a second version', spf('v=spf1 mx v=spf1 ~all'), 'warn', 'mistyped-term'],
      ['an unknown modifier (RFC 7208 §6)', spf('v=spf1 mx moo=%{d} ~all'), 'info', 'unknown-modifier'],
      ['no record', {}, 'info', 'no-record'],
      ['several records, which spf-record fails', { 'example.com TXT': ['v=spf1 foo', 'v=spf1 bar'] }, 'info', 'no-record'],
      ['silence', { 'example.com TXT': silent }, 'unknown', 'lookup-failed'],
      ['no domain', {}, 'info', 'no-record', empty],
    ],
  ],
  [
    spfLookups,
    [
      ['no look-up at all', spf('v=spf1 ip4:192.0.2.1 exp=e.example.com -all'), 'pass', 'within-limit'],
      ['nine', spf(`v=spf1 ${hosts(9)} -all`), 'pass', 'within-limit'],
      ['ten', spf(`v=spf1 ${hosts(10)} -all`), 'warn', 'near-limit'],
      ['eleven', spf(`v=spf1 ${hosts(11)} -all`), 'fail', 'too-many'],
      [
        'eleven through an include',
        spf(`v=spf1 include:i.example.com -all`, { 'i.example.com TXT': `v=spf1 ${hosts(10)}` }),
        'fail',
        'too-many',
      ],
      ['terms to the right of all, which do not count', spf(`v=spf1 -all ${hosts(11)}`), 'pass', 'within-limit'],
      [
        'a redirect beside all, which does not count',
        spf(`v=spf1 ${hosts(9)} redirect=r.example.com -all`),
        'pass',
        'within-limit',
      ],
      ['a silent include', spf('v=spf1 include:i.example.com -all', { 'i.example.com TXT': silent }), 'unknown', 'lookup-failed'],
      [
        'eleven beside a silent include',
        spf(`v=spf1 include:i.example.com ${hosts(10)}`, { 'i.example.com TXT': silent }),
        'fail',
        'too-many',
      ],
      ['no record', {}, 'info', 'no-record'],
      ['no domain', {}, 'info', 'no-record', empty],
    ],
  ],
  [
    spfVoidLookups,
    [
      ['none', spf(`v=spf1 ${hosts(3)} -all`, hostZone(3)), 'pass', 'within-limit'],
      ['one', spf(`v=spf1 ${hosts(1)} -all`), 'pass', 'within-limit'],
      ['two', spf(`v=spf1 ${hosts(2)} -all`), 'warn', 'at-limit'],
      ['three', spf(`v=spf1 ${hosts(3)} -all`), 'fail', 'too-many'],
      [
        'an MX, its host and an exists',
        spf('v=spf1 mx mx:no.example.com exists:e.example.com -all', { 'example.com MX': '10 h0.example.com' }),
        'fail',
        'too-many',
      ],
      [
        'a name with only IPv6, which is not void',
        spf('v=spf1 a:a.example.com a:b.example.com -all', {
          'a.example.com AAAA': '2001:db8::1',
          'b.example.com A': '192.0.2.1',
        }),
        'pass',
        'within-limit',
      ],
      [
        'exists with macros and no sender',
        spf('v=spf1 exists:%{i}.a.example.com exists:%{i}.b.example.com exists:%{i}.c.example.com -all'),
        'pass',
        'within-limit',
      ],
      ['silence at a host', spf('v=spf1 a:a.example.com -all', { 'a.example.com A': silent }), 'unknown', 'lookup-failed'],
      ['no record', {}, 'info', 'no-record'],
      ['no domain', {}, 'info', 'no-record', empty],
    ],
  ],
  [
    spfAll,
    [
      ['-all', spf('v=spf1 mx -all'), 'pass', 'fail-all'],
      ['~all', spf('v=spf1 mx ~all'), 'pass', 'softfail-all'],
      ['a redirect to -all', spf('v=spf1 redirect=r.example.com', { 'r.example.com TXT': 'v=spf1 -all' }), 'pass', 'redirected'],
      [
        'a redirect with the domain in a macro',
        spf('v=spf1 redirect=_spf.%{d}', { '_spf.example.com TXT': 'v=spf1 -all' }),
        'pass',
        'redirected',
      ],
      ['+all', spf('v=spf1 mx +all'), 'fail', 'pass-all'],
      ['bare all', spf('v=spf1 all'), 'fail', 'pass-all'],
      ['a redirect to +all', spf('v=spf1 redirect=r.example.com', { 'r.example.com TXT': 'v=spf1 +all' }), 'fail', 'pass-all'],
      ['?all', spf('v=spf1 mx ?all'), 'warn', 'neutral-all'],
      ['no all', spf('v=spf1 mx'), 'warn', 'missing'],
      [
        'a redirect to a record without all',
        spf('v=spf1 redirect=r.example.com', { 'r.example.com TXT': 'v=spf1 mx' }),
        'warn',
        'missing',
      ],
      ['a redirect that depends on the sender', spf('v=spf1 redirect=%{i}.example.com'), 'unknown', 'lookup-failed'],
      ['a silent redirect', spf('v=spf1 redirect=r.example.com', { 'r.example.com TXT': silent }), 'unknown', 'lookup-failed'],
      ['no record', {}, 'info', 'no-record'],
      ['no domain', {}, 'info', 'no-record', empty],
    ],
  ],
  [
    spfAfterAll,
    [
      ['all at the end', spf('v=spf1 mx ~all'), 'pass', 'none'],
      ['only an explanation after all', spf('v=spf1 mx ~all exp=e.example.com'), 'pass', 'none'],
      ['a mechanism after all', spf('v=spf1 ~all mx'), 'warn', 'ignored-terms'],
      ['a redirect beside all', spf('v=spf1 redirect=r.example.com ~all'), 'warn', 'ignored-redirect'],
      ['no record', {}, 'info', 'no-record'],
      ['silence', { 'example.com TXT': silent }, 'unknown', 'lookup-failed'],
      ['no domain', {}, 'info', 'no-record', empty],
    ],
  ],
  [
    spfPtr,
    [
      ['no ptr', spf('v=spf1 mx ~all'), 'pass', 'none'],
      ['ptr', spf('v=spf1 ptr ~all'), 'warn', 'used'],
      [
        'ptr in an include of the same organization',
        spf('v=spf1 include:_spf.example.com ~all', { '_spf.example.com TXT': 'v=spf1 ptr:example.com' }),
        'warn',
        'used',
      ],
      [
        'ptr in an include of others',
        spf('v=spf1 include:spf.other.test ~all', { 'spf.other.test TXT': 'v=spf1 ptr' }),
        'info',
        'used-by-include',
      ],
      [
        'a silent include',
        spf('v=spf1 include:spf.other.test ~all', { 'spf.other.test TXT': silent }),
        'unknown',
        'lookup-failed',
      ],
      ['no record', {}, 'info', 'no-record'],
      ['no domain', {}, 'info', 'no-record', empty],
    ],
  ],
  [
    spfIncludeMissing,
    [
      [
        'every record there',
        spf('v=spf1 include:i.example.com ~all', { 'i.example.com TXT': 'v=spf1 ip4:192.0.2.1' }),
        'pass',
        'all-found',
      ],
      ['an include of a name that does not exist', spf('v=spf1 include:i.example.com ~all'), 'fail', 'include-missing'],
      [
        'an include of a name with other texts',
        spf('v=spf1 include:i.example.com ~all', { 'i.example.com TXT': 'hello' }),
        'fail',
        'include-missing',
      ],
      [
        'a missing include inside an include',
        spf('v=spf1 include:i.example.com ~all', { 'i.example.com TXT': 'v=spf1 include:j.example.com' }),
        'fail',
        'include-missing',
      ],
      [
        'an include of several records',
        spf('v=spf1 include:i.example.com ~all', { 'i.example.com TXT': ['v=spf1 a', 'v=spf1 mx'] }),
        'fail',
        'include-multiple',
      ],
      ['a redirect to nothing', spf('v=spf1 redirect=r.example.com'), 'fail', 'redirect-missing'],
      [
        'an include that cannot be read',
        spf('v=spf1 include:i.example.com ~all', { 'i.example.com TXT': 'v=spf1 foo' }),
        'fail',
        'include-invalid',
      ],
      [
        'an include that timed out',
        spf('v=spf1 include:i.example.com ~all', { 'i.example.com TXT': silent }),
        'unknown',
        'lookup-failed',
      ],
      ['a record that includes nothing', spf('v=spf1 mx ~all'), 'info', 'not-used'],
      ['no record', {}, 'info', 'not-used'],
      ['no domain', {}, 'info', 'not-used', empty],
    ],
  ],
  [
    spfIncludeLoop,
    [
      ['no cycle', spf('v=spf1 include:i.example.com ~all', { 'i.example.com TXT': 'v=spf1 mx' }), 'pass', 'none'],
      [
        'the same name on two branches, which is no cycle',
        spf('v=spf1 include:i.example.com include:j.example.com ~all', {
          'i.example.com TXT': 'v=spf1 include:k.example.com',
          'j.example.com TXT': 'v=spf1 include:k.example.com',
          'k.example.com TXT': 'v=spf1 -all',
        }),
        'pass',
        'none',
      ],
      ['a record that includes itself', spf('v=spf1 include:example.com ~all'), 'fail', 'loop'],
      [
        'a longer cycle',
        spf('v=spf1 include:i.example.com ~all', { 'i.example.com TXT': 'v=spf1 include:EXAMPLE.com' }),
        'fail',
        'loop',
      ],
      ['a silent include', spf('v=spf1 include:i.example.com ~all', { 'i.example.com TXT': silent }), 'unknown', 'lookup-failed'],
      ['no record', {}, 'info', 'no-record'],
      ['no domain', {}, 'info', 'no-record', empty],
    ],
  ],
]

for (const [check, rows] of tables) {
  describe(check.id, () => {
    for (const [title, zone, verdict, code, changes] of rows) {
      test(`${title}: ${code}`, async () => {
        const finding = await findingOf(check, domainSubject(changes), zone)
        assert.deepEqual([finding.verdict, finding.code], [verdict, code], finding.explanation.text)
      })
    }
  })
}

describe('a fix of an SPF record', () => {
  const cases: [title: string, check: Check<Domain>, zone: Zone, values: string[]][] = [
    [
      'puts the senders of two records into one',
      spfRecord,
      { 'example.com TXT': ['v=spf1 mx ~all', 'v=spf1 a mx -all'] },
      ['v=spf1 mx a ~all', 'v=spf1 a mx -all'],
    ],
    ['does not merge what cannot be read', spfRecord, { 'example.com TXT': ['v=spf1 foo ~all', 'v=spf1 a -all'] }, []],
    ['puts a space between two terms', spfSyntax, spf('v=spf1 ip4:192.0.2.0/24~all'), ['v=spf1 ip4:192.0.2.0/24 ~all']],
    ['takes out what is not ASCII', spfSyntax, spf('v=spf1 “mx”\u00a0~all'), ['v=spf1 mx ~all']],
    [
      'writes a modifier as the mechanism it was meant to be',
      spfSyntax,
      spf('v=spf1 ip4=192.0.2.1 ~all'),
      ['v=spf1 ip4:192.0.2.1 ~all'],
    ],
    ['takes out a second version', spfSyntax, spf('v=spf1 mx v=spf1 ~all'), ['v=spf1 mx ~all']],
    ['names an address with the mechanism for its family', spfSyntax, spf('v=spf1 a:192.0.2.1 -ip4:2001:db8::/32 ~all'), []],
    [
      'gives the right mechanism to one address',
      spfSyntax,
      spf('v=spf1 ip4:2001:db8::/32 ~all'),
      ['v=spf1 ip6:2001:db8::/32 ~all'],
    ],
    ['ends the record', spfAll, spf('v=spf1 mx +all'), ['v=spf1 mx ~all']],
    [
      'takes out an include that leads nowhere',
      spfIncludeMissing,
      spf('v=spf1 mx  include:i.example.com ~all'),
      ['v=spf1 mx ~all'],
    ],
    [
      'leaves the record of others to them',
      spfIncludeMissing,
      spf('v=spf1 mx include:i.example.com ~all', { 'i.example.com TXT': 'v=spf1 include:j.example.com' }),
      ['v=spf1 mx ~all'],
    ],
    [
      'asks whether ignored servers should be permitted',
      spfAfterAll,
      spf('v=spf1 -all mx a'),
      ['v=spf1 mx a -all', 'v=spf1 -all'],
    ],
  ]
  for (const [title, check, zone, values] of cases) {
    test(title, async () => {
      const finding = await findingOf(check, domainSubject(), zone)
      assert.deepEqual(
        recordsOf(finding).map(({ value }) => value),
        values,
      )
    })
  }

  test('permits the server we saw only after asking whether they sent the mail', async () => {
    const session = { peerAddress: '192.0.2.7', helo: 'mail.example.com', extended: true, tls: null, tlsOffered: true }
    const mail = { ...domainSubject({ kind: 'mail' }), session, envelope: { mailFrom: 'a@example.com', rcptTo: null } }
    const finding = await findingOf(spfRecord, mail, {})
    assert.ok('fix' in finding)
    assert.equal(finding.fix.records, undefined)
    assert.equal(finding.fix.asks?.[0]?.question.text, 'Did you send this?')
    assert.deepEqual(
      recordsOf(finding).map(({ value }) => value),
      ['v=spf1 ip4:192.0.2.7 ~all', 'v=spf1 -all'],
    )
  })
})

describe('the SPF tree', () => {
  test('counts on past the limit and stops at twenty', async () => {
    const net = netOf(spf(`v=spf1 ${hosts(40)} -all`))
    const tree = await spfTree(domainSubject(), net)
    assert.deepEqual([tree.lookups, tree.stopped], [20, true])
  })

  test('has the running total after each term, redirect last', async () => {
    const zone = spf('v=spf1 redirect=r.example.com include:i.example.com a', {
      'i.example.com TXT': 'v=spf1 a mx',
      'r.example.com TXT': 'v=spf1 -all',
    })
    const { root } = await spfTree(domainSubject(), netOf(zone))
    assert.deepEqual(
      root.steps.map(({ term, costs, total }) => [term.name, costs, total]),
      [
        ['redirect', 1, 5],
        ['include', 3, 3],
        ['a', 1, 4],
      ],
    )
  })

  test('asks little for a record that includes itself in many ways', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'].map((letter) => `${letter}.example.com`)
    const all = `v=spf1 ${names.map((name) => `include:${name}`).join(' ')} -all`
    const net = netOf({ 'example.com TXT': all, ...Object.fromEntries(names.map((name) => [`${name} TXT`, all])) })
    await spfTree(domainSubject(), net)
    assert.ok(net.questions().length <= 6)
  })

  test('expands macros for the sender we saw', async () => {
    const session = { peerAddress: '192.0.2.7', helo: 'mail.example.com', extended: true, tls: null, tlsOffered: true }
    const mail = { ...domainSubject({ kind: 'mail' }), session, envelope: { mailFrom: 'A.B@example.com', rcptTo: null } }
    const { root } = await spfTree(mail, netOf(spf('v=spf1 exists:%{ir}.%{v}.%{l1}._spf.%{d2} -all')))
    assert.equal(root.steps[0]?.target, '7.2.0.192.in-addr.b._spf.example.com')
  })
})
