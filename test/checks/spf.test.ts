import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Check } from '#checks/check.ts'
import type { Net } from '#checks/net.ts'
import { gluedAtSeams } from '#checks/records/spf.ts'
import { spfAfterAll } from '#checks/spf/spf-after-all.ts'
import { spfAll } from '#checks/spf/spf-all.ts'
import { spfAllStrictness } from '#checks/spf/spf-all-strictness.ts'
import { spfMacro } from '#checks/spf/spf-macro.ts'
import { spfMisplaced } from '#checks/spf/spf-misplaced.ts'
import { spfRecord } from '#checks/spf/spf-record.ts'
import { spfRrtype } from '#checks/spf/spf-rrtype.ts'
import { spfSize } from '#checks/spf/spf-size.ts'
import { spfSyntax } from '#checks/spf/spf-syntax.ts'
import type { Domain } from '#checks/subject.ts'
import { domainSubject, findingOf, recordsOf, unmended } from '../helpers/outcome.ts'
import { netOf, refused, servfail, silent, type Zone } from '../helpers/zone.ts'

type Row = [title: string, zone: Zone, verdict: string, code: string, changes?: Partial<Domain>]

const spf = (text: string, more: Zone = {}): Zone => ({ 'example.com TXT': text, ...more })
const empty = { spfDomain: '' }
/** `a` names that exist, to spend look-ups on. */
const hosts = (count: number) => Array.from({ length: count }, (_, i) => `a:h${i}.example.com`).join(' ')
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
      ['an all behind a dash that is none, which spf-syntax judges', spf('v=spf1 mx –all'), 'info', 'no-record'],
      ['an all without a space before it', spf('v=spf1 ip4:192.0.2.0/24~all'), 'info', 'no-record'],
      ['no all, and another term that cannot be read', spf('v=spf1 ipv4:192.0.2.0/24'), 'warn', 'missing'],
      ['a redirect to nothing', spf('v=spf1 redirect=r.example.com', { 'r.example.com A': '192.0.2.1' }), 'info', 'no-record'],
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
    ['writes the hyphen that a word processor made a dash', spfSyntax, spf('v=spf1 mx –all'), ['v=spf1 mx -all']],
    ['writes a wide letter as a plain one', spfSyntax, spf('v=spf1 ip4：192.0.2.1 ～all'), ['v=spf1 ip4:192.0.2.1 ~all']],
    ['never permits everybody', spfSyntax, spf('v=spf1 mx ¬all'), []],
    ['puts a space after the version', spfMisplaced, spf('v=spf1;mx;-all'), ['v=spf1 mx -all']],
    ['publishes the record of a name below', spfMisplaced, { '_spf.example.com TXT': 'v=spf1 mx -all' }, ['v=spf1 mx -all']],
    [
      'puts a space between two strings',
      spfSize,
      { 'example.com TXT': [['v=spf1 mx include:a.test', 'ip4:192.0.2.0/24', '-all']] },
      ['v=spf1 mx include:a.test ip4:192.0.2.0/24 -all'],
    ],
    [
      'takes a term with the sender in it out when it is not used',
      spfMacro,
      spf('v=spf1 mx exists:%{l}.example.com -all'),
      ['v=spf1 mx -all'],
    ],
    ['moves the record to TXT', spfRrtype, { 'example.com SPF': 'v=spf1 -all' }, ['v=spf1 -all', 'v=spf1 -all']],
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
    const finding = await findingOf(spfRecord, mail, { 'example.com TXT': 'hello' })
    assert.ok('fix' in finding)
    assert.equal(finding.fix.records, undefined)
    assert.equal(finding.fix.asks?.[0]?.question.text, 'Did you send this?')
    assert.deepEqual(
      recordsOf(finding).map(({ value }) => value),
      ['v=spf1 ip4:93.184.215.7 ~all', 'v=spf1 -all'],
    )
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
