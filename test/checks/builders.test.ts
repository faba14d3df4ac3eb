/** The builders: answers in, records out that the checks find in order; what was published and not asked about stays. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type Answers, builderOf, builders, changesTo, type Known, spfLookups } from '#checks/builders/index.ts'
import { idFor } from '#checks/builders/mta-sts.ts'
import { sendingServices, serviceOf } from '#checks/builders/sending-services.ts'
import { bimiRecord } from '#checks/bimi/bimi-record.ts'
import type { Check } from '#checks/check.ts'
import { dmarcRecord } from '#checks/dmarc/dmarc-record.ts'
import { dmarcSyntax } from '#checks/dmarc/dmarc-syntax.ts'
import { spfAfterAll } from '#checks/spf/spf-after-all.ts'
import { spfAll } from '#checks/spf/spf-all.ts'
import { spfRangeSpecial } from '#checks/spf/spf-range-special.ts'
import { spfRecord } from '#checks/spf/spf-record.ts'
import { spfSyntax } from '#checks/spf/spf-syntax.ts'
import type { Domain } from '#checks/subject.ts'
import { mtaStsRecord } from '#checks/transport/mta-sts-record.ts'
import { tlsRpt } from '#checks/transport/tls-rpt.ts'
import { rehearse } from '#net/overlay.ts'
import { domainSubject, findingOf, published } from '../helpers/outcome.ts'
import { netOf, silent, type Zone } from '../helpers/zone.ts'

const domain = 'acme.com'
const known = (...texts: string[]): Known => ({ domain, texts })
const builder = (kind: string) => builderOf(kind) ?? assert.fail(kind)
const build = (kind: string, answers: Answers, { texts = [], ...rest }: Partial<Known> = {}) =>
  builder(kind).build({ domain, texts, ...rest }, answers)
const recordOf = (...asked: Parameters<typeof build>): string => {
  const outcome = build(...asked)
  assert.ok('built' in outcome, JSON.stringify(outcome))
  return outcome.built.value
}

describe('answers make a record', () => {
  const watch = { p: ['none'] }
  const rows: [title: string, kind: string, answers: Answers, value: string, texts?: string[]][] = [
    ['a service', 'spf', { service: ['google'], last: ['~'] }, 'v=spf1 include:_spf.google.com ~all'],
    [
      'own servers',
      'spf',
      { mx: ['yes'], addresses: ['8.8.8.8\n2606:4700::/32'], last: ['-'] },
      'v=spf1 mx ip4:8.8.8.8 ip6:2606:4700::/32 -all',
    ],
    [
      'addresses however they are typed',
      'spf',
      { addresses: ['ip4:8.8.8.8, 9.9.9.77/24\r\nip6:2606:4700:0::1'], last: ['~'] },
      'v=spf1 ip4:8.8.8.8 ip4:9.9.9.0/24 ip6:2606:4700::1 ~all',
    ],
    [
      'what is said twice',
      'spf',
      { service: ['brevo'], include: ['include:SPF.brevo.com. spf.brevo.com'], addresses: ['8.8.8.8 8.8.8.8/32'], last: ['~'] },
      'v=spf1 include:spf.brevo.com ip4:8.8.8.8 ~all',
    ],
    ['nobody', 'spf', { last: ['-'] }, 'v=spf1 -all'],
    ['a rule that watches', 'dmarc', watch, 'v=DMARC1; p=none'],
    [
      'a rule with reports',
      'dmarc',
      { p: ['reject'], rua: ['dmarc@acme.com\nmailto:a+b@acme.net'] },
      'v=DMARC1; p=reject; rua=mailto:dmarc@acme.com,mailto:a+b@acme.net',
    ],
    [
      'every answer of DMARC',
      'dmarc',
      { p: ['quarantine'], sp: ['none'], np: ['reject'], t: ['y'], exact: ['adkim', 'aspf'], psd: ['n'] },
      'v=DMARC1; p=quarantine; sp=none; np=reject; adkim=s; aspf=s; psd=n; t=y',
    ],
    ['reports to a mailbox', 'tls-rpt', { mail: ['tls@acme.com'] }, 'v=TLSRPTv1; rua=mailto:tls@acme.com'],
    [
      'reports to both',
      'tls-rpt',
      { mail: ['tls@acme.com'], web: ['https://reports.acme.net/in?d=1'] },
      'v=TLSRPTv1; rua=mailto:tls@acme.com,https://reports.acme.net/in?d=1',
    ],
    ['a logo', 'bimi', { want: ['logo'], logo: ['https://acme.com/logo.svg'] }, 'v=BIMI1; l=https://acme.com/logo.svg'],
    [
      'a logo with its certificate',
      'bimi',
      { want: ['logo'], logo: ['https://acme.com/logo.svg'], certificate: ['https://acme.com/mark.pem'] },
      'v=BIMI1; l=https://acme.com/logo.svg; a=https://acme.com/mark.pem',
    ],
    ['no logo', 'bimi', { want: ['none'], logo: ['nonsense'] }, 'v=BIMI1; l=; a=;'],
  ]
  for (const [title, kind, answers, value, texts = []] of rows) {
    test(`${kind}: ${title}`, () => assert.equal(recordOf(kind, answers, { texts }), value))
  }

  test('mta-sts: a policy, and the record that announces it', () => {
    const outcome = build('mta-sts', { mx: ['MX1.acme.com.\n*.acme.net'], mode: ['enforce'], age: ['604800'] })
    assert.ok('built' in outcome)
    const { value, file } = outcome.built
    assert.equal(file?.url, 'https://mta-sts.acme.com/.well-known/mta-sts.txt')
    assert.equal(file?.text, 'version: STSv1\nmode: enforce\nmx: mx1.acme.com\nmx: *.acme.net\nmax_age: 604800\n')
    assert.equal(value, `v=STSv1; id=${idFor(file?.text ?? '')};`)
  })
  test('mta-sts: another policy has another id, the same one the same', () => {
    const now = new Date('2026-11-21T23:59:59Z')
    assert.match(idFor('a', now), /^20261121[0-9a-f]{12}$/)
    assert.equal(idFor('a', now), idFor('a', now))
    assert.notEqual(idFor('a', now), idFor('b', now))
  })
})

describe('what is published and not asked about stays', () => {
  const rows: [title: string, kind: string, text: string, change: Answers, value: string][] = [
    [
      'as it is',
      'spf',
      'v=spf1 a:www.acme.com exists:%{i}.acme.com include:_spf.google.com ?include:x.net ~all exp=e.acme.com',
      {},
      'v=spf1 a:www.acme.com exists:%{i}.acme.com include:_spf.google.com ?include:x.net ~all exp=e.acme.com',
    ],
    [
      'and its place',
      'spf',
      'v=spf1 ip4:9.9.9.0/24 mx include:own.net -all',
      { service: ['google'] },
      'v=spf1 ip4:9.9.9.0/24 mx include:own.net include:_spf.google.com -all',
    ],
    ['a name it had before', 'spf', 'v=spf1 include:spf.sendinblue.com ~all', {}, 'v=spf1 include:spf.sendinblue.com ~all'],
    ['a redirect', 'spf', 'v=spf1 mx redirect=_spf.acme.net', {}, 'v=spf1 mx redirect=_spf.acme.net'],
    ['but a redirect beside an end', 'spf', 'v=spf1 mx redirect=_spf.acme.net', { last: ['~'] }, 'v=spf1 mx ~all'],
    ['but not what nobody reads', 'spf', 'v=spf1 mx ip4=9.9.9.9 ~all a:www.acme.com', {}, 'v=spf1 mx ~all'],
    ['but not what is taken out', 'spf', 'v=spf1 mx include:sendgrid.net ~all', { service: [] }, 'v=spf1 mx ~all'],
    ['a neutral end becomes one that says something', 'spf', 'v=spf1 mx ?all', {}, 'v=spf1 mx ~all'],
    [
      'tags nobody knows',
      'dmarc',
      'v=DMARC1; p=none; ruf=mailto:f@acme.com; fo=1; x=y',
      { p: ['reject'] },
      'v=DMARC1; p=reject; ruf=mailto:f@acme.com; fo=1; x=y',
    ],
    ['but not tags that are gone', 'dmarc', 'v=DMARC1; p=reject; pct=50; ri=3600; rf=afrf', {}, 'v=DMARC1; p=reject'],
    ['nor what looks like a blank', 'dmarc', 'v=DMARC1; p=reject; x=<b>', {}, 'v=DMARC1; p=reject'],
    ['a rule misspelt', 'dmarc', 'v=dmarc1, p=reject', {}, 'v=DMARC1; p=none'],
    [
      'addresses of reports',
      'dmarc',
      'v=DMARC1; p=none; rua=mailto:a@acme.com!10m,mailto:b%2Cc@acme.com',
      {},
      'v=DMARC1; p=none; rua=mailto:a@acme.com,mailto:b%2Cc@acme.com',
    ],
    [
      'both kinds of destinations',
      'tls-rpt',
      'v=TLSRPTv1; rua=https://r.net/x,mailto:t@acme.com; ext=1',
      {},
      'v=TLSRPTv1; rua=mailto:t@acme.com,https://r.net/x; ext=1',
    ],
    [
      'a preference',
      'bimi',
      'v=BIMI1; l=https://acme.com/l.svg; a=; avp=brand',
      {},
      'v=BIMI1; l=https://acme.com/l.svg; avp=brand',
    ],
    ['a refusal', 'bimi', 'v=BIMI1; l=; a=;', {}, 'v=BIMI1; l=; a=;'],
  ]
  for (const [title, kind, text, change, value] of rows) {
    test(`${kind}: ${title}`, () => {
      const begun = builder(kind).begin(known(text))
      assert.equal(recordOf(kind, { ...begun, ...change }, { texts: [text] }), value)
    })
  }
  test('mta-sts: an extension', () => {
    const value = recordOf(
      'mta-sts',
      { mx: ['mx.acme.com'], mode: ['testing'], age: ['86400'] },
      { texts: ['v=STSv1; id=1; ext=x;'] },
    )
    assert.match(value, /^v=STSv1; id=\w+; ext=x;$/)
  })
  test('several records become one with the senders of all', () => {
    const texts = ['v=spf1 mx -all', 'v=spf1 include:_spf.google.com ~all']
    assert.equal(recordOf('spf', builder('spf').begin(known(...texts)), { texts }), 'v=spf1 mx include:_spf.google.com -all')
  })
})

describe('an answer that makes no record is named, with its question', () => {
  const spf = (field: string, text: string): Answers => ({ mx: ['yes'], last: ['~'], [field]: [text] })
  const sts = { mx: ['mx.acme.com'], mode: ['testing'], age: ['86400'] }
  const rows: [kind: string, answers: Answers, field: string, problem: string][] = [
    ['spf', spf('addresses', 'mail'), 'addresses', 'not-an-address'],
    ['spf', spf('addresses', '8.8.8.8/33'), 'addresses', 'not-an-address'],
    ['spf', spf('addresses', '8.8.8.8/024'), 'addresses', 'not-an-address'],
    ['spf', spf('addresses', '2606:4700::/129'), 'addresses', 'not-an-address'],
    ['spf', spf('addresses', 'fe80::1%eth0'), 'addresses', 'not-an-address'],
    ['spf', spf('addresses', '-ip4:8.8.8.8'), 'addresses', 'not-an-address'],
    ['spf', spf('addresses', '10.0.0.1'), 'addresses', 'special-range'],
    ['spf', spf('addresses', '127.0.0.1'), 'addresses', 'special-range'],
    ['spf', spf('addresses', '192.0.2.0/24'), 'addresses', 'special-range'],
    ['spf', spf('addresses', '100.64.0.0/10'), 'addresses', 'special-range'],
    ['spf', spf('addresses', 'fd00::/8'), 'addresses', 'special-range'],
    ['spf', spf('addresses', '2001:db8::1'), 'addresses', 'special-range'],
    ['spf', spf('addresses', '::ffff:8.8.8.8'), 'addresses', 'special-range'],
    ['spf', spf('addresses', '0.0.0.0/0'), 'addresses', 'too-broad'],
    ['spf', spf('addresses', '::/0'), 'addresses', 'too-broad'],
    ['spf', spf('addresses', Array.from({ length: 101 }, (_, index) => `8.8.8.${index}`).join(' ')), 'addresses', 'too-many'],
    [
      'spf',
      spf('addresses', Array.from({ length: 99 }, (_, index) => `2606:4700:4700:4700:4700:4700:4700:${index + 1000}`).join(' ')),
      'addresses',
      'too-long',
    ],
    ['spf', spf('include', 'spf'), 'include', 'bad-domain'],
    ['spf', spf('include', '8.8.8.8'), 'include', 'bad-domain'],
    ['spf', spf('include', '<b>.acme.net'), 'include', 'bad-domain'],
    ['spf', spf('include', 'ACME.com'), 'include', 'itself'],
    ['spf', spf('last', '+'), 'last', 'missing'],
    ['spf', spf('last', 'redirect'), 'last', 'missing'],
    ['dmarc', { p: ['block'] }, 'p', 'bad-policy'],
    ['dmarc', { p: ['none'], sp: ['x'] }, 'sp', 'bad-policy'],
    ['dmarc', { p: ['none'], np: ['x'] }, 'np', 'bad-policy'],
    ['dmarc', { p: ['none'], psd: ['x'] }, 'psd', 'bad-value'],
    ['dmarc', { p: ['none'], rua: ['acme.com'] }, 'rua', 'bad-uri'],
    ['dmarc', { p: ['none'], rua: ['mailto:a@acme.com!10m'] }, 'rua', 'bad-uri'],
    ['dmarc', { p: ['none'], rua: ['mailto:a@acme.com;p=reject'] }, 'rua', 'bad-uri'],
    [
      'dmarc',
      { p: ['none'], rua: [Array.from({ length: 11 }, (_, index) => `a${index}@acme.com`).join(' ')] },
      'rua',
      'too-many',
    ],
    ['mta-sts', { ...sts, mx: ['mx_1.acme.com'] }, 'mx', 'bad-mx'],
    ['mta-sts', { ...sts, mx: ['mx.*.com'] }, 'mx', 'bad-mx'],
    ['mta-sts', { ...sts, mx: ['8.8.8.8'] }, 'mx', 'bad-mx'],
    ['mta-sts', { ...sts, mode: ['strict'] }, 'mode', 'bad-mode'],
    ['mta-sts', { ...sts, age: ['31557601'] }, 'age', 'bad-max-age'],
    ['mta-sts', { ...sts, age: [] }, 'age', 'bad-max-age'],
    ['tls-rpt', { mail: ['tls'] }, 'mail', 'bad-uri'],
    ['tls-rpt', { web: ['http://acme.com/'] }, 'web', 'bad-uri'],
    ['tls-rpt', { mail: [Array.from({ length: 11 }, (_, index) => `a${index}@acme.com`).join(' ')] }, 'mail', 'too-many'],
    ['bimi', {}, 'want', 'missing'],
    ['bimi', { want: ['logo'], logo: ['http://acme.com/logo.svg'] }, 'logo', 'not-https'],
    ['bimi', { want: ['logo'], logo: ['https://acme.com/l.svg'], certificate: ['mark.pem'] }, 'certificate', 'not-https'],
    ['bimi', { want: ['logo'], certificate: ['https://acme.com/m.pem'] }, 'logo', 'l-missing'],
  ]
  for (const [kind, answers, field, problem] of rows) {
    test(`${kind} ${field}: ${problem} (${String(answers[field]).slice(0, 30)})`, () => {
      const outcome = build(kind, answers)
      assert.ok('troubles' in outcome, JSON.stringify(outcome))
      assert.deepEqual(
        outcome.troubles.map((one) => [one.field, one.problem]),
        [[field, problem]],
      )
      assert.match(outcome.troubles[0]?.say.text ?? '', /\.$/)
    })
  }
  const wanting: [kind: string, answers: Answers][] = [
    ['spf', { last: ['~'] }],
    ['mta-sts', { mode: ['enforce'], age: ['604800'] }],
    ['tls-rpt', {}],
    ['bimi', { want: ['logo'] }],
  ]
  for (const [kind, answers] of wanting)
    test(`${kind}: too little is answered yet`, () => assert.ok('wanting' in build(kind, answers)))
})

describe('what has to be known is said', () => {
  const rows: [title: string, kind: string, answers: Answers, about: Partial<Known>, words: RegExp][] = [
    ['nobody may send', 'spf', { last: ['-'] }, {}, /permits nobody/],
    [
      'a sender is taken out',
      'spf',
      { last: ['~'], mx: ['yes'] },
      { texts: ['v=spf1 include:own.net ~all'] },
      /Taken out: include:own\.net/,
    ],
    [
      'a term could not be read',
      'spf',
      { last: ['~'], mx: ['yes'] },
      { texts: ['v=spf1 mx ip4:1.2.3 ~all'] },
      /Left out.*ip4:1\.2\.3/,
    ],
    ['two records', 'spf', { last: ['~'], mx: ['yes'] }, { texts: ['v=spf1 mx -all', 'v=spf1 mx -all '] }, /2 SPF records/],
    ['a large network', 'spf', { last: ['~'], addresses: ['8.0.0.0/9'] }, {}, /8\.0\.0\.0\/9 is a large network/],
    [
      'a long record',
      'spf',
      { last: ['~'], addresses: [Array.from({ length: 40 }, (_, index) => `8.8.8.${index}`).join(' ')] },
      {},
      /characters/,
    ],
    ['reports go elsewhere', 'dmarc', { p: ['none'], rua: ['a@reports.net'] }, {}, /only when it agrees/],
    ['no reports', 'dmarc', { p: ['none'] }, {}, /do not learn/],
    ['many reports', 'dmarc', { p: ['none'], rua: ['a@acme.com b@acme.com c@acme.com'] }, {}, /first two/],
    ['a rule that acts', 'dmarc', { p: ['reject'] }, {}, /only once every service/],
    ['a registry', 'dmarc', { p: ['none'], psd: ['y'] }, {}, /registries/],
    [
      'a rule for names below a sub-domain',
      'dmarc',
      { p: ['none'], sp: ['reject'] },
      { domain: 'news.acme.com' },
      /read at acme\.com/,
    ],
    ['tags that are gone', 'dmarc', { p: ['none'] }, { texts: ['v=DMARC1; p=none; pct=5'] }, /Left out: pct/],
    ['a policy that is enforced', 'mta-sts', { mx: ['mx.acme.com'], mode: ['enforce'], age: ['604800'] }, {}, /gets no mail/],
    ['nothing to protect', 'mta-sts', { mx: ['mx.acme.com'], mode: ['testing'], age: ['604800'] }, { mx: [] }, /no MX record/],
    ['a logo without certificate', 'bimi', { want: ['logo'], logo: ['https://acme.com/logo'] }, {}, /Without a certificate/],
  ]
  for (const [title, kind, answers, about, words] of rows) {
    test(`${kind}: ${title}`, () => {
      const outcome = build(kind, answers, about)
      assert.ok('built' in outcome, JSON.stringify(outcome))
      assert.match(outcome.built.remarks.map((one) => one.say.text).join('\n'), words)
    })
  }
})

describe('a name ends with exactly one record', () => {
  const name = '_dmarc.acme.com'
  const rows: [title: string, known: Partial<Known>, changes: string[]][] = [
    ['nothing there', {}, ['add new']],
    ['another there', { texts: ['old'] }, ['replace old new']],
    ['the same there', { texts: ['new'] }, []],
    ['several there', { texts: ['a', 'b', 'c'] }, ['replace a new', 'delete b', 'delete c']],
    ['it and others', { texts: ['a', 'new'] }, ['delete a']],
    ['an alias there', { texts: ['old'], alias: 'x.net' }, ['delete x.net.', 'add new']],
  ]
  for (const [title, about, expected] of rows) {
    test(title, () => {
      const changes = changesTo(name, { domain, texts: [], ...about }, 'new')
      assert.deepEqual(
        changes.map(({ action, was, value }) => [action, was, value].filter(Boolean).join(' ')),
        expected,
      )
    })
  }
})

const own = (check: Check<Domain>, ...codes: string[]) => ({ check, codes })
const judged: Record<string, { check: Check<Domain>; codes: string[] }[]> = {
  spf: [
    own(spfRecord, 'single'),
    own(spfSyntax, 'valid', 'unknown-modifier'),
    own(spfAll, 'fail-all', 'softfail-all', 'redirected'),
    own(spfAfterAll, 'none'),
  ],
  dmarc: [own(dmarcRecord, 'own'), own(dmarcSyntax, 'valid', 'unknown-tag')],
  'mta-sts': [own(mtaStsRecord, 'present')],
  'tls-rpt': [own(tlsRpt, 'present')],
  bimi: [own(bimiRecord, 'present', 'declined')],
}
const world: Zone = { 'acme.com MX': '10 mx.acme.com', 'mx.acme.com A': '8.8.8.8', '*.net TXT': 'v=spf1 ip4:9.9.9.9 ~all' }

/** Published over whatever stood there, the checks find the record in order. */
async function judge(kind: string, texts: string[], value: string): Promise<void> {
  const name = builder(kind).nameAt(domain)
  const zone: Zone = texts.length > 0 ? { ...world, [`${name} TXT`]: texts } : world
  const after = published(zone, changesTo(name, known(...texts), value))
  for (const { check, codes } of judged[kind] ?? []) {
    const found = await findingOf(check, domainSubject({ domain, spfDomain: domain }), after)
    assert.ok(codes.includes(found.code), `${check.id} ${found.code}: ${value}`)
  }
}

const text = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.constantFrom(
    'mx.acme.com',
    '8.8.8.8',
    '9.9.9.0/24',
    'a@acme.com',
    'https://a.net/l.svg',
    '~',
    '-',
    'redirect',
    'none',
    'reject',
    'y',
    'logo',
    'testing',
    '604800',
    'spf.own.net',
    'google',
    'adkim',
  ),
)
const seeds: Record<string, string[]> = {
  spf: [
    'v=spf1',
    ' mx',
    ' -all',
    ' ~all',
    ' include:a.net',
    ' redirect=b.net',
    ' ip4:10.0.0.0/8',
    ' exists:%{i}.<x>.net',
    ' exp=e.net',
    ' x=y',
    ' ip4=1',
    ' a/24//64',
    ' ptr',
    ' ;',
  ],
  dmarc: [
    'v=DMARC1',
    '; p=none',
    '; p=x',
    '; rua=mailto:a@b.net',
    '; rua=a',
    ',',
    '; x=<y>',
    '; pct=5',
    '; sp=reject',
    '; psd=y',
    '; fo=0:1',
  ],
  'mta-sts': ['v=STSv1', '; id=1', '; id=a-b', '; x=y', ';', '; x=<'],
  'tls-rpt': ['v=TLSRPTv1', '; rua=mailto:a@b.net', ',https://a.net/', '; rua=x', '; y=z', ';', '; z=>'],
  bimi: ['v=BIMI1', '; l=', '; a=', '; l=https://a.net/l', '; avp=brand', ';', '; x=<', '; l=http://a.net/l'],
}

describe('whatever was published and is answered, a record that is built can be published', () => {
  for (const { kind, questions, begin, build: make, holds } of builders) {
    test(kind, async () => {
      const here = fc
        .array(fc.constantFrom(...(seeds[kind] ?? [])), { maxLength: 7 })
        .map((parts) => (seeds[kind]?.[0] ?? '') + parts.join(''))
      const names = questions(known(), begin(known())).map(({ name }) => name)
      const answers = fc.dictionary(fc.constantFrom(...names), fc.array(text, { maxLength: 3 }), { noNullPrototype: true })
      await fc.assert(
        fc.asyncProperty(fc.array(here, { maxLength: 2 }), answers, async (there, given) => {
          const texts = there.filter(holds)
          const now = known(...texts)
          const outcome = make(now, { ...begin(now), ...given })
          if (!('built' in outcome)) return
          const { value, parts, file } = outcome.built
          assert.doesNotMatch(`${value}${file?.text ?? ''}`, /[<>…]|[^\x20-\x7e\n]/)
          assert.equal(
            parts
              .map((part) => part.text)
              .join('')
              .replaceAll(/[; ]/g, ''),
            value.replaceAll(/[; ]/g, ''),
          )
          await judge(kind, texts, value)
          // Once published it is where the builder begins, and it builds the same again.
          const again = make(known(value), begin(known(value)))
          assert.ok(
            'built' in again ? kind === 'mta-sts' || again.built.value === value : kind === 'mta-sts',
            JSON.stringify([value, again]),
          )
        }),
        { numRuns: 150 },
      )
    })
  }
})

test('addresses of a built record are all ones that can be seen', async () => {
  const value = recordOf('spf', { addresses: ['8.8.8.8 9.0.0.0/8'], last: ['~'] })
  const found = await findingOf(spfRangeSpecial, domainSubject({ domain, spfDomain: domain }), { 'acme.com TXT': value })
  assert.equal(found.code, 'none')
})

describe('the look-ups of a record before it is published', () => {
  const zone: Zone = {
    'heavy.net TXT': `v=spf1 ${Array.from({ length: 9 }, (_, index) => `include:${index}.net`).join(' ')} ~all`,
    '*.net TXT': 'v=spf1 ip4:9.9.9.9 ~all',
    'mute.net TXT': silent,
  }
  const rows: [value: string, verdict: string | undefined, words: RegExp][] = [
    ['v=spf1 include:a.net ~all', 'info', /needs 1 look-up of 10\./],
    ['v=spf1 include:heavy.net ~all', 'warn', /needs 10 look-ups of 10\. The next service breaks it/],
    ['v=spf1 include:heavy.net mx ~all', 'warn', /needs 11 look-ups; receivers stop at 10.*include:heavy\.net \(10\)/],
    ['v=spf1 include:heavy.net include:heavy.net include:heavy.net ~all', 'warn', /more than 20/],
    ['v=spf1 include:mute.net ~all', undefined, /^$/],
  ]
  for (const [value, verdict, words] of rows) {
    test(value, async () => {
      const net = rehearse(netOf(zone), changesTo(domain, known(), value))
      const remark = await spfLookups(domain, net)
      assert.equal(remark?.verdict, verdict)
      assert.match(remark?.say.text ?? '', words)
    })
  }
})

describe('a service is known by the name of its record', () => {
  test('each has one of its own, and an id of its own', () => {
    assert.equal(new Set(sendingServices.map(({ id }) => id)).size, sendingServices.length)
    assert.equal(new Set(sendingServices.map(({ include }) => include)).size, sendingServices.length)
    assert.ok(sendingServices.every((one) => serviceOf(one.include) === one))
  })
  test('today’s or an earlier one, however it is written', () => assert.equal(serviceOf('SPF.sendinblue.com.')?.name, 'Brevo'))
})
