/** Questions to one authoritative server, over the wire and in the fake world, which must agree. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type AskOptions, type Direct, type RecordType, silenceOf, Unreachable } from '#checks/net.ts'
import { isPublic, readPortMap } from '#net/guard.ts'
import { type Manner, type NameServer, startNameServer } from '#net/name-server.ts'
import { openNet } from '#net/open.ts'
import { delegated, garbled, noEdns, referral, refused, servfail, silent, truncated, type Zone } from '#net/zone.ts'
import { netOf } from '../helpers/zone.ts'

const digest = 'ab'.repeat(32)
const zone: Zone = {
  'example.com SOA': 'ns1.example.com hostmaster.example.com 7 3600 600 86400 30',
  'example.com MX': '10 mail.example.com',
  'example.com SRV': '0 1 993 imap.example.com',
  'example.com CAA': ['0 issue "letsencrypt.org; validationmethods=dns-01"', '128 iodef "mailto:a@example.com"'],
  'example.com DS': `2371 13 2 ${digest}`,
  'example.com DNSKEY': '257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==',
  'example.com NSEC3PARAM': ['1 0 0 -', '1 0 12 aabbccdd'],
  'example.com RRSIG': 'MX 13 2 1700000000 1800000000 2371 example.com',
  'example.com NSEC': 'a.example.com NS SOA MX',
  '_25._tcp.mail.example.com TLSA': `3 1 1 ${digest}`,
  'www.example.com CNAME': 'web.example.com',
  'web.example.com A': '192.0.2.80',
  'sub.example.com NS': delegated('ns.sub.example.com', 'ns.elsewhere.net'),
  'ns.sub.example.com A': '192.0.2.53',
  'servfail.example.com ANY': servfail,
  'refused.example.com ANY': refused,
  'silent.example.com ANY': silent,
  'garbled.example.com ANY': garbled,
  'referral.example.com ANY': referral,
  'old.example.com TXT': noEdns('without EDNS'),
  'long.example.com TXT': truncated('whole over TCP'),
}

const manners: Record<string, Manner> = {
  plain: {},
  lame: { authoritative: false },
  'no-tcp': { tcp: false },
  'no-edns': { edns: false },
  open: { recursion: true, transfer: true },
}
const servers = new Map<string, NameServer>()
before(async () => {
  for (const [name, manner] of Object.entries(manners))
    servers.set(name, await startNameServer(zone, { manner: { recursion: false, ...manner } }))
})
after(() => Promise.all([...servers.values()].map((server) => server.close())))

/** A live window in which port 53 leads to this server. */
function live(name: string, timeoutMs = 40) {
  const [, port] = servers.get(name)?.address.split(':') ?? []
  return openNet({ servers: ['127.0.0.1:1'], timeoutMs, targets: { allowPrivate: true, ports: new Map([[53, Number(port)]]) } })
}

const fake = (name: string) => netOf(zone, { direct: { '127.0.0.1': { recursion: false, ...manners[name], zone } } })
const at = { name: 'ns1.example.com', address: '127.0.0.1' }

describe('a direct question', () => {
  const cases: [
    title: string,
    server: string,
    name: string,
    type: RecordType,
    expected: Partial<Direct>,
    options?: AskOptions,
  ][] = [
    [
      'gets records with authority',
      'plain',
      'example.com',
      'MX',
      { outcome: 'records', authoritative: true, edns: true, over: 'udp' },
    ],
    ['gets records over TCP', 'plain', 'example.com', 'MX', { outcome: 'records', over: 'tcp' }, { tcp: true }],
    ['gets each TTL', 'plain', 'example.com', 'CAA', { ttls: [300, 300] }],
    [
      'follows an alias in the same answer',
      'plain',
      'www.example.com',
      'A',
      { outcome: 'records', aliases: [{ name: 'www.example.com', target: 'web.example.com' }] },
    ],
    ['learns that there is no such type', 'plain', 'example.com', 'A', { outcome: 'nodata' }],
    ['learns that there is no such name', 'plain', 'none.example.com', 'A', { outcome: 'nxdomain', authoritative: true }],
    [
      'goes over TCP for what does not fit',
      'plain',
      'long.example.com',
      'TXT',
      { outcome: 'records', over: 'tcp', truncated: true },
    ],
    ['finds no TCP', 'no-tcp', 'example.com', 'MX', { outcome: 'closed', over: 'tcp' }, { tcp: true }],
    ['finds a server without EDNS', 'no-edns', 'example.com', 'MX', { outcome: 'error', rcode: 'FORMERR' }],
    ['and asks it without', 'no-edns', 'example.com', 'MX', { outcome: 'records', edns: false }, { edns: false }],
    ['finds a server without EDNS for one name', 'plain', 'old.example.com', 'TXT', { outcome: 'error', rcode: 'FORMERR' }],
    ['sees an answer without authority', 'lame', 'example.com', 'SOA', { outcome: 'records', authoritative: false }],
    [
      'sees a server that looks elsewhere for everybody',
      'open',
      'example.com',
      'MX',
      { recursionAvailable: true },
      { recursion: true },
    ],
    ['sees one that does not', 'plain', 'example.com', 'MX', { recursionAvailable: false }, { recursion: true }],
    ['sees SERVFAIL', 'plain', 'servfail.example.com', 'A', { outcome: 'servfail', rcode: 'SERVFAIL' }],
    ['sees REFUSED', 'plain', 'refused.example.com', 'A', { outcome: 'lame', rcode: 'REFUSED' }],
    ['sees silence', 'plain', 'silent.example.com', 'A', { outcome: 'timeout', rcode: '' }],
    ['sees an upward referral', 'plain', 'referral.example.com', 'A', { outcome: 'referral' }],
    [
      'is sent on, with glue',
      'plain',
      'a.sub.example.com',
      'A',
      {
        outcome: 'referral',
        authoritative: false,
        delegation: {
          zone: 'sub.example.com',
          names: ['ns.sub.example.com', 'ns.elsewhere.net'],
          glue: [{ name: 'ns.sub.example.com', address: '192.0.2.53' }],
        },
      },
    ],
    ['gets the DS of a cut from above it', 'plain', 'sub.example.com', 'DS', { outcome: 'nodata', authoritative: true }],
  ]
  for (const [title, server, name, type, expected, options] of cases) {
    test(title, async () => {
      for (const net of [live(server, 200), fake(server)]) {
        assert.partialDeepStrictEqual(await net.dns.ask(at, name, type, options), { name, type, ...expected })
      }
    })
  }

  test('sees what cannot be read', async () => {
    assert.equal((await live('plain').dns.ask(at, 'garbled.example.com', 'A')).outcome, 'malformed')
  })

  test('sees a port where nobody listens, which is no silence of ours', async () => {
    const net = openNet({ targets: { allowPrivate: true, ports: new Map([[53, 1]]) } })
    const { outcome } = await net.dns.ask(at, 'example.com', 'A')
    assert.equal(outcome, 'closed')
    assert.equal(silenceOf({ outcome }), 'closed')
  })

  test('is asked once, and written down with its server', async () => {
    const net = live('plain', 200)
    await Promise.all([net.dns.ask(at, 'example.com', 'MX'), net.dns.ask(at, 'EXAMPLE.com.', 'MX')])
    await net.dns.ask({ ...at, name: 'ns2.example.com' }, 'example.com', 'MX')
    const kept = net.questions().map(({ name, type, server, outcome, direct }) => [name, type, server, outcome, direct])
    assert.deepEqual(kept, [
      ['example.com', 'MX', 'ns1.example.com (127.0.0.1)', 'records', true],
      ['example.com', 'MX', 'ns2.example.com (127.0.0.1)', 'records', true],
    ])
  })

  test('to a public resolver goes where the settings say, whatever stands in for port 53', async () => {
    const publicResolvers = [servers.get('open')?.address ?? '']
    const targets = { allowPrivate: false, ports: new Map([[53, 1]]) }
    const { dns } = openNet({ servers: ['127.0.0.1:1'], publicResolvers, timeoutMs: 500, targets })
    const [resolver] = dns.publicResolvers
    assert.ok(resolver)
    assert.equal((await dns.ask(resolver, 'example.com', 'MX', { recursion: true })).outcome, 'records')
  })

  test('has a budget of its own', async () => {
    const net = openNet({ limits: { directBudget: 0 }, targets: { allowPrivate: true, ports: new Map() } })
    await assert.rejects(
      net.dns.ask(at, 'example.com', 'A'),
      (error) => error instanceof Unreachable && error.reason === 'budget',
    )
  })

  for (const address of ['127.0.0.1', '10.0.0.1', '::1', '::ffff:127.0.0.1', '64:ff9b::7f00:1']) {
    test(`never goes to ${address}, unless that is allowed`, async () => {
      const net = openNet({ targets: { allowPrivate: false, ports: new Map() } })
      const isPrivate = (error: unknown) => error instanceof Unreachable && error.reason === 'private'
      await assert.rejects(net.dns.ask({ name: 'ns', address }, 'example.com', 'A'), isPrivate)
      await assert.rejects(net.dns.transfer({ name: 'ns', address }, 'example.com'), isPrivate)
    })
  }
})

test('a zone transfer is given, or refused', async () => {
  for (const world of [live, fake]) {
    assert.equal((await world('open').dns.transfer(at, 'example.com')).outcome, 'given')
    assert.equal((await world('plain').dns.transfer(at, 'example.com')).outcome, 'lame')
  }
})

describe('every record type', () => {
  const expected: [name: string, type: RecordType, records: object[]][] = [
    ['example.com', 'SRV', [{ priority: 0, weight: 1, port: 993, target: 'imap.example.com' }]],
    [
      'example.com',
      'CAA',
      [
        { critical: false, tag: 'issue', value: 'letsencrypt.org; validationmethods=dns-01' },
        { critical: true, tag: 'iodef', value: 'mailto:a@example.com' },
      ],
    ],
    ['example.com', 'DS', [{ keyTag: 2371, algorithm: 13, digestType: 2, digest }]],
    // cloudflare.com publishes this key; its tag is the one above.
    [
      'example.com',
      'DNSKEY',
      [
        {
          flags: 257,
          algorithm: 13,
          key: 'mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==',
          keyTag: 2371,
        },
      ],
    ],
    [
      'example.com',
      'NSEC3PARAM',
      [
        { algorithm: 1, flags: 0, iterations: 0, salt: '' },
        { algorithm: 1, flags: 0, iterations: 12, salt: 'aabbccdd' },
      ],
    ],
    ['example.com', 'NSEC', [{ next: 'a.example.com', types: ['NS', 'SOA', 'MX'] }]],
    [
      'example.com',
      'RRSIG',
      [
        {
          covers: 'MX',
          algorithm: 13,
          labels: 2,
          inception: 1_700_000_000,
          expiration: 1_800_000_000,
          keyTag: 2371,
          signer: 'example.com',
        },
      ],
    ],
    ['_25._tcp.mail.example.com', 'TLSA', [{ usage: 3, selector: 1, matchingType: 1, data: digest }]],
  ]
  for (const [name, type, records] of expected) {
    test(`${type} arrives as it was published`, async () => {
      const live = openNet({ servers: [servers.get('plain')?.address ?? ''], timeoutMs: 500 })
      for (const net of [live, netOf(zone)]) assert.deepEqual((await net.dns.resolve(name, type)).records, records)
    })
  }
})

describe('a validating resolver', () => {
  const signed: Zone = {
    'good.test TXT': 'a',
    'good.test DNSSEC': 'signed',
    'bad.test TXT': 'b',
    'bad.test DNSSEC': 'bogus',
    'plain.test TXT': 'c',
    'mixed.good.test CNAME': 'plain.test',
  }
  const worlds = async (use: (net: ReturnType<typeof netOf>) => Promise<void>) => {
    const server = await startNameServer(signed)
    for (const net of [netOf(signed), openNet({ servers: [server.address], timeoutMs: 500 })]) await use(net)
    await server.close()
  }

  test('says what it validated, absence too', () =>
    worlds(async ({ dns }) => {
      const seen = ['good.test', 'none.good.test', 'plain.test', 'mixed.good.test'].map(
        async (name) => (await dns.resolve(name, 'TXT')).authenticated,
      )
      assert.deepEqual(await Promise.all(seen), [true, true, false, false])
    }))

  test('gives what does not validate only when asked not to look', () =>
    worlds(async ({ dns }) => {
      await assert.rejects(dns.resolve('bad.test', 'TXT'), (error) => error instanceof Unreachable && error.reason === 'bogus')
      const { records } = await dns.resolve('bad.test', 'TXT', { unchecked: true })
      assert.equal(records[0]?.text, 'b')
    }))
})

describe('the guard', () => {
  const addresses: [address: string, open: boolean][] = [
    ['8.8.8.8', true],
    ['2606:4700::1111', true],
    ['::ffff:8.8.8.8', true],
    ['0.0.0.0', false],
    ['127.0.0.1', false],
    ['10.1.2.3', false],
    ['172.16.0.1', false],
    ['192.168.1.1', false],
    ['169.254.169.254', false], // cloud metadata
    ['100.64.0.1', false],
    ['192.0.2.1', false],
    ['198.18.0.1', false],
    ['224.0.0.1', false],
    ['255.255.255.255', false],
    ['::', false],
    ['::1', false],
    ['::ffff:127.0.0.1', false],
    ['::127.0.0.1', false],
    ['64:ff9b::7f00:1', false], // NAT64 of 127.0.0.1
    ['64:ff9b:1::1', false],
    ['2002:7f00:1::', false], // 6to4 of 127.0.0.1
    ['2001::1', false], // Teredo
    ['fc00::1', false],
    ['fe80::1', false],
    ['fec0::1', false],
    ['ff02::1', false],
    ['2001:db8::1', false],
    ['0x7f.1', false],
    ['example.com', false],
    ['', false],
  ]
  for (const [address, open] of addresses) {
    test(`${open ? 'lets us reach' : 'keeps us from'} ${address || 'nothing'}`, () => assert.equal(isPublic(address), open))
  }

  test('reads PORT_MAP', () => {
    assert.deepEqual(
      [...readPortMap('25:2526, 53:5353')],
      [
        [25, 2526],
        [53, 5353],
      ],
    )
    assert.deepEqual([...readPortMap(undefined)], [])
    assert.throws(() => readPortMap('25'), /"25" is not/)
  })
})
