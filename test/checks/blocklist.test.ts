import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { addressSections } from '#checks/address-index.ts'
import { allowlist } from '#checks/blocklist/allowlist.ts'
import { blocklistDomainLink } from '#checks/blocklist/blocklist-domain-link.ts'
import { blocklistDomainOwn } from '#checks/blocklist/blocklist-domain-own.ts'
import { blocklistIpMajor } from '#checks/blocklist/blocklist-ip-major.ts'
import { blocklistIpMinor } from '#checks/blocklist/blocklist-ip-minor.ts'
import { blocklistIpPolicy, mailServerPolicy } from '#checks/blocklist/blocklist-ip-policy.ts'
import { blocklistIpRange } from '#checks/blocklist/blocklist-ip-range.ts'
import { blocklistNameserver } from '#checks/blocklist/blocklist-nameserver.ts'
import { addressListCoverage, listCoverage } from '#checks/blocklist/list-coverage.ts'
import type { Check } from '#checks/check.ts'
import { linkedHosts } from '#checks/facts/linked-hosts.ts'
import { judgeAddress } from '#checks/judge-address.ts'
import { ipSharedPool } from '#checks/rdns/ip-shared-pool.ts'
import { ptrMultiple } from '#checks/rdns/ptr-multiple.ts'
import { ptrSyntax } from '#checks/rdns/ptr-syntax.ts'
import { blocklists, meaningsOf } from '#checks/records/blocklists.ts'
import type { Domain, Sender } from '#checks/subject.ts'
import { domainRubric } from '#checks/weights.ts'
import { listsInOrder } from '../helpers/lists.ts'
import { compose, gathered } from '../helpers/mails.ts'
import { domainSubject, findingOf } from '../helpers/outcome.ts'
import { netOf, refused, servfail, silent, type Zone } from '../helpers/zone.ts'

/** Every list in order, but these do something else with everything. */
function except(does: Zone[string], ...zones: string[]): Zone {
  const kept = Object.entries(listsInOrder).filter(([key]) => !zones.some((zone) => key.endsWith(`.${zone} A`)))
  return { ...Object.fromEntries(kept), ...Object.fromEntries(zones.map((zone) => [`*.${zone} ANY`, does])) }
}

const ip = '198.51.99.7'
const reversed = '7.99.51.198'
const sender: Sender = {
  domain: 'example.com',
  session: { peerAddress: ip, helo: 'mail.example.com', extended: true, tls: null, tlsOffered: false },
}
const listed = (zone: string, code: string) => ({ ...listsInOrder, [`${reversed}.${zone} A`]: code })
const onLists = (...zones: string[]): Zone => ({
  ...listsInOrder,
  ...Object.fromEntries(zones.map((zone) => [`${reversed}.${zone} A`, '127.0.0.2'])),
})
const allZones = blocklists.map(({ zone }) => zone)

type Row = [title: string, world: Zone, verdict: string, code: string]

function table<Subject>(check: Check<Subject>, subject: Subject, rows: Row[]): void {
  const quiet: Row[] = [
    ['silent lists', except(silent, ...allZones), 'unknown', 'not-answered'],
    ['lists that answer SERVFAIL', except(servfail, ...allZones), 'unknown', 'not-answered'],
    ['lists that answer REFUSED', except(refused, ...allZones), 'unknown', 'not-answered'],
    ['no lists at all', {}, 'unknown', 'not-answered'],
  ]
  describe(check.id, () => {
    for (const [title, world, verdict, code] of [...rows, ...quiet]) {
      test(title, async () => {
        const finding = await findingOf(check, subject, world)
        assert.deepEqual([finding.verdict, finding.code], [verdict, code], finding.explanation.text)
      })
    }
  })
}

table(blocklistIpMajor, sender, [
  ['an address nobody lists', listsInOrder, 'pass', 'clear'],
  ['on SBL', listed('zen.spamhaus.org', '127.0.0.2'), 'fail', 'listed-spamhaus'],
  ['on CSS', listed('zen.spamhaus.org', '127.0.0.3'), 'fail', 'listed-spamhaus'],
  ['on XBL', listed('zen.spamhaus.org', '127.0.0.4'), 'fail', 'listed-spamhaus'],
  ['on BCL', listed('zen.spamhaus.org', '127.0.0.30'), 'fail', 'listed-spamhaus'],
  ['on PBL only', listed('zen.spamhaus.org', '127.0.0.10'), 'pass', 'clear'],
  ['on Barracuda', onLists('b.barracudacentral.org'), 'fail', 'listed'],
  ['on SpamCop', onLists('bl.spamcop.net'), 'fail', 'listed'],
  ['on both kinds', onLists('zen.spamhaus.org', 'bl.spamcop.net'), 'fail', 'listed-spamhaus'],
  ['with a code nobody documents', listed('bl.spamcop.net', '127.0.0.77'), 'fail', 'listed'],
  ['one smaller list silent', except(silent, 'bl.spamcop.net'), 'pass', 'clear'],
  ['Spamhaus and another silent', except(silent, 'zen.spamhaus.org', 'bl.spamcop.net'), 'unknown', 'not-answered'],
  [
    'Spamhaus refuses a public resolver',
    except('127.255.255.254', 'zen.spamhaus.org', 'bl.spamcop.net'),
    'unknown',
    'not-answered',
  ],
  ['a list that says yes to everything', except('127.0.0.2', 'bl.spamcop.net'), 'pass', 'clear'],
  ['a resolver that rewrites NXDOMAIN', except('203.0.113.1', ...allZones), 'unknown', 'not-answered'],
])
table(blocklistIpPolicy, sender, [
  ['an address nobody lists', listsInOrder, 'pass', 'clear'],
  ['on PBL, by its provider', listed('zen.spamhaus.org', '127.0.0.10'), 'fail', 'listed'],
  ['on PBL, by Spamhaus', listed('zen.spamhaus.org', '127.0.0.11'), 'fail', 'listed'],
  ['on SBL', listed('zen.spamhaus.org', '127.0.0.2'), 'pass', 'clear'],
])
table(blocklistIpMinor, sender, [
  ['an address nobody lists', listsInOrder, 'pass', 'clear'],
  ['on one', onLists('psbl.surriel.com'), 'warn', 'one'],
  ['on two', onLists('psbl.surriel.com', 'bl.blocklist.de'), 'warn', 'one'],
  ['on three', onLists('psbl.surriel.com', 'bl.blocklist.de', 'all.s5h.net'), 'fail', 'several'],
  ['on lists of neighbours only', onLists('dnsbl-2.uceprotect.net', 'dnsbl-3.uceprotect.net'), 'info', 'informational'],
  ['without a PTR', listed('noptr.spamrats.com', '127.0.0.37'), 'info', 'informational'],
])
table(blocklistIpRange, sender, [
  ['an address nobody lists', listsInOrder, 'pass', 'clear'],
  ['on DROP', { ...listsInOrder, [`${reversed}.zen.spamhaus.org A`]: ['127.0.0.2', '127.0.0.9'] }, 'fail', 'drop'],
  ['neighbours on UCEPROTECT', onLists('dnsbl-2.uceprotect.net'), 'warn', 'range'],
])
table(allowlist, sender, [
  ['an address nobody knows', listsInOrder, 'info', 'absent'],
  ['trusted', listed('list.dnswl.org', '127.0.5.2'), 'pass', 'listed'],
  ['known, not trusted', listed('list.dnswl.org', '127.0.5.0'), 'info', 'category-none'],
  ['over the limit', listed('list.dnswl.org', '127.0.0.255'), 'unknown', 'not-answered'],
])

const receiving: Zone = { 'example.com MX': '10 mx.example.com', 'mx.example.com A': ip }
const mxOf = (world: Zone): Zone => ({ ...receiving, ...world })
describe('the mail servers of a domain in ranges for end users', () => {
  const rows: Row[] = [
    ['in none', mxOf(listsInOrder), 'pass', 'clear'],
    ['in one', mxOf(listed('zen.spamhaus.org', '127.0.0.11')), 'info', 'listed-mx'],
    ['on another list', mxOf(listed('zen.spamhaus.org', '127.0.0.2')), 'pass', 'clear'],
    ['no mail server', { ...listsInOrder, 'example.com TXT': 'x' }, 'info', 'not-applicable'],
    ['inside a network', { ...mxOf(listsInOrder), 'mx.example.com A': '10.0.0.1' }, 'info', 'not-applicable'],
    ['silent lists', mxOf(except(silent, ...allZones)), 'unknown', 'not-answered'],
    ['a silent mail server', { ...mxOf(listsInOrder), 'mx.example.com A': silent }, 'unknown', 'not-answered'],
    ['a silent MX', { ...listsInOrder, 'example.com MX': silent }, 'unknown', 'not-answered'],
  ]
  for (const [title, world, verdict, code] of rows) {
    test(`${title}: ${code}`, async () => {
      const finding = await findingOf(mailServerPolicy, domainSubject(), world)
      assert.deepEqual([finding.verdict, finding.code], [verdict, code], finding.explanation.text)
    })
  }
})

const domain: Domain = domainSubject({ domain: 'news.example.com', spfDomain: 'news.example.com', selectors: [] })
const named = (zone: string, code: string, name = 'example.com'): Zone => ({ ...listsInOrder, [`${name}.${zone} A`]: code })
table(blocklistDomainOwn, domain, [
  ['a domain nobody lists', listsInOrder, 'pass', 'clear'],
  ['on DBL', named('dbl.spamhaus.org', '127.0.1.2'), 'fail', 'listed'],
  ['its exact name on DBL', named('dbl.spamhaus.org', '127.0.1.4', 'news.example.com'), 'fail', 'listed'],
  ['on SURBL', named('multi.surbl.org', '127.0.0.72'), 'fail', 'listed'],
  ['on URIBL black', named('multi.uribl.com', '127.0.0.2'), 'fail', 'listed'],
  ['on URIBL grey', named('multi.uribl.com', '127.0.0.4'), 'info', 'grey'],
  ['hacked, says DBL', named('dbl.spamhaus.org', '127.0.1.102'), 'warn', 'abused'],
  ['hacked, says SURBL', named('multi.surbl.org', '127.0.0.128'), 'warn', 'abused'],
  ['DBL says that we asked about an address', named('dbl.spamhaus.org', '127.0.1.255'), 'pass', 'clear'],
  ['URIBL refuses', named('multi.uribl.com', '127.0.0.1'), 'pass', 'clear'],
])

const zone: Zone = {
  'example.com SOA': 'ns.host.example hostmaster.example.com 1 7200 3600 1209600 300',
  'example.com NS': ['ns.host.example', 'ns2.host.example'],
  'ns.host.example A': '198.51.99.53',
  'ns2.host.example A': '198.51.99.54',
  'example.com MX': '10 mx.example.com',
  'mx.example.com A': ip,
}
const served = (more: Zone) => ({ ...zone, ...listsInOrder, ...more })
describe(blocklistNameserver.id, () => {
  const rows: Row[] = [
    ['nobody is listed', served({}), 'pass', 'clear'],
    ['a mail server on SBL', served({ [`${reversed}.zen.spamhaus.org A`]: '127.0.0.2' }), 'warn', 'listed'],
    ['a mail server on PBL, which is no reproach', served({ [`${reversed}.zen.spamhaus.org A`]: '127.0.0.10' }), 'pass', 'clear'],
    ['a name server on SBL', served({ '53.99.51.198.zen.spamhaus.org A': '127.0.0.2' }), 'warn', 'listed'],
    ['the name of a name server on DBL', served({ 'host.example.dbl.spamhaus.org A': '127.0.1.2' }), 'warn', 'listed'],
    ['silent lists', { ...zone, ...except(silent, ...allZones) }, 'unknown', 'not-answered'],
    ['a silent domain', { ...listsInOrder, 'example.com ANY': silent }, 'unknown', 'not-answered'],
  ]
  for (const [title, world, verdict, code] of rows) {
    test(title, async () => {
      const finding = await findingOf(blocklistNameserver, domainSubject({ selectors: [] }), world)
      assert.deepEqual([finding.verdict, finding.code], [verdict, code], finding.explanation.text)
    })
  }
})

describe('list-coverage', () => {
  const rows: [title: string, check: Check<unknown>, world: Zone, verdict: string, code: string][] = [
    ['every list answers', listCoverage, listsInOrder, 'pass', 'full'],
    ['a small one does not', listCoverage, except(silent, 'dbl.nordspam.com'), 'info', 'partial'],
    ['most of the trust does not', listCoverage, except(silent, 'zen.spamhaus.org', 'dbl.spamhaus.org'), 'unknown', 'poor'],
    ['every list of addresses answers', addressListCoverage, listsInOrder, 'pass', 'full'],
    ['nobody answers', addressListCoverage, except(refused, ...allZones), 'unknown', 'poor'],
  ]
  for (const [title, check, world, verdict, code] of rows) {
    test(title, async () => {
      const finding = await findingOf(check, undefined, world)
      assert.deepEqual([finding.verdict, finding.code], [verdict, code])
    })
  }
})

describe('whoever is asked about', () => {
  test('a private address is asked about nowhere', async () => {
    const net = netOf(listsInOrder)
    const session = { peerAddress: '10.0.0.1', helo: '', extended: false, tls: null, tlsOffered: false }
    const finding = await blocklistIpMajor.run({ domain: '', session }, net)
    assert.deepEqual([finding.verdict, net.questions().length], ['unknown', 0])
  })
  test('an IPv6 address is asked about by nibbles, where lists have IPv6', async () => {
    const net = netOf(listsInOrder)
    const session = { peerAddress: '2001:470::1', helo: '', extended: false, tls: null, tlsOffered: false }
    await blocklistIpMajor.run({ domain: '', session }, net)
    const asked = net.questions().map(({ name }) => name)
    assert.ok(asked.some((name) => name.startsWith('1.0.0.0.') && name.endsWith('.0.7.4.0.1.0.0.2.zen.spamhaus.org')))
    assert.ok(!asked.some((name) => name.endsWith('bl.spamcop.net')))
  })
  test('the words of a list are asked for only where it lists', async () => {
    const net = netOf({ ...onLists('bl.spamcop.net'), [`${reversed}.bl.spamcop.net TXT`]: 'Blocked - see spamcop' })
    const finding = await blocklistIpMajor.run(sender, net)
    assert.ok(finding.evidence.some(({ what }) => what === '127.0.0.2: Blocked - see spamcop'))
    assert.equal(net.questions().filter(({ type }) => type === 'TXT').length, 1)
  })
  test('no closed list is asked', () => {
    const closed = /sorbs|manitu|abuseat|ahbl|njabl|spamcannibal|abuse\.ch|ordb|unsubscore|swl\.spamhaus/
    assert.ok(!blocklists.some((list) => closed.test(list.zone)))
  })
  test('127.0.0.1, 127.255.255.x and other networks are listings nowhere', () => {
    for (const list of blocklists) {
      for (const address of ['127.0.0.1', '127.255.255.252', '127.255.255.254', '127.255.255.255', '192.0.2.1']) {
        assert.ok(
          !meaningsOf(list, address).meanings.some((one) => one === 'listed' || one === 'policy'),
          `${list.zone} ${address}`,
        )
      }
    }
  })
})

describe('the report of an address', () => {
  const named: Zone = { [`${reversed}.in-addr.arpa PTR`]: 'mail.example.com', 'mail.example.com A': ip }
  const report = (world: Zone) => judgeAddress(ip, netOf(world))
  test('has ten when it has a name that leads back and nobody lists it', async () => {
    const { score, kind, subject, findings } = await report({ ...listsInOrder, ...named })
    assert.deepEqual([score, kind, subject], [10, 'address', ip])
    assert.deepEqual(
      findings.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn'),
      [],
    )
  })
  test('keeps a quarter when a list that receivers enforce has it', async () => {
    const { score, headline } = await report({ ...onLists('zen.spamhaus.org'), ...named })
    assert.deepEqual([score, headline.kind], [2.5, 'fix-first'])
  })
  test('is held lower where it has no name', async () => {
    const { limit, headline } = await report(listsInOrder)
    assert.deepEqual([limit?.by, headline.kind], ['ptr-missing', 'fix-first'])
  })
  test('says nothing when nobody answers', async () => {
    const { score, findings } = await report({ ...except(silent, ...allZones), [`${reversed}.in-addr.arpa ANY`]: silent })
    assert.equal(score, null)
    assert.ok(findings.every(({ verdict }) => verdict === 'unknown' || verdict === 'info'))
  })
  test('every check has its weight', () => {
    for (const { id: section, checks } of addressSections) {
      for (const { id } of checks) {
        const weight = domainRubric.weights[id]
        assert.ok(weight, id)
        assert.equal(domainRubric.buckets[weight.bucket]?.section, section)
      }
    }
  })
})

describe('the names of an address', () => {
  const names = (...list: string[]): Zone => ({ [`${reversed}.in-addr.arpa PTR`]: list })
  const rows: [title: string, check: Check<Sender>, world: Zone, verdict: string, code: string][] = [
    ['one', ptrMultiple, names('a.example.com'), 'pass', 'single'],
    ['two', ptrMultiple, names('a.example.com', 'b.example.com'), 'info', 'several'],
    ['six', ptrMultiple, names(...[...'abcdef'].map((one) => `${one}.example.com`)), 'warn', 'many'],
    ['none to count', ptrMultiple, {}, 'info', 'no-ptr'],
    ['silence', ptrMultiple, { [`${reversed}.in-addr.arpa PTR`]: silent }, 'unknown', 'lookup-failed'],
    ['a host name', ptrSyntax, names('mail.example.com'), 'pass', 'valid'],
    ['an underscore', ptrSyntax, names('mail_1.example.com'), 'warn', 'invalid'],
    ['a single label', ptrSyntax, names('mail'), 'warn', 'invalid'],
    ['a name from inside', ptrSyntax, names('mail.corp.local'), 'warn', 'invalid'],
    ['an address as text', ptrSyntax, names('198.51.99.7'), 'warn', 'invalid'],
    ['none to read', ptrSyntax, {}, 'info', 'no-ptr'],
    ['a silent reverse zone', ptrSyntax, { [`${reversed}.in-addr.arpa PTR`]: refused }, 'unknown', 'lookup-failed'],
    ['its own server', ipSharedPool, { ...names('mail.example.com'), 'mail.example.com A': ip }, 'info', 'own'],
    ['one that does not lead back', ipSharedPool, names('mail.example.com'), 'info', 'unidentified'],
    ['a service’s', ipSharedPool, { ...names('o1.sendgrid.net'), 'o1.sendgrid.net A': ip }, 'info', 'provider'],
    ['a stranger’s', ipSharedPool, { ...names('a.isp.net'), 'a.isp.net A': ip }, 'info', 'unidentified'],
    ['no name', ipSharedPool, {}, 'info', 'unidentified'],
    ['a silent reverse zone', ipSharedPool, { [`${reversed}.in-addr.arpa PTR`]: silent }, 'unknown', 'lookup-failed'],
  ]
  for (const [title, check, world, verdict, code] of rows) {
    test(`${check.id}: ${title}`, async () => {
      const finding = await findingOf(check, sender, world)
      assert.deepEqual([finding.verdict, finding.code], [verdict, code])
    })
  }
})

describe(blocklistDomainLink.id, () => {
  const links =
    'See https://shop.example.com/a?b=c and <http://user@EXAMPLE.com:8080/> or https://192.0.2.1/ or https://[2001:db8::1]/\r\n'
  const on = (zone: string, code: string, name = 'example.com'): Zone => ({ ...listsInOrder, [`${name}.${zone} A`]: code })
  const rows: [title: string, body: string, world: Zone, verdict: string, code: string][] = [
    ['domains that nobody lists', links, listsInOrder, 'pass', 'clear'],
    ['no links', 'Hello, example.com!\r\n', on('dbl.spamhaus.org', '127.0.1.2'), 'info', 'no-links'],
    ['on DBL', links, on('dbl.spamhaus.org', '127.0.1.2'), 'fail', 'listed'],
    ['the exact host', links, on('dbl.spamhaus.org', '127.0.1.5', 'shop.example.com'), 'fail', 'listed'],
    ['a hacked site', links, on('dbl.spamhaus.org', '127.0.1.102'), 'fail', 'listed'],
    ['an abused redirector', links, on('dbl.spamhaus.org', '127.0.1.103'), 'warn', 'redirector'],
    ['grey on URIBL', links, on('multi.uribl.com', '127.0.0.4'), 'pass', 'clear'],
    ['black on URIBL', links, on('multi.uribl.com', '127.0.0.2'), 'fail', 'listed'],
    ['silent lists', links, except(silent, ...allZones), 'unknown', 'not-answered'],
    ['lists that refuse', links, except(refused, ...allZones), 'unknown', 'not-answered'],
  ]
  for (const [title, body, world, verdict, code] of rows) {
    test(`${title}: ${code}`, async () => {
      const finding = await findingOf(blocklistDomainLink, await gathered(compose({}, body)), world)
      assert.deepEqual([finding.verdict, finding.code], [verdict, code], finding.explanation.text)
    })
  }
  test('asks about each name once, about no address, and about ten hosts at most', () => {
    assert.deepEqual(
      linkedHosts({ text: links, html: '<a href="https://shop.example.com/x"><img src="https://m\u00fcller.example/i">' }),
      ['shop.example.com', 'xn--mller-kva.example', 'example.com'],
    )
  })
  test('asks about hosts of different owners first', async () => {
    const own = Array.from({ length: 20 }, (_, i) => `https://n${i}.example.com/`)
    const net = netOf({ ...listsInOrder, 'listed.org.dbl.spamhaus.org A': '127.0.1.2' })
    const mail = await gathered(compose({}, `${own.join(' ')} https://listed.org/\r\n`))
    assert.equal((await blocklistDomainLink.run(mail, net)).code, 'listed')
  })
})
