import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { describe, test } from 'node:test'
import type { Check } from '#checks/check.ts'
import { dkimKeyLength } from '#checks/dkim/dkim-key-length.ts'
import { dkimKeyMissing } from '#checks/dkim/dkim-key-missing.ts'
import { dkimKeyRevoked } from '#checks/dkim/dkim-key-revoked.ts'
import { dkimKeySyntax } from '#checks/dkim/dkim-key-syntax.ts'
import { dkimTestMode } from '#checks/dkim/dkim-test-mode.ts'
import type { Domain, Selector } from '#checks/subject.ts'
import { domainSubject, findingOf, recordsOf } from '../helpers/outcome.ts'
import { refused, silent, type Zone } from '../helpers/zone.ts'

const rsa = (bits: number, type: 'spki' | 'pkcs1' = 'spki') =>
  generateKeyPairSync('rsa', { modulusLength: bits }).publicKey.export({ type, format: 'der' }).toString('base64')

const good = rsa(2048)
/** RFC 8463 §A.2. */
const ed25519 = '11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo='

type Row = [title: string, zone: Zone, verdict: string, code: string, changes?: Partial<Domain>]

const name = 's1._domainkey.example.com'
const key = (text: string, more: Zone = {}): Zone => ({ [`${name} TXT`]: text, ...more })
const by = (...selectors: [selector: string, source: Selector['source']][]): Partial<Domain> => ({
  selectors: selectors.map(([selector, source]) => ({ domain: 'example.com', selector, source })),
})
const noSelector: Row = ['no selector', {}, 'info', 'no-key', { selectors: [] }]
const absent: Row = ['no key, which dkim-key-missing fails', {}, 'info', 'no-key']
const mute: Row = ['silence', { [`${name} TXT`]: silent }, 'unknown', 'lookup-failed']

const tables: [Check<Domain>, Row[]][] = [
  [
    dkimKeyMissing,
    [
      ['one key', key(`v=DKIM1; p=${good}`), 'pass', 'present'],
      ['a key behind an alias', { [`${name} CNAME`]: 's1.esp.test', 's1.esp.test TXT': `v=DKIM1; p=${good}` }, 'pass', 'present'],
      ['two keys', { [`${name} TXT`]: [`v=DKIM1; p=${good}`, 'v=DKIM1; p='] }, 'fail', 'multiple'],
      ['no such name', {}, 'fail', 'missing'],
      ['no record of this type', { [`${name} A`]: '192.0.2.1' }, 'fail', 'missing'],
      ['an alias to nothing', { [`${name} CNAME`]: 's1.esp.test' }, 'fail', 'missing'],
      ['nothing at a selector the user entered', {}, 'warn', 'entered-missing', by(['s1', 'user'])],
      ['one of two missing', key(`p=${good}`), 'fail', 'missing', by(['s1', 'mail'], ['s2', 'mail'])],
      ['one silent and one missing', { [`${name} TXT`]: silent }, 'fail', 'missing', by(['s1', 'mail'], ['s2', 'mail'])],
      [
        'one silent and one present',
        key(`p=${good}`, { 's2._domainkey.example.com TXT': refused }),
        'unknown',
        'lookup-failed',
        by(['s1', 'mail'], ['s2', 'mail']),
      ],
      noSelector,
      mute,
    ],
  ],
  [
    dkimKeySyntax,
    [
      ['version, type and key', key(`v=DKIM1; k=rsa; p=${good}`), 'pass', 'valid'],
      ['a bare RSAPublicKey', key(`v=DKIM1; p=${rsa(1024, 'pkcs1')}`), 'pass', 'valid'],
      ['the Ed25519 example of RFC 8463', key(`v=DKIM1; k=ed25519; p=${ed25519}`), 'pass', 'valid'],
      ['a key with folding white space', key(`v=DKIM1; p=${good.slice(0, 100)} ${good.slice(100)}`), 'pass', 'valid'],
      ['unknown tags, which are ignored', key(`v=DKIM1; x=1; n=hello; p=${good}`), 'pass', 'valid'],
      ['an empty key, which is a revoked one', key('v=DKIM1; p='), 'pass', 'valid'],
      ['a backslash from a panel', key(`v=DKIM1\\; k=rsa\\; p=${good}`), 'fail', 'escaped'],
      ['the version in the middle', key(`k=rsa; v=DKIM1; p=${good}`), 'fail', 'version-not-first'],
      ['another version', key(`v=DKIM2; p=${good}`), 'fail', 'version-not-first'],
      ['a tag twice', key(`v=DKIM1; p=${good}; p=${good}`), 'fail', 'duplicate-tag'],
      ['no key', key('v=DKIM1; k=rsa'), 'fail', 'no-p-tag'],
      ['another text altogether', key('hello'), 'fail', 'no-p-tag'],
      ['an unknown type', key(`v=DKIM1; k=dsa; p=${good}`), 'fail', 'unknown-type'],
      ['quotation marks inside', key(`v=DKIM1; p=${good.slice(0, 100)}" "${good.slice(100)}`), 'fail', 'bad-base64'],
      ['a key cut short', key(`v=DKIM1; p=${good.slice(0, 200)}`), 'fail', 'bad-key'],
      [
        'an Ed25519 key wrapped in DER',
        key('v=DKIM1; k=ed25519; p=MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo='),
        'fail',
        'bad-key',
      ],
      ['no version', key(`k=rsa; p=${good}`), 'info', 'no-version'],
      noSelector,
      absent,
      mute,
    ],
  ],
  [
    dkimKeyLength,
    [
      ['2048 bits', key(`v=DKIM1; p=${good}`), 'pass', 'strong'],
      ['512 bits', key(`v=DKIM1; p=${rsa(512)}`), 'fail', 'too-short'],
      ['1024 bits', key(`v=DKIM1; p=${rsa(1024)}`), 'warn', 'short'],
      ['4104 bits', key(`v=DKIM1; p=${rsa(4104)}`), 'warn', 'too-long'],
      ['an Ed25519 key', key(`v=DKIM1; k=ed25519; p=${ed25519}`), 'info', 'not-rsa'],
      [
        'a strong key beside an Ed25519 one',
        key(`v=DKIM1; k=ed25519; p=${ed25519}`, { 's2._domainkey.example.com TXT': `p=${good}` }),
        'pass',
        'strong',
        by(['s1', 'mail'], ['s2', 'mail']),
      ],
      ['a revoked key', key('v=DKIM1; p='), 'info', 'no-key'],
      ['a damaged key, which dkim-key-syntax fails', key('v=DKIM1; p=AAAA'), 'info', 'no-key'],
      noSelector,
      absent,
      mute,
    ],
  ],
  [
    dkimKeyRevoked,
    [
      ['a key', key(`v=DKIM1; p=${good}`), 'pass', 'active'],
      ['an empty key that signed a mail', key('v=DKIM1; p='), 'fail', 'revoked-in-use'],
      ['an empty key entered by the user', key('v=DKIM1; p='), 'info', 'revoked-unused', by(['s1', 'user'])],
      noSelector,
      absent,
      mute,
    ],
  ],
  [
    dkimTestMode,
    [
      ['no flags', key(`v=DKIM1; p=${good}`), 'pass', 'production'],
      ['another flag', key(`v=DKIM1; t=s; p=${good}`), 'pass', 'production'],
      ['the test flag', key(`v=DKIM1; t=y; p=${good}`), 'warn', 'testing'],
      ['the test flag among others', key(`v=DKIM1; t=s:y; p=${good}`), 'warn', 'testing'],
      noSelector,
      absent,
      mute,
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

describe('a fix of a DKIM key', () => {
  const cases: [title: string, check: Check<Domain>, text: string, values: string[]][] = [
    ['takes the backslashes out', dkimKeySyntax, `v=DKIM1\\; p=${good}`, [`v=DKIM1; p=${good}`]],
    [
      'takes quotation marks and spaces out of the key',
      dkimKeySyntax,
      `v=DKIM1; p=${good.slice(0, 99)}" "${good.slice(99)}`,
      [`v=DKIM1; p=${good}`],
    ],
    ['puts the version first', dkimKeySyntax, `k=rsa; v=DKIM1; p=${good}`, [`v=DKIM1; k=rsa; p=${good}`]],
    ['has no record where only the sender knows the key', dkimKeySyntax, 'v=DKIM1; k=rsa', []],
    ['takes the test flag out and leaves the others', dkimTestMode, `v=DKIM1; t=s:y; p=${good}`, [`v=DKIM1; t=s; p=${good}`]],
    ['takes the whole tag out when no flag is left', dkimTestMode, `v=DKIM1; t=y; p=${good}`, [`v=DKIM1; p=${good}`]],
  ]
  for (const [title, check, text, values] of cases) {
    test(title, async () => {
      const finding = await findingOf(check, domainSubject(), key(text))
      assert.deepEqual(
        recordsOf(finding).map(({ value }) => value),
        values,
      )
    })
  }
})
