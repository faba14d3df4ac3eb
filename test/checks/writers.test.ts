/** Records written: what is read back is what was meant, and what cannot be written says which field, and why. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { isBimi, readBimi } from '#checks/records/bimi.ts'
import { isDmarc, readDmarc } from '#checks/records/dmarc.ts'
import { isMtaSts, readMtaSts, readMtaStsPolicy } from '#checks/records/mta-sts.ts'
import { isSpf, readSpf } from '#checks/records/spf.ts'
import { isTlsRpt, readTlsRpt } from '#checks/records/tls-rpt.ts'
import { httpsUriOf, mailtoOf } from '#checks/records/uris.ts'
import { type BimiToWrite, writeBimi } from '#checks/records/write-bimi.ts'
import { type DmarcPolicy, policyOf, writeDmarc } from '#checks/records/write-dmarc.ts'
import { type MtaStsToWrite, type PolicyToWrite, writeMtaSts, writeMtaStsPolicy } from '#checks/records/write-mta-sts.ts'
import { longestSpf, mechanism, type SpfTerm, withoutPlace, writeSpf } from '#checks/records/write-spf.ts'
import { type TlsRptToWrite, writeTlsRpt } from '#checks/records/write-tls-rpt.ts'
import type { Written } from '#checks/records/written.ts'

const textOf = <Name extends string>(result: Written<Name>): string => {
  assert.ok('text' in result, JSON.stringify(result))
  return result.text
}
const problemsOf = <Name extends string>(result: Written<Name>): string[] =>
  'text' in result ? [] : result.problems.map(({ field, problem }) => `${field} ${problem}`)

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/)
const name = fc
  .tuple(fc.array(label, { minLength: 1, maxLength: 3 }), fc.constantFrom('com', 'net', 'museum'))
  .map(([labels, top]) => [...labels, top].join('.'))
const address4 = fc.ipV4()
const address6 = fc.ipV6().filter((address) => !address.includes('.'))
const qualifier = fc.constantFrom('+' as const, '-' as const, '~' as const, '?' as const)
const length = (most: number) => fc.nat({ max: most })
const spec = fc.oneof(
  name,
  name.map((end) => `%{ir}.%{v}._spf.${end}`),
  name.map((end) => `_spf.${end}`),
)
const spfTerm: fc.Arbitrary<SpfTerm> = fc.oneof(
  fc.record({ qualifier, address: address4, prefix4: length(32) }).map((said) => mechanism('ip4', said)),
  fc.record({ qualifier, address: address6, prefix6: length(128) }).map((said) => mechanism('ip6', said)),
  fc.record({ qualifier, domain: spec }).map((said) => mechanism('include', said)),
  fc.record({ qualifier, domain: spec }).map((said) => mechanism('exists', said)),
  fc
    .record({ qualifier, domain: fc.option(spec, { nil: undefined }), prefix4: length(32), prefix6: length(128) })
    .chain((said) => fc.constantFrom(mechanism('a', said), mechanism('mx', said))),
)
const spfEnd: fc.Arbitrary<SpfTerm> = fc.oneof(
  qualifier.map((one) => mechanism('all', { qualifier: one })),
  spec.map((value): SpfTerm => ({ kind: 'modifier', name: 'redirect', value })),
)
const spfTerms = fc.tuple(fc.array(spfTerm, { maxLength: 12 }), spfEnd).map(([terms, end]) => [...terms, end])

const word = fc.stringMatching(/^[A-Za-z0-9_.-]{1,12}$/)
const mailUri = fc
  .tuple(fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }), name)
  .map(([local, domain]) => mailtoOf(`${local}@${domain}`))
  .filter((uri) => uri !== undefined)
const webUri = fc
  .tuple(name, fc.string({ maxLength: 12, unit: 'grapheme' }))
  .map(([host, path]) => httpsUriOf(`https://${host}/${path}`))
  .filter((uri) => uri !== undefined)
const fields = (taken: string[]) =>
  fc
    .uniqueArray(fc.record({ name: fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/), value: word }), {
      selector: (field) => field.name,
      maxLength: 3,
    })
    .map((all) => all.filter((field) => !taken.includes(field.name)).map((field) => ({ ...field })))
const policy = fc.constantFrom('none' as const, 'quarantine' as const, 'reject' as const)
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined })
const dmarcTags = ['v', 'p', 'sp', 'np', 'rua', 'ruf', 'adkim', 'aspf', 'fo', 'psd', 't', 'pct', 'rf', 'ri']
const mode = fc.constantFrom('r' as const, 's' as const)
const dmarc: fc.Arbitrary<DmarcPolicy> = fc.record({
  ...{ p: policy, sp: maybe(policy), np: maybe(policy), adkim: mode, aspf: mode },
  rua: fc.array(fc.oneof(mailUri, webUri), { maxLength: 3 }),
  ruf: fc.array(mailUri, { maxLength: 2 }),
  fo: maybe(fc.constantFrom('0', '1', 'd', 's', '1:d:s')),
  psd: fc.constantFrom('y' as const, 'n' as const, 'u' as const),
  testing: fc.boolean(),
  others: fields(dmarcTags),
})
const id = fc.stringMatching(/^[A-Za-z0-9]{1,32}$/)
const mtaSts: fc.Arbitrary<MtaStsToWrite> = fc.record({ id, others: fields(['v', 'id']) })
const mtaStsPolicy: fc.Arbitrary<PolicyToWrite> = fc.record({
  mode: fc.constantFrom('enforce' as const, 'testing' as const, 'none' as const),
  maxAge: fc.nat({ max: 31_557_600 }),
  mx: fc.array(
    fc.oneof(
      name,
      name.map((host) => `*.${host}`),
    ),
    { minLength: 1, maxLength: 4 },
  ),
})
const tlsRpt: fc.Arbitrary<TlsRptToWrite> = fc.record({
  rua: fc.array(fc.oneof(mailUri, webUri), { minLength: 1, maxLength: 3 }),
  others: fields(['v', 'rua']),
})
const bimi: fc.Arbitrary<BimiToWrite> = fc.oneof(
  fc.record({ logo: webUri, certificate: fc.oneof(fc.constant(''), webUri), others: fields(['v', 'l', 'a']) }),
  fc.record({ logo: fc.constant(''), certificate: fc.constant(''), others: fields(['v', 'l', 'a']) }),
)

describe('what was written is read back as it was meant', () => {
  test('SPF', () => {
    fc.assert(
      fc.property(spfTerms, (terms) => {
        const text = textOf(writeSpf(terms))
        const { terms: read, valid, problems } = readSpf(text)
        assert.ok(isSpf(text) && valid)
        assert.deepEqual([read.map(withoutPlace), problems], [terms, []])
      }),
    )
  })
  test('DMARC', () => {
    fc.assert(
      fc.property(dmarc, (meant) => {
        const text = textOf(writeDmarc(meant))
        const record = readDmarc(text)
        assert.ok(isDmarc(text) && record.processed && !record.onlyMonitors)
        assert.deepEqual([policyOf(record), record.obsolete], [{ ...meant }, []])
        assert.ok(record.problems.every(({ problem }) => problem === 'unknown-tag'))
      }),
    )
  })
  test('MTA-STS', () => {
    fc.assert(
      fc.property(mtaSts, (meant) => {
        const text = textOf(writeMtaSts(meant))
        assert.ok(isMtaSts(text))
        assert.deepEqual(readMtaSts(text), { text, id: meant.id, problems: [] })
      }),
    )
  })
  test('an MTA-STS policy', () => {
    fc.assert(
      fc.property(mtaStsPolicy, (meant) => {
        const text = textOf(writeMtaStsPolicy(meant))
        assert.deepEqual(readMtaStsPolicy(text), { text, ...meant, problems: [] })
      }),
    )
  })
  test('TLS reporting', () => {
    fc.assert(
      fc.property(tlsRpt, (meant) => {
        const text = textOf(writeTlsRpt(meant))
        assert.ok(isTlsRpt(text))
        assert.deepEqual(readTlsRpt(text), { text, rua: meant.rua, problems: [] })
      }),
    )
  })
  test('BIMI', () => {
    fc.assert(
      fc.property(bimi, (meant) => {
        const text = textOf(writeBimi(meant))
        assert.ok(isBimi(text))
        const { logo, certificate, declined, problems } = readBimi(text)
        assert.deepEqual([logo, certificate, declined, problems], [meant.logo, meant.certificate, meant.logo === '', []])
      }),
    )
  })
})

describe('whatever is put in, nothing comes out that a reader would not take', () => {
  const any = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.constantFrom('', ' ', 'a b', 'a;b', 'a=b', 'x; p=none', '-all', '\n', '"', '<b>', '1.2.3.4'),
  )
  test('SPF', () => {
    const fields = { qualifier, domain: any, address: any, prefix4: fc.integer(), prefix6: fc.integer() }
    const term = fc.tuple(fc.constantFrom('all', 'include', 'a', 'mx', 'ptr', 'ip4', 'ip6', 'exists'), fc.record(fields))
    const modifier = fc.record({ kind: fc.constant('modifier' as const), name: any, value: any }, { noNullPrototype: true })
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            term.map(([one, said]) => mechanism(one as 'all', said)),
            modifier,
          ),
        ),
        (terms) => {
          const result = writeSpf(terms)
          if ('text' in result) assert.deepEqual(readSpf(result.text).terms.map(withoutPlace), terms)
          else assert.ok(result.problems.length > 0)
        },
      ),
    )
  })
  const other = fc.record({ name: any, value: any }, { noNullPrototype: true })
  const others = fc.array(other, { maxLength: 3 })
  test('DMARC', () => {
    const wild = fc.record({ rua: fc.array(any), ruf: fc.array(any), fo: maybe(any), others })
    fc.assert(
      fc.property(dmarc, wild, (meant, more) => {
        const result = writeDmarc({ ...meant, ...more })
        if ('text' in result) assert.deepEqual(policyOf(readDmarc(result.text)), { ...meant, ...more })
      }),
    )
  })
  test('the others', () => {
    fc.assert(
      fc.property(any, fc.array(any), any, others, fc.integer(), (one, many, another, others, maxAge) => {
        const sts = writeMtaSts({ id: one, others })
        if ('text' in sts) assert.deepEqual(readMtaSts(sts.text).problems, [])
        const file = writeMtaStsPolicy({ mode: 'testing', maxAge, mx: many })
        if ('text' in file) assert.deepEqual(readMtaStsPolicy(file.text).mx, many)
        const tls = writeTlsRpt({ rua: many, others })
        if ('text' in tls) assert.deepEqual(readTlsRpt(tls.text), { text: tls.text, rua: many, problems: [] })
        const logo = writeBimi({ logo: one, certificate: another, others })
        if ('text' in logo) assert.deepEqual(readBimi(logo.text).problems, [])
      }),
    )
  })
})

const all = mechanism('all', { qualifier: '~' })
const redirect: SpfTerm = { kind: 'modifier', name: 'redirect', value: 'spf.acme.net' }
const ip4 = (address: string, prefix4 = 32) => mechanism('ip4', { address, prefix4 })
const watching: DmarcPolicy = { p: 'none', rua: [], ruf: [], adkim: 'r', aspf: 'r', psd: 'u', testing: false, others: [] }

describe('what is written is', () => {
  const rows: [title: string, result: Written<string>, text: string][] = [
    [
      'RFC 7208 §3',
      writeSpf([
        mechanism('mx'),
        mechanism('a', { domain: 'colo.example.com', prefix4: 28 }),
        mechanism('all', { qualifier: '-' }),
      ]),
      'v=spf1 mx a:colo.example.com/28 -all',
    ],
    ['RFC 7208 §6.1', writeSpf([{ ...redirect, value: '_spf.example.com' }]), 'v=spf1 redirect=_spf.example.com'],
    ['nobody', writeSpf([mechanism('all', { qualifier: '-' })]), 'v=spf1 -all'],
    [
      'RFC 9989 App. B.2.1',
      writeDmarc({ ...watching, rua: ['mailto:dmarc-feedback@example.com'] }),
      'v=DMARC1; p=none; rua=mailto:dmarc-feedback@example.com',
    ],
    [
      'every tag of DMARC',
      writeDmarc({
        p: 'reject',
        sp: 'quarantine',
        np: 'reject',
        rua: ['mailto:a@b.net', 'mailto:c@d.net'],
        ruf: ['mailto:e@b.net'],
        adkim: 's',
        aspf: 's',
        fo: '1',
        psd: 'n',
        testing: true,
        others: [{ name: 'x', value: 'y' }],
      }),
      'v=DMARC1; p=reject; sp=quarantine; np=reject; adkim=s; aspf=s; psd=n; t=y; rua=mailto:a@b.net,mailto:c@d.net; ruf=mailto:e@b.net; fo=1; x=y',
    ],
    ['RFC 8461 §3.1', writeMtaSts({ id: '20160831085700Z', others: [] }), 'v=STSv1; id=20160831085700Z;'],
    [
      'RFC 8461 §3.2',
      writeMtaStsPolicy({ mode: 'enforce', maxAge: 604_800, mx: ['mail.example.com', '*.example.net', 'backupmx.example.com'] }),
      'version: STSv1\nmode: enforce\nmx: mail.example.com\nmx: *.example.net\nmx: backupmx.example.com\nmax_age: 604800\n',
    ],
    [
      'RFC 8460 §3.1',
      writeTlsRpt({ rua: ['mailto:reports@example.com'], others: [] }),
      'v=TLSRPTv1; rua=mailto:reports@example.com',
    ],
    ['a logo', writeBimi({ logo: 'https://a.net/l.svg', certificate: '', others: [] }), 'v=BIMI1; l=https://a.net/l.svg'],
    [
      'a logo with its certificate',
      writeBimi({ logo: 'https://a.net/l.svg', certificate: 'https://a.net/m.pem', others: [] }),
      'v=BIMI1; l=https://a.net/l.svg; a=https://a.net/m.pem',
    ],
    ['no logo wanted', writeBimi({ logo: '', certificate: '', others: [] }), 'v=BIMI1; l=; a=;'],
  ]
  for (const [title, result, text] of rows) test(title, () => assert.equal(textOf(result), text))
})

describe('what cannot be written is named', () => {
  const rows: [title: string, result: Written<string>, problems: string[]][] = [
    ['IPv6 as ip4', writeSpf([ip4('2001:db8::1'), all]), ['terms.0 bad-ip']],
    ['a prefix that is none', writeSpf([ip4('192.0.2.1', 33), all]), ['terms.0 bad-ip']],
    ['a name without a dot', writeSpf([mechanism('include', { domain: 'localhost' }), all]), ['terms.0 bad-domain']],
    ['two terms in one', writeSpf([mechanism('include', { domain: 'a.net -all' }), all]), ['terms.0 not-a-term']],
    ['a macro that is none', writeSpf([mechanism('exists', { domain: '%{q}.a.net' }), all]), ['terms.0 bad-macro']],
    ['no ASCII', writeSpf([mechanism('include', { domain: 'bücher.net' }), all]), ['terms.0 non-ascii']],
    ['what nobody would read', writeSpf([all, mechanism('mx')]), ['terms.1 after-all']],
    ['a redirect beside all', writeSpf([redirect, all]), ['terms.0 redirect-beside-all']],
    ['a redirect twice', writeSpf([redirect, redirect]), ['terms.1 repeated-modifier']],
    [
      'a mechanism as modifier',
      writeSpf([{ kind: 'modifier', name: 'ip4', value: '192.0.2.1' }, all]),
      ['terms.0 mistyped-term'],
    ],
    ['an address where none belongs', writeSpf([mechanism('mx', { address: '192.0.2.1' })]), ['terms.0 not-a-term']],
    ['very many terms', writeSpf(Array.from({ length: longestSpf / 16 }, () => ip4('198.51.100.100'))), ['terms too-long']],
    [
      'a policy nobody knows',
      writeDmarc({ ...watching, p: 'block' as 'none', np: 'x' as 'none' }),
      ['p bad-policy', 'np bad-policy'],
    ],
    [
      'a bare address',
      writeDmarc({ ...watching, rua: ['a@b.net'], ruf: ['mailto:a@b.net!10m'] }),
      ['rua.0 bad-uri', 'ruf.0 bad-uri'],
    ],
    ['a tag in an address', writeDmarc({ ...watching, rua: ['mailto:a@b.net; p=reject'] }), ['rua.0 bad-uri']],
    ['two answers to one question', writeDmarc({ ...watching, fo: '0:1' }), ['fo bad-value']],
    [
      'tags that are gone (RFC 9989 C.5.2)',
      writeDmarc({ ...watching, others: [{ name: 'pct', value: '50' }] }),
      ['others.0 obsolete-tag'],
    ],
    [
      'a tag of its own',
      writeDmarc({ ...watching, others: [{ name: 'p', value: 'reject' }] }),
      ['others.0 bad-value', 'others.0 duplicate-tag'],
    ],
    [
      'a tag twice',
      writeDmarc({
        ...watching,
        others: [
          { name: 'x', value: '1' },
          { name: 'x', value: '2' },
        ],
      }),
      ['others.1 duplicate-tag'],
    ],
    ['values of no tag', writeDmarc({ ...watching, adkim: 'x' as 'r', psd: 'x' as 'y' }), ['adkim bad-value', 'psd bad-value']],
    ['an id with a hyphen', writeMtaSts({ id: '2026-11-21', others: [] }), ['id bad-id']],
    ['a field with a space', writeMtaSts({ id: '1', others: [{ name: 'a', value: 'b c' }] }), ['others.0 bad-field']],
    ['no mail server', writeMtaStsPolicy({ mode: 'enforce', maxAge: 1, mx: [] }), ['mx mx-missing']],
    ['a star in the middle', writeMtaStsPolicy({ mode: 'enforce', maxAge: 1, mx: ['mx.*.a.net'] }), ['mx.0 bad-mx']],
    ['a second line', writeMtaStsPolicy({ mode: 'enforce', maxAge: 1, mx: ['a.net\nmode: none'] }), ['mx.0 bad-mx']],
    [
      'longer than a year',
      writeMtaStsPolicy({ mode: 'x' as 'none', maxAge: 31_557_601, mx: ['a.net'] }),
      ['mode bad-mode', 'maxAge bad-max-age'],
    ],
    ['no destination', writeTlsRpt({ rua: [], others: [] }), ['rua rua-missing']],
    [
      'a destination nobody reports to',
      writeTlsRpt({ rua: ['ftp://a.net/x', 'x'], others: [] }),
      ['rua.0 bad-scheme', 'rua.1 bad-uri'],
    ],
    [
      'http',
      writeBimi({ logo: 'http://a.net/l.svg', certificate: 'http://a.net/m.pem', others: [] }),
      ['logo l-not-https', 'certificate a-not-https'],
    ],
    ['a certificate alone', writeBimi({ logo: '', certificate: 'https://a.net/m.pem', others: [] }), ['logo l-missing']],
  ]
  for (const [title, result, problems] of rows) test(title, () => assert.deepEqual(problemsOf(result), problems))
})

describe('a URI', () => {
  const mails: [address: string, uri: string | undefined][] = [
    ['dmarc@acme.com', 'mailto:dmarc@acme.com'],
    ['a,b!c;d@acme.com', 'mailto:a%2Cb%21c%3Bd@acme.com'], // RFC 9989 §4.6
    ['ü@BÜCHER.net', 'mailto:%C3%BC@xn--bcher-kva.net'],
    ['a+b@acme.com', 'mailto:a+b@acme.com'],
    ['<b>@acme.com', 'mailto:%3Cb%3E@acme.com'],
    ['mailto:a@acme.com', 'mailto:mailto%3Aa@acme.com'],
    ['acme.com', undefined],
    ['@acme.com', undefined],
    ['a b@acme.com', undefined],
    ['a@localhost', undefined],
    ['a@192.0.2.1', undefined],
    ['a@b@acme.com', undefined],
  ]
  for (const [address, uri] of mails) test(`of ${address}`, () => assert.equal(mailtoOf(address), uri))
  const webs: [text: string, uri: string | undefined][] = [
    ['https://acme.com/logo.svg', 'https://acme.com/logo.svg'],
    ['HTTPS://bücher.net/a;b,c', 'https://xn--bcher-kva.net/a%3Bb%2Cc'],
    ['https://acme.com/<b>', 'https://acme.com/%3Cb%3E'],
    ['http://acme.com/logo.svg', undefined],
    ['https://user:pass@acme.com/', undefined],
    ['https://localhost/', undefined],
    ['https://acme.com/a b', undefined],
    ['javascript:alert(1)', undefined],
  ]
  for (const [text, uri] of webs) test(`of ${text}`, () => assert.equal(httpsUriOf(text), uri))
})
