import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { describe, test } from 'node:test'
import type { Check } from '#checks/check.ts'
import { dkimEd25519 } from '#checks/dkim/dkim-ed25519.ts'
import { dkimGranularity } from '#checks/dkim/dkim-granularity.ts'
import { dkimHashRestriction } from '#checks/dkim/dkim-hash-restriction.ts'
import { dkimKeyAlias } from '#checks/dkim/dkim-key-alias.ts'
import { dkimKeyLength } from '#checks/dkim/dkim-key-length.ts'
import { dkimKeyMissing } from '#checks/dkim/dkim-key-missing.ts'
import { dkimKeyRevoked } from '#checks/dkim/dkim-key-revoked.ts'
import { dkimKeyShared } from '#checks/dkim/dkim-key-shared.ts'
import { dkimKeySyntax } from '#checks/dkim/dkim-key-syntax.ts'
import { dkimKeyTruncated } from '#checks/dkim/dkim-key-truncated.ts'
import { dkimKeyWeak } from '#checks/dkim/dkim-key-weak.ts'
import { dkimSelector } from '#checks/dkim/dkim-selector.ts'
import { dkimServiceType } from '#checks/dkim/dkim-service-type.ts'
import { dkimSubdomainFlag } from '#checks/dkim/dkim-subdomain-flag.ts'
import { dkimTestMode } from '#checks/dkim/dkim-test-mode.ts'
import { dkimWildcard } from '#checks/dkim/dkim-wildcard.ts'
import { searchSelectors } from '#checks/facts/selectors.ts'
import { weaknessOf } from '#checks/records/rsa.ts'
import type { Domain, Selector } from '#checks/subject.ts'
import { domainSubject, findingOf, recordsOf, unmended } from '../helpers/outcome.ts'
import { netOf, refused, silent, type Zone } from '../helpers/zone.ts'

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
/** The key of a modulus and an exponent: SEQUENCE of two INTEGERs (RFC 8017 App. A.1.1). */
function rsaOf(modulus: bigint, exponent: bigint): string {
  const octets = (number: bigint) => {
    const hex = number.toString(16)
    return Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex').toString('base64url')
  }
  const jwk = { kty: 'RSA', n: octets(modulus), e: octets(exponent) }
  return createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'der' }).toString('base64')
}
const modulusOf = (base64: string) =>
  BigInt(
    `0x${Buffer.from(createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' }).export({ format: 'jwk' }).n ?? '', 'base64url').toString('hex')}`,
  )
const random2048 = modulusOf(good)
/** Only that it is the product of two close numbers matters, not that they are prime. */
const near = (1n << 1023n) + 0x1234567n
const close = near * (near + 2000n)
/** A power of 65537 modulo the product of the first primes, as Nemec et al. found it in the keys of a chip. */
const primorial = [
  2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113, 127,
  131, 137, 139, 149, 151, 157, 163, 167,
]
  .map(BigInt)
  .reduce((product, prime) => product * prime, 1n)
const roca = ((random2048 / primorial) | 1n) * primorial + (65_537n ** 5n % primorial)
const printed =
  'MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB'
/** A mail whose signature speaks for an identity. */
const signedFor = (identity: string): Partial<Domain> => {
  const value = `v=1; d=example.com; s=s1; i=${identity}`
  const headers = [{ name: 'DKIM-Signature', value, raw: value }]
  return { kind: 'mail', ...{ headers } }
}
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
      ['an alias to nothing, which dkim-key-alias fails', { [`${name} CNAME`]: 's1.esp.test' }, 'info', 'no-key'],
      ['only a key that trying finds', { 'google._domainkey.example.com TXT': `p=${good}` }, 'info', 'no-key', { selectors: [] }],
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
      ['characters of no key', key(`v=DKIM1; p=${good.slice(0, 100)}*${good.slice(100)}`), 'fail', 'bad-base64'],
      ['octets of no key', key('v=DKIM1; p=AAAA'), 'fail', 'bad-key'],
      [
        'quotation marks, which dkim-key-truncated fails',
        key(`v=DKIM1; p=${good.slice(0, 9)}"${good.slice(9)}`),
        'info',
        'no-key',
      ],
      ['a key cut short, which dkim-key-truncated fails', key(`v=DKIM1; p=${good.slice(0, 200)}`), 'info', 'no-key'],
      [
        'a key that trying finds',
        { 'google._domainkey.example.com TXT': 'v=DKIM1; k=rsa' },
        'fail',
        'no-p-tag',
        { selectors: [] },
      ],
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

const found = { selectors: [] }
const random = (text: string): Zone => ({ '*._domainkey.example.com TXT': text })
/** An alias of so many links, with a key at its end. */
const chain = (links: number): Zone => ({
  [`${name} CNAME`]: 'a1.esp.test',
  ...Object.fromEntries(Array.from({ length: links - 1 }, (_, i) => [`a${i + 1}.esp.test CNAME`, `a${i + 2}.esp.test`])),
  [`a${links}.esp.test TXT`]: `p=${good}`,
})

const searched: [Check<Domain>, Row[]][] = [
  [
    dkimSelector,
    [
      ['a key under the selector of a mail', key(`p=${good}`), 'pass', 'found'],
      ['a key that trying finds', { 'google._domainkey.example.com TXT': `p=${good}` }, 'pass', 'found', found],
      [
        'a key under a name that only its service uses',
        { 'example.com MX': '10 in1-smtp.messagingengine.com', 'fm1._domainkey.example.com TXT': `p=${good}` },
        'pass',
        'found',
        found,
      ],
      [
        'a key of a service in SPF',
        { 'example.com TXT': 'v=spf1 include:_spf.protonmail.ch ~all', 'protonmail._domainkey.example.com TXT': `p=${good}` },
        'pass',
        'found',
        found,
      ],
      ['a mail without signature', {}, 'warn', 'none-in-mail', { kind: 'mail', selectors: [] }],
      ['a wildcard', random(`p=${good}`), 'info', 'wildcard', found],
      ['a given selector beside a wildcard', { ...random('x'), ...key(`p=${good}`) }, 'pass', 'found'],
      ['a revoked key', key('p='), 'info', 'revoked-only'],
      ['a revoked key that trying finds', { 'google._domainkey.example.com TXT': 'p=' }, 'info', 'revoked-only', found],
      ['a key under a name nobody tries', { 'q7._domainkey.example.com TXT': `p=${good}` }, 'info', 'exists-unlisted', found],
      ['nothing at all', {}, 'info', 'not-found', found],
      ['nothing but a wildcard of addresses', { '*.example.com A': '192.0.2.1' }, 'info', 'not-found', found],
      ['silence', { '*._domainkey.example.com TXT': silent }, 'unknown', 'lookup-failed', found],
      ['silence at one name tried', { 'google._domainkey.example.com TXT': silent }, 'unknown', 'lookup-failed', found],
      ['no domain', {}, 'info', 'not-applicable', { domain: '' }],
    ],
  ],
  [
    dkimKeyTruncated,
    [
      ['a key in two strings', { [`${name} TXT`]: [[`v=DKIM1; p=${good.slice(0, 200)}`, good.slice(200)]] }, 'pass', 'whole'],
      [
        'quotation marks between the halves',
        key(`v=DKIM1; p=${good.slice(0, 100)}" "${good.slice(100)}`),
        'fail',
        'quotes-inside',
      ],
      ['only the first string', key(`v=DKIM1; k=rsa; p=${good}`.slice(0, 255)), 'fail', 'cut'],
      ['a key cut within its first octets', key('v=DKIM1; p=MIIB'), 'fail', 'cut'],
      ['a revoked key', key('v=DKIM1; p='), 'info', 'no-key'],
      ['a damaged key, which dkim-key-syntax fails', key('v=DKIM1; p=AAAA'), 'info', 'no-key'],
      noSelector,
      absent,
      mute,
    ],
  ],
  [
    dkimKeyWeak,
    [
      ['a key of a current program', key(`p=${good}`), 'pass', 'sound'],
      ['an exponent of 1', key(`p=${rsaOf(random2048, 1n)}`), 'fail', 'broken'],
      ['an even exponent', key(`p=${rsaOf(random2048, 65_536n)}`), 'fail', 'broken'],
      ['two close primes', key(`p=${rsaOf(close, 65_537n)}`), 'fail', 'broken'],
      ['a modulus with the fingerprint of ROCA', key(`p=${rsaOf(roca, 65_537n)}`), 'fail', 'broken'],
      ['the key whose private part stands in RFC 6376 App. C', key(`p=${printed}`), 'fail', 'broken'],
      ['an exponent of 3', key(`p=${rsaOf(random2048, 3n)}`), 'info', 'low-exponent'],
      ['an Ed25519 key', key(`k=ed25519; p=${ed25519}`), 'info', 'not-rsa'],
      ['a revoked key', key('p='), 'info', 'no-key'],
      noSelector,
      absent,
      mute,
    ],
  ],
  [
    dkimSubdomainFlag,
    [
      ['no flag', key(`p=${good}`), 'pass', 'allowed'],
      ['the flag, and no identity seen', key(`t=s; p=${good}`), 'pass', 'allowed'],
      ['the flag, and an identity of the domain', key(`t=s; p=${good}`), 'pass', 'allowed', signedFor('@example.com')],
      ['the flag, and an identity below', key(`t=y:s; p=${good}`), 'warn', 'violated', signedFor('@news.example.com')],
      noSelector,
      absent,
      mute,
    ],
  ],
  [
    dkimHashRestriction,
    [
      ['no restriction', key(`p=${good}`), 'pass', 'unrestricted'],
      ['both hashes', key(`h=sha1:sha256; p=${good}`), 'pass', 'unrestricted'],
      ['a revoked key', key('h=sha1; p='), 'info', 'no-key'],
      ['SHA-1 only', key(`h=sha1; p=${good}`), 'fail', 'sha1-only'],
      noSelector,
      absent,
      mute,
    ],
  ],
  [
    dkimServiceType,
    [
      ['no service', key(`p=${good}`), 'pass', 'email'],
      ['all services', key(`s=*; p=${good}`), 'pass', 'email'],
      ['mail among others', key(`s=tlsrpt:email; p=${good}`), 'pass', 'email'],
      ['a revoked key', key('s=tlsrpt; p='), 'info', 'no-key'],
      ['another service', key(`s=tlsrpt; p=${good}`), 'fail', 'other-service'],
      noSelector,
      absent,
      mute,
    ],
  ],
  [
    dkimGranularity,
    [
      ['no such tag', key(`p=${good}`), 'pass', 'none'],
      ['a user', key(`g=news; p=${good}`), 'warn', 'obsolete'],
      ['nothing', key(`g=; p=${good}`), 'warn', 'obsolete'],
      ['everyone', key(`g=*; p=${good}`), 'info', 'wildcard'],
      noSelector,
      absent,
      mute,
    ],
  ],
  [
    dkimEd25519,
    [
      [
        'both',
        key(`k=ed25519; p=${ed25519}`, { 's2._domainkey.example.com TXT': `p=${good}` }),
        'pass',
        'dual',
        by(['s1', 'mail'], ['s2', 'mail']),
      ],
      ['a mail signed with Ed25519 only', key(`k=ed25519; p=${ed25519}`), 'warn', 'ed25519-only'],
      [
        'an Ed25519 key that trying finds',
        { 'google._domainkey.example.com TXT': `k=ed25519; p=${ed25519}` },
        'info',
        'ed25519-alone',
        found,
      ],
      ['RSA', key(`p=${good}`), 'info', 'rsa-only'],
      noSelector,
      absent,
      mute,
    ],
  ],
  [
    dkimKeyAlias,
    [
      ['a key at the name', key(`p=${good}`), 'pass', 'direct'],
      ['an alias to a key', chain(1), 'pass', 'alias-ok'],
      ['eight aliases', chain(8), 'pass', 'alias-ok'],
      ['nine aliases', chain(9), 'warn', 'alias-long'],
      ['an alias to nothing', { [`${name} CNAME`]: 's1.esp.test' }, 'fail', 'alias-broken'],
      [
        'an alias to a name without TXT',
        { [`${name} CNAME`]: 's1.esp.test', 's1.esp.test A': '192.0.2.1' },
        'fail',
        'alias-broken',
      ],
      ['an alias to itself', { [`${name} CNAME`]: name }, 'fail', 'alias-broken'],
      [
        'an alias to nothing that trying finds',
        { 'k2._domainkey.example.com CNAME': 'dkim2.mcsv.net' },
        'fail',
        'alias-broken',
        found,
      ],
      [
        'a second selector of Microsoft before its first use',
        { 'selector2._domainkey.example.com CNAME': 'selector2-example-com._domainkey.example.onmicrosoft.com' },
        'info',
        'no-key',
        found,
      ],
      [
        'a first selector of Microsoft that was never turned on',
        { 'selector1._domainkey.example.com CNAME': 'selector1-example-com._domainkey.example.onmicrosoft.com' },
        'fail',
        'alias-broken',
        found,
      ],
      [
        'a second selector of Microsoft that signed a mail',
        { 'selector2._domainkey.example.com CNAME': 'selector2-example-com._domainkey.example.onmicrosoft.com' },
        'fail',
        'alias-broken',
        by(['selector2', 'mail']),
      ],
      noSelector,
      absent,
      mute,
    ],
  ],
  [
    dkimWildcard,
    [
      ['no wildcard', key(`p=${good}`), 'pass', 'none'],
      ['a key for every name', random(`p=${good}`), 'warn', 'key-wildcard'],
      ['a key for every name, from further up', { '*.example.com TXT': `p=${good}` }, 'warn', 'key-wildcard'],
      ['a revoked key for every name', random('v=DKIM1; p='), 'info', 'revoked-wildcard'],
      ['another text for every name', { '*.example.com TXT': 'v=spf1 -all' }, 'info', 'other-wildcard'],
      ['silence', { '*._domainkey.example.com TXT': silent }, 'unknown', 'lookup-failed'],
      ['no domain', {}, 'info', 'not-applicable', { domain: '' }],
    ],
  ],
  [
    dkimKeyShared,
    [
      ['one key', key(`p=${good}`), 'pass', 'distinct'],
      [
        'one key under two names',
        key(`p=${good}`, { 's2._domainkey.example.com TXT': `v=DKIM1; p=${good}` }),
        'info',
        'shared-selector',
        by(['s1', 'mail'], ['s2', 'user']),
      ],
      noSelector,
      absent,
      mute,
    ],
  ],
]

for (const [check, rows] of [...tables, ...searched]) {
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

describe('a fix of a DKIM key', () => {
  const cases: [title: string, check: Check<Domain>, text: string, values: string[]][] = [
    ['takes the backslashes out', dkimKeySyntax, `v=DKIM1\\; p=${good}`, [`v=DKIM1; p=${good}`]],
    [
      'takes quotation marks and spaces out of the key',
      dkimKeyTruncated,
      `v=DKIM1; p=${good.slice(0, 99)}" "${good.slice(99)}`,
      [`v=DKIM1; p=${good}`],
    ],
    ['puts the version first', dkimKeySyntax, `k=rsa; v=DKIM1; p=${good}`, [`v=DKIM1; k=rsa; p=${good}`]],
    ['has no record where only the sender knows the key', dkimKeySyntax, 'v=DKIM1; k=rsa', []],
    ['takes the test flag out and leaves the others', dkimTestMode, `v=DKIM1; t=s:y; p=${good}`, [`v=DKIM1; t=s; p=${good}`]],
    ['takes a restriction of hashes out', dkimHashRestriction, `v=DKIM1; h=sha1; p=${good}`, [`v=DKIM1; p=${good}`]],
    ['takes a restriction of services out', dkimServiceType, `v=DKIM1; s=tlsrpt; p=${good}`, [`v=DKIM1; p=${good}`]],
    ['takes an obsolete tag out', dkimGranularity, `v=DKIM1; g=; p=${good}`, [`v=DKIM1; p=${good}`]],
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

describe('the search for selectors', () => {
  test('asks at most sixty names, each once', async () => {
    const net = netOf({ 'example.com TXT': 'v=spf1 include:spf.protonmail.ch include:_spf.protonmail.ch include:zoho.eu ~all' })
    const { tried } = await searchSelectors('example.com', net)
    assert.equal(tried.length, 60)
    assert.equal(new Set(tried).size, 60)
    for (const name of ['google', 'selector1', 'default', 'protonmail3', 'zmail']) assert.ok(tried.includes(name), name)
  })

  test('does not take the text of a wildcard for keys', async () => {
    const { guessed } = await searchSelectors('example.com', netOf({ '*.example.com CNAME': 'www.example.net' }))
    assert.deepEqual(guessed, [])
  })

  test('goes on without MX and SPF', async () => {
    const net = netOf({ 'example.com ANY': silent, 'google._domainkey.example.com TXT': `p=${good}` })
    const { guessed } = await searchSelectors('example.com', net)
    assert.deepEqual(guessed, [{ domain: 'example.com', selector: 'google', source: 'guess' }])
  })
})

describe('a wildcard of keys', () => {
  test('is taken away where it stands right below _domainkey', async () => {
    const finding = await findingOf(dkimWildcard, domainSubject(), random(`p=${good}`))
    assert.deepEqual(recordsOf(finding), [
      { action: 'delete', name: '*._domainkey.example.com', type: 'TXT', value: `p=${good}`, ttl: 3600 },
    ])
  })

  test('is not, where it serves other names too', async () => {
    const finding = await findingOf(dkimWildcard, domainSubject(), { '*.example.com TXT': `p=${good}` })
    assert.deepEqual(recordsOf(finding), [])
  })
})

describe('the weakness of an RSA key', () => {
  const read = (base64: string) => createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' })
  const rows: [title: string, key: string, weakness: string | undefined][] = [
    ['none', good, undefined],
    ['close primes', rsaOf(close, 65_537n), 'close-primes'],
    ['the fingerprint of ROCA', rsaOf(roca, 65_537n), 'roca'],
    ['an exponent', rsaOf(random2048, 1n), 'exponent'],
    ['a printed private key', printed, 'published'],
  ]
  for (const [title, text, weakness] of rows) test(`is ${title}`, () => assert.equal(weaknessOf(read(text)), weakness))
})
