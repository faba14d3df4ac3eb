import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Check } from '#checks/check.ts'
import { dmarcAlias } from '#checks/dmarc/dmarc-alias.ts'
import { dmarcAlignmentMode } from '#checks/dmarc/dmarc-alignment-mode.ts'
import { dmarcMisplaced } from '#checks/dmarc/dmarc-misplaced.ts'
import { dmarcMultiple } from '#checks/dmarc/dmarc-multiple.ts'
import { dmarcNonexistentPolicy } from '#checks/dmarc/dmarc-nonexistent-policy.ts'
import { dmarcObsoleteTags } from '#checks/dmarc/dmarc-obsolete-tags.ts'
import { dmarcOrganizationalDomain } from '#checks/dmarc/dmarc-organizational-domain.ts'
import { dmarcPolicy } from '#checks/dmarc/dmarc-policy.ts'
import { dmarcPsd } from '#checks/dmarc/dmarc-psd.ts'
import { dmarcRecord } from '#checks/dmarc/dmarc-record.ts'
import { dmarcSubdomainPolicy } from '#checks/dmarc/dmarc-subdomain-policy.ts'
import { dmarcSyntax } from '#checks/dmarc/dmarc-syntax.ts'
import { dmarcTestMode } from '#checks/dmarc/dmarc-test-mode.ts'
import { dmarcWalkLength } from '#checks/dmarc/dmarc-walk-length.ts'
import type { Domain } from '#checks/subject.ts'
import { compose, gathered, inOrder, sign, zoneWith } from '../helpers/mails.ts'
import { domainSubject, findingOf, recordsOf, unmended } from '../helpers/outcome.ts'
import { servfail, silent, type Zone } from '../helpers/zone.ts'

type Row = [title: string, zone: Zone, verdict: string, code: string, changes?: Partial<Domain>]

const own = (text: string | string[], more: Zone = {}): Zone => ({ '_dmarc.example.com TXT': text, ...more })
const below = { domain: 'news.example.com' }
const none: Row[] = [
  ['no record', {}, 'info', 'no-record'],
  ['no domain', {}, 'info', 'no-record', { domain: '' }],
  ['silence', own('x', { '_dmarc.example.com TXT': silent }), 'unknown', 'lookup-failed'],
]
const news = (text: string, more: Zone = {}): Zone => ({ '_dmarc.news.example.com TXT': text, ...more })

const tables: [Check<Domain>, Row[]][] = [
  [
    dmarcRecord,
    [
      ['its own record', own('v=DMARC1; p=none'), 'pass', 'own'],
      ['its own record below a silent parent', own('v=DMARC1; p=none', { '_dmarc.com TXT': silent }), 'pass', 'own'],
      ['the record of its organization', own('v=DMARC1; p=none'), 'pass', 'inherited', below],
      [
        'the record of its organization under a public suffix with one',
        own('v=DMARC1; p=none', { '_dmarc.com TXT': 'v=DMARC1; p=none; psd=y' }),
        'pass',
        'inherited',
        below,
      ],
      ['only the record of its public suffix', { '_dmarc.com TXT': 'v=DMARC1; p=reject; psd=y' }, 'warn', 'from-psd'],
      ['no record', {}, 'fail', 'missing'],
      ['another text', own('v=spf1 -all'), 'fail', 'missing'],
      ['two records', own(['v=DMARC1; p=none', 'v=DMARC1; p=reject']), 'fail', 'missing'],
      ['a silent parent that could have one', { '_dmarc.example.com TXT': silent }, 'unknown', 'lookup-failed', below],
      ['SERVFAIL', { '_dmarc.example.com TXT': servfail }, 'unknown', 'lookup-failed'],
      ['no domain', {}, 'info', 'not-applicable', { domain: '' }],
    ],
  ],
  [
    dmarcMultiple,
    [
      ['one record', own('v=DMARC1; p=none'), 'pass', 'single'],
      ['no record', {}, 'pass', 'single'],
      [
        'two, and the parent has one (§4.10 steps 2, 6)',
        own('v=DMARC1; p=none', { '_dmarc.news.example.com TXT': ['v=DMARC1; p=none', 'v=DMARC1; p=reject'] }),
        'fail',
        'multiple',
        below,
      ],
      ['two, and nothing else applies', own(['v=DMARC1; p=none', 'v=DMARC1; p=reject']), 'warn', 'multiple-only'],
      ...none.slice(1),
    ],
  ],
  [
    dmarcSyntax,
    [
      ['the example of RFC 9989 App. B.2.1', own('v=DMARC1; p=none; rua=mailto:dmarc-feedback@example.com'), 'pass', 'valid'],
      ['spaces around the version', own('v = DMARC1 ; p = none ;'), 'pass', 'valid'],
      ['obsolete tags, which dmarc-obsolete-tags judges', own('v=DMARC1; p=none; pct=50; rf=afrf; ri=3600'), 'pass', 'valid'],
      ['the version in lower case', own('v=dmarc1; p=none'), 'warn', 'version-wrong'],
      ['a space before the version', own(' v=DMARC1; p=none'), 'warn', 'version-wrong'],
      ['no tag before the version', own('DMARC1; p=none'), 'warn', 'version-wrong'],
      ['p twice', own('v=DMARC1; p=none; p=reject'), 'fail', 'duplicate-tag'],
      ['a comma after the policy', own('v=DMARC1; p=reject, rua=mailto:a@example.com'), 'fail', 'separator'],
      ['nothing after the policy', own('v=DMARC1; p=reject rua=mailto:a@example.com'), 'fail', 'separator'],
      ['nothing after the version', own('v=DMARC1 p=reject'), 'fail', 'separator'],
      ['an unknown policy', own('v=DMARC1; p=quarantin'), 'fail', 'bad-policy'],
      ['an unknown policy for sub-domains', own('v=DMARC1; p=reject; sp=block; rua=mailto:a@example.com'), 'fail', 'bad-policy'],
      ['no policy and no reports', own('v=DMARC1;'), 'fail', 'policy-missing-ignored'],
      ['no policy, but reports', own('v=DMARC1; rua=mailto:a@example.com'), 'warn', 'policy-missing'],
      ['an unknown alignment', own('v=DMARC1; p=reject; adkim=x'), 'warn', 'bad-value'],
      ['a part that is no tag', own('v=DMARC1; p=reject; hello'), 'warn', 'bad-value'],
      ['the policy after the reports', own('v=DMARC1; rua=mailto:a@example.com; p=none'), 'info', 'policy-not-second'],
      ['an unknown tag', own('v=DMARC1; p=none; x=1'), 'info', 'unknown-tag'],
      ...none,
    ],
  ],
  [
    dmarcPolicy,
    [
      ['reject', own('v=DMARC1; p=reject'), 'pass', 'reject'],
      ['quarantine', own('v=DMARC1; p=QUARANTINE'), 'pass', 'quarantine'],
      ['none', own('v=DMARC1; p=none; sp=reject'), 'warn', 'none'],
      [
        'sp for a name that exists',
        own('v=DMARC1; p=none; sp=quarantine; np=reject', { 'news.example.com A': '192.0.2.1' }),
        'pass',
        'quarantine',
        below,
      ],
      ['np for a name that does not', own('v=DMARC1; p=none; sp=quarantine; np=reject'), 'pass', 'reject', below],
      ['p where neither stands', own('v=DMARC1; p=reject'), 'pass', 'reject', below],
      ['a policy on trial, which dmarc-test-mode judges', own('v=DMARC1; p=reject; t=y'), 'pass', 'reject'],
      ['an unknown policy with reports, which acts as none', own('v=DMARC1; p=foo; rua=mailto:a@example.com'), 'warn', 'none'],
      ['an unknown policy without reports, which is not processed', own('v=DMARC1; p=foo'), 'info', 'no-record'],
      ['a policy that swallowed the reports', own('v=DMARC1; p=reject, rua=mailto:a@example.com'), 'info', 'no-record'],
      ['a policy that swallowed another tag', own('v=DMARC1; p=reject adkim=s; rua=mailto:a@example.com'), 'warn', 'none'],
      [
        'a name whose existence is not known',
        own('v=DMARC1; p=none; np=reject', { 'news.example.com MX': silent }),
        'unknown',
        'lookup-failed',
        below,
      ],
      ...none,
    ],
  ],
  [
    dmarcTestMode,
    [
      ['no trial', own('v=DMARC1; p=reject'), 'pass', 'off'],
      ['t=n', own('v=DMARC1; p=reject; t=n'), 'pass', 'off'],
      ['a trial', own('v=DMARC1; p=quarantine; t=y'), 'warn', 'on'],
      ['a trial only for sub-domains', own('v=DMARC1; p=none; sp=reject; t=y'), 'warn', 'on'],
      ['a trial of nothing', own('v=DMARC1; p=none; t=y'), 'info', 'pointless'],
      ...none,
    ],
  ],
  [
    dmarcMisplaced,
    [
      ['a record where it belongs', own('v=DMARC1; p=none'), 'pass', 'none'],
      ['no DMARC text at all', {}, 'pass', 'none'],
      ['a record with the domain twice', { '_dmarc.example.com.example.com TXT': 'v=DMARC1; p=none' }, 'warn', 'doubled-zone'],
      ['a record at the domain itself', { 'example.com TXT': ['v=spf1 -all', 'v=DMARC1; p=none'] }, 'warn', 'at-apex'],
      ['a record without the underscore', { 'dmarc.example.com TXT': 'v=DMARC1; p=none' }, 'warn', 'no-underscore'],
      [
        'a record at the domain below one that covers it',
        { 'news.example.com TXT': 'v=DMARC1; p=none', ...own('v=DMARC1; p=none') },
        'warn',
        'at-apex',
        below,
      ],
      ['another text', own('v=spf1 -all'), 'warn', 'foreign-text'],
      ['another text beside the record', own(['v=DMARC1; p=none', 'google-site-verification=1']), 'warn', 'foreign-text'],
      ['another text from a wildcard', { '*.example.com TXT': 'v=spf1 -all' }, 'info', 'wildcard-text'],
      [
        'another text from a wildcard alias',
        { '*.example.com CNAME': 'www.example.net', 'www.example.net TXT': 'hi' },
        'info',
        'wildcard-text',
      ],
      ['a second copy at the domain itself', own('v=DMARC1; p=none', { 'example.com TXT': 'v=DMARC1; p=none' }), 'info', 'stray'],
      ['a broken record, which dmarc-syntax names', own('v=dmarc1; p=none'), 'pass', 'none'],
      ['the record of a wildcard', { '*.example.com TXT': 'v=DMARC1; p=none' }, 'pass', 'none'],
      ['silence at a wrong name', { 'dmarc.example.com TXT': silent }, 'unknown', 'lookup-failed'],
      ...none.slice(1),
    ],
  ],
  [
    dmarcSubdomainPolicy,
    [
      ['one policy', own('v=DMARC1; p=reject'), 'pass', 'same'],
      ['the same twice', own('v=DMARC1; p=reject; sp=reject'), 'pass', 'same'],
      ['a tag below the organization', own('v=DMARC1; p=none', news('v=DMARC1; p=reject; sp=none')), 'info', 'ignored', below],
      ['none under reject', own('v=DMARC1; p=reject; sp=none'), 'warn', 'weaker'],
      ['none under quarantine, for a name below', own('v=DMARC1; p=quarantine; sp=none'), 'warn', 'weaker', below],
      ['quarantine under reject', own('v=DMARC1; p=reject; sp=quarantine'), 'info', 'relaxed'],
      ['reject under none', own('v=DMARC1; p=none; sp=reject'), 'info', 'stricter'],
      ...none,
    ],
  ],
  [
    dmarcNonexistentPolicy,
    [
      ['one policy', own('v=DMARC1; p=reject'), 'pass', 'covered'],
      ['np beside sp=none', own('v=DMARC1; p=reject; sp=none; np=reject'), 'pass', 'covered'],
      ['np under p=none', own('v=DMARC1; p=none; np=reject'), 'pass', 'covered'],
      ['a record below the organization', own('v=DMARC1; p=none', news('v=DMARC1; p=reject; np=none')), 'info', 'ignored', below],
      ['np=none', own('v=DMARC1; p=reject; np=none'), 'warn', 'open'],
      ['sp=none', own('v=DMARC1; p=reject; sp=none'), 'warn', 'open'],
      [
        'np where a wildcard answers',
        own('v=DMARC1; p=reject; sp=none; np=reject', { '*.example.com A': '192.0.2.1' }),
        'warn',
        'open',
      ],
      ['p where a wildcard answers', own('v=DMARC1; p=reject; np=none', { '*.example.com A': '192.0.2.1' }), 'pass', 'covered'],
      ['no policy to speak of', own('v=DMARC1; p=none'), 'info', 'monitoring'],
      [
        'an unknown policy, which acts as none',
        own('v=DMARC1; p=foo; np=reject; rua=mailto:a@example.com'),
        'info',
        'monitoring',
      ],
      ...none,
    ],
  ],
  [
    dmarcObsoleteTags,
    [
      ['no such tag', own('v=DMARC1; p=reject'), 'pass', 'none'],
      ['pct=0', own('v=DMARC1; p=reject; pct=0'), 'warn', 'zero'],
      ['pct=50', own('v=DMARC1; p=quarantine; pct=50'), 'warn', 'partial'],
      ['pct=50 of nothing', own('v=DMARC1; p=none; pct=50'), 'info', 'harmless'],
      ['pct=100', own('v=DMARC1; p=reject; pct=100'), 'info', 'harmless'],
      ['pct that is no number', own('v=DMARC1; p=reject; pct=all'), 'info', 'harmless'],
      ['the interval of reports', own('v=DMARC1; p=reject; ri=3600; rf=afrf'), 'info', 'harmless'],
      ...none,
    ],
  ],
  [
    dmarcAlignmentMode,
    [
      ['relaxed', own('v=DMARC1; p=none; adkim=r'), 'pass', 'relaxed'],
      ['strict, and no mail seen', own('v=DMARC1; p=none; adkim=s; aspf=s'), 'info', 'strict-unproven'],
      ...none,
    ],
  ],
  [
    dmarcOrganizationalDomain,
    [
      ['its own record', own('v=DMARC1; p=none'), 'pass', 'expected'],
      ['the record of its organization', own('v=DMARC1; p=none'), 'pass', 'expected', below],
      [
        'a name under a private suffix',
        { '_dmarc.me.github.io TXT': 'v=DMARC1; p=none' },
        'pass',
        'expected',
        { domain: 'me.github.io' },
      ],
      ['no record anywhere', {}, 'info', 'unconfirmed'],
      ['psd=n below', news('v=DMARC1; p=none; psd=n', own('v=DMARC1; p=none')), 'info', 'split-by-psd-n', below],
      ['a record only below', news('v=DMARC1; p=none'), 'warn', 'differs-psl', below],
      ['psd=y above', own('v=DMARC1; p=none; psd=y'), 'warn', 'differs-psl', below],
      ['a silent parent', news('v=DMARC1; p=none', { '_dmarc.example.com TXT': silent }), 'unknown', 'lookup-failed', below],
      ...none.slice(1),
    ],
  ],
  [
    dmarcPsd,
    [
      ['no such tag', own('v=DMARC1; p=none'), 'pass', 'unset'],
      ['psd=u', own('v=DMARC1; p=none; psd=u'), 'pass', 'unset'],
      ['psd=y at a registered domain', own('v=DMARC1; p=none; psd=y'), 'fail', 'wrong'],
      ['psd=y above a record of its own', news('v=DMARC1; p=none', own('v=DMARC1; p=none; psd=y')), 'fail', 'wrong', below],
      ['psd=y at a public suffix', { '_dmarc.com TXT': 'v=DMARC1; p=none; psd=y' }, 'info', 'registry'],
      ['psd=n', own('v=DMARC1; p=none; psd=n'), 'info', 'organization'],
      ...none,
    ],
  ],
  [
    dmarcWalkLength,
    [
      ['eight labels', {}, 'pass', 'short', { domain: 'a.b.c.d.e.f.example.com' }],
      ['nine labels', {}, 'info', 'deep', { domain: 'a.b.c.d.e.f.g.example.com' }],
      ['no domain', {}, 'info', 'no-record', { domain: '' }],
    ],
  ],
  [
    dmarcAlias,
    [
      ['a record of its own', own('v=DMARC1; p=none'), 'pass', 'direct'],
      [
        'an alias to a record',
        { '_dmarc.example.com CNAME': 'd.esp.test', 'd.esp.test TXT': 'v=DMARC1; p=none' },
        'info',
        'delegated',
      ],
      ['an alias to nothing', { '_dmarc.example.com CNAME': 'd.esp.test' }, 'warn', 'broken'],
      ['an alias to another text', { '_dmarc.example.com CNAME': 'd.esp.test', 'd.esp.test TXT': 'hello' }, 'warn', 'broken'],
      [
        'an alias to nothing below a record',
        own('v=DMARC1; p=none', { '_dmarc.news.example.com CNAME': 'd.esp.test' }),
        'warn',
        'broken',
        below,
      ],
      ['an alias that every name has', { '*.example.com CNAME': 'www.example.net' }, 'info', 'no-record'],
      ...none,
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

describe('a fix of a DMARC record', () => {
  const cases: [title: string, check: Check<Domain>, zone: Zone, records: string[], changes?: Partial<Domain>][] = [
    [
      'begins with watching only, where somebody registered a domain',
      dmarcRecord,
      { 'example.com TXT': 'hello' },
      ['_dmarc.example.com v=DMARC1; p=none; rua=mailto:dmarc@example.com', '_dmarc.example.com v=DMARC1; p=none'],
      below,
    ],
    [
      'asks which of two should hold',
      dmarcMultiple,
      own(['v=DMARC1; p=none', 'v=DMARC1; p=reject']),
      ['_dmarc.example.com v=DMARC1; p=reject', '_dmarc.example.com v=DMARC1; p=none'],
    ],
    ['begins the record as it must', dmarcSyntax, own(' v=dmarc1; p=none'), ['_dmarc.example.com v=DMARC1; p=none']],
    ['separates the version from the rest', dmarcSyntax, own('v=DMARC1 p=reject'), ['_dmarc.example.com v=DMARC1; p=reject']],
    [
      'separates the policy from the rest',
      dmarcSyntax,
      own('v=DMARC1; p=reject, rua=mailto:a@example.com'),
      ['_dmarc.example.com v=DMARC1; p=reject; rua=mailto:a@example.com'],
    ],
    [
      'makes an unknown policy none, never a stricter one',
      dmarcSyntax,
      own('v=DMARC1; p=quarantin; adkim=s'),
      ['_dmarc.example.com v=DMARC1; p=none; adkim=s'],
    ],
    [
      'adds a missing policy',
      dmarcSyntax,
      own('v=DMARC1; rua=mailto:a@example.com'),
      ['_dmarc.example.com v=DMARC1; p=none; rua=mailto:a@example.com'],
    ],
    ['takes a wrong value out', dmarcSyntax, own('v=DMARC1; p=reject; adkim=x'), ['_dmarc.example.com v=DMARC1; p=reject']],
    [
      'raises the policy only for whoever says that all passes',
      dmarcPolicy,
      own('v=DMARC1; p=none; rua=mailto:a@example.com'),
      ['_dmarc.example.com v=DMARC1; p=quarantine; rua=mailto:a@example.com'],
    ],
    [
      'raises the tag that holds for a sub-domain',
      dmarcPolicy,
      own('v=DMARC1; p=reject; sp=none'),
      ['_dmarc.example.com v=DMARC1; p=reject; sp=quarantine'],
      below,
    ],
    ['leaves the record of a public suffix alone', dmarcPolicy, { '_dmarc.com TXT': 'v=DMARC1; p=none; psd=y' }, []],
    [
      'moves the record to where it belongs',
      dmarcMisplaced,
      { '_dmarc.example.com.example.com TXT': 'v=DMARC1; p=none' },
      ['_dmarc.example.com v=DMARC1; p=none', '_dmarc.example.com.example.com v=DMARC1; p=none'],
    ],
    ['offers no text with what looks like a blank', dmarcMisplaced, own(['v=DMARC1; p=none', 'a <b>']), []],
    ['takes other texts away', dmarcMisplaced, own(['v=DMARC1; p=none', 'hello']), ['_dmarc.example.com hello']],
    [
      'lets names below follow',
      dmarcSubdomainPolicy,
      own('v=DMARC1; p=reject; sp=none'),
      ['_dmarc.example.com v=DMARC1; p=reject'],
    ],
    [
      'covers invented names',
      dmarcNonexistentPolicy,
      own('v=DMARC1; p=reject; sp=none'),
      ['_dmarc.example.com v=DMARC1; p=reject; sp=none; np=reject'],
    ],
    [
      'covers every name below where a wildcard answers',
      dmarcNonexistentPolicy,
      own('v=DMARC1; p=reject; sp=none', { '*.example.com MX': '10 mail.example.com' }),
      ['_dmarc.example.com v=DMARC1; p=reject; sp=reject'],
    ],
    [
      'takes removed tags out, or says what was meant by them',
      dmarcObsoleteTags,
      own('v=DMARC1; p=reject; pct=0; ri=60'),
      ['_dmarc.example.com v=DMARC1; p=reject', '_dmarc.example.com v=DMARC1; p=reject; t=y'],
    ],
    [
      'joins the organization, or keeps it apart',
      dmarcOrganizationalDomain,
      news('v=DMARC1; p=reject'),
      ['_dmarc.example.com v=DMARC1; p=none', '_dmarc.news.example.com v=DMARC1; p=reject; psd=n'],
      below,
    ],
    ['takes the flag of registries out', dmarcPsd, own('v=DMARC1; p=none; psd=y'), ['_dmarc.example.com v=DMARC1; p=none']],
    [
      'puts a record in the place of an alias to nothing',
      dmarcAlias,
      { '_dmarc.example.com CNAME': 'd.esp.test' },
      ['_dmarc.example.com d.esp.test.', '_dmarc.example.com v=DMARC1; p=none'],
    ],
    [
      'makes the addresses of reports readable while it corrects the rest',
      dmarcSyntax,
      own('v=DMARC1; p=quarantin; rua=a@example.com,mailto:b@example.com; ruf=c@example.com'),
      ['_dmarc.example.com v=DMARC1; p=none; rua=mailto:a@example.com,mailto:b@example.com; ruf=mailto:c@example.com'],
    ],
    ['ends a trial', dmarcTestMode, own('v=DMARC1; p=reject; t=y'), ['_dmarc.example.com v=DMARC1; p=reject']],
  ]
  for (const [title, check, zone, values, changes] of cases) {
    test(title, async () => {
      const finding = await findingOf(check, domainSubject(changes), zone)
      assert.deepEqual(
        recordsOf(finding).map(({ name, value }) => `${name} ${value}`),
        values,
      )
    })
  }
})

describe('strict alignment of a mail', () => {
  const strict = zoneWith({ '_dmarc.acme.com TXT': 'v=DMARC1; p=reject; adkim=s; aspf=s' })
  const signer = { 's1._domainkey.news.acme.com TXT': inOrder['s1._domainkey.acme.com TXT'] }
  const elsewhere = { envelope: { mailFrom: 'bounce@news.acme.com', rcptTo: 'you@seed.example' } }
  const rows: [title: string, zone: Zone, signing: { domain?: string }, verdict: string, code: string][] = [
    ['signed by exactly the From domain', strict, {}, 'pass', 'strict-fits'],
    ['signed by a name below it', zoneWith(signer, strict), { domain: 'news.acme.com' }, 'fail', 'strict-breaks'],
    ['signed by nobody of the organization', strict, { domain: 'other.test' }, 'info', 'strict-mixed'],
    [
      'signed with a key that is silent',
      zoneWith({ 's1._domainkey.acme.com TXT': silent }, strict),
      {},
      'unknown',
      'lookup-failed',
    ],
  ]
  for (const [title, zone, signing, verdict, code] of rows) {
    test(`${title}: ${code}`, async () => {
      const mail = await gathered(await sign(compose(), signing), elsewhere)
      const finding = await findingOf(dmarcAlignmentMode, mail, zone)
      assert.deepEqual([finding.verdict, finding.code], [verdict, code], finding.explanation.text)
    })
  }
})
