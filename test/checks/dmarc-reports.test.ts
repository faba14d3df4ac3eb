import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Check } from '#checks/check.ts'
import { dmarcFo } from '#checks/dmarc/dmarc-fo.ts'
import { dmarcRua } from '#checks/dmarc/dmarc-rua.ts'
import { dmarcRuaAuthorised } from '#checks/dmarc/dmarc-rua-authorised.ts'
import { dmarcRuaDeliverable } from '#checks/dmarc/dmarc-rua-deliverable.ts'
import { dmarcRuf } from '#checks/dmarc/dmarc-ruf.ts'
import type { Domain } from '#checks/subject.ts'
import { domainSubject, findingOf, recordsOf, unmended } from '../helpers/outcome.ts'
import { silent, type Zone } from '../helpers/zone.ts'

type Row = [title: string, zone: Zone, verdict: string, code: string, changes?: Partial<Domain>]

const own = (text: string | string[], more: Zone = {}): Zone => ({ '_dmarc.example.com TXT': text, ...more })
const below = { domain: 'news.example.com' }
const none: Row[] = [
  ['no record', {}, 'info', 'no-record'],
  ['no domain', {}, 'info', 'no-record', { domain: '' }],
  ['silence', own('x', { '_dmarc.example.com TXT': silent }), 'unknown', 'lookup-failed'],
]
const news = (text: string, more: Zone = {}): Zone => ({ '_dmarc.news.example.com TXT': text, ...more })
const reports = (address: string, more: Zone = {}): Zone => own(`v=DMARC1; p=none; rua=${address}`, more)
const nowhere: Row[] = none.map(([title, zone, verdict, code, changes]) => [
  title,
  zone,
  verdict,
  code.replace('no-record', 'not-applicable'),
  changes,
])

const tables: [Check<Domain>, Row[]][] = [
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
    dmarcRuaAuthorised,
    [
      ['a mailbox of the domain', reports('mailto:a@example.com,mailto:b@mail.example.com'), 'pass', 'internal'],
      ['a mailbox above it', { ...news('v=DMARC1; p=none; rua=mailto:a@example.com') }, 'pass', 'internal', below],
      [
        'a mailbox elsewhere that agreed',
        reports('mailto:a@reports.test', { 'example.com._report._dmarc.reports.test TXT': 'v=DMARC1;' }),
        'pass',
        'authorised',
      ],
      [
        'one that agreed to everybody',
        reports('mailto:a@reports.test', { '*._report._dmarc.reports.test TXT': 'v=DMARC1' }),
        'pass',
        'authorised',
      ],
      ['one that did not', reports('mailto:a@reports.test'), 'fail', 'missing'],
      [
        'one with another text',
        reports('mailto:a@reports.test', { '*._report._dmarc.reports.test TXT': 'hello' }),
        'fail',
        'missing',
      ],
      [
        'consent for the name below only, while the record stands above',
        reports('mailto:a@reports.test', { 'news.example.com._report._dmarc.reports.test TXT': 'v=DMARC1' }),
        'fail',
        'missing',
        below,
      ],
      [
        'one that did not beside a silent one',
        reports('mailto:a@reports.test,mailto:a@mute.test', { '_dmarc.mute.test TXT': silent }),
        'fail',
        'missing',
      ],
      [
        'a silent one',
        reports('mailto:a@reports.test', { 'example.com._report._dmarc.reports.test TXT': silent }),
        'unknown',
        'lookup-failed',
      ],
      ['no reports', own('v=DMARC1; p=none'), 'info', 'not-applicable'],
      ['no usable address', reports('a@reports.test'), 'info', 'not-applicable'],
      [
        'the record of a public suffix',
        { '_dmarc.com TXT': 'v=DMARC1; p=none; psd=y; rua=mailto:a@reports.test' },
        'info',
        'not-applicable',
      ],
      ...nowhere,
    ],
  ],
  [
    dmarcRuaDeliverable,
    [
      ['a domain with MX', reports('mailto:a@example.com', { 'example.com MX': '10 mail.example.com' }), 'pass', 'deliverable'],
      ['a domain with only an address', reports('mailto:a@example.com', { 'example.com A': '192.0.2.1' }), 'pass', 'deliverable'],
      ['a domain that does not exist', reports('mailto:a@gone.test'), 'fail', 'dead'],
      ['a null MX', reports('mailto:a@example.com', { 'example.com MX': '0 .' }), 'fail', 'dead'],
      ['neither MX nor address', reports('mailto:a@example.com'), 'fail', 'dead'],
      ['a silent one', reports('mailto:a@example.com', { 'example.com MX': silent }), 'unknown', 'lookup-failed'],
      ['no reports', own('v=DMARC1; p=none'), 'info', 'not-applicable'],
      ...nowhere,
    ],
  ],
  [
    dmarcRuf,
    [
      ['no such tag', own('v=DMARC1; p=none'), 'pass', 'absent'],
      ['a bare address', own('v=DMARC1; p=none; ruf=a@example.com'), 'warn', 'bad-uri'],
      ['nothing', own('v=DMARC1; p=none; ruf='), 'warn', 'bad-uri'],
      ['a mailbox elsewhere that did not agree', own('v=DMARC1; p=none; ruf=mailto:a@reports.test'), 'warn', 'unauthorised'],
      [
        'one that agreed',
        own('v=DMARC1; p=none; ruf=mailto:a@reports.test', { 'example.com._report._dmarc.reports.test TXT': 'v=DMARC1' }),
        'info',
        'present',
      ],
      ['a mailbox of the domain', own('v=DMARC1; p=none; ruf=mailto:a@example.com'), 'info', 'present'],
      [
        'a silent destination',
        own('v=DMARC1; p=none; ruf=mailto:a@reports.test', { 'example.com._report._dmarc.reports.test TXT': silent }),
        'unknown',
        'lookup-failed',
      ],
      ...none,
    ],
  ],
  [
    dmarcFo,
    [
      ['no such tag', own('v=DMARC1; p=none'), 'pass', 'ok'],
      ['fo with ruf', own('v=DMARC1; p=none; ruf=mailto:a@example.com; fo=1:d:s'), 'pass', 'ok'],
      ['fo without ruf', own('v=DMARC1; p=none; fo=1'), 'info', 'without-ruf'],
      ['an unknown letter', own('v=DMARC1; p=none; ruf=mailto:a@example.com; fo=x'), 'warn', 'bad-value'],
      ['0 and 1 together', own('v=DMARC1; p=none; ruf=mailto:a@example.com; fo=0:1'), 'warn', 'bad-value'],
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
    [
      'publishes consent',
      dmarcRuaAuthorised,
      reports('mailto:a@reports.test'),
      ['example.com._report._dmarc.reports.test v=DMARC1;'],
    ],
    [
      'leaves a dead mailbox out',
      dmarcRuaDeliverable,
      reports('mailto:a@gone.test,mailto:a@example.com', { 'example.com A': '192.0.2.1' }),
      ['_dmarc.example.com v=DMARC1; p=none; rua=mailto:a@example.com'],
    ],
    [
      'leaves reports about single mails out',
      dmarcRuf,
      own('v=DMARC1; p=none; ruf=a@example.com; fo=1'),
      ['_dmarc.example.com v=DMARC1; p=none'],
    ],
    [
      'writes a known option',
      dmarcFo,
      own('v=DMARC1; p=none; ruf=mailto:a@example.com; fo=0:1'),
      ['_dmarc.example.com v=DMARC1; p=none; ruf=mailto:a@example.com; fo=1'],
    ],
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
