import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Check } from '#checks/check.ts'
import { spfTree } from '#checks/facts/spf-tree.ts'
import type { Net } from '#checks/net.ts'
import { addressesIn, networkOf } from '#checks/records/networks.ts'
import { gluedAtSeams, readSpf } from '#checks/records/spf.ts'
import { spfAfterAll } from '#checks/spf/spf-after-all.ts'
import { spfAll } from '#checks/spf/spf-all.ts'
import { spfAllStrictness } from '#checks/spf/spf-all-strictness.ts'
import { spfIncludeDuplicate } from '#checks/spf/spf-include-duplicate.ts'
import { spfIncludeLoop } from '#checks/spf/spf-include-loop.ts'
import { spfIncludeMissing } from '#checks/spf/spf-include-missing.ts'
import { spfIncludeTakeover } from '#checks/spf/spf-include-takeover.ts'
import { spfLookups } from '#checks/spf/spf-lookups.ts'
import { spfMacro } from '#checks/spf/spf-macro.ts'
import { spfMisplaced } from '#checks/spf/spf-misplaced.ts'
import { spfMxCovered } from '#checks/spf/spf-mx-covered.ts'
import { spfMxExpansion } from '#checks/spf/spf-mx-expansion.ts'
import { spfPtr } from '#checks/spf/spf-ptr.ts'
import { spfRangeBroad } from '#checks/spf/spf-range-broad.ts'
import { spfRangeOverlap } from '#checks/spf/spf-range-overlap.ts'
import { spfRangeSpecial } from '#checks/spf/spf-range-special.ts'
import { spfRecord } from '#checks/spf/spf-record.ts'
import { spfRrtype } from '#checks/spf/spf-rrtype.ts'
import { spfSize } from '#checks/spf/spf-size.ts'
import { spfSubdomainGap } from '#checks/spf/spf-subdomain-gap.ts'
import { spfSyntax } from '#checks/spf/spf-syntax.ts'
import { spfVoidLookups } from '#checks/spf/spf-void-lookups.ts'
import type { Domain } from '#checks/subject.ts'
import { domainSubject, findingOf, recordsOf, unmended } from '../helpers/outcome.ts'
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
      ['a bad macro, which spf-macro fails', spf('v=spf1 exists:%{i.example.com ~all'), 'info', 'no-record'],
      ['a bad macro beside another fault', spf('v=spf1 exists:%{i.example.com foo ~all'), 'fail', 'unknown-mechanism'],
      [
        'terms that touch between two strings, which spf-size fails',
        { 'example.com TXT': [['v=spf1 ip4:192.0.2.0/24', '~all']] },
        'info',
        'no-record',
      ],
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
]

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
const parked = { sends: false }
const dmarc = (text: string): Zone => ({ '_dmarc.example.com TXT': text })

const more: [Check<Domain>, Row[]][] = [
  [
    spfMisplaced,
    [
      ['a record where it belongs', spf('v=spf1 -all'), 'pass', 'none'],
      ['no SPF text at all', {}, 'pass', 'none'],
      ['a space before the version', spf(' v=spf1 -all'), 'warn', 'leading-noise'],
      ['a quotation mark before the version', spf('"v=spf1 -all"'), 'warn', 'leading-noise'],
      ['noise beside a good record', { 'example.com TXT': ['"v=spf1 mx"', 'v=spf1 -all'] }, 'pass', 'none'],
      ['a semicolon after the version', spf('v=spf1; mx -all'), 'warn', 'bad-version'],
      ['nothing after the version', spf('v=spf1-all'), 'warn', 'bad-version'],
      ['a record at _spf', { '_spf.example.com TXT': 'v=spf1 -all' }, 'warn', 'at-subname'],
      ['a record at www', { 'www.example.com TXT': 'v=spf1 -all' }, 'warn', 'at-subname'],
      [
        'a record at _spf that the domain includes',
        spf('v=spf1 include:_spf.example.com -all', { '_spf.example.com TXT': 'v=spf1 mx' }),
        'pass',
        'none',
      ],
      ['a Sender ID record', { 'example.com TXT': ['v=spf1 -all', 'spf2.0/pra -all'] }, 'info', 'sender-id'],
      ['silence', { 'example.com TXT': silent }, 'unknown', 'lookup-failed'],
      ['silence at a name below', { 'www.example.com TXT': silent }, 'unknown', 'lookup-failed'],
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
    spfAllStrictness,
    [
      ['~all with an enforced policy', spf('v=spf1 mx ~all', dmarc('v=DMARC1; p=reject')), 'pass', 'balanced'],
      ['-all of a domain without MX that never sends', spf('v=spf1 a -all'), 'pass', 'balanced', parked],
      ['-all alone of a domain that only receives', spf('v=spf1 -all', mxOf(1)), 'pass', 'balanced', parked],
      ['-all of a domain that sends', spf('v=spf1 mx -all'), 'info', 'strict'],
      ['-all of a domain with MX and senders', spf('v=spf1 mx -all', mxOf(1)), 'info', 'strict', parked],
      ['~all without DMARC', spf('v=spf1 mx ~all'), 'info', 'softfail-unenforced'],
      ['~all with a policy that watches', spf('v=spf1 mx ~all', dmarc('v=DMARC1; p=none')), 'info', 'softfail-unenforced'],
      ['another ending', spf('v=spf1 mx ?all'), 'info', 'not-applicable'],
      ['no ending', spf('v=spf1 mx'), 'info', 'not-applicable'],
      ['a silent DMARC', spf('v=spf1 mx ~all', { '_dmarc.example.com TXT': silent }), 'unknown', 'lookup-failed'],
      ['a silent redirect', spf('v=spf1 redirect=r.example.com', { 'r.example.com TXT': silent }), 'unknown', 'lookup-failed'],
      ...notApplicable,
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
    spfSize,
    [
      ['a short record', spf('v=spf1 mx -all'), 'pass', 'fits'],
      ['two strings with a space between them', { 'example.com TXT': [['v=spf1 mx ', '-all']] }, 'pass', 'fits'],
      [
        'a name that goes on in the next string',
        { 'example.com TXT': [['v=spf1 include:_spf.exam', 'ple.com -all']] },
        'pass',
        'fits',
      ],
      ['two terms that touch', { 'example.com TXT': [['v=spf1 ip4:192.0.2.0/24', '-all']] }, 'fail', 'seam-glued'],
      [
        'two includes that touch',
        { 'example.com TXT': [['v=spf1 include:a.test', 'include:b.test -all']] },
        'fail',
        'seam-glued',
      ],
      ['an include and the end that touch', { 'example.com TXT': [['v=spf1 include:a.test', '~all']] }, 'fail', 'seam-glued'],
      ['over 450 octets', spf(`v=spf1 ${hosts(30)} -all`), 'info', 'long'],
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
    spfMacro,
    [
      ['no macros', spf('v=spf1 mx -all'), 'pass', 'none'],
      ['a macro without end', spf('v=spf1 exists:%{i.example.com ~all'), 'fail', 'invalid'],
      ['an unknown letter', spf('v=spf1 exists:%{x}.example.com ~all'), 'fail', 'invalid'],
      ['a macro only for explanations (RFC 7208 §7.2)', spf('v=spf1 exists:%{c}.example.com ~all'), 'fail', 'invalid'],
      ['the sender in a name', spf('v=spf1 exists:%{l}.%{i}.example.com ~all'), 'warn', 'local-part'],
      ['the whole address in a name', spf('v=spf1 redirect=%{s}.example.com'), 'warn', 'local-part'],
      ['the sender in an explanation only', spf('v=spf1 mx -all exp=%{l}.example.com'), 'info', 'used'],
      ['the reverse name', spf('v=spf1 exists:%{p}.example.com ~all'), 'warn', 'ptr-macro'],
      ['the address of the server', spf('v=spf1 exists:%{ir}._spf.%{d} ~all'), 'info', 'used'],
      ...noRecord,
    ],
  ],
  [
    spfRrtype,
    [
      ['no such record', spf('v=spf1 -all'), 'pass', 'absent'],
      ['the same text', spf('v=spf1 -all', { 'example.com SPF': 'v=spf1 -all' }), 'info', 'same'],
      ['another text', spf('v=spf1 -all', { 'example.com SPF': 'v=spf1 mx -all' }), 'warn', 'different'],
      ['no TXT beside it', { 'example.com SPF': 'v=spf1 -all' }, 'warn', 'different'],
      ['refusal', spf('v=spf1 -all', { 'example.com SPF': refused }), 'unknown', 'lookup-failed'],
      ['silence', { 'example.com TXT': silent }, 'unknown', 'lookup-failed'],
      ['no domain', {}, 'info', 'no-record', empty],
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

for (const [check, rows] of [...tables, ...more]) {
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
    ['takes what came before the version away', spfMisplaced, spf(' "v=spf1 mx -all"'), ['v=spf1 mx -all']],
    ['puts a space after the version', spfMisplaced, spf('v=spf1;mx;-all'), ['v=spf1 mx -all']],
    ['publishes the record of a name below', spfMisplaced, { '_spf.example.com TXT': 'v=spf1 mx -all' }, ['v=spf1 mx -all']],
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
    [
      'puts a space between two strings',
      spfSize,
      { 'example.com TXT': [['v=spf1 mx include:a.test', 'ip4:192.0.2.0/24', '-all']] },
      ['v=spf1 mx include:a.test ip4:192.0.2.0/24 -all'],
    ],
    ['takes a large network out when it is not used', spfRangeBroad, spf('v=spf1 mx ip4:16.0.0.0/8 -all'), ['v=spf1 mx -all']],
    ['takes private addresses out', spfRangeSpecial, spf('v=spf1 ip4:10.0.0.0/8 mx ip6:fd00::/8 -all'), ['v=spf1 mx -all']],
    [
      'takes a term with the sender in it out when it is not used',
      spfMacro,
      spf('v=spf1 mx exists:%{l}.example.com -all'),
      ['v=spf1 mx -all'],
    ],
    ['moves the record to TXT', spfRrtype, { 'example.com SPF': 'v=spf1 -all' }, ['v=spf1 -all', 'v=spf1 -all']],
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
    const session = { peerAddress: '93.184.215.7', helo: 'mail.example.com', extended: true, tls: null, tlsOffered: true }
    const mail = { ...domainSubject({ kind: 'mail' }), session, envelope: { mailFrom: 'a@example.com', rcptTo: null } }
    const finding = await findingOf(spfRecord, mail, {})
    assert.ok('fix' in finding)
    assert.equal(finding.fix.records, undefined)
    assert.equal(finding.fix.asks?.[0]?.question.text, 'Did you send this?')
    assert.deepEqual(
      recordsOf(finding).map(({ value }) => value),
      ['v=spf1 ip4:93.184.215.7 ~all', 'v=spf1 -all'],
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

describe('the size of an SPF record', () => {
  /** The same world, with answers of so many octets. */
  const sized = (net: Net, size: number): Net => ({
    ...net,
    dns: { ...net.dns, resolve: async (name, type) => ({ ...(await net.dns.resolve(name, type)), size }) },
  })

  for (const [size, code] of [
    [1232, 'fits'],
    [1233, 'udp-overflow'],
  ] as const) {
    test(`an answer of ${size} octets: ${code}`, async () => {
      const finding = await spfSize.run(domainSubject(), sized(netOf(spf('v=spf1 -all')), size))
      assert.equal(finding.code, code)
    })
  }

  test('is found without going over every seam again and again', () => {
    assert.deepEqual(gluedAtSeams(['v=spf1 ', ...Array.from({ length: 60_000 }, () => 'a')]), [])
    assert.deepEqual(gluedAtSeams(['v=spf1', ...Array.from({ length: 5000 }, () => ' mx')]), [])
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
