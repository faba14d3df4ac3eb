import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Check } from '#checks/check.ts'
import { spfTree } from '#checks/facts/spf-tree.ts'
import { addressesIn, networkOf } from '#checks/records/networks.ts'
import { readSpf } from '#checks/records/spf.ts'
import { spfIncludeDuplicate } from '#checks/spf/spf-include-duplicate.ts'
import { spfIncludeLoop } from '#checks/spf/spf-include-loop.ts'
import { spfIncludeMissing } from '#checks/spf/spf-include-missing.ts'
import { spfIncludeTakeover } from '#checks/spf/spf-include-takeover.ts'
import { spfLookups } from '#checks/spf/spf-lookups.ts'
import { spfMxCovered } from '#checks/spf/spf-mx-covered.ts'
import { spfMxExpansion } from '#checks/spf/spf-mx-expansion.ts'
import { spfPtr } from '#checks/spf/spf-ptr.ts'
import { spfRangeBroad } from '#checks/spf/spf-range-broad.ts'
import { spfRangeOverlap } from '#checks/spf/spf-range-overlap.ts'
import { spfRangeSpecial } from '#checks/spf/spf-range-special.ts'
import { spfSubdomainGap } from '#checks/spf/spf-subdomain-gap.ts'
import { spfVoidLookups } from '#checks/spf/spf-void-lookups.ts'
import type { Domain } from '#checks/subject.ts'
import { domainSubject, findingOf, recordsOf, unmended } from '../helpers/outcome.ts'
import { netOf, silent, type Zone } from '../helpers/zone.ts'

type Row = [title: string, zone: Zone, verdict: string, code: string, changes?: Partial<Domain>]

const spf = (text: string, more: Zone = {}): Zone => ({ 'example.com TXT': text, ...more })
const empty = { spfDomain: '' }
/** `a` names that exist, to spend look-ups on. */
const hosts = (count: number) => Array.from({ length: count }, (_, i) => `a:h${i}.example.com`).join(' ')
const hostZone = (count: number): Zone =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`h${i}.example.com A`, '192.0.2.1']))
const silentInclude: Row = [
  'a silent include',
  spf('v=spf1 include:i.example.com ~all', { 'i.example.com TXT': silent }),
  'unknown',
  'lookup-failed',
]
const noRecord: Row[] = [
  ['no record', {}, 'info', 'no-record'],
  ['silence', { 'example.com TXT': silent }, 'unknown', 'lookup-failed'],
  ['no domain', {}, 'info', 'no-record', empty],
]
const notApplicable = noRecord.map(
  ([title, zone, verdict, code, changes]): Row => [title, zone, verdict, code.replace('no-record', 'not-applicable'), changes],
)
const mxOf = (count: number, name = 'example.com'): Zone => ({
  [`${name} MX`]: Array.from({ length: count }, (_, i) => `10 m${i}.example.com`),
})
const dmarc = (text: string): Zone => ({ '_dmarc.example.com TXT': text })

const tables: [Check<Domain>, Row[]][] = [
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
        'an include of a domain that is free, which spf-include-takeover fails',
        spf('v=spf1 include:gone.test ~all'),
        'info',
        'not-used',
      ],
      [
        'a missing include beside one that is free',
        spf('v=spf1 include:gone.test include:i.example.com ~all'),
        'fail',
        'include-missing',
      ],
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
  [
    spfMxExpansion,
    [
      ['ten servers', spf('v=spf1 mx -all', mxOf(10)), 'pass', 'within-limit'],
      ['eleven servers', spf('v=spf1 mx -all', mxOf(11)), 'fail', 'too-many'],
      [
        'eleven servers of an include',
        spf('v=spf1 include:i.example.com -all', { 'i.example.com TXT': 'v=spf1 mx', ...mxOf(11, 'i.example.com') }),
        'fail',
        'too-many',
      ],
      ['a record without mx', spf('v=spf1 a -all'), 'info', 'not-used'],
      ['an mx that is never read', spf('v=spf1 -all mx', mxOf(11)), 'info', 'not-used'],
      ['a silent MX', spf('v=spf1 mx -all', { 'example.com MX': silent }), 'unknown', 'lookup-failed'],
      [
        'eleven beside a silent MX',
        spf('v=spf1 mx mx:i.example.com -all', { ...mxOf(11), 'i.example.com MX': silent }),
        'fail',
        'too-many',
      ],
      silentInclude,
      ...noRecord.map(
        ([title, zone, verdict, code, changes]): Row => [title, zone, verdict, code.replace('no-record', 'not-used'), changes],
      ),
    ],
  ],
  [
    spfIncludeDuplicate,
    [
      [
        'different names',
        spf('v=spf1 include:i.example.com include:j.example.com ~all', {
          'i.example.com TXT': 'v=spf1',
          'j.example.com TXT': 'v=spf1',
        }),
        'pass',
        'none',
      ],
      [
        'a name twice in the record',
        spf('v=spf1 include:i.test include:I.test ~all', { 'i.test TXT': 'v=spf1 include:j.test', 'j.test TXT': 'v=spf1' }),
        'warn',
        'duplicate',
      ],
      [
        'a redirect twice, which spf-syntax judges',
        spf('v=spf1 redirect=i.test redirect=i.test', { 'i.test TXT': 'v=spf1 -all' }),
        'pass',
        'none',
      ],
      [
        'a name again in a record of the same owner',
        spf('v=spf1 include:_spf.example.com include:i.test ~all', {
          '_spf.example.com TXT': 'v=spf1 include:i.test',
          'i.test TXT': 'v=spf1',
        }),
        'warn',
        'duplicate',
      ],
      [
        'a name again through the record of others',
        spf('v=spf1 include:j.test include:i.test ~all', { 'j.test TXT': 'v=spf1 include:i.test', 'i.test TXT': 'v=spf1' }),
        'info',
        'duplicate-nested',
      ],
      silentInclude,
      ...noRecord,
    ],
  ],
  [
    spfIncludeTakeover,
    [
      ['domains that exist', spf('v=spf1 a mx include:i.example.com ~all', { 'i.example.com TXT': 'v=spf1' }), 'pass', 'none'],
      [
        'a missing name in a domain that exists',
        spf('v=spf1 include:i.other.test ~all', { 'other.test NS': 'ns.other.test' }),
        'pass',
        'none',
      ],
      ['an include of a domain that does not exist', spf('v=spf1 include:spf.gone.test ~all'), 'fail', 'registrable'],
      ['a redirect to a domain that does not exist', spf('v=spf1 redirect=gone.test'), 'fail', 'registrable'],
      ['an a of a domain that does not exist', spf('v=spf1 a:mail.gone.test ~all'), 'fail', 'registrable'],
      ['an mx of a domain that does not exist', spf('v=spf1 mx:gone.test ~all'), 'fail', 'registrable'],
      [
        'an exists with macros in a domain that does not exist',
        spf('v=spf1 exists:%{i}.spf.gone.test ~all'),
        'fail',
        'registrable',
      ],
      [
        'an alias to a domain that does not exist',
        spf('v=spf1 include:i.example.com ~all', { 'i.example.com CNAME': 'spf.gone.test' }),
        'fail',
        'registrable',
      ],
      [
        'a domain that does not exist in the record of others',
        spf('v=spf1 include:i.other.test ~all', { 'i.other.test TXT': 'v=spf1 include:gone.test' }),
        'fail',
        'registrable',
      ],
      ['a silent domain', spf('v=spf1 include:spf.other.test ~all', { 'other.test NS': silent }), 'unknown', 'lookup-failed'],
      silentInclude,
      ...noRecord,
    ],
  ],
  [
    spfRangeBroad,
    [
      ['small networks', spf('v=spf1 ip4:192.0.2.0/20 ip6:2001:db8::/32 a/24//64 -all'), 'pass', 'narrow'],
      ['the whole of IPv4', spf('v=spf1 ip4:0.0.0.0/0 -all'), 'fail', 'whole-internet'],
      ['a /7', spf('v=spf1 ip4:10.0.0.0/7 -all'), 'fail', 'whole-internet'],
      ['an IPv6 /15', spf('v=spf1 ip6:2000::/15 -all'), 'fail', 'whole-internet'],
      ['an a with a short prefix', spf('v=spf1 a/5 -all'), 'fail', 'whole-internet'],
      ['an mx with a short IPv6 prefix', spf('v=spf1 mx//8 -all'), 'fail', 'whole-internet'],
      ['two halves of a /7', spf('v=spf1 ip4:16.0.0.0/8 ip4:17.0.0.0/8 -all'), 'fail', 'whole-internet'],
      ['one /8', spf('v=spf1 ip4:16.0.0.0/8 ip4:16.1.0.0/16 -all'), 'warn', 'broad'],
      ['an IPv6 /28', spf('v=spf1 ip6:2001:db0::/28 -all'), 'warn', 'broad'],
      [
        'a /15 in an include of the same owner',
        spf('v=spf1 include:_spf.example.com -all', { '_spf.example.com TXT': 'v=spf1 ip4:16.0.0.0/15' }),
        'warn',
        'broad',
      ],
      ['a /16', spf('v=spf1 ip4:16.0.0.0/16 -all'), 'info', 'wide'],
      ['an IPv6 /31', spf('v=spf1 ip6:2001:db8::/31 -all'), 'info', 'wide'],
      ['a /8 that is forbidden', spf('v=spf1 -ip4:16.0.0.0/8 mx -all'), 'pass', 'narrow'],
      [
        'a /14 of a service',
        spf('v=spf1 include:spf.protection.outlook.com -all', {
          'spf.protection.outlook.com TXT': 'v=spf1 ip4:40.92.0.0/14 -all',
        }),
        'info',
        'shared-provider',
      ],
      silentInclude,
      ...noRecord,
    ],
  ],
  [
    spfRangeSpecial,
    [
      ['public addresses', spf('v=spf1 ip4:93.184.215.0/24 ip6:2606:2800::/32 -all'), 'pass', 'none'],
      ['all of IPv4, which is not only special', spf('v=spf1 ip4:0.0.0.0/0 ip4:0.0.0.0/1 ip6:::/0 -all'), 'pass', 'none'],
      ['a private network', spf('v=spf1 mx ip4:10.0.0.0/8 -all'), 'warn', 'present'],
      ['loopback', spf('v=spf1 ip4:127.0.0.1 -all'), 'warn', 'present'],
      ['documentation', spf('v=spf1 ip4:192.0.2.0/24 -all'), 'warn', 'present'],
      ['documentation of IPv6', spf('v=spf1 ip6:2001:db8::/32 -all'), 'warn', 'present'],
      ['multicast', spf('v=spf1 ip4:224.0.0.1 -all'), 'warn', 'present'],
      ['a private network of IPv6', spf('v=spf1 ip6:fd00::/8 -all'), 'warn', 'present'],
      ...noRecord,
    ],
  ],
  [
    spfRangeOverlap,
    [
      ['networks apart', spf('v=spf1 ip4:192.0.2.0/25 ip4:192.0.2.128/25 ip6:::/0 -all'), 'pass', 'none'],
      ['an address inside a network', spf('v=spf1 ip4:192.0.2.7 ip4:192.0.2.0/24 -all'), 'info', 'overlap'],
      ['a network twice', spf('v=spf1 ip4:192.0.2.0/24 ip4:192.0.2.9/24 -all'), 'info', 'overlap'],
      ['an address taken out of a network', spf('v=spf1 -ip4:192.0.2.7 ip4:192.0.2.0/24 -all'), 'pass', 'none'],
      ['a network of IPv6 inside another', spf('v=spf1 ip6:2001:db8::/32 ip6:2001:db8:1::/48 -all'), 'info', 'overlap'],
      ...noRecord,
    ],
  ],
  [
    spfMxCovered,
    [
      ['mx in the record', spf('v=spf1 mx -all', { ...mxOf(1), 'm0.example.com A': '93.184.215.7' }), 'pass', 'covered'],
      [
        'one of two addresses',
        spf('v=spf1 ip4:93.184.215.7 -all', {
          ...mxOf(2),
          'm0.example.com A': '93.184.215.7',
          'm1.example.com AAAA': '2606:2800::1',
        }),
        'info',
        'partial',
      ],
      [
        'a service that takes the mail',
        spf('v=spf1 ip4:93.184.215.7 -all', { 'example.com MX': '1 smtp.google.com', 'smtp.google.com A': '93.184.215.9' }),
        'info',
        'provider',
      ],
      ['no MX', spf('v=spf1 -all'), 'info', 'not-applicable'],
      ['a null MX', spf('v=spf1 -all', { 'example.com MX': '0 .' }), 'info', 'not-applicable'],
      ['a silent server', spf('v=spf1 mx -all', { ...mxOf(1), 'm0.example.com ANY': silent }), 'unknown', 'lookup-failed'],
      ...notApplicable,
    ],
  ],
  [
    spfSubdomainGap,
    [
      ['an enforced policy', dmarc('v=DMARC1; p=reject'), 'pass', 'covered'],
      ['a policy enforced for names below', dmarc('v=DMARC1; p=none; sp=reject'), 'pass', 'covered'],
      ['a wildcard that forbids all', { '*.example.com TXT': 'v=spf1 -all' }, 'pass', 'covered'],
      [
        'the policy of the organization',
        { '_dmarc.example.com TXT': 'v=DMARC1; p=reject' },
        'pass',
        'covered',
        { spfDomain: 'news.example.com' },
      ],
      [
        'a policy of its own that does not hold below it',
        { '_dmarc.news.example.com TXT': 'v=DMARC1; p=reject', '_dmarc.example.com TXT': 'v=DMARC1; p=none' },
        'info',
        'open',
        { spfDomain: 'news.example.com' },
      ],
      ['no policy', {}, 'info', 'open'],
      ['a policy that lets names below go', dmarc('v=DMARC1; p=reject; sp=none'), 'info', 'open'],
      ['a policy that lets invented names go', dmarc('v=DMARC1; p=reject; np=none'), 'info', 'open'],
      ['a wildcard that permits some', { '*.example.com TXT': 'v=spf1 mx -all' }, 'info', 'open'],
      ['silence', { '_dmarc.example.com TXT': silent }, 'unknown', 'lookup-failed'],
      ['no domain', {}, 'info', 'not-applicable', empty],
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
    test('what can be published mends it', async () => assert.deepEqual(await unmended(check, rows), []))
  })
}

describe('a fix of an SPF record', () => {
  const cases: [title: string, check: Check<Domain>, zone: Zone, values: string[]][] = [
    [
      'takes the second include out',
      spfIncludeDuplicate,
      spf('v=spf1 include:i.test mx include:i.test -all', { 'i.test TXT': 'v=spf1' }),
      ['v=spf1 include:i.test mx -all'],
    ],
    [
      'takes a domain that is free out',
      spfIncludeTakeover,
      spf('v=spf1 mx include:gone.test a:gone.test -all'),
      ['v=spf1 mx -all'],
    ],
    [
      'asks about the service that names a domain that is free',
      spfIncludeTakeover,
      spf('v=spf1 mx include:i.other.test -all', { 'i.other.test TXT': 'v=spf1 include:gone.test' }),
      ['v=spf1 mx -all'],
    ],
    ['takes a large network out when it is not used', spfRangeBroad, spf('v=spf1 mx ip4:16.0.0.0/8 -all'), ['v=spf1 mx -all']],
    ['takes private addresses out', spfRangeSpecial, spf('v=spf1 ip4:10.0.0.0/8 mx ip6:fd00::/8 -all'), ['v=spf1 mx -all']],
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

describe('the addresses of networks', () => {
  const rows: [text: string, count: bigint][] = [
    ['ip4:192.0.2.0/24', 256n],
    ['ip4:192.0.2.0/24 ip4:192.0.2.128/25 ip4:192.0.2.1', 256n],
    ['ip4:192.0.2.0/25 ip4:192.0.2.128/25 ip4:192.0.3.0', 257n],
    ['ip6:::/0', 1n << 128n],
    ['', 0n],
  ]
  for (const [text, count] of rows) {
    test(`${text || 'nothing'}: ${count}`, () => {
      const terms = readSpf(`v=spf1 ${text}`).terms.filter((term) => term.kind === 'mechanism')
      assert.equal(addressesIn(terms.map(networkOf).filter((network) => network !== undefined)), count)
    })
  }
})
