/** The pictures of a domain's world: what is known stands in them, what could not be seen is a gap, and nothing in them is endless. */
import assert from 'node:assert/strict'
import { createHash, X509Certificate } from 'node:crypto'
import { describe, test } from 'node:test'
import { domainSections } from '#checks/domain-index.ts'
import type { Net } from '#checks/net.ts'
import { runChecks } from '#checks/run.ts'
import { judgeDomain } from '#checks/judge-domain.ts'
import { reportSchema } from '#checks/report.ts'
import { cut } from '#checks/views/bounded.ts'
import { dmarcView } from '#checks/views/dmarc.ts'
import { mailServersView } from '#checks/views/mail-servers.ts'
import { nameServersView } from '#checks/views/name-servers.ts'
import type { SpfTreeNode } from '#checks/views/schema.ts'
import { servicesView } from '#checks/views/services.ts'
import { spfView } from '#checks/views/spf.ts'
import { viewsOf } from '#checks/views/views.ts'
import { issue } from '../helpers/certificate.ts'
import { domainSubject } from '../helpers/outcome.ts'
import { netOf, servfail, silent, type World, type Zone } from '../helpers/zone.ts'
import { own, referring, resolved } from '../helpers/zone-scene.ts'

const subject = domainSubject({ selectors: [] })
const includes = (count: number, below = '') => Array.from({ length: count }, (_, at) => `include:s${at}.${below}net`).join(' ')
const leaves = (count: number, below = ''): Zone =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`s${at}.${below}net TXT`, 'v=spf1 -all']))

describe('the SPF tree', () => {
  const view = (zone: Zone) => spfView(subject, netOf(zone))
  const terms = (tree: SpfTreeNode | null | undefined) =>
    tree?.terms.map(({ term, lookups, total }) => [term, lookups, total].join(' '))

  test('counts on past ten, and names the term without which most is cured', async () => {
    const { tree, lookups, culprit } = await view({
      'example.com TXT': `v=spf1 ${includes(4)} include:big.net ${includes(3)} -all`,
      'big.net TXT': `v=spf1 ${includes(4, 'big.')} -all`,
      ...leaves(4),
      ...leaves(4, 'big.'),
    })
    assert.equal(lookups, 12)
    assert.deepEqual(terms(tree)?.[4], 'include:big.net 5 9')
    assert.deepEqual(terms(tree?.terms[4]?.node)?.at(-2), 'include:s3.big.net 1 9')
    assert.deepEqual(culprit, { domain: 'example.com', term: 'include:big.net', lookups: 5, lookupsLeft: 7, voidsLeft: 0 })
  })
  test('looks for the culprit where a redirect leads', async () => {
    const { culprit } = await view({
      'example.com TXT': 'v=spf1 redirect=_spf.example.com',
      '_spf.example.com TXT': `v=spf1 ${includes(10)} mx -all`,
      'example.com MX': '10 mx.example.com',
      '_spf.example.com MX': '10 mx.example.com',
      'mx.example.com A': '192.0.2.1',
      ...leaves(10),
    })
    assert.deepEqual(culprit && [culprit.domain, culprit.term, culprit.lookupsLeft], ['_spf.example.com', 'mx', 11])
  })
  test('names the term with the dead names when there are too many of them', async () => {
    const { voids, culprit } = await view({
      'example.com TXT': 'v=spf1 a:dead.example.com include:dead.net -all',
      'dead.net TXT': 'v=spf1 a:one.dead.net a:two.dead.net -all',
    })
    assert.deepEqual([voids, culprit?.term, culprit?.voidsLeft], [3, 'include:dead.net', 1])
  })
  test('within the limits has no culprit', async () => {
    const { culprit, lookups } = await view({ 'example.com TXT': `v=spf1 ${includes(10)} -all`, ...leaves(10) })
    assert.deepEqual([lookups, culprit], [10, undefined])
  })
  test('marks what is void, never read, or not followed', async () => {
    const { tree } = await view({
      'example.com TXT': 'v=spf1 a:dead.example.com include:%{i}.net include:example.com include:mute.net -all mx',
      'mute.net TXT': silent,
    })
    assert.deepEqual(
      tree?.terms.map(({ voids, skipped, unused }) => [voids?.[0], skipped, unused]),
      [
        ['dead.example.com A/AAAA', undefined, false],
        [undefined, 'macro', false],
        [undefined, 'loop', false],
        [undefined, 'silent', false],
        [undefined, undefined, false],
        [undefined, undefined, true],
      ],
    )
  })
  test('says who was silent', async () => {
    const { gaps, tree } = await view({ 'example.com TXT': 'v=spf1 include:mute.net -all', 'mute.net TXT': silent })
    assert.ok(tree)
    assert.deepEqual(gaps[0], {
      side: 'theirs',
      say: {
        text: 'The name servers of mute.net did not answer.',
        ...template('The name servers of ', 'mute.net', ' did not answer.'),
      },
    })
  })
  test('that could not be seen at all is a gap, not an empty record', async () => {
    const { tree, gaps } = await view({ 'example.com TXT': servfail })
    assert.deepEqual([tree, gaps.length], [null, 1])
  })
  test('of a hostile record has an end, and keeps the terms that count', async () => {
    const many = Array.from({ length: 4000 }, (_, at) => `ip4:192.0.${at % 256}.1`).join(' ')
    const { tree } = await view({ 'example.com TXT': `v=spf1 ${many} include:s0.net -all`, ...leaves(1) })
    assert.equal(tree?.terms.length, 60)
    assert.equal(tree?.more, 4002 - 60)
    assert.ok(tree?.terms.some(({ term }) => term === 'include:s0.net'))
    assert.match(tree?.records[0] ?? '', /… \([\d,]+ characters more\)$/)
    assert.ok(JSON.stringify(tree).length < 20_000)
  })
})

const template = (before: string, value: string, after: string) => ({ strings: [before, after], values: [value] })

test('a long text is cut with a mark that says how much', () => {
  assert.equal(cut('x'.repeat(1000)), 'x'.repeat(1000))
  assert.equal(cut('x'.repeat(66_000)), `${'x'.repeat(1000)} … (65,000 characters more)`)
  assert.ok(cut('\u{1f600}'.repeat(600), 999).isWellFormed())
})

describe('the table of mail servers', () => {
  const root = issue({ commonName: 'root', ca: true })
  const leaf = issue({ names: ['mx1.example.com', 'mail.example.com'], issuer: root, until: 30 })
  const key = new X509Certificate(leaf.cert).publicKey.export({ type: 'spki', format: 'der' })
  const zone: Zone = {
    'example.com MX': ['20 mx2.example.com', '10 mx1.example.com', '30 mx1.example.com'],
    'mx1.example.com A': '192.0.2.1',
    'mx2.example.com A': '192.0.2.2',
    '1.2.0.192.in-addr.arpa PTR': 'mx1.example.com',
    '2.2.0.192.in-addr.arpa PTR': 'elsewhere.example.net',
    'elsewhere.example.net A': '192.0.2.9',
  }
  const world: World = {
    smtp: { 'mx1.example.com': { tls: { chain: [leaf.der, root.der] } }, 'mx2.example.com': { keywords: [] } },
  }
  const view = (changes: Zone = {}, more: World = {}) =>
    mailServersView('example.com', netOf({ ...zone, ...changes }, { ...world, ...more }))
  const ptr = async (changes: Zone) => (await view(changes)).servers[0]?.addresses[0]?.ptr

  test('has the servers by preference, with all that is known of each', async () => {
    const { kind, servers } = await view()
    assert.equal(kind, 'mx')
    assert.deepEqual(
      servers.map(({ name, preferences, tls }) => [name, preferences, tls?.state]),
      [
        ['mx1.example.com', [10, 30], 'done'],
        ['mx2.example.com', [20], 'absent'],
      ],
    )
    const [first] = servers
    assert.ok(first?.tls?.state === 'done')
    const { until, ...certificate } = first.tls.certificate ?? assert.fail()
    assert.deepEqual(certificate, {
      name: 'mx1.example.com',
      more: 1,
      issuer: 'root',
      expired: false,
      named: true,
      trusted: true,
    })
    assert.ok(Date.parse(until) > Date.now())
  })
  test('says of each address whether its name leads back', async () => {
    assert.deepEqual(await ptr({}), { names: ['mx1.example.com'], more: 0, confirmed: 'mx1.example.com' })
    const [, second] = (await view()).servers
    assert.deepEqual(second?.addresses[0]?.ptr, { names: ['elsewhere.example.net'], more: 0, confirmed: null })
  })
  test('tells no name from a name that could not be seen', async () => {
    const { '1.2.0.192.in-addr.arpa PTR': _, ...rest } = zone
    const { servers } = await mailServersView('example.com', netOf(rest, world))
    assert.deepEqual(servers[0]?.addresses[0]?.ptr, { names: [], more: 0, confirmed: null })
    const unseen = await ptr({ '1.2.0.192.in-addr.arpa PTR': silent })
    assert.deepEqual([unseen?.names, unseen?.gap?.side], [[], 'theirs'])
  })
  test('tells a name that does not lead back from one that could not be followed', async () => {
    const unseen = await ptr({ '1.2.0.192.in-addr.arpa PTR': 'mute.example.net', 'mute.example.net A': silent })
    assert.deepEqual([unseen?.names, unseen?.confirmed, unseen?.gap?.side], [['mute.example.net'], null, 'theirs'])
  })
  const places: [title: string, smtp: NonNullable<World['smtp']>, state: string, side: string | undefined][] = [
    ['a silent server', { 'mx1.example.com': 'timeout' }, 'unseen', 'theirs'],
    ['a port that is closed to us', { 'mx1.example.com': 'blocked' }, 'unseen', 'ours'],
    ['STARTTLS refused', { 'mx1.example.com': { starttls: 'refused' } }, 'refused', undefined],
    ['a handshake that fails', { 'mx1.example.com': { starttls: 'failed' } }, 'failed', undefined],
  ]
  for (const [title, smtp, state, side] of places) {
    test(`${title} is ${state}`, async () => {
      const { tls } = (await view({}, { smtp })).servers[0] ?? {}
      assert.deepEqual([tls?.state, tls && 'gap' in tls ? tls.gap.side : undefined], [state, side])
    })
  }
  const tlsa = `3 1 1 ${createHash('sha256').update(key).digest('hex')}`
  const signed: Zone = { 'example.com DNSSEC': 'signed', '_25._tcp.mx1.example.com TLSA': tlsa }
  const danes: [title: string, changes: Zone, expected: object][] = [
    ['none', {}, { state: 'none' }],
    ['the key of the server', signed, { state: 'in-force', matches: true }],
    [
      'another key',
      { ...signed, '_25._tcp.mx1.example.com TLSA': `3 1 1 ${'0'.repeat(64)}` },
      { state: 'in-force', matches: false },
    ],
    ['a record nobody vouches for', { '_25._tcp.mx1.example.com TLSA': tlsa }, { state: 'unsigned' }],
  ]
  for (const [title, changes, expected] of danes) {
    test(`DANE: ${title}`, async () => assert.deepEqual((await view(changes)).servers[0]?.dane, expected))
  }
  test('DANE that could not be seen is a gap', async () => {
    const { dane } = (await view({ '_25._tcp.mx1.example.com TLSA': silent })).servers[0] ?? {}
    assert.equal(dane?.state, 'unseen')
  })

  const kinds: [kind: string | null, changes: Zone][] = [
    ['null-mx', { 'example.com MX': '0 .' }],
    ['implicit', { 'example.com A': '192.0.2.1' }],
    ['missing', { 'example.com TXT': 'x' }],
    ['no-such-domain', {}],
    [null, { 'example.com MX': silent }],
  ]
  for (const [kind, changes] of kinds) {
    test(`of a domain without MX says why: ${kind ?? 'could not be seen'}`, async () => {
      const found = await mailServersView('example.com', netOf(changes))
      assert.deepEqual([found.kind, found.gap?.side], [kind, kind === null ? 'theirs' : undefined])
      assert.deepEqual(
        found.servers.map(({ name }) => name),
        kind === 'implicit' ? ['example.com'] : [],
      )
    })
  }
  test('of 500 servers with 20 names an address asks few of them', async () => {
    const hosts = Array.from({ length: 500 }, (_, at) => `${at} mx${at}.example.com`)
    const addresses = hosts.map((_, at): [string, string] => [`mx${at}.example.com A`, `198.51.${at % 100}.1`])
    const names = Array.from({ length: 20 }, (_, at) => `p${at}.example.net`)
    const reverse = Array.from({ length: 100 }, (_, at): [string, string[]] => [`1.${at}.51.198.in-addr.arpa PTR`, names])
    const net = netOf({ 'example.com MX': hosts, ...Object.fromEntries([...addresses, ...reverse]) })
    const found = await mailServersView('example.com', net)
    assert.deepEqual([found.servers.length, found.more], [20, 480])
    const ptrs = found.servers.flatMap((server) => server.addresses.map((one) => one.ptr))
    assert.deepEqual([ptrs[0]?.names.length, ptrs[0]?.more, ptrs[19]?.gap?.side], [3, 17, 'ours'])
    assert.equal(net.questions().filter(({ type }) => type === 'PTR').length, 16)
    assert.ok(net.questions().filter(({ name }) => name.endsWith('example.net')).length <= 3)
  })
})

describe('the DMARC walk', () => {
  const view = (zone: Zone, domain = 'a.example.com') => dmarcView({ domain }, netOf({ [`${domain} A`]: '192.0.2.1', ...zone }))
  const states = ({ steps }: Awaited<ReturnType<typeof view>>) => steps.map(({ name, state }) => `${name} ${state ?? 'unseen'}`)

  test('shows each name, and the record that applies', async () => {
    const found = await view({ '_dmarc.example.com TXT': ['v=DMARC1; p=reject; sp=quarantine', 'other'] })
    assert.deepEqual(states(found), ['_dmarc.a.example.com nothing', '_dmarc.example.com record', '_dmarc.com nothing'])
    assert.equal(found.steps[1]?.others, 1)
    assert.deepEqual(found.applies, { domain: 'example.com', how: 'inherited', processed: true })
    assert.deepEqual(found.policy, { policy: 'quarantine', tag: 'sp', testing: false })
    assert.deepEqual([found.organizational, found.ended], ['example.com', { why: 'top', at: 'com' }])
  })
  test('ends where a record says so', async () => {
    const found = await view({ '_dmarc.example.com TXT': 'v=DMARC1; p=none; psd=n', '_dmarc.com TXT': 'v=DMARC1; p=reject' })
    assert.deepEqual(found.ended, { why: 'psd-n', at: 'example.com' })
    assert.deepEqual(states(found).at(-1), '_dmarc.com past')
  })
  test('of a registry counts the name below it', async () => {
    const found = await view({ '_dmarc.com TXT': 'v=DMARC1; p=reject; psd=y' })
    assert.deepEqual([found.organizational, found.applies?.how, found.ended.why], ['example.com', 'from-psd', 'psd-y'])
  })
  test('discards several records at one name', async () => {
    const found = await view({ '_dmarc.a.example.com TXT': ['v=DMARC1; p=none', 'v=DMARC1; p=reject'] })
    assert.deepEqual([states(found)[0], found.applies, found.policy], ['_dmarc.a.example.com several', null, null])
    assert.equal(found.organizational, 'a.example.com')
  })
  test('of a long name says how many are left out', async () => {
    const found = await view({}, 'a.b.c.d.e.f.g.h.example.com')
    assert.deepEqual([found.steps.length, found.leftOut, found.steps[1]?.domain], [8, 2, 'd.e.f.g.h.example.com'])
  })
  test('knows its own record although a name above was silent', async () => {
    const found = await view({ '_dmarc.a.example.com TXT': 'v=DMARC1; p=reject; t=y', '_dmarc.example.com TXT': silent })
    assert.deepEqual(found.policy, { policy: 'reject', tag: 'p', testing: true })
    assert.deepEqual([found.organizational, found.steps[1]?.gap?.side, found.gap], [null, 'theirs', undefined])
  })
  test('with a silence on the way says that the record is not known', async () => {
    const found = await view({ '_dmarc.a.example.com TXT': silent, '_dmarc.example.com TXT': 'v=DMARC1; p=reject' })
    assert.deepEqual([found.applies, found.policy, found.gap?.side], [null, null, 'theirs'])
  })
})

describe('the table of name servers', () => {
  const com = referring('ns1.dns.net', 'ns2.dns.net')
  const old: Zone = { ...own, 'example.com MX': '10 old.example.com' }
  const view = (direct: World['direct'] = {}, zone: Zone = resolved) =>
    nameServersView(
      { domain: 'example.com', selectors: [] },
      netOf(zone, {
        direct: { 'a.gtld.net': com, 'ns1.dns.net': own, 'ns2.dns.net': own, ...direct },
        publicResolvers: Object.keys(direct).filter((address) => address.startsWith('9.')),
      }),
    )
  /** Its sentences, with T for every time. */
  const said = ({ say }: Awaited<ReturnType<typeof view>>) =>
    say.map(({ strings, values }) =>
      String.raw({ raw: strings }, ...values.map((value) => (typeof value === 'object' ? 'T' : value))),
    )

  test('says how many have the same', async () => {
    const found = await view()
    assert.deepEqual(
      found.sets.map(({ what, versions }) => [what, versions[0]?.values[0], versions[0]?.servers]),
      [
        ['MX', '10 mail.example.com', 3],
        ['SPF', 'v=spf1 mx -all', 3],
        ['DMARC', 'v=DMARC1; p=reject', 3],
      ],
    )
    assert.deepEqual(
      found.servers.map(({ address, serial }) => [address, serial]),
      [
        ['93.184.215.1', 7],
        ['2a00::1', 7],
        ['93.184.216.2', 7],
      ],
    )
    assert.equal(said(found)[0], '2 of 2 name servers of example.com give the same.')
  })
  test('counts versions where servers differ, and calls none of them wrong', async () => {
    const found = await view({ 'ns2.dns.net': old })
    assert.deepEqual(
      found.sets[0]?.versions.map(({ values, servers }) => [values[0], servers]),
      [
        ['10 mail.example.com', 2],
        ['10 old.example.com', 1],
      ],
    )
    assert.deepEqual(found.servers.find(({ name }) => name === 'ns2.dns.net')?.cells[0], { version: 2 })
    assert.equal(
      said(found)[0],
      'Name servers give 2 versions of the MX record of example.com: ns1.dns.net one, ns2.dns.net another.',
    )
  })
  test('says until when a resolver keeps the old value', async () => {
    const found = await view({ '9.9.9.9': old })
    const public9 = found.resolvers.find(({ address }) => address === '9.9.9.9')
    assert.deepEqual(
      public9?.cells.map((cell) => 'state' in cell && cell.state),
      ['old', 'now', 'now'],
    )
    assert.deepEqual(said(found)[1], 'resolver 9.9.9.9 still gives the old MX record. It is gone at T at the latest.')
    const [cell] = public9?.cells ?? []
    const time = found.say[1]?.values.find((value) => typeof value === 'object')
    assert.ok(cell && 'until' in cell && Date.parse(cell.until) > Date.now())
    assert.deepEqual(time, { time: cell.until })
  })
  test('says that a resolver remembers an absence', async () => {
    const { 'example.com MX': _, ...before } = own
    assert.match(
      said(await view({ '9.9.9.9': before }))[1] ?? '',
      /still remembers that there was no MX record, until T at the latest\.$/,
    )
  })
  test('promises no end of an old value while a name server was not heard', async () => {
    const found = await view({ 'ns2.dns.net': { ...own, 'example.com MX': silent }, '9.9.9.9': old })
    assert.match(
      said(found)[1] ?? '',
      /gives another MX record than the name servers that were heard, and may keep it until T\.$/,
    )
    assert.equal(said(found)[0], '1 of 2 name servers of example.com give the same. Not all was heard from ns2.dns.net.')
  })
  test('leaves a gap for a server that is silent, and another for one that does not serve the zone', async () => {
    const found = await view({ 'ns2.dns.net': { zone: {}, authoritative: false }, 'ns1.dns.net': { 'example.com ANY': silent } })
    const gaps = found.servers.map(({ name, cells, gap }) => [name, cells.length, gap?.say.text])
    assert.deepEqual(gaps[0], ['ns1.dns.net', 0, 'ns1.dns.net did not answer.'])
    assert.deepEqual(gaps.at(-1), ['ns2.dns.net', 0, 'ns2.dns.net answers, but does not serve example.com.'])
    assert.deepEqual(found.say, [])
  })
  test('of a zone that could not be found is a gap', async () => {
    const found = await view({}, { 'example.com ANY': silent, 'com ANY': silent })
    assert.deepEqual([found.zone, found.gap?.side, found.servers.length], ['', 'theirs', 0])
  })
})

describe('the services of a domain', () => {
  const looked = { mail: true, spf: true, zone: true }
  const rows: [title: string, zone: Zone, expected: Partial<Awaited<ReturnType<typeof servicesView>>>][] = [
    [
      'are known by their names',
      {
        'example.com SOA': 'ada.ns.cloudflare.com dns.cloudflare.com 1',
        'example.com NS': ['ada.ns.cloudflare.com', 'bob.ns.cloudflare.com'],
        'example.com MX': ['1 aspmx.l.google.com', '5 alt1.aspmx.l.google.com'],
        'example.com TXT': 'v=spf1 include:_spf.google.com include:spf.brevo.com include:_spf.example.com -all',
        '_spf.example.com TXT': 'v=spf1 include:mail.zendesk.com -all',
        'mail.zendesk.com TXT': 'v=spf1 include:amazonses.com -all',
      },
      { dns: ['Cloudflare'], mail: ['Google'], filters: [], sends: ['Brevo', 'Google', 'Zendesk'] },
    ],
    ['that filter stand apart', { 'example.com MX': '10 mx1.acme.pphosted.com' }, { mail: [], filters: ['Proofpoint'] }],
    [
      'with numbers in their names',
      { 'example.com NS': 'ns-12.awsdns-34.co.uk', 'example.com SOA': 'ns-12.awsdns-34.co.uk x.y 1' },
      { dns: ['Amazon Route 53'] },
    ],
    [
      'that nobody knows are not named',
      { 'example.com MX': '10 notgoogle.com', 'example.com TXT': 'v=spf1 include:evilsendgrid.net -all' },
      { mail: [], sends: [] },
    ],
    ['that could not be seen are not named', { 'example.com ANY': silent }, { dns: [], mail: [], filters: [], sends: [] }],
  ]
  for (const [title, zone, expected] of rows) {
    test(title, async () => {
      const found = await servicesView(subject, netOf(zone), looked)
      assert.deepEqual({ ...found, ...expected }, found)
    })
  }
})

describe('the views of a report', () => {
  const judge = (net: Net, only?: string[]) => judgeDomain(subject, net, only ? { only } : {})

  test('are part of the document that the API promises', async () => {
    const report = await judge(netOf(resolved))
    assert.deepEqual(reportSchema.parse(report), report)
    assert.deepEqual(Object.keys(report.views ?? {}), ['spf', 'mailServers', 'dmarc', 'nameServers', 'services'])
  })
  test('are drawn of the sections that were looked at', async () => {
    const net = netOf(resolved)
    const { views } = await judge(net, ['spf'])
    assert.deepEqual(Object.keys(views ?? {}), ['spf', 'services'])
    assert.deepEqual(
      net.questions().filter(({ type }) => type === 'SMTP' || type === 'PTR'),
      [],
    )
  })
  test('ask nothing but what the checks ask', async () => {
    const world: World = { smtp: { 'mail.example.com': {} }, publicResolvers: ['9.9.9.9'] }
    const [net, alone] = [netOf(resolved, world), netOf(resolved, world)]
    const asked = async (found: Net, look: Promise<unknown>) => {
      await look
      return new Set(found.questions().map(({ name, type, server }) => `${name} ${type} ${server}`))
    }
    const [checks, views] = await Promise.all([
      asked(net, runChecks(domainSections, subject, net)),
      asked(
        alone,
        viewsOf(
          subject,
          alone,
          domainSections.map(({ id }) => id),
        ),
      ),
    ])
    assert.deepEqual(
      [...views].filter((one) => !checks.has(one)),
      [],
    )
  })
  for (const [title, does] of [
    ['silent', silent],
    ['failing', servfail],
  ] as const) {
    test(`of a ${title} world are gaps, and nothing is missing`, async () => {
      const { views } = await judge(
        netOf({ 'example.com ANY': does, '_dmarc.example.com ANY': does, '_dmarc.com ANY': does, 'com ANY': does }),
      )
      assert.deepEqual(
        [views?.spf?.tree, views?.mailServers?.kind, views?.dmarc?.applies, views?.nameServers?.zone],
        [null, null, null, ''],
      )
      const gaps = [views?.spf?.gaps[0], views?.mailServers?.gap, views?.dmarc?.gap, views?.nameServers?.gap]
      assert.deepEqual(
        gaps.map((gap) => gap?.side),
        Array(4).fill('theirs'),
      )
    })
  }
  test('of no domain are none', async () =>
    assert.deepEqual(await viewsOf(domainSubject({ domain: '' }), netOf({}), ['spf']), {}))
})
