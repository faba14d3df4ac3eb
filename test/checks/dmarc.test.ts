import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Check } from '#checks/check.ts'
import { dmarcMultiple } from '#checks/dmarc/dmarc-multiple.ts'
import { dmarcPolicy } from '#checks/dmarc/dmarc-policy.ts'
import { dmarcRecord } from '#checks/dmarc/dmarc-record.ts'
import { dmarcRua } from '#checks/dmarc/dmarc-rua.ts'
import { dmarcSyntax } from '#checks/dmarc/dmarc-syntax.ts'
import { dmarcTestMode } from '#checks/dmarc/dmarc-test-mode.ts'
import type { Domain } from '#checks/subject.ts'
import { domainSubject, findingOf, recordsOf } from '../helpers/outcome.ts'
import { servfail, silent, type Zone } from '../helpers/zone.ts'

type Row = [title: string, zone: Zone, verdict: string, code: string, changes?: Partial<Domain>]

const own = (text: string | string[], more: Zone = {}): Zone => ({ '_dmarc.example.com TXT': text, ...more })
const below = { domain: 'news.example.com' }
const none: Row[] = [
  ['no record', {}, 'info', 'no-record'],
  ['no domain', {}, 'info', 'no-record', { domain: '' }],
  ['silence', own('x', { '_dmarc.example.com TXT': silent }), 'unknown', 'lookup-failed'],
]

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
    dmarcRua,
    [
      ['one mailbox', own('v=DMARC1; p=none; rua=mailto:a@example.com'), 'pass', 'present'],
      ['no reports', own('v=DMARC1; p=none'), 'warn', 'missing'],
      ['a bare address', own('v=DMARC1; p=none; rua=a@example.com'), 'fail', 'bad-uri'],
      ['an unencoded comma', own('v=DMARC1; p=none; rua=mailto:a,'), 'fail', 'bad-uri'],
      ['only https', own('v=DMARC1; p=none; rua=https://example.com/'), 'warn', 'https-only'],
      ['a mailbox beside a bare address', own('v=DMARC1; p=none; rua=mailto:a@example.com,b@example.com'), 'warn', 'partly-bad'],
      [
        'three mailboxes',
        own('v=DMARC1; p=none; rua=mailto:a@example.com, mailto:b@example.com, mailto:c@example.com'),
        'info',
        'many',
      ],
      ['a size limit', own('v=DMARC1; p=none; rua=mailto:a@example.com!10m'), 'info', 'size-limit'],
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

describe('a fix of a DMARC record', () => {
  const cases: [title: string, check: Check<Domain>, zone: Zone, records: string[], changes?: Partial<Domain>][] = [
    [
      'begins with watching only, where somebody registered a domain',
      dmarcRecord,
      {},
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
      'adds a mailbox for reports',
      dmarcRua,
      own('v=DMARC1; p=none'),
      ['_dmarc.example.com v=DMARC1; p=none; rua=mailto:dmarc@example.com'],
    ],
    [
      'writes an address as a URI',
      dmarcRua,
      own('v=DMARC1; p=none; rua=a@example.com'),
      ['_dmarc.example.com v=DMARC1; p=none; rua=mailto:a@example.com'],
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
