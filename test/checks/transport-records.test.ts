/** The grammars of transport security and BIMI; first the examples of their RFCs, then the vectors of others. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { isBimi, looksLikeBimi, readBimi } from '#checks/records/bimi.ts'
import { readCaa } from '#checks/records/caa.ts'
import { coversHost, isMtaSts, readMtaSts, readMtaStsPolicy } from '#checks/records/mta-sts.ts'
import { isTlsRpt, readTlsRpt } from '#checks/records/tls-rpt.ts'
import { isUsable, readTlsa } from '#checks/records/tlsa.ts'
import { env } from '#env'

/** A text, and the problems in it as `name at column`. */
type Row = [text: string, ...problems: string[]]

function rows(title: string, read: (text: string) => { problems: { problem: string; column: number }[] }, all: Row[]): void {
  describe(title, () => {
    for (const [text, ...problems] of all) {
      test(`${JSON.stringify(text)} ${problems.length > 0 ? `has ${problems.join(', ')}` : 'is in order'}`, () => {
        assert.deepEqual(
          read(text).problems.map(({ problem, column }) => `${problem} at ${column}`),
          problems,
        )
      })
    }
  })
}

rows('an MTA-STS record', readMtaSts, [
  ['v=STSv1; id=20160831085700Z;'], // RFC 8461 §3.1.1
  ['v=STSv1;id=1;more=a'],
  ['V=STSv1; id=1', 'version at 1'],
  [' v=STSv1; id=1', 'version at 1'],
  ['v=STSv1', 'id-missing at 8'],
  ['v=STSv1; ID=1', 'id-missing at 14'], // case counts
  ['v=STSv1; id=2026-01-01', 'bad-id at 10'],
  ['v=STSv1; id = 1', 'bad-field at 10', 'id-missing at 16'],
  ['v=STSv1;; id=1', 'empty-field at 9'],
])

test('only a text that begins with the version is an MTA-STS record', () => {
  assert.deepEqual(['v=STSv1; id=1', 'v=STSv1;', 'v=STSv1', 'v=STSv10; id=1', 'id=1; v=STSv1;'].map(isMtaSts), [
    true,
    true,
    false,
    false,
    false,
  ])
})

rows('an MTA-STS policy', readMtaStsPolicy, [
  // RFC 8461 §3.2
  [
    'version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmx: *.example.net\r\nmx: backupmx.example.com\r\nmax_age: 604800\r\n',
  ],
  ['version: STSv1\nmode: none\nmax_age: 86400'],
  ['version: STSv1\nmode: testing\nmx: a.example.com\nmax_age: 1\nmode: broken\n'], // all but the first are ignored
  ['mode: enforce\nmx: a.example.com\nmax_age: 1', 'version-missing at 1'],
  ['version: STSv1\nmode: Enforce\nmx: a.example.com\nmax_age: 1', 'bad-mode at 1'],
  ['version: STSv1\nmode: enforce\nmx: a.example.com', 'max-age-missing at 1'],
  ['version: STSv1\nmode: enforce\nmax_age: 1', 'mx-missing at 1'],
  ['version: STSv1\nmode: enforce\nmx: a.*.example.com\nmax_age: 1', 'bad-mx at 1'],
  ['<html>\nversion: STSv1\nmode: none\nmax_age: 1', 'not-a-field at 1'],
])

test('a wildcard in a policy stands for one label (RFC 8461 §4.1)', () => {
  const hosts = ['mx.example.com', 'a.mx.example.com', 'example.com', 'example.org']
  assert.deepEqual(
    hosts.map((host) => coversHost('*.example.com', host)),
    [true, false, false, false],
  )
  assert.deepEqual(
    hosts.map((host) => coversHost('mx.example.com', host)),
    [true, false, false, false],
  )
})

rows('a TLSRPT record', readTlsRpt, [
  ['v=TLSRPTv1;rua=mailto:reports@example.com'], // RFC 8460 §3.1.1
  ['v=TLSRPTv1; rua=https://reporting.example.com/v1/tlsrpt'], // §3.1.2
  ['v=TLSRPTv1; rua=mailto:a@example.com,https://example.com/x'],
  ['v=TLSRPTv1;', 'rua-missing at 12'],
  ['v=tlsrptv1; rua=mailto:a@example.com', 'version at 1'],
  ['v=TLSRPTv1; rua=a@example.com', 'bad-uri at 13'],
  ['v=TLSRPTv1; rua=mailto:a', 'bad-uri at 13'],
  ['v=TLSRPTv1; rua=http://example.com/x', 'bad-scheme at 13'],
  ['v=TLSRPTv1; rua=mailto:a@example.com!10m', 'bad-uri at 13'],
])

test('only a text that begins with the version is a TLSRPT record', () => {
  assert.deepEqual(['v=TLSRPTv1; rua=x', 'v=TLSRPTv1', 'v=TLSRPTv2; rua=x'].map(isTlsRpt), [true, false, false])
})

rows('a BIMI record', readBimi, [
  ['v=BIMI1; l=https://example.com/a.svg; a=https://example.com/a.pem'],
  ['v=BIMI1; l=https://example.com/a.svg; a=; avp=brand; lps=x; z=1'],
  ['v=BIMI1; l=; a=;'],
  ['v=BIMI1; l='],
  ['l=https://example.com/a.svg; v=BIMI1', 'version-not-first at 30'],
  ['v=bimi1; l=https://example.com/a.svg', 'version-not-first at 1'],
  ['v=BIMI1; a=https://example.com/a.pem', 'l-missing at 1'],
  ['v=BIMI1; l=; a=https://example.com/a.pem', 'l-missing at 10'],
  ['v=BIMI1; l=http://example.com/a.svg', 'l-not-https at 10'],
  ['v=BIMI1; l=https://example.com/a.svg; a=mark.pem', 'a-not-https at 39'],
  ['v=BIMI1; l=https://example.com/a.svg; l=https://example.com/b.svg', 'duplicate-tag at 39'],
])

test('a BIMI record is told from what was meant as one', () => {
  const texts = ['v=BIMI1;', 'V = BIMI1 ; l=', 'v=BIMI2; l=x', 'l=x; v=BIMI1', 'v=spf1 -all']
  assert.deepEqual(texts.map(isBimi), [true, true, false, false, false])
  assert.deepEqual(texts.map(looksLikeBimi), [true, true, true, true, false])
})

const sha256 = 'd2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971'

rows('a TLSA record', readTlsa, [
  [`0 0 1 ${sha256}`, 'pkix-usage at 1'], // RFC 6698 §2.3
  [
    '1 1 2 92003ba34942dc74152e2f2c408d29eca5a520e7f2e06bb944f4dca346baf63c1b177615d466f6c4b71c216a50292bd58c9ebdd2f74e38fe51ffd48c43326cbc',
    'pkix-usage at 1',
  ],
  [`3 1 1 ${sha256}`],
  [`2 0 1 ${sha256.slice(0, 32)} ${sha256.slice(32).toUpperCase()}`],
  ['3 0 0 30820307308201efa003020102020101'],
  [`4 1 1 ${sha256}`, 'unknown-usage at 1'],
  [`3 2 1 ${sha256}`, 'unknown-selector at 3'],
  [`3 1 3 ${sha256}`, 'unknown-matching-type at 5'],
  [`3 1 2 ${sha256}`, 'wrong-length at 7'],
  ['3 1 1 zz', 'bad-hex at 7'],
  ['3 1 1', 'not-a-record at 1'],
])

test('a TLSA record without problems is usable', () => {
  assert.equal(isUsable(readTlsa(`3 1 1 ${sha256}`)), true)
  assert.equal(isUsable(readTlsa(`1 1 1 ${sha256}`)), false)
})

rows('a CAA record', readCaa, [
  ['0 issue "ca1.example.net"'], // RFC 8659 §4.2
  ['0 issue "ca1.example.net; account=230123"'],
  ['0 issue "ca1.example.net; policy=ev"'],
  ['0 issue ";"'],
  ['0 issuewild "ca2.example.org"'], // §4.3
  ['0 iodef "mailto:security@example.com"'], // §4.4
  ['0 iodef "https://iodef.example.com/"'],
  ['128 issue ca1.example.net'],
  ['0 tbs "Unknown"'], // §4.5
  ['128 tbs "Unknown"', 'unknown-critical at 5'],
  ['0 issue "%%%%%"', 'bad-issuer at 10'],
  ['0 issue "ca1.example.net; account"', 'bad-parameter at 26'],
  ['0 iodef "security@example.com"', 'bad-iodef at 10'],
  ['256 issue "ca1.example.net"', 'bad-flags at 1'],
  ['0 is-sue "ca1.example.net"', 'bad-tag at 3'],
  ['issue', 'not-a-record at 1'],
])

test('a CAA record names its authority and what it asks of it', () => {
  const { issuer, parameters, critical } = readCaa('128 issue "CA1.example.net; validationmethods=dns-01; a = b"')
  assert.deepEqual({ issuer, critical }, { issuer: 'ca1.example.net', critical: true })
  assert.deepEqual(parameters, [
    { name: 'validationmethods', value: 'dns-01' },
    { name: 'a', value: 'b' },
  ])
  assert.equal(readCaa('0 issue ";"').issuer, '')
  assert.equal(readCaa('0 iodef "mailto:a@example.com"').issuer, undefined)
})

test('a hostile record is read in a moment', () => {
  const long = 'x=1; '.repeat(13_000)
  for (const read of [readMtaSts, readTlsRpt, readBimi, readCaa, readTlsa, readMtaStsPolicy]) {
    read(`v=STSv1; ${long}`)
    read(' '.repeat(65_000))
    read(`0 issue "${';'.repeat(65_000)}"`)
    read(`3 1 1 ${' a'.repeat(30_000)}`)
  }
})

interface Vector {
  func: string
  expect: string
  input: string
}

describe('the vectors of others', () => {
  const file = join(env.SUITES_DIR, 'records', 'vectors.json')
  const there = existsSync(file)
  if (!there) test('are there', (t) => t.diagnostic(`NOT RUN: ${file} is not there`))
  const vectors: Record<string, Vector[]> = there ? JSON.parse(readFileSync(file, 'utf8')) : {}
  const readers: Record<string, (text: string) => { problems: unknown[] }> = {
    'mtasts TestRecord': readMtaSts,
    'mtasts TestParsePolicy': readMtaStsPolicy,
    'tlsrpt TestRecord': readTlsRpt,
  }
  for (const [group, list] of Object.entries(vectors)) {
    for (const [index, { func, expect, input }] of list.entries()) {
      const read = readers[`${group} ${func}`]
      if (read)
        test(`${group} ${func} ${index}: ${JSON.stringify(input)} is ${expect}`, () =>
          assert.equal(read(input).problems.length === 0, expect === 'valid'))
    }
  }
})
