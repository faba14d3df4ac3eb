import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { mailExchange, takesMail } from '#checks/facts/mail-exchange.ts'
import {
  dmarcWalk,
  effectivePolicy,
  organizationalDomain,
  sameOrganization,
  walkNames,
} from '#checks/facts/organizational-domain.ts'
import { remember } from '#checks/facts/remember.ts'
import { forwardConfirmation, reverseName, reverseNames } from '#checks/facts/reverse-name.ts'
import { Unreachable } from '#checks/net.ts'
import { netOf, servfail, silent, type Zone } from '../helpers/zone.ts'

const isSilence = (error: unknown) => error instanceof Unreachable

describe('the DMARC walk', () => {
  test('asks every name above', () => {
    assert.deepEqual(walkNames('mail.example.com'), ['mail.example.com', 'example.com', 'com'])
    assert.deepEqual(walkNames('com'), ['com'])
  })

  test('asks eight names at most, jumping to the last seven labels (RFC 9989 §4.10)', () => {
    assert.deepEqual(walkNames('a.b.c.d.e.f.g.h.i.j.mail.example.com'), [
      'a.b.c.d.e.f.g.h.i.j.mail.example.com',
      'g.h.i.j.mail.example.com',
      'h.i.j.mail.example.com',
      'i.j.mail.example.com',
      'j.mail.example.com',
      'mail.example.com',
      'example.com',
      'com',
    ])
    assert.equal(walkNames('a.b.c.d.e.f.g.com').length, 8)
  })

  const plain = 'v=DMARC1; p=none'
  const cases: [title: string, zone: Zone, organization: string, found: string][] = [
    ['no record anywhere', {}, 'a.mail.example.com', 'none'],
    ['one record above', { '_dmarc.example.com TXT': plain }, 'example.com', 'inherited example.com'],
    [
      'several records: the fewest labels count',
      { '_dmarc.mail.example.com TXT': plain, '_dmarc.example.com TXT': plain },
      'example.com',
      'inherited example.com',
    ],
    [
      'its own record below another',
      { '_dmarc.a.mail.example.com TXT': plain, '_dmarc.example.com TXT': plain },
      'example.com',
      'own a.mail.example.com',
    ],
    [
      'psd=n ends the walk',
      { '_dmarc.mail.example.com TXT': `${plain}; psd=n`, '_dmarc.example.com TXT': plain },
      'mail.example.com',
      'inherited mail.example.com',
    ],
    [
      'psd=y makes the name below it the organization',
      { '_dmarc.example.com TXT': plain, '_dmarc.com TXT': `${plain}; psd=y` },
      'example.com',
      'inherited example.com',
    ],
    ['psd=y without a record below it', { '_dmarc.com TXT': `${plain}; psd=y` }, 'example.com', 'from-psd com'],
    [
      'psd=y where the walk begins',
      { '_dmarc.a.mail.example.com TXT': `${plain}; psd=y` },
      'a.mail.example.com',
      'own a.mail.example.com',
    ],
    [
      'two records at a name, both discarded',
      { '_dmarc.mail.example.com TXT': [plain, plain], '_dmarc.example.com TXT': plain },
      'example.com',
      'inherited example.com',
    ],
    [
      'other texts, discarded',
      { '_dmarc.mail.example.com TXT': ['v=spf1 -all', 'v=dmarc1; p=none'] },
      'a.mail.example.com',
      'none',
    ],
    ['another text beside the record', { '_dmarc.example.com TXT': ['hello', plain] }, 'example.com', 'inherited example.com'],
  ]
  for (const [title, zone, organization, expected] of cases) {
    test(`with ${title}`, async () => {
      const net = netOf(zone)
      const { found } = await dmarcWalk('a.mail.example.com', net)
      assert.equal(found ? `${found.how} ${found.domain}` : 'none', expected)
      assert.equal(await organizationalDomain('a.mail.example.com', net), organization)
    })
  }

  test('knows its own record although a name above is silent, but not the organization', async () => {
    const net = netOf({ '_dmarc.example.com TXT': plain, '_dmarc.com TXT': servfail })
    assert.equal((await dmarcWalk('example.com', net)).found?.how, 'own')
    await assert.rejects(organizationalDomain('example.com', net), isSilence)
  })

  test('does not mind silence above psd=n', async () => {
    const net = netOf({ '_dmarc.example.com TXT': `${plain}; psd=n`, '_dmarc.com TXT': silent })
    assert.equal(await organizationalDomain('mail.example.com', net), 'example.com')
  })

  test('asks whether the name exists only when that decides the policy', async () => {
    const net = netOf({ '_dmarc.example.com TXT': 'v=DMARC1; p=reject' })
    assert.deepEqual(await effectivePolicy(await dmarcWalk('a.example.com', net), net), { policy: 'reject', tag: 'p' })
    assert.ok(net.questions().every(({ type }) => type === 'TXT'))
  })

  test('tells who belongs together', async () => {
    const net = netOf({ '_dmarc.example.com TXT': plain })
    assert.equal(await sameOrganization('a.example.com', 'b.example.com', net), true)
    assert.equal(await sameOrganization('a.example.net', 'b.example.net', net), false) // without a record each name is its own
    assert.equal(await sameOrganization('a.example.net', 'example.net', net), true)
    assert.equal(await sameOrganization('notexample.net', 'example.net', net), false)
  })
})

describe('the mail exchange', () => {
  const cases: [title: string, zone: Zone, kind: string, takes: boolean][] = [
    ['an MX', { 'example.com MX': ['20 b.example.com', '10 a.example.com'] }, 'mx', true],
    ['a null MX', { 'example.com MX': '0 .' }, 'null-mx', false],
    ['an address only', { 'example.com A': '192.0.2.1' }, 'implicit', true],
    ['neither', { 'example.com TXT': 'x' }, 'missing', false],
    ['no such name', {}, 'no-such-domain', false],
  ]
  for (const [title, zone, kind, takes] of cases) {
    test(`with ${title} is ${kind}`, async () => {
      const found = await mailExchange('example.com', netOf(zone))
      assert.deepEqual([found.kind, takesMail(found)], [kind, takes])
    })
  }

  test('has the lowest preference first', async () => {
    const { exchanges } = await mailExchange('example.com', netOf({ 'example.com MX': ['20 b.example.com', '10 a.example.com'] }))
    assert.deepEqual(
      exchanges.map(({ exchange }) => exchange),
      ['a.example.com', 'b.example.com'],
    )
  })

  test('is not known when the addresses are silent', async () => {
    await assert.rejects(mailExchange('example.com', netOf({ 'example.com A': silent })), isSilence)
  })
})

describe('the reverse name', () => {
  test('is written backwards', () => {
    assert.equal(reverseName('192.0.2.1'), '1.2.0.192.in-addr.arpa')
    assert.equal(reverseName('::ffff:192.0.2.1'), '1.2.0.192.in-addr.arpa')
    assert.equal(reverseName('2001:db8::1'), `1.${'0.'.repeat(23)}8.b.d.0.1.0.0.2.ip6.arpa`)
  })

  const ptr = '1.2.0.192.in-addr.arpa PTR'
  const cases: [title: string, zone: Zone, confirmed: string[]][] = [
    ['none', {}, []],
    ['one that leads back', { [ptr]: 'a.example.com', 'a.example.com A': '192.0.2.1' }, ['a.example.com']],
    ['one that leads elsewhere', { [ptr]: 'a.example.com', 'a.example.com A': '192.0.2.2' }, []],
    ['one that leads nowhere', { [ptr]: 'a.example.com' }, []],
    [
      'several, of which one leads back',
      { [ptr]: ['a.example.com', 'b.example.com'], 'b.example.com A': ['192.0.2.9', '192.0.2.1'] },
      ['b.example.com'],
    ],
    [
      'a silent one beside one that leads back',
      { [ptr]: ['a.example.com', 'b.example.com'], 'a.example.com A': silent, 'b.example.com A': '192.0.2.1' },
      ['b.example.com'],
    ],
    ['one that cannot be asked', { [ptr]: `${'a'.repeat(64)}.example.com` }, []],
  ]
  for (const [title, zone, confirmed] of cases) {
    test(`with ${title}`, async () => {
      assert.deepEqual((await forwardConfirmation('192.0.2.1', netOf(zone))).confirmed, confirmed)
    })
  }

  test('is confirmed for IPv6 by AAAA', async () => {
    const zone = { [`${reverseName('2001:db8::1')} PTR`]: 'a.example.com', 'a.example.com AAAA': '2001:db8::1' }
    assert.deepEqual((await forwardConfirmation('2001:db8:0::1', netOf(zone))).confirmed, ['a.example.com'])
  })

  test('is not known when the zone or the only name is silent', async () => {
    await assert.rejects(reverseNames('192.0.2.1', netOf({ [ptr]: servfail })), isSilence)
    const net = netOf({ [ptr]: 'a.example.com', 'a.example.com A': silent })
    assert.deepEqual((await reverseNames('192.0.2.1', net)).names, ['a.example.com'])
    await assert.rejects(forwardConfirmation('192.0.2.1', net), isSilence)
  })
})

describe('a fact', () => {
  test('is found once for a window and a key, also when it fails', async () => {
    const [net, other] = [netOf({}), netOf({})]
    let found = 0
    const find = async () => {
      found++
      throw new Unreachable('x', 'timeout')
    }
    for (const window of [net, net, other]) await assert.rejects(remember(window, 'x', find), isSilence)
    assert.equal(found, 2)
  })
})
