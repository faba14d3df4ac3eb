import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { readDkimKey } from '#checks/records/dkim.ts'
import { isDmarc, readDmarc, readUris } from '#checks/records/dmarc.ts'
import { isSpf, readSpf, withoutTerms } from '#checks/records/spf.ts'
import { expandMacros } from '#checks/records/spf-macro.ts'
import { readTags } from '#checks/records/tags.ts'
import { env } from '#env'

describe('a tag list', () => {
  test('keeps the white space inside a value and loses it around (RFC 6376 §3.2)', () => {
    const { tags, problems } = readTags(' v = DKIM1 ;\tn= two  words ; p=a b;')
    assert.deepEqual(tags, [
      { name: 'v', value: 'DKIM1', column: 2 },
      { name: 'n', value: 'two  words', column: 14 },
      { name: 'p', value: 'a b', column: 30 },
    ])
    assert.deepEqual(problems, [])
  })

  test('says where a tag comes twice, and where there is none', () => {
    const { problems } = readTags('v=1; p=a; ; P=b; hello')
    assert.deepEqual(problems, [
      { problem: 'not-a-tag', column: 10, found: '' },
      { problem: 'duplicate-tag', column: 13, found: 'P=b' },
      { problem: 'not-a-tag', column: 18, found: 'hello' },
    ])
  })

  test('does not take names from the prototype of objects', () => {
    assert.deepEqual(
      readTags('__proto__=1; constructor=2').tags.map(({ name }) => name),
      ['constructor'],
    )
  })
})

describe('an SPF record', () => {
  const versions: [text: string, spf: boolean][] = [
    ['v=spf1', true],
    ['v=spf1 -all', true],
    ['V=SPF1 -all', true],
    ['v=spf10 -all', false],
    ['v=spf1-all', false],
    ['v=spf1; -all', false],
    [' v=spf1 -all', false],
    ['v=spf1\t-all', false], // only a space ends the version
  ]
  for (const [text, spf] of versions) {
    test(`${JSON.stringify(text)} is ${spf ? 'one' : 'none'} (RFC 7208 §4.5)`, () => assert.equal(isSpf(text), spf))
  }

  const good = [
    'v=spf1 +mx a:colo.example.com/28 -all', // RFC 7208 §3
    'v=spf1 a mx -all', // App. A
    'v=spf1 include:example.com include:example.org -all', // App. A.2
    'v=spf1 redirect=_spf.example.com', // §6.1
    'v=spf1 exists:%{ir}.%{v}._spf.%{d2} -all', // §7.4
    'v=spf1 mx -all exp=explain._spf.%{d}', // §6.2
    'v=spf1 exists:%{l1r-}._spf.%{d} -all',
    'v=spf1 A:Example.COM MX:example.com./24//64 ~ALL',
    'v=spf1 ip4:0.0.0.0/0 ip6:::/0 ip6:::ffff:192.0.2.1',
    'v=spf1 a:_host.example.com a:example.xn--p1ai a:%{d}',
    'v=spf1  mx   -all   ',
  ]
  for (const text of good) test(`${text} can be read`, () => assert.deepEqual(readSpf(text).problems, []))

  const bad: [text: string, problem: string, column: number, found: string][] = [
    ['v=spf1 a:example.com:8080 -all', 'bad-domain', 8, 'a:example.com:8080'],
    ['v=spf1 a:museum -all', 'bad-domain', 8, 'a:museum'], // a dot is needed: domain-end
    ['v=spf1 a:111.222.33.44 -all', 'bad-domain', 8, 'a:111.222.33.44'], // a top label is not all digits
    ['v=spf1 a:example.-com -all', 'bad-domain', 8, 'a:example.-com'],
    ['v=spf1 a:%{x}.example.com', 'bad-macro', 8, 'a:%{x}.example.com'],
    ['v=spf1 a:%{d0}.example.com', 'bad-macro', 8, 'a:%{d0}.example.com'], // zero parts (§7.3)
    ['v=spf1 exp=%{r}.example.com -all', 'bad-macro', 8, 'exp=%{r}.example.com'], // §7.2: only in the explanation's text
    ['v=spf1 a:%(d).example.com', 'bad-macro', 8, 'a:%(d).example.com'],
    ['v=spf1 ip4:192.0.2.1/33', 'bad-ip', 8, 'ip4:192.0.2.1/33'],
    ['v=spf1 ip4:192.0.2.1/', 'bad-ip', 8, 'ip4:192.0.2.1/'],
    ['v=spf1 ip4', 'bad-ip', 8, 'ip4'],
    ['v=spf1 ip6:2001:db8::1%eth0', 'bad-ip', 8, 'ip6:2001:db8::1%eth0'],
    ['v=spf1 a//129', 'bad-ip', 8, 'a//129'],
    ['v=spf1 ip4:1.2.3.4 unknown:thing', 'unknown-mechanism', 20, 'unknown:thing'],
    ['v=spf1 -', 'unknown-mechanism', 8, '-'],
    ['v=spf1 include', 'bad-domain', 8, 'include'],
    ['v=spf1 mx\t-all', 'non-ascii', 10, '\t'],
    ['v=spf1 mx “-all”', 'non-ascii', 11, '“'],
    ['v=spf1 exp=a.example exp=b.example', 'repeated-modifier', 22, 'exp=b.example'],
  ]
  for (const [text, problem, column, found] of bad) {
    test(`${JSON.stringify(text)} has a ${problem} at character ${column}`, () => {
      assert.deepEqual(readSpf(text).problems, [{ problem, column, found }])
      assert.equal(readSpf(text).valid, false)
    })
  }

  test('loses a term and keeps single spaces', () => {
    const record = readSpf('v=spf1  mx include:a.example  ~all')
    assert.equal(withoutTerms(record, record.terms.slice(1, 2)), 'v=spf1 mx ~all')
  })

  const suite = join(env.SUITES_DIR, 'spf-rfc7208', 'rfc7208-tests.json')
  test('of the OpenSPF suite is refused only where the suite says permerror', (t) => {
    if (!existsSync(suite)) return t.diagnostic(`NOT RUN: ${suite} is not there`)
    const unlike = suiteRecords(suite).filter(({ text, results }) => !readSpf(text).valid && !results.includes('permerror'))
    assert.deepEqual(unlike, [])
  })
})

interface Scenario {
  tests: Record<string, { mailfrom: string; helo: string; result: string | string[] }>
  zonedata: Record<string, (string | Record<string, unknown>)[]>
}

/** The records of the domains the suite's tests begin with, and the results it allows. */
function suiteRecords(file: string): { text: string; results: string[] }[] {
  const scenarios = JSON.parse(readFileSync(file, 'utf8')) as Scenario[]
  return scenarios.flatMap(({ tests, zonedata }) =>
    Object.values(tests).flatMap(({ mailfrom, helo, result }) => {
      const domain = mailfrom.includes('@') ? mailfrom.slice(mailfrom.lastIndexOf('@') + 1) : helo
      const entries = zonedata[domain.toLowerCase()] ?? []
      const texts = entries.flatMap((entry) => (typeof entry === 'object' ? [entry.SPF ?? entry.TXT] : []))
      return texts
        .map((text) => (Array.isArray(text) ? text.join('') : text))
        .filter((text): text is string => typeof text === 'string' && isSpf(text))
        .map((text) => ({ text, results: [result].flat() }))
    }),
  )
}

describe('a macro', () => {
  const sender = { ip: '192.0.2.3', mailFrom: 'strong-bad@email.example.com', helo: 'mx.example.org' }
  const v6 = { ...sender, ip: '2001:db8::cb01' }
  // RFC 7208 §7.4, in its order.
  const cases: [macro: string, expanded: string, sender?: typeof sender][] = [
    ['%{s}', 'strong-bad@email.example.com'],
    ['%{o}', 'email.example.com'],
    ['%{d}', 'email.example.com'],
    ['%{d4}', 'email.example.com'],
    ['%{d3}', 'email.example.com'],
    ['%{d2}', 'example.com'],
    ['%{d1}', 'com'],
    ['%{dr}', 'com.example.email'],
    ['%{d2r}', 'example.email'],
    ['%{l}', 'strong-bad'],
    ['%{l-}', 'strong.bad'],
    ['%{lr}', 'strong-bad'],
    ['%{lr-}', 'bad.strong'],
    ['%{l1r-}', 'strong'],
    ['%{ir}.%{v}._spf.%{d2}', '3.2.0.192.in-addr._spf.example.com'],
    ['%{lr-}.lp._spf.%{d2}', 'bad.strong.lp._spf.example.com'],
    ['%{lr-}.lp.%{ir}.%{v}._spf.%{d2}', 'bad.strong.lp.3.2.0.192.in-addr._spf.example.com'],
    ['%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}', '3.2.0.192.in-addr.strong.lp._spf.example.com'],
    ['%{d2}.trusted-domains.example.net', 'example.com.trusted-domains.example.net'],
    ['%{ir}.%{v}._spf.%{d2}', '1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com', v6],
    ['%{h}', 'mx.example.org'],
    ['%{p}.%%.%_.%-', 'unknown.%. .%20'],
  ]
  for (const [macro, expanded, from = sender] of cases) {
    test(`${macro} from ${from.ip} is ${expanded}`, () => assert.equal(expandMacros(macro, 'email.example.com', from), expanded))
  }

  test('that makes a name too long loses labels on the left (§7.3)', () => {
    const long = { ...sender, mailFrom: `${'a.'.repeat(150)}b@example.com` }
    const name = expandMacros('%{l}.example.com', 'example.com', long)
    assert.ok(name.length <= 253 && name.endsWith('.b.example.com'))
  })
})

describe('a DMARC record', () => {
  const begins: [text: string, dmarc: boolean][] = [
    ['v=DMARC1', true],
    ['v=DMARC1;p=none', true],
    ['v = DMARC1 ; p=none', true],
    ['V=DMARC1; p=none', true], // the tag's does not
    ['v=dmarc1; p=none', false], // the value's case counts
    [' v=DMARC1; p=none', false],
    ['v=DMARC10; p=none', false],
    ['v=DMARC1 p=none', false],
    ['p=none; v=DMARC1', false],
  ]
  for (const [text, dmarc] of begins) {
    test(`${JSON.stringify(text)} ${dmarc ? 'begins' : 'does not begin'} as one`, () => assert.equal(isDmarc(text), dmarc))
  }

  test('has defaults for all it does not say (RFC 9989 §4.7)', () => {
    const { p, sp, np, adkim, aspf, psd, testing, processed } = readDmarc('v=DMARC1; p=reject')
    assert.deepEqual(
      [p, sp, np, adkim, aspf, psd, testing, processed],
      ['reject', undefined, undefined, 'r', 'r', 'u', false, true],
    )
  })

  test('has the tags of RFC 9989, and names those that are gone', () => {
    const record = readDmarc(
      'v=DMARC1; p=quarantine; sp=none; np=reject; adkim=s; aspf=S; psd=n; t=y; fo=1:d; pct=20; rf=afrf; ri=60',
    )
    assert.deepEqual(record.problems, [])
    const { p, sp, np, adkim, aspf, psd, testing, obsolete } = record
    assert.deepEqual([p, sp, np, adkim, aspf, psd, testing], ['quarantine', 'none', 'reject', 's', 's', 'n', true])
    assert.deepEqual(
      obsolete.map(({ name }) => name),
      ['pct', 'rf', 'ri'],
    )
  })

  const uris: [text: string, valid: boolean, address: string][] = [
    ['mailto:dmarc@example.com', true, 'dmarc@example.com'],
    ['MAILTO:a%2Cb@Example.com', true, 'a,b@Example.com'],
    ['mailto:a@example.com!10m', true, 'a@example.com'],
    ['mailto:a@example.com?subject=x', true, 'a@example.com'],
    ['https://example.com/dmarc', true, ''],
    ['dmarc@example.com', false, ''],
    ['mailto:dmarc', false, ''],
    ['mailto:a!b@example.com', false, ''],
    ['mailto:%ff@example.com', false, ''],
  ]
  for (const [text, valid, address] of uris) {
    test(`asks for reports at ${text}: ${valid ? 'valid' : 'no URI'}`, () => {
      const [uri] = readUris(text)
      assert.deepEqual([uri?.valid, uri?.address], [valid, address])
    })
  }
})

describe('a DKIM key', () => {
  test('has the flags, hashes and services it lists (mox, dkim/txt_test.go)', () => {
    const text =
      'v = DKIM1 ;   h\t=\tsha1 \t:\t SHA256:unknown\t;k=ed25519; n = notes...; p = JDc bZ0Hpb a5NK\tXI4UAW3G0IDhhFOxhJTDybZEwe1FeA=  ;s = email : tlsrpt; t = y\t: s; unknown=1'
    const { problems, hashes, services, testing, strict, type } = readDkimKey(text)
    assert.deepEqual(problems, [])
    assert.deepEqual(
      [hashes, services],
      [
        ['sha1', 'sha256', 'unknown'],
        ['email', 'tlsrpt'],
      ],
    )
    assert.deepEqual([testing, strict, type], [true, true, 'ed25519'])
  })

  const bad: [text: string, problem: string][] = [
    ['v=DKIM1', 'no-p-tag'],
    ['p=; v=DKIM1', 'version-not-first'],
    ['v=DKIM1; p=; p=', 'duplicate-tag'],
    ['v=DKIM1; p=JDcbZ0Hpba5NKXI4UAW3G0IDhhFOxhJTDybZEwe1FeA=', 'bad-key'], // not an RSA key
    ['v=DKIM1; k=ed25519; p=HbawiMnQXTCopHTkR0jlKQ==', 'bad-key'], // too short
    ['v=DKIM1; k=unknown; p=', 'unknown-type'],
    ['v=DKIM1; p=MII!', 'bad-base64'],
  ]
  for (const [text, problem] of bad) {
    test(`${text} has a ${problem}`, () => assert.equal(readDkimKey(text).problems[0]?.problem, problem))
  }
})
