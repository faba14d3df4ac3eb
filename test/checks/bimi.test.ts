import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { bimiCertificate } from '#checks/bimi/bimi-certificate.ts'
import { bimiDmarc } from '#checks/bimi/bimi-dmarc.ts'
import { bimiLogoFetch } from '#checks/bimi/bimi-logo-fetch.ts'
import { bimiLogoProfile } from '#checks/bimi/bimi-logo-profile.ts'
import { bimiRecord } from '#checks/bimi/bimi-record.ts'
import { bimiSelector } from '#checks/bimi/bimi-selector.ts'
import type { Check } from '#checks/check.ts'
import { markRoots } from '#checks/facts/mark-roots.ts'
import { findTexts, readDer, readExtension } from '#checks/records/der.ts'
import { readLogo } from '#checks/records/svg.ts'
import type { Domain } from '#checks/subject.ts'
import { type CertificateWish, der, issue, sequence } from '../helpers/certificate.ts'
import { compose, gathered, keyRecord, sign, zoneWith } from '../helpers/mails.ts'
import { domainSubject, findingOf, recordsOf } from '../helpers/outcome.ts'
import type { FakeSite } from '../helpers/outside.ts'
import { servfail, silent, type World, type Zone } from '../helpers/zone.ts'

type Row = [title: string, zone: Zone, world: World, verdict: string, code: string, changes?: Partial<Domain>]

const logoUrl = 'https://example.com/logo.svg'
const markUrl = 'https://example.com/mark.pem'
const zone: Zone = {
  'default._bimi.example.com TXT': `v=BIMI1; l=${logoUrl}; a=${markUrl}`,
  '_dmarc.example.com TXT': 'v=DMARC1; p=reject',
  'example.com A': '192.0.2.80',
}
const record = (text: string | string[]): Zone => ({ ...zone, 'default._bimi.example.com TXT': text })
const dmarc = (text: string): Zone => ({ ...zone, '_dmarc.example.com TXT': text })

const logo = (
  inside = '<title>Example</title><path d="M0 0"/>',
  attributes = 'version="1.2" baseProfile="tiny-ps" viewBox="0 0 64 64"',
) => `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" ${attributes}>${inside}</svg>`
const svg = (body: string | Uint8Array): FakeSite => ({ type: 'image/svg+xml', body })

const root = issue({ commonName: 'Mark Root', ca: true })
const markUsage = '1.3.6.1.5.5.7.3.31'
/** The logo as it stands in a certificate (RFC 9399 §4.1): direct, in the subject's logotype, as a packed data: address. */
function logotype(text: string): [string, Uint8Array] {
  const uri = der(0x16, Buffer.from(`data:image/svg+xml;base64,${gzipSync(text).toString('base64')}`))
  const details = sequence(der(0x16, Buffer.from('image/svg+xml')), sequence(), sequence(uri))
  return ['1.3.6.1.5.5.7.1.12', sequence(der(0xa2, der(0xa0, sequence(sequence(details)))))]
}
function mark(wish: CertificateWish = {}, embedded = logo()): string {
  const usual = { names: ['example.com'], issuer: root, usages: [markUsage], markType: 'Registered Mark', until: 300 }
  return issue({ ...usual, extensions: [logotype(embedded)], ...wish }).cert
}
const sites = (certificate: FakeSite, shown: FakeSite = svg(logo())): World => ({
  https: { [logoUrl]: shown, [markUrl]: certificate },
})
const profile = (text: string): World => ({ https: { [logoUrl]: svg(text) } })

before(() => markRoots.push(Buffer.from(root.der).toString('base64')))
after(() => markRoots.pop())

const none: Row[] = [
  ['no record', {}, {}, 'info', 'not-applicable'],
  ['a record that declines', record('v=BIMI1; l=; a='), {}, 'info', 'not-applicable'],
  ['no domain', {}, {}, 'info', 'not-applicable', { domain: '' }],
  ['a silent record', record('x') && { 'default._bimi.example.com TXT': silent }, {}, 'unknown', 'lookup-failed'],
]

const tables: [Check<Domain>, Row[]][] = [
  [
    bimiRecord,
    [
      ['one', zone, {}, 'pass', 'present'],
      ['one at the organizational domain', zone, {}, 'pass', 'present', { domain: 'news.example.com' }],
      ['one with avp and an unknown tag', record(`v=BIMI1; l=${logoUrl}; avp=brand; z=1`), {}, 'pass', 'present'],
      ['none', { '_dmarc.example.com TXT': 'v=DMARC1; p=none' }, {}, 'info', 'missing'],
      ['another text, from a wildcard', { '*.example.com TXT': 'v=spf1 -all' }, {}, 'info', 'missing'],
      ['a refusal', record('v=BIMI1; l=; a=;'), {}, 'info', 'declined'],
      ['two', record(['v=BIMI1; l=https://a.example/1.svg', 'v=BIMI1; l=https://a.example/2.svg']), {}, 'fail', 'multiple'],
      ['the version at the end', record('l=https://a.example/1.svg; v=BIMI1'), {}, 'fail', 'bad-syntax'],
      ['no logo', record('v=BIMI1; a=https://a.example/1.pem'), {}, 'fail', 'bad-syntax'],
      ['a logo over HTTP', record('v=BIMI1; l=http://a.example/1.svg'), {}, 'fail', 'bad-syntax'],
      [
        'a certificate over HTTP',
        record('v=BIMI1; l=https://a.example/1.svg; a=http://a.example/1.pem'),
        {},
        'fail',
        'bad-syntax',
      ],
      ['a tag twice', record('v=BIMI1; l=https://a.example/1.svg; l=https://a.example/1.svg'), {}, 'fail', 'bad-syntax'],
      ['SERVFAIL', { 'default._bimi.example.com TXT': servfail }, {}, 'unknown', 'lookup-failed'],
      [
        'a silent organization',
        { 'default._bimi.news.example.com TXT': 'x', '_dmarc.example.com TXT': silent },
        {},
        'unknown',
        'lookup-failed',
        { domain: 'news.example.com' },
      ],
      ['no domain', {}, {}, 'info', 'missing', { domain: '' }],
    ],
  ],
  [
    bimiDmarc,
    [
      ['p=reject', zone, {}, 'pass', 'enforced'],
      ['p=quarantine', dmarc('v=DMARC1; p=quarantine'), {}, 'pass', 'enforced'],
      ['p=quarantine and pct=100', dmarc('v=DMARC1; p=quarantine; pct=100'), {}, 'pass', 'enforced'],
      ['p=none', dmarc('v=DMARC1; p=none'), {}, 'fail', 'weak'],
      ['sp=none', dmarc('v=DMARC1; p=reject; sp=none'), {}, 'fail', 'weak'],
      ['t=y', dmarc('v=DMARC1; p=reject; t=y'), {}, 'fail', 'weak'],
      ['p=quarantine and pct=50', dmarc('v=DMARC1; p=quarantine; pct=50'), {}, 'fail', 'weak'],
      ['p=reject and pct=50', dmarc('v=DMARC1; p=reject; pct=50'), {}, 'pass', 'enforced'],
      [
        'p=none above',
        { ...dmarc('v=DMARC1; p=none'), '_dmarc.news.example.com TXT': 'v=DMARC1; p=reject' },
        {},
        'fail',
        'weak',
        { domain: 'news.example.com' },
      ],
      ['no DMARC', { 'default._bimi.example.com TXT': `v=BIMI1; l=${logoUrl}` }, {}, 'fail', 'weak'],
      ['silent DMARC', { ...zone, '_dmarc.example.com TXT': silent }, {}, 'unknown', 'lookup-failed'],
      ...none,
    ],
  ],
  [
    bimiLogoFetch,
    [
      ['an SVG', zone, profile(logo()), 'pass', 'ok'],
      ['a packed SVG', zone, { https: { [logoUrl]: svg(gzipSync(logo())) } }, 'pass', 'ok'],
      ['text', zone, { https: { [logoUrl]: logo() } }, 'warn', 'wrong-type'],
      ['33 KiB', zone, profile(logo(' '.repeat(33 * 1024))), 'warn', 'too-large'],
      ['404', zone, { https: { [logoUrl]: { status: 404 } } }, 'fail', 'failed'],
      ['a bad certificate', zone, { https: { [logoUrl]: { problem: 'expired' } } }, 'fail', 'failed'],
      ['no web server', zone, { https: { [logoUrl]: { outcome: 'closed' } } }, 'fail', 'failed'],
      ['no host', record('v=BIMI1; l=https://none.example.org/1.svg'), {}, 'fail', 'failed'],
      ['HTTP', record('v=BIMI1; l=http://example.com/logo.svg'), {}, 'fail', 'failed'],
      ['no logo', record(`v=BIMI1; a=${markUrl}`), {}, 'info', 'not-applicable'],
      ['silence', zone, {}, 'unknown', 'lookup-failed'],
      ...none,
    ],
  ],
  [
    bimiLogoProfile,
    [
      ['SVG Tiny PS', zone, profile(logo()), 'pass', 'valid'],
      ['packed', zone, { https: { [logoUrl]: svg(gzipSync(logo())) } }, 'pass', 'valid'],
      [
        '64 by 32',
        zone,
        profile(logo(undefined, 'version="1.2" baseProfile="tiny-ps" viewBox="0 0 64 32"')),
        'warn',
        'not-square',
      ],
      ['no title', zone, profile(logo('<path d="M0 0"/>')), 'fail', 'no-title'],
      ['an empty title', zone, profile(logo('<title> </title>')), 'fail', 'no-title'],
      ['a script', zone, profile(logo('<title>a</title><script>1</script>')), 'fail', 'forbidden'],
      ['another version', zone, profile(logo(undefined, 'version="1.1" viewBox="0 0 1 1"')), 'fail', 'wrong-profile'],
      ['no SVG', zone, profile('<html></html>'), 'fail', 'wrong-profile'],
      ['404', zone, { https: { [logoUrl]: { status: 404 } } }, 'info', 'not-applicable'],
      [
        'what cannot be unpacked',
        zone,
        { https: { [logoUrl]: svg(new Uint8Array([0x1f, 0x8b, 1, 2])) } },
        'info',
        'not-applicable',
      ],
      ['what becomes enormous', zone, { https: { [logoUrl]: svg(gzipSync('x'.repeat(3_000_000))) } }, 'info', 'not-applicable'],
      ['silence', zone, {}, 'unknown', 'lookup-failed'],
      ...none,
    ],
  ],
  [
    bimiCertificate,
    [
      ['a registered mark', zone, sites(mark()), 'pass', 'valid'],
      ['for the name of the record', zone, sites(mark({ names: ['default._bimi.example.com'] })), 'pass', 'valid'],
      [
        'for the organization',
        { ...zone, '_dmarc.news.example.com TXT': 'v=DMARC1; p=reject' },
        sites(mark()),
        'pass',
        'valid',
        { domain: 'news.example.com' },
      ],
      ['a prior use mark', zone, sites(mark({ markType: 'Prior Use Mark' })), 'info', 'cmc'],
      ['none', record(`v=BIMI1; l=${logoUrl}`), {}, 'info', 'missing'],
      ['20 days left', zone, sites(mark({ until: 20 })), 'warn', 'expiring'],
      ['ended', zone, sites(mark({ from: -100, until: -1 })), 'fail', 'expired'],
      ['another logo', zone, sites(mark({}, logo('<title>Other</title>'))), 'fail', 'logo-differs'],
      ['no logo inside', zone, sites(mark({ extensions: [] })), 'fail', 'logo-differs'],
      ['a logo that is packed at l=', zone, sites(mark(), svg(gzipSync(logo()))), 'pass', 'valid'],
      ['another domain', zone, sites(mark({ names: ['example.net'] })), 'fail', 'wrong-domain'],
      ['a stranger', zone, sites(mark({ issuer: issue({ commonName: 'Mark Root', ca: true }) })), 'fail', 'untrusted'],
      [
        'a certificate of a web server, without a logo',
        zone,
        sites(mark({ usages: ['1.3.6.1.5.5.7.3.1'], extensions: [] })),
        'fail',
        'untrusted',
      ],
      ['for web servers', zone, sites(mark({ usages: ['1.3.6.1.5.5.7.3.1'] })), 'fail', 'untrusted'],
      ['404', zone, sites({ status: 404 }), 'fail', 'untrusted'],
      ['no certificate', zone, sites('hello'), 'fail', 'untrusted'],
      ['HTTP', record(`v=BIMI1; l=${logoUrl}; a=http://example.com/mark.pem`), {}, 'fail', 'untrusted'],
      ['silence', zone, sites({ silence: 'timeout' }), 'unknown', 'lookup-failed'],
      ['a silent logo', zone, sites(mark(), { silence: 'timeout' }), 'unknown', 'lookup-failed'],
      ...none,
    ],
  ],
]

for (const [check, rows] of tables) {
  describe(check.id, () => {
    for (const [title, world, outside, verdict, code, changes] of rows) {
      test(`${title}: ${code}`, async () => {
        const finding = await findingOf(check, domainSubject(changes), world, outside)
        assert.deepEqual([finding.verdict, finding.code], [verdict, code], finding.explanation.text)
      })
    }
  })
}

test('a record is given with https, and with its version in front', async () => {
  const finding = await findingOf(bimiRecord, domainSubject(), record('l=http://a.example/1.svg; v=BIMI1'))
  assert.deepEqual(
    recordsOf(finding).map(({ value }) => value),
    ['v=BIMI1; l=https://a.example/1.svg'],
  )
})

describe('a logo', () => {
  const rows: [title: string, text: string, ...problems: string[]][] = [
    [
      'with a comment, CDATA and a style of its own',
      logo('<!-- <script> --><title>a</title><style><![CDATA[ .a { fill: url( #b ) } ]]></style>'),
    ],
    ['with a reference to itself', logo('<title>a</title><use xlink:href="#b"/>')],
    ['with > inside quotes', logo('<title>a</title><path d="M0>0"/>')],
    ['with a reference elsewhere', logo('<title>a</title><use xlink:href="https://a.example/#b"/>'), 'forbidden'],
    ['that loads a style', logo('<title>a</title><style>@import url(https://a.example/a.css)</style>'), 'forbidden'],
    ['that fills with something from elsewhere', logo('<title>a</title><path fill="url(https://a.example/#a)"/>'), 'forbidden'],
    ['that moves', logo('<title>a</title><animateTransform/>'), 'forbidden'],
    ['that does something when clicked', logo('<title>a</title><path onclick="x"/>'), 'forbidden'],
    ['with a raster image', logo('<title>a</title><image xlink:href="data:image/png;base64,AA"/>'), 'forbidden'],
    ['with entities', `<!DOCTYPE svg [<!ENTITY a "b">]>${logo()}`, 'forbidden'],
    ['placed by x', logo(undefined, 'version="1.2" baseProfile="tiny-ps" x="1" viewBox="0 0 1 1"'), 'forbidden'],
    ['with its title after something else', logo('<desc>b</desc><path d="M0 0"></path><g/><title>a</title>')],
    ['with its title in a group', logo('<g><title>a</title></g>'), 'no-title'],
    ['that is square by width and height', logo(undefined, 'version="1.2" baseProfile="tiny-ps" width="64" height="64"')],
    ['that is nothing', '', 'wrong-profile'],
  ]
  for (const [title, text, ...problems] of rows) {
    test(`${title} ${problems.length > 0 ? `has ${problems.join(', ')}` : 'is in order'}`, () => {
      assert.deepEqual(
        readLogo(text).problems.map(({ problem }) => problem),
        problems,
      )
    })
  }

  test('that is hostile is read in a moment', () => {
    for (const part of ['<', '<a ', '<!--', '<g>', 'a="', "<a b='", '<title>', '<![CDATA['])
      readLogo(`<svg>${part.repeat(50_000)}`)
    for (const part of ['a', ' ', 'a ', '=', 'a=""', "b=' ' ", '/']) readLogo(`<svg ${part.repeat(50_000)}>`)
    readLogo(`<svg style="${'url( '.repeat(50_000)}">${'<!DOCTYPE '.repeat(25_000)}`)
  })
})

test('DER that is cut short or lies about its length ends the reading', () => {
  for (const hex of ['', '30', '3080', '30850000000000', '3005020101', '30ff'.repeat(9)]) {
    const octets = Buffer.from(hex, 'hex')
    assert.ok(readDer(octets).length <= 1)
    assert.deepEqual(findTexts(octets, 0x16), [])
    assert.equal(readExtension(octets, new Uint8Array([1])), undefined)
  }
  // 50,000 values, each inside the other.
  findTexts(Buffer.concat(Array.from({ length: 50_000 }, () => Buffer.from('3080', 'hex'))), 0x16)
})

describe('silence', () => {
  const names = [...Object.keys(zone), 'default._bimi.news.example.com TXT', '_dmarc.news.example.com TXT']
  for (const [check] of tables) {
    test(`of one name or address never makes ${check.id} worse`, async () => {
      const worlds: [Zone, World][] = [
        ...names.flatMap((name): [Zone, World][] =>
          [silent, servfail].map((silence) => [{ ...zone, [name]: silence }, sites(mark())]),
        ),
        [zone, sites({ silence: 'timeout' })],
        [zone, sites(mark(), { silence: 'timeout' })],
        [zone, {}],
      ]
      for (const [world, outside] of worlds) {
        const { verdict, code } = await findingOf(check, domainSubject({ domain: 'news.example.com' }), world, outside)
        assert.ok(verdict !== 'warn' && verdict !== 'fail', `${JSON.stringify(world)}: ${code}`)
      }
    })
  }
})

describe(bimiSelector.id, () => {
  const choosing = compose({ 'BIMI-Selector': 'v=BIMI1; s=brand' })
  const covered = sign(choosing, { fields: 'From:Subject:BIMI-Selector' })
  const record = { 'brand._bimi.acme.com TXT': 'v=BIMI1; l=https://acme.com/logo.svg' }
  const rows: [
    title: string,
    mail: string | Promise<string>,
    changes: Parameters<typeof zoneWith>[0],
    verdict: string,
    code: string,
  ][] = [
    ['a mail that chooses none', sign(compose()), {}, 'pass', 'default'],
    ['one that is signed and published', covered, record, 'pass', 'default'],
    ['one that is signed and not published', covered, {}, 'warn', 'missing'],
    ['another text at that name', covered, { 'brand._bimi.acme.com TXT': 'x' }, 'warn', 'missing'],
    ['one that no signature covers', sign(choosing, { fields: 'From:Subject' }), record, 'warn', 'unsigned'],
    ['a mail without signature', choosing, record, 'warn', 'unsigned'],
    [
      'one that a stranger signed',
      sign(choosing, { domain: 'other.net', fields: 'From:BIMI-Selector' }),
      { ...record, 's1._domainkey.other.net TXT': keyRecord },
      'warn',
      'unsigned',
    ],
    [
      'no selector in it',
      sign(compose({ 'BIMI-Selector': 'v=BIMI1; s=<b>' }), { fields: 'From:BIMI-Selector' }),
      record,
      'warn',
      'missing',
    ],
    ['a silent record', covered, { 'brand._bimi.acme.com TXT': silent }, 'unknown', 'lookup-failed'],
    ['a silent key', covered, { ...record, 's1._domainkey.acme.com TXT': silent }, 'unknown', 'lookup-failed'],
  ]
  for (const [title, mail, changes, verdict, code] of rows) {
    test(`${title}: ${code}`, async () => {
      const found = await findingOf(bimiSelector, await gathered(await mail), zoneWith(changes))
      assert.deepEqual([found.verdict, found.code], [verdict, code], found.explanation.text)
    })
  }
  test('a domain without a mail: default', async () => {
    assert.equal((await findingOf(bimiSelector, domainSubject(), {})).code, 'default')
  })
})
