/** What a check says when earlier looks at the domain are remembered. The earlier world is seen by the same check, and its questions are kept. */
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { describe, test } from 'node:test'
import type { Check } from '#checks/check.ts'
import { dkimKeyAge } from '#checks/dkim/dkim-key-age.ts'
import { dkimKeyShared } from '#checks/dkim/dkim-key-shared.ts'
import { dmarcAlignmentMode } from '#checks/dmarc/dmarc-alignment-mode.ts'
import { dmarcEnforceable } from '#checks/dmarc/dmarc-enforceable.ts'
import type { ReportQuestion } from '#checks/report.ts'
import type { Domain, Earlier, Look, SeenMail } from '#checks/subject.ts'
import { mtaStsId } from '#checks/transport/mta-sts-id.ts'
import { zoneAgreement } from '#checks/zone/zone-agreement.ts'
import { zonePropagation } from '#checks/zone/zone-propagation.ts'
import { zoneSerial } from '#checks/zone/zone-serial.ts'
import { compose, gathered, zoneWith } from '../helpers/mails.ts'
import { domainSubject, findingOf, published, recordsOf } from '../helpers/outcome.ts'
import { lasting, netOf, silent, type World, type Zone } from '../helpers/zone.ts'
import { own, referring, resolved, soa } from '../helpers/zone-scene.ts'

const hour = 3_600_000
const day = 24 * hour
const when = (msAgo: number) => new Date(Date.now() - msAgo).toISOString()
const nothing: Earlier = { looks: [], mails: [], keysElsewhere: [] }

interface Then {
  ago: number
  zone: Zone
  world?: World
}

/** What a report of that time would have kept. */
async function lookedAt(check: Check<Domain>, { ago, zone, world }: Then): Promise<Look> {
  const net = netOf(zone, world)
  await check.run(domainSubject(), net)
  const questions: ReportQuestion[] = JSON.parse(JSON.stringify(net.questions()))
  return { at: when(ago), questions: questions.map((one) => ({ ...one, at: when(ago) })) }
}

type Row = [title: string, now: Omit<Then, 'ago'>, before: Then[], verdict: string, code: string]

function judged(check: Check<Domain>, rows: Row[]): void {
  describe(check.id, () => {
    for (const [title, { zone, world }, before, verdict, code] of rows) {
      test(`${title}: ${code}`, async () => {
        const looks = await Promise.all(before.map((then) => lookedAt(check, then)))
        const subject = domainSubject({ earlier: { ...nothing, looks } })
        const found = await findingOf(check, subject, zone, world)
        assert.deepEqual([found.verdict, found.code], [verdict, code], found.explanation.text)
        const changes = 'fix' in found ? recordsOf(found) : []
        if (changes.length === 0) return
        const after = await findingOf(check, subject, published(zone, changes), world)
        assert.equal(after.verdict, 'pass', after.explanation.text)
      })
    }
  })
}

const url = 'https://mta-sts.example.com/.well-known/mta-sts.txt'
const sts = (id: string, mx = 'mx.example.com', age = 604_800) => ({
  zone: { '_mta-sts.example.com TXT': `v=STSv1; id=${id}`, 'mta-sts.example.com A': '192.0.2.80' },
  world: { https: { [url]: `version: STSv1\nmode: enforce\nmx: ${mx}\nmax_age: ${age}\n` } },
})
judged(mtaStsId, [
  ['the first look', sts('1'), [], 'info', 'no-history'],
  ['the same file', sts('1'), [{ ago: day, ...sts('1') }], 'pass', 'consistent'],
  ['another file and another id', sts('2', 'new.example.com'), [{ ago: day, ...sts('1') }], 'pass', 'consistent'],
  ['another id for the same file', sts('2'), [{ ago: day, ...sts('1') }], 'pass', 'consistent'],
  ['another file under the same id', sts('1', 'new.example.com'), [{ ago: day, ...sts('1') }], 'warn', 'stale'],
  [
    '… which was seen before',
    sts('1', 'new.example.com'),
    [
      { ago: day, ...sts('1', 'new.example.com') },
      { ago: 2 * day, ...sts('1') },
    ],
    'warn',
    'stale',
  ],
  [
    '… so long ago that nobody has the old one',
    sts('1', 'new.example.com'),
    [
      { ago: 8 * day, ...sts('1', 'new.example.com') },
      { ago: 9 * day, ...sts('1') },
    ],
    'pass',
    'consistent',
  ],
  ['a look that saw no policy', sts('1'), [{ ago: day, zone: {} }], 'info', 'no-history'],
  ['no policy now', { zone: {} }, [{ ago: day, ...sts('1') }], 'info', 'no-policy'],
  ['silence now', { zone: { '_mta-sts.example.com TXT': silent } }, [{ ago: day, ...sts('1') }], 'unknown', 'not-observed'],
])

const keyNow = () =>
  generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
const [one, other] = [keyNow(), keyNow()]
const keyed = (key: string, more = ''): { zone: Zone } => ({
  zone: { 's1._domainkey.example.com TXT': `v=DKIM1; ${more}p=${key}` },
})
judged(dkimKeyAge, [
  ['the first look', keyed(one), [], 'info', 'no-history'],
  ['the same key for a month', keyed(one), [{ ago: 30 * day, ...keyed(one) }], 'info', 'no-history'],
  ['the same key for 13 months', keyed(one), [{ ago: 395 * day, ...keyed(one) }], 'info', 'old'],
  ['… in a record written anew', keyed(one, 't=s; '), [{ ago: 395 * day, ...keyed(one) }], 'info', 'old'],
  ['another key half a year ago', keyed(one), [{ ago: 180 * day, ...keyed(other) }], 'pass', 'recent'],
  [
    'another key, and this one for 13 months',
    keyed(one),
    [
      { ago: 395 * day, ...keyed(one) },
      { ago: 400 * day, ...keyed(other) },
    ],
    'info',
    'old',
  ],
  ['another key, too long ago to tell', keyed(one), [{ ago: 500 * day, ...keyed(other) }], 'info', 'no-history'],
  [
    'a selector that was silent then',
    keyed(one),
    [{ ago: 395 * day, zone: { 's2._domainkey.example.com TXT': 'p=' } }],
    'info',
    'no-history',
  ],
  ['no key', { zone: { 'example.com TXT': 'x' } }, [{ ago: 395 * day, ...keyed(one) }], 'info', 'no-key'],
  ['silence', { zone: { 's1._domainkey.example.com TXT': silent } }, [], 'unknown', 'lookup-failed'],
])

describe(dkimKeyShared.id, () => {
  const rows: [title: string, zone: Zone, elsewhere: Earlier['keysElsewhere'], verdict: string, code: string][] = [
    ['the key of a stranger’s domain', keyed(one).zone, [{ domain: 'other.org', text: `p=${one}` }], 'warn', 'shared-domain'],
    ['another key there', keyed(one).zone, [{ domain: 'other.org', text: `p=${other}` }], 'pass', 'distinct'],
    ['a domain of the same owner', keyed(one).zone, [{ domain: 'news.example.com', text: `p=${one}` }], 'pass', 'distinct'],
    [
      'a key that a service keeps',
      { 's1._domainkey.example.com CNAME': 's1.service.net', 's1.service.net TXT': `p=${one}` },
      [{ domain: 'other.org', text: `p=${one}` }],
      'pass',
      'distinct',
    ],
  ]
  for (const [title, zone, keysElsewhere, verdict, code] of rows) {
    test(`${title}: ${code}`, async () => {
      const found = await findingOf(dkimKeyShared, domainSubject({ earlier: { ...nothing, keysElsewhere } }), zone)
      assert.deepEqual([found.verdict, found.code], [verdict, code], found.explanation.text)
    })
  }
})

const versioned = (serial: number, more: Zone = {}): Zone => ({
  ...own,
  'example.com SOA': soa.replace(' 7 ', ` ${serial} `),
  ...more,
})
const servers = (first: Zone, second: Zone, resolvers: Zone[] = []) => ({
  zone: resolved,
  world: {
    direct: {
      'a.gtld.net': referring('ns1.dns.net', 'ns2.dns.net'),
      'ns1.dns.net': first,
      'ns2.dns.net': second,
      ...Object.fromEntries(resolvers.map((zone, index) => [`9.9.9.${index}`, zone])),
    },
    publicResolvers: resolvers.map((_, index) => `9.9.9.${index}`),
  },
})
/** Refresh is two hours. */
judged(zoneSerial, [
  ['one version', servers(versioned(7), versioned(7)), [{ ago: day, ...servers(versioned(7), versioned(5)) }], 'pass', 'equal'],
  ['two versions, seen for the first time', servers(versioned(7), versioned(5)), [], 'info', 'transient'],
  [
    'the same two a day ago',
    servers(versioned(7), versioned(5)),
    [{ ago: day, ...servers(versioned(7), versioned(5)) }],
    'warn',
    'stuck',
  ],
  [
    'a server that stays, while the other moves on',
    servers(versioned(9), versioned(5)),
    [{ ago: day, ...servers(versioned(7), versioned(5)) }],
    'warn',
    'stuck',
  ],
  [
    'a server that lags behind and follows',
    servers(versioned(9), versioned(7)),
    [{ ago: day, ...servers(versioned(7), versioned(5)) }],
    'info',
    'transient',
  ],
  [
    'less than a refresh interval ago',
    servers(versioned(7), versioned(5)),
    [{ ago: hour, ...servers(versioned(7), versioned(5)) }],
    'info',
    'transient',
  ],
  [
    'serials that went round',
    servers(versioned(3), versioned(4_294_967_290)),
    [{ ago: day, ...servers(versioned(2), versioned(4_294_967_290)) }],
    'warn',
    'stuck',
  ],
])
const otherMx = { 'example.com MX': '10 old.example.com' }
judged(zoneAgreement, [
  ['another MX with another version', servers(versioned(7), versioned(5, otherMx)), [], 'info', 'transient'],
  [
    '… as a day ago',
    servers(versioned(7), versioned(5, otherMx)),
    [{ ago: day, ...servers(versioned(7), versioned(5, otherMx)) }],
    'fail',
    'differ',
  ],
])

const late: Zone = { ...own, 'example.com MX': lasting(600, ['10 old.example.com']) }
judged(zonePropagation, [
  ['a resolver with an old answer', servers(own, own, [late]), [], 'info', 'in-progress'],
  [
    '… as an hour ago, for ten minutes more',
    servers(own, own, [late]),
    [{ ago: hour, ...servers(own, own, [late]) }],
    'info',
    'stale',
  ],
  [
    '… as five minutes ago, for ten minutes more',
    servers(own, own, [late]),
    [{ ago: hour / 12, ...servers(own, own, [late]) }],
    'info',
    'in-progress',
  ],
  [
    '… when the zone had it too',
    servers(own, own, [late]),
    [{ ago: hour, ...servers(late, late, [late]) }],
    'info',
    'in-progress',
  ],
  [
    '… beside another that is late rightly',
    servers(own, own, [late, late]),
    [{ ago: hour, ...servers(own, own, [late]) }],
    'info',
    'in-progress',
  ],
])

const seen = (changes: Partial<SeenMail> = {}): SeenMail => ({
  id: 'x',
  at: when(day),
  peerAddress: '192.0.2.1',
  helo: 'mail.example.com',
  spf: { result: 'pass', domain: 'example.com' },
  dkim: [],
  posted: false,
  ...changes,
})
const unproven = (peerAddress: string, more: Partial<SeenMail> = {}) =>
  seen({ peerAddress, spf: { result: 'pass', domain: 'service.net' }, ...more })
const rule = (text: string, more: Zone = {}): Zone => ({ '_dmarc.example.com TXT': `v=DMARC1; ${text}`, ...more })
const permits: Zone = { 'example.com TXT': 'v=spf1 ip4:192.0.2.9 -all' }
const mailRows: [check: Check<Domain>, rows: [title: string, zone: Zone, mails: SeenMail[], verdict: string, code: string][]][] =
  [
    [
      dmarcEnforceable,
      [
        ['no mail', rule('p=none'), [], 'info', 'no-data'],
        ['no record', {}, [seen()], 'info', 'no-record'],
        ['a silent record', { '_dmarc.example.com TXT': silent }, [seen()], 'unknown', 'lookup-failed'],
        ['mail that is proven', rule('p=none'), [seen()], 'pass', 'ready'],
        [
          '… by a signature',
          rule('p=none'),
          [unproven('192.0.2.2', { dkim: [{ result: 'pass', domain: 'news.example.com', selector: 's' }] })],
          'pass',
          'ready',
        ],
        ['… under a rule', rule('p=reject'), [seen()], 'pass', 'enforced'],
        ['mail of a service, not proven', rule('p=none'), [seen(), unproven('192.0.2.2')], 'info', 'not-ready'],
        ['… under a rule, from a stranger', rule('p=quarantine'), [seen(), unproven('192.0.2.2')], 'info', 'enforced-unknown'],
        [
          '… from a server that sent what is proven',
          rule('p=quarantine'),
          [seen(), unproven('192.0.2.1')],
          'warn',
          'enforced-failing',
        ],
        ['… from a server that SPF permits', rule('p=reject', permits), [unproven('192.0.2.9')], 'warn', 'enforced-failing'],
        [
          '… where SPF is silent',
          rule('p=reject', { 'example.com TXT': silent }),
          [unproven('192.0.2.9')],
          'info',
          'enforced-unknown',
        ],
        ['mail through a list', rule('p=reject'), [seen(), unproven('192.0.2.2', { posted: true })], 'info', 'list-traffic'],
        [
          '… under a weaker rule',
          rule('p=quarantine'),
          [seen(), unproven('192.0.2.2', { posted: true })],
          'info',
          'enforced-unknown',
        ],
        [
          'mail that nobody could judge',
          rule('p=none'),
          [seen({ spf: { result: 'temperror', domain: 'example.com' } })],
          'info',
          'no-data',
        ],
      ],
    ],
    [
      dmarcAlignmentMode,
      [
        ['mail of exactly the domain', rule('p=none; aspf=s'), [seen()], 'pass', 'strict-fits'],
        [
          'mail of a name below it',
          rule('p=none; aspf=s'),
          [seen({ spf: { result: 'pass', domain: 'bounce.example.com' } })],
          'fail',
          'strict-breaks',
        ],
        ['mail of somebody else', rule('p=none; aspf=s'), [seen(), unproven('192.0.2.2')], 'info', 'strict-mixed'],
        ['no mail', rule('p=none; aspf=s'), [], 'info', 'strict-unproven'],
      ],
    ],
  ]
for (const [check, rows] of mailRows) {
  describe(`${check.id}, of mail that is remembered`, () => {
    for (const [title, zone, mails, verdict, code] of rows) {
      test(`${title}: ${code}`, async () => {
        const found = await findingOf(check, domainSubject({ earlier: { ...nothing, mails } }), zone)
        assert.deepEqual([found.verdict, found.code], [verdict, code], found.explanation.text)
      })
    }
  })
}

test('a mail is itself what was seen', async () => {
  const [zone, mail] = [zoneWith({ '_dmarc.acme.com TXT': 'v=DMARC1; p=none' }), await gathered(compose())]
  assert.equal((await findingOf(dmarcEnforceable, mail, zone)).code, 'ready')
  const uploaded = { ...mail, session: null }
  assert.equal((await findingOf(dmarcEnforceable, uploaded, zone)).code, 'not-ready')
})
